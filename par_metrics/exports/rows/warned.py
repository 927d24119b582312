"""Which accepted rows a rule warns of in which column, with the first few of their cells."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter

import polars as pl

from par_metrics.exports.rows.defects import Defect, heading_of, lines_of
from par_metrics.exports.rows.filling import Filled
from par_metrics.exports.rows.notes import EXAMPLES, Note, printed_heading
from schemas import RecordKind

# As many again as are shown, for rows that turn out to be duplicates.
_KEPT = 2 * EXAMPLES
# Cells of which as many as are kept are nearly always shown differently.
_LOOKED_AT = 10 * EXAMPLES


@dataclass(frozen=True)
class Warned:
    """What one rule warns of in one column.

    Args:
        note: with the first cells; its count is that of `rows`.
        rows: Boolean, a value for each accepted row.
        at: of each cell of the note the position of its row among the accepted ones.
        is_of_cells: the cells themselves are warned of, and those of the note differ in value; else the rows are.
    """

    note: Note
    rows: pl.Series
    at: tuple[int, ...]
    is_of_cells: bool

    def told(self, dropped: pl.Series) -> Note | None:
        """The note, without rows at the positions `dropped`; None if no row is left."""
        count = int(self.rows.sum()) - int(self.rows.gather(dropped).sum())
        # Of rows that are warned of together, such as two of one code, the one that is dropped tells as much.
        gone = set(dropped.filter(dropped.is_in(list(self.at)))) if self.is_of_cells else set()
        cells = [cell for cell, place in zip(self.note.cells, self.at, strict=True) if place not in gone]
        return replace(self.note, count=count, cells=tuple(cells[:EXAMPLES])) if count else None


def warned_cells(
    defects: Iterable[Defect], filled: Filled, sheets: Sequence[str | None], kind: RecordKind, kept: pl.Series
) -> Iterator[Warned]:
    """Cells that were left empty, or not believed, in the rows `kept`: by rule, field and heading."""
    for defect in defects:
        headings = [heading_of(defect, printed.get(defect.place)) for printed in filled.headings]
        for heading in dict.fromkeys(headings):
            tables = [number for number, other in enumerate(headings) if other == heading]
            broken = defect.broken & kept & filled.rows["table"].is_in(tables)
            if broken.any():
                lines = _different_lines(replace(defect, broken=broken), filled, sheets, kind)
                note = Note(defect.rule, defect.field.name if defect.field else "", heading or "")
                yield _warned(note, lines, broken, kept, is_of_cells=True)


def warned_rows(
    defect: Defect, filled: Filled, sheets: Sequence[str | None], kind: RecordKind, kept: pl.Series
) -> Warned:
    """The rows among those `kept` that a rule warns of in a field."""
    assert defect.field is not None
    broken = defect.broken & kept
    first = broken & (broken.cum_sum() <= _KEPT)
    lines = lines_of(replace(defect, broken=first), filled, sheets, kind)
    note = Note(defect.rule, defect.field.name, printed_heading(defect.field, filled))
    return _warned(note, lines, broken, kept, is_of_cells=False)


def _different_lines(defect: Defect, filled: Filled, sheets: Sequence[str | None], kind: RecordKind) -> pl.DataFrame:
    """The lines of the first cells that differ as they are shown."""
    if defect.cell is None:
        first = defect.broken & (defect.broken.cum_sum() <= 1)
        return lines_of(replace(defect, broken=first), filled, sheets, kind)
    cells = pl.DataFrame({"cell": defect.cell}).with_row_index("index").filter(defect.broken)
    different = cells.unique("cell", keep="first", maintain_order=True)["index"]
    # Few are looked at, unless so many of them look the same once they are masked.
    for most in (_LOOKED_AT, different.len()):
        first = pl.int_range(defect.broken.len(), eager=True).is_in(different.head(most).implode())
        lines = lines_of(replace(defect, broken=first), filled, sheets, kind)
        lines = lines.unique("value", keep="first", maintain_order=True)
        if lines.height >= _KEPT or most >= different.len():
            break
    return lines.head(_KEPT)


def _warned(note: Note, lines: pl.DataFrame, broken: pl.Series, kept: pl.Series, *, is_of_cells: bool) -> Warned:
    places = kept.cast(pl.UInt32).cum_sum().gather(lines["index"]) - 1
    cells = tuple(lines.select("row", "sheet", value="said").to_dicts())
    return Warned(replace(note, cells=cells), broken.filter(kept), tuple(places), is_of_cells)


def joined(parts: Sequence[tuple[int, Sequence[Warned]]], kind: RecordKind) -> tuple[Warned, ...]:
    """The warnings of a file from those of its parts, cells before rows, each in the order of the fields.

    Args:
        parts: of each part, how many accepted rows it has, and its warnings.
    """
    size = sum(height for height, _ in parts)
    found: dict[tuple[bool, str, str, str], list[tuple[int, Warned]]] = {}
    first = 0
    for height, warnings in parts:
        for warned in warnings:
            note = warned.note
            found.setdefault((not warned.is_of_cells, note.field, note.rule, note.column), []).append((first, warned))
        first += height
    order = {field.name: place for place, field in enumerate(kind.fields)}
    keys = sorted(found, key=lambda key: (key[0], order.get(key[1], -1), *key[2:]))
    return tuple(_one(found[key], size) for key in keys)


def _one(parts: Sequence[tuple[int, Warned]], size: int) -> Warned:
    """One warning of a file, from the parts that have it and the position of the first row of each."""
    by_first: dict[int, pl.Series] = {}
    for first, warned in parts:
        by_first[first] = by_first[first] | warned.rows if first in by_first else warned.rows
    masks: list[pl.Series] = []
    end = 0
    for first, rows in by_first.items():
        masks += [pl.repeat(False, first - end, dtype=pl.Boolean, eager=True), rows]
        end = first + rows.len()
    masks.append(pl.repeat(False, size - end, dtype=pl.Boolean, eager=True))
    whole = parts[0][1]
    cells = [(first + at, cell) for first, part in parts for cell, at in zip(part.note.cells, part.at, strict=True)]
    cells.sort(key=itemgetter(0))
    if whole.is_of_cells:
        first_of_each: dict[object, tuple[int, dict[str, object]]] = {}
        for place, cell in cells:
            first_of_each.setdefault(cell["value"], (place, cell))
        cells = list(first_of_each.values())
    places, shown = zip(*cells[:_KEPT], strict=True) if cells else ((), ())
    note = replace(whole.note, cells=shown)
    return Warned(note, pl.concat(masks), places, whole.is_of_cells)
