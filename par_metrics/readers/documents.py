"""Files of office programs that are no export we read: each refused with what to do about it.

What a file is, is told by its content: an old workbook may be named .xlsx, a web page .xls.
"""

import re
import zipfile

from par_metrics.errors import RefusedFileError
from par_metrics.readers.broken import BROKEN_ZIP
from par_metrics.readers.table import refusal

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Workbooks of the years before 1997, which stand in no container.
_BARE_XLS = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x08\x00", b"\x09\x08\x10\x00")
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(!doctype|html|table|\?xml|head|meta)", re.IGNORECASE)


def refuse_document(data: bytes) -> None:
    """Refuse a file that begins as a document does which only an office program can turn into a table."""
    if data.startswith((_OLE, *_BARE_XLS)):
        raise _of_container(data)
    if data.startswith(b"%PDF"):
        raise _not_a_table("PDF")
    if _MARKUP.match(data[:200]):
        raise refusal(
            "unreadable_file",
            "đây là trang web (HTML/XML) mang tên tệp Excel. Mở bằng Excel và lưu lại dạng .xlsx.",
            "this is a web page (HTML/XML) named like a table. Open it in Excel and save it as .xlsx.",
        )


def refuse_zipped_document(archive: zipfile.ZipFile) -> None:
    """Refuse a zip that is itself a document, so that nobody is told to unpack it."""
    names = set(archive.namelist())
    kind = _member(archive, "mimetype") if "mimetype" in names else b""
    is_open_document = kind.startswith(b"application/vnd.oasis.opendocument.")
    if is_open_document or {"content.xml", "META-INF/manifest.xml"} <= names:
        if b"encryption-data" in _member(archive, "META-INF/manifest.xml"):
            raise password_protected()
        if is_open_document and not kind.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
            raise _not_a_table("OpenDocument")
        raise refusal(
            "unreadable_file",
            "bảng tính LibreOffice/OpenDocument (.ods). Mở bằng LibreOffice hoặc Excel và lưu lại dạng .xlsx.",
            "a spreadsheet of LibreOffice (.ods). Open it in LibreOffice or Excel and save it as .xlsx.",
        )
    if any(name.startswith("Index/") and name.endswith(".iwa") for name in names) or "Index.zip" in names:
        raise refusal(
            "unreadable_file",
            "bảng tính Apple Numbers. Mở bằng Numbers và xuất ra Excel (.xlsx).",
            "a spreadsheet of Apple Numbers. Open it in Numbers and export it to Excel (.xlsx).",
        )
    if any(name.startswith(("word/", "ppt/")) for name in names):
        raise _not_a_table("Word/PowerPoint")


def password_protected() -> RefusedFileError:
    """The refusal of a file that needs a password."""
    return refusal(
        "password_protected",
        "tệp có mật khẩu. Gỡ mật khẩu rồi gửi lại.",
        "the file is protected by a password. Remove the password and send it again.",
    )


def _of_container(data: bytes) -> RefusedFileError:
    if _has_stream(data, "EncryptedPackage"):
        return password_protected()
    if _has_stream(data, "WordDocument") or _has_stream(data, "PowerPoint Document"):
        return _not_a_table("Word/PowerPoint")
    return refusal(
        "unreadable_file",
        "tệp Excel kiểu cũ (.xls). Mở bằng Excel và lưu lại dạng .xlsx.",
        "an Excel file of the old kind (.xls). Open it in Excel and save it as .xlsx.",
    )


def _has_stream(data: bytes, name: str) -> bool:
    return name.encode("utf-16-le") in data


def _not_a_table(kind: str) -> RefusedFileError:
    return refusal(
        "unreadable_file",
        f"đây là tài liệu {kind}, không phải bảng dữ liệu. Xuất lại từ phần mềm dưới dạng Excel (.xlsx) hoặc CSV.",
        f"this is a {kind} document, not a table. Export it again as Excel (.xlsx) or CSV.",
    )


def _member(archive: zipfile.ZipFile, name: str) -> bytes:
    """The beginning of a member; nothing where it cannot be read."""
    try:
        with archive.open(name) as stream:
            return stream.read(1 << 20)
    except (KeyError, *BROKEN_ZIP):
        return b""
