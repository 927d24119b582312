"""What figures can be grouped by beside what their tables have: documented columns, and groups of an office's own."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from par_metrics.indicators.base import GroupColumn
from par_metrics.indicators.own.columns import OPEN_TABLES, Column, columns_of
from par_metrics.indicators.own.subset import wrong_in
from par_metrics.indicators.own.types import Sort
from par_metrics.indicators.tables.records import TABLES
from schemas import Label, ValueType

_NOT_GROUPED = (ValueType.DATE, ValueType.DATETIME, ValueType.DUE, ValueType.DECIMAL)
_ALSO = {"dossiers": ("qd766_dossiers",), "feedback": ("qd766_feedback",)}
# Columns of every table of figures: a group of the same name could not be told from them.
_TAKEN = frozenset({"indicator", "version", "rules", "period", "value", "target", "status", "refused", "excluded"})
_SORTS: tuple[Sort, ...] = ("text", "number", "truth")
MOST_ROWS = 10_000


@dataclass(frozen=True)
class Register:
    """Values of an office's own, by a documented column.

    Args:
        file: its folder and name, for messages.
        key: the column whose values are looked up.
        keys: every value of it that the list has.
        columns: name -> value by key.
    """

    file: str
    key: str
    keys: frozenset[str] = frozenset()
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def tables(self) -> tuple[str, ...]:
        """The record tables whose records it can group."""
        return tuple(t for table in OPEN_TABLES if self.key in columns_of(table) for t in _tables(table))


def documented_groups() -> dict[str, GroupColumn]:
    """Every documented column that is no date and no amount, of each table that has it."""
    found: dict[str, dict[str, str]] = {}
    for table in OPEN_TABLES:
        for name, column in columns_of(table).items():
            if column.type not in _NOT_GROUPED and name not in _TAKEN:
                found.setdefault(name, {}).update(dict.fromkeys(_tables(table), f"CAST(s.{name} AS VARCHAR)"))
    return {name: GroupColumn(sql) for name, sql in found.items()}


def is_free(name: str) -> bool:
    """Whether a group may be called so."""
    return name not in _TAKEN and not any(name in table.groups for table in TABLES.values())


def group_by_value(table: str, value: str) -> GroupColumn | Label:
    """A group made of an expression over the columns of a table; else what is wrong with it."""
    if table not in OPEN_TABLES:
        known = ", ".join(OPEN_TABLES)
        return Label(
            f'table: không có bảng "{table}"; có: {known}', f'table: there is no "{table}"; there are: {known}'
        )
    columns: Mapping[str, Column] = columns_of(table)
    found = [wrong_in(value, columns, (), sort) for sort in _SORTS]
    if (wrong := found[0]) is not None and None not in found:
        return Label(f"value: {wrong.what.vi}", f"value: {wrong.what.en}")
    return GroupColumn(dict.fromkeys(_tables(table), f"CAST(({value}) AS VARCHAR)"))


def is_key(column: Column) -> bool:
    """Whether the values of a column can be listed: codes and words, no instants and amounts."""
    return column.type not in _NOT_GROUPED


def groups_of_register(name: str, register: Register) -> dict[str, GroupColumn]:
    """A group for each column of a register, of every table that has its key."""
    groups = {}
    for column, values in register.columns.items():
        joined = f"own_{name}_{column}"
        rows = ", ".join(f"({_text(key)}, {_text(value)})" for key, value in sorted(values.items()))
        join = (
            f"LEFT JOIN (VALUES {rows}) AS {joined} (own_key, own_value) "
            f"ON {joined}.own_key = CAST(s.{register.key} AS VARCHAR)"
        )
        groups[column] = GroupColumn(dict.fromkeys(register.tables, f"{joined}.own_value"), join if values else "")
    return groups


def _tables(table: str) -> tuple[str, ...]:
    return (table, *_ALSO.get(table, ()))


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
