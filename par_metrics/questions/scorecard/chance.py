"""Whether a share moved further than chance moves shares of so few records."""

from collections.abc import Mapping
from functools import cache

import polars as pl

from par_metrics.indicators.base import Definition
from par_metrics.indicators.nature import nature_of

LEVEL = 0.05
"""By chance alone so many of the comparisons called more than chance are none."""
_FEWEST_EXPECTED = 5
_SIDES = ("numerator", "denominator", "numerator_before", "denominator_before")


def with_chance(cards: pl.DataFrame, catalogue: Mapping[str, Definition]) -> pl.DataFrame:
    """Scorecards with `is_beyond_chance`: the trend is more than chance explains.

    Two proportions are compared, of the records of the period and of those compared with: Pearson's chi-square,
    which is the two-sided test of |z| > 1.96, or Fisher's exact test where fewer than 5 are to be expected on a side.

    Args:
        cards: as `scorecards` gives them.
    Returns:
        `is_beyond_chance`; null of what is no share of records that came in the period (of a register it is the same
        procedures or staff that are looked at again: whatever moved, moved), and without a trend.
    """
    shares = [id for id, d in catalogue.items() if d.statistic == "share" and nature_of(d) == "flow"]
    is_tested = pl.col("indicator").is_in(shares) & pl.col("trend").is_not_null()
    sides = cards.filter(is_tested).select(pl.col(_SIDES).cast(pl.Int64)).unique().drop_nulls()
    found = [(*row, _is_beyond(*row)) for row in sides.rows()]
    schema = {**dict.fromkeys(_SIDES, pl.Float64()), "is_beyond_chance": pl.Boolean()}
    told = pl.DataFrame(found, schema=schema, orient="row").with_columns(is_tested=pl.lit(True))
    return (
        cards.with_columns(is_tested=is_tested.fill_null(value=False))
        .join(told, on=[*_SIDES, "is_tested"], how="left", maintain_order="left")
        .drop("is_tested")
    )


@cache
def _is_beyond(good: int, counted: int, good_before: int, counted_before: int) -> bool:
    # Half a second to import, which those who ask for no comparison need not wait for.
    from scipy.stats import chi2_contingency, fisher_exact  # type: ignore[import-untyped]

    table = [[good, counted - good], [good_before, counted_before - good_before]]
    if 0 in (good + good_before, counted + counted_before - good - good_before):
        return False  # all, or none, in both: nothing moved
    every = counted + counted_before
    smallest = min(good + good_before, every - good - good_before) * min(counted, counted_before) / every
    if smallest < _FEWEST_EXPECTED:
        return bool(fisher_exact(table).pvalue < LEVEL)
    return bool(chi2_contingency(table, correction=False).pvalue < LEVEL)
