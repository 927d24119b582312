"""How far a run is, on its page in Prefect: a bar that moves with the bytes read, and what is left to wait."""

import threading
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import cast
from uuid import UUID

from prefect.artifacts import create_progress_artifact, update_progress_artifact

from flows.names import key_of, unit_of
from flows.server import tell
from par_metrics import display
from par_metrics.operations.nightly import OfFile, Step, Told
from schemas import Label, Language

PROGRESS, PUBLISHING = "progress", "publishing"
_EVERY = 2.0
"""Seconds between two reports to the server: nobody looks more often."""


class Progress:
    """The bar of a run, told by several threads.

    Args:
        workspace: whose night it is.
        files: to be loaded.
        language: of the words beside the bar.
    """

    def __init__(self, workspace: Path, files: Sequence[Path], language: Language) -> None:
        self._language = language
        # A file of no bytes is something to do too.
        self._sizes = {file: max(file.stat().st_size, 1) if file.is_file() else 1 for file in files}
        self._read, self._rows = dict.fromkeys(files, 0), dict.fromkeys(files, 0)
        self._done = 0
        self._guard = threading.Lock()
        self._begun = self._told_at = time.monotonic()
        key = key_of(PROGRESS, unit_of(workspace))
        # Called from a synchronous flow it answers at once; its type also allows for asynchronous ones.
        self._id = tell(lambda: cast("UUID", create_progress_artifact(0.0 if files else 100.0, key=key)))

    def of(self, file: Path) -> Told:
        """What is told of a file, on the bar."""

        def told(progress: OfFile) -> None:
            with self._guard:
                self._read[file], self._rows[file] = min(progress.bytes_read, self._sizes[file]), progress.rows
                if time.monotonic() - self._told_at >= _EVERY:
                    self._tell()

        return told

    def done(self, file: Path) -> None:
        """A file is loaded, or refused."""
        with self._guard:
            self._read[file] = self._sizes[file]
            self._done += 1
            self._tell()

    def _tell(self) -> None:
        self._told_at = time.monotonic()
        if self._id is None:
            return
        share = sum(self._read.values()) / sum(self._sizes.values())
        seconds = (self._told_at - self._begun) * (1 - share) / share if share else None
        words = self._words(seconds).in_language(self._language)
        self._id = _updated(self._id, 100.0 * share, words)

    def _words(self, seconds: float | None) -> Label:
        rows = display.number(sum(self._rows.values()), self._language, 0)
        of_all = f"{self._done}/{len(self._sizes)}"
        words = Label(f"{of_all} tệp, {rows} dòng", f"{of_all} files, {rows} rows")
        if self._done == len(self._sizes) or seconds is None:
            return words
        left = display.number(seconds, self._language, 0)
        return Label(f"{words.vi}, còn khoảng {left} giây", f"{words.en}, some {left} seconds left")


class Publishing:
    """The bar of computing and publishing, where that takes longer than anybody waits; see `support.steps.Listener`.

    Args:
        workspace: whose figures they are.
        language: of the words beside the bar.
    """

    def __init__(self, workspace: Path, language: Language) -> None:
        self._language = language
        self._key = key_of(PUBLISHING, unit_of(workspace))
        self._told_at = time.monotonic()
        self._id: UUID | None = None

    def __call__(self, step: Step | None) -> None:
        if step is None and self._id is not None:
            _updated(self._id, 100.0)
        if step is None or time.monotonic() - self._told_at < _EVERY:
            return
        self._told_at = time.monotonic()
        share, words = 100.0 * step.share, step.name.in_language(self._language)
        if self._id is None:
            make = partial(create_progress_artifact, share, key=self._key, description=words)
            self._id = tell(lambda: cast("UUID", make()), patience=0)
        else:
            _updated(self._id, share, words)


def _updated(bar: UUID, share: float, words: str | None = None) -> UUID | None:
    """The bar, if the server still answers: asked once, for a file waits meanwhile."""

    def call() -> UUID:
        update_progress_artifact(bar, share, words)
        return bar

    return tell(call, patience=0)
