"""Files that may take so much to read that a process of its own does, and what is said where it had to be ended."""

import sys
import zipfile
from pathlib import Path

from par_metrics.domain.limits import Limits
from par_metrics.errors import RefusedFileError
from par_metrics.readers.broken import BROKEN_ZIP
from par_metrics.readers.limits import over_limit
from par_metrics.readers.parquet_size import size_of

_LIGHT_BYTES = 1 << 20
_LIGHT_UNPACKED = 16 << 20
_LIGHT_CELLS = 2_000_000
_PARQUET = b"PAR1"
# What is told from its beginning: what unpacks to more than it is, and what is read at once.
_PACKED = (b"PK", b"\x1f\x8b")
_READ_AT_ONCE = (*_PACKED, _PARQUET, b"[", b"{")


def is_heavy(path: Path) -> bool:
    """A file that may fill the memory: a large one that is read at once, or a small one that unpacks to much.

    A CSV file is read in parts, whatever its size.
    """
    if not path.is_file():  # nothing comes out of a pipe until somebody writes into it
        return False
    try:
        size = path.stat().st_size
        with path.open("rb") as stream:
            start = stream.read(64).lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")
    except OSError:
        return False
    if size > _LIGHT_BYTES:
        return start.startswith(_READ_AT_ONCE) or not start
    if start.startswith(_PACKED):
        return _unpacks_to(path) > _LIGHT_UNPACKED
    return start.startswith(_PARQUET) and _cells(path) > _LIGHT_CELLS


def _unpacks_to(path: Path) -> int:
    """Bytes that a zip says it unpacks to."""
    try:
        with zipfile.ZipFile(path) as archive:
            return sum(member.file_size for member in archive.infolist())
    except BROKEN_ZIP:
        return 0


def _cells(path: Path) -> int:
    """Values that a Parquet file says it has, those in lists too; without end where it does not say."""
    try:
        size = size_of(path)
    except (ValueError, OSError):  # damaged
        return 0
    return sys.maxsize if size is None else size.rows * size.columns + size.in_lists


def out_of_memory(file: str, limits: Limits) -> RefusedFileError:
    """The refusal of a file that was being read when the memory it may take was used up."""
    return over_limit(
        "memory_gb",
        f"{file}: đọc tệp này cần trên {limits.memory_gb:g} GB bộ nhớ",
        f"{file}: reading it takes more than {limits.memory_gb:g} GB of memory",
    )


def out_of_time(file: str, limits: Limits) -> RefusedFileError:
    """The refusal of a file that was being read when the time it may take was used up."""
    return over_limit(
        "cpu_minutes",
        f"{file}: đọc tệp này mất trên {limits.cpu_minutes:g} phút xử lý",
        f"{file}: reading it takes more than {limits.cpu_minutes:g} minutes of a processor",
    )
