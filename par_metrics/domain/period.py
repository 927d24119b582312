"""Periods of time and their labels: `2026-03`, `2026-Q3`, `2026-H1`, `2026`, `2026-01-01/2026-06-10`."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal, get_args

from par_metrics.domain.written_dates import read_written
from par_metrics.errors import UsageError
from schemas import Label

Grain = Literal["day", "week", "month", "quarter", "half", "year"]
GRAINS: tuple[Grain, ...] = get_args(Grain)

_MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, order=True)
class Period:
    """The half-open interval `[start, end)` of local time, with the label people use.

    Both ends lie at midnight. A label of two days, `2026-01-01/2026-06-10`, includes both.
    """

    start: datetime
    end: datetime
    label: str

    @classmethod
    def parse(cls, text: str) -> "Period":
        """The period a label names, or Vietnamese words: `Quý III/2026`, `tháng 9 năm 2026`, `6 tháng đầu năm 2026`.

        Raises:
            UsageError: the text is no period, or ends before it starts.
        """
        for pattern, build in _FORMS:
            if match := re.fullmatch(pattern, unicodedata.normalize("NFC", text.strip()), re.IGNORECASE):
                try:
                    period = build(match)
                except ValueError as error:
                    raise _not_a_period(text) from error
                if period.start >= period.end:
                    raise _backwards(text)
                return period
        raise _not_a_period(text)

    @classmethod
    def of(cls, given: object) -> "Period":
        """The period that is given: one already, a text, or its first and last day, both included.

        Raises:
            UsageError: it is none of these, or ends before it starts.
        """
        if isinstance(given, Period):
            return given
        if isinstance(given, str):
            return cls.parse(given)
        if not isinstance(given, tuple) or len(given) != 2:
            raise _not_a_period(str(given))
        days = [_day_of(day) for day in given]
        first, last = days
        if first is None or last is None:
            raise _not_a_period(" / ".join(map(str, given)))
        if last < first:
            raise _backwards(" / ".join(map(str, given)))
        return cls.between(first, last + _ONE_DAY)

    @classmethod
    def between(cls, first: datetime, end: datetime) -> "Period":
        """The period from `first` up to, not including, `end`, labelled by the grain it fills, else by its days."""
        for grain in ("year", "half", "quarter", "month", "week", "day"):
            whole = _containing(first, grain)
            if (whole.start, whole.end) == (first, end):
                return whole
        return cls(first, end, f"{first:%Y-%m-%d}/{end - _ONE_DAY:%Y-%m-%d}")

    @classmethod
    def year_up_to(cls, as_of: datetime) -> "Period":
        """The year seen at an instant: at the first one of a year, of which nothing is over, the year before."""
        return cls.parse(f"{(as_of - timedelta(microseconds=1)).year}")

    def split(self, grain: Grain) -> list["Period"]:
        """The periods of `grain` within this one, in order.

        One that reaches beyond this period is cut, and labelled by its days, so that
        no label promises more than was counted.
        """
        if grain not in GRAINS:
            raise UsageError(
                Label(
                    f'không có kỳ "{grain}"; dùng: {", ".join(GRAINS)}',
                    f'no grain "{grain}"; use one of {", ".join(GRAINS)}',
                ),
                "unknown_grain",
            )
        return list(self._pieces(grain))

    def _pieces(self, grain: Grain) -> Iterator["Period"]:
        start = self.start
        while start < self.end:
            whole = _containing(start, grain)
            end = min(whole.end, self.end)
            yield whole if (whole.start, whole.end) == (start, end) else Period.between(start, end)
            start = end

    def previous(self) -> "Period":
        """The period of the same kind just before: the quarter before, or as many days before."""
        whole = Period.between(self.start, self.end)
        if "/" in whole.label:
            return Period.between(self.start - (self.end - self.start), self.start)
        for grain in ("year", "half", "quarter", "month", "week"):
            if _containing(self.start, grain) == whole:
                return _containing(self.start - _ONE_DAY, grain)
        return _containing(self.start - _ONE_DAY, "day")

    @property
    def is_year(self) -> bool:
        """Whether it is a calendar year."""
        return (self.start, self.end) == _bounds(_containing(self.start, "year"))

    def same_day_before(self, instant: datetime) -> datetime:
        """The instant that lies in the period before where `instant` lies in this one.

        In periods of months it is that day of that month at that time, or the end of a month
        that has no such day: 29/2/2028 becomes the end of February 2027. In others it is as
        long after the start.
        """
        before = self.previous()
        if not any((self.start, self.end) == _bounds(_containing(self.start, grain)) for grain in _MONTHS):
            return before.start + (instant - self.start)
        months = (before.start.year - self.start.year) * 12 + before.start.month - self.start.month
        month = _add_months(instant, months)
        end = _add_months(month, 1)
        return min(month + (instant - datetime(instant.year, instant.month, 1)), end, before.end)

    def cut(self, as_of: datetime) -> datetime:
        """T, the earlier of `as_of` and the period's end."""
        return min(as_of, self.end)

    def has_begun(self, as_of: datetime) -> bool:
        """Whether anything can have happened in it before `as_of`."""
        return as_of > self.start


AnyPeriod = str | Period | tuple[str | date, str | date]
"""What a period may be given as: its label or words, itself, or its first and last day."""


def _containing(instant: datetime, grain: str) -> Period:
    """The whole period of `grain` that holds `instant`."""
    day = datetime.combine(instant.date(), time.min)
    if grain == "day":
        return Period(day, day + _ONE_DAY, f"{day:%Y-%m-%d}")
    if grain == "week":
        monday = day - timedelta(days=day.weekday())
        year, week, _ = monday.isocalendar()
        return Period(monday, monday + timedelta(days=7), f"{year}-W{week:02d}")
    months = _MONTHS[grain]
    number = (day.month - 1) // months
    start = datetime(day.year, number * months + 1, 1)
    end = _add_months(start, months)
    label = {
        "month": f"{day:%Y-%m}",
        "quarter": f"{day.year}-Q{number + 1}",
        "half": f"{day.year}-H{number + 1}",
        "year": f"{day.year}",
    }[grain]
    return Period(start, end, label)


