"""The commands that make, fill, publish and mend a workspace."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from par_metrics.cli.app import REFUSED, app
from par_metrics.cli.findings import tell_findings
from par_metrics.cli.optional_value import IngestCommand
from par_metrics.cli.options import AsOfOption, FormatOption, LimitOption, OutputOption, UnitOption
from par_metrics.cli.output import MOST_ROWS, is_for_people, is_in_words, write
from par_metrics.cli.reports import held_back, night_told, published, report_of_load, taken_back
from par_metrics.cli.state import State
from par_metrics.errors import UsageError
from schemas import Label

if TYPE_CHECKING:
    from par_metrics.loading.report import LoadReport


@app.command()
def init(context: typer.Context, unit: UnitOption = None) -> None:
    from par_metrics.workspace import Workspace

    state: State = context.obj
    ws = Workspace.create(state.workspace, unit=unit)
    state.language = state.language or ws.settings.language
    inbox = ws.root / "inbox"
    state.say(
        Label(
            f"Kho làm việc: {ws.root}. Bỏ tệp xuất vào {inbox} rồi chạy par-metrics nightly.",
            f"Workspace: {ws.root}. Drop exports in {inbox}, then run par-metrics nightly.",
        )
    )


@app.command(cls=IngestCommand)
def ingest(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE")],
    kind: Annotated[str | None, typer.Option("--kind")] = None,
    profile: Annotated[str | None, typer.Option("--profile")] = None,
    exported_at: Annotated[str | None, typer.Option("--exported-at")] = None,
    full_list: Annotated[str | None, typer.Option("--full-list", metavar="[FROM/TO]")] = None,
    hidden_sheets: Annotated[Literal["skip", "read"] | None, typer.Option("--hidden-sheets")] = None,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    state: State = context.obj
    ws = state.open()
    refused = 0
    load = partial(
        ws.ingest_many,
        kind=kind,
        profile=profile,
        exported_at=exported_at,
        full_list=full_list or (None if full_list is None else True),
        hidden_sheets=hidden_sheets,
    )
    for report in ingest_files(state, load, files):
        refused += report.refused
        report_of_load(state, ws, report, as_json=as_json)
    if refused:
        raise typer.Exit(REFUSED)


@app.command()
def loads(
    context: typer.Context,
    withdraw: Annotated[tuple[str, str] | None, typer.Option("--withdraw", metavar="ID REASON")] = None,
    restore: Annotated[str | None, typer.Option("--restore", metavar="ID")] = None,
    reason: Annotated[str | None, typer.Option("--reason")] = None,
    form: FormatOption = None,
    limit: LimitOption = MOST_ROWS,
    output: OutputOption = None,
) -> None:
    from par_metrics.cli.summaries import of_loads
    from par_metrics.cli.tables import short_loads

    state: State = context.obj
    ws = state.open()
    if reason is not None and restore is None:
        raise UsageError(
            Label(
                "--reason đi cùng --restore; lý do rút lại ghi ngay sau --withdraw MÃ",
                "--reason goes with --restore; why a load is withdrawn stands behind --withdraw ID",
            ),
            "reason_of_nothing",
        )
    if withdraw is not None or restore is not None:
        if withdraw is not None:
            state.say(taken_back(ws.withdraw(*withdraw)))
        if restore is not None:
            state.say(taken_back(ws.restore(restore, reason)))
        return
    table = ws.loads()
    if is_for_people(form, output):
        state.say(of_loads(table))
    if is_in_words(form, output):
        table = short_loads(table, state.speaks)
    write(state, table, form, output, limit=limit)


@app.command()
def rejects(
    context: typer.Context,
    load: Annotated[str | None, typer.Option("--load")] = None,
    all_loads: Annotated[bool, typer.Option("--all")] = False,
    form: FormatOption = None,
    limit: LimitOption = MOST_ROWS,
    output: OutputOption = None,
) -> None:
    from par_metrics.cli.summaries import of_rejects
    from par_metrics.cli.tables import missing_first, short_rejects

    state: State = context.obj
    table = state.open().rejects(load, all_loads=all_loads)
    if is_for_people(form, output):
        state.say(of_rejects(table))
        table = short_rejects(missing_first(table), state.speaks)
    write(state, table, form, output, limit=limit, section=("load_id",))


@app.command()
def nightly(
    context: typer.Context,
    as_of: AsOfOption = None,
    night_as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    from par_metrics.cli.progress import FilesProgress
    from par_metrics.operations import nightly as night

    state: State = context.obj
    ws = state.open()
    summary = night.run(ws.root, as_of, partial(FilesProgress, state))
    night_told(state, ws, summary, as_json=night_as_json)
    if not summary.ok:
        raise typer.Exit(REFUSED)


@app.command()
def publish(
    context: typer.Context,
    as_of: AsOfOption = None,
    accept: Annotated[str | None, typer.Option("--accept", metavar="REASON")] = None,
) -> None:
    state: State = context.obj
    result = state.open().publish(as_of, accept=accept)
    for label in published(result) if result.published else held_back(result):
        state.say(label)
    if not result.published or not _is_sent(state):
        raise typer.Exit(REFUSED)


@app.command()
def postgres(context: typer.Context, only_look: Annotated[bool, typer.Option("--check")] = False) -> None:
    from par_metrics.cli.reports import found_on_server
    from par_metrics.operations import sending

    state: State = context.obj
    ws = state.open()
    if not sending.is_wanted(ws):
        raise UsageError(
            Label(
                "chưa đặt máy chủ PostgreSQL: ghi dbname (và host, user) vào mục [postgres] của par-metrics.toml",
                "no PostgreSQL server is set: write dbname (and host, user) into [postgres] of par-metrics.toml",
            ),
            "no_postgres",
        )
    if only_look:
        state.say(found_on_server(ws, sending.look(ws)))
    elif not _is_sent(state, again=True):
        raise typer.Exit(REFUSED)


def _is_sent(state: State, *, again: bool = False) -> bool:
    """Send to the server of the settings, if there is one, and say so."""
    from par_metrics.cli.reports import sent_to_server
    from par_metrics.operations.sending import is_wanted, send

    if not is_wanted(state.open()):
        return True
    done = send(state.open(), again=again)
    for label in sent_to_server(done):
        state.say(label)
    return done is None or not done.failed


@app.command()
def rebuild(
    context: typer.Context,
    restore_lake: Annotated[bool, typer.Option("--restore")] = False,
    give_up: Annotated[str | None, typer.Option("--accept", metavar="REASON")] = None,
) -> None:
    from par_metrics.cli.reports import rebuilt

    state: State = context.obj
    done = state.open().rebuild(restore=restore_lake, accept=give_up)
    for label in rebuilt(done):
        state.say(label)


@app.command()
def doctor(context: typer.Context, verify: Annotated[bool, typer.Option("--verify")] = False) -> None:
    from par_metrics.operations.doctor import examine

    state: State = context.obj
    findings = examine(state.workspace, verifies_all=verify)
    tell_findings(state, findings)


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


def ingest_files(
    state: State, load: Callable[..., Iterator["LoadReport"]], files: Sequence[Path]
) -> Iterator["LoadReport"]:
    """Load the files; where someone watches and waits, show how far they are."""
    from par_metrics.cli.progress import FilesProgress

    with FilesProgress(state, files) as progress:
        for path, report in zip(files, load(files, told=progress.of), strict=True):
            progress.done(path)
            yield report
