"""The command that fetches exports from the sources of the settings."""

from typing import TYPE_CHECKING, Annotated

import typer

from par_metrics.cli.app import REFUSED, app
from par_metrics.cli.state import State
from schemas import Label

if TYPE_CHECKING:
    from par_metrics.operations.sources import SourceOutcome


@app.command()
def fetch(
    context: typer.Context,
    source_names: Annotated[list[str] | None, typer.Argument(metavar="NAME")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run")] = False,
) -> None:
    from par_metrics.operations.sources import fetch_sources

    state: State = context.obj
    outcomes = fetch_sources(state.open().root, source_names, dry_run=dry_run)
    if not outcomes:
        state.say(
            Label(
                "Cài đặt chưa có nguồn nào ([sources.<tên>] trong par-metrics.toml).",
                "The settings have no source ([sources.<name>] in par-metrics.toml).",
            )
        )
    for outcome in outcomes:
        _tell(state, outcome, dry_run=dry_run)
    if not all(outcome.ok for outcome in outcomes):
        raise typer.Exit(REFUSED)


def _tell(state: State, outcome: "SourceOutcome", *, dry_run: bool) -> None:
    """Names of files, which are data, to standard output; the rest is said."""
    for file in outcome.fetched:
        print(file.name)
    for problem in outcome.problems:
        state.say(Label(f"! {problem.vi}", f"! {problem.en}"))
    if outcome.failure is None:
        vi, en = ("sẽ ", "would be: ") if dry_run else ("", "")
        counts = outcome.counts
        state.say(Label(f"Nguồn {outcome.source}: {vi}{counts.vi}.", f"Source {outcome.source}: {en}{counts.en}."))
