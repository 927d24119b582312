"""What a forecast is made from: figures of the months before, of the pace so far, of the same spans last year."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import polars as pl

from par_metrics.domain.period import Grain, Period
from par_metrics.figures.snapshot import Snapshot, unknown_unit_error

MONTHS_BACK = 24
FEWEST_MONTHS_OF_PACE = 3
"""The pace is that of the period so far, or of three months where it has fewer."""

Key = tuple[str, str | None]
"""Indicator and unit; None for all units together."""


@dataclass(frozen=True)
class Asker:
    """Asks for figures, always of the same units.

    Args:
        unit_code: one unit; None counts all of them together.
        every_unit: each unit and the total.
    """

    snapshot: Snapshot
    unit_code: str | None = None
    every_unit: bool = False

    def figures(self, ids: Sequence[str], period: Period, grain: Grain | None = None) -> pl.DataFrame:
        """The long table with a column `unit_code`, null for the total."""
        by_unit = self.every_unit or self.unit_code is not None
        by = ("unit_code",) if by_unit else ()
        periods = tuple(period.split(grain)) if grain else (period,)
        chosen = self.snapshot.choose(ids, by)
        table = self.snapshot.figures(chosen, periods, by, with_totals=self.every_unit)
        if not by_unit:
            return table.with_columns(unit_code=pl.lit(None, pl.String))
        if self.unit_code is None:
            return table
        own = table.filter(unit_code=self.unit_code)
        if own.is_empty() and not table.is_empty():
            raise unknown_unit_error(self.unit_code, table["unit_code"].unique().to_list())
        return own


@dataclass(frozen=True)
class Sides:
    """Both sides of a figure; a count has what it counts as both."""

    good: float
    counted: float


@dataclass(frozen=True)
class Month:
    """A month's figure, up to the instant asked for."""

    sides: Sides
    start: datetime
    working_days: int


@dataclass(frozen=True)
class Past:
    """What is known of one indicator and unit before the instant.

    Args:
        months: from the first with any record on, at most 24 and the current one.
        pace: the figure that the pace is taken from.
        pace_days: working days it covers.
        last_year: counted in the same span so far a year ago, and from there to the end;
            None where last year's records are not all there.
    """

    months: tuple[Month, ...]
    pace: Sides
    pace_days: int
    last_year: tuple[float, float] | None = None


def pasts(asker: Asker, ids: Sequence[str], period: Period) -> Mapping[Key, Past]:
    """The past of every indicator and unit asked for."""
    days = _WorkingDays.before(asker)
    last = asker.snapshot.as_of - timedelta(microseconds=1)
    this_month = Period.parse(f"{last:%Y-%m}")
    history = Period.between(_months_before(this_month.start, MONTHS_BACK), this_month.end)
    months = _months(asker.figures(ids, history, "month"), days)
    base_start = min(period.start, _months_before(this_month.start, FEWEST_MONTHS_OF_PACE - 1))
    pace = _sides(asker.figures(ids, Period.between(base_start, this_month.end)))
    last_year = _last_year(asker, ids, period, months)
    return {
        key: Past(
            months[key],
            sides,
            days.between(max(base_start, months[key][0].start), asker.snapshot.as_of) if months[key] else 0,
            last_year.get(key),
        )
        for key, sides in pace.items()
    }


def working_days_left(asker: Asker, period: Period) -> int:
    """Working days from the instant's own day on to the end of the period."""
    days = _WorkingDays(asker.snapshot.calendar.table().filter("is_working")["day"].to_list())
    return days.between(max(period.start, _midnight(asker.snapshot.as_of)), period.end)


@dataclass(frozen=True)
class _WorkingDays:
    """Working days in order."""

    days: Sequence[date]

    @classmethod
    def before(cls, asker: Asker) -> _WorkingDays:
        """Those over by the instant; its own day is still to come."""
        table = asker.snapshot.calendar.table().filter("is_working")
        return cls(table.filter(pl.col("day") < asker.snapshot.as_of.date())["day"].to_list())

    def between(self, start: datetime, end: datetime) -> int:
        """How many lie in `[start, end)`, by their days."""
        first, stop = (bisect_left(self.days, instant.date()) for instant in (start, end))
        return max(stop - first, 0)


def _months(figures: pl.DataFrame, days: _WorkingDays) -> dict[Key, tuple[Month, ...]]:
    found: dict[Key, list[Month]] = {}
    for row in figures.iter_rows(named=True):
        months = found.setdefault((row["indicator"], row["unit_code"]), [])
        sides = sides_of(row)
        if months or sides.counted:
            months.append(Month(sides, row["period_start"], days.between(row["period_start"], row["period_end"])))
    return {key: tuple(months) for key, months in found.items()}


def _last_year(
    asker: Asker, ids: Sequence[str], period: Period, months: Mapping[Key, Sequence[Month]]
) -> dict[Key, tuple[float, float]]:
    """Counted a year ago in the span so far and in the rest, of those whose records reach back to its start."""
    start, turn, end = (
        _a_year_before(moment) for moment in (period.start, _midnight(asker.snapshot.as_of), period.end)
    )
    covered = {key for key, of_key in months.items() if of_key and of_key[0].start <= start}
    if not covered or not start < turn < end:
        return {}
    before, after = (
        _sides(asker.figures(ids, Period.between(first, stop))) for first, stop in ((start, turn), (turn, end))
    )
    return {key: (before[key].counted, after[key].counted) for key in covered}


def _sides(figures: pl.DataFrame) -> dict[Key, Sides]:
    return {(row["indicator"], row["unit_code"]): sides_of(row) for row in figures.iter_rows(named=True)}


def sides_of(row: Mapping[str, float | None]) -> Sides:
    """Both sides of a row of the long table."""
    good = row["numerator"] or 0.0
    counted = row["denominator"]
    return Sides(good, good if counted is None else counted)


def _midnight(instant: datetime) -> datetime:
    return datetime.combine(instant.date(), time.min)


def _months_before(start: datetime, months: int) -> datetime:
    index = start.year * 12 + start.month - 1 - months
    return datetime(index // 12, index % 12 + 1, 1)


def _a_year_before(moment: datetime) -> datetime:
    try:
        return moment.replace(year=moment.year - 1)
    except ValueError:  # 29 February
        return moment.replace(year=moment.year - 1, day=28)
