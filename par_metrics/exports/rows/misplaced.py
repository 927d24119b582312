"""Cells that name somebody where a code belongs, as when the cells of a row have moved, or in a note.

A code is stored and published, so such a row must not get through. An odd code does, with a
warning, and so does a bare number in a record's own key: the number of a receipt cannot be
told from a phone's.
"""

from collections.abc import Iterator, Mapping

import polars as pl

from par_metrics.domain.privacy import (
    is_own_number,
    looks_personal,
    masked,
    mentions_somebody,
    names_somebody,
    personal_note,
)
from par_metrics.exports.rows import messages
from par_metrics.exports.rows.defects import Defect
from schemas import RecordKind, ValueType

# Codes that a register gives; none is a bare phone or citizen's number, as a receipt's may look.
_REGISTERED = ("unit_code", "parent_code", "place_code", "procedure_code", "staff_code")
# Texts that people write by hand, and that are stored.
_NOTES = ("evidence", "origin", "domain")
_CELL = pl.col("cell")


def misplaced(columns: Mapping[str, pl.Series], kind: RecordKind) -> Iterator[Defect]:
    """The defects of code columns, of notes, and of a status kept as it was written.

    Args:
        columns: canonical name -> values read.
    """
    for field in kind.stored:
        cell = columns.get(field.name)
        if cell is None:
            continue
        if field.name in _REGISTERED:
            guilty = pl.concat([_guilty(_worded(cell), names_somebody(_CELL)), _guilty(cell, is_own_number(_CELL))])
        elif field.type is ValueType.CODE:
            guilty = _guilty(_worded(cell), names_somebody(_CELL) | mentions_somebody(_CELL))
        elif field.name == "raw_status":
            guilty = _guilty(cell, looks_personal(_CELL, prose=True))
        elif field.name in _NOTES and field.type is ValueType.TEXT:
            guilty = _guilty(cell, personal_note(_CELL))
        else:
            continue
        if not guilty.is_empty():
            broken = cell.is_in(guilty.implode()).fill_null(False)
            shown = cell.to_frame("cell").select(masked(_CELL)).to_series()
            rule, label = (
                ("personal_text", messages.PERSONAL_TEXT)
                if field.name in _NOTES
                else ("not_a_code", messages.NOT_A_CODE)
            )
            yield Defect(rule, label, broken, field, shown, field.name)


def _worded(cells: pl.Series) -> pl.Series:
    """The cells that can name somebody: whoever is named, there is a blank in it. Of a million they are few."""
    return cells.filter(cells.str.contains(r"[\s@]").fill_null(False))


def _guilty(cells: pl.Series, condition: pl.Expr) -> pl.Series:
    """The different values of which the condition holds."""
    if cells.is_empty():
        return cells
    return cells.unique().to_frame("cell").filter(condition).to_series()
