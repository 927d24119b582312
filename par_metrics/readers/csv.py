"""CSV exports: encoding, separator and quoting are found out, then polars reads the file, a part after another.

Only the first lines are looked at in Python; the rest is one parse of each part and a few column expressions.
"""

import contextlib
import csv
import io
import itertools
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import BinaryIO, Literal

import polars as pl

from par_metrics.readers.facts import Facts, ReadAgainError, read_again
from par_metrics.readers.header import HEAD_ROWS, Header, find_header
from par_metrics.readers.limits import check_columns
from par_metrics.readers.misread_head import check_titles, unknown_headings
from par_metrics.readers.quotes import check_swallowed, has_quotes
from par_metrics.readers.record_rows import RecordRows
from par_metrics.readers.row_lengths import (
    MARK,
    RowLengths,
    is_filled,
    lengths,
    marked,
    without_mark,
    without_marks_within,
)
from par_metrics.readers.table import RawTable, ReadOptions, blank_to_null, refusal
from par_metrics.readers.text import USUAL_BYTES, usual_separators, with_plain_line_ends
from par_metrics.readers.text_parts import HEAD_BYTES, Marks, TextParts

_SEPARATORS = (",", ";", "\t", "|", "^", "~")
# Cells beyond the header are looked for in this many columns, or more where the bytes ask for it.
_EXTRA = 4
_MOST_EXTRA = 64


def csv_parts(
    stream: BinaryIO, options: ReadOptions, vocabulary: Collection[str], facts: Facts, size: int
) -> Iterator[RawTable]:
    """The table of a CSV file, in parts: one after another they are its rows.

    Args:
        stream: the file's bytes, in any of the encodings we know.
        facts: what is taken to hold of the file as a whole.
        size: bytes of a part, more or less.
    Raises:
        RefusedFileError: `unreadable_file` (encoding), `broken_quote`, `cut_off`, `record_above_header`,
            `another_header`, `unknown_layout`, `over_limit`.
        ReadAgainError: the facts are others; what was given so far is void.
    """
    text = TextParts(stream, facts, options.encoding, size, options.limits)
    separator, header = _head(text.head(), options, vocabulary)
    check_columns(len(header.columns), options.limits)
    check_titles(header.titles, header.known)
    usual = usual_separators(text.head()[:USUAL_BYTES], separator, quoted=facts.is_quoted)
    body = _Body(header, separator, facts)
    for part in text.parts(Marks(separator, facts.is_quoted, usual)):
        yield from body.add(part)
    yield from body.rest()


def csv_headings(stream: BinaryIO, options: ReadOptions, vocabulary: Collection[str], facts: Facts) -> RawTable:
    """The table of a CSV file without its rows: what its first lines tell.

    Raises:
        RefusedFileError, ReadAgainError: as `csv_parts`, of the first lines.
    """
    text = TextParts(stream, facts, options.encoding, HEAD_BYTES, options.limits)
    _, header = _head(text.head(), options, vocabulary)
    return _table(header, facts)


def _table(header: Header, facts: Facts) -> RawTable:
    """The table under a header, without rows."""
    names = [column.name for column in header.raw_columns]
    schema = {"row": pl.UInt32, "excess": pl.Boolean, **dict.fromkeys(names, pl.String)}
    return RawTable(
        header.raw_columns,
        pl.DataFrame(schema=schema),
        header.title_texts,
        None,
        "csv",
        typed_numbers=False,
        torn_rows=facts.torn_rows,
        filled=facts.filled,
    )


