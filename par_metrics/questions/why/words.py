"""A condition in words, with the values that make it hold or fail."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

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
    missing = [leaf for leaf in sorted(condition.leaves()) if holds[leaf] is None]
    return joined([_told(leaf, False, facts) for leaf in missing], "; ") if missing else None


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
        case exp.Not(this=inner):
            return _in_words(inner, not is_held, facts)
        case exp.Coalesce(this=inner, expressions=[exp.Boolean()]):
            return _in_words(inner, is_held, facts)
        case exp.LTE() | exp.LT() | exp.GTE() | exp.GT():
            return _order(node, is_held, facts)
        case exp.EQ(this=left, expression=right) if (name := _name(left)) and _is_literal(right):
            return _equal(name, right, is_held, facts)
        case exp.NEQ(this=left, expression=right) if (name := _name(left)) and _is_literal(right):
            return _equal(name, right, not is_held, facts)
        case exp.In(this=left, expressions=[_, *_] as among) if (name := _name(left)) and all(map(_is_literal, among)):
            return _among(name, among, is_held, facts)
        case exp.Is(this=left, expression=exp.Null()) if name := _name(left):
            return valued(name, facts)
        case exp.Column() | exp.Placeholder() if name := _name(node):
            return valued(name, facts)
        case exp.Boolean(this=True):
            return Label("mọi bản ghi thuộc diện tính", "every record that is looked at")
    return None


def _order(node: exp.Condition, is_held: bool, facts: Facts) -> Label | None:
    left, right = _compared(node.this, facts), _compared(node.expression, facts)
    if left is None or right is None:
        return None
    for side in (left, right):
        if side in facts and facts[side] is None:
            return valued(side, facts)
    a, b = (valued(side, facts) if side in facts else Label(side, side) for side in (left, right))
    shown = _SIGNS[type(node)][0 if is_held else 1]
    return Label(f"{a.vi} {shown} {b.vi}", f"{a.en} {shown} {b.en}")


def _compared(node: exp.Condition, facts: Facts) -> str | None:
    """A name or a number; of `coalesce(a, b)` the first name that has a value, else the last."""
    if isinstance(node, exp.Coalesce):
        names = [_name(part) for part in (node.this, *node.expressions)]
        return None if None in names else next((n for n in names if n and facts.get(n) is not None), names[-1])
    return _shown(node) if _is_literal(node) and not node.is_string else _name(node)


def _equal(name: str, value: exp.Condition, is_equal: bool, facts: Facts) -> Label:
    label = valued(name, facts)
    if is_equal or facts.get(name) is None:
        return label
    return Label(f"{label.vi}, không phải {_shown(value)}", f"{label.en}, not {_shown(value)}")


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
