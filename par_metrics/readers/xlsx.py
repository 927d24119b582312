"""XLSX workbooks: each sheet with a recognisable header is one table."""

import contextlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import fastexcel
import polars as pl

from par_metrics.domain.limits import Limits
from par_metrics.readers.header import HEAD_ROWS, Cells, find_header
from par_metrics.readers.limits import check_columns
from par_metrics.readers.merges import MergedSheet, fill
from par_metrics.readers.misread_head import UnknownHeadingsError, check_titles, unknown_headings
from par_metrics.readers.record_rows import keep_records
from par_metrics.readers.repeated_headers import folded_text
from par_metrics.readers.sheet_xml import ANCHOR, SheetNotes, examine, letters_of
from par_metrics.readers.table import NOT_CALCULATED, Book, RawTable, ReadOptions, blank_to_null, clean_text, refusal
from par_metrics.readers.unread_sheets import LOOKED_AT, UnreadSheet, holds_records, names_of_unread, shown
from par_metrics.readers.values import of_different
from par_metrics.readers.workbook import Sheet, Workbook, damaged
from par_metrics.support.panics import is_panic


class _Found(NamedTuple):
    """A table, how many of its headings are known, and the cell of one that is a formula without a value."""

    table: RawTable
    recognised: int
    formula: str | None


_MIDNIGHT = r"^(\d{4}-\d\d-\d\d) 00:00:00$"


def read_xlsx(data: bytes, options: ReadOptions, vocabulary: Collection[str]) -> list[RawTable]:
    """The tables of a workbook; sheets of notes and covers are left out, hidden ones unless `options` say otherwise.

    Cells become text: a date at midnight as `2026-03-05`, other times as `2026-03-05 08:00:00[.fff]`, numbers
    without a needless fraction, those of more than 15 digits or shown so as `2.02603E+17`, `true`/`false`, formula
    errors as they are shown (`#N/A`), a formula without a value as `NOT_CALCULATED`. A merged cell's text is in every
    cell of its area.

    Raises:
        RefusedFileError: `unreadable_file` (damaged workbook, or too far spread), `unknown_layout` (no such sheet,
            none with known headings, or only hidden ones), `record_above_header`, `another_header`,
            `sheet_without_header`, `formula_not_calculated` (a heading), `over_limit`.
    """
    book = Workbook(data, options.limits)
    chosen = _chosen(book, options)
    hidden = [sheet for sheet in book.sheets if sheet.is_hidden and sheet not in chosen]
    left_out = tuple(sheet.name for sheet in hidden)
    found, unknown = _read_sheets(data, book, chosen, options, vocabulary)
    if left_out and not any(sheet.table.rows.height for sheet in found):
        # Beside headings without rows a hidden sheet of drop-down lists says nothing, one of records does.
        beside = _read_sheets(data, book, hidden, options, vocabulary)[0] if found else []
        if not found or any(sheet.table.rows.height for sheet in _real([*found, *beside])):
            raise refusal(
                "unknown_layout",
                f"chỉ các trang tính ẩn, không được đọc, mới có thể chứa bản ghi: {shown(left_out)}. "
                "Bỏ ẩn trong Excel rồi lưu lại, hoặc nạp với --hidden-sheets read.",
                f"only hidden sheets, which are not read, may hold records: {shown(left_out)}. "
                "Unhide them in Excel and save, or load with --hidden-sheets read.",
            )
    real = _real(found)
    _check_formulas([*real, *(unknown if not found else [])])
    if not found:
        errors = [sheet.error for sheet in unknown]
        raise max(errors, key=lambda error: len(error.headings), default=unknown_headings((), options.header_row))
    tables = [sheet.table for sheet in real]
    others = [sheet.table for sheet in found if not any(sheet is kept for kept in real)]
    facts = Book(left_out, tuple(names_of_unread(tables, others, unknown)), book.counts_days_from_1904)
    return [replace(table, book=facts) for table in tables]


