"""From a file to its tables: what the file is, is told by its content, not by its name."""

from collections.abc import Collection
from pathlib import Path

from par_metrics.errors import RefusedFileError
from par_metrics.readers.compressed import check_size, is_workbook, unpack
from par_metrics.readers.csv import read_csv, to_utf8
from par_metrics.readers.documents import refuse_document
from par_metrics.readers.json import no_rows, read_json
from par_metrics.readers.parquet import read_parquet
from par_metrics.readers.table import Format, RawTable, ReadOptions, refusal
from par_metrics.readers.xlsx import read_xlsx
from schemas import Label

_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


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
        tables = _read([unpack(_bytes(path))], options, frozenset(vocabulary))
        if not tables:
            raise _unknown_layout(options)
        if all(table.rows.is_empty() for table in tables):
            raise no_rows()
    except RefusedFileError as error:
        label = Label(f"{path.name}: {error.label.vi}", f"{path.name}: {error.label.en}")
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


def _unknown_layout(options: ReadOptions) -> RefusedFileError:
    where_vi = f" ở dòng {options.header_row}" if options.header_row else ""
    where_en = f" in row {options.header_row}" if options.header_row else ""
    return refusal(
        "unknown_layout",
        f"không tìm thấy dòng tiêu đề cột nào nhận ra được{where_vi}. Kiểm tra tên cột hoặc dùng mẫu đọc riêng.",
        f"no row of known headings was found{where_en}. Check the headings or give a profile of your own.",
    )


def _read(contents: list[bytes], options: ReadOptions, vocabulary: frozenset[str]) -> list[RawTable]:
    """Read the only element of `contents`, which is taken out so that a reader can free it while parsing."""
    found = _format(contents[0], options)
    if found == "xlsx":
        return read_xlsx(contents.pop(), options, vocabulary)
    if found == "parquet":
        table = read_parquet(contents.pop(), vocabulary)
    elif found == "json":
        table = read_json(_text(to_utf8(contents.pop(), options.encoding)), vocabulary)
    else:
        table = read_csv(contents.pop(), options, vocabulary)
    return [] if table is None else [table]


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return to_utf8(data, "utf-8").decode()  # raises the refusal that says so


def _format(data: bytes, options: ReadOptions) -> Format:
    if data.startswith(b"PAR1"):
        return "parquet"
    if data.startswith(b"PK") and is_workbook(data):
        check_size(data)
        return "xlsx"
    refuse_document(data)
    start = data[:4096]
    wide = start.startswith(_BOMS[1:]) or start.count(b"\0") * 5 > len(start)
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
    """Control characters that no text has, or the mark of another known format."""
    return start.startswith((b"Rar!", b"7z\xbc\xaf")) or any(
        code in start for code in (b"\0", b"\1", b"\2", b"\3", b"\4", b"\5", b"\6")
    )
