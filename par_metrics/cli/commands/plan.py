"""The command that shows the plan, writes one to change, and checks the workspace's own."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from par_metrics.cli.app import app
from par_metrics.cli.findings import tell_findings
from par_metrics.cli.options import FormatOption, OutputOption
from par_metrics.cli.output import is_for_people, write
from par_metrics.cli.state import State
from schemas import Label

if TYPE_CHECKING:
    import polars as pl


class PlanAction(StrEnum):
    """What is to be done about the plan."""

    NEW = "new"
    CHECK = "check"


@app.command()
def plan(
    context: typer.Context,
    plan_action: Annotated[PlanAction | None, typer.Argument(metavar="[new|check]")] = None,
    form: FormatOption = None,
    output: OutputOption = None,
) -> None:
    state: State = context.obj
    if plan_action is PlanAction.NEW:
        from par_metrics.documents.templates.plan import write_plan
        from par_metrics.settings.layout import Layout

        path = Layout(state.workspace).plan if output is None else output
        write_plan(path)
        state.say(
            Label(
                f"Đã ghi {path} theo kế hoạch có sẵn. Sửa thành kế hoạch của đơn vị, rồi chạy: par-metrics plan check",
                f"Wrote {path} after the built-in plan. Change it to your own, then run: par-metrics plan check",
            )
        )
        return
    if plan_action is PlanAction.CHECK:
        from par_metrics.operations.own_plan import checked_plan

        tell_findings(state, checked_plan(state.open()))
        return
    table = _rows(state)
    if is_for_people(form, output):
        named = state.plan().name
        state.say(
            Label(
                f'Kế hoạch "{named}": {table.height} mục. Kiểm tra: par-metrics plan check',
                f'The plan "{named}": {table.height} rows. To check it: par-metrics plan check',
            )
        )
    write(state, table, form, output)


def _rows(state: State) -> "pl.DataFrame":
    """Each row of the plan, who leads, by when, and the indicators that answer it."""
    import polars as pl

    from par_metrics.indicators.answers import answers_of

    of_workspace = state.plan()
    answers = answers_of(of_workspace, state.catalogue().values())
    rows = [
        (row.plan_row, row.index, row.title, row.owner, row.deadline, ", ".join(answers[row.plan_row]) or None)
        for row in of_workspace.rows
    ]
    columns = ("plan_row", "index", "title", "owner", "deadline", "indicators")
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row")
