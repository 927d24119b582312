"""The commands. What each option means stands in `help.py`, in both languages."""

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from par_metrics.cli.output import Format, is_for_people, write
from par_metrics.cli.reports import held_back, report_of_load
from par_metrics.cli.state import State
from par_metrics.domain.period import Grain
from par_metrics.settings.environment import default_workspace
from schemas import Label, Language

app = typer.Typer(
    name="par-metrics",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

REFUSED = 1

FormatOption = Annotated[Format | None, typer.Option("--format", "-f", case_sensitive=False)]
OutputOption = Annotated[Path | None, typer.Option("--output", "-o")]
PeriodOption = Annotated[str | None, typer.Option("--period", "-p")]
AsOfOption = Annotated[str | None, typer.Option("--as-of")]
KnownAtOption = Annotated[str | None, typer.Option("--known-at")]
UnitOption = Annotated[str | None, typer.Option("--unit")]


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
    if version:
        from par_metrics.support.software import version_of

        print(f"par-metrics {version_of('par-metrics')}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        print(context.get_help(), file=sys.stderr)
        raise typer.Exit(2)


@app.command()
def init(context: typer.Context, unit: UnitOption = None) -> None:
    from par_metrics.workspace import Workspace

    state: State = context.obj
    ws = Workspace.create(state.workspace, unit=unit)
    state.language = state.language or ws.settings.language
    inbox = ws.root / "inbox"
    state.say(
        Label(
            f"Không gian làm việc: {ws.root}. Bỏ tệp xuất vào {inbox} rồi chạy par-metrics nightly.",
            f"Workspace: {ws.root}. Drop exports in {inbox}, then run par-metrics nightly.",
        )
    )


@app.command()
def ingest(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE...")],
    kind: Annotated[str | None, typer.Option("--kind")] = None,
    profile: Annotated[str | None, typer.Option("--profile")] = None,
    exported_at: Annotated[str | None, typer.Option("--exported-at")] = None,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    from par_metrics.cli.load import ingest_files

    state: State = context.obj
    ws = state.open()
    refused = 0
    for report in ingest_files(ws, files, kind=kind, profile=profile, exported_at=exported_at):
        refused += report.refused
        report_of_load(state, ws, report, as_json=as_json)
    if refused:
        raise typer.Exit(REFUSED)


@app.command()
def compute(
    context: typer.Context,
    ids: Annotated[list[str] | None, typer.Argument(metavar="[ID]...")] = None,
    period: PeriodOption = None,
    grain: Annotated[Grain | None, typer.Option("--grain")] = None,
    by: Annotated[list[str] | None, typer.Option("--by")] = None,
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    rules: Annotated[str | None, typer.Option("--rules")] = None,
    form: FormatOption = None,
    output: OutputOption = None,
) -> None:
    from par_metrics.cli.tables import short_figures
    from par_metrics.display.frames import units_of_values

    state: State = context.obj
    ws = state.open()
    groups = [column.strip() for given in by or [] for column in given.split(",")]
    figures = ws.compute(
        ids or None,
        period=period,
        grain=grain,
        by=groups,
        as_of=as_of,
        known_at=known_at,
        rules=rules,
    )
    is_shown = is_for_people(form, output)
    write(state, short_figures(figures) if is_shown else figures, form, output, units_of_values())


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
    output: OutputOption = None,
) -> None:
    from par_metrics.cli.commands.scores import short_inputs
    from par_metrics.cli.commands.why import check_no_unit, indicator_missing, write_why
    from par_metrics.display.frames import units_of_values
    from par_metrics.indicators.rulesets import rules as rule_sets

    state: State = context.obj
    if why is not None:
        check_no_unit(unit)
        found = state.open().why(why, period=period, as_of=as_of, known_at=known_at, indicator=indicator)
        write_why(state, found, form, output)
        return
    if indicator is None:
        raise indicator_missing()
    records = state.open().explain(indicator, period=period, unit_code=unit, as_of=as_of, known_at=known_at)
    if records.is_empty():
        state.say(
            Label(
                "Không có bản ghi nào trong kỳ và đơn vị này; kiểm tra lại --period, --unit.",
                "No records in this period and unit; check --period and --unit.",
            )
        )
    is_short = indicator in rule_sets and is_for_people(form, output)
    write(state, short_inputs(records, state.speaks) if is_short else records, form, output, units_of_values())


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
    card = state.open().scorecard(period=period, unit_code=unit, as_of=as_of, known_at=known_at, by=card_by)
    is_shown = is_for_people(form, output)
    write(state, short_scorecard(card, card_by) if is_shown else card, form, output, units_of_values())


@app.command()
def indicators(context: typer.Context, form: FormatOption = None, output: OutputOption = None) -> None:
    from par_metrics.cli.tables import catalogue_table, short_catalogue

    state: State = context.obj
    table = catalogue_table()
    if is_for_people(form, output):
        table = short_catalogue(table, state.speaks)
    write(state, table, form, output)


@app.command()
def loads(context: typer.Context, form: FormatOption = None, output: OutputOption = None) -> None:
    from par_metrics.cli.load import short_loads

    state: State = context.obj
    table = state.open().loads()
    if is_for_people(form, output):
        table = short_loads(table, state.speaks)
    write(state, table, form, output)


@app.command()
def rejects(
    context: typer.Context,
    load: Annotated[str | None, typer.Option("--load")] = None,
    form: FormatOption = None,
    output: OutputOption = None,
) -> None:
    from par_metrics.cli.load import short_rejects

    state: State = context.obj
    table = state.open().rejects(load)
    if is_for_people(form, output):
        table = short_rejects(table, state.speaks)
    write(state, table, form, output)


@app.command()
def nightly(context: typer.Context, as_of: AsOfOption = None) -> None:
    from par_metrics.cli.reports import summary_of_night
    from par_metrics.operations import nightly as night

    state: State = context.obj
    ws = state.open()
    summary = night.run(ws.root, as_of)
    for label in summary_of_night(ws, summary):
        state.say(label)
    if not summary.ok:
        raise typer.Exit(REFUSED)


@app.command()
def publish(context: typer.Context, as_of: AsOfOption = None) -> None:
    state: State = context.obj
    result = state.open().publish(as_of)
    if result.published:
        state.say(
            Label(
                f"Đã công bố {result.run_id}: {result.folder}",
                f"Published {result.run_id}: {result.folder}",
            )
        )
        return
    for label in held_back(result):
        state.say(label)
    raise typer.Exit(REFUSED)


@app.command()
def rebuild(context: typer.Context) -> None:
    state: State = context.obj
    state.open().rebuild()
    state.say(Label("Đã dựng lại kho dữ liệu từ lake/.", "The warehouse is rebuilt from lake/."))


@app.command()
def doctor(context: typer.Context) -> None:
    from par_metrics.operations.doctor import examine

    state: State = context.obj
    findings = examine(state.workspace)
    for finding in findings:
        print(finding.line(state.speaks))
    if any(finding.is_wrong for finding in findings):
        raise typer.Exit(REFUSED)


@app.command()
def sample(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="FOLDER")],
    dossiers: Annotated[int, typer.Option("--dossiers", min=1)] = 2000,
    units: Annotated[int, typer.Option("--units", min=1)] = 3,
    seed: Annotated[int, typer.Option("--seed")] = 1,
    layout: Annotated[Literal["mixed", "csv"], typer.Option("--layout")] = "mixed",
) -> None:
    from par_metrics.sample import write_sample

    state: State = context.obj
    written = write_sample(dossiers, units, seed, folder, layout)
    place = written[0].parent
    state.say(
        Label(
            f"Đã ghi {len(written)} tệp xuất mẫu (dữ liệu giả lập) vào {place}.",
            f"Wrote {len(written)} sample exports (made-up data) to {place}.",
        )
    )
