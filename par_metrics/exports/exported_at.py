"""When an export was made: by this, not by the order of loading, one version is newer than another."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl

from par_metrics.exports.profiles.detection import Match
from par_metrics.support.folding import fold
from schemas import RecordKind

_EARLIEST, _LATEST = 2000, 2100
_END_OF_DAY = time(23, 59, 59)
_ONE_DAY = timedelta(days=1)
_FEW = 20
"""One row in so many may be mistyped."""

_WORDS = (
    r"\b(?:(?:ngay|thoi diem|thoi gian|gio) (?:ket )?xuat|(?:ket )?xuat (?:ngay|luc|vao)|tinh den|"
    r"(?:ngay|thoi diem|thoi gian) in|in (?:ngay|luc)|(?:du|so) lieu den|cap nhat (?:luc|den|ngay)|"
    r"exported (?:at|on)|export(?:ed)? date|as of)\b"
)
# What may stand between the words and the date; a digit or the start of a range may not.
_GAP = r"(?:(?!\btu ngay\b|\btu\b)[^0-9]){0,40}?"
_CLOCK = r"(?P<{0}h>\d{{1,2}}) ?(?::|h|gio) ?(?:(?P<{0}m>\d{{2}})(?: ?phut)?(?::(?P<{0}s>\d{{2}}))?)?(?:\.\d+)?"
_DAY = (
    r"(?:(?P<d1>\d{1,2})[/.-](?P<m1>\d{1,2})[/.-](?P<y1>\d{4})(?!\d)"
    r"|(?P<y2>\d{4})-(?P<m2>\d{1,2})-(?P<d2>\d{1,2})(?!\d)"
    r"|(?P<d3>\d{1,2}) thang (?P<m3>\d{1,2}) nam (?P<y3>\d{4})(?!\d))"
)
_TITLE = re.compile(
    rf"{_WORDS}{_GAP}(?:{_CLOCK.format('before_')},? ?(?:ngay )?)?{_DAY}"
    rf"(?:[t,]? ?(?:luc )?{_CLOCK.format('after_')})?"
)
_NAME_TIME = r"(?:[ _T.-]?(?P<h>[01]\d|2[0-3])[h_.:-]?(?P<mi>[0-5]\d)(?:[_.:-]?(?P<s>[0-5]\d))?)?"
_NAMES = tuple(
    re.compile(rf"(?<!\d){day}{_NAME_TIME}(?!\d)")
    for day in (
        r"(?P<y>\d{4})(?P<sep>[-_.]?)(?P<m>\d{2})(?P=sep)(?P<d>\d{2})",
        r"(?P<d>\d{2})(?P<sep>[-_.]?)(?P<m>\d{2})(?P=sep)(?P<y>\d{4})",
    )
)


def file_time(path: Path, timezone: str) -> datetime:
    """The time the file was last written, naive local: when it was exported, where nothing says so."""
    return datetime.fromtimestamp(path.stat().st_mtime, ZoneInfo(timezone)).replace(tzinfo=None)


class LaterEvents:
    """Counts the rows that hold what happened after the time that something says an export was made.

    No export knows that, and the time is that of something else: a name or a title may hold the day from which a
    list is, or that of a decision. A few rows prove nothing: a day may be mistyped.

    Args:
        said: the time; None where nothing says one.
        now: what lies later has not happened.
    """

    def __init__(self, said: datetime | None, now: datetime) -> None:
        self._said, self._now = said, now
        self._rows = self._later = 0

    def add(self, rows: pl.DataFrame, kind: RecordKind) -> None:
        """Looks at accepted rows."""
        events = [pl.col(name).cast(pl.Datetime("us")) for name in kind.events if name in rows.columns]
        if self._said is None or not events or rows.is_empty():
            return
        by_now = [pl.when(event <= self._now).then(event) for event in events]
        self._rows += rows.height
        self._later += rows.select((pl.max_horizontal(by_now) > self._said + _ONE_DAY).sum()).item()

    @property
    def are_too_many(self) -> bool:
        """The time said is not that of the export."""
        return self._later * _FEW > self._rows


def announced(
    path: Path, match: Match, titles: Sequence[str], explicit: datetime | None, *, timezone: str, now: datetime
) -> datetime | None:
    """What says when an export was made, naive local; None if nothing does.

    The first that says so: the caller, the profile, a title row of the file (`Ngày xuất`,
    `Tính đến ngày`, ...), the name of the file. A day without a time means its end, but never
    later than now.

    Args:
        path: the file.
        match: its profile.
        titles: text of the rows above the header.
        explicit: what the caller says; with an offset it is converted.
        timezone: the workspace's zone.
        now: naive local.
    """
    zone = ZoneInfo(timezone)
    for given in (explicit, match.profile.read.exported_at):
        if given is not None:
            return given.astimezone(zone).replace(tzinfo=None) if given.tzinfo else given
    for title in titles:
        if announced := _in_title(title):
            return min(announced, now)
    in_name = set(_in_name(path.stem))
    # Several days in a name are a period, not the day of the export.
    if len(in_name) == 1:
        return min(in_name.pop(), now)
    return None


def _in_title(title: str) -> datetime | None:
    """The time after words that announce it; a period or a bare signature date is none."""
    found = _TITLE.search(fold(title))
    if found is None:
        return None
    year, month, day = (_first(found, part) for part in "ymd")
    clock = next((name for name in ("before_", "after_") if found[f"{name}h"] is not None), None)
    parts = [found[f"{clock}{part}"] for part in "hms"] if clock else []
    return _time(year, month, day, parts)


def _first(found: re.Match[str], part: str) -> str:
    return next(found[f"{part}{number}"] for number in "123" if found[f"{part}{number}"] is not None)


def _in_name(stem: str) -> Iterator[datetime]:
    """The times in a file's name: 20261001, 2026-10-01, 01-10-2026, 01102026, each with a time or without."""
    for pattern in _NAMES:
        for found in pattern.finditer(stem):
            named = _time(found["y"], found["m"], found["d"], [found["h"], found["mi"], found["s"]])
            if named is not None:
                yield named


def _time(year: str, month: str, day: str, clock: Sequence[str | None]) -> datetime | None:
    """The instant, at the end of the day without a clock; None if there is no such day or hour."""
    if not _EARLIEST <= int(year) <= _LATEST:
        return None
    try:
        on = date(int(year), int(month), int(day))
        hour, minute, second = (int(part) if part else 0 for part in (*clock, None, None, None)[:3])
        return datetime.combine(on, time(hour, minute, second) if clock and clock[0] else _END_OF_DAY)
    except ValueError:
        return None
