"""Indicators made of other indicators' figures: means and ranks."""

from collections.abc import Sequence

import polars as pl

from par_metrics.indicators.base import Composite
from par_metrics.indicators.catalogue import Catalogue
from par_metrics.indicators.parts import parts_of

# Sums of points such as 0.1 + 0.2 must tie with 0.3.
_TIE_DECIMALS = 12


def compose(
    composite: Composite, valued: pl.DataFrame, groups: Sequence[str], catalogue: Catalogue, own_level: str
) -> pl.DataFrame:
    """The rows of a composite.

    Args:
        valued: rows of its components: indicator, period_id, is_total, level, numerator,
            denominator, value, excluded, is_part, and the group columns.
        own_level: the level whose units are ranked.
    Returns:
        Rows of the same columns. `excluded` names the components without a value as
        `no_figure_<id>`; a rank stands only beside a unit.
    """
    parts = [part.alias for part in parts_of(composite, catalogue)]
    rows = valued.filter(pl.col("indicator").is_in(parts))
    composed = _ranked(rows, groups, own_level) if composite.statistic == "rank" else _mean(rows, parts, groups)
    return composed.with_columns(indicator=pl.lit(composite.alias)).select(valued.columns)


def _mean(rows: pl.DataFrame, parts: Sequence[str], groups: Sequence[str]) -> pl.DataFrame:
    """The mean of the components that have a value; of a part where some have none, or are of a part."""
    has_value = {part: (pl.col("indicator") == part) & pl.col("value").is_not_null() for part in parts}
    same = ["period_id", "is_total", "level", *groups]
    combined = rows.group_by(same, maintain_order=True).agg(
        # In one order: whatever is asked beside them, the sum has the same last digit.
        total=pl.col("value").sort_by("indicator").sum(),
        present=pl.col("value").count().cast(pl.Float64),
        is_part=pl.col("is_part").any(),
        missing=pl.concat_str(
            [pl.when(~held.any()).then(pl.lit(f'"no_figure_{part}": 1')) for part, held in has_value.items()],
            separator=", ",
            ignore_nulls=True,
        ),
    )
    is_some = pl.col("present").is_between(1, len(parts) - 1)
    return combined.with_columns(
        numerator="total",
        denominator="present",
        value=pl.when(pl.col("present") > 0).then(pl.col("total") / pl.col("present")),
        excluded=pl.concat_str(pl.lit("{"), "missing", pl.lit("}")),
        is_part=pl.col("is_part") | is_some,
    )


def _ranked(rows: pl.DataFrame, groups: Sequence[str], own_level: str) -> pl.DataFrame:
    if "unit_code" not in groups:
        nothing = pl.lit(None, pl.Float64)
        return rows.with_columns(
            numerator=nothing, denominator=nothing, value=nothing, excluded=pl.lit("{}"), is_part=pl.lit(False)
        )
    # Without a unit, as in the total, there is nothing to rank; a figure of a part has no place among whole ones.
    is_ranked = pl.col("unit_code").is_not_null() & (pl.col("level").fill_null("commune") == own_level)
    value = pl.when(is_ranked & ~pl.col("is_part")).then(pl.col("value").round(_TIE_DECIMALS))
    among = ["period_id", *(group for group in groups if group != "unit_code")]
    rank = value.rank("min", descending=True).over(among).cast(pl.Float64)
    ranked = pl.when(is_ranked).then(value.count().over(among)).cast(pl.Float64)
    return rows.with_columns(
        numerator=rank, denominator=ranked, value=rank, excluded=pl.lit("{}"), is_part=pl.col("is_part") & is_ranked
    )