def _real(found: Sequence[_Found]) -> list[_Found]:
    """The tables that are some: a legend sheet may show one known word, and is no table beside real ones."""
    most = max((sheet.recognised for sheet in found), default=0)
    return [
        sheet for sheet in found if sheet.recognised * 2 >= most or sheet.recognised > 2 or holds_records(sheet.table)
    ]


def _check_formulas(sheets: Sequence[_Found | UnreadSheet]) -> None:
    """Refuse a workbook in which nobody knows what a column is called."""
    cell = next((sheet.formula for sheet in sheets if sheet.formula), None)
    if cell:
        raise refusal(
            "formula_not_calculated",
            f"tên cột ở ô {cell} là công thức chưa được tính, nên không biết cột đó là gì. Mở tệp bằng Excel, lưu lại "
            "(Ctrl+S) rồi nạp lại.",
            f"the heading in cell {cell} is a formula that no program has calculated, so that nobody knows what the "
            "column is. Open the file in Excel and save, then load it again.",
        )


def _read_sheets(
    data: bytes, book: Workbook, sheets: Sequence[Sheet], options: ReadOptions, vocabulary: Collection[str]
) -> tuple[list[_Found], list[UnreadSheet]]:
    """The tables of some sheets, with how many of their headings are known, and the other sheets."""
    notes = {sheet: examine(book.part(sheet.part), book) for sheet in sheets}
    reader = _reader(data, book, notes)
    found, unknown = [], []
    for sheet in sheets:
        cells = _cells(reader, sheet.name, notes[sheet])
        try:
            table = _read_sheet(cells, notes[sheet], options, vocabulary)
        except UnknownHeadingsError as error:
            formula = _formula(cells.head(HEAD_ROWS))
            unknown.append(UnreadSheet(sheet.name, error, _head(cells, LOOKED_AT), formula))
            continue
        if table is not None:
            found.append(table._replace(table=replace(table.table, sheet=sheet.name)))
    return found, unknown


def read_grids(data: bytes, limits: Limits) -> dict[str, pl.DataFrame]:
    """The cells of the sheets that Excel shows, by their names: String, row 1 and column A first, nothing filled in.

    A formula without a value is `NOT_CALCULATED`.

    Raises:
        RefusedFileError: `unreadable_file` (damaged workbook, or too far spread), `over_limit`.
    """
    book = Workbook(data, limits)
    notes = {sheet: examine(book.part(sheet.part), book) for sheet in book.sheets if not sheet.is_hidden}
    reader = _reader(data, book, notes)
    return {sheet.name: _cells(reader, sheet.name, found) for sheet, found in notes.items()}


def _chosen(book: Workbook, options: ReadOptions) -> list[Sheet]:
    """The sheets to read: the one asked for, else those that are not hidden."""
    if options.sheet is None:
        return [sheet for sheet in book.sheets if options.hidden_sheets == "read" or not sheet.is_hidden]
    chosen = [sheet for sheet in book.sheets if sheet.name == options.sheet]
    if not chosen:
        names = shown([sheet.name for sheet in book.sheets])
        raise refusal(
            "unknown_layout",
            f'không có trang tính "{options.sheet}"; tệp có: {names}.',
            f'there is no sheet "{options.sheet}"; the file has: {names}.',
        )
    return chosen


def _reader(data: bytes, book: Workbook, notes: dict[Sheet, SheetNotes]) -> fastexcel.ExcelReader:
    parts = {sheet.part: found.content for sheet, found in notes.items() if found.content is not None}
    with _damage():
        return fastexcel.read_excel(book.with_parts(parts) if parts else data)


@contextlib.contextmanager
def _damage() -> Iterator[None]:
    """Refuse as damaged what the library cannot read, also where it panics."""
    try:
        yield
    except BaseException as error:
        if isinstance(error, fastexcel.FastExcelError) or is_panic(error):
            raise damaged() from None
        raise


