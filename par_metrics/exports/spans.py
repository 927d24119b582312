"""The span of dates that the title of an export says it is of: "Từ ngày 01/01/2026 đến ngày 31/03/2026"."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from par_metrics.errors import RefusedFileError
from par_metrics.support.folding import fold
from schemas import Label

_DAY = (
    r"(\d{{1,2}}[/.-]\d{{1,2}}{year}|\d{{4}}[/.-]\d{{1,2}}[/.-]\d{{1,2}}"
    r"|\d{{1,2}} thang \d{{1,2}}{year_in_words})(?!\d)"
)
# The first day may leave its year to the last one: "từ 01/01 đến 31/03/2026".
_FIRST = _DAY.format(year=r"(?:[/.-]\d{4})?", year_in_words=r"(?: nam \d{4})?")
_LAST = _DAY.format(year=r"[/.-]\d{4}", year_in_words=r" nam \d{4}")
_CLOCK = r"(?:\d{1,2} ?(?::|h|gio) ?(?:\d{2})?(?: ?phut)?(?::\d{2}(?:\.\d+)?)?,? ?)?"
_SPAN = re.compile(
    rf"(?<!hieu luc )\b(?:tu|from)\b[^0-9]{{0,20}}{_CLOCK}(?:ngay )?{_FIRST}[^0-9]{{0,20}}{_CLOCK}[^0-9]{{0,20}}"
    rf"(?:\bden\b|\bto\b|\buntil\b|[-–])[^0-9]{{0,30}}{_CLOCK}(?:ngay )?{_LAST}"
)


def span_in(titles: Sequence[str]) -> tuple[date, date] | None:
    """The first and last day, both included; None where the titles name no span, or one that ends before it begins.

    Args:
        titles: texts above the header, in their order: a span may be spread over several cells.
    """
    for found in _SPAN.finditer(fold(" ".join(titles))):
        first, last = _numbers(found[1]), _numbers(found[2])
        try:
            end = date(*last)
            start = date(*(first if len(first) == 3 else (end.year, *first)))
        except ValueError:
            continue
        if start <= end:
            return start, end
    return None


def one_span(spans: Iterable[tuple[date, date]]) -> tuple[date, date] | None:
    """The span of the tables of a file together; None where they name none.

    Raises:
        RefusedFileError: `spans_apart`: between them lie days of which nobody says anything.
    """
    whole: tuple[date, date] | None = None
    for start, end in sorted(spans):
        if whole is not None and start > whole[1] + timedelta(days=1):
            raise _apart(whole, (start, end))
        whole = (start, end) if whole is None else (whole[0], max(whole[1], end))
    return whole


def _apart(first: tuple[date, date], second: tuple[date, date]) -> RefusedFileError:
    (a, b), (c, d) = ([f"{day:%d/%m/%Y}" for day in span] for span in (first, second))
    return RefusedFileError(
        "spans_apart",
        Label(
            f"danh sách đầy đủ gồm các khoảng ngày rời nhau ({a}-{b} và {c}-{d}). Nạp từng trang một, hoặc chỉ rõ "
            "khoảng ngày bằng --full-list TỪ/ĐẾN",
            f"the full list is of spans that lie apart ({a}-{b} and {c}-{d}). Load the sheets one by one, or say the "
            "span with --full-list FROM/TO",
        ),
    )


def _numbers(day: str) -> tuple[int, ...]:
    """Year, month, day; month and day where the text has no year."""
    numbers = tuple(map(int, re.findall(r"\d+", day)))
    return numbers if numbers[0] > 31 else numbers[::-1]
