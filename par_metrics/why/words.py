"""A condition in words, with the values that make it hold or fail."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

from par_metrics import display
from par_metrics.why.conditions import Condition, names_in
from schemas import Label, Language

Facts = Mapping[str, object]
"""The values of one record by column, and `:as_of`, `:t`, `:period_start`, `:period_end`."""

_Tell = Callable[[Condition, Mapping[str, bool], Facts], Label]

_OPPOSITE = {"<=": ">", "<": ">=", ">=": "<", ">": "<="}
_NAME = r":?[a-z_][a-z_0-9]*"
_FIRST_OF = rf"coalesce\({_NAME}(?:, {_NAME})+\)"
_ORDER = re.compile(rf"({_NAME}|{_FIRST_OF}) (<=|>=|<|>) ({_NAME}|{_FIRST_OF}|-?[0-9.]+)")
_EQUAL = re.compile(rf"({_NAME}) (=|<>) ('[^']*'|-?[0-9.]+)")
_AMONG = re.compile(rf"({_NAME}) (NOT IN|IN) \(([^()]*)\)")
_WITH_DEFAULT = re.compile(r"coalesce\((.+), (?:TRUE|FALSE)\)")
_NULL = re.compile(rf"({_NAME}) IS (NOT )?NULL")


def failing(condition: Condition, holds: Mapping[str, bool], facts: Facts) -> Label:
    """Why a condition does not hold: the parts that fail; of alternatives, every one."""
    if not condition.parts:
        return _told(condition.sql, False, facts)
    if condition.joined_by == "CASE":
        return _choice(condition, holds, facts, failing)
    parts = [failing(part, holds, facts) for part in condition.parts if not holding(part, holds)]
    return joined(parts, "; ") if condition.joined_by == "AND" else joined(parts, " / ")


def fulfilled(condition: Condition, holds: Mapping[str, bool], facts: Facts) -> Label:
    """Why a condition holds: all its parts; of alternatives, the first that does."""
    if not condition.parts:
        return _told(condition.sql, True, facts)
    if condition.joined_by == "CASE":
        return _choice(condition, holds, facts, fulfilled)
    parts = [fulfilled(part, holds, facts) for part in condition.parts if holding(part, holds)]
    return joined(parts, "; ") if condition.joined_by == "AND" else parts[0]


def holding(condition: Condition, holds: Mapping[str, bool]) -> bool:
    """Whether a condition holds, from which of its leaves do; one that is null does not."""
    if not condition.parts:
        return holds[condition.sql]
    if condition.joined_by == "CASE":
        chooses, then, otherwise = condition.parts
        return holding(then if holding(chooses, holds) else otherwise, holds)
    parts = [holding(part, holds) for part in condition.parts]
    return all(parts) if condition.joined_by == "AND" else any(parts)


def _choice(condition: Condition, holds: Mapping[str, bool], facts: Facts, tell: _Tell) -> Label:
    """The one of two conditions that decides; before the second, why it is not the first."""
    chooses, then, otherwise = condition.parts
    if holding(chooses, holds):
        return tell(then, holds, facts)
    return joined([failing(chooses, holds, facts), tell(otherwise, holds, facts)], "; ")


def joined(labels: Sequence[Label], between: str) -> Label:
    """Several labels as one, each said once."""
    once = list(dict.fromkeys(labels))
    return Label(between.join(label.vi for label in once), between.join(label.en for label in once))


def valued(name: str, facts: Facts) -> Label:
    """`due_at = 05/03/2026 23:59`; what has no value is empty."""
    content = facts.get(name)
    shown = "T" if name == ":t" else name.removeprefix(":")
    if content is None:
        return Label(f"{shown} trống", f"{shown} is empty")
    return Label(f"{shown} = {_value(content, 'vi')}", f"{shown} = {_value(content, 'en')}")


def _told(sql: str, is_held: bool, facts: Facts) -> Label:
    """One leaf. A form without words of its own is quoted, with the values it looks at."""
    if sql.startswith("NOT ") and _is_plain(sql[4:]):
        return _told(sql[4:], not is_held, facts)
    if (match := _WITH_DEFAULT.fullmatch(sql)) and _is_plain(match[1]):
        return _told(match[1], is_held, facts)
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


def _is_plain(sql: str) -> bool:
    """Whether a condition has words of its own, so that it can be told without what stands around it."""
    inner = match[1] if (match := _WITH_DEFAULT.fullmatch(sql)) else sql
    return any(form.fullmatch(inner) for form in (_ORDER, _EQUAL, _AMONG, _NULL, re.compile(_NAME)))


def _first_of(sql: str, facts: Facts) -> str:
    """Of `coalesce(a, b)`, the first that has a value; else the last."""
    names = names_in(sql.removeprefix("coalesce"))
    return next((name for name in names if facts.get(name) is not None), names[-1]) if "(" in sql else sql


def _order(match: re.Match[str], is_held: bool, facts: Facts) -> Label:
    left, sign, right = _first_of(match[1], facts), match[2], _first_of(match[3], facts)
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
