"""The commands that show figures, the records behind them, and the catalogue of indicators."""

from datetime import datetime
from typing import Annotated, Literal

import typer

from par_metrics.cli.app import app
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
from par_metrics.domain.period import Grain, Period
from schemas import Label


@app.command()
def compute(
    context: typer.Context,
    ids: IdsArgument = None,
    period: PeriodOption = None,
    grain: Annotated[Grain | None, typer.Option("--grain")] = None,
    by: ByOption = None,
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    rules: Annotated[str | None, typer.Option("--rules")] = None,
    engine: Annotated[Literal["duckdb", "spark"], typer.Option("--engine")] = "duckdb",
    remote: Annotated[str | None, typer.Option("--remote", metavar="URL")] = None,
    form: FormatOption = None,
    limit: LimitOption = MOST_ROWS,
    output: OutputOption = None,
) -> None:
    from par_metrics.cli.spark import session_at
    from par_metrics.cli.tables import short_figures
    from par_metrics.display.frames import units_of_values

    state: State = context.obj
    ws = state.open()
    figures = ws.compute(
        ids or None,
        period=period,
        grain=grain,
        by=columns_of(by),
        as_of=as_of,
        known_at=known_at,
        rules=rules,
        engine=session_at(engine, remote),
    )
    is_shown = is_for_people(form, output)
    write(state, short_figures(figures) if is_shown else figures, form, output, units_of_values(), limit)


@app.command()
def explain(
    context: typer.Context,
    indicator: Annotated[str | None, typer.Argument(metavar="ID")] = None,
    period: PeriodOption = None,
    unit: UnitOption = None,
    why: Annotated[str | None, typer.Option("--why", metavar="CODE")] = None,
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    form: FormatOption = None,
    limit: LimitOption = MOST_ROWS,
    output: OutputOption = None,
) -> None:
    from par_metrics.cli.calendar import tell_of_calendar
    from par_metrics.cli.commands.why import check_no_unit, indicator_missing, write_why
    from par_metrics.cli.tables import short_inputs
    from par_metrics.display.frames import units_of_values

    state: State = context.obj
    if why is not None:
        check_no_unit(unit)
        found = state.open().why(why, period=period, as_of=as_of, known_at=known_at, indicator=indicator)
        write_why(state, found, form, output, limit)
        return
    if indicator is None:
        raise indicator_missing()
    ws = state.open()
    records = ws.explain(indicator, period=period, unit_code=unit, as_of=as_of, known_at=known_at)
    if records.is_empty():
        state.say(
            Label(
                "Không có bản ghi nào trong kỳ và đơn vị này; kiểm tra lại --period, --unit.",
                "No records in this period and unit; check --period and --unit.",
            )
        )
    tell_of_calendar(state, ws.calendar, records)
    is_short = "note" in records.columns and is_for_people(form, output)
    shown = short_inputs(records, state.speaks) if is_short else records
    # Whoever opens a figure looks for what it lacks: those are last, and would be cut off first.
    of_each = "counted_as" if "counted_as" in shown.columns else None
    write(state, shown, form, output, units_of_values(), limit, of_each)


@app.command()
def scorecard(
    context: typer.Context,
    period: PeriodOption = None,
    unit: UnitOption = None,
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    card_by: Annotated[Literal["index", "owner"], typer.Option("--by")] = "index",
    form: FormatOption = None,
    output: OutputOption = None,
) -> None:
    from par_metrics.cli.tables import short_scorecard
    from par_metrics.display.frames import units_of_values

    state: State = context.obj
    ws = state.open()
    card = ws.scorecard(period=period, unit_code=unit, as_of=as_of, known_at=known_at, by=card_by)
    is_shown = is_for_people(form, output)
    write(state, short_scorecard(card, card_by) if is_shown else card, form, output, units_of_values())
    if is_shown:
        instant = ws.instant(as_of, known_at)
        state.say(_of_what(Period.parse(period or f"{instant.year}"), unit, instant))


def _of_what(period: Period, unit: str | None, as_of: datetime) -> Label:
    """What a scorecard is of, for whoever prints it."""
    is_open = as_of < period.end
    vi, en = (", số tạm tính", ", provisional") if is_open else ("", "")
    return Label(
        f"Bảng điểm kỳ {period.label}, {unit or 'mọi đơn vị'}, tính đến {as_of:%d/%m/%Y %H:%M}{vi}.",
        f"Scorecard of {period.label}, {unit or 'all units'}, as of {as_of:%Y-%m-%d %H:%M}{en}.",
    )


@app.command()
def indicators(context: typer.Context, form: FormatOption = None, output: OutputOption = None) -> None:
    from par_metrics.cli.tables import catalogue_table, short_catalogue

    state: State = context.obj
    table = catalogue_table()
    if is_for_people(form, output):
        table = short_catalogue(table, state.speaks)
    write(state, table, form, output)
