"""`par-metrics pace`, `at-risk` and `freshness`: what is still to come, what must be handled, what has not come."""

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
from par_metrics.cli.output import MOST_ROWS, is_for_people, is_in_words, write
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
    from par_metrics.cli.summaries import of_states
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
            labels = [ws.catalogue[name].label for name in left_out]
            state.say(
                Label(
                    "Không dự báo được (điểm, trung bình, xếp hạng, tỷ lệ càng thấp càng tốt): "
                    f"{'; '.join(label.vi for label in labels)}.",
                    "No forecast of scores, means, ranks, and shares of which less is better: "
                    f"{'; '.join(label.en for label in labels)}.",
                )
            )
        table = _short_pace(table)
        state.say(of_states(table, "status", Label("số liệu có chỉ tiêu", "figures with a target")))
    section = ("indicator",) if columns_of(by) else ()
    write(state, table, form, output, units_of_values(), limit, section=section)


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
    from par_metrics.cli.summaries import of_groups, of_states
    from par_metrics.cli.tables import short_at_risk

    state: State = context.obj
    ws = state.open()
    groups = columns_of(by)
    table: pl.DataFrame = ws.at_risk(days, unit_code=unit, as_of=as_of, known_at=known_at, by=groups, kind=risk_kind)
    tell_of_calendar(state, ws.calendar, table)
    if is_for_people(form, output) and not table.is_empty():
        what = _AT_RISK[risk_kind]
        state.say(of_groups(table, what) if groups else of_states(table, "state", what))
        table = short_at_risk(table, of_one_unit=unit is not None)
    write(state, table, form, output, limit=limit)


@app.command()
def freshness(
    context: typer.Context,
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    form: FormatOption = None,
    limit: LimitOption = MOST_ROWS,
    output: OutputOption = None,
) -> None:
    """How old the newest export of each feed is."""
    from par_metrics.cli.summaries import of_states
    from par_metrics.cli.tables import short_freshness

    state: State = context.obj
    table: pl.DataFrame = state.open().freshness(as_of, known_at)
    if is_in_words(form, output):
        table = short_freshness(table, state.speaks)
        state.say(of_states(table, "state", Label("nguồn dữ liệu", "feeds")))
    write(state, table, form, output, limit=limit)


_AT_RISK = {
    "dossiers": Label("hồ sơ cần xử lý", "dossiers to handle"),
    "feedback": Label("phản ánh, kiến nghị cần xử lý", "feedback to handle"),
}


def _short_pace(table: pl.DataFrame) -> pl.DataFrame:
    """What a screen has room for; what has no forecast is named apart."""
    import polars as pl

    units = ("unit_code",) if table["unit_code"].drop_nulls().len() else ()
    return table.filter(pl.col("status") != "not_forecast").select(
        "indicator",
        *units,
        "value",
        "target",
        "status",
        # More than all of those to come means that there is something to mend, which its column says.
        pl.when(pl.col("needed_rate") <= 1).then("needed_rate").alias("needed_rate"),
        "to_mend",
        "forecast",
        "low",
        "high",
        "needed_records",
        "expected_remaining",
        "method",
    )
