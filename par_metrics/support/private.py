"""Files that only the account which makes them may read, whatever it lets others read otherwise."""

import os
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

_MASK = 0o077

_guard = threading.Lock()
_inside = 0
_outside = 0


@contextmanager
def private_files() -> Iterator[None]:
    """Every file and folder that this process makes meanwhile is its account's alone, also those that libraries make.

    Threads may be inside at the same time; the last to leave puts back what was there before.
    """
    global _inside, _outside  # noqa: PLW0603 - the mask is the process's
    with _guard:
        if not _inside:
            _outside = os.umask(_MASK)
        _inside += 1
    try:
        yield
    finally:
        with _guard:
            _inside -= 1
            if not _inside:
                os.umask(_outside)


def close_to_others(paths: Iterable[Path]) -> None:
    """Take from others what they may do with files and folders; what is of another account is left as it is."""
    for path in open_to_others(paths):
        if path.lstat().st_uid == os.geteuid():
            path.chmod(path.stat().st_mode & ~_MASK)


def open_to_others(paths: Iterable[Path]) -> list[Path]:
    """Those of some files and folders that others may read or write; nothing where the system knows no such rights.

    A link is passed over: what it leads to is somebody else's.
    """
    if os.name != "posix":
        return []
    there = [path for path in paths if path.exists() and not path.is_symlink()]
    return [path for path in there if path.stat().st_mode & _MASK]
