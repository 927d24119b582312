"""How figures moved since the period before, and where nothing can be said of that, why."""

from collections.abc import Sequence

import polars as pl

from par_metrics.domain.period import Period
from par_metrics.figures.snapshot import Snapshot
from par_metrics.indicators.base import Definition

_COMPARABLE = ("met", "missed", "no_target")
_NAMED = ("no_population", "incomplete", "suppressed")


def with_trends(snapshot: Snapshot, asked: Sequence[Definition], period: Period) -> pl.DataFrame:
    """The figures of a period by unit and in total, with `trend` and `trend_basis`.

    The period before is compared whole; while this one is open, as it stood at the same day of
    it, so that five months never stand beside a year.

    Returns:
        The long table with totals, then `numerator_before` and `denominator_before` of what is compared
        with, `trend`, the value less that of the period before, and `trend_basis`, what that is:
        `previous_period`, `same_days_of_year_before`, or `same_days_before` of a period that is no year.
        Without a trend it is the reason: `now_…` or `before_…` and the status (`no_population`,
        `incomplete`, `suppressed`; any other: `not_comparable`), or `mostly_excluded` where more
        records are left out than counted.
    """
    previous, by = period.previous(), ("unit_code",)
    is_open = period.start <= snapshot.as_of < period.end
    if is_open:
        then = snapshot.judged_at(period.same_day_before(snapshot.as_of))
        now = snapshot.figures(asked, [period], by, with_totals=True)
        before = then.figures(asked, [previous], by, with_totals=True)
    else:
        both = snapshot.figures(asked, [period, previous], by, with_totals=True)
        now, before = (both.filter(period=p.label) for p in (period, previous))
    basis = ("same_days_of_year_before" if period.is_year else "same_days_before") if is_open else "previous_period"
    return compared(now, before, basis)


def compared(now: pl.DataFrame, before: pl.DataFrame, basis: str) -> pl.DataFrame:
    """Figures beside those of the period before: `now` with what it is compared with, see `with_trends`."""
    same = ["indicator", "unit_code", "is_total"]
    joined = now.join(
        before.select(
            *same,
            numerator_before="numerator",
            denominator_before="denominator",
            value_before="value",
            reason_before=_reason("before"),
        ),
        on=same,
        how="left",
        nulls_equal=True,
        maintain_order="left",
    )
    # A unit that the period before did not know had nothing then.
    had_nothing = pl.when(pl.col("value_before").is_null()).then(pl.lit("before_no_population"))
    reason = pl.coalesce(_reason("now"), "reason_before", had_nothing)
    is_compared = reason.is_null()
    return joined.with_columns(
        pl.when(is_compared).then(pl.col("numerator_before", "denominator_before")),
        trend=pl.when(is_compared).then(pl.col("value") - pl.col("value_before")),
        trend_basis=reason.fill_null(basis),
    ).drop("value_before", "reason_before")


def _reason(when: str) -> pl.Expr:
    """Why a figure is compared with none; null where it can be."""
    status = pl.col("status")
    counts = pl.col("excluded").str.extract_all(r": \d+").list.eval(pl.element().str.strip_chars(": ").cast(pl.Int64))
    left_out = counts.list.sum()
    return (
        pl.when(status.is_in(_NAMED))
        .then(pl.concat_str(pl.lit(f"{when}_"), status))
        .when(~status.is_in(_COMPARABLE))
        .then(pl.lit(f"{when}_not_comparable"))
        .when(left_out > pl.coalesce("denominator", "numerator"))
        .then(pl.lit(f"{when}_mostly_excluded"))
    )