class _Body:
    """The rows of a separated text, from the first line on."""

    def __init__(self, header: Header, separator: str, facts: Facts) -> None:
        self._header, self._separator, self._facts = header, separator, facts
        self._records = RecordRows(header, repeats_header=facts.repeats_header)
        self._lengths = RowLengths(len(header.columns), header.known_width, facts.usual_cells)
        self._rows = 0
        self._extra = facts.extra_columns
        self._most_extra = 0
        self._is_ended = True
        self._is_given = False
        self._names = [column.name for column in header.raw_columns]
        self._table = _table(header, facts)

    def add(self, part: bytes) -> Iterator[RawTable]:
        """The records that a part of the text adds."""
        if not self._facts.is_quoted and has_quotes(part, self._separator):
            raise read_again(self._facts, is_quoted=True)
        self._is_ended = part.endswith(b"\n")
        first = self._rows
        frame = self._read(part)
        head = max(self._header.body - first, 0)
        self._lengths.add_header(frame[max(self._header.first - first, 0) : head])
        frame = frame[head:]
        if self._facts.is_quoted:
            check_swallowed(frame, self._names, self._separator, len(self._header.columns))
        self._lengths.add(frame)
        yield from self._given(self._records.add(frame))

    def rest(self) -> Iterator[RawTable]:
        """The last records, once the text has ended."""
        rest = self._records.rest()
        if rest is not None:
            yield from self._given(rest)
        if self._records.headers.is_contradicted:
            raise read_again(self._facts, repeats_header=True)
        if self._most_extra > (self._extra or 0):
            raise read_again(self._facts, extra_columns=self._most_extra)
        if not self._is_ended:
            self._lengths.refuse_cut_off()
        found = replace(self._facts, usual_cells=self._lengths.usual_cells, torn_rows=self._lengths.torn_rows())
        if self._lengths.is_contradicted or found.torn_rows != self._facts.torn_rows:
            raise ReadAgainError(found)
        if not self._is_given:
            yield self._table

    def _given(self, records: pl.DataFrame) -> Iterator[RawTable]:
        if not records.is_empty():
            self._is_given = True
            yield replace(self._table, rows=self._lengths.add_records(records).drop("cells"))

    def _read(self, part: bytes) -> pl.DataFrame:
        """Row numbers, the `excess` mark, `cells` and cleaned cells of the headed columns."""
        separator, width = self._separator, len(self._header.columns)
        extra = _extra_columns(part, separator)
        self._most_extra = max(self._most_extra, extra)
        self._extra = self._extra or extra
        names = [f"c{i}" for i in range(width + max(self._extra, extra))]
        # Our own header line fixes the number of columns: polars takes it from the first line.
        line = separator.join(names).encode() + b"\n"
        try:
            frame = _parse(line + marked(part, separator), separator, self._facts.is_quoted, self._rows + 1)
        except pl.exceptions.ComputeError:
            raise refusal(
                "broken_quote",
                "không tách được các cột: có dấu ngoặc kép không đóng. Xuất lại tệp.",
                "the columns cannot be told apart: a quotation mark is not closed. Export the file again.",
            ) from None
        self._rows += frame.height
        headed = pl.col(self._names)
        last, beyond = frame[names[width]], names[width + 1 :]
        are_full = last.null_count() == 0 and bool((last == MARK).all())
        if are_full and all(frame[name].null_count() == frame.height for name in beyond):
            cells, excess = pl.lit(width, pl.UInt32), pl.lit(value=False)
        else:
            cells = lengths(names)
            excess = pl.any_horizontal(is_filled(pl.col(name)) for name in names[width:]).fill_null(value=False)
            headed = without_mark(headed)
        if frame.height <= part.count(b"\n"):
            headed = without_marks_within(headed, separator)
        stripped = headed.str.strip_chars()
        is_decomposed = b"\xcc" in part or b"\xcd" in part
        read = frame.select(
            pl.col("row").cast(pl.UInt32),
            excess.alias("excess"),
            cells.alias("cells"),
            stripped.str.normalize("NFC") if is_decomposed else stripped,
        )
        # Few columns hold cells of nothing but blanks, and to look for them costs less than to write all anew.
        blank = read.select((pl.col(self._names) == "").any()).row(0, named=True)
        return read.with_columns(blank_to_null(pl.col(name)) for name, is_there in blank.items() if is_there)


def _head(start: bytes, options: ReadOptions, vocabulary: Collection[str]) -> tuple[str, Header]:
    """Separator and header: of the possible separators the one under which most headings are known.

    Args:
        start: the beginning of the text.
    """
    forced = None if options.header_row is None else options.header_row - 1
    best: tuple[str, Header] | None = None
    widest: list[list[str | None]] = []
    # Of those that are not there the first stands for all.
    possible = [separator for separator in _SEPARATORS if separator == _SEPARATORS[0] or separator.encode() in start]
    for separator in [options.separator] if options.separator else possible:
        quoted = has_quotes(start, separator)
        quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
        usual = usual_separators(start[:USUAL_BYTES], separator, quoted=quoted)
        text = with_plain_line_ends(start, separator, quoted=quoted, usual=usual).decode(errors="replace")
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, quoting=quoting)
        lines: list[list[str | None]] = []
        with contextlib.suppress(csv.Error):  # a field longer than the module takes: what came before is enough
            lines += (_clean_cells(line) for line in itertools.islice(reader, max(HEAD_ROWS, (forced or 0) + 5)))
        header = find_header(lines, vocabulary, forced)
        if header and (best is None or _rank(header) > _rank(best[1])):
            best = (separator, header)
        widest = max(widest, lines, key=lambda found: sum(map(len, found)))
    if best is None:
        check_columns(max(map(len, widest), default=0), options.limits)
        raise unknown_headings(widest, options.header_row)
    return best


def _rank(header: Header) -> tuple[int, int]:
    return header.recognised, len(header.columns)


def _clean_cells(line: list[str]) -> list[str | None]:
    return [unicodedata.normalize("NFC", cell.strip()) or None for cell in line]


def _extra_columns(data: bytes, separator: str) -> int:
    """Number of columns beyond the header that shows every filled cell there.

    Cells are overlooked only behind as many blank ones, which is a run of separators in the bytes.
    """
    extra = _EXTRA
    while extra < _MOST_EXTRA and separator.encode() * (extra + 1) in data:
        extra *= 2
    return extra


def _parse(body: bytes, separator: str, quoted: bool, first: int) -> pl.DataFrame:
    return pl.read_csv(
        body,
        infer_schema=False,
        separator=separator,
        quote_char='"' if quoted else None,
        truncate_ragged_lines=True,
        missing_columns="insert",
        raise_if_empty=False,
        row_index_name="row",
        row_index_offset=first,
    )
