"""The commands that show figures, the records behind them, and the catalogue of indicators."""

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from par_metrics.cli.app import app
from par_metrics.cli.findings import tell_findings
from par_metrics.cli.options import (
    AsOfOption,
    ByOption,
    FormatOption,
    IdArgument,
    IdsArgument,
    KnownAtOption,
    LimitOption,
    OutputOption,
    PeriodOption,
    UnitOption,
    columns_of,
)
from par_metrics.cli.output import MOST_ROWS, is_for_people, is_in_words, write, write_text
from par_metrics.cli.state import Only, State
from par_metrics.domain.period import Grain
from par_metrics.errors import UsageError
from schemas import Label

if TYPE_CHECKING:
    import polars as pl

    from par_metrics.domain.plan import Plan
    from par_metrics.indicators.catalogue import Catalogue
    from par_metrics.indicators.targets import Targets
    from par_metrics.publish.described.written import Format

CHECK = "check"
"""In place of an id: look at the own indicators."""


@app.command()
def compute(
    context: typer.Context,
    ids: IdsArgument = None,
    period: PeriodOption = None,
    grain: Annotated[Grain | None, typer.Option("--grain")] = None,
    by: ByOption = None,
    unit: UnitOption = None,
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
    from par_metrics.cli.summaries import of_figures
    from par_metrics.cli.tables import short_figures
    from par_metrics.display.frames import units_of_values

    state: State = context.obj
    ws = state.open()
    figures: pl.DataFrame = ws.compute(
        ids or None,
        period=period,
        grain=grain,
        by=columns_of(by),
        unit_code=unit,
        as_of=as_of,
        known_at=known_at,
        rules=rules,
        engine=session_at(engine, remote),
    )
    summary = (
        of_figures(figures, about_asked(state, period, unit, as_of, known_at)) if is_in_words(form, output) else None
    )
    if is_for_people(form, output) and summary is not None:
        state.say(summary)
        figures = short_figures(figures, state.speaks, of_one_unit=unit is not None)
    # A name of its own over the groups and periods of each indicator.
    is_many = figures["indicator"].n_unique() < figures.height
    write(
        state, figures, form, output, units_of_values(), limit, section=("indicator",) if is_many else (), about=summary
    )


@app.command()
def explain(
    context: typer.Context,
    indicator: IdArgument = None,
    period: PeriodOption = None,
    unit: UnitOption = None,
    late: Annotated[bool, typer.Option("--late")] = False,
    why: Annotated[str | None, typer.Option("--why", metavar="CODE")] = None,
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    form: FormatOption = None,
    limit: LimitOption = MOST_ROWS,
    output: OutputOption = None,
) -> None:
    from par_metrics.cli.calendar import tell_of_calendar
    from par_metrics.cli.commands.why import check_no_unit, indicator_missing, late_of_dossier, write_why
    from par_metrics.cli.summaries import of_late, of_records
    from par_metrics.cli.tables import short_inputs, short_late, short_records
    from par_metrics.display.frames import units_of_values

    state: State = context.obj
    if why is not None:
        check_no_unit(unit)
        if late:
            raise late_of_dossier()
        found = state.open().why(why, period=period, as_of=as_of, known_at=known_at, indicator=indicator)
        write_why(state, found, form, output, limit)
        return
    if indicator is None:
        raise indicator_missing()
    ws = state.open()
    ask = ws.late if late else ws.explain
    records: pl.DataFrame = ask(indicator, period, unit, as_of, known_at)
    tell_of_calendar(state, ws.calendar, records)
    if records.is_empty():
        state.say(_NONE_LATE if late else _NO_RECORDS)
    # Whoever opens a figure looks for what it lacks: those are last, and would be cut off first.
    of_each = "counted_as" if "counted_as" in records.columns else None
    section: tuple[str, ...] = ()
    about = about_asked(state, period, unit, as_of, known_at) if is_in_words(form, output) else None
    if is_for_people(form, output) and about is not None:
        if "note" in records.columns:
            section, records = ("unit_code",), short_inputs(records, state.speaks)
        elif late:
            state.say(of_late(ws.catalogue[indicator], records, about))
            records = short_late(records, of_one_unit=unit is not None)
        else:
            state.say(of_records(ws.catalogue[indicator], records, about))
            records = short_records(records, state.speaks, of_one_unit=unit is not None)
    write(state, records, form, output, units_of_values(), limit, of_each, section, about=about)


_NO_RECORDS = Label(
    "Không có bản ghi nào trong kỳ và đơn vị này; kiểm tra lại --period, --unit.",
    "No records in this period and unit; check --period and --unit.",
)
_NONE_LATE = Label(
    "Không có hồ sơ nào chưa đạt trong kỳ và đơn vị này.", "No dossier is missed in this period and unit."
)


@app.command()
def scorecard(
    context: typer.Context,
    period: PeriodOption = None,
    unit: UnitOption = None,
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    card_by: Annotated[Literal["index", "owner"], typer.Option("--by")] = "index",
    only: Annotated[Only | None, typer.Option("--only", case_sensitive=False)] = None,
    form: FormatOption = None,
    output: OutputOption = None,
) -> None:
    from par_metrics.cli.summaries import of_scorecard
    from par_metrics.cli.tables import SCORECARD_SECTION, only_some, short_scorecard
    from par_metrics.display.frames import units_of_values

    state: State = context.obj
    ws = state.open()
    card: pl.DataFrame = ws.scorecard(period=period, unit_code=unit, as_of=as_of, known_at=known_at, by=card_by)
    shown = only_some(card, only)
    summary = (
        of_scorecard(card, about_asked(state, period, unit, as_of, known_at)) if is_in_words(form, output) else None
    )
    if is_for_people(form, output) and summary is not None:
        state.say(summary)
        shown = short_scorecard(shown, card_by)
    write(state, shown, form, output, units_of_values(), section=SCORECARD_SECTION, about=summary)


def about_asked(state: State, period: str | None, unit: str | None, as_of: str | None, known_at: str | None) -> Label:
    """Which unit and period a table is of, the unit by its name; seen when.

    Of a unit that has ended it is the one that answers for it, whose figures they are.
    """
    from par_metrics.cli.summaries import of_period, of_unit
    from par_metrics.display.named import named
    from par_metrics.domain.period import Period

    ws = state.open()
    instant = ws.instant(as_of, known_at)
    whole = Period.parse(period or f"{instant.year}")
    about = of_period(whole, instant)
    if unit:
        with ws.snapshot(instant, known_at) as snapshot:
            unit = snapshot.unit_of(unit, whole.cut(instant))
    read = named("unit_code", unit, state.names(), state.speaks) if unit else None
    return of_unit(read.in_a_line if read else unit, about)


@app.command()
def indicators(
    context: typer.Context,
    indicator: IdArgument = None,
    sql: Annotated[bool, typer.Option("--sql")] = False,
    to: Annotated[Literal["ossie", "dbt"] | None, typer.Option("--to")] = None,
    form: FormatOption = None,
    output: OutputOption = None,
) -> None:
    from par_metrics.cli.definition import print_definition
    from par_metrics.cli.summaries import of_catalogue
    from par_metrics.cli.tables import catalogue_table, short_catalogue
    from par_metrics.indicators.targets import Targets

    state: State = context.obj
    if indicator == CHECK:
        _check_own(state)
        return
    if to is not None:
        if indicator is not None or sql or form is not None:
            raise _all_or_none()
        write_text(state, _described(to, state.catalogue(), Targets(state.targets()), state.plan()), output)
        return
    if indicator is None:
        if sql:
            raise _sql_of_none()
        table = catalogue_table(state.catalogue().values(), state.plan())
        if is_for_people(form, output):
            state.say(of_catalogue(table.height))
            table = short_catalogue(table, state.speaks)
        write(state, table, form, output)
        return
    definition = state.catalogue()[indicator]
    if sql:
        import par_metrics.workspace  # noqa: F401  # its engines write the queries

        print(definition.sql())
    elif is_for_people(form, output):
        print_definition(definition, state.catalogue(), state.plan(), state.targets(), state.speaks)
    else:
        write(state, catalogue_table([definition], state.plan()), form, output)


def _check_own(state: State) -> None:
    """Every own indicator of the workspace with what is found of it; exit status 1 if anything is wrong."""
    from par_metrics.operations.own_indicators import own_indicators

    found = list(own_indicators(state.open()))
    if not found:
        state.say(
            Label(
                "Chưa có chỉ số riêng: viết vào indicators/*.toml, xem docs/how-to/own-indicators.md.",
                "There are no own indicators: write them in indicators/*.toml, see docs/how-to/own-indicators.md.",
            )
        )
    tell_findings(state, found)


def _described(to: "Format", catalogue: "Catalogue", targets: "Targets", plan: "Plan") -> str:
    from par_metrics.publish.described.written import written_as
    from par_metrics.publish.lists import targets_frame

    return written_as(to, catalogue, targets_frame(targets), plan)


def _all_or_none() -> UsageError:
    return UsageError(
        Label(
            "--to ghi cả danh mục, không kèm ID, --sql, --format: par-metrics indicators --to ossie -o mo-hinh.yaml",
            "--to writes the whole catalogue: par-metrics indicators --to ossie -o model.yaml, without ID, "
            "--sql or --format",
        ),
        "whole_catalogue",
    )


def _sql_of_none() -> UsageError:
    return UsageError(
        Label(
            "--sql in câu SQL của một chỉ số: par-metrics indicators ID --sql",
            "--sql prints the SQL of one indicator: par-metrics indicators ID --sql",
        ),
        "indicator_missing",
    )
