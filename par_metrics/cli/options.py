"""Options that several commands share; what each means stands in `help.py`."""

from pathlib import Path
from typing import Annotated

import typer

from par_metrics.cli.output import Format

IdsArgument = Annotated[list[str] | None, typer.Argument(metavar="[ID]...")]
FormatOption = Annotated[Format | None, typer.Option("--format", "-f", case_sensitive=False)]
LimitOption = Annotated[int, typer.Option("--limit", "-n", min=0)]
OutputOption = Annotated[Path | None, typer.Option("--output", "-o")]
PeriodOption = Annotated[str | None, typer.Option("--period", "-p")]
AsOfOption = Annotated[str | None, typer.Option("--as-of")]
KnownAtOption = Annotated[str | None, typer.Option("--known-at")]
UnitOption = Annotated[str | None, typer.Option("--unit")]
ByOption = Annotated[list[str] | None, typer.Option("--by")]


def columns_of(by: list[str] | None) -> list[str]:
    """The columns of `--by`, which may be given several times and hold several with commas between."""
    return [column.strip() for given in by or [] for column in given.split(",")]
