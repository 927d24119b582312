"""What a command that takes its time is doing, on the terminal of someone who waits."""

from __future__ import annotations

import sys
import threading
import time
from datetime import timedelta
from typing import TYPE_CHECKING

from par_metrics.cli.state import State
from par_metrics.support.steps import Step

if TYPE_CHECKING:
    from rich.progress import Progress

WAIT = 2.0
"""Seconds after which somebody wonders."""


class Waiting:
    """A bar on standard error over the steps of a piece of work; nothing where that is no terminal.

    It is gone before the command says anything.

    Args:
        state: says the language.
        wait: seconds from now on before anything is shown.
    """

    def __init__(self, state: State, wait: float = WAIT) -> None:
        self._state, self._from = state, time.monotonic() + wait
        self._guard = threading.Lock()
        self._bar: Progress | None = None
        self._timer: threading.Timer | None = None

    def __call__(self, step: Step | None) -> None:
        """A `support.steps.Listener`."""
        if not sys.stderr.isatty():
            return
        with self._guard:
            if step is None:
                self._stop()
                return
            if self._bar is None:
                self._begin()
            assert self._bar is not None
            description = step.name.in_language(self._state.speaks)
            # Before the first step is done nobody knows how long all will take: it only moves to and fro.
            total = 1.0 if step.share else None
            task = self._bar.tasks[0]
            left = "" if total is None else _left((task.elapsed or 0.0) * (1 - step.share) / step.share)
            self._bar.update(task.id, total=total, completed=step.share, description=description, left=left)

    def _begin(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TimeElapsedColumn(),
            # What rich makes of a few long steps is days.
            TextColumn("{task.fields[left]}"),
            console=Console(stderr=True),
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._bar.add_task("", total=None, left="")
        # One step alone may take longer than anybody waits.
        self._timer = threading.Timer(max(self._from - time.monotonic(), 0.0), self._show)
        self._timer.daemon = True
        self._timer.start()

    def _show(self) -> None:
        with self._guard:
            if self._bar is not None:
                self._bar.start()

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if self._bar is not None:
            self._bar.stop()
        self._bar = self._timer = None


def _left(seconds: float) -> str:
    return f"-{timedelta(seconds=round(seconds))}"
