"""CSV exports: encoding, separator and quoting are found out, then polars reads the file once.

Only the first lines are looked at in Python; the rest is one parse and a few column expressions.
"""

import codecs
import contextlib
import csv
import io
import itertools
import re
import unicodedata
from collections.abc import Collection
from typing import Literal

import polars as pl

from par_metrics.errors import RefusedFileError
from par_metrics.readers.header import HEAD_ROWS, Header, find_header
from par_metrics.readers.misread_head import check_titles, unknown_headings
from par_metrics.readers.record_rows import keep_records
from par_metrics.readers.row_lengths import (
    is_filled,
    lengths,
    marked,
    refuse_cut_off,
    too_long,
    torn_rows,
    without_mark,
)
from par_metrics.readers.table import RawTable, ReadOptions, blank_to_null, refusal
from par_metrics.readers.text import visible_bytes, with_plain_line_ends

_SEPARATORS = (",", ";", "\t", "|", "^", "~")
_HEAD_BYTES = 1 << 18
# Cells beyond the header are looked for in this many columns, or more where the bytes ask for it.
_EXTRA = 4
_MOST_EXTRA = 64
# Bytes that a UTF-8 text in Vietnamese has and no text in windows-1258 ("áº", "á»" are no syllables).
_UTF8_VIETNAMESE = (b"\xe1\xba", b"\xe1\xbb")


def read_csv(data: bytes, options: ReadOptions, vocabulary: Collection[str]) -> RawTable:
    """The table of a CSV file.

    Args:
        data: the file's bytes, in any of the encodings we know.
    Raises:
        RefusedFileError: `unreadable_file` (encoding), `broken_quote`, `cut_off`, `record_above_header`,
            `another_header`, `unknown_layout`.
    """
    data = visible_bytes(to_utf8(data, options.encoding))
    separator, header = _head(data, options, vocabulary)
    check_titles(header.titles, header.known)
    quoted = _is_quoted(data, separator)
    data = with_plain_line_ends(data, separator, quoted=quoted)
    if quoted:
        _check_quotes(data, separator)
    width = len(header.columns)
    names = [f"c{i}" for i in range(width + _extra_columns(data, separator))]
    # Our own header line fixes the number of columns: polars takes it from the first line.
    line = separator.join(names).encode() + b"\n"
    decomposed = b"\xcc" in data or b"\xcd" in data
    is_ended, breaks = data.endswith(b"\n"), data.count(b"\n")
    body = line + marked(data, separator)
    del data  # one copy is enough from here on
    try:
        frame = _parse(body, separator, quoted)
    except pl.exceptions.ComputeError:
        raise refusal(
            "broken_quote",
            "không tách được các cột: có dấu ngoặc kép không đóng. Xuất lại tệp.",
            "the columns cannot be told apart: a quotation mark is not closed. Export the file again.",
        ) from None
    del body
    frame = frame.with_columns(lengths(names))
    header_cells = frame["cells"][header.first : header.body].max()
    frame = _clean(frame, names, header, separator, decomposed=decomposed, breaks=frame.height <= breaks)
    if quoted:
        _check_swallowed(frame, separator, width)
    rows = keep_records(frame, header)
    if not is_ended:
        refuse_cut_off(frame, rows, header.known_width)
    torn = torn_rows(frame, rows, width)
    rows = too_long(rows, header_cells if isinstance(header_cells, int) else width).drop("cells")
    return RawTable(header.raw_columns, rows, header.title_texts, None, "csv", typed_numbers=False, torn_rows=torn)


def to_utf8(data: bytes, encoding: str | None) -> bytes:
    """The same text in UTF-8 without a byte order mark.

    Raises:
        RefusedFileError: `unreadable_file`.
    """
    name = encoding or detect_encoding(data)
    try:
        if codecs.lookup(name).name in ("utf-8", "utf-8-sig"):
            _check_utf8(data)
            return data.removeprefix(codecs.BOM_UTF8)
        return data.decode(name).removeprefix("\ufeff").encode()
    except (UnicodeError, LookupError):
        raise refusal(
            "unreadable_file",
            f"không đọc được chữ theo bảng mã {name}. Lưu lại tệp dạng CSV UTF-8.",
            f"the text cannot be read as {name}. Save the file again as CSV UTF-8.",
        ) from None


def detect_encoding(data: bytes) -> str:
    """utf-8, utf-16 (with or without byte order mark) or windows-1258."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if (wide := wide_encoding(data[:_HEAD_BYTES])) is not None:
        return wide
    try:
        _check_utf8(data)
    except UnicodeDecodeError:
        return "utf-8" if any(mark in data for mark in _UTF8_VIETNAMESE) else "windows-1258"
    return "utf-8"


def wide_encoding(head: bytes) -> str | None:
    """The UTF-16 of a text without byte order mark: one of its two bytes is mostly NUL; None if it is no such text."""
    even, odd = head[::2].count(0), head[1::2].count(0)
    # NUL bytes that fill up a text of another encoding stand at both places alike.
    if max(even, odd) * 5 <= len(head) or min(even, odd) * 4 > max(even, odd):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _check_utf8(data: bytes) -> None:
    """Raises UnicodeDecodeError; a piece at a time, so that the text is never held a second time."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    for start in range(0, len(data), _HEAD_BYTES):
        decoder.decode(data[start : start + _HEAD_BYTES])
    decoder.decode(b"", final=True)


