"""Files of systems that write the month before the day: read day first, half of their dates would be other dates."""

from functools import reduce
from operator import or_

import polars as pl

from par_metrics.errors import RefusedFileError
from par_metrics.readers.facts import Facts, read_again
from schemas import Label, RecordKind, ValueType

_DATES = (ValueType.DATE, ValueType.DATETIME, ValueType.DUE)
_NUMBERS = r"^(?<first>\d{1,2})[/.-](?<second>\d{1,2})[/.-](?<year>\d{4})\b"
# What comes before the entry of a record, not after it.
_BEFORE_ENTRY = ("submitted_at",)
_FEWEST = 2


class MonthFirst:
    """Counts the rows that make sense only with the month first, of a file of which one part comes after another.

    Such a row has a day that does not exist, or ends before it starts, and neither once day and month are swapped; and
    a rule found its dates doubtful, so that the answer hangs on the row alone, not on the part that it stands in.
    The dates of parts without any such row are not counted until it is known that the others need it.

    Args:
        facts: whether it is known.
    """

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._judged = self._swapped = 0
        self._is_partial = False

    def add(self, rows: pl.DataFrame, kind: RecordKind, doubtful: pl.Series) -> None:
        """Looks at a part.

        Args:
            rows: the text of the date columns among others, by canonical name.
            kind: tells the date columns and the entry.
            doubtful: Boolean, true for the rows with a date that cannot be read, or stands in the wrong order.
        """
        dates = [f.name for f in kind.fields if f.type in _DATES and not f.personal and f.name in rows.columns]
        swapped = _swapped(rows.filter(doubtful), dates, kind) if dates and doubtful.any() else 0
        self._swapped += swapped
        if dates and (swapped or self._facts.counts_days):
            self._judged += rows.select(pl.any_horizontal(pl.col(dates).str.contains(_NUMBERS)).sum()).item()
        else:
            self._is_partial = True

    def check(self) -> None:
        """Refuse a file of which most rows make sense only with the month first.

        Raises:
            RefusedFileError: `month_first_dates`.
            ReadAgainError: all its days must be counted.
        """
        if self._swapped < _FEWEST or self._swapped * 2 <= self._judged:
            return
        if self._is_partial:
            raise read_again(self._facts, counts_days=True)
        raise _month_first(self._judged, self._swapped)


def _month_first(judged: int, swapped: int) -> RefusedFileError:
    return RefusedFileError(
        "month_first_dates",
        Label(
            f"ngày trong tệp có vẻ viết tháng trước, ngày sau (tháng/ngày/năm): {swapped} trên {judged} dòng chỉ "
            "hợp lý khi đọc như vậy. Dùng một mẫu đọc (profile) có datetime_formats, "
            'ví dụ datetime_formats = ["%m/%d/%Y %H:%M", "%m/%d/%Y"], rồi nạp lại',
            f"the dates look like month/day/year: {swapped} of {judged} rows make sense only when read so. Give a "
            "profile with datetime_formats, such as "
            'datetime_formats = ["%m/%d/%Y %H:%M", "%m/%d/%Y"], and load the file again',
        ),
    )


def _swapped(rows: pl.DataFrame, dates: list[str], kind: RecordKind) -> int:
    """How many rows make sense only with the month first."""
    parts = rows.select(pl.col(name).str.extract_groups(_NUMBERS).alias(name) for name in dates)
    mended = _is_wrong(dates, kind, "first", "second") & ~_is_wrong(dates, kind, "second", "first")
    return int(parts.select(mended.sum()).item())


def _is_wrong(dates: list[str], kind: RecordKind, day: str, month: str) -> pl.Expr:
    """Boolean: a month beyond 12, or something that ends before it starts, read with the given order."""

    def number(name: str, part: str) -> pl.Expr:
        return pl.col(name).struct.field(part).cast(pl.Int32)

    def on(name: str) -> pl.Expr:
        return (number(name, "year") * 100 + number(name, month)) * 100 + number(name, day)

    wrong = [number(name, month) > 12 for name in dates]
    if kind.entry in dates:
        later = [name for name in dates if name not in (kind.entry, *_BEFORE_ENTRY)]
        wrong += [on(name) < on(kind.entry) for name in later]
    return reduce(or_, (found.fill_null(False) for found in wrong))
