"""Working days of Việt Nam."""

from datetime import date, datetime

import polars as pl
import pytest

from par_metrics.domain.calendar import WorkingCalendar


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 1, 1), False),  # New Year
        (date(2026, 2, 16), False),  # Tết, Monday to Friday
        (date(2026, 2, 20), False),
        (date(2026, 2, 23), True),
        (date(2026, 4, 27), False),  # Giỗ Tổ fell on a Sunday
        (date(2026, 8, 22), True),  # Saturday worked for Monday 31/8
        (date(2026, 8, 31), False),
        (date(2026, 9, 2), False),
        (date(2026, 9, 3), True),
        (date(2026, 9, 5), False),  # Saturday
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
