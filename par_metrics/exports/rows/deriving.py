"""`[derive]`: the value of a field from what other columns say, by the first rule that holds.

A rule that looks at a column the file lacks would never hold, or always, and another would answer for it unsaid:
such a file is refused, unless the rule says that it may be absent (`optional = true`).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import reduce
from operator import or_

import polars as pl

from par_metrics.domain.privacy import shown_name
from par_metrics.errors import RefusedFileError
from par_metrics.exports.profiles.binding import Binding, shown_headings
from par_metrics.exports.profiles.checks import rule_texts, scalar_text
from par_metrics.exports.profiles.profile import DeriveRule
from par_metrics.readers.table import not_calculated
from par_metrics.readers.values import map_unique
from par_metrics.support.folding import fold
from schemas import Label

_MOST_HEADINGS = 30
Cells = Mapping[str, pl.Series]
_Column = Callable[[str], pl.Series | None]


def derived(binding: Binding, rules: Sequence[DeriveRule], cells: Cells, field: str) -> pl.Series | None:
    """The value of the first rule that holds, row by row; None if every rule is an absent optional one.

    Args:
        cells: what the export says of each field, a constant included; what other rules give is not seen.
        field: the field the rules fill.
    Raises:
        RefusedFileError: `rule_without_column`, a rule looks at what the file lacks.
    """
    size = binding.table.rows.height
    column = _columns(binding, cells)
    live = []
    for number, rule in enumerate(rules, start=1):
        missing = tuple(name for name in rule.references if column(name) is None)
        if missing and size and not rule.optional:
            raise _dead_rule(binding, field, number, missing)
        if not missing:
            live.append(rule)
    result = pl.repeat(None, size, dtype=pl.String, eager=True)
    undecided = pl.repeat(True, size, dtype=pl.Boolean, eager=True)
    for rule in live:
        holds = undecided & _holds(rule, column, size)
        result = _value(rule, column, size).zip_with(holds, result)
        undecided = undecided & ~holds
    return result if live else None


def absent_rules(binding: Binding, cells: Cells) -> Iterator[tuple[str, str]]:
    """The optional rules of the user's own profile that the file has no columns for: field, and what is looked for."""
    column = _columns(binding, cells)
    for field, rule in _users_rules(binding):
        yield from ((field, name) for name in rule.references if column(name) is None)


def idle_rules(binding: Binding, cells: Cells) -> Iterator[tuple[str, str]]:
    """The rules of the user's own profile that ask for a text no row has: field, and what was asked for.

    A misspelt text leaves every row to another rule, as one that looks at a missing column would.
    """
    column = _columns(binding, cells)
    for field, rule in _users_rules(binding) if binding.table.rows.height else ():
        for name in rule.when:
            if column(name) is not None and not _says(rule, name, column).any():
                yield field, f"{name} = {' / '.join(rule_texts(rule, name))}"


def _users_rules(binding: Binding) -> Iterator[tuple[str, DeriveRule]]:
    """The rules that the user's own profile says itself, with the fields they fill."""
    for field, rules in binding.profile.derive.items():
        if f"derive.{field}" in binding.profile.users_keys:
            yield from ((field, rule) for rule in rules)


def looks_at_uncalculated(binding: Binding, rules: Sequence[DeriveRule], cells: Cells) -> pl.Series:
    """The rows where a rule looks at a column of the file's own whose formula has no value."""
    column = _columns(binding, cells)
    own = (column(name) for rule in rules for name in rule.references if name not in cells)
    nothing = pl.repeat(False, binding.table.rows.height, dtype=pl.Boolean, eager=True)
    return reduce(or_, (not_calculated(found) for found in own if found is not None), nothing)


def _columns(binding: Binding, cells: Cells) -> _Column:
    """Finds what a rule names: the field as the profile fills it, else the file's column of that heading."""

    def column(name: str) -> pl.Series | None:
        if name in cells:
            return cells[name]
        addends = [cells[slot] for slot in cells if slot.startswith(f"{name}+")]
        if addends and name in binding.profile.sums:
            return pl.select(pl.coalesce(addends)).to_series()
        found = binding.by_heading.get(binding.profile.heading_key(name))
        return None if found is None else binding.table.rows[found.name]

    return column


def _holds(rule: DeriveRule, column: _Column, size: int) -> pl.Series:
    holds = pl.repeat(True, size, dtype=pl.Boolean, eager=True)
    for name in rule.when_present:
        holds = holds & _found(column, name).is_not_null()
    for name in rule.when_absent:
        holds = holds & _found(column, name).is_null()
    for name in rule.when:
        holds = holds & _says(rule, name, column)
    return holds


def _says(rule: DeriveRule, name: str, column: _Column) -> pl.Series:
    """The rows whose column `name` holds one of the texts the rule asks for."""
    wanted = {fold(text) for text in rule_texts(rule, name)}
    folded = map_unique(_found(column, name), fold, pl.String())
    return folded.is_in(list(wanted)).fill_null(False)


def _value(rule: DeriveRule, column: _Column, size: int) -> pl.Series:
    if rule.from_ is not None:
        return _found(column, rule.from_)
    text = scalar_text("" if rule.value is None else rule.value)
    return pl.repeat(text or None, size, dtype=pl.String, eager=True)


def _found(column: _Column, name: str) -> pl.Series:
    series = column(name)
    assert series is not None  # only rules with all their columns get here
    return series


def _headings(binding: Binding) -> str:
    """The headings of the table as they may be shown."""
    return ", ".join(f'"{heading}"' for heading in shown_headings(binding)[:_MOST_HEADINGS])


def _dead_rule(binding: Binding, field: str, number: int, missing: Sequence[str]) -> RefusedFileError:
    named = ", ".join(f'"{name}"' for name in missing)
    headings = _headings(binding)
    sheet = None if binding.table.sheet is None else shown_name(binding.table.sheet)
    place = f"{binding.profile.name}, [derive] {field}"
    at_vi, at_en = (f'trang "{sheet}": ', f'sheet "{sheet}": ') if sheet else ("", "")
    return RefusedFileError(
        "rule_without_column",
        Label(
            f"{at_vi}mẫu đọc {place}, quy tắc thứ {number} xét cột {named} mà tệp không có; "
            f"tệp có các cột {headings}. Sửa tên cột trong quy tắc, hoặc thêm optional = true vào quy tắc nếu "
            "có tệp không có cột ấy",
            f"{at_en}profile {place}, rule {number} looks at the column {named}, which the file lacks; "
            f"the file has the columns {headings}. Correct the name in the rule, or add "
            "optional = true to it if files may lack the column",
        ),
    )
