"""What the tables of figures show on a screen; machine formats have every column."""

from __future__ import annotations

import polars as pl

from par_metrics.indicators.catalogue import catalogue
from par_metrics.publish.tables import catalogue_frame
from par_metrics.questions.scorecard.scorecard import NOT_REPORTED
from schemas import Language

_MACHINE_ONLY = ("version", "rules", "period_start", "period_end", "as_of")


def short_figures(figures: pl.DataFrame) -> pl.DataFrame:
    return figures.drop(_MACHINE_ONLY)


def short_scorecard(card: pl.DataFrame, by: str) -> pl.DataFrame:
    """The group beside the row; status and state in one column: what is reported stands where there is no figure."""
    reported = pl.col("value").is_null() & (pl.col("state") != NOT_REPORTED)
    status = pl.when(reported).then("state").otherwise(pl.coalesce("status", "state"))
    columns = ("plan_row", by, "title", "indicator", "value", "target", "status", "trend", "owner")
    return card.with_columns(status=status).select(*dict.fromkeys(columns))


def catalogue_table() -> pl.DataFrame:
    return catalogue_frame(catalogue.values())


def short_catalogue(table: pl.DataFrame, language: Language) -> pl.DataFrame:
    return table.select("indicator", "version", f"label_{language}", "plan_rows", f"owner_{language}")
