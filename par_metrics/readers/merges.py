"""Merged cells: what Excel shows over a whole area is stored in its first cell alone."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

import polars as pl

from par_metrics.readers.header import Cells, Header, code_columns, header_at, may_be_levels, serial_columns
from par_metrics.readers.record_rows import keep_records
from par_metrics.readers.sheet_xml import Area
from par_metrics.readers.table import RawColumn
from par_metrics.readers.totals import total_rows
from par_metrics.readers.workbook import damaged

_DEEPEST_HEADER = 3
# Blank columns beside a sheet that a merged heading may cover.
_MOST_BLANK = 8


class MergedSheet:
    """A sheet in three states.

    Args:
        sheet: all cells from A1 on, a String column each.
        areas: the merged ones.

    `bare` has each merged text in its first cell alone, `down` also in the cells below it, `full` in all cells of
    the area. All have the rows and columns of `sheet`.
    """

    def __init__(self, sheet: pl.DataFrame, areas: Iterable[Area]) -> None:
        areas = tuple(areas)
        sheet = _reaching(sheet, max((area.right for area in areas), default=0))
        inside = (_clipped(area, sheet) for area in areas)
        self.areas = tuple(area for area in inside if area.top <= area.bottom and area.left <= area.right)
        if sum(_size(area) for area in self.areas) > sheet.height * sheet.width:
            raise damaged()  # areas that overlap, which Excel knows none of
        # A program may have left in the cells below what nobody sees.
        self.bare = _with(sheet, ((column, rows, None) for column, rows in self._covered()))
        self.down = _with(self.bare, ((area.left, _rows(area, 1), area) for area in self.areas))
        self.full = _with(
            self.down,
            ((column, _rows(area), area) for area in self.areas for column in range(area.left + 1, area.right + 1)),
        )

    def _covered(self) -> Iterator[tuple[int, range]]:
        for area in self.areas:
            for column in range(area.left, area.right + 1):
                yield column, _rows(area, 1 if column == area.left else 0)

    def header(self, header: Header, bare: Sequence[Cells], full: Sequence[Cells]) -> Header:
        """`header` with the rows that its merged cells reach down to, and merged headings over all their columns.

        Args:
            header: as found in `bare`.
            bare: the first rows of `bare`, cleaned.
            full: the same rows of `full`.
        """
        last = max((area.bottom for area in self._of_header(header)), default=header.last)
        depth = max(last, header.last) - header.first + 1
        if depth > _DEEPEST_HEADER or not self._names_parts(header, bare, depth):
            depth = header.last - header.first + 1
        printed = header_at(bare, header.first, depth, header.recognised)
        shown = header_at(full, header.first, depth, header.recognised)
        return replace(printed, columns=shown.columns, levels=(*printed.levels, *shown.levels), known=header.known)

    def _names_parts(self, header: Header, bare: Sequence[Cells], depth: int) -> bool:
        """The rows below the header down to `depth` hold nothing but parts of headings merged over several columns."""
        block = bare[header.first : header.first + depth]
        height = header.last - header.first + 1
        named = {column for row in block[:height] for column, cell in enumerate(row) if cell}
        groups = {
            column
            for area in self._of_header(header)
            if area.right > area.left
            for column in range(area.left, area.right + 1)
        }
        alone = named - groups
        below = (column for row in block[height:] for column, cell in enumerate(row) if cell)
        return may_be_levels(block) and alone.isdisjoint(below)

    def records(
        self, header: Header, body: Callable[[pl.DataFrame], pl.DataFrame]
    ) -> tuple[tuple[RawColumn, ...], pl.DataFrame]:
        """The columns of the table and its record rows.

        What is a record is told from `down`: a text merged over several columns is one, as in a title or a total.
        A row without a cell of its own is the lower part of the row above it.

        Args:
            header: the header.
            body: takes a state of the sheet to its rows below the header, as `keep_records` wants them.
        """
        bare, names = body(self.bare), header.raw_columns
        serials = serial_columns(header)
        data = [column.name for column in names if column.name not in serials] or [column.name for column in names]
        own = bare.filter(pl.any_horizontal(pl.col(data).is_not_null())).get_column("row")
        kept = keep_records(_only(body(self.down), own), header).get_column("row")
        bare = _only(bare, kept)
        # A merged cell may reach down into the row of sums.
        totals = total_rows(bare, [column.name for column in names], code_columns(header))
        covered = {name for name in self._covered_headings(header) if kept.is_in(self._covered_rows(name)).all()}
        columns = tuple(column for column in names if column.name not in covered)
        cells = [column.name for column in columns]
        alone = bare.filter(pl.sum_horizontal(pl.col(cells).is_not_null()) == 1).get_column("row")
        titles = alone.filter(alone.is_in(self._wide_rows(cells)))
        left_out = pl.concat([totals, titles])
        rows = _only(body(self.full), kept).filter(~pl.col("row").is_in(left_out.implode()))
        return columns, rows.select("row", "excess", *cells)

    def _covered_headings(self, header: Header) -> set[str]:
        """Columns that have their heading from a merged cell alone, and the column to their left has the same."""
        names = header.columns
        return {
            f"c{column}"
            for area in self._of_header(header)
            for column in range(area.left + 1, min(area.right + 1, len(names)))
            if names[column] and names[column] == names[area.left]
        }

    def _covered_rows(self, name: str) -> list[int]:
        """Numbers, from 1, of the rows in which the cell of a column is merged with the one to its left."""
        column = int(name[1:])
        return [row + 1 for area in self.areas if area.left < column <= area.right for row in _rows(area)]

    def _wide_rows(self, columns: list[str]) -> list[int]:
        """Numbers, from 1, of the rows where one merged cell covers more than half of `columns`, and several."""
        positions = {int(name[1:]) for name in columns}
        return [
            area.top + 1
            for area in self.areas
            if len(positions.intersection(range(area.left, area.right + 1))) * 2 > max(len(positions), 2)
        ]

    def _of_header(self, header: Header) -> list[Area]:
        return [area for area in self.areas if header.first <= area.top <= header.last]


def _only(rows: pl.DataFrame, numbers: pl.Series) -> pl.DataFrame:
    return rows.filter(pl.col("row").is_in(numbers.implode()))


def fill(sheet: pl.DataFrame, areas: Iterable[Area], text: str) -> pl.DataFrame:
    """The sheet with `text` in all cells of the areas."""
    for area in (_clipped(area, sheet) for area in areas):
        for column in range(area.left, area.right + 1):
            cells = sheet.to_series(column)
            rows = pl.Series(_rows(area), dtype=pl.UInt32)
            sheet = sheet.with_columns(cells.scatter(rows, pl.repeat(text, rows.len(), eager=True)))
    return sheet


def _reaching(sheet: pl.DataFrame, last: int) -> pl.DataFrame:
    """The sheet with blank columns to its right up to the column `last`: a heading may be merged over them."""
    width = min(last + 1, sheet.width + _MOST_BLANK)
    return sheet.with_columns(pl.lit(None, pl.String).alias(f"c{column}") for column in range(sheet.width, width))


def _clipped(area: Area, sheet: pl.DataFrame) -> Area:
    return replace(area, bottom=min(area.bottom, sheet.height - 1), right=min(area.right, sheet.width - 1))


def _size(area: Area) -> int:
    return (area.bottom - area.top + 1) * (area.right - area.left + 1)


def _rows(area: Area, skipped: int = 0) -> range:
    return range(area.top + skipped, area.bottom + 1)


def _with(sheet: pl.DataFrame, changes: Iterable[tuple[int, range, Area | None]]) -> pl.DataFrame:
    """Cells replaced: column, rows, and the area whose first column gives the text (None: no text).

    In the first column itself the text is that of its top cell, in the others that of the same row.
    """
    targets: dict[tuple[int, int | None], list[int]] = {}
    sources: dict[tuple[int, int | None], list[int]] = {}
    for column, rows, area in changes:
        key = (column, None if area is None else area.left)
        targets.setdefault(key, []).extend(rows)
        if area is not None:
            sources.setdefault(key, []).extend([area.top] * len(rows) if column == area.left else rows)
    changed: dict[int, pl.Series] = {}
    for (column, source), target in targets.items():
        cells = changed.get(column, sheet.to_series(column))
        texts = (
            pl.repeat(None, len(target), dtype=pl.String, eager=True)
            if source is None
            else sheet.to_series(source).gather(pl.Series(sources[column, source], dtype=pl.UInt32))
        )
        changed[column] = cells.scatter(pl.Series(target, dtype=pl.UInt32), texts)
    return sheet.with_columns(changed.values())
