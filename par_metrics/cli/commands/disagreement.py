"""`par-metrics disagreement`: the rules of "on time" side by side, and the dossiers they differ on."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from par_metrics.cli.app import app
from par_metrics.cli.options import (
    AsOfOption,
    FormatOption,
    KnownAtOption,
    LimitOption,
    OutputOption,
    PeriodOption,
    UnitOption,
)
from par_metrics.cli.output import MOST_ROWS, is_for_people, is_in_words, print_rows, write
from par_metrics.cli.state import State
from schemas import Label


@app.command()
def disagreement(
    context: typer.Context,
    period: PeriodOption = None,
    unit: UnitOption = None,
    pair: Annotated[tuple[str, str] | None, typer.Option("--pair", metavar="A B")] = None,
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    form: FormatOption = None,
    limit: LimitOption = MOST_ROWS,
    output: OutputOption = None,
) -> None:
    """The figures of every rule and why they differ; with `--pair`, the dossiers two rules count differently."""
    state: State = context.obj
    found = state.open().disagreement(unit_code=unit, period=period, as_of=as_of, known_at=known_at)
    found = replace(found, language=state.speaks)
    if pair is not None:
        found = found.between(*pair)
        table = found.dossiers_in_words() if is_in_words(form, output) else found.dossiers
        write(state, table, form, output, limit=limit)
    elif is_for_people(form, output):
        state.say(Label(found.title, found.title))
        figures, reasons = found.in_words()
        print_rows(state, figures)
        print_rows(state, reasons, limit=limit, section=reasons.columns[:2])
    else:
        write(state, found.figures, form, output, limit=limit)
