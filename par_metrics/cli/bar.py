"""The line on which a command that takes its time says how far it is; imported when there is something to say."""

import sys
import time
from datetime import timedelta

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task
from rich.text import Text

from schemas import Label, Language

_LITTLE = 0.02
"""From less nobody can tell how long all will take."""
_SO_FAR, _LEFT = Label("đã {}", "{} so far"), Label("còn {}", "{} left")


def bar(*columns: ProgressColumn) -> Progress:
    """A line on standard error, gone once it is stopped; nothing is done to what others print."""
    return Progress(
        *columns,
        console=Console(stderr=True),
        transient=True,
        # What is printed goes where it was meant to, be it a file.
        redirect_stdout=False,
        redirect_stderr=False,
        disable=not sys.stderr.isatty(),
    )


class Share(BarColumn):
    """How much of the whole is done; nothing while nobody knows how long all will take."""

    def render(self, task: Task) -> Text:  # type: ignore[override]  # both are drawn
        return Text() if not _share(task) else super().render(task)  # type: ignore[return-value]


class Clock(ProgressColumn):
    """How long it takes yet, by how long what is done took; where nobody knows, how long it has taken so far.

    What rich makes of a few long steps is days.

    Args:
        language: of the words.
        begun: when the command began, of the monotonic clock.
    """

    def __init__(self, language: Language, begun: float) -> None:
        super().__init__()
        self._language, self._begun, self._made = language, begun, time.monotonic()
        self._share, self._at = 0.0, self._made

    def render(self, task: Task) -> Text:
        now, share = time.monotonic(), _share(task)
        if share != self._share:
            self._share, self._at = share, now
        is_known = task.fields.get("is_measured", True) and _LITTLE <= share < 1.0
        if not is_known:
            return Text(_SO_FAR.in_language(self._language).format(_seconds(now - self._begun)))
        left = (self._at - self._made) * (1 - share) / share - (now - self._at)
        return Text(_LEFT.in_language(self._language).format(_seconds(max(left, 0.0))))


def _share(task: Task) -> float:
    return task.completed / task.total if task.total else 0.0


def _seconds(seconds: float) -> str:
    return str(timedelta(seconds=round(seconds)))