def _bounds(period: Period) -> tuple[datetime, datetime]:
    return period.start, period.end


def _add_months(start: datetime, months: int) -> datetime:
    index = start.year * 12 + start.month - 1 + months
    return datetime(index // 12, index % 12 + 1, 1)


def _numbered(year: str, number: str, grain: str) -> Period:
    """The month, quarter or half of a year that a number names, Roman ones too."""
    written = _ROMAN.get(number.upper()) or int(number)
    return _containing(datetime(int(year), written * _MONTHS[grain], 1), grain)


def _first_months(count: str, year: str) -> Period:
    """The first months of a year: a half year, a quarter, or as many months as reports are made for."""
    start = datetime(int(year), 1, 1)
    return Period.between(start, _add_months(start, _IN_WORDS.get(count.lower()) or int(count)))


def _day(text: str) -> Period:
    """The day a date names."""
    return _containing(_days(text, text).start, "day")


def _day_of(given: object) -> datetime | None:
    """The midnight a day begins with; None for what is no day."""
    if isinstance(given, date):
        return datetime(given.year, given.month, given.day)
    written = read_written(given) if isinstance(given, str) else None
    return written if written and written.time() == time.min else None


def _days(first: str, last: str) -> Period:
    """The days between two, both among them, as they are written."""
    start, end = read_written(first), read_written(last)
    if start is None or end is None:
        raise ValueError("no such day")
    return Period(start, end + _ONE_DAY, f"{start:%Y-%m-%d}/{end:%Y-%m-%d}")


_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4}
_IN_WORDS = {"ba": 3, "sáu": 6, "sau": 6, "chín": 9, "chin": 9}
_YEAR = r"((?:19|20|21)\d\d)"
_ANY_DAY = r"(\d{4}-\d\d-\d\d|\d{1,2}([/.-])\d{1,2}\2\d{4})"
_OF_YEAR = rf"(?:\s*[/-]\s*|\s+(?:năm|nam)?\s*){_YEAR}"
_FORMS: tuple[tuple[str, Callable[[re.Match[str]], Period]], ...] = (
    (rf"(?:(?:năm|nam)\s+)?{_YEAR}", lambda m: _containing(datetime(int(m[1]), 1, 1), "year")),
    (_YEAR + r"-H([12])", lambda m: _numbered(m[1], m[2], "half")),
    (_YEAR + r"-Q([1-4])", lambda m: _numbered(m[1], m[2], "quarter")),
    (_YEAR + r"-(\d\d)", lambda m: _numbered(m[1], m[2], "month")),
    (_YEAR + r"-W(\d\d)", lambda m: _containing(datetime.fromisocalendar(int(m[1]), int(m[2]), 1), "week")),
    (rf"(\d{{1,2}})\s*[/-]\s*{_YEAR}", lambda m: _numbered(m[2], m[1], "month")),
    (rf"(?:tháng|thang)\s*(\d{{1,2}}){_OF_YEAR}", lambda m: _numbered(m[2], m[1], "month")),
    (rf"(?:quý|quí|quy|qui|q)\s*(I{{1,3}}|IV|0?[1-4]){_OF_YEAR}", lambda m: _numbered(m[2], m[1], "quarter")),
    (
        rf"(0?[1-9]|1[01]|ba|sáu|sau|chín|chin)\s+(?:tháng|thang)\s+(?:đầu|dau)(?:\s+(?:năm|nam))?\s*/?\s*{_YEAR}",
        lambda m: _first_months(m[1], m[2]),
    ),
    (
        rf"(?:0?6|sáu|sau)\s+(?:tháng|thang)\s+(?:cuối|cuoi)(?:\s+(?:năm|nam))?\s*/?\s*{_YEAR}",
        lambda m: _numbered(m[1], "2", "half"),
    ),
    (rf"(?:(?:ngày|ngay)\s+)?{_ANY_DAY}", lambda m: _day(m[1])),
    (r"(\d{4}-\d\d-\d\d)/(\d{4}-\d\d-\d\d)", lambda m: _days(m[1], m[2])),
    (
        rf"(?:(?:từ|tu)\s+)?(?:(?:ngày|ngay)\s+)?{_ANY_DAY}\s*(?:-|–|đến|den)\s*(?:(?:hết|het)\s+)?(?:(?:ngày|ngay)\s+)?"
        + _ANY_DAY.replace(r"\2", r"\4"),
        lambda m: _days(m[1], m[3]),
    ),
)


def _not_a_period(text: str) -> UsageError:
    forms = "2026-03, 2026-Q3, 2026-H1, 2026, 2026-01-01/2026-06-10"
    return UsageError(
        Label(
            f'"{text}" không phải là kỳ báo cáo; viết như: {forms}, hoặc 3/2026, tháng 3/2026, Q3/2026, quý III/2026, '
            "6 tháng đầu năm 2026, 1/1/2026 - 10/6/2026",
            f'"{text}" is not a period; write one like {forms}, or 3/2026, Q3/2026, 1/1/2026 - 10/6/2026',
        ),
        "unknown_period",
    )


def _backwards(text: str) -> UsageError:
    return UsageError(
        Label(
            f'kỳ "{text}" kết thúc trước khi bắt đầu; ghi ngày đầu trước, ngày cuối sau',
            f'the period "{text}" ends before it starts; write its first day first',
        ),
        "unknown_period",
    )
