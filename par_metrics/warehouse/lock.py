"""One writer at a time: a lock of the operating system, freed even when its holder crashes."""

import json
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import filelock

from par_metrics.errors import WorkspaceBusyError
from par_metrics.settings.layout import Layout
from schemas import Label

# Long enough for a writer that is just finishing, short enough for a person who waits.
WAIT_SECONDS = 2.0


@contextmanager
def writer_lock(layout: Layout) -> Iterator[bool]:
    """Hold the workspace's lock; the same thread may take it again inside.

    Yields:
        True where the lock was free, False where this thread held it already.
    Raises:
        WorkspaceBusyError: another process or thread writes; the message names it.
    """
    layout.root.mkdir(parents=True, exist_ok=True)
    # A singleton counts how often this thread holds it; another thread competes like a process.
    lock = filelock.FileLock(layout.lock.resolve(), is_singleton=True)
    outermost = not lock.is_locked
    try:
        lock.acquire(timeout=WAIT_SECONDS)
    except filelock.Timeout:
        raise _busy(layout) from None
    try:
        if outermost:
            _sign(layout)
        yield outermost
    finally:
        if outermost:
            layout.writer.unlink(missing_ok=True)
        lock.release()


def _sign(layout: Layout) -> None:
    holder = {
        "pid": os.getpid(),
        "host": platform.node(),
        "started_at": datetime.now().astimezone().isoformat(timespec="seconds"),
    }
    layout.writer.write_text(json.dumps(holder), encoding="utf-8")


def _busy(layout: Layout) -> WorkspaceBusyError:
    try:
        holder = json.loads(layout.writer.read_text(encoding="utf-8"))
        who = f"PID {holder['pid']}, {holder['host']}, {holder['started_at']}"
    except (OSError, ValueError, KeyError):  # the holder is about to sign, or just left
        who = "PID ?"
    return WorkspaceBusyError(
        Label(
            f"Một tiến trình khác đang ghi vào kho dữ liệu ({who}). Chờ tiến trình đó xong rồi chạy lại.",
            f"Another process is writing to the workspace ({who}). Wait until it has finished and run again.",
        ),
        "workspace_busy",
    )
