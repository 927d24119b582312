"""What the tables of figures show on a screen; machine formats have every column."""

from __future__ import annotations

import polars as pl

from par_metrics.indicators.catalogue import catalogue
from par_metrics.publish.tables import catalogue_frame
from schemas import Language

_MACHINE_ONLY = ("version", "rules", "period_start", "period_end", "as_of")


def units_of_values() -> dict[str, str]:
    """Indicator id -> share, count or working_days."""
    return {indicator.id: indicator.unit for indicator in catalogue.values()}


def short_figures(figures: pl.DataFrame) -> pl.DataFrame:
    return figures.drop(_MACHINE_ONLY)


def short_scorecard(card: pl.DataFrame) -> pl.DataFrame:
    """Status and state in one column: each row has one of them."""
    return card.with_columns(status=pl.coalesce("status", "state")).select(
        "plan_row", "title", "indicator", "value", "target", "status", "trend", "owner"
    )


def catalogue_table() -> pl.DataFrame:
    return catalogue_frame(catalogue.values())


def short_catalogue(table: pl.DataFrame, language: Language) -> pl.DataFrame:
    return table.select("indicator", "version", f"label_{language}", "plan_rows", f"owner_{language}")
