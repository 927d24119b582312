"""How typer's help is laid out: commands by what they are for, and its own words in Vietnamese."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from typer.core import TyperGroup

from schemas import Language

_HEADINGS = {"Options": "Tùy chọn", "Arguments": "Tham số", "Commands": "Lệnh"}
_IN_HELP = {r"\[default: ": "[mặc định: ", r"; default: ": "; mặc định: ", r"\brequired\]$": "bắt buộc]"}
# An argument is called by its name, with its type behind it.
_NAMED_TYPE = re.compile(r"^(\w\S*) <[\w \[\]]+>$")
_USAGE = {"[OPTIONS]": "[TÙY CHỌN]", "COMMAND [ARGS]...": "LỆNH [THAM SỐ]..."}


class Commands(TyperGroup):
    """The commands under headings that say what they are for."""

    panels: Mapping[str, Sequence[str]] = {}
    """Heading -> names of commands."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002  # typer calls it so
        width = max(len(name) for name in self.commands)
        for heading, names in self.panels.items():
            with formatter.section(heading):
                rows = [(name.ljust(width), self.commands[name].get_short_help_str(200)) for name in names]
                formatter.write_dl(rows)


def speak(command: Any, language: Language) -> None:
    """Have a command lay out its help in a language; English is typer's own."""
    if language == "en":
        return
    kind = command.context_class
    formatter = type("Formatter", (_Formatter, kind.formatter_class), {})
    command.context_class = type("Context", (kind,), {"formatter_class": formatter})


class _Formatter:
    """What is laid over a formatter of typer's."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        for english, vietnamese in _USAGE.items():
            args = args.replace(english, vietnamese)
        super().write_usage(prog, args, prefix or "Cách dùng: ")  # type: ignore[misc]

    def section(self, name: str) -> Any:
        return super().section(_HEADINGS.get(name, name))  # type: ignore[misc]

    def write_dl(self, rows: Sequence[tuple[str, str]], *rest: Any, **named: Any) -> None:
        said = [(_NAMED_TYPE.sub(r"\1", first), _translated(second)) for first, second in rows]
        super().write_dl(said, *rest, **named)  # type: ignore[misc]


def _translated(text: str) -> str:
    for english, vietnamese in _IN_HELP.items():
        text = re.sub(english, vietnamese, text)
    return text
