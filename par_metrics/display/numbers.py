"""Numbers and cells as people read them; files for machines never pass through here."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from par_metrics.display.words import UNITS_OF_MEASURE, words
from schemas import KINDS, Label, Language

NO_VALUE = "—"


def rounded(number: float, decimals: int) -> Decimal:
    """`number` rounded half up, as officers round: 0.125 to two decimals is 0.13.

    The shortest decimal that stands for the float is rounded, so that 1.005 is 1.01;
    nothing is ever shown as minus zero.
    """
    return _rounded(Decimal(repr(float(number))), decimals)


def _rounded(exact: Decimal, decimals: int) -> Decimal:
    return exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP) + 0


def number(value: float | None, language: Language, decimals: int = 2) -> str:
    """A number for people: whole ones without decimals, `1.234,5` in Vietnamese, `1,234.5` in English."""
    if value is None:
        return NO_VALUE
    text = f"{rounded(value, decimals):,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return _in_language(text, language)


def percent(share: float | None, language: Language) -> str:
    """A share of 0-1 as percent with 2 decimals, rounded half up: `98,81 %`, in English `98.81%`."""
    if share is None:
        return NO_VALUE
    text = f"{_rounded(Decimal(repr(float(share))) * 100, 2):,f}"
    return _in_language(text, language) + (" %" if language == "vi" else "%")


def value(amount: float | None, unit: str, language: Language) -> str:
    """A value of an indicator whose `unit` is share, count or working_days."""
    return percent(amount, language) if unit == "share" else number(amount, language)


def measured(amount: float | None, unit: str, language: Language) -> str:
    """A value with its unit of measure: `98,81 %`, `12,5 ngày làm việc`; counts and ranks are bare."""
    text = value(amount, unit, language)
    if amount is None or unit not in UNITS_OF_MEASURE:
        return text
    return f"{text} {UNITS_OF_MEASURE[unit].in_language(language)}"


def trend(change: float | None, unit: str, language: Language) -> str:
    """A change with its sign, shares in percentage points: `+1,20 điểm %`."""
    if change is None:
        return NO_VALUE
    # A change too small to be shown has no sign.
    sign = "+" if rounded(change, 4 if unit == "share" else 2) > 0 else ""
    if unit != "share":
        return sign + number(change, language)
    points = percent(change, language).removesuffix("%").rstrip()
    return f"{sign}{points} {'điểm %' if language == 'vi' else 'pp'}"


def when(instant: datetime | date | None, language: Language) -> str:
    """A date, and the time of day if there is one: `23/11/2026 07:00`, in English `2026-11-23 07:00`."""
    if instant is None:
        return NO_VALUE
    pattern = "%d/%m/%Y" if language == "vi" else "%Y-%m-%d"
    return instant.strftime(f"{pattern} %H:%M" if isinstance(instant, datetime) else pattern)


def _in_language(text: str, language: Language) -> str:
    return text.translate(str.maketrans(",.", ".,")) if language == "vi" else text


def sides(numerator: float | None, denominator: float | None, language: Language) -> str:
    """Numerator and denominator of a figure: `317/339`; of a count its numerator alone."""
    if denominator is None:
        return number(numerator, language)
    return f"{number(numerator, language)}/{number(denominator, language)}"


def exclusions(excluded: str | None, language: Language) -> str:
    """What was left out of a figure, from the JSON of its `excluded`: `no due date: 3, withdrawn: 1`."""
    counts = json.loads(excluded or "{}")
    return ", ".join(f"{words(reason, language)}: {number(n, language)}" for reason, n in counts.items()) or NO_VALUE


def cell(column: str, content: object, unit: str, language: Language) -> str:
    """One cell of a table; `value`, `target` and `trend` are read in `unit`."""
    if content is None or content == "":
        return NO_VALUE
    if column in ("excluded", "excluded_before", "excluded_after"):
        return exclusions(str(content), language)
    if column == "year":
        return str(content)
    if column == "kind" and content in KINDS:
        return KINDS[str(content)].label.in_language(language)
    if isinstance(content, bool):
        return (Label("có", "yes") if content else Label("không", "no")).in_language(language)
    if isinstance(content, datetime | date):
        return when(content, language)
    if isinstance(content, float | int):
        formatters: Mapping[str, Callable[[float, str, Language], str]] = {
            **dict.fromkeys(("value", "value_before", "value_after", "target", "target_before", "target_after"), value),
            **dict.fromkeys(("trend", "change"), trend),
            **dict.fromkeys(("forecast", "low", "high"), value),
            "needed_rate": lambda share, _, spoken: percent(share, spoken),
        }
        formatter = formatters.get(column)
        return formatter(content, unit, language) if formatter else number(content, language)
    return words(str(content), language, column)
