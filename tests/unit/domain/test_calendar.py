"""Working days of Việt Nam."""

from datetime import date, datetime

import polars as pl
import pytest

from par_metrics.domain.calendar import WorkingCalendar, announcements


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 1, 1), False),  # New Year
        (date(2026, 1, 2), False),  # Friday off for Saturday 10/1
        (date(2026, 1, 3), False),  # an ordinary Saturday
        (date(2026, 1, 9), True),
        (date(2026, 1, 10), True),
        (date(2026, 2, 16), False),  # Tết, Monday to Friday
        (date(2026, 2, 20), False),
        (date(2026, 2, 23), True),
        (date(2026, 4, 27), False),  # Giỗ Tổ fell on a Sunday
        (date(2026, 8, 22), True),  # Saturday worked for Monday 31/8
        (date(2026, 8, 31), False),
        (date(2026, 9, 2), False),
        (date(2026, 9, 3), True),
        (date(2026, 9, 5), False),  # Saturday
        (date(2026, 11, 24), False),  # Ngày Văn hóa Việt Nam, first in 2026
        (date(2024, 4, 29), False),  # exchanges of the years before
        (date(2024, 5, 4), True),
        (date(2025, 4, 26), True),
        (date(2025, 5, 2), False),
    ],
)
def test_public_holidays_and_make_up_days(day: date, works: bool) -> None:
    assert WorkingCalendar().is_working_day(day) is works
    assert WorkingCalendar().table().filter(pl.col("day") == day)["is_working"].item() is works


def test_a_workspace_adds_and_removes_days() -> None:
    calendar = WorkingCalendar.of(days_off=[date(2026, 3, 5)], working_days=[date(2026, 3, 7), date(2026, 9, 2)])
    assert [calendar.is_working_day(date(2026, *d)) for d in ((3, 5), (3, 7), (9, 2))] == [False, True, True]
    days = calendar.table().filter(pl.col("day").is_between(date(2026, 3, 5), date(2026, 3, 7)))
    assert days["is_working"].to_list() == [False, True, True]


def test_the_index_counts_working_days_between_two_days() -> None:
    table = WorkingCalendar().table()
    index = dict(table.select("day", "working_index").iter_rows())
    # Fri 13/2 to Mon 23/2 2026, Tết between: one working day after the first.
    assert index[date(2026, 2, 23)] - index[date(2026, 2, 13)] == 1
    assert table.filter(pl.col("day") == date(2026, 2, 13))["ends_at"].item() == datetime(
        2026, 2, 13, 23, 59, 59, 999999
    )


def test_every_day_that_a_record_may_have_is_there() -> None:
    """Mọi ngày hợp lệ (2000-2100) và hạn 15 ngày sau đó đều có trong lịch."""
    days = WorkingCalendar().table()["day"]
    assert (days[0], days[-1]) == (date(2000, 1, 1), date(2101, 12, 31))
    assert days.n_unique() == len(days) == (days[-1] - days[0]).days + 1


def test_every_exchange_is_a_weekday_for_a_weekend_day_with_its_source() -> None:
    known = announcements()
    assert {(e.day_off, e.working_day) for e in known.exchanges} >= {
        (date(2026, 1, 2), date(2026, 1, 10)),
        (date(2026, 8, 31), date(2026, 8, 22)),
    }
    for exchange in known.exchanges:
        assert exchange.day_off.weekday() < 5 <= exchange.working_day.weekday()
        assert exchange.day_off <= known.announced_until
        assert len(exchange.source) > 10
        calendar = WorkingCalendar()
        assert not calendar.is_working_day(exchange.day_off)
        assert calendar.is_working_day(exchange.working_day)


def test_the_year_2026_has_the_weekdays_off_of_its_notices() -> None:
    """As the notices for 2026 have them, written down by hand."""
    year = WorkingCalendar().table().filter(pl.col("day").dt.year() == 2026)
    is_weekday = pl.col("day").dt.weekday() <= 5
    off = year.filter(is_weekday & ~pl.col("is_working"))["day"].to_list()
    worked = year.filter(~is_weekday & pl.col("is_working"))["day"].to_list()
    assert off == [
        *(date(2026, 1, day) for day in (1, 2)),
        *(date(2026, 2, day) for day in (16, 17, 18, 19, 20)),
        *(date(2026, 4, day) for day in (27, 30)),
        date(2026, 5, 1),
        *(date(2026, *d) for d in ((8, 31), (9, 1), (9, 2), (11, 24))),
    ]
    assert worked == [date(2026, 1, 10), date(2026, 8, 22)]


@pytest.mark.parametrize("day", [date(2026, 1, 2), date(2026, 1, 10), date(2026, 8, 22), date(2026, 8, 31)])
def test_a_workspace_goes_before_the_announced_exchanges(day: date) -> None:
    for calendar, works in ((WorkingCalendar.of(days_off=[day]), False), (WorkingCalendar.of([], [day]), True)):
        assert calendar.is_working_day(day) is works
        assert calendar.table().filter(day=day)["is_working"].item() is works
    assert WorkingCalendar.of([day], [day]).is_working_day(day), "worked after all"


def test_the_calendar_says_until_when_it_is_announced() -> None:
    known = announcements().announced_until
    assert known >= date(2026, 12, 31)
    assert WorkingCalendar() == WorkingCalendar.of()
    assert WorkingCalendar().is_announced(known)
    assert not WorkingCalendar().is_announced(date(known.year + 1, 1, 1))
    entered = WorkingCalendar.of(announced_until=date(known.year + 1, 12, 31))
    assert entered.is_announced(date(known.year + 1, 12, 31))
    assert not entered.is_announced(date(known.year + 2, 1, 1))
    stale = WorkingCalendar.of(announced_until=date(2020, 12, 31))
    assert stale.announced_until == known, "a setting left behind takes nothing away"
