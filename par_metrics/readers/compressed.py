"""Files as they are sent: plain, .gz, or a .zip with one export in it."""

import contextlib
import gzip
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, BinaryIO, cast

from par_metrics.domain.limits import Limits
from par_metrics.domain.privacy import shown_file
from par_metrics.errors import RefusedFileError
from par_metrics.readers.broken import BROKEN_ZIP
from par_metrics.readers.documents import password_protected, refuse_zipped_document
from par_metrics.readers.limits import HARMLESS_BYTES, check_unpacked
from par_metrics.readers.table import refusal
from par_metrics.readers.workbook import part_key

_DEEPEST = 3
_GZIP = b"\x1f\x8b"
_ZIP = b"PK"
_CHUNK = 1 << 20
_NO_DATA = (".ds_store", "thumbs.db", "desktop.ini")


@contextlib.contextmanager
def unpacked(stream: BinaryIO, limits: Limits, folder: Path | None) -> Iterator[BinaryIO]:
    """The export itself, from its beginning. An XLSX file is a zip and stays as it is.

    Args:
        stream: the file.
        limits: of what it may unpack to.
        folder: where what is too long for the memory lies meanwhile; None: where the system puts such files.
    Raises:
        RefusedFileError: `unreadable_file`, `several_files`, `password_protected`, `empty_file`, `over_limit`.
    """
    place = None if folder is None else str(folder)
    with contextlib.ExitStack() as kept:
        for _ in range(_DEEPEST):
            start = stream.read(2)
            stream.seek(0)
            if start == _GZIP:
                packed = cast("IO[bytes]", kept.enter_context(gzip.GzipFile(fileobj=stream, mode="rb")))
            elif start == _ZIP and not is_workbook(stream):
                packed = kept.enter_context(_only_member(kept.enter_context(_open_zip(stream))))
            else:
                break
            target = kept.enter_context(tempfile.SpooledTemporaryFile(HARMLESS_BYTES, dir=place))
            for chunk in _chunks(packed):
                target.write(chunk)
                check_unpacked(target.tell(), stream.tell(), limits)
            target.seek(0)
            stream = cast("BinaryIO", target)
        yield stream


def is_workbook(stream: BinaryIO) -> bool:
    """It is a zip that holds an Excel workbook (of any kind: .xlsb is one too)."""
    is_zip = stream.read(2) == _ZIP
    stream.seek(0)
    if not is_zip:
        return False
    with _open_zip(stream) as archive:
        found = any(part_key(name).startswith("xl/") for name in archive.namelist())
    stream.seek(0)
    return found


def _open_zip(stream: BinaryIO) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(stream)
    except BROKEN_ZIP:
        raise _damaged() from None


def _damaged() -> RefusedFileError:
    return refusal(
        "unreadable_file",
        "tệp nén hoặc tệp Excel bị hỏng hoặc tải về chưa hết. Tải hoặc xuất lại tệp.",
        "the archive or Excel file is damaged or was cut short. Download or export it again.",
    )


def _chunks(packed: IO[bytes]) -> Iterator[bytes]:
    """What a file unpacks to, whatever size its archive claims."""
    try:
        while chunk := packed.read(_CHUNK):
            yield chunk
    except BROKEN_ZIP:
        raise _damaged() from None


def _only_member(archive: zipfile.ZipFile) -> IO[bytes]:
    refuse_zipped_document(archive)
    members = [
        member for member in archive.infolist() if not member.filename.endswith("/") and _may_be_data(member.filename)
    ]
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
    try:
        return archive.open(members[0])
    except BROKEN_ZIP:
        raise _damaged() from None


def _may_be_data(name: str) -> bool:
    last = name.rsplit("/", 1)[-1].lower()
    return not name.startswith("__MACOSX/") and not last.startswith("._") and last not in _NO_DATA
