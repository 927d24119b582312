"""The subset of SQL that conditions of own indicators are written in: one expression over documented columns.

Whatever could read another table, run a statement, count rows by itself, or stop a night at one odd record is
left out: no subqueries, no aggregates, no casts of text to numbers, no division by what may be zero. What is left
means the same to DuckDB and Spark. docs/reference/own-indicators.md lists it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from par_metrics.errors import nearest
from par_metrics.indicators.conditions import tokens, tree
from par_metrics.indicators.own.columns import Column
from par_metrics.indicators.own.types import Sort, WrongSort, check_sort, is_instant
from schemas import Label, ValueType

if TYPE_CHECKING:
    from sqlglot import exp

# Signs and words, by the class sqlglot reads them as.
_SIGNS = frozenset(
    "And Or Not Paren EQ NEQ GT GTE LT LTE Is In Between Like NullSafeEQ NullSafeNEQ Case If Add Sub Mul Neg "  # noqa: SIM905
    "Column Identifier Literal Null Boolean Placeholder Interval Var DataType DPipe".split()
)
FUNCTIONS: Mapping[str, str] = {
    "Coalesce": "coalesce",
    "Nullif": "nullif",
    "Greatest": "greatest",
    "Least": "least",
    "Abs": "abs",
    "Round": "round",
    "Floor": "floor",
    "Ceil": "ceil",
    "Lower": "lower",
    "Upper": "upper",
    "Trim": "trim",
    "Length": "length",
    "Substring": "substring",
    "Year": "year",
    "Quarter": "quarter",
    "Month": "month",
    "Day": "day",
    "Hour": "hour",
    "Minute": "minute",
    "DayOfWeekIso": "isodow",
    "DateDiff": "date_diff",
}
"""Functions by the class sqlglot reads them as; their names as they are written."""

# "count" is no slip of the pen for "round", nor "now" for "lower".
_ALIKE = 0.7
_DATES = (ValueType.DATE, ValueType.DATETIME, ValueType.DUE)


@dataclass(frozen=True)
class Wrong:
    """What is wrong in a condition.

    Args:
        what: in both languages.
        word: the word of the condition it is about; empty for the whole.
    """

    what: Label
    word: str = ""


def wrong_in(
    sql: str, columns: Mapping[str, Column], parameters: Collection[str], must_be: Sort = "truth"
) -> Wrong | None:
    """What a condition or number has that the subset lacks; None where all is well.

    Args:
        must_be: what it has to come out as.
        columns: those it may speak of.
        parameters: those it may name, with their colon (`:as_of`).
    """
    from sqlglot.errors import SqlglotError

    if not sql.strip():
        return Wrong(Label("để trống", "is empty"))
    try:
        if any(token.comments for token in tokens(sql)):
            return Wrong(Label("không ghi chú trong điều kiện", "has a comment; write it outside the text"))
        read = tree(sql)
        nodes = list(read.walk(bfs=False))
    except (SqlglotError, RecursionError) as error:
        return _unreadable(error)
    for node in nodes:
        if (found := _wrong(node, columns, parameters, sql)) is not None:
            return found
    try:
        check_sort(read, must_be, columns)
    except WrongSort as error:
        return Wrong(error.label, error.written)
    return None


def speaks_of_a_column(sql: str) -> bool:
    """Whether a condition of the subset can come out differently for different records."""
    from sqlglot import exp

    return tree(sql).find(exp.Column) is not None


def _unreadable(error: Exception) -> Wrong:
    found = getattr(error, "errors", None) or [{}]
    word = str(found[0].get("highlight") or "")
    at = (f' ở "{word}"', f' at "{word}"') if word else ("", "")
    return Wrong(
        Label(f"không đọc được{at[0]}: viết một biểu thức SQL", f"cannot be read{at[1]}: write one SQL expression"),
        word,
    )


def _wrong(node: exp.Expr, columns: Mapping[str, Column], parameters: Collection[str], sql: str) -> Wrong | None:
    from sqlglot import exp

    name = type(node).__name__
    if isinstance(node, exp.Column):
        return _wrong_column(node, columns)
    if isinstance(node, exp.EQ | exp.NEQ | exp.In):
        return _wrong_value(node, columns) or _wrong_list(node)
    if isinstance(node, exp.Placeholder):
        return _wrong_parameter(node, parameters)
    if isinstance(node, exp.Cast):
        return _wrong_cast(node, columns)
    if isinstance(node, exp.Div):
        return _wrong_division(node)
    if isinstance(node, exp.DateDiff) and node.text("unit").upper() != "DAY":
        return Wrong(Label("date_diff chỉ theo 'day'", "date_diff counts 'day' only"), "date_diff")
    if name in _SIGNS or name in FUNCTIONS:
        return None
    if isinstance(node, exp.Func):
        written = _as_written(node, sql)
        return _outside(f"{written}()", written)
    return _outside(node.key, "")


def _as_written(node: exp.Func, sql: str) -> str:
    """The name of a function as whoever wrote it calls it, not as sqlglot does."""
    from sqlglot import exp

    own = str(node.name or node.sql_name() if isinstance(node, exp.Anonymous) else node.sql_name()).lower()
    spoken = node.sql(dialect="duckdb").partition("(")[0].lower()
    return spoken if own not in sql.lower() and spoken in sql.lower() else own


def _outside(what: str, word: str) -> Wrong:
    near = nearest(word, FUNCTIONS.values(), _ALIKE) if word else Label("", "")
    known = ", ".join(FUNCTIONS.values())
    return Wrong(
        Label(
            f"không dùng được {what} ở đây.{near.vi} Hàm được dùng: {known}",
            f"{what} cannot be used here.{near.en} Functions are: {known}",
        ),
        word,
    )


def wrong_column(name: str, columns: Mapping[str, Column]) -> Wrong | None:
    """That there is no such column, with the nearest."""
    if name in columns:
        return None
    near = nearest(name.lower(), columns)
    return Wrong(Label(f'không có cột "{name}".{near.vi}', f'there is no column "{name}".{near.en}'), name)


def _wrong_column(node: exp.Column, columns: Mapping[str, Column]) -> Wrong | None:
    if node.table:
        return Wrong(
            Label(f"chỉ ghi tên cột, không ghi tên bảng: {node.name}", f"name the column alone: {node.name}"),
            node.table,
        )
    return wrong_column(node.name, columns)


def _wrong_list(node: exp.Expr) -> Wrong | None:
    """`IN` asks of a list that is written out."""
    asks_elsewhere = any(node.args.get(part) for part in ("query", "unnest", "field"))
    return _outside("IN (SELECT …)", "") if asks_elsewhere else None


def _wrong_value(node: exp.Expr, columns: Mapping[str, Column]) -> Wrong | None:
    """A value that the column never holds would silently count nothing."""
    from sqlglot import exp

    sides = [node.this, *node.expressions] if isinstance(node, exp.In) else [node.this, node.expression]
    known = next((columns[s.name].values for s in sides if isinstance(s, exp.Column) and s.name in columns), ())
    allowed = [str(value) for value in known]
    for side in sides:
        if allowed and isinstance(side, exp.Literal) and side.name not in allowed:
            near, listed = nearest(side.name, allowed), ", ".join(allowed)
            return Wrong(
                Label(
                    f"cột không bao giờ có giá trị {side.name!r}.{near.vi} Có: {listed}",
                    f"the column never holds {side.name!r}.{near.en} It holds: {listed}",
                ),
                side.name,
            )
    return None


def _wrong_parameter(node: exp.Placeholder, parameters: Collection[str]) -> Wrong | None:
    name = f":{node.name}"
    if name in parameters:
        return None
    known = ", ".join(parameters)
    return Wrong(
        Label(f"không có tham số {name} ở đây; có: {known}", f"there is no parameter {name} here; there are: {known}"),
        name,
    )


def _wrong_cast(node: exp.Cast, columns: Mapping[str, Column]) -> Wrong | None:
    """A cast that may fail at one odd record stops the figures of all."""
    from sqlglot import exp

    inner, to = node.this, node.to.this.name if isinstance(node.to, exp.DataType) else ""
    if isinstance(inner, exp.Literal) and to in ("DATE", "TIMESTAMP"):
        return (
            None
            if is_instant(inner.name)
            else Wrong(
                Label(
                    f"'{inner.name}' không phải ngày, viết như '2026-03-31'",
                    f"'{inner.name}' is no date such as '2026-03-31'",
                ),
                inner.name,
            )
        )
    is_date = isinstance(inner, exp.Column) and inner.name in columns and columns[inner.name].type in _DATES
    is_date = is_date or isinstance(inner, exp.Placeholder)
    if is_date and to in ("DATE", "TIMESTAMP"):
        return None
    return Wrong(
        Label(
            "CAST chỉ đổi cột ngày giờ thành DATE hoặc TIMESTAMP: ô đọc không được sẽ làm dừng mọi số liệu",
            "CAST only makes a DATE or TIMESTAMP of a column of dates: one odd cell would stop all figures",
        ),
        "CAST",
    )


def _wrong_division(node: exp.Div) -> Wrong | None:
    from sqlglot import exp

    divisor = node.expression.unnest()
    is_number = isinstance(divisor, exp.Literal) and not divisor.is_string and float(divisor.name) != 0
    if isinstance(divisor, exp.Nullif) or is_number:
        return None
    return Wrong(
        Label("chia cho số có thể bằng 0: viết / nullif(…, 0)", "divides by what may be 0: write / nullif(…, 0)"), "/"
    )
