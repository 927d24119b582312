"""From the tables of a file to one frame of text, a column for every field: nothing read yet.

Here the profile does its work: places become columns, values are replaced, empty cells are
derived or take the constant. What comes out is text, so that every value is read in one way.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_

import polars as pl

from par_metrics.exports.profiles.binding import Binding
from par_metrics.exports.profiles.checks import rule_texts, scalar_text
from par_metrics.exports.profiles.detection import Match
from par_metrics.exports.profiles.profile import DeriveRule, field_of, slot_name
from par_metrics.exports.rows.placeholders import without_placeholders
from par_metrics.readers.table import NOT_CALCULATED
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
        rows: `table` UInt32 (number of the table), `row`, `excess`, a String column for every
            field that some table provides, for every addend of `[sums]` (`name+1`), and
            Boolean columns `derived:name`, `filled:name`, `uncalculated:name`; `exported:name`
            where `[values]` replaced the text.
        headings: for each table, field or addend -> heading as printed.
        provided: fields the export provides.
        placeholders: cells that said nothing in words or marks, and were emptied.
    """

    rows: pl.DataFrame
    headings: tuple[Mapping[str, str], ...]
    provided: frozenset[str]
    placeholders: int = 0


def fill(match: Match) -> Filled:
    """Puts the cells of all matched tables in their places."""
    emptied = [without_placeholders(binding) for binding in match.bindings]
    frames = [_fill_table(found.binding, number) for number, found in enumerate(emptied)]
    rows = pl.concat([frame for frame, _ in frames], how="diagonal")
    flags = [name for name in rows.columns if name.startswith((DERIVED, EMPTY_FILLED, UNCALCULATED))]
    rows = rows.with_columns(pl.col(name).fill_null(False) for name in flags)
    fixed = ("table", "row", "excess")
    provided = {field_of(name) for name in rows.columns if ":" not in name and name not in fixed}
    placeholders = sum(found.cells for found in emptied)
    return Filled(rows, tuple(headings for _, headings in frames), frozenset(provided), placeholders)


def _fill_table(binding: Binding, number: int) -> tuple[pl.DataFrame, dict[str, str]]:
    cells, headings = _placed(binding)
    size = binding.table.rows.height
    extra: dict[str, pl.Series] = {}
    profile = binding.profile
    for name, text in cells.items():
        unknown = _not_calculated(text)
        if unknown.any():
            extra[UNCALCULATED + name] = unknown
            cells[name] = text.set(unknown, None)
    for name in profile.record_kind.by_name:
        mapping = profile.values.get(name)
        if mapping and (name in cells or "" in mapping):
            before = cells.get(name, _nulls(size))
            cells[name] = _replaced(before, {raw: scalar_text(value) for raw, value in mapping.items()})
            extra[EXPORTED + name] = before
            extra[EMPTY_FILLED + name] = before.is_null() & cells[name].is_not_null()
        if name in profile.constants and name not in cells:
            cells[name] = pl.repeat(scalar_text(profile.constants[name]), size, dtype=pl.String, eager=True)
    before_rules = dict(cells)  # rules see what the export says, not what other rules gave
    for name, rules in profile.derive.items():
        derived = _derived(binding, rules, before_rules)
        if derived is None:
            continue
        own = before_rules.get(name, _nulls(size))
        unknown = _looks_at_uncalculated(binding, rules) & own.is_null()
        if unknown.any():
            extra[UNCALCULATED + name] = extra.get(UNCALCULATED + name, unknown) | unknown
        cells[name] = own.zip_with(own.is_not_null(), derived)
        extra[DERIVED + name] = own.is_null() & derived.is_not_null()
    rows = binding.table.rows
    places = pl.repeat(number, size, dtype=pl.UInt32, eager=True).alias("table")
    columns = [series.alias(name) for name, series in {**cells, **extra}.items()]
    return pl.DataFrame([places, rows["row"], rows["excess"], *columns]), headings


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


def _derived(binding: Binding, rules: tuple[DeriveRule, ...], cells: Mapping[str, pl.Series]) -> pl.Series | None:
    """The value of the first rule that holds, row by row; None if the file has nothing any rule looks at."""
    size = binding.table.rows.height

    def column(name: str) -> pl.Series | None:
        if name in binding.profile.record_kind.by_name:
            return cells.get(name)
        found = binding.column(name)
        return None if found is None else binding.table.rows[found.name]

    result, undecided = _nulls(size), pl.repeat(True, size, dtype=pl.Boolean, eager=True)
    live = [rule for rule in rules if all(column(name) is not None for name in rule.needs)]
    for rule in live:
        holds = undecided
        for name in rule.when_present:
            holds = holds & _column(column(name), size).is_not_null()
        for name in rule.when_absent:
            holds = holds & _column(column(name), size).is_null()
        for name in rule.when:
            wanted = {fold(text) for text in rule_texts(rule, name)}
            holds = holds & _folded_in(_column(column(name), size), wanted)
        given = _nulls(size).fill_null(scalar_text(rule.value)) if rule.value is not None else None
        value = given if given is not None else _column(column(rule.from_ or ""), size)
        result = value.zip_with(holds, result)
        undecided = undecided & ~holds
    return result if live else None


def _not_calculated(text: pl.Series) -> pl.Series:
    return (text == NOT_CALCULATED).fill_null(False)


def _looks_at_uncalculated(binding: Binding, rules: tuple[DeriveRule, ...]) -> pl.Series:
    """The rows where a rule looks at a column of the file's own whose formula has no value."""
    own = {name for rule in rules for name in rule.references if name not in binding.profile.record_kind.by_name}
    columns = [found for name in own if (found := binding.column(name)) is not None]
    nothing = pl.repeat(False, binding.table.rows.height, dtype=pl.Boolean, eager=True)
    return reduce(or_, (_not_calculated(binding.table.rows[column.name]) for column in columns), nothing)


def _column(found: pl.Series | None, size: int) -> pl.Series:
    """A column the file lacks is empty in every row."""
    return _nulls(size) if found is None else found


def _folded_in(text: pl.Series, wanted: set[str]) -> pl.Series:
    return map_unique(text, lambda raw: fold(raw) in wanted, pl.Boolean()).fill_null(False)