def _head(data: bytes, options: ReadOptions, vocabulary: Collection[str]) -> tuple[str, Header]:
    """Separator and header: of the possible separators the one under which most headings are known."""
    start = data[:_HEAD_BYTES]
    forced = None if options.header_row is None else options.header_row - 1
    best: tuple[str, Header] | None = None
    widest: list[list[str | None]] = []
    for separator in [options.separator] if options.separator else _SEPARATORS:
        quoted = _is_quoted(start, separator)
        quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
        text = with_plain_line_ends(start, separator, quoted=quoted).decode(errors="replace")
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, quoting=quoting)
        lines: list[list[str | None]] = []
        with contextlib.suppress(csv.Error):  # a field longer than the module takes: what came before is enough
            lines += (_clean_cells(line) for line in itertools.islice(reader, max(HEAD_ROWS, (forced or 0) + 5)))
        header = find_header(lines, vocabulary, forced)
        if header and (best is None or _rank(header) > _rank(best[1])):
            best = (separator, header)
        widest = max(widest, lines, key=lambda found: sum(map(len, found)))
    if best is None:
        raise unknown_headings(widest, options.header_row)
    return best


def _rank(header: Header) -> tuple[int, int]:
    return header.recognised, len(header.columns)


def _clean_cells(line: list[str]) -> list[str | None]:
    return [unicodedata.normalize("NFC", cell.strip()) or None for cell in line]


def _is_quoted(data: bytes, separator: str) -> bool:
    """A field begins with a quotation mark, so quotation marks mean something in this file."""
    mark = separator.encode()
    return b'"' in data and (data.startswith(b'"') or any(before + b'"' in data for before in (mark, b"\n", b"\r")))


def _check_quotes(data: bytes, separator: str) -> None:
    """Refuse a file whose quotation marks do not pair up field by field.

    A parser would read on to the next mark and lose the rows between.
    """
    mark = re.escape(separator.encode())
    quoted_field = rb"(?:(?<=[" + mark + rb'\n])|\A)"(?:[^"]++|"")*+"(?=[' + mark + rb"\r\n]|\Z)"
    # Inside an unquoted field marks are plain text as long as they pair up.
    inside_field = rb"(?<![" + mark + rb'\n])"[^"' + mark + rb'\n]*+"'
    match = re.match(rb'(?:[^"]*+(?:' + quoted_field + rb"|" + inside_field + rb'))*+[^"]*+', data)
    end = match.end() if match else 0
    if end < len(data):
        raise _broken_quote(data.count(b"\n", 0, end) + 1)


def _broken_quote(row: int) -> RefusedFileError:
    return refusal(
        "broken_quote",
        f"dấu ngoặc kép mở hoặc đóng sai gần dòng {row}; đọc tiếp sẽ mất hồ sơ. Sửa dòng đó hoặc xuất lại tệp.",
        f"a quotation mark is wrongly opened or closed near row {row}; reading on would lose records. "
        "Correct that row or export the file again.",
    )


def _extra_columns(data: bytes, separator: str) -> int:
    """Number of columns beyond the header that shows every filled cell there.

    Cells are overlooked only behind as many blank ones, which is a run of separators in the bytes.
    """
    extra = _EXTRA
    while extra < _MOST_EXTRA and separator.encode() * (extra + 1) in data:
        extra *= 2
    return extra


def _parse(body: bytes, separator: str, quoted: bool) -> pl.DataFrame:
    return pl.read_csv(
        body,
        infer_schema=False,
        separator=separator,
        quote_char='"' if quoted else None,
        truncate_ragged_lines=True,
        missing_columns="insert",
        raise_if_empty=False,
        row_index_name="row",
        row_index_offset=1,
    )


def _clean(
    frame: pl.DataFrame, names: list[str], header: Header, separator: str, *, decomposed: bool, breaks: bool
) -> pl.DataFrame:
    """Row numbers, the `excess` mark, `cells` and cleaned cells of the headed columns, from below the header on."""
    filled = [is_filled(pl.col(name)) for name in names[len(header.columns) :]]
    headed = pl.col([column.name for column in header.raw_columns])
    stripped = without_mark(headed, separator, breaks=breaks).str.strip_chars()
    return frame.slice(header.body).select(
        pl.col("row").cast(pl.UInt32),
        pl.any_horizontal(filled).fill_null(value=False).alias("excess"),
        "cells",
        blank_to_null(stripped.str.normalize("NFC") if decomposed else stripped),
    )


def _check_swallowed(frame: pl.DataFrame, separator: str, width: int) -> None:
    """Refuse a file in which a quoted cell holds the rest of one row and the beginning of another.

    Two stray marks, one opening in one row and one closing in a later row, pair up formally. The cell between
    them has as many separators before its first line end, and after its last, as the two cut rows lack.
    """
    names = frame.columns[3:]
    several = frame.filter(pl.any_horizontal(pl.col(names).str.contains("\n", literal=True)))
    if several.is_empty():
        return
    suspects = several.select(pl.col(names).str.contains("\n", literal=True).any()).row(0, named=True)
    swallowed = []
    for column in [name for name, found in suspects.items() if found]:
        place = int(column[1:])
        first = _separators(pl.col(column).str.extract(r"^([^\n]*)\n"), separator)
        last = _separators(pl.col(column).str.extract(r"\n([^\n]*)$"), separator)
        # Cut in one column the row has its full length; otherwise it is too long or too short.
        fits = (last == place) | ((last < place) & pl.col("excess"))
        if column != names[-1]:
            fits = fits | ((last > place) & pl.col(names[-1]).is_null())
        swallowed.append((first == width - 1 - place) & (first + last > 0) & fits)
    row = several.select(pl.col("row").filter(pl.any_horizontal(swallowed).fill_null(False)).min()).item()
    if row is not None:
        raise _broken_quote(row)


def _separators(text: pl.Expr, separator: str) -> pl.Expr:
    """Number of separators in `text`; prose puts a blank after a comma, an export does not."""
    return text.str.count_matches(separator, literal=True) - text.str.count_matches(f"{separator} ", literal=True)
