"""From a file to its tables: what the file is, is told by its content, not by its name."""

import codecs
import contextlib
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

import polars as pl
from polars import selectors as cs

from par_metrics.domain.privacy import shown_file
from par_metrics.errors import RefusedFileError
from par_metrics.readers.compressed import is_workbook, unpacked
from par_metrics.readers.csv import csv_headings, csv_parts
from par_metrics.readers.documents import refuse_document
from par_metrics.readers.facts import Facts, with_facts
from par_metrics.readers.json import no_rows, read_json
from par_metrics.readers.misread_head import UnknownHeadingsError, check_headings
from par_metrics.readers.parquet import read_parquet
from par_metrics.readers.table import Format, RawTable, ReadOptions, refusal
from par_metrics.readers.text import visible_bytes
from par_metrics.readers.text_parts import detect_encoding, to_utf8, wide_encoding
from par_metrics.readers.values import seems_of_few
from par_metrics.readers.xlsx import read_xlsx
from par_metrics.support.elsewhere import elsewhere
from par_metrics.support.folding import fold_heading
from schemas import Label

PART_BYTES = 12 << 20
LONG_BYTES = 64 << 20
"""A file of so many is read ahead in a process of its own, which takes half a second to start."""
_START_BYTES = 1 << 16
_LOOKED_AT = 1 << 12
# The documents of old office programs are told apart by what lies far behind their beginning.
_CONTAINER = b"\xd0\xcf\x11\xe0"
_CONTAINER_BYTES = 64 << 20
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_OTHER_FORMATS = (b"%PDF", b"Rar!", b"7z\xbc\xaf", b"\x89PNG", b"SQLite format 3")
_NO_TEXT = bytes(range(9)) + bytes(range(14, 26)) + bytes(range(28, 32))


def read_export(path: Path, options: ReadOptions, vocabulary: Collection[str]) -> list[RawTable]:
    """All tables of an export, as text, each whole; see `export_parts`."""
    source = Source(path, path.name)
    return with_facts(lambda facts: joined(list(export_parts(source, options, vocabulary, facts))))


@dataclass(frozen=True)
class Source:
    """Where the bytes of an export are, and the name it came with.

    Args:
        told: is told how many bytes of a CSV file were read so far.
        scratch: folder where an archive is unpacked; None: where the system puts such files.
    """

    path: Path
    name: str
    told: Callable[[int], None] | None = None
    scratch: Path | None = None


def export_parts(
    source: Source, options: ReadOptions, vocabulary: Collection[str], facts: Facts, size: int = PART_BYTES
) -> Iterator[list[RawTable]]:
    """The tables of an export, as text; those of a CSV file in parts, each of which follows the one before.

    Args:
        source: a CSV, XLSX, JSON or Parquet file, plain or inside a .gz or .zip.
        options: what a profile prescribes; the rest is detected.
        vocabulary: the folded headings of all profiles that may apply, see `folding.fold_heading`.
        facts: what is taken to hold of the file as a whole.
        size: bytes of a part of a CSV file, more or less.
    Returns:
        One table for each sheet with a recognisable header; at least one, each with at least one row.
    Raises:
        RefusedFileError: the file as a whole cannot be used; its text begins with the file's name.
        ReadAgainError: the facts are others; what was given so far is void.
    """
    vocabulary = frozenset(vocabulary)
    try:
        for tables in _parts(source, options, vocabulary, facts, size):
            headings = [heading for table in tables for column in table.columns for heading in column.headings]
            check_headings(heading for heading in headings if fold_heading(heading) not in vocabulary)
            if all(table.rows.is_empty() for table in tables):
                raise no_rows()
            yield [table for table in tables if not table.rows.is_empty()]
    except RefusedFileError as error:
        name = shown_file(source.name)
        label = Label(f"{name}: {error.label.vi}", f"{name}: {error.label.en}")
        if isinstance(error, UnknownHeadingsError):
            raise UnknownHeadingsError(label, error.headings) from None
        raise RefusedFileError(error.rule, label) from None


def headings_of(source: Source, options: ReadOptions, vocabulary: Collection[str]) -> RawTable | None:
    """The table of a CSV file without its rows; None of any other file, which does not tell it without being read.

    Raises:
        RefusedFileError: the beginning of the file cannot be used.
    """
    return with_facts(lambda facts: _headings(source, options, vocabulary, facts))


def _headings(source: Source, options: ReadOptions, vocabulary: Collection[str], facts: Facts) -> RawTable | None:
    with _opened(source.path) as file, unpacked(file, options.limits, source.scratch) as stream:
        start = stream.read(_START_BYTES)
        stream.seek(0)
        if not start or _format(stream, start, options) != "csv":
            return None
        return csv_headings(stream, options, vocabulary, facts)


def parts_read_ahead(
    source: Source, options: ReadOptions, vocabulary: Collection[str], facts: Facts, size: int = PART_BYTES
) -> Iterator[list[RawTable]]:
    """`export_parts`, each made in another process while the one before is used, where a file is long."""
    if not source.path.is_file() or source.path.stat().st_size < LONG_BYTES:
        yield from export_parts(source, options, vocabulary, facts, size)
        return
    silent = replace(source, told=None)
    for read, tables in elsewhere(_packed_parts, silent, options, frozenset(vocabulary), facts, size):
        if source.told is not None:
            source.told(read)
        yield [replace(table, rows=table.rows.with_columns(cs.categorical().cast(pl.String))) for table in tables]


