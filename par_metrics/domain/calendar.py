"""Working days of Việt Nam: weekends and public holidays out, make-up working days in.

Public holidays follow Bộ luật Lao động 2019, Điều 112 and the yearly notices of
substitution, as the `holidays` package knows them; a workspace adds or removes days.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import holidays
import polars as pl

FIRST_DAY = date(2000, 1, 1)
LAST_DAY = date(2101, 12, 31)


@dataclass(frozen=True)
class WorkingCalendar:
    """The days on which time limits run.

    Args:
        days_off: further days off (a local holiday).
        working_days: days worked after all (a local make-up day).
    """

    days_off: frozenset[date] = frozenset()
    working_days: frozenset[date] = frozenset()

    @classmethod
    def of(cls, days_off: Iterable[date] = (), working_days: Iterable[date] = ()) -> "WorkingCalendar":
        return cls(frozenset(days_off), frozenset(working_days))

    def is_working_day(self, day: date) -> bool:
        if day in self.working_days:
            return True
        return day not in self.days_off and _national().is_working_day(day)

    def table(self) -> pl.DataFrame:
        """One row a day from 2000 to 2101.

        Returns:
            `day` Date; `working_index` Int32, how many working days there are up to and
            including the day, so that the difference of two is the working days after
            the first up to the second; `is_working` Boolean; `ends_at` Datetime("us"),
            the last microsecond of the day.
        """
        return _table(self)


@cache
def _national() -> holidays.HolidayBase:
    return holidays.country_holidays("VN", years=range(FIRST_DAY.year, LAST_DAY.year + 1))


@cache
def _table(calendar: WorkingCalendar) -> pl.DataFrame:
    national = _national()
    days = pl.date_range(FIRST_DAY, LAST_DAY, "1d", eager=True).alias("day")
    off = set(national) | set(calendar.days_off)
    worked = set(national.weekend_workdays) | set(calendar.working_days)
    return (
        days.to_frame()
        .with_columns(
            is_working=(
                ((pl.col("day").dt.weekday() <= 5) & ~pl.col("day").is_in(sorted(off)))
                | pl.col("day").is_in(sorted(worked))
            )
        )
        .with_columns(
            working_index=pl.col("is_working").cast(pl.Int32).cum_sum(),
            ends_at=pl.col("day").cast(pl.Datetime("us")) + timedelta(days=1) - timedelta(microseconds=1),
        )
        .select("day", "working_index", "is_working", "ends_at")
    )
