"""Telling that a file is being written by somebody else."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Stamp:
    """What changes when somebody writes to a file."""

    size: int
    modified: float
    inode: int


def stamp(path: Path) -> Stamp | None:
    """None for what is no longer there. A link counts as the file it leads to, if it leads anywhere."""
    try:
        status = path.stat() if path.exists() else path.lstat()
    except FileNotFoundError:
        return None
    return Stamp(status.st_size, status.st_mtime, status.st_ino)