def _cells(reader: fastexcel.ExcelReader, name: str, notes: SheetNotes) -> pl.DataFrame:
    """All cells of a sheet from row 1 on; from column A on if the sheet is anchored there."""
    with _damage():
        # skip_rows=0 keeps leading blank rows, so that the position is Excel's row number.
        sheet = reader.load_sheet(name, header_row=None, skip_rows=0, dtypes="string").to_polars()
    sheet.columns = [f"c{i}" for i in range(sheet.width)]
    if notes.is_anchored and sheet.width:
        anchored = pl.col("c0")
        sheet = sheet.with_columns(pl.when(anchored.ne_missing(ANCHOR)).then(anchored))
    return fill(sheet, notes.not_calculated, NOT_CALCULATED)


def _read_sheet(
    sheet: pl.DataFrame, notes: SheetNotes, options: ReadOptions, vocabulary: Collection[str]
) -> _Found | None:
    """The table of a sheet; None if the sheet is empty."""
    if sheet.is_empty():
        return None
    # Cells that are only coloured may reach to the last column of all.
    check_columns(sum(empty < sheet.height for empty in sheet.null_count().row(0)), options.limits)
    merged = MergedSheet(sheet.select(_as_text(pl.all())), notes.merges) if notes.merges else None
    bare = merged.bare if merged else sheet
    forced = None if options.header_row is None else options.header_row - 1
    size = max(HEAD_ROWS, (forced or 0) + 5)
    head = _head(bare, size)
    header = find_header(head, vocabulary, forced)
    if header is None:
        raise unknown_headings(head, options.header_row)
    check_titles(header.titles, header.known)
    if merged:
        header = merged.header(header, head, _head(merged.full, size))
    columns = [column.name for column in header.raw_columns]
    unheaded = [name for name in sheet.columns if name not in {column.name for column in header.raw_columns}]
    # A heading where the header has none is that of another list; other texts beside a table are remarks.
    beyond = pl.any_horizontal(pl.lit(False), *(folded_text(pl.col(name)).is_in(header.known) for name in unheaded))

    def body(state: pl.DataFrame) -> pl.DataFrame:
        rows = (
            state.with_row_index("row", offset=1)
            .slice(header.body)
            .select(pl.col("row").cast(pl.UInt32), beyond.alias("excess"), *columns)
        )
        return rows if merged else rows.with_columns(_texts(rows[name]) for name in columns)

    names, rows = merged.records(header, body) if merged else (header.raw_columns, keep_records(body(sheet), header))
    rows = rows.with_columns(pl.lit(False).alias("excess"))
    hidden = rows.filter(pl.col("row").is_in(list(notes.hidden_rows))).height if notes.hidden_rows else 0
    table = RawTable(names, rows, header.title_texts, None, "xlsx", typed_numbers=True, hidden_rows=hidden)
    return _Found(table, header.recognised, _formula(sheet[: header.body], header.first))


def _formula(rows: pl.DataFrame, first: int = 0) -> str | None:
    """The first cell, as `B3`, of the rows from `first` on that is a formula without a value."""
    for number, row in enumerate(rows[first:].rows(), start=first + 1):
        if NOT_CALCULATED in row:
            return f"{letters_of(row.index(NOT_CALCULATED))}{number}"
    return None


def _head(sheet: pl.DataFrame, size: int) -> Sequence[Cells]:
    """The first rows, in which the header is looked for; a formula without a value names nothing."""
    cells = sheet.head(size).select(_as_text(pl.all()))
    return cells.with_columns(pl.all().replace(NOT_CALCULATED, None)).rows()


def _texts(cells: pl.Series) -> pl.Series:
    """`_as_text` of a column; dates and codes, all of plain letters, have nothing that is to be cleaned."""
    is_plain = not cells.str.contains(r"[^ -~]").any()
    return of_different(cells, (lambda cell: blank_to_null(_day(cell).str.strip_chars())) if is_plain else _as_text)


def _as_text(cell: pl.Expr) -> pl.Expr:
    # The library already writes numbers without a needless fraction; a text "1.000" must stay as it is.
    return clean_text(_day(cell))


def _day(cell: pl.Expr) -> pl.Expr:
    return cell.str.replace(_MIDNIGHT, "$1")
