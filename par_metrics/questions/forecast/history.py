"""What a forecast is made from: figures of the months before, of the pace so far, of the same spans last year."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import polars as pl

from par_metrics.domain.period import Period
from par_metrics.figures.snapshot import Snapshot, not_there_error
from par_metrics.indicators.nature import kind_of_beginning

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

    def figures(self, ids: Sequence[str], *periods: Period) -> pl.DataFrame:
        """The long table with a column `unit_code`, null for the total."""
        by_unit = self.every_unit or self.unit_code is not None
        by = ("unit_code",) if by_unit else ()
        chosen = self.snapshot.choose(ids, by)
        table = self.snapshot.figures(chosen, periods, by, with_totals=self.every_unit)
        if not by_unit:
            return table.with_columns(unit_code=pl.lit(None, pl.String))
        if self.unit_code is None:
            return table
        own = table.filter(unit_code=self.unit_code)
        if own.is_empty() and not table.is_empty():
            self.snapshot.check_unit(self.unit_code)
            raise not_there_error(self.unit_code, periods[0])
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
        now: the figure so far.
        months: since records of the kind are known of the unit, at most 24 and the current one.
        pace: the figure that the pace is taken from.
        pace_start: the first day of it.
        pace_days: working days it covers, from when records of the kind are known on.
        last_year: counted in the same span so far a year ago, and from there to the end;
            None where last year's records are not all there.
    """

    now: Sides
    months: tuple[Month, ...]
    pace: Sides
    pace_start: datetime
    pace_days: int
    last_year: tuple[float, float] | None = None


def pasts(asker: Asker, ids: Sequence[str], period: Period) -> Mapping[Key, Past]:
    """The past of every indicator and unit asked for, and of all units where all are counted together."""
    days = _WorkingDays.before(asker)
    last = asker.snapshot.as_of - timedelta(microseconds=1)
    this_month = Period.parse(f"{last:%Y-%m}")
    history = Period.between(_months_before(this_month.start, MONTHS_BACK), this_month.end)
    by_month = asker.figures(ids, *history.split("month"))
    begun = _begun(asker, by_month.select("indicator", "unit_code").unique().rows(), history.start)
    months = _months(by_month, begun, days)
    base_start = min(period.start, _months_before(this_month.start, FEWEST_MONTHS_OF_PACE - 1))
    base = Period.between(base_start, this_month.end)
    spans = _spans_of_last_year(asker.snapshot.as_of, period)
    # One question for all of them: what it costs is the asking, not the periods.
    figures = asker.figures(ids, *dict.fromkeys((period, base, *spans)))
    now, pace = _sides(figures, period), _sides(figures, base)
    last_year = _last_year(figures, spans, begun) if spans else {}
    # On the day between two months a unit that opens has a figure of the period, and none yet of the months before.
    return {
        key: Past(
            sides,
            months.get(key, ()),
            pace.get(key, sides),
            base_start,
            # What has begun today has had a part of its first day.
            max(days.between(max(base_start, begun.get(key, base_start)), asker.snapshot.as_of), 1),
            last_year.get(key),
        )
        for key, sides in now.items()
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


def _begun(asker: Asker, keys: Iterable[Key], earliest: datetime) -> dict[Key, datetime]:
    """Since when records can be expected: from the day of the unit's first record of the kind, `earliest` at most.

    All units together have begun with the first of them.
    """
    kinds = {id: kind_of_beginning(asker.snapshot.catalogue[id]) for id, _ in keys}
    first: dict[tuple[str | None, str | None], datetime] = {}
    for kind in {kind for kind in kinds.values() if kind is not None}:
        dated = asker.snapshot.engine.first_records(kind).select("unit_code", "first").drop_nulls()
        for unit, at in dated.iter_rows():
            # Records of a unit that has closed count for the one that took over.
            for whose in (asker.snapshot.unit_of(unit, asker.snapshot.as_of), None):
                first[kind, whose] = min(at, first.get((kind, whose), at))
    return {(id, unit): max(_midnight(first.get((kinds[id], unit), earliest)), earliest) for id, unit in keys}


def _months(figures: pl.DataFrame, begun: Mapping[Key, datetime], days: _WorkingDays) -> dict[Key, tuple[Month, ...]]:
    found: dict[Key, list[Month]] = {}
    for row in figures.iter_rows(named=True):
        key = (row["indicator"], row["unit_code"])
        if key not in begun:  # a unit that has closed since
            continue
        months = found.setdefault(key, [])
        start, end = max(row["period_start"], begun[key]), row["period_end"]
        if start < end:
            months.append(Month(sides_of(row), start, days.between(start, end)))
    return {key: tuple(months) for key, months in found.items()}


def _spans_of_last_year(as_of: datetime, period: Period) -> tuple[Period, ...]:
    """The span of a period so far and the rest of it, both a year ago; nothing where either is empty."""
    start, turn, end = (_a_year_before(moment) for moment in (period.start, _midnight(as_of), period.end))
    return (Period.between(start, turn), Period.between(turn, end)) if start < turn < end else ()


def _last_year(
    figures: pl.DataFrame, spans: Sequence[Period], begun: Mapping[Key, datetime]
) -> dict[Key, tuple[float, float]]:
    """Counted a year ago in the span so far and in the rest, of those whose records reach back to its start."""
    before, after = (_sides(figures, span) for span in spans)
    covered = {key for key, since in begun.items() if since <= spans[0].start}
    # A unit that has a row now may have had none then, before it opened.
    return {key: (before[key].counted, after[key].counted) for key in covered & before.keys() & after.keys()}


def _sides(figures: pl.DataFrame, period: Period) -> dict[Key, Sides]:
    of_period = figures.filter(period_start=period.start, period_end=period.end)
    return {(row["indicator"], row["unit_code"]): sides_of(row) for row in of_period.iter_rows(named=True)}


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
