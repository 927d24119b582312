"""XLSX workbooks: each sheet with a recognisable header is one table."""

import io
import re
import zipfile
import zlib
from collections.abc import Collection

import fastexcel
import polars as pl

from par_metrics.errors import RefusedFileError
from par_metrics.readers.header import HEAD_ROWS, find_header
from par_metrics.readers.misread_head import UnknownHeadingsError, check_titles, unknown_headings
from par_metrics.readers.record_rows import keep_records
from par_metrics.readers.table import RawTable, ReadOptions, clean_text, refusal

_ERROR_CELL = re.compile(rb'(<c\b[^<>]*?\s)t="e"')
_MIDNIGHT = r"^(\d{4}-\d\d-\d\d) 00:00:00$"


def read_xlsx(data: bytes, options: ReadOptions, vocabulary: Collection[str]) -> list[RawTable]:
    """The tables of a workbook, hidden sheets included; sheets of notes and covers are left out.

    Cells become text: a date at midnight as `2026-03-05`, other times as `2026-03-05 08:00:00[.fff]`, numbers
    without a needless fraction, `true`/`false`, and formula errors as they are shown (`#N/A`).

    Raises:
        RefusedFileError: `unreadable_file` (damaged workbook), `unknown_layout`
        (no such sheet, or none with known headings), `record_above_header`.
    """
    try:
        reader = fastexcel.read_excel(_with_error_texts(data))
        names = reader.sheet_names
    except (fastexcel.FastExcelError, zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError):
        raise _damaged() from None
    if options.sheet is not None:
        if options.sheet not in names:
            raise refusal(
                "unknown_layout",
                f'không có trang tính "{options.sheet}"; tệp có: {", ".join(names)}.',
                f'there is no sheet "{options.sheet}"; the file has: {", ".join(names)}.',
            )
        names = [options.sheet]
    found, unknown = [], []
    for name in names:
        try:
            table = _read_sheet(reader, name, options, vocabulary)
        except UnknownHeadingsError as error:
            unknown.append(error)
            continue
        if table is not None:
            found.append(table)
    if not found:
        raise max(unknown, key=lambda error: len(error.headings), default=unknown_headings((), options.header_row))
    # A legend sheet may show one known word; it is no table beside real ones.
    most_recognised = max((recognised for _, recognised in found), default=0)
    return [table for table, recognised in found if recognised * 2 >= most_recognised or recognised > 2]


def _damaged() -> RefusedFileError:
    return refusal(
        "unreadable_file",
        "tệp Excel bị hỏng hoặc tải về chưa hết. Tải hoặc xuất lại tệp.",
        "the Excel file is damaged or was cut short. Download or export it again.",
    )


def _read_sheet(
    reader: fastexcel.ExcelReader, name: str, options: ReadOptions, vocabulary: Collection[str]
) -> tuple[RawTable, int] | None:
    try:
        # skip_rows=0 keeps leading blank rows, so that the position is Excel's row number.
        sheet = reader.load_sheet(name, header_row=None, skip_rows=0, dtypes="string").to_polars()
    except fastexcel.FastExcelError:
        raise _damaged() from None
    if sheet.is_empty():
        return None
    sheet.columns = [f"c{i}" for i in range(sheet.width)]
    forced = None if options.header_row is None else options.header_row - 1
    head = sheet.head(max(HEAD_ROWS, (forced or 0) + 5)).select(clean_text(_as_text(pl.all())))
    header = find_header(head.rows(), vocabulary, forced)
    if header is None:
        raise unknown_headings(head.rows(), options.header_row)
    check_titles(header.titles)
    cells = [column.name for column in header.raw_columns]
    rows = (
        sheet.with_row_index("row", offset=1)
        .slice(header.body)
        .select(
            pl.col("row").cast(pl.UInt32),
            pl.lit(value=False).alias("excess"),
            clean_text(_as_text(pl.col(cells))),
        )
    )
    table = RawTable(
        header.raw_columns, keep_records(rows, header), header.title_texts, name, "xlsx", typed_numbers=True
    )
    return table, header.recognised


def _as_text(cell: pl.Expr) -> pl.Expr:
    # The library already writes numbers without a needless fraction; a text "1.000" must stay as it is.
    return cell.str.replace(_MIDNIGHT, "$1")


def _with_error_texts(data: bytes) -> bytes:
    """The workbook with its error cells as texts: the Excel library reads `#N/A` as an empty cell.

    An empty cell and an unreadable one are not the same: the latter must refuse its row.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        sheets = [name for name in source.namelist() if name.startswith("xl/worksheets/") and name.endswith(".xml")]
        if not any(_ERROR_CELL.search(source.read(name)) for name in sheets):
            return data
        rewritten = io.BytesIO()
        with zipfile.ZipFile(rewritten, "w", zipfile.ZIP_STORED) as target:
            for name in source.namelist():
                content = source.read(name)
                target.writestr(name, _ERROR_CELL.sub(rb'\1t="str"', content) if name in sheets else content)
        return rewritten.getvalue()
