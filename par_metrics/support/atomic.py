"""Writing files so that a crash leaves either the whole file or none."""

import errno
import os
from collections.abc import Callable
from pathlib import Path

TEMPORARY = ".tmp"


def write_atomically(path: Path, write: Callable[[Path], object], mode: int | None = None) -> None:
    """Let `write` fill a temporary file beside `path`, then rename it to `path`.

    Args:
        path: where the complete file appears; its folder is made.
        write: writes the file at the path it is given.
        mode: permissions of the file, set before it has content; None leaves the default.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    # Not `path.name` + suffix: a name may already be as long as the file system allows.
    temporary = path.parent / f"{path.name[:64]}{TEMPORARY}"
    temporary.unlink(missing_ok=True)
    if mode is not None:
        os.close(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode))
    try:
        write(temporary)
        _flush(temporary)
        temporary.replace(path)
    except Exception:
        temporary.unlink(missing_ok=True)
        raise
    _flush_folder(path.parent)


def replace_whole(path: Path, content: bytes) -> None:
    """Write a file that somebody named: aside, then put in its place, so that an earlier one stays where it fails.

    What is there and is no plain file, such as a pipe, is written to as it is.

    Raises:
        OSError: the folder is not there, or nothing can be written; an earlier file that may not be written is kept.
    """
    if path.exists():
        if not path.is_file():
            path.write_bytes(content)
            return
        # A file closed to writing, or one that another program holds, says so here.
        with path.open("rb+"):
            pass
    elif not path.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path.parent))
    # What a link shows is replaced, not the link.
    write_atomically(path.resolve(), lambda aside: aside.write_bytes(content))


def put_in_place(source: Path, path: Path) -> None:
    """Move a whole file of the same file system to `path`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    _flush(source)
    source.replace(path)
    _flush_folder(path.parent)


def _flush(file: Path) -> None:
    with file.open("rb+") as stream:
        os.fsync(stream.fileno())


def _flush_folder(folder: Path) -> None:
    """Make the rename itself last; Windows cannot open a folder and does this by itself."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
