"""Files as they are sent: plain, .gz, or a .zip with one export in it."""

import gzip
import io
import zipfile
import zlib
from typing import IO

from par_metrics.domain.privacy import shown_file
from par_metrics.errors import RefusedFileError
from par_metrics.readers.documents import password_protected, refuse_zipped_document
from par_metrics.readers.table import refusal
from par_metrics.readers.workbook import part_key

# More than any export; a small archive that unpacks to more is damaged or hostile.
MOST_BYTES = 4 << 30
_DEEPEST = 3
_GZIP = b"\x1f\x8b"
_ZIP = b"PK"
_CHUNK = 1 << 20
_NO_DATA = (".ds_store", "thumbs.db", "desktop.ini")


def unpack(data: bytes) -> bytes:
    """The bytes of the export itself. An XLSX file is a zip and stays as it is.

    Raises:
        RefusedFileError: `unreadable_file`, `several_files`, `password_protected`, `empty_file`.
    """
    for _ in range(_DEEPEST):
        if data.startswith(_GZIP):
            data = _from_gzip(data)
        elif data.startswith(_ZIP) and not is_workbook(data):
            data = _from_zip(data)
        else:
            break
    return data


def is_workbook(data: bytes) -> bool:
    """The zip holds an Excel workbook (of any kind: .xlsb is one too)."""
    return data.startswith(_ZIP) and any(part_key(name).startswith("xl/") for name in _open_zip(data).namelist())


def check_size(data: bytes) -> None:
    """Refuse a zip that would unpack to more than any export holds."""
    if sum(member.file_size for member in _open_zip(data).infolist()) > MOST_BYTES:
        raise _too_large()


def _open_zip(data: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise _damaged() from None


def _damaged() -> RefusedFileError:
    return refusal(
        "unreadable_file",
        "tệp nén hoặc tệp Excel bị hỏng hoặc tải về chưa hết. Tải hoặc xuất lại tệp.",
        "the archive or Excel file is damaged or was cut short. Download or export it again.",
    )


def _too_large() -> RefusedFileError:
    return refusal(
        "unreadable_file",
        "tệp nén bung ra quá lớn (trên 4 GB). Chia nhỏ tệp rồi gửi lại.",
        "the archive unpacks to more than 4 GB. Split the export and send it again.",
    )


def _from_gzip(data: bytes) -> bytes:
    try:
        with gzip.open(io.BytesIO(data)) as stream:
            return _read_bounded(stream)
    except (OSError, EOFError, zlib.error):
        raise _damaged() from None


def _from_zip(data: bytes) -> bytes:
    archive = _open_zip(data)
    refuse_zipped_document(archive)
    members = [member for member in archive.infolist() if not member.is_dir() and _may_be_data(member.filename)]
    if not members:
        raise refusal("empty_file", "tệp nén không chứa tệp nào.", "the archive holds no file.")
    if len(members) > 1:
        names = ", ".join(shown_file(member.filename) for member in members[:10])
        raise refusal(
            "several_files",
            f"tệp nén chứa {len(members)} tệp: {names}. Giải nén và nạp từng tệp.",
            f"the archive holds {len(members)} files: {names}. Unpack it and load them one by one.",
        )
    if members[0].flag_bits & 1:
        raise password_protected()
    if members[0].file_size > MOST_BYTES:
        raise _too_large()
    try:
        with archive.open(members[0]) as stream:
            return _read_bounded(stream)
    except (zipfile.BadZipFile, OSError, EOFError, zlib.error, NotImplementedError):
        raise _damaged() from None


def _may_be_data(name: str) -> bool:
    last = name.rsplit("/", 1)[-1].lower()
    return not name.startswith("__MACOSX/") and not last.startswith("._") and last not in _NO_DATA


def _read_bounded(stream: IO[bytes] | gzip.GzipFile) -> bytes:
    """All bytes of a decompressing stream, whatever size its archive claims."""
    buffer = io.BytesIO()
    while chunk := stream.read(_CHUNK):
        buffer.write(chunk)
        if buffer.tell() > MOST_BYTES:
            raise _too_large()
    return buffer.getvalue()
