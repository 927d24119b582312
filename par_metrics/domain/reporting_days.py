"""When the plan wants a period's report, and how a period and an instant are written in one (section IV.1)."""

from datetime import date, datetime, time, timedelta

from par_metrics.domain.period import Period

_ROMAN = ("I", "II", "III", "IV")
_DAY = 10
_QUARTER, _HALF, _YEAR = 3, 6, 12


def reporting_day(period: Period) -> date | None:
    """The last day on which the plan wants the report of a period; None where it asks for no report of it.

    Of a quarter the 10th of its last month, of the first half year 10/6, of the year 10/12
    (Kế hoạch, phần IV.1; `reports_due` of the tables counts by the same days).
    """
    months = _months_of(period)
    is_asked_for = months in (_QUARTER, _YEAR) or (months == _HALF and period.start.month == 1)
    return (period.end - timedelta(days=1)).date().replace(day=_DAY) if is_asked_for else None


def report_instant(period: Period, now: datetime) -> datetime:
    """The instant the report of a period is of: the first moment of its day, or now if that is earlier.

    A period of which the plan asks for no report is reported when it is over.
    """
    day = reporting_day(period)
    return min(period.end if day is None else datetime.combine(day, time.min), now)


def period_in_words(period: Period) -> str:
    """`quý III năm 2026`, `6 tháng đầu năm 2026`, `năm 2026`, `tháng 9 năm 2026`, else its days."""
    start, months = period.start, _months_of(period)
    if months == _YEAR:
        return f"năm {start.year}"
    if months == _HALF:
        return f"6 tháng {'đầu' if start.month == 1 else 'cuối'} năm {start.year}"
    if months == _QUARTER:
        return f"quý {_ROMAN[start.month // 3]} năm {start.year}"
    if months == 1:
        return f"tháng {start.month} năm {start.year}"
    last = period.end - timedelta(days=1)
    if start.date() == last.date():
        return f"ngày {day_in_words(start)}"
    return f"từ ngày {day_in_words(start)} đến hết ngày {day_in_words(last)}"


def day_in_words(day: date) -> str:
    """`9/9/2026`."""
    return f"{day.day}/{day.month}/{day.year}"


def until_in_words(as_of: datetime) -> str:
    """Up to when something is known: `hết ngày 9/9/2026`, or `14 giờ 30 phút ngày 9/9/2026`."""
    if as_of.time() == time.min:
        return f"hết ngày {day_in_words(as_of - timedelta(days=1))}"
    return f"{as_of.hour} giờ {as_of.minute:02d} phút ngày {day_in_words(as_of)}"


def _months_of(period: Period) -> int | None:
    """How many months a calendar month, quarter, half year or year has; None for any other period."""
    whole = Period.between(period.start, period.end).label
    if period.is_year:
        return _YEAR
    for sign, months in (("-H", _HALF), ("-Q", _QUARTER)):
        if sign in whole:
            return months
    return 1 if len(whole) == len("2026-09") and "-W" not in whole else None
