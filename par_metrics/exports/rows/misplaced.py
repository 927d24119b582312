"""Cells that name somebody where a code or a title belongs, as when the cells of a row have moved, or in a note.

A code is stored and published, so such a row must not get through; an odd code does, with a warning. Words that merely
are not known to be an office's are kept as a mask (`impersonal`).
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

import polars as pl

from par_metrics.domain.privacy import (
    PLAIN_CODE,
    is_somebodys,
    mask,
    masked_where,
    may_be_kept,
    may_be_shown,
    may_be_title,
    may_be_unit,
    surely_names,
)
from par_metrics.exports.profiles.profile import Profile
from par_metrics.exports.rows import messages
from par_metrics.exports.rows.defects import Defect
from par_metrics.exports.rows.references import References
from par_metrics.readers.values import map_unique
from par_metrics.support.folding import fold
from schemas import Field, Label, RecordKind, ValueType

# Codes that a register gives; none is a bare number of a phone, as a receipt's may be where the profile says so.
_REGISTERED = ("unit_code", "parent_code", "successor_code", "place_code", "procedure_code", "staff_code")
_CODES = (ValueType.CODE, ValueType.PROCEDURE_CODE)
# Texts that people write by hand, and that are stored.
NOTES = ("evidence", "origin", "domain")
# Texts that an export brings along, and that are stored where they are known.
KNOWN_TEXTS = ("raw_status", "field")
_Test = Callable[[str], bool]


def misplaced(columns: Mapping[str, pl.Series], kind: RecordKind, profile: Profile) -> Iterator[Defect]:
    """The defects of codes, of names in registers, and of notes.

    Args:
        columns: canonical name -> values read.
    """
    for field in kind.stored:
        cell = columns.get(field.name)
        found = None if cell is None else _test_of(field, kind, profile)
        if cell is None or found is None:
            continue
        test, rule, label = found
        guilty = _guilty(_odd(cell) if field.type in _CODES else cell, test)
        if not guilty.is_empty():
            broken = cell.is_in(guilty.implode()).fill_null(False)
            shown = map_unique(cell.filter(broken), mask, pl.String())
            hidden = pl.repeat(None, cell.len(), dtype=pl.String, eager=True).scatter(broken.arg_true(), shown)
            yield Defect(rule, label, broken, field, hidden, field.name, is_said_by_us=True)


def _test_of(field: Field, kind: RecordKind, profile: Profile) -> tuple[_Test, str, Label] | None:
    """What tells that a cell of a field names somebody, and what is then said of it."""
    if field.type in _CODES and not field.pseudonym:
        numbers = profile.read.keys_may_be_numbers and field.name not in _REGISTERED
        if field.name in _REGISTERED:
            return partial(is_somebodys), "not_a_code", messages.NOT_A_CODE
        return partial(is_somebodys, numbers=numbers), "not_a_code", messages.NOT_A_KEY
    if field.name in NOTES and field.type is ValueType.TEXT:
        return surely_names, "personal_text", messages.PERSONAL_TEXT
    if kind.name == "units" and field.name in ("unit_name", "former_names"):
        return _names_no_unit, "personal_text", messages.NO_UNIT_NAME
    if kind.name == "procedures" and field.name in ("procedure_name", "field"):
        return _is_no_title, "personal_text", messages.NO_TITLE
    return None


def impersonal(
    columns: Mapping[str, pl.Series], kind: RecordKind, profile: Profile, references: References
) -> dict[str, pl.Series]:
    """The texts that are stored, those masked of which nobody knows that they name no one.

    A field of procedures is known from the register, a status from the profile, a note by most of its words.
    """
    if kind.name == "procedures":
        return {}
    said = {fold(text) for texts in profile.values.values() for text in texts}
    known = said | references.procedure_fields

    def is_known(text: str) -> bool:
        return may_be_shown(text) or fold(text) in known

    typed = {field.name for field in kind.stored if field.type is ValueType.TEXT}
    tests: dict[str, _Test] = {**dict.fromkeys(KNOWN_TEXTS, is_known), **dict.fromkeys(NOTES, may_be_kept)}
    return {name: masked_where(columns[name], test) for name, test in tests.items() if name in typed & columns.keys()}


def _names_no_unit(names: str) -> bool:
    return not all(may_be_unit(name.strip()) for name in names.split(";") if name.strip())


def _is_no_title(text: str) -> bool:
    return not may_be_title(text)


def _odd(codes: pl.Series) -> pl.Series:
    """The codes that are not made as nearly all are."""
    return codes.filter((~codes.str.contains(PLAIN_CODE)).fill_null(False))


def _guilty(cells: pl.Series, test: _Test) -> pl.Series:
    """The different values of which the test holds."""
    return pl.Series([value for value in cells.unique().drop_nulls().to_list() if test(value)], dtype=pl.String)
