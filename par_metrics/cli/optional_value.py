"""`--full-list` may stand alone or before a span of dates, also in front of the files."""

import re
from pathlib import Path
from typing import Any

from typer.core import TyperCommand

from par_metrics.domain.period import Period
from par_metrics.errors import UsageError

_OPTION = "--full-list"
_FIGURES = re.compile(r"\d[\dQHW/-]*")


def _is_span(text: str) -> bool:
    """A period, in figures or in words, or what only a wrong one looks like; a file may be called so, and is that."""
    if Path(text).exists():
        return False
    if _FIGURES.fullmatch(text):
        return True
    try:
        Period.parse(text)
    except UsageError:
        return False
    return True


class IngestCommand(TyperCommand):
    """A command whose `--full-list` takes what follows only where that is a span."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        parsed: list[str] = []
        for position, argument in enumerate(args):
            following = args[position + 1] if position + 1 < len(args) else ""
            alone = argument == _OPTION and not _is_span(following)
            parsed.append(f"{_OPTION}=" if alone else argument)
        return super().parse_args(ctx, parsed)
