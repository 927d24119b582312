"""The log of the nights: who runs the machine reads there what each did, a line for each export.

It has what the summary of a night has, and so no value of a record that a message does not show anyhow.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

from par_metrics.errors import reason_of
from par_metrics.operations.summary import FileOutcome, RunSummary
from par_metrics.settings.settings import Settings
from schemas import Label

NAME = "par-metrics.log"
_FORMAT = "%(asctime)s %(levelname)s %(message)s"
_BYTES = 1_000_000


class NightLog:
    """One night's lines; what cannot be written holds nothing up, and is told once, in the summary."""

    def __init__(self, root: Path, settings: Settings) -> None:
        self._language = settings.language
        self._lines = logging.Logger("night")  # noqa: LOG001 - of nobody's tree: what libraries log stays out of it
        self._file: _PrivateFile | None = None
        self._trouble: OSError | None = None
        if not settings.log.files:
            return
        folder = root / Path(settings.log.folder).expanduser()
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file = _PrivateFile(folder / NAME, settings)
            self._lines.addHandler(self._file)
        except OSError as error:
            self._trouble = error

    def file(self, outcome: FileOutcome) -> None:
        """What became of one export."""
        problem = outcome.problem
        if problem is not None:
            self._write(logging.ERROR, Label(f"{outcome.file}: {problem.vi}", f"{outcome.file}: {problem.en}"))
        else:
            counts = outcome.counts
            self._write(logging.INFO, Label(f"{outcome.file}: {counts.vi}", f"{outcome.file}: {counts.en}"))

    def ended(self, summary: RunSummary) -> RunSummary:
        """What became of the night; the summary, with a note where the log could not be written."""
        for line in (*summary.of_sources, *summary.of_the_run):
            bare = Label(line.vi.strip().removeprefix("! "), line.en.strip().removeprefix("! "))
            self._write(logging.ERROR if line.vi.startswith("!") else logging.INFO, bare)
        trouble = self._trouble if self._file is None else self._file.trouble
        if trouble is None:
            return summary
        reason = reason_of(trouble)
        note = Label(f"không ghi được nhật ký: {reason.vi}", f"the log could not be written: {reason.en}")
        return replace(summary, notices=(*summary.notices, note))

    def broke_off(self, reason: Label) -> None:
        """An error ended the night."""
        self._write(logging.ERROR, reason)

    def close(self) -> None:
        with suppress(OSError):  # what a full disk did not take is told already
            if self._file is not None:
                self._file.close()

    def _write(self, level: int, line: Label) -> None:
        # A line break in a name would begin a line of its own.
        self._lines.log(level, "%s", " ".join(line.in_language(self._language).split()))


@contextmanager
def night_log(root: Path, settings: Settings) -> Iterator[NightLog]:
    """The log while one night is at work; nobody else writes to it meanwhile."""
    log = NightLog(root, settings)
    try:
        log._write(logging.INFO, Label(f"bắt đầu một đêm (PID {os.getpid()})", f"a night begins (PID {os.getpid()})"))
        yield log
    finally:
        log.close()


class _PrivateFile(RotatingFileHandler):
    """A file that its account alone reads, in the time zone of the workspace."""

    def __init__(self, path: Path, settings: Settings) -> None:
        self.trouble: OSError | None = None
        keep = settings.log.files - 1
        super().__init__(path, maxBytes=int(settings.log.size_mb * _BYTES), backupCount=keep, encoding="utf-8")
        self.setFormatter(_InZone(settings.zone))

    def _open(self) -> TextIOWrapper:
        opened = open(self.baseFilename, self.mode, encoding=self.encoding, opener=_private)  # noqa: SIM115
        return cast("TextIOWrapper", opened)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: ARG002 - as the library calls it
        """A full disk, mostly: it is kept, and not printed."""
        error = sys.exc_info()[1]
        self.trouble = error if isinstance(error, OSError) else self.trouble


class _InZone(logging.Formatter):
    def __init__(self, zone: ZoneInfo) -> None:
        super().__init__(_FORMAT)
        self._zone = zone

    def formatTime(self, record: logging.LogRecord, _datefmt: str | None = None) -> str:
        return datetime.fromtimestamp(record.created, self._zone).isoformat(timespec="seconds")


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
