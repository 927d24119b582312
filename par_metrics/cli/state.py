"""What every command knows: the workspace, the language, how to speak."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from schemas import Label, Language

if TYPE_CHECKING:
    from par_metrics.workspace import Workspace


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
    """

    workspace: Path = Path()
    language: Language | None = None
    debug: bool = False
    command: str = ""
    make_room: Callable[[], None] = lambda: None

    @property
    def speaks(self) -> Language:
        return self.language or "vi"

    def open(self) -> Workspace:
        """The workspace; its language becomes the one spoken unless another was asked for.

        Raises:
            SettingsError: the folder is no workspace, or its settings are wrong.
        """
        from par_metrics.workspace import Workspace

        ws = Workspace(self.workspace)
        self.language = self.language or ws.settings.language
        return ws

    def say(self, label: Label) -> None:
        """A message: always on standard error, so that standard output stays data."""
        self.make_room()
        print(label.in_language(self.speaks), file=sys.stderr, flush=True)


def language_of(text: str | None) -> Language | None:
    """The language `text` names, None if it names none."""
    if text == "vi":
        return "vi"
    return "en" if text == "en" else None
