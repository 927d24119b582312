"""The days that a plan's own words name as a deadline: `31/12 hằng năm`, `Ngày 10 của tháng cuối quý; 10/6`."""

import re
from datetime import date

_DAY = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})(?:/(\d{4}))?(?![\d/])")
_OF_QUARTERS = re.compile(r"ngày (\d{1,2}) của tháng cuối quý", re.IGNORECASE)
_LAST_MONTHS = (3, 6, 9, 12)


def days_named(deadline: str, year: int) -> set[date]:
    """The days of a year that a deadline names; none where it names no day, such as `Thường xuyên`."""
    named = [(int(day), int(month), int(of_year or year)) for day, month, of_year in _DAY.findall(deadline)]
    named += [(int(day), month, year) for day in _OF_QUARTERS.findall(deadline) for month in _LAST_MONTHS]
    days = (_day(*parts) for parts in named)
    return {day for day in days if day is not None and day.year == year}


def _day(day: int, month: int, year: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
