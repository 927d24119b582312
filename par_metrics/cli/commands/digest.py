"""The command that shows, sends and tries what people are told of a run."""

import json
from enum import StrEnum
from typing import Annotated

import typer

from par_metrics.cli.app import REFUSED, app
from par_metrics.cli.options import OutputOption
from par_metrics.cli.output import write_text
from par_metrics.cli.state import State
from par_metrics.errors import UsageError
from schemas import Label


class Shape(StrEnum):
    """How a digest is written."""

    TEXT = "text"
    HTML = "html"
    JSON = "json"


@app.command()
def digest(
    context: typer.Context,
    run_id: Annotated[str | None, typer.Option("--run", metavar="RUN")] = None,
    send_it: Annotated[bool, typer.Option("--send")] = False,
    try_it: Annotated[bool, typer.Option("--check")] = False,
    shape: Annotated[Shape, typer.Option("--format")] = Shape.TEXT,
    output: OutputOption = None,
) -> None:
    from par_metrics.cli.reports import deliveries
    from par_metrics.operations.digest import making, telling, written

    state: State = context.obj
    ws = state.open()
    if send_it and try_it:
        raise UsageError(Label("chọn --send hoặc --check", "choose --send or --check"), "digest_both")
    if send_it or try_it:
        done = telling.try_out(ws) if try_it else telling.send(ws, making.of_run(ws, run_id))
        for label in deliveries(done):
            state.say(label)
        if any(of.reason is not None for of in done):
            raise typer.Exit(REFUSED)
        return
    made = making.of_run(ws, run_id)
    if shape is Shape.JSON:
        text = json.dumps(written.as_document(made), ensure_ascii=False, indent=2) + "\n"
    else:
        text = (written.as_html if shape is Shape.HTML else written.as_text)(made, state.speaks)
    write_text(state, text, output)