def _packed_parts(
    source: Source, options: ReadOptions, vocabulary: Collection[str], facts: Facts, size: int
) -> Iterator[tuple[int, list[RawTable]]]:
    """The parts, columns of few values by their numbers, which is half as much to hand over; and the bytes read."""
    read = 0

    def tell(count: int) -> None:
        nonlocal read
        read = count

    for tables in export_parts(replace(source, told=tell), options, vocabulary, facts, size):
        yield read, [replace(table, rows=_packed(table.rows)) for table in tables]


def _packed(rows: pl.DataFrame) -> pl.DataFrame:
    few = [column.name for column in rows if column.dtype == pl.String and seems_of_few(column)]
    return rows.with_columns(pl.col(few).cast(pl.Categorical))


def joined(parts: Sequence[list[RawTable]]) -> list[RawTable]:
    """The tables of a file: the parts of the one that a CSV file has as one."""
    if len(parts) == 1:
        return parts[0]
    first, *_ = tables = [table for [table] in parts]
    return [replace(first, rows=pl.concat([table.rows for table in tables]))]


def _parts(
    source: Source, options: ReadOptions, vocabulary: frozenset[str], facts: Facts, size: int
) -> Iterator[list[RawTable]]:
    with _opened(source.path) as file, unpacked(file, options.limits, source.scratch) as stream:
        start = stream.read(_START_BYTES)
        if not start:
            raise _empty()
        stream.seek(0)
        found = _format(stream, start, options)
        if found == "csv":
            for table in csv_parts(stream, options, vocabulary, facts, size):
                if source.told is not None:
                    source.told(file.tell())
                yield [table]
            return
        contents = [_all_bytes(stream)]
    yield _read(found, contents, options, vocabulary)


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    if path.is_dir():
        raise refusal("not_a_file", "đây là thư mục, không phải tệp.", "this is a folder, not a file.")
    try:
        stream = path.open("rb")
    except FileNotFoundError:
        raise refusal("not_a_file", "không tìm thấy tệp.", "there is no such file.") from None
    except OSError:
        raise _unreadable() from None
    with stream:
        yield stream


def _all_bytes(stream: BinaryIO) -> bytes:
    try:
        return stream.read()
    except OSError:
        raise _unreadable() from None


def _unreadable() -> RefusedFileError:
    return refusal(
        "unreadable_file",
        "không mở được tệp. Đóng chương trình đang mở tệp hoặc kiểm tra quyền đọc.",
        "the file cannot be opened. Close the program that holds it or check the permission to read it.",
    )


def _empty() -> RefusedFileError:
    return refusal("empty_file", "tệp rỗng. Xuất lại tệp.", "the file is empty. Export it again.")


def _read(found: Format, contents: list[bytes], options: ReadOptions, vocabulary: frozenset[str]) -> list[RawTable]:
    """Read the only element of `contents`, which is taken out so that a reader can free it while parsing."""
    if found == "xlsx":
        return read_xlsx(contents.pop(), options, vocabulary)
    if found == "parquet":
        return [read_parquet(contents.pop(), vocabulary, options.limits)]
    return [read_json(_json_text(contents.pop(), options.encoding), vocabulary, options.limits)]


def _json_text(data: bytes, encoding: str | None) -> str:
    """JSON is UTF-8 or UTF-16: what is neither is damaged."""
    found = encoding or detect_encoding(data)
    return visible_bytes(to_utf8(data, "utf-8" if found == "windows-1258" and not encoding else found)).decode()


def _format(stream: BinaryIO, start: bytes, options: ReadOptions) -> Format:
    """What a stream holds, of which the beginning is given."""
    if start.startswith(b"PAR1"):
        return "parquet"
    if is_workbook(stream):
        return "xlsx"
    if start.startswith(_CONTAINER):
        start = stream.read(_CONTAINER_BYTES)
        stream.seek(0)
    refuse_document(start)
    is_whole = len(start) <= _LOOKED_AT
    start = start[:_LOOKED_AT]
    wide = start.startswith(_BOMS[1:]) or wide_encoding(start) is not None
    if options.format in ("xlsx", "parquet") or (not wide and _is_binary(start)):
        raise refusal(
            "unreadable_file",
            "không phải tệp CSV, XLSX, JSON hay Parquet đọc được. Xuất lại tệp.",
            "not a readable CSV, XLSX, JSON or Parquet file. Export it again.",
        )
    text = start.removeprefix(_BOMS[0]).removeprefix(_BOMS[1]).removeprefix(_BOMS[2]).replace(b"\0", b"").lstrip()
    if not text and is_whole:
        raise _empty()
    return options.format or ("json" if text.startswith((b"[", b"{")) else "csv")


def _is_binary(start: bytes) -> bool:
    """The mark of another known format, or more control characters than stray into a text: those are taken out."""
    if start.startswith(_OTHER_FORMATS):
        return True
    start = start.rstrip(b"\0")  # what fills up the last block of a text
    controls = len(start) - len(start.translate(None, _NO_TEXT))
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        return controls * 20 > len(start)
    return controls * 3 > len(start)
