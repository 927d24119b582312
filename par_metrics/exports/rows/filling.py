"""From the tables of a file to one frame of text, a column for every field: nothing read yet.

Here the profile does its work: places become columns, values are replaced, empty cells are
derived or take the constant. What comes out is text, so that every value is read in one way.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import polars as pl

from par_metrics.exports.profiles.binding import Binding
from par_metrics.exports.profiles.checks import scalar_text
from par_metrics.exports.profiles.detection import Match
from par_metrics.exports.profiles.profile import field_of, slot_name
from par_metrics.exports.rows.deriving import absent_rules, derived, idle_rules, looks_at_uncalculated
from par_metrics.exports.rows.placeholders import without_placeholders
from par_metrics.readers.table import NOT_CALCULATED, not_calculated
from par_metrics.readers.values import is_formula_error, map_unique
from par_metrics.support.folding import fold

DERIVED = "derived:"
"""Prefix of Boolean columns: the value of the field comes from a rule of `[derive]`."""
EMPTY_FILLED = "filled:"
"""Prefix of Boolean columns: the value of the field is what the profile gives an empty cell."""
UNCALCULATED = "uncalculated:"
"""Prefix of Boolean columns: the cell of the field holds a formula without a value."""
EXPORTED = "exported:"
"""Prefix of String columns: the cell as the export wrote it, before `[values]`."""


@dataclass(frozen=True)
class Filled:
    """The text of all record rows of a file.

    Args:
        rows: `table` UInt32 (number of the table), `row`, `excess`, `torn`, a String column for every
            field that some table provides, for every addend of `[sums]` (`name+1`), and
            Boolean columns `derived:name`, `filled:name`, `uncalculated:name`; `exported:name`
            where `[values]` replaced the text.
        headings: for each table, field or addend -> heading as printed.
        provided: for each table, the fields it provides.
        absent: optional rules of the user's own profile that the file has no column for: field, what is looked for.
        idle: rules of the user's own profile that ask for what no table says: field, what is asked for.
        placeholders: cells that said nothing in words or marks, and were emptied.
        days_from_1904: serial numbers of days count from 1904 (`Book.counts_days_from_1904`).
    """

    rows: pl.DataFrame
    headings: tuple[Mapping[str, str], ...]
    provided: tuple[frozenset[str], ...]
    absent: tuple[tuple[str, str], ...]
    idle: tuple[tuple[str, str], ...] = ()
    placeholders: int = 0
    days_from_1904: bool = False

    def has(self, name: str) -> pl.Series:
        """Boolean, true for the rows of the tables that provide the field."""
        tables = [number for number, fields in enumerate(self.provided) if name in fields]
        return self._everywhere if len(tables) == len(self.provided) else self.rows["table"].is_in(tables)

    @cached_property
    def _everywhere(self) -> pl.Series:
        return pl.repeat(True, self.rows.height, dtype=pl.Boolean, eager=True)

    def is_blank(self, name: str) -> bool:
        """Whether a column of the file, and nothing else, gives the field, and no cell of it is filled."""
        printed = any(field_of(slot) == name for headings in self.headings for slot in headings)
        printed = printed and UNCALCULATED + name not in self.rows.columns
        parts = [part for part in self.rows.columns if part == name or part.startswith(f"{name}+")]
        return printed and all(self.rows[part].null_count() == self.rows.height for part in parts)


def fill(match: Match) -> Filled:
    """Puts the cells of all matched tables in their places."""
    emptied = [without_placeholders(binding) for binding in match.bindings]
    tables = [_fill_table(found.binding, number) for number, found in enumerate(emptied)]
    rows = pl.concat([table.rows for table in tables], how="diagonal")
    flags = [name for name in rows.columns if name.startswith((DERIVED, EMPTY_FILLED, UNCALCULATED))]
    rows = rows.with_columns(pl.col(name).fill_null(False) for name in flags)
    return Filled(
        rows,
        headings=tuple(table.headings for table in tables),
        provided=tuple(frozenset(map(field_of, table.rows.columns)) for table in tables),
        absent=tuple(rule for table in tables for rule in table.absent),
        idle=tuple(rule for rule in tables[0].idle if all(rule in table.idle for table in tables)),
        placeholders=sum(found.cells for found in emptied),
        days_from_1904=match.bindings[0].table.book.counts_days_from_1904,
    )


class _FilledTable(NamedTuple):
    rows: pl.DataFrame
    headings: dict[str, str]
    absent: tuple[tuple[str, str], ...]
    idle: tuple[tuple[str, str], ...]


def _fill_table(binding: Binding, number: int) -> _FilledTable:
    cells, headings = _placed(binding)
    size = binding.table.rows.height
    extra: dict[str, pl.Series] = {}
    profile = binding.profile
    for name in _uncalculated(cells):
        extra[UNCALCULATED + name] = not_calculated(cells[name])
        cells[name] = cells[name].set(extra[UNCALCULATED + name], None)
    for name in profile.record_kind.by_name:
        mapping = profile.values.get(name)
        if mapping and name in cells:  # a cell can be empty only where there is a column
            before = cells[name]
            cells[name] = _replaced(before, {raw: scalar_text(value) for raw, value in mapping.items()})
            extra[EXPORTED + name] = before
            extra[EMPTY_FILLED + name] = before.is_null() & cells[name].is_not_null()
        if name in profile.constants and name not in cells:
            cells[name] = pl.repeat(scalar_text(profile.constants[name]), size, dtype=pl.String, eager=True)
    before_rules = dict(cells)  # rules see what the export says, not what other rules gave
    for name, rules in profile.derive.items():
        given = derived(binding, rules, before_rules, name)
        if given is None:
            continue
        own = before_rules.get(name, _nulls(size))
        unknown = looks_at_uncalculated(binding, rules, before_rules) & own.is_null()
        if unknown.any():
            extra[UNCALCULATED + name] = extra.get(UNCALCULATED + name, unknown) | unknown
        cells[name] = own.zip_with(own.is_not_null(), given)
        extra[DERIVED + name] = own.is_null() & given.is_not_null()
    rows = binding.table.rows
    places = pl.repeat(number, size, dtype=pl.UInt32, eager=True).alias("table")
    columns = [series.alias(name) for name, series in {**cells, **extra}.items()]
    torn = rows["row"].is_in(list(binding.table.torn_rows)).alias("torn")
    frame = pl.DataFrame([places, rows["row"], rows["excess"], torn, *columns])
    absent, idle = tuple(absent_rules(binding, before_rules)), tuple(idle_rules(binding, before_rules))
    return _FilledTable(frame, headings, absent, idle)


def _uncalculated(cells: Mapping[str, pl.Series]) -> list[str]:
    """The columns with a formula that no program has calculated."""
    is_there = pl.DataFrame([text.alias(name) for name, text in cells.items()]).select(
        (pl.all() == NOT_CALCULATED).any()
    )
    return [column.name for column in is_there if column.item()]


def _nulls(size: int) -> pl.Series:
    return pl.repeat(None, size, dtype=pl.String, eager=True)


def _placed(binding: Binding) -> tuple[dict[str, pl.Series], dict[str, str]]:
    """The cells of every field and addend, and the headings to name them by."""
    rows = binding.table.rows
    cells: dict[str, pl.Series] = {}
    headings: dict[str, str] = {}
    for slot, found in binding.slots.items():
        if "#" not in slot:
            cells[slot] = rows[found[0].column.name]
            headings[slot] = found[0].heading
        for number, bound in enumerate(found[1:], start=1):
            if binding.profile.record_kind.by_name[field_of(slot)].personal:
                cells[f"{slot}+{number}"] = rows[bound.column.name]  # kept to find its values in other cells
    for name, places in binding.profile.first_filled.items():
        slots = [slot_name(name, number) for number in range(1, len(places) + 1)]
        present = [slot for slot in slots if slot in binding.slots]
        if present:
            columns = [rows[binding.slots[slot][0].column.name] for slot in present]
            cells[name] = pl.select(pl.coalesce(columns)).to_series()
            headings[name] = binding.slots[present[-1]][0].heading
    return cells, headings


def _replaced(text: pl.Series, mapping: Mapping[str, str]) -> pl.Series:
    """`[values]`: the cell as written first, then folded, then `*`; `""` is the empty cell."""
    folded = {fold(raw): value for raw, value in mapping.items() if raw not in ("", "*")}

    def value(raw: str) -> str | None:
        found = mapping.get(raw) if raw != "*" else None
        found = folded.get(fold(raw)) if found is None else found
        if found is None:
            found = raw if is_formula_error(raw) else mapping.get("*", raw)
        return found or None

    replaced = map_unique(text, value, pl.String())
    empty = mapping.get("")
    return replaced.zip_with(text.is_not_null(), _nulls(text.len()).fill_null(empty)) if empty else replaced
