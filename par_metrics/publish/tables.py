"""The catalogue and the targets as tables, for whoever reads figures without this library."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from par_metrics.indicators.base import Definition
    from par_metrics.indicators.targets import Targets


def catalogue_frame(indicators: Iterable[Definition]) -> pl.DataFrame:
    """One row an indicator.

    `unit` says how to read a value: share (0-1), count, working_days, points, rank;
    `records` are the record tables counted, or the indicators a composite is made of.
    """
    from par_metrics.indicators.base import Composite, Indicator

    def made_of(definition: Definition) -> str:
        if isinstance(definition, Composite):
            return ", ".join(definition.components)
        assert isinstance(definition, Indicator)
        return definition.table

    columns = {
        "indicator": pl.String,
        "version": pl.Int32,
        "label_vi": pl.String,
        "label_en": pl.String,
        "formula_vi": pl.String,
        "formula_en": pl.String,
        "unit": pl.String,
        "records": pl.String,
        "rules": pl.String,
        "target": pl.String,
        "plan_rows": pl.String,
        "owner_vi": pl.String,
        "owner_en": pl.String,
        "source": pl.String,
    }
    rows = [
        (
            i.id,
            i.version,
            i.label.vi,
            i.label.en,
            i.formula.vi,
            i.formula.en,
            i.unit,
            made_of(i),
            i.rules,
            i.target,
            ", ".join(i.plan_rows),
            i.owner and i.owner.vi,
            i.owner and i.owner.en,
            i.source,
        )
        for i in indicators
    ]
    return pl.DataFrame(rows, schema=columns, orient="row")


def targets_frame(targets: Targets) -> pl.DataFrame:
    """The targets in force: of those that fit an indicator and year a unit's own holds, else the first."""
    columns = {
        "target": pl.String,
        "value": pl.Float64,
        "first_year": pl.Int32,
        "last_year": pl.Int32,
        "better": pl.String,
        "level": pl.String,
        "unit_code": pl.String,
    }
    rows = [(t.indicator, t.value, t.first_year, t.last_year, t.better, t.level, t.unit) for t in targets.entries]
    return pl.DataFrame(rows, schema=columns, orient="row")
