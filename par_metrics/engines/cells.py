"""From the rows of a compiled query to cells: one row an indicator, period and group."""

from collections.abc import Mapping, Sequence

import polars as pl

from par_metrics.engines.compiler import EXCLUDED, Measure
from par_metrics.indicators.base import NOT_KNOWN


def cells_of(counted: pl.DataFrame, branch: int, measures: Sequence[Measure], groups: Sequence[str]) -> pl.DataFrame:
    """The cells of one branch, from the wide rows of a compiled query: `COUNTS_SCHEMA` and the groups."""
    rows = counted.filter(pl.col("branch") == branch)
    by_indicator = {
        m.indicator: [(n, x) for n, x in enumerate(measures) if x.indicator == m.indicator] for m in measures
    }
    is_total = pl.all_horizontal(pl.col(f"without_{group}") == 1 for group in groups) if groups else pl.lit(False)
    nothing = pl.lit(None, pl.Float64)
    parts = []
    for indicator, own in by_indicator.items():
        column = {measure.role: pl.col(f"m{n}") for n, measure in own}
        reasons = {m.role.removeprefix(EXCLUDED): pl.col(f"m{n}") for n, m in own if m.role.startswith(EXCLUDED)}
        parts.append(
            rows.select(
                pl.lit(indicator).alias("indicator"),
                pl.col("period_id").cast(pl.Int32),
                is_total.alias("is_total"),
                column["numerator"].alias("numerator"),
                column["denominator"].alias("denominator"),
                column.get("statistic", nothing).alias("statistic"),
                column.get("unlike", nothing).alias("unlike"),
                column[EXCLUDED + NOT_KNOWN].alias("not_known"),
                _json(reasons).alias("excluded"),
                *groups,
            )
        )
    return pl.concat(parts)


def _json(reasons: Mapping[str, pl.Expr]) -> pl.Expr:
    """`{"no_due_date": 3}`: the reasons that occur, with their counts."""
    parts = [
        pl.when(count > 0).then(pl.concat_str(pl.lit(f'"{reason}": '), count.cast(pl.Int64)))
        for reason, count in reasons.items()
    ]
    if not parts:
        return pl.lit("{}")
    return pl.concat_str(pl.lit("{"), pl.concat_str(parts, separator=", ", ignore_nulls=True), pl.lit("}"))
