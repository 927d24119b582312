"""`published/` as a folder of runs: who writes there, how runs are called, and which are kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from par_metrics.errors import UsageError, WorkspaceBusyError, naming
from par_metrics.publish import latest
from par_metrics.publish.manifest import MANIFEST
from par_metrics.support.locks import HeldError, signed_lock
from schemas import Label

BUILDING = ".building-"
"""What the name of a run begins with until all of it is written."""
_RUN_ID = r"[0-9A-Za-z][0-9A-Za-z_.-]{0,63}"


@contextmanager
def alone(published: Path) -> Iterator[None]:
    """While this lasts, no other process publishes.

    Raises:
        WorkspaceBusyError: another one does.
    """
    published.mkdir(exist_ok=True)
    try:
        with signed_lock(published / ".lock", 0), naming(published):
            sweep(published)
            yield
    except HeldError as held:
        raise WorkspaceBusyError(
            Label(
                f"một lần công bố khác đang chạy ({held.who.vi}); chờ xong rồi chạy lại",
                f"another run is being published ({held.who.en}); wait until it is done and run again",
            ),
            "publish_busy",
        ) from None


def new_name(published: Path, started: datetime) -> str:
    """A name from the time, with a number where two runs share a second."""
    name = stem = f"{started:%Y%m%dT%H%M%S}"
    number = 2
    while (published / name).exists():
        name = f"{stem}-{number}"
        number += 1
    return name


def check_name(published: Path, name: str) -> str:
    """The name that somebody gave a run.

    Raises:
        UsageError: it is taken, or no plain name.
    """
    if re.fullmatch(_RUN_ID, name) and name not in (latest.LATEST, latest.POINTER) and not (published / name).exists():
        return name
    raise UsageError(
        Label(
            f'tên lần công bố "{name}" đã có hoặc không hợp lệ; dùng chữ không dấu, số, "-", "_", "."',
            f'the run id "{name}" is taken or no plain name; use letters, digits, "-", "_" and "."',
        ),
        "bad_run_id",
    )


def sweep(published: Path) -> None:
    """Remove what a run that was killed left behind."""
    for leftover in published.glob(f"{BUILDING}*"):
        latest.remove_tree(leftover)
    for link in published.glob(f".{latest.LATEST}-*"):
        if link.is_symlink():
            link.unlink()


def keep(published: Path, keep_runs: int, current: str) -> None:
    """Remove the oldest runs; never this one, nor the one that `latest` shows."""
    # A run killed between the two may have left the pointer and the link at different runs.
    protected = {current, latest.latest_run(published), (published / latest.LATEST).resolve().name}
    runs = sorted(
        (path.parent for path in published.glob(f"*/{MANIFEST}") if path.parent.name != latest.LATEST),
        key=lambda folder: (folder / MANIFEST).stat().st_mtime_ns,
        reverse=True,
    )
    for folder in runs[keep_runs:]:
        if folder.name not in protected:
            latest.remove_tree(folder)
