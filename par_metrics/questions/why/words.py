"""A condition in words, with the values that make it hold or fail."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlglot import exp

from par_metrics import display
from par_metrics.indicators.conditions import columns_in, parameters_in, tree
from par_metrics.questions.why.conditions import Condition
from schemas import Label, Language

Facts = Mapping[str, object]
"""The values of one record by column, and `:as_of`, `:t`, `:period_start`, `:period_end`."""

_Tell = Callable[[Condition, Mapping[str, bool | None], Facts], Label]

# How a comparison is shown: where it holds, and where it does not.
_SIGNS: Mapping[type[exp.Condition], tuple[str, str]] = {
    exp.LTE: ("<=", ">"),
    exp.LT: ("<", ">="),
    exp.GTE: (">=", "<"),
    exp.GT: (">", "<="),
}


def failing(condition: Condition, holds: Mapping[str, bool | None], facts: Facts) -> Label:
    """Why a condition does not hold: the parts that fail; of alternatives, every one."""
    if not condition.parts:
        return _told(condition.sql, False, facts)
    if condition.joined_by == "CASE":
        return _choice(condition, holds, facts, failing)
    parts = [failing(part, holds, facts) for part in condition.parts if not holding(part, holds)]
    return joined(parts, "; ") if condition.joined_by == "AND" else joined(parts, " / ")


def fulfilled(condition: Condition, holds: Mapping[str, bool | None], facts: Facts) -> Label:
    """Why a condition holds: all its parts; of alternatives, the first that does."""
    if not condition.parts:
        return _told(condition.sql, True, facts)
    if condition.joined_by == "CASE":
        return _choice(condition, holds, facts, fulfilled)
    parts = [fulfilled(part, holds, facts) for part in condition.parts if holding(part, holds)]
    return joined(parts, "; ") if condition.joined_by == "AND" else parts[0]


def unknown(condition: Condition, holds: Mapping[str, bool | None], facts: Facts) -> Label | None:
    """What nobody knows of a condition: the values that are missing; None where all is known."""
    missing = list(_missing(condition, holds, facts))
    return joined(missing, "; ") if missing else None


def _missing(condition: Condition, holds: Mapping[str, bool | None], facts: Facts) -> Iterator[Label]:
    if condition.is_settled:
        return
    if not condition.parts:
        if holds[condition.sql] is None and not _is_constant(condition):
            yield _told(condition.sql, False, facts)
        return
    if condition.joined_by == "CASE":
        chooses, then, _ = condition.parts
        if then.sql == "NULL" and holding(chooses, holds):
            yield fulfilled(chooses, holds, facts)
    for part in condition.parts:
        yield from _missing(part, holds, facts)


def holding(condition: Condition, holds: Mapping[str, bool | None]) -> bool:
    """Whether a condition holds, from which of its leaves do; one that is null does not."""
    if not condition.parts:
        return bool(holds[condition.sql])
    if condition.joined_by == "CASE":
        chooses, then, otherwise = condition.parts
        return holding(then if holding(chooses, holds) else otherwise, holds)
    parts = [holding(part, holds) for part in condition.parts]
    return all(parts) if condition.joined_by == "AND" else any(parts)


def _choice(condition: Condition, holds: Mapping[str, bool | None], facts: Facts, tell: _Tell) -> Label:
    """The one of two conditions that decides; before the second, why it is not the first.

    Where what decides is said once for all (`TRUE`), the choice says why.
    """
    chooses, then, otherwise = condition.parts
    if holding(chooses, holds):
        return fulfilled(chooses, holds, facts) if _is_constant(then) else tell(then, holds, facts)
    why_not = failing(chooses, holds, facts)
    return why_not if _is_constant(otherwise) else joined([why_not, tell(otherwise, holds, facts)], "; ")


def _is_constant(condition: Condition) -> bool:
    return condition.sql in ("TRUE", "FALSE", "NULL")


def joined(labels: Sequence[Label], between: str) -> Label:
    """Several labels as one, each said once."""
    once = list(dict.fromkeys(labels))
    return Label(between.join(label.vi for label in once), between.join(label.en for label in once))


def valued(name: str, facts: Facts) -> Label:
    """`due_at = 05/03/2026 23:59`; what has no value is empty. Whether a thing has happened is told by its date."""
    name = dated(name)
    content = facts.get(name)
    shown = "T" if name == ":t" else name.removeprefix(":")
    if content is None:
        return Label(f"{shown} trống", f"{shown} is empty")
    return Label(f"{shown} = {_value(content, 'vi')}", f"{shown} = {_value(content, 'en')}")


def dated(name: str) -> str:
    """The column that holds the day of what a column says has happened or not."""
    return "ended_at" if name == "has_ended" else name.removesuffix("_happened")


def _told(sql: str, is_held: bool, facts: Facts) -> Label:
    """One leaf. A form without words of its own is quoted, with the values it looks at."""
    if told := _in_words(tree(sql), is_held, facts):
        return told
    names = [name for name in (*columns_in(sql), *parameters_in(sql)) if name in facts]
    values = joined([valued(name, facts) for name in names], ", ")
    held = Label("thỏa", "holds:") if is_held else Label("không thỏa", "does not hold:")
    return Label(f"{held.vi} {sql} ({values.vi})", f"{held.en} {sql} ({values.en})")


def _in_words(node: exp.Condition, is_held: bool, facts: Facts) -> Label | None:
    """What a condition that holds or not says of the values, if its form has words of its own."""
    match node:
        case exp.Paren(this=inner):
            return _in_words(inner, is_held, facts)
        case exp.Not(this=inner):
            return _in_words(inner, not is_held, facts)
        case exp.Coalesce(this=inner, expressions=[exp.Boolean()]):
            return _in_words(inner, is_held, facts)
        case exp.LTE() | exp.LT() | exp.GTE() | exp.GT():
            return _order(node, is_held, facts)
        case exp.EQ(this=left, expression=right) if _is_literal(right):
            return _equal(left, right, is_held, facts)
        case exp.NEQ(this=left, expression=right) if _is_literal(right):
            return _equal(left, right, not is_held, facts)
        case exp.In(this=left, expressions=[_, *_] as among) if (name := _name(left)) and all(map(_is_literal, among)):
            return _among(name, among, is_held, facts)
        case exp.Like(this=left, expression=exp.Literal(this=str(pattern))) if name := _name(left):
            return _begun(name, pattern, is_held, facts)
        case exp.Is(this=left, expression=exp.Null()) if name := _name(left):
            return valued(name, facts)
        case exp.Column() | exp.Placeholder() if name := _name(node):
            return valued(name, facts)
        case exp.Boolean(this=True):
            return Label("mọi bản ghi thuộc diện tính", "every record that is looked at")
    return None


def _order(node: exp.Condition, is_held: bool, facts: Facts) -> Label | None:
    left, right = _side(node.this, facts), _side(node.expression, facts)
    if left is None or right is None:
        return None
    for side in (left, right):
        if side.is_missing:
            return side.told
    shown = _SIGNS[type(node)][0 if is_held else 1]
    a, b = left.told, right.told
    return Label(f"{a.vi} {shown} {b.vi}", f"{a.en} {shown} {b.en}")


@dataclass(frozen=True)
class _Side:
    """What stands on a side of a comparison; `is_missing`: it has no value, so that nothing is compared."""

    told: Label
    is_missing: bool = False


def _side(node: exp.Condition, facts: Facts) -> _Side | None:
    """A name, a number, or what is reckoned from names in a way that has words; else None."""
    match node:
        case exp.Coalesce():
            return _first(node, facts)
        case exp.Least():
            names = _names(node)
            there = [name for name in names if name and facts.get(name) is not None]
            least = min(there, key=lambda name: _moment(facts[name]), default=None)
            return None if None in names else _of_name(str(least or names[-1]), facts)
        case exp.Cast(this=inner):
            return _side(inner, facts)
        case exp.Add(this=inner, expression=exp.Interval(this=exp.Literal(this="1"), unit=unit)) if str(unit) == "DAY":
            day = _side(inner, facts)
            if day is None or day.is_missing:
                return day
            return _Side(Label(f"{day.told.vi} (hết ngày)", f"{day.told.en} (end of day)"))
    if _is_literal(node) and not node.is_string:
        return _Side(Label(_shown(node), _shown(node)))
    name = _name(node)
    return None if name is None else _of_name(name, facts)


def _first(node: exp.Coalesce, facts: Facts) -> _Side | None:
    """The first name that has a value, else the last; or the number that stands for one without."""
    *names, last = _names(node)
    rest = node.expressions[-1]
    if None in names or (last is None and not _is_literal(rest)):
        return None
    first = next((str(name) for name in (*names, last) if name and facts.get(name) is not None), None)
    if first is not None or last is not None:
        return _of_name(str(first or last), facts)
    told, number = valued(str(names[0]), facts), _shown(rest)
    return _Side(Label(f"{told.vi} (tính là {number})", f"{told.en} (counts as {number})"))


def _of_name(name: str, facts: Facts) -> _Side:
    return _Side(valued(name, facts), is_missing=facts.get(name) is None)


def _names(node: exp.Condition) -> list[str | None]:
    return [_name(part) for part in (node.this, *node.expressions)]


def _moment(value: Any) -> Any:
    """A day as its beginning, as the engine compares it."""
    is_day = isinstance(value, date) and not isinstance(value, datetime)
    return datetime.combine(value, time.min) if is_day else value


def _equal(left: exp.Condition, value: exp.Condition, is_equal: bool, facts: Facts) -> Label | None:
    side = _side(left, facts)
    if side is None or is_equal or side.is_missing:
        return None if side is None else side.told
    return Label(f"{side.told.vi}, không phải {_shown(value)}", f"{side.told.en}, not {_shown(value)}")


def _begun(name: str, pattern: str, is_held: bool, facts: Facts) -> Label | None:
    """`name LIKE 'A.%'`: how it begins."""
    beginning = pattern.removesuffix("%")
    if beginning == pattern or set(beginning) & set("%_"):
        return None
    label = valued(name, facts)
    if facts.get(name) is None:
        return label
    vi, en = ("bắt đầu bằng", "begins with") if is_held else ("không bắt đầu bằng", "does not begin with")
    return Label(f"{label.vi}, {vi} {beginning}", f"{label.en}, {en} {beginning}")


def _among(name: str, values: Sequence[exp.Condition], is_among: bool, facts: Facts) -> Label:
    label, listed = valued(name, facts), ", ".join(map(_shown, values))
    if facts.get(name) is None:
        return label
    if is_among:
        return Label(f"{label.vi}, thuộc ({listed})", f"{label.en}, one of ({listed})")
    return Label(f"{label.vi}, không thuộc ({listed})", f"{label.en}, not one of ({listed})")


def _name(node: exp.Condition) -> str | None:
    """The column or parameter, as facts name it."""
    if isinstance(node, exp.Placeholder):
        return f":{node.name}"
    return node.name if isinstance(node, exp.Column) else None


def _is_literal(node: exp.Condition) -> bool:
    return isinstance(node.this if isinstance(node, exp.Neg) else node, exp.Literal)


def _shown(literal: exp.Condition) -> str:
    return literal.name if literal.is_string else literal.sql()


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
