"""`--full-list` may stand alone or before a span of dates, also in front of the files."""

import re
from typing import Any

from typer.core import TyperCommand

_OPTION = "--full-list"
# Every form of a period is of these; a file's name has a dot or other letters.
_SPAN = re.compile(r"\d[\dQHW/-]*")


class IngestCommand(TyperCommand):
    """A command whose `--full-list` takes what follows only where that is a span."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        parsed: list[str] = []
        for position, argument in enumerate(args):
            following = args[position + 1] if position + 1 < len(args) else ""
            alone = argument == _OPTION and not _SPAN.fullmatch(following)
            parsed.append(f"{_OPTION}=" if alone else argument)
        return super().parse_args(ctx, parsed)
