"""A lock of the operating system, freed even when its holder crashes, and beside it who holds it."""

import json
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path

import filelock

from schemas import Label

_MODE = 0o600


class HeldError(Exception):
    """Another process or thread holds the lock.

    Args:
        who: the holder's PID, host and start; what is not known of it is left out.
    """

    def __init__(self, who: Label) -> None:
        super().__init__(who.en)
        self.who = who


@contextmanager
def signed_lock(path: Path, seconds: float) -> Iterator[bool]:
    """Hold the lock `path`, waiting up to `seconds` for it; the same thread may take it again inside.

    Yields:
        True where the lock was free, False where this thread held it already.
    Raises:
        HeldError: it is held by another.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    # A singleton counts how often this thread holds it; another thread competes like a process.
    lock = filelock.FileLock(path.resolve(), is_singleton=True, mode=_MODE)
    is_outermost = not lock.is_locked
    try:
        lock.acquire(timeout=seconds)
    except filelock.Timeout:
        raise HeldError(holder_of(path)) from None
    try:
        if is_outermost:
            _sign(path)
        yield is_outermost
    finally:
        if is_outermost:
            signature_of(path).unlink(missing_ok=True)
        lock.release()


def holder_of(path: Path) -> Label:
    """Who holds the lock `path`, as it signed: `PID 12, host, từ 01:30 26/11/2026`."""
    try:
        signed = json.loads(signature_of(path).read_text(encoding="utf-8"))
        started = datetime.fromisoformat(signed["started_at"])
        place = f"PID {int(signed['pid'])}, {signed['host']}"
    # It is about to sign, or just left; or what is there nobody signed.
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return Label("không rõ tiến trình nào", "which one is not known")
    return Label(f"{place}, từ {started:%H:%M %d/%m/%Y}", f"{place}, since {started:%Y-%m-%d %H:%M}")


def _sign(path: Path) -> None:
    signed = {
        "pid": os.getpid(),
        "host": platform.node(),
        "started_at": datetime.now().astimezone().isoformat(timespec="seconds"),
    }
    with open(signature_of(path), "w", encoding="utf-8", opener=partial(os.open, mode=_MODE)) as file:
        file.write(json.dumps(signed))


def signature_of(path: Path) -> Path:
    """The file in which the holder of the lock `path` says who it is: `.writer.json` of `.writer.lock`."""
    return path.with_suffix(".json")
