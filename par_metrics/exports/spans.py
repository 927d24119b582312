"""The span of dates that the title of an export says it is of: "Từ ngày 01/01/2026 đến ngày 31/03/2026"."""

import re
from collections.abc import Sequence
from datetime import date

from par_metrics.support.folding import fold

_DAY = (
    r"(\d{{1,2}}[/.-]\d{{1,2}}{year}|\d{{4}}[/.-]\d{{1,2}}[/.-]\d{{1,2}}"
    r"|\d{{1,2}} thang \d{{1,2}}{year_in_words})(?!\d)"
)
# The first day may leave its year to the last one: "từ 01/01 đến 31/03/2026".
_FIRST = _DAY.format(year=r"(?:[/.-]\d{4})?", year_in_words=r"(?: nam \d{4})?")
_LAST = _DAY.format(year=r"[/.-]\d{4}", year_in_words=r" nam \d{4}")
_CLOCK = r"(?:\d{1,2} ?(?::|h|gio) ?(?:\d{2})?(?: ?phut)?(?::\d{2}(?:\.\d+)?)?,? ?)?"
_SPAN = re.compile(
    rf"\b(?:tu|from)\b[^0-9]{{0,20}}{_CLOCK}(?:ngay )?{_FIRST}[^0-9]{{0,20}}{_CLOCK}[^0-9]{{0,20}}"
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


def _numbers(day: str) -> tuple[int, ...]:
    """Year, month, day; month and day where the text has no year."""
    numbers = tuple(map(int, re.findall(r"\d+", day)))
    return numbers if numbers[0] > 31 else numbers[::-1]
