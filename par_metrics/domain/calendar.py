"""Working days of Việt Nam: weekends and public holidays out, make-up working days in.

Public holidays follow Bộ luật Lao động 2019, Điều 112, as the `holidays` package knows them.
Exchanges of working days and the last day that is announced are data in `calendar.toml`; a
workspace adds or removes days. Each goes before the one before it.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

import polars as pl

FIRST_DAY = date(2000, 1, 1)
LAST_DAY = date(2101, 12, 31)


@dataclass(frozen=True)
class Exchange:
    """A day off for which another day is worked.

    Args:
        day_off, working_day: the two days.
        source: the document that announced it.
        is_confirmed: its number and its days were found the same in independent publications.
    """

    day_off: date
    working_day: date
    source: str
    is_confirmed: bool


@dataclass(frozen=True)
class Announcements:
    """What the authorities of the whole country announced.

    Args:
        announced_until: the last day whose days off are announced.
        exchanges: of working days, in their order.
    """

    announced_until: date
    exchanges: tuple[Exchange, ...]


@cache
def announcements() -> Announcements:
    """Those of `calendar.toml`."""
    data = tomllib.loads(files("par_metrics.domain").joinpath("calendar.toml").read_text(encoding="utf-8"))
    return Announcements(data["announced_until"], tuple(Exchange(**exchange) for exchange in data["exchange"]))


@dataclass(frozen=True)
class WorkingCalendar:
    """The days on which time limits run.

    Args:
        days_off: further days off (a local holiday, a make-up day that is not worked).
        working_days: days worked after all (a local make-up day); go before `days_off`.
        announced_until: the last day whose days off are announced; what lies beyond may change.
    """

    days_off: frozenset[date] = frozenset()
    working_days: frozenset[date] = frozenset()
    announced_until: date = field(default_factory=lambda: announcements().announced_until)

    @classmethod
    def of(
        cls, days_off: Iterable[date] = (), working_days: Iterable[date] = (), announced_until: date | None = None
    ) -> "WorkingCalendar":
        """With the days of a workspace, and the day until which it says that all are entered, if that is later."""
        known = announcements().announced_until
        return cls(frozenset(days_off), frozenset(working_days), max(known, announced_until or known))

    def is_working_day(self, day: date) -> bool:
        """Whether time limits run on a day; beyond `announced_until` as far as can be told today."""
        if day in self.working_days:
            return True
        if day in self.days_off:
            return False
        national = _national()
        return day in national.working_days or (day.weekday() < 5 and day not in national.days_off)

    def is_announced(self, day: date) -> bool:
        """Whether all days off up to this day are announced: a time limit that ends on it is certain."""
        return day <= self.announced_until

    def table(self) -> pl.DataFrame:
        """One row a day from 2000 to 2101.

        Returns:
            `day` Date; `working_index` Int32, how many working days there are up to and
            including the day, so that the difference of two is the working days after
            the first up to the second; `is_working` Boolean; `ends_at` Datetime("us"),
            the last microsecond of the day.
        """
        return _table(self)


@dataclass(frozen=True)
class _National:
    """Days off on weekdays or weekends, and weekend days worked."""

    days_off: frozenset[date]
    working_days: frozenset[date]


@cache
def _national() -> _National:
    import holidays  # takes a tenth of what `import par_metrics` takes in all

    library = holidays.country_holidays("VN", years=range(FIRST_DAY.year, LAST_DAY.year + 1))
    exchanges = announcements().exchanges
    off, worked = {exchange.day_off for exchange in exchanges}, {exchange.working_day for exchange in exchanges}
    return _National(
        frozenset(set(library) - worked | off),
        frozenset(set(library.weekend_workdays) - off | worked),
    )


@cache
def _table(calendar: WorkingCalendar) -> pl.DataFrame:
    days = pl.date_range(FIRST_DAY, LAST_DAY, "1d", eager=True).alias("day")
    return (
        days.to_frame()
        .with_columns(is_working=pl.Series([calendar.is_working_day(day) for day in days]))
        .with_columns(
            working_index=pl.col("is_working").cast(pl.Int32).cum_sum(),
            ends_at=pl.col("day").cast(pl.Datetime("us")) + timedelta(days=1) - timedelta(microseconds=1),
        )
        .select("day", "working_index", "is_working", "ends_at")
    )
