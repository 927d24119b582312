"""A condition in words, with the values that make it hold or fail."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from par_metrics import display
from par_metrics.why.conditions import Condition, names_in
from schemas import Label, Language

Facts = Mapping[str, object]
"""The values of one record by column, and `:as_of`, `:t`, `:period_start`, `:period_end`."""

_OPPOSITE = {"<=": ">", "<": ">=", ">=": "<", ">": "<="}
_NAME = r":?[a-z_][a-z_0-9]*"
_ORDER = re.compile(rf"({_NAME}) (<=|>=|<|>) ({_NAME}|-?[0-9.]+)")
_EQUAL = re.compile(rf"({_NAME}) (=|<>) ('[^']*'|-?[0-9.]+)")
_AMONG = re.compile(rf"({_NAME}) (NOT IN|IN) \(([^()]*)\)")
_NULL = re.compile(rf"({_NAME}) IS (NOT )?NULL")


def failing(condition: Condition, holds: Mapping[str, bool], facts: Facts) -> Label:
    """Why a condition does not hold: the parts that fail; of alternatives, every one."""
    if not condition.parts:
        return _told(condition.sql, False, facts)
    parts = [failing(part, holds, facts) for part in condition.parts if not holding(part, holds)]
    return joined(parts, "; ") if condition.joined_by == "AND" else joined(parts, " / ")


def fulfilled(condition: Condition, holds: Mapping[str, bool], facts: Facts) -> Label:
    """Why a condition holds: all its parts; of alternatives, the first that does."""
    if not condition.parts:
        return _told(condition.sql, True, facts)
    parts = [fulfilled(part, holds, facts) for part in condition.parts if holding(part, holds)]
    return joined(parts, "; ") if condition.joined_by == "AND" else parts[0]


def holding(condition: Condition, holds: Mapping[str, bool]) -> bool:
    """Whether a condition holds, from which of its leaves do; one that is null does not."""
    if not condition.parts:
        return holds[condition.sql]
    parts = [holding(part, holds) for part in condition.parts]
    return all(parts) if condition.joined_by == "AND" else any(parts)


def joined(labels: Sequence[Label], between: str) -> Label:
    """Several labels as one."""
    return Label(between.join(label.vi for label in labels), between.join(label.en for label in labels))


def valued(name: str, facts: Facts) -> Label:
    """`due_at = 05/03/2026 23:59`; what has no value is empty."""
    content = facts.get(name)
    shown = name.removeprefix(":")
    if content is None:
        return Label(f"{shown} trống", f"{shown} is empty")
    return Label(f"{shown} = {_value(content, 'vi')}", f"{shown} = {_value(content, 'en')}")


def _told(sql: str, is_held: bool, facts: Facts) -> Label:
    """One leaf. A form without words of its own is quoted, with the values it looks at."""
    if match := _ORDER.fullmatch(sql):
        return _order(match, is_held, facts)
    if (match := _EQUAL.fullmatch(sql)) or (match := _AMONG.fullmatch(sql)):
        return _among(match, is_held, facts)
    if match := _NULL.fullmatch(sql):
        return valued(match[1], facts)
    if re.fullmatch(_NAME, sql):
        return valued(sql, facts)
    if sql == "TRUE":
        return Label("mọi bản ghi thuộc diện tính", "every record that is looked at")
    names = [name for name in names_in(sql) if name in facts]
    names += [name for name in re.findall(r"(?<!:):[a-z_]+", sql) if name in facts]
    values = joined([valued(name, facts) for name in names], ", ")
    held = Label("thỏa", "holds:") if is_held else Label("không thỏa", "does not hold:")
    return Label(f"{held.vi} {sql} ({values.vi})", f"{held.en} {sql} ({values.en})")


def _order(match: re.Match[str], is_held: bool, facts: Facts) -> Label:
    left, sign, right = match.groups()
    is_number = re.fullmatch(r"-?[0-9.]+", right) is not None
    for name in (left, right):
        if name in facts and facts[name] is None:
            return valued(name, facts)
    a, b = valued(left, facts), Label(right, right) if is_number else valued(right, facts)
    shown = sign if is_held else _OPPOSITE[sign]
    return Label(f"{a.vi} {shown} {b.vi}", f"{a.en} {shown} {b.en}")


def _among(match: re.Match[str], is_held: bool, facts: Facts) -> Label:
    name, sign, listed = match.groups()
    values = listed.replace("'", "")
    label = valued(name, facts)
    is_among = (sign in ("=", "IN")) == is_held
    if facts.get(name) is None or (is_among and sign in ("=", "<>")):
        return label
    if sign in ("=", "<>"):
        return Label(f"{label.vi}, không phải {values}", f"{label.en}, not {values}")
    if is_among:
        return Label(f"{label.vi}, thuộc ({values})", f"{label.en}, one of ({values})")
    return Label(f"{label.vi}, không thuộc ({values})", f"{label.en}, not one of ({values})")


def _value(content: object, language: Language) -> str:
    if isinstance(content, bool):
        return (Label("có", "yes") if content else Label("không", "no")).in_language(language)
    if isinstance(content, datetime):
        # A due date without a time of day ends with its day, which the minutes do not show.
        return display.when(content, language) + (f":{content:%S}" if content.second else "")
    if isinstance(content, date):
        return display.when(content, language)
    if isinstance(content, int | float):
        return display.number(content, language)
    return str(content)
