"""Texts that name a period or a row of the plan: one spelling for each, nothing guessed."""

import re
from difflib import get_close_matches
from functools import cache

from par_metrics.domain.period import Period
from par_metrics.domain.plan import builtin_plan
from par_metrics.errors import UsageError

# A day or a week is no period to report on; a workbook also turns 2026-03 into the day 2026-03-01.
_REPORTED = re.compile(r"\d{4}(-(\d\d|Q[1-4]|H[12]))?|\d{4}-\d\d-\d\d/\d{4}-\d\d-\d\d")
_ROMAN = {"I": "1", "II": "2", "III": "3", "IV": "4", "V": "5", "VI": "6", "VII": "7", "VIII": "8", "IX": "9"}
_FIRST_YEAR, _LAST_YEAR = 2000, 2100


def period_label(text: str) -> str | None:
    """The label of a month, quarter, half, year or range of days, None for anything else.

    A range that is a whole month, quarter, half or year gets the label of that.
    """
    written = text.strip().upper().removesuffix(".0")
    if not _REPORTED.fullmatch(written):
        return None
    try:
        period = Period.parse(written)
    except UsageError:
        return None
    if period.start.year < _FIRST_YEAR or period.end.year > _LAST_YEAR + 1:
        return None
    return Period.between(period.start, period.end).label


def plan_row_of(text: str, rows: tuple[str, ...] | None = None) -> str | None:
    """The row of the plan a text names, whatever its case, dots, and Roman or Arabic numbers; None for no row.

    Args:
        rows: the addresses of the plan's rows; None: those of the built-in one.

    What could be a row of the appendix as well as a section of the text, such as `I.1.1`, names none.
    """
    return _rows_by_key(rows).get(row_key(text))


def nearest_plan_row(text: str, rows: tuple[str, ...] | None = None) -> str:
    """The row of the plan that looks most like a text that names none; empty where the plan has no rows."""
    known = _rows_by_key(rows)
    key = row_key(text)
    # The commonest slip is to leave out which part of the plan it is.
    unprefixed = next((row for part in ("A", "P") if (row := known.get((part, *key)))), None)
    if unprefixed:
        return unprefixed
    spelt = {row.upper(): row for row in known.values()}
    near = get_close_matches(text.upper(), spelt, n=1, cutoff=0)
    return spelt[near[0]] if near else ""


@cache
def _rows_by_key(rows: tuple[str, ...] | None) -> dict[tuple[str, ...], str]:
    return {row_key(row): row for row in (builtin_plan().addresses if rows is None else rows)}


def row_key(text: str) -> tuple[str, ...]:
    """The parts of an address, Roman numbers as Arabic ones; the part of the plan (`A`, `P`) stays a letter.

    Two rows of one plan differ in it: otherwise nobody knew which of them a report is on.
    """
    parts = re.findall(r"[A-ZĐ]+|\d+", text.upper())
    return tuple(_ROMAN.get(part, part.lstrip("0") or part) for part in parts)
