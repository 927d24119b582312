"""From a file to its tables: what the file is, is told by its content, not by its name."""

import codecs
from collections.abc import Collection
from pathlib import Path

from par_metrics.errors import RefusedFileError
from par_metrics.readers.compressed import check_size, is_workbook, unpack
from par_metrics.readers.csv import detect_encoding, read_csv, to_utf8, wide_encoding
from par_metrics.readers.documents import refuse_document
from par_metrics.readers.json import no_rows, read_json
from par_metrics.readers.misread_head import UnknownHeadingsError, check_headings
from par_metrics.readers.parquet import read_parquet
from par_metrics.readers.table import Format, RawTable, ReadOptions, refusal
from par_metrics.readers.text import visible_bytes
from par_metrics.readers.xlsx import read_xlsx
from par_metrics.support.folding import fold_heading
from schemas import Label

_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_OTHER_FORMATS = (b"%PDF", b"Rar!", b"7z\xbc\xaf", b"\x89PNG", b"SQLite format 3")
_NO_TEXT = bytes(range(9)) + bytes(range(14, 26)) + bytes(range(28, 32))


def read_export(path: Path, options: ReadOptions, vocabulary: Collection[str]) -> list[RawTable]:
    """All tables of an export, as text.

    Args:
        path: a CSV, XLSX, JSON or Parquet file, plain or inside a .gz or .zip.
        options: what a profile prescribes; the rest is detected.
        vocabulary: the folded headings of all profiles that may apply, see `folding.fold_heading`.
    Returns:
        One table for each sheet with a recognisable header; at least one, each with at least one row unless
        another has rows.
    Raises:
        RefusedFileError: the file as a whole cannot be used; its text begins with the file's name.
    """
    try:
        vocabulary = frozenset(vocabulary)
        tables = _read([unpack(_bytes(path))], options, vocabulary)
        headings = [heading for table in tables for column in table.columns for heading in column.headings]
        check_headings(heading for heading in headings if fold_heading(heading) not in vocabulary)
        if all(table.rows.is_empty() for table in tables):
            raise no_rows()
    except RefusedFileError as error:
        label = Label(f"{path.name}: {error.label.vi}", f"{path.name}: {error.label.en}")
        if isinstance(error, UnknownHeadingsError):
            raise UnknownHeadingsError(label, error.headings) from None
        raise RefusedFileError(error.rule, label) from None
    return [table for table in tables if not table.rows.is_empty()]


def _bytes(path: Path) -> bytes:
    if path.is_dir():
        raise refusal("not_a_file", "đây là thư mục, không phải tệp.", "this is a folder, not a file.")
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise refusal("not_a_file", "không tìm thấy tệp.", "there is no such file.") from None
    except OSError:
        raise refusal(
            "unreadable_file",
            "không mở được tệp. Đóng chương trình đang mở tệp hoặc kiểm tra quyền đọc.",
            "the file cannot be opened. Close the program that holds it or check the permission to read it.",
        ) from None
    if not data:
        raise _empty()
    return data


def _empty() -> RefusedFileError:
    return refusal("empty_file", "tệp rỗng. Xuất lại tệp.", "the file is empty. Export it again.")


def _read(contents: list[bytes], options: ReadOptions, vocabulary: frozenset[str]) -> list[RawTable]:
    """Read the only element of `contents`, which is taken out so that a reader can free it while parsing."""
    found = _format(contents[0], options)
    if found == "xlsx":
        return read_xlsx(contents.pop(), options, vocabulary)
    if found == "parquet":
        return [read_parquet(contents.pop(), vocabulary)]
    if found == "json":
        return [read_json(_json_text(contents.pop(), options.encoding), vocabulary)]
    return [read_csv(contents.pop(), options, vocabulary)]


def _json_text(data: bytes, encoding: str | None) -> str:
    """JSON is UTF-8 or UTF-16: what is neither is damaged."""
    found = encoding or detect_encoding(data)
    return visible_bytes(to_utf8(data, "utf-8" if found == "windows-1258" and not encoding else found)).decode()


def _format(data: bytes, options: ReadOptions) -> Format:
    if data.startswith(b"PAR1"):
        return "parquet"
    if data.startswith(b"PK") and is_workbook(data):
        check_size(data)
        return "xlsx"
    refuse_document(data)
    start = data[:4096]
    wide = start.startswith(_BOMS[1:]) or wide_encoding(start) is not None
    if options.format in ("xlsx", "parquet") or (not wide and _is_binary(start)):
        raise refusal(
            "unreadable_file",
            "không phải tệp CSV, XLSX, JSON hay Parquet đọc được. Xuất lại tệp.",
            "not a readable CSV, XLSX, JSON or Parquet file. Export it again.",
        )
    text = start.removeprefix(_BOMS[0]).removeprefix(_BOMS[1]).removeprefix(_BOMS[2]).replace(b"\0", b"").lstrip()
    if not text and len(data) <= len(start):
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
