"""Which figures differ between what was known at two instants."""

from collections.abc import Sequence

import polars as pl

from par_metrics.indicators.base import Definition

_SIDES = ("numerator", "denominator", "value", "excluded", "status")
_COMPARED = ("numerator", "denominator", "value", "excluded")
_KEY = ("indicator", "version", "unit_code")

FIGURES_COLUMNS = (*_KEY, *(f"{side}_{then}" for side in _SIDES for then in ("before", "after")), "change")


def changed_figures(asked: Sequence[Definition], before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """The figures whose numerator, denominator, value or exclusions differ.

    Args:
        asked: the indicators, in the order to show.
        before, after: their figures by unit and in total, of one period and instant.
    Returns:
        `FIGURES_COLUMNS`, `unit_code` null for all units together, `change` the value
        after less the value before, null where either is missing.
    """
    counts = [definition.id for definition in asked if definition.statistic == "count"]
    joined = (
        before.select(*_KEY, *(pl.col(side).alias(f"{side}_before") for side in _SIDES))
        .join(
            after.select(*_KEY, *(pl.col(side).alias(f"{side}_after") for side in _SIDES)),
            on=_KEY,
            how="full",
            coalesce=True,
            nulls_equal=True,
        )
        .with_columns(*_of_unknown_units(counts))
    )
    differs = pl.any_horizontal(pl.col(f"{side}_before").ne_missing(pl.col(f"{side}_after")) for side in _COMPARED)
    order = pl.Enum(list(dict.fromkeys(definition.id for definition in asked)))
    return (
        joined.filter(differs)
        .with_columns(change=pl.col("value_after") - pl.col("value_before"))
        .sort(pl.col("indicator").cast(order), "version", "unit_code", nulls_last=True)
        .select(FIGURES_COLUMNS)
    )


def _of_unknown_units(counts: Sequence[str]) -> list[pl.Expr]:
    """A unit that was not known at an instant had no records then: nothing of anything, and counts are 0."""
    filled = []
    for then, other in (("before", "after"), ("after", "before")):
        is_absent = pl.col(f"status_{then}").is_null()
        for side, nothing in (("numerator", 0.0), ("denominator", 0.0), ("excluded", "{}")):
            of_kind = is_absent & pl.col(f"{side}_{other}").is_not_null()
            filled.append(pl.when(of_kind).then(pl.lit(nothing)).otherwise(f"{side}_{then}").alias(f"{side}_{then}"))
        # Where the other instant knows nothing of it either there is no count to compare with.
        is_count = is_absent & pl.col("indicator").is_in(counts) & pl.col(f"value_{other}").is_not_null()
        filled.append(pl.when(is_count).then(0.0).otherwise(f"value_{then}").alias(f"value_{then}"))
    return filled
