"""What a load warns of, column by column: which cells stayed empty, which columns or rules found nothing.

The counts by rule of a load (`warnings`) say how much; a note says where: the rule, the column, how often, and
the first few cells.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace

import polars as pl

from par_metrics.exports.profiles.binding import Binding
from par_metrics.exports.profiles.detection import Match
from par_metrics.exports.rows.defects import Defect, lines_of, safe_value
from par_metrics.exports.rows.filling import Filled
from schemas import Field, RecordKind

_EXAMPLES = 5
LOOKED_UP: Mapping[str, str] = {
    "procedure_not_found": "procedure_name",
    "unknown_procedure": "procedure_code",
    "unknown_unit": "unit_code",
    "unknown_successor": "successor_code",
}
"""Warnings of what the registers lack -> the field that names it."""
NUMERIC_TWINS = "numeric_code_twice"
"""The warning of rows of one key, the end of which may have been cut off as a number's."""

WARNED_SCHEMA: dict[str, pl.DataType] = {
    "index": pl.UInt32(),
    "rule": pl.String(),
    "field": pl.String(),
    "column": pl.String(),
    "row": pl.UInt32(),
    "sheet": pl.String(),
    "value": pl.String(),
}


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


def warned_cells(
    warned: Sequence[Defect], filled: Filled, sheets: Sequence[str | None], kind: RecordKind
) -> pl.DataFrame:
    """One line for each cell that is warned of: columns of `WARNED_SCHEMA`, `index` being the position of its row."""
    parts = [
        lines_of(defect, filled, sheets, kind).select(pl.col(n).cast(t) for n, t in WARNED_SCHEMA.items())
        for defect in warned
        if defect.broken.any()
    ]
    return pl.concat([pl.DataFrame(schema=WARNED_SCHEMA), *parts])


def notes_on_cells(cells: pl.DataFrame) -> list[Note]:
    """A note for each rule and column of some lines of `warned_cells`; its cells differ in value."""
    is_new = pl.col("value").is_first_distinct()
    found = cells.group_by("rule", "field", "column", maintain_order=True).agg(
        pl.len().alias("count"), pl.struct("row", "sheet", "value").filter(is_new).head(_EXAMPLES).alias("cells")
    )
    return [
        Note(row["rule"], row["field"], row["column"], row["count"], tuple(row["cells"]))
        for row in found.iter_rows(named=True)
    ]


def notes_on_codes(alike: pl.DataFrame, kind: RecordKind) -> list[Note]:
    """A note on rows (`row`, `sheet`, `code`) whose code is written otherwise than that of another record."""
    field = kind.by_name[kind.key[-1]]
    cells = alike.select(
        "row",
        "sheet",
        rule=pl.lit("alike_code"),
        field=pl.lit(field.name),
        column=pl.lit(field.label.vi),
        value=safe_value(pl.col("code"), field),
    )
    return notes_on_cells(cells)


def note_on_rows(warned: Defect, filled: Filled, sheets: Sequence[str | None], kind: RecordKind) -> Note:
    """A note on the rows a rule warns of in a field, with the first of them; its count is to be filled in."""
    field = warned.field
    assert field is not None
    first = warned.broken & (warned.broken.cum_sum() <= _EXAMPLES)
    lines = lines_of(replace(warned, broken=first), filled, sheets, kind)
    cells = tuple(lines.select("row", "sheet", "value").to_dicts())
    return Note(warned.rule, field.name, _printed(field, filled), 0, cells)


def notes_on_columns(match: Match, filled: Filled, empty: Sequence[Field]) -> list[Note]:
    """What is to be said of whole columns: never filled, or named by the user's profile and not in the file."""
    notes = [Note("empty_column", field.name, _printed(field, filled)) for field in empty]
    for binding in match.bindings:
        notes += [Note("missing_column", field, heading) for field, heading in _missing(binding)]
    notes += [Note("rule_without_column", field, heading) for field, heading in filled.absent]
    notes += [Note("rule_without_match", field, asked) for field, asked in filled.idle]
    return list(dict.fromkeys(notes))


def _printed(field: Field, filled: Filled) -> str:
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
