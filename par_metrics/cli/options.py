"""Options that several commands share; what each means stands in `help.py`."""

import os
from pathlib import Path
from typing import Annotated

import typer

from par_metrics.cli.output import Format
from par_metrics.errors import named_a_folder
from par_metrics.settings.environment import LANGUAGE_VARIABLE


def indicator_ids(incomplete: str) -> list[tuple[str, str]]:
    """What the shell offers: ids that begin so, and their names in the language of the environment."""
    from par_metrics.cli.state import language_of
    from par_metrics.indicators.catalogue import catalogue

    language = language_of(os.environ.get(LANGUAGE_VARIABLE)) or "vi"
    return [(i.id, i.label.in_language(language)) for i in catalogue.values() if i.id.startswith(incomplete)]


def _no_folder(context: typer.Context, output: Path | None) -> Path | None:
    """Says of a folder at once that a file is to be named."""
    if output is not None and output.is_dir():
        raise named_a_folder(output, "bao-cao.docx" if context.info_name == "report" else "bang.xlsx")
    return output


IdsArgument = Annotated[list[str] | None, typer.Argument(metavar="ID", autocompletion=indicator_ids)]
IdArgument = Annotated[str | None, typer.Argument(metavar="ID", autocompletion=indicator_ids)]
FormatOption = Annotated[Format | None, typer.Option("--format", "-f", case_sensitive=False)]
LimitOption = Annotated[int, typer.Option("--limit", "-n", min=0)]
OutputOption = Annotated[Path | None, typer.Option("--output", "-o", callback=_no_folder)]
PeriodOption = Annotated[str | None, typer.Option("--period", "-p")]
AsOfOption = Annotated[str | None, typer.Option("--as-of")]
KnownAtOption = Annotated[str | None, typer.Option("--known-at")]
UnitOption = Annotated[str | None, typer.Option("--unit")]
ByOption = Annotated[list[str] | None, typer.Option("--by")]


def columns_of(by: list[str] | None) -> list[str]:
    """The columns of `--by`, which may be given several times and hold several with commas between."""
    return [column.strip() for given in by or [] for column in given.split(",")]
