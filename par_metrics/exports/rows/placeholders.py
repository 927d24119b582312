"""Cells that say "nothing" in so many signs: `-`, `...`, `N/A`, `chưa xong`, and what a profile adds.

They are emptied before anything else is done with the cells, so that a rule of `[derive]` and the first filled of
several columns see them as what they are.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import polars as pl

from par_metrics.exports.profiles.binding import Binding
from par_metrics.exports.profiles.profile import field_of
from par_metrics.readers.dates import DateReading
from par_metrics.readers.values import map_unique, read_values
from par_metrics.support.folding import fold, fold_heading
from schemas import Field, ValueType

_DATES = (ValueType.DATE, ValueType.DATETIME, ValueType.DUE)
_NUMBERS = (ValueType.INTEGER, ValueType.DECIMAL)
_COUNTED = (*_DATES, *_NUMBERS)
_WORDS_OF_ABSENCE = (ValueType.CATEGORY, ValueType.STATUS, ValueType.BOOLEAN)
_NO_NUMBER = frozenset({"na", "null"})
_NO_DATE = _NO_NUMBER | {"khong", "chua", "chuaxong"}
_ONLY_MARKS = re.compile(r"[-\u2013\u2014\u2212_.\u2026/ ]+")
_ANY_ZONE = DateReading((), "UTC", "UTC")


@dataclass(frozen=True)
class Emptied:
    """A binding without placeholders, and how many cells were emptied."""

    binding: Binding
    cells: int


def without_placeholders(binding: Binding) -> Emptied:
    """Empties the placeholders of columns of dates and numbers, and everywhere those of the profile.

    A profile's own placeholder stays where its column knows it as a value (`không` of a column of yes and no).
    """
    own = frozenset(map(_key, binding.profile.read.empty))
    typed = binding.table.typed_numbers
    emptied: dict[str, pl.Series] = {}
    count = 0
    rows = binding.table.rows
    fields = {column: field for column, field in _fields(binding).items() if own or field.type in _COUNTED}
    suspects = rows.select(_suspects(column, field, own) for column, field in fields.items())
    for column, field in fields.items():
        if suspects[column].null_count() == rows.height:
            continue
        mapped = {fold(raw) for raw in binding.profile.values.get(field.name, {})}
        judge = _Judge(field, own, mapped, typed)
        nothing = map_unique(suspects[column], judge, pl.Boolean()).fill_null(False)
        if nothing.any():
            emptied[column] = rows[column].set(nothing, None)
            count += int(nothing.sum())
    if not emptied:
        return Emptied(binding, 0)
    return Emptied(replace(binding, table=replace(binding.table, rows=rows.with_columns(emptied.values()))), count)


def _suspects(column: str, field: Field, own: Collection[str]) -> pl.Expr:
    """The cells worth a look: of dates and numbers those that do not begin as one."""
    cell = pl.col(column)
    if field.type not in _COUNTED or any(key[:1].isdigit() for key in own):
        return cell
    return pl.when((cell < "0") | (cell >= ":")).then(cell)


def _fields(binding: Binding) -> Mapping[str, Field]:
    """Name of each column that is read, with the field it fills; personal ones are not read."""
    by_name = binding.profile.record_kind.by_name
    filled = ((bound.column.name, by_name[field_of(slot)]) for slot, found in binding.slots.items() for bound in found)
    return {column: field for column, field in filled if not field.personal}


@dataclass(frozen=True)
class _Judge:
    """Whether a cell of a field says nothing."""

    field: Field
    own: Collection[str]
    mapped: Collection[str]
    typed_numbers: bool

    def __call__(self, cell: str) -> bool:
        if cell.startswith("#") or fold(cell) in self.mapped:
            return False  # what `#N/A` hides is not known to be nothing
        key = _key(cell)
        if self.field.type in _DATES:
            return key in _NO_DATE or key in self.own or _ONLY_MARKS.fullmatch(cell) is not None
        if self.field.type in _NUMBERS:
            return key in _NO_NUMBER or key in self.own or _ONLY_MARKS.fullmatch(cell) is not None
        return key in self.own and not (self.field.type in _WORDS_OF_ABSENCE and self._is_value(cell))

    def _is_value(self, cell: str) -> bool:
        read = read_values(pl.Series([cell]), self.field, _ANY_ZONE, typed_numbers=self.typed_numbers)
        return read.null_count() == 0


def _key(text: str) -> str:
    """What two placeholders must share to be one: as headings, but for numbers and where they are nothing but marks."""
    letters = fold_heading(text)
    return letters if letters and not any(map(str.isdigit, letters)) else fold(text)
