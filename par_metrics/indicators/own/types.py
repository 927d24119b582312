"""What the parts of a condition are: a number, a text, an instant, or yes and no.

DuckDB turns one into another where it can, record by record, and one record that it cannot turn stops the figures of
all. So what is compared must be of one sort from the start.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Literal, TypeAlias

from par_metrics.indicators.own.columns import Column
from schemas import Label, ValueType

if TYPE_CHECKING:
    from sqlglot import exp

Sort: TypeAlias = Literal["number", "text", "time", "truth", "span", "any"]
"""`span` is an INTERVAL; `any` is NULL."""

WORDS: Mapping[Sort, Label] = {
    "number": Label("số", "a number"),
    "text": Label("chữ", "a text"),
    "time": Label("ngày giờ", "a date or instant"),
    "truth": Label("đúng sai", "yes or no"),
    "span": Label("khoảng thời gian", "an interval"),
    "any": Label("trống", "null"),
}

_OF_COLUMNS: Mapping[ValueType, Sort] = {
    ValueType.INTEGER: "number",
    ValueType.DECIMAL: "number",
    ValueType.STATUS: "number",
    ValueType.BOOLEAN: "truth",
    ValueType.DATE: "time",
    ValueType.DATETIME: "time",
    ValueType.DUE: "time",
}
# What functions take and give, by the class sqlglot reads them as; all arguments are of one sort.
_FUNCTIONS: Mapping[str, tuple[Sort, Sort]] = {
    **dict.fromkeys(("Lower", "Upper", "Trim", "DPipe"), ("text", "text")),
    "Length": ("text", "number"),
    **dict.fromkeys(("Year", "Quarter", "Month", "Day", "Hour", "Minute", "DayOfWeekIso"), ("time", "number")),
    "DateDiff": ("time", "number"),
    **dict.fromkeys(("Abs", "Floor", "Ceil", "Neg", "Mul", "Div", "Round"), ("number", "number")),
    **dict.fromkeys(("And", "Or", "Not"), ("truth", "truth")),
    "Like": ("text", "truth"),
}
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d( \d\d:\d\d(:\d\d)?)?")
_COMPARED = frozenset({"EQ", "NEQ", "GT", "GTE", "LT", "LTE", "NullSafeEQ", "NullSafeNEQ", "In", "Between"})
_ALIKE = frozenset({"Coalesce", "Greatest", "Least", "Nullif"})


class WrongSort(Exception):
    """A part of a condition is of another sort than it must be."""

    def __init__(self, written: str, is_a: Sort, must_be: Sort) -> None:
        super().__init__(written)
        self.written = written
        a, b = WORDS[is_a], WORDS[must_be]
        self.label = Label(
            f'"{written}" là {a.vi}, mà ở đây cần {b.vi}', f'"{written}" is {a.en} where {b.en} is needed'
        )


class DaysBetween(WrongSort):
    """One day is taken from another, which engines do each in a way of their own."""

    def __init__(self, later: str, earlier: str) -> None:
        super().__init__(later, "time", "span")
        self.label = Label(
            f"không trừ hai ngày: số ngày giữa chúng là date_diff('day', {earlier}, {later})",
            f"a day is not taken from a day: the days between them are date_diff('day', {earlier}, {later})",
        )


def check_sort(node: exp.Expr, must_be: Sort, columns: Mapping[str, Column]) -> None:
    """Raises WrongSort where a condition, or a part of it, is not what it must be."""
    _must_be(must_be, [node], columns)


def _must_be(sort: Sort, nodes: Sequence[exp.Expr], columns: Mapping[str, Column]) -> None:
    for node in nodes:
        found = _sort_of(node, columns)
        is_day = sort == "time" and found == "text" and _is_instant(node)
        if found not in (sort, "any") and not is_day:
            raise WrongSort(node.sql(dialect="duckdb"), found, sort)


def _is_instant(node: exp.Expr) -> bool:
    """A text in quotes that is a day stands for it beside days."""
    from sqlglot import exp

    return isinstance(node, exp.Literal) and is_instant(node.name)


def is_instant(text: str) -> bool:
    """Whether engines read it as a day, with a time or without: `2026-03-31`, `2026-03-31 08:00`."""
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return _INSTANT.fullmatch(text) is not None


def _sort_of(node: exp.Expr, columns: Mapping[str, Column]) -> Sort:
    from sqlglot import exp

    name = type(node).__name__
    if isinstance(node, exp.Column):
        return _OF_COLUMNS.get(columns[node.name].type, "text")
    if isinstance(node, exp.Literal):
        return "text" if node.is_string else "number"
    if isinstance(node, exp.Paren):
        return _sort_of(node.this, columns)
    if isinstance(node, exp.Case):
        return _of_case(node, columns)
    if isinstance(node, exp.Add | exp.Sub):
        return _of_sum(node, columns)
    if isinstance(node, exp.Substring):
        _must_be("text", [node.this], columns)
        _must_be("number", [part for part in (node.args.get("start"), node.args.get("length")) if part], columns)
        return "text"
    if name in _COMPARED or name in _ALIKE:
        sort = _alike(_operands(node), columns)
        return "truth" if name in _COMPARED else sort
    if name in _FUNCTIONS:
        takes, gives = _FUNCTIONS[name]
        _must_be(takes, _operands(node), columns)
        return gives
    return _SIMPLE[name]


_SIMPLE: Mapping[str, Sort] = {
    "Null": "any",
    "Boolean": "truth",
    "Placeholder": "time",
    "Interval": "span",
    "Cast": "time",
    "Is": "truth",
}


def _operands(node: exp.Expr) -> list[exp.Expr]:
    """The parts that an operator or function works on, in their order."""
    from sqlglot import exp

    return [part for part in node.iter_expressions() if not isinstance(part, exp.Var | exp.DataType)]


def _alike(nodes: Sequence[exp.Expr], columns: Mapping[str, Column]) -> Sort:
    """The one sort of all; a text in quotes gives way to what it is compared with."""
    from sqlglot import exp

    told = [(_sort_of(node, columns), isinstance(node, exp.Literal)) for node in nodes]
    known = sorted((is_literal, place) for place, (sort, is_literal) in enumerate(told) if sort != "any")
    if not known:
        return "any"
    sort = told[known[0][1]][0]
    _must_be(sort, nodes, columns)
    return sort


def _of_case(node: exp.Case, columns: Mapping[str, Column]) -> Sort:
    branches = node.args["ifs"]
    if node.this is None:
        _must_be("truth", [branch.this for branch in branches], columns)
    else:
        _alike([node.this, *(branch.this for branch in branches)], columns)
    default = node.args.get("default")
    return _alike([*(branch.args["true"] for branch in branches), *([default] if default else [])], columns)


def _of_sum(node: exp.Add | exp.Sub, columns: Mapping[str, Column]) -> Sort:
    from sqlglot import exp

    left, right = node.this, node.expression
    if _sort_of(left, columns) == "time":
        if isinstance(node, exp.Sub) and _sort_of(right, columns) == "time":
            raise DaysBetween(left.sql(dialect="duckdb"), right.sql(dialect="duckdb"))
        _must_be("span", [right], columns)
        return "time"
    _must_be("number", [left, right], columns)
    return "number"
