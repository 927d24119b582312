"""Indicators made of other indicators' figures: means, sums and ranks."""

from collections.abc import Sequence

import polars as pl

from par_metrics.indicators.base import Composite
from par_metrics.indicators.catalogue import Catalogue
from par_metrics.indicators.parts import parts_of

# Sums of points such as 0.1 + 0.2 must tie with 0.3.
_TIE_DECIMALS = 12


def compose(composite: Composite, valued: pl.DataFrame, groups: Sequence[str], catalogue: Catalogue) -> pl.DataFrame:
    """The rows of a composite.

    Args:
        valued: rows of its components: indicator, period_id, is_total, level, numerator,
            denominator, value, excluded, and the group columns.
    Returns:
        Rows of the same columns. `excluded` names the components without a value as
        `no_figure_<id>`; a rank stands only beside a unit.
    """
    parts = [part.alias for part in parts_of(composite, catalogue)]
    rows = valued.filter(pl.col("indicator").is_in(parts))
    composed = _ranked(rows, groups) if composite.statistic == "rank" else _combined(composite, rows, parts, groups)
    return composed.with_columns(indicator=pl.lit(composite.alias)).select(valued.columns)


def _combined(composite: Composite, rows: pl.DataFrame, parts: Sequence[str], groups: Sequence[str]) -> pl.DataFrame:
    has_value = {part: (pl.col("indicator") == part) & pl.col("value").is_not_null() for part in parts}
    same = ["period_id", "is_total", "level", *groups]
    combined = rows.group_by(same, maintain_order=True).agg(
        total=pl.col("value").sum(),
        present=pl.col("value").count().cast(pl.Float64),
        bases=pl.col("denominator").n_unique(),
        missing=pl.concat_str(
            [pl.when(~held.any()).then(pl.lit(f'"no_figure_{part}": 1')) for part, held in has_value.items()],
            separator=", ",
            ignore_nulls=True,
        ),
    )
    excluded = pl.concat_str(pl.lit("{"), "missing", pl.lit("}"))
    if composite.statistic == "mean_of":
        return combined.with_columns(
            numerator="total",
            denominator="present",
            value=pl.when(pl.col("present") > 0).then(pl.col("total") / pl.col("present")),
            excluded=excluded,
        )
    # A sum of means over different places would be the score of none of them.
    is_even, all_there = pl.col("bases") <= 1, pl.col("present") == len(parts)
    whole = pl.when(is_even & all_there).then("total")
    excluded = pl.when(is_even | ~all_there).then(excluded).otherwise(pl.lit('{"different_places": 1}'))
    return combined.with_columns(numerator=whole, denominator=pl.lit(None, pl.Float64), value=whole, excluded=excluded)


def _ranked(rows: pl.DataFrame, groups: Sequence[str]) -> pl.DataFrame:
    if "unit_code" not in groups:
        nothing = pl.lit(None, pl.Float64)
        return rows.with_columns(numerator=nothing, denominator=nothing, value=nothing, excluded=pl.lit("{}"))
    # Without a unit, as in the total, there is nothing to rank.
    is_unit = pl.col("unit_code").is_not_null()
    value = pl.when(is_unit).then(pl.col("value").round(_TIE_DECIMALS))
    among = ["period_id", *(group for group in groups if group != "unit_code")]
    rank = value.rank("min", descending=True).over(among).cast(pl.Float64)
    ranked = pl.when(is_unit).then(value.count().over(among)).cast(pl.Float64)
    return rows.with_columns(numerator=rank, denominator=ranked, value=rank, excluded=pl.lit("{}"))
