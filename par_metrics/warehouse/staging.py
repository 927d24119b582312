"""Where the exports that are being read lie until they are loaded, each locked by the process that will load it."""

import contextlib
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import filelock

from par_metrics.settings.layout import Layout
from par_metrics.support.private import private_files

_LOCK = ".lock"
# Those of this process, whose locks need not be tried.
_living: set[Path] = set()


@dataclass(frozen=True)
class Staging:
    """The place of one export; processes that are handed it may fill it.

    Args:
        rows: folder of its rows.
        original: file of its bytes.
    """

    rows: Path
    original: Path

    def clear(self) -> None:
        """Remove what lies there."""
        shutil.rmtree(self.rows, ignore_errors=True)
        self.original.unlink(missing_ok=True)


@contextmanager
def staging(layout: Layout) -> Iterator[Staging]:
    """A new place, which nobody sweeps as long as this process lives; it is removed in the end.

    What is written meanwhile is private.
    """
    number = secrets.token_hex(8)
    place = _place(layout, number)
    with private_files():
        layout.staging.mkdir(parents=True, exist_ok=True)
        # Locked before there is anything to sweep.
        with _lock(layout, number):
            _living.add(place.rows)
            try:
                yield place
            finally:
                _living.discard(place.rows)
                _remove(layout, number, place)


def sweep_staging(layout: Layout) -> None:
    """Remove the places of processes that have died; whoever calls holds the writer's lock."""
    found = {path.name.removesuffix(_LOCK) for path in layout.staging.glob("*")}
    found |= {path.name for path in layout.incoming.glob("*")}
    found -= {number for number in found if _place(layout, number).rows in _living}
    if found:
        layout.staging.mkdir(parents=True, exist_ok=True)
    for number in found:
        with contextlib.suppress(filelock.Timeout), _lock(layout, number, timeout=0):
            _remove(layout, number, _place(layout, number))


def _place(layout: Layout, number: str) -> Staging:
    return Staging(layout.staging / number, layout.incoming / number)


def _lock(layout: Layout, number: str, timeout: float = -1) -> filelock.BaseFileLock:
    return filelock.FileLock(layout.staging.resolve() / f"{number}{_LOCK}", timeout=timeout)


def _remove(layout: Layout, number: str, place: Staging) -> None:
    """Remove a place and, last, its lock, which whoever calls holds."""
    place.clear()
    with contextlib.suppress(OSError):  # a system that does not remove open files; it is swept with the next
        (layout.staging / f"{number}{_LOCK}").unlink(missing_ok=True)
