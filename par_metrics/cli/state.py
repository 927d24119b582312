"""What every command knows: the workspace, the language, how to speak."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import IO, TYPE_CHECKING

from schemas import Label, Language

if TYPE_CHECKING:
    from par_metrics.display.named import Names
    from par_metrics.domain.plan import Plan
    from par_metrics.indicators.catalogue import Catalogue
    from par_metrics.indicators.targets import Target
    from par_metrics.workspace import Workspace


class Only(StrEnum):
    """Some of the rows of a scorecard."""

    MISSED = "missed"
    FIGURES = "figures"
    TASKS = "tasks"


@dataclass
class State:
    """Global options, and the language in use once it is known.

    Args:
        workspace: the folder to work in.
        language: given on the command line or in the environment; else that of the
            workspace's settings, Vietnamese before any is read.
        debug: show tracebacks.
        command: what is being run.
        make_room: takes away what is shown to whoever waits.
        opened: the workspace, once a command has opened it.
    """

    workspace: Path = Path()
    language: Language | None = None
    debug: bool = False
    command: str = ""
    make_room: Callable[[], None] = lambda: None
    opened: Workspace | None = None

    @property
    def speaks(self) -> Language:
        return self.language or "vi"

    def open(self) -> Workspace:
        """The workspace; its language becomes the one spoken unless another was asked for.

        Raises:
            SettingsError: the folder is no workspace, or its settings are wrong.
        """
        if self.opened is not None:
            return self.opened
        from par_metrics.workspace import Workspace

        ws = Workspace(self.workspace)
        self.language = self.language or ws.settings.language
        self.opened = ws
        return ws

    def names(self) -> Names:
        """What the registers of the workspace call units and procedures; nothing before it is opened."""
        return self.opened.names() if self.opened else {}

    def targets(self) -> tuple[Target, ...]:
        """Those of the workspace, its own first; the plan's where the folder is none."""
        from par_metrics.indicators.targets import plan_targets
        from par_metrics.settings.layout import Layout

        return self.open().targets.entries if Layout(self.workspace).settings_file.exists() else plan_targets()

    def catalogue(self) -> Catalogue:
        """The indicators of the workspace; the built-in ones where the folder is none."""
        from par_metrics.indicators.catalogue import catalogue
        from par_metrics.settings.layout import Layout

        return self.open().catalogue if Layout(self.workspace).settings_file.exists() else catalogue

    def plan(self) -> Plan:
        """The plan of the workspace; the built-in one where the folder is none."""
        from par_metrics.domain.plan import builtin_plan
        from par_metrics.settings.layout import Layout

        return self.open().plan if Layout(self.workspace).settings_file.exists() else builtin_plan()

    @contextmanager
    def saving(self, output: Path) -> Iterator[None]:
        """Write a file that somebody named; see `errors.saving`.

        Raises:
            UsageError: it cannot be written, or is one that the workspace keeps for itself.
        """
        from par_metrics.errors import UsageError, saving
        from par_metrics.settings.layout import Layout

        if Layout(self.workspace).owns(output):
            raise UsageError(
                Label(
                    f"{output} nằm ở chỗ kho làm việc giữ dữ liệu của mình, ghi vào đó sẽ làm hỏng. Chọn chỗ khác.",
                    f"{output} lies where the workspace keeps its own data. Choose another place.",
                ),
                "output_unwritable",
            )
        with saving(output):
            yield

    def say(self, label: Label) -> None:
        """A message: always on standard error, so that standard output stays data."""
        self.make_room()
        print(fitted(label.in_language(self.speaks), sys.stderr), file=sys.stderr, flush=True)


def period_of(state: State, period: str | None, as_of: str | None, known_at: str | None) -> Label:
    """Which period an answer is of, and when it is seen."""
    from par_metrics.cli.summaries import of_period
    from par_metrics.domain.period import Period

    instant = state.open().instant(as_of, known_at)
    return of_period(Period.parse(period or f"{instant.year}"), instant)


def fitted(text: str, stream: IO[str]) -> str:
    """A message whose words a terminal does not break, its items set in; elsewhere its lines are whole."""
    if not stream.isatty():
        return text
    from par_metrics.display.layout import wrapped

    try:
        width = os.get_terminal_size(stream.fileno()).columns
    except (OSError, ValueError):
        return text
    if width <= 0:  # a terminal that does not say
        return text
    lines: list[str] = []
    for line in text.split("\n"):
        said = line.lstrip(" ")
        indent = len(line) - len(said)
        first, *others = wrapped(said, max(width - indent - 2, 20) if indent else max(width, 20))
        lines.append(" " * indent + first)
        lines += [" " * (indent + 2 if indent else 0) + other for other in others]
    return "\n".join(lines)


def language_of(text: str | None) -> Language | None:
    """The language `text` names, None if it names none."""
    if text == "vi":
        return "vi"
    return "en" if text == "en" else None
