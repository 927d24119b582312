"""Which figures are of a part only: assessments that do not reach the maximum of their year."""

from collections.abc import Callable, Sequence

import polars as pl

from par_metrics.engines.base import Engine
from par_metrics.figures.question import Question
from par_metrics.indicators.base import Indicator

Whole = Callable[[int, str | None], float | None]
"""What the maxima assessed in a year must add up to: of all domains (None) or of one; None where nobody knows."""


def a_hundred(year: int, domain: str | None) -> float | None:  # noqa: ARG001 - a `Whole`
    """What provinces' tables add up to, of all domains, where the table of the year is not known."""
    return 100.0 if domain is None else None


def with_short_of_whole(
    rows: pl.DataFrame, engine: Engine, counted: Sequence[Indicator], question: Question, whole: Whole
) -> pl.DataFrame:
    """`rows` with `is_short`: a unit's assessed maxima do not reach the whole; over units, those of one of them."""
    assessed = [indicator for indicator in counted if indicator.has_whole]
    beside = tuple(group for group in question.by if group != "unit_code")
    if not assessed:
        return rows.with_columns(is_short=pl.lit(False))
    same = ["indicator", "period_id", *question.by]
    flags = _of_units(engine, assessed, question, whole, beside).group_by(same).agg(pl.col("is_short").any())
    if question.with_totals and question.by:
        totals = _of_units(engine, assessed, question, whole, ())
        flags = pl.concat(
            [flags, totals.group_by("indicator", "period_id").agg(pl.col("is_short").any())], how="diagonal"
        )
    joined = rows.join(flags, on=same, how="left", nulls_equal=True, maintain_order="left")
    return joined.with_columns(pl.col("is_short").fill_null(False))


def _of_units(
    engine: Engine, assessed: Sequence[Indicator], question: Question, whole: Whole, beside: tuple[str, ...]
) -> pl.DataFrame:
    """`indicator, period_id, unit_code, is_short` and the groups `beside`, of every unit assessed."""
    counts = engine.count(assessed, question.periods, question.as_of, (("unit_code", *beside),))

    def due(period_id: int, domain: str | None) -> float | None:
        # What is of no domain is no whole of anything, nor is it all domains.
        is_of_none = "domain" in beside and domain is None
        return None if is_of_none else whole(question.periods[period_id].start.year, domain)

    maxima = [due(row["period_id"], row.get("domain")) for row in counts.iter_rows(named=True)]
    is_short = pl.Series(maxima, dtype=pl.Float64) > counts["denominator"].fill_null(0.0) + _TOLERANCE
    return counts.with_columns(is_short=is_short.fill_null(False))


# Maxima such as 0.1 + 0.2 must reach 0.3.
_TOLERANCE = 1e-9
