"""`par-metrics pace` and `par-metrics at-risk`: what is still to come, and what must be handled now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from par_metrics.cli.app import app
from par_metrics.cli.calendar import tell_of_calendar, tell_of_period
from par_metrics.cli.options import (
    AsOfOption,
    ByOption,
    FormatOption,
    IdsArgument,
    KnownAtOption,
    LimitOption,
    OutputOption,
    PeriodOption,
    UnitOption,
    columns_of,
)
from par_metrics.cli.output import MOST_ROWS, is_for_people, write
from par_metrics.cli.state import State
from schemas import Label

if TYPE_CHECKING:
    import polars as pl


@app.command()
def pace(
    context: typer.Context,
    ids: IdsArgument = None,
    period: PeriodOption = None,
    unit: UnitOption = None,
    by: ByOption = None,
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    level: Annotated[float, typer.Option("--level")] = 0.95,
    form: FormatOption = None,
    limit: LimitOption = MOST_ROWS,
    output: OutputOption = None,
) -> None:
    """What the rest of a period must bring for each target, and where the present pace leads."""
    from par_metrics.display.frames import units_of_values

    state: State = context.obj
    ws = state.open()
    table: pl.DataFrame = ws.pace(
        period=period, unit_code=unit, ids=ids or None, as_of=as_of, known_at=known_at, by=columns_of(by), level=level
    )
    tell_of_period(state, ws.calendar, table["period"].unique())
    if is_for_people(form, output):
        left_out = table.filter(status="not_forecast")["indicator"].unique(maintain_order=True).to_list()
        if left_out:
            state.say(
                Label(
                    f"Không dự báo được (điểm, trung bình, xếp hạng): {', '.join(left_out)}.",
                    f"No forecast of scores, means and ranks: {', '.join(left_out)}.",
                )
            )
        table = _short_pace(table)
    write(state, table, form, output, units_of_values(), limit)


@app.command()
def at_risk(
    context: typer.Context,
    days: Annotated[int, typer.Option("--days")] = 3,
    unit: UnitOption = None,
    by: ByOption = None,
    risk_kind: Annotated[Literal["dossiers", "feedback"], typer.Option("--kind")] = "dossiers",
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    form: FormatOption = None,
    limit: LimitOption = MOST_ROWS,
    output: OutputOption = None,
) -> None:
    """Open dossiers or feedback that fall due within some working days, and those overdue."""
    state: State = context.obj
    ws = state.open()
    table = ws.at_risk(days, unit_code=unit, as_of=as_of, known_at=known_at, by=columns_of(by), kind=risk_kind)
    if table.is_empty():
        state.say(Label("Không có gì sắp đến hạn hay quá hạn.", "Nothing falls due or is overdue."))
    tell_of_calendar(state, ws.calendar, table)
    write(state, table, form, output, limit=limit)


def _short_pace(table: pl.DataFrame) -> pl.DataFrame:
    """What a screen has room for; what has no forecast is named apart."""
    import polars as pl

    units = ("unit_code",) if table["unit_code"].drop_nulls().len() else ()
    return table.filter(pl.col("status") != "not_forecast").select(
        "indicator",
        *units,
        "value",
        "target",
        "expected_remaining",
        "needed_records",
        "needed_rate",
        "to_mend",
        "forecast",
        "low",
        "high",
        "status",
        "method",
    )
