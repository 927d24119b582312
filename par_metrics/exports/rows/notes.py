"""What a load warns of, column by column: which cells stayed empty, which columns or rules found nothing.

The counts by rule of a load (`warnings`) say how much; a note says where: the rule, the column, how often, and
the first few cells.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

import polars as pl

from par_metrics.domain.privacy import shown_names
from par_metrics.exports.profiles.binding import Binding
from par_metrics.exports.profiles.detection import Match
from par_metrics.exports.rows.defects import safe_values
from par_metrics.exports.rows.filling import Filled
from schemas import Field, RecordKind

EXAMPLES = 5
LOOKED_UP: Mapping[str, str] = {
    "procedure_not_found": "procedure_name",
    "unknown_procedure": "procedure_code",
    "unknown_unit": "unit_code",
    "unknown_successor": "successor_code",
}
"""Warnings of what the registers lack -> the field that names it."""
NUMERIC_TWINS = "numeric_code_twice"
"""The warning of rows of one key, the end of which may have been cut off as a number's."""


@dataclass(frozen=True)
class Note:
    """One thing a load warns of in one column.

    Args:
        rule: id of the warning.
        field: canonical name of the column; empty for a whole sheet.
        column: its heading as printed; what was looked for, where the file has no such column; the name of a sheet.
        count: cells, 1 where it is the column as a whole.
        cells: the first few that differ: row, sheet and value, masked where personal; empty for a whole column.
    """

    rule: str
    field: str
    column: str
    count: int = 1
    cells: tuple[dict[str, object], ...] = ()

    def as_dict(self) -> dict[str, object]:
        """The note as plain values that JSON can hold."""
        return asdict(self) | {"cells": list(self.cells)}


def notes_on_codes(alike: pl.DataFrame, kind: RecordKind) -> list[Note]:
    """A note on rows (`row`, `sheet`, `code`) whose code is written otherwise than that of another record."""
    if alike.is_empty():
        return []
    field = kind.by_name[kind.key[-1]]
    shown = alike.select("row", "sheet", safe_values(alike.select(value="code"), field))
    cells = shown.unique("value", keep="first", maintain_order=True).head(EXAMPLES)
    return [Note("alike_code", field.name, field.label.vi, alike.height, tuple(cells.to_dicts()))]


def notes_on_file(match: Match, filled: Filled) -> tuple[Note, ...]:
    """What is to be said of a file whatever its rows hold: sheets not read, columns that the user's profile names."""
    notes = [Note("sheet_skipped", "", name) for name in shown_names(match.skipped_sheets) if name]
    for binding in match.bindings:
        notes += [Note("missing_column", field, heading) for field, heading in _missing(binding)]
    notes += [Note("rule_without_column", field, heading) for field, heading in filled.absent]
    return tuple(dict.fromkeys(notes))


def notes_on_filled(filled: Filled, empty: Sequence[Field]) -> tuple[tuple[Note, ...], tuple[Note, ...]]:
    """What holds of all rows: notes on columns that are never filled, and on rules that ask for what no row says."""
    return (
        tuple(Note("empty_column", field.name, printed_heading(field, filled)) for field in empty),
        tuple(Note("rule_without_match", field, asked) for field, asked in filled.idle),
    )


def printed_heading(field: Field, filled: Filled) -> str:
    """The heading of a field as the file has it; its label where the file has none."""
    return next((headings[field.name] for headings in filled.headings if field.name in headings), field.label.vi)


def _missing(binding: Binding) -> Iterator[tuple[str, str]]:
    """Field and wanted heading of the columns that the user's own profile names and the table lacks."""
    profile = binding.profile
    for key in sorted(profile.users_keys):
        section, _, name = key.partition(".")
        if section == "columns" and name not in binding.fields:
            yield name, " / ".join(profile.columns[name])
        elif section == "first_filled" and name not in binding.fields:
            yield name, " / ".join(heading for place in profile.first_filled[name] for heading in place)
        elif section == "sums":
            places = enumerate(profile.sums[name], start=1)
            yield from ((name, " / ".join(p)) for number, p in places if f"{name}+{number}" not in binding.slots)
        elif section == "values" and name not in binding.fields:
            yield name, name
