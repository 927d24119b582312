"""The target of each figure: by indicator, year, level of the unit, and the unit itself."""

from collections.abc import Sequence

import polars as pl

from par_metrics.indicators.base import Definition
from par_metrics.indicators.targets import Targets

_SCHEMA = {
    "indicator": pl.String,
    "year": pl.Int32,
    "level": pl.String,
    "named_unit": pl.String,
    "target": pl.Float64,
    "better": pl.String,
    "among": pl.Float64,
}


def with_targets(table: pl.DataFrame, asked: Sequence[Definition], targets: Targets) -> pl.DataFrame:
    """`table` with `target`, `better` and `among` (null where there is none).

    Args:
        table: has `indicator` (its alias), `period_start`, `level` and, grouped by unit, `unit_code`.
    """
    # Few units have a target of their own: only they are looked up by name.
    named = sorted(targets.units)
    unit = pl.col("unit_code") if "unit_code" in table.columns else pl.lit(None, pl.String)
    keyed = table.with_columns(
        year=pl.col("period_start").dt.year(), named_unit=pl.when(unit.is_in(named)).then(unit).cast(pl.String)
    )
    cases = keyed.select("year", "level", "named_unit").unique().rows()
    found = [
        (definition.alias, year, level, unit_code, target.value, target.better, target.among)
        for definition in asked
        for year, level, unit_code in cases
        if (target := targets.of(definition, year, level, unit_code)) is not None
    ]
    wanted = pl.DataFrame(found, schema=_SCHEMA, orient="row")
    return keyed.join(
        wanted, on=["indicator", "year", "level", "named_unit"], how="left", nulls_equal=True, maintain_order="left"
    )
