"""What a command that takes its time is doing, on the terminal of someone who waits."""

from __future__ import annotations

import sys
import threading
import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

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
        self._state, self._wait, self._begun = state, wait, time.monotonic()
        self._guard = threading.Lock()
        self._bar: Progress | None = None
        self._timer: threading.Timer | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.make_room()

    def make_room(self) -> None:
        """Take the bar away: something is to be said."""
        with self._guard:
            self._stop()

    def __call__(self, step: Step | None) -> None:
        """A `support.steps.Listener`."""
        if not sys.stderr.isatty():
            return
        with self._guard:
            if step is None:
                self._stop()
                return
            is_first = self._bar is None
            shown = self._bar = self._bar or self._made()
            shown.update(
                shown.task_ids[0],
                completed=step.share,
                description=step.name.in_language(self._state.speaks),
                is_measured=step.is_measured,
            )
            if is_first:
                self._begin(shown)

    def _made(self) -> Progress:
        from rich.progress import TextColumn

        from par_metrics.cli.bar import Clock, Share, bar

        made = bar(TextColumn("{task.description}"), Share(), Clock(self._state.speaks, self._begun))
        made.add_task("", total=1.0)
        return made

    def _begin(self, bar: Progress) -> None:
        left = self._begun + self._wait - time.monotonic()
        if left <= 0:
            bar.start()
            return
        # One step alone may take longer than anybody waits.
        self._timer = threading.Timer(left, self._show)
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
