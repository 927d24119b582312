"""The app the commands belong to, and the options that come before every command."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from par_metrics.cli.help_layout import Commands
from par_metrics.cli.state import State
from par_metrics.settings.environment import default_workspace
from schemas import Language

app = typer.Typer(
    name="par-metrics",
    cls=Commands,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

REFUSED = 1
"""Done, but a file was refused, a quality gate failed, or something went wrong on the way."""


@app.callback(invoke_without_command=True)
def options(
    context: typer.Context,
    workspace: Annotated[Path | None, typer.Option("--workspace", "-w")] = None,
    debug: Annotated[bool, typer.Option("--debug")] = False,
    lang: Annotated[Language | None, typer.Option("--lang")] = None,
    version: Annotated[bool, typer.Option("--version")] = False,
) -> None:
    state: State = context.obj
    state.language = lang or state.language
    state.workspace = workspace or default_workspace()
    state.debug = debug
    state.command = context.invoked_subcommand or ""
    if version:
        from par_metrics.support.software import version_of

        print(f"par-metrics {version_of('par-metrics')}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        print(context.get_help(), file=sys.stderr)
        raise typer.Exit(2)
