"""The nightly run under Prefect; the steps are those of `par_metrics.operations.nightly`.

`python -m flows.nightly [--workspace DIR] [--as-of ISO]` runs it once, here and now.
"""

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
from prefect import flow, task
from prefect.client.schemas.objects import State
from prefect.futures import PrefectFuture
from prefect.runtime import deployment
from prefect.states import Completed, Failed
from prefect.task_runners import ThreadPoolTaskRunner

from flows import artifacts, states
from flows.answering import check_answers
from flows.arguments import AS_OF, add_workspace_option, both, parser_of
from flows.headline import headline, of_failure
from flows.missed import in_place_of_missed
from flows.names import language_of, run_name
from flows.parameters import AsOf
from flows.progress import Progress, Publishing
from flows.sending import NOT_SENT, send_to_server
from flows.server import end, is_there, say_gone, tell
from flows.states import HOURS, MINUTE, STEP
from flows.telling import NOT_TOLD, tell_people
from flows.turns import turn
from par_metrics.display.words import words
from par_metrics.errors import failure_of
from par_metrics.operations import nightly as steps
from par_metrics.operations.digest import telling
from par_metrics.operations.nightly import Loader, NightLog, shown_file
from par_metrics.operations.sending import Sending, is_wanted
from par_metrics.operations.summary import FileOutcome, RunSummary, SourceOutcome, Telling
from par_metrics.publish.gate import Gate
from par_metrics.settings.settings import Settings
from par_metrics.support.ending import end_quietly
from par_metrics.workspace import Workspace
from schemas import Label, Language

_ended: list[RunSummary] = []
"""What runs of this process came to, for where the server is no longer there to be told."""


@task(task_run_name="lấy từ nguồn {name}", **STEP)
def fetch_source(workspace: Path, name: str, settings: Settings, language: Language) -> State[SourceOutcome]:
    """Fetch what is new at one source; tried again only where waiting helps, and then for what did not come."""
    return states.of_source(steps.fetch_one(workspace, name, settings), language)


@task(task_run_name="mở inbox", timeout_seconds=10 * MINUTE, **STEP)
def take_inbox(workspace: Path, loader: Loader, language: Language) -> State[list[Path]]:
    """The exports to load, registers first."""
    try:
        exports = steps.take_inbox(workspace, loader)
    except states.EXPECTED as error:
        return states.of_error(error, language, list[Path]())
    return Completed(data=exports, message=Label(f"{len(exports)} tệp", f"{len(exports)} files").in_language(language))


@task(task_run_name="nạp {name}", **STEP)
def load_export(
    loader: Loader, place: int, export: Path, name: str, progress: Progress, language: Language
) -> State[FileOutcome]:
    """Load one export; tried again only while the workspace is busy or a drive does not answer."""
    try:
        outcome = steps.load_one(loader, place, export, progress.of(export))
    except states.EXPECTED as error:
        outcome = steps.not_loaded(name, export, failure_of(error), loader.timezone)
        return states.of_error(error, language, outcome)
    return states.of_file(outcome, language)


@task(task_run_name="đọc lại archive", timeout_seconds=4 * HOURS, **STEP)
def reread_archive(workspace: Path, loader: Loader, language: Language) -> State[list[FileOutcome]]:
    """Read again what a register that has changed since may place now."""
    try:
        outcomes = steps.reread_archive(workspace, loader)
    except states.EXPECTED as error:
        return states.of_error(error, language, list[FileOutcome]())
    message = Label(f"{len(outcomes)} tệp", f"{len(outcomes)} files").in_language(language)
    failed = any(outcome.failure for outcome in outcomes)
    return Failed(data=outcomes, message=message) if failed else Completed(data=outcomes, message=message)


@task(task_run_name="tính và công bố", timeout_seconds=4 * HOURS, **STEP)
def publish_if_sound(
    workspace: Path, outcomes: Sequence[FileOutcome], as_of: str | None, language: Language
) -> State[RunSummary | None]:
    """Compute every figure once and switch `published/latest` to them if all quality gates pass."""
    try:
        with steps.heard_by(Publishing(workspace, language)):
            summary = steps.compute_and_publish(workspace, outcomes, as_of)
    except states.EXPECTED as error:
        return states.of_error(error, language, None)
    if summary.published is None:
        kept = Label("chưa công bố, giữ nguyên số liệu lần trước", "not published, the figures published last stay")
        return Failed(data=summary, message=(summary.failure or kept).in_language(language))
    done = Label(f"đã công bố {summary.run_id}", f"published {summary.run_id}")
    if not summary.is_new:
        done = Label(f"không có gì mới, giữ nguyên {summary.run_id}", f"nothing is new, {summary.run_id} stays")
    return Completed(data=summary, message=done.in_language(language))


@task(task_run_name="kiểm tra {name}", timeout_seconds=MINUTE, **STEP)
def say_gate(name: str, gate: Gate, language: Language) -> State[None]:  # noqa: ARG001 - the name is that of the run
    """What a quality gate found."""
    return states.of_gate(gate, language)


@flow(name="nightly", flow_run_name=run_name, retries=0, persist_result=False)
def nightly(workspace: Path, as_of: AsOf = None) -> State[RunSummary]:
    """Nạp các tệp trong inbox, tính, kiểm tra rồi công bố. Load the inbox, compute, check and publish.

    Ends Failed if a file was refused or a gate held the figures back; all other files are loaded nevertheless. The
    state's message has the problems first. See docs/how-to/nightly.md.

    Args:
        workspace: Thư mục của kho làm việc, có tệp par-metrics.toml. Folder of the workspace.
        as_of: Tính đến thời điểm nào: chọn date-time, rồi ngày, giờ và múi giờ; None là bây giờ.
            As of: date-time, then day, time and zone; None is now.
    """
    outcomes: list[FileOutcome] = []
    language = language_of(workspace)
    with turn(workspace):
        try:
            check_answers(workspace)
            ws = Workspace(workspace)
            ws.instant(as_of)  # before anything is loaded
            with steps.alone(ws.root), steps.night_log(ws.root, ws.settings) as log:
                missed = tell(lambda: in_place_of_missed(ws.settings.timezone, language)) or ()
                try:
                    done = _night(ws, as_of, language, outcomes, log)
                except states.EXPECTED as error:
                    done = failure_of(error)
                if isinstance(done, Label):
                    steps.broken_off(ws.root, done, as_of, log)
                    return Failed(message=of_failure(done, outcomes, language))
                return _ended_as(ws, log.ended(done), language, missed)
        except states.EXPECTED as error:
            return Failed(message=of_failure(failure_of(error), outcomes, language))


def _night(
    ws: Workspace, as_of: str | None, language: Language, outcomes: list[FileOutcome], log: NightLog
) -> RunSummary | Label:
    """What it came to, or why it came to nothing; what is loaded so far is in `outcomes`, whatever happens."""
    # As many tasks run at a time as the loader reads ahead; the threads, and what they hold, are gone before computing.
    threads: ThreadPoolTaskRunner[Any] = ThreadPoolTaskRunner(max_workers=steps.AHEAD)
    with threads, Loader(ws.root, ws.settings) as loader:
        sources = _fetched(ws, threads, language)
        taken: State[Any] = take_inbox(ws.root, loader, language, return_state=True)
        if taken.is_failed():
            return _said(taken)
        exports: list[Path] = taken.result()
        progress = Progress(ws.root, exports, language)
        # Read side by side; a task whose file is read waits for its turn to commit it.
        runs = [
            threads.submit(load_export, _parameters(loader, place, export, progress, language))
            for place, export in enumerate(exports)
        ]
        for place, (export, run) in enumerate(zip(exports, runs, strict=True)):
            outcomes.append(_outcome(export, run, loader.timezone))
            log.file(outcomes[-1])
            loader.give_up(place)
            progress.done(export)
        reread: State[Any] = reread_archive(ws.root, loader, language, return_state=True)
        again = reread.result(raise_on_failure=False)
        for outcome in again if isinstance(again, list) else []:
            outcomes.append(outcome)
            log.file(outcome)
    done: State[Any] = publish_if_sound(ws.root, outcomes, as_of, language, return_state=True)
    summary = done.result(raise_on_failure=False)
    if not isinstance(summary, RunSummary):
        return _said(done)
    summary = replace(summary, sources=sources)
    if is_wanted(ws):
        sent: State[Any] = send_to_server(ws.root, language, return_state=True)
        sending = sent.result(raise_on_failure=False)
        summary = replace(summary, sending=sending if isinstance(sending, Sending | None) else NOT_SENT)
    for gate in summary.gates:
        say_gate(words(gate.id, language, "gate"), gate, language, return_state=True)
    _ended.append(summary)  # from here on it is no other night that is run where the server goes
    if telling.is_wanted(ws):
        tried: State[Any] = tell_people(ws.root, summary, language, return_state=True)
        told = tried.result(raise_on_failure=False)
        summary = replace(summary, telling=told if isinstance(told, Telling | None) else NOT_TOLD)
        _ended[-1] = summary
    return summary


def _ended_as(ws: Workspace, summary: RunSummary, language: Language, missed: Sequence[Label]) -> State[RunSummary]:
    """The state of a night, with its page."""
    links = tell(lambda: artifacts.of_night(ws.root, summary, language)) or []
    message = headline(summary, language, links, missed)
    if summary.ok:
        return Completed(data=summary, message=message)
    # Of a run that is served Prefect makes an exception of the data of a failure, with a traceback where it is none.
    return Failed(data=summary if deployment.id is None else None, message=message)


def _fetched(ws: Workspace, threads: ThreadPoolTaskRunner[Any], language: Language) -> tuple[SourceOutcome, ...]:
    """What came of each source, side by side; one that does not end in time holds up no night."""
    runs = {
        name: threads.submit(
            fetch_source, {"workspace": ws.root, "name": name, "settings": ws.settings, "language": language}
        )
        for name in ws.settings.sources
    }
    for run in runs.values():
        run.wait(4 * HOURS)
    found = {name: run.state.result(raise_on_failure=False) for name, run in runs.items() if run.state.is_final()}
    return tuple(
        outcome
        if isinstance(outcome := found.get(name), SourceOutcome)
        else SourceOutcome(name, failure=_said(run.state))
        for name, run in runs.items()
    )


def _parameters(loader: Loader, place: int, export: Path, progress: Progress, language: Language) -> dict[str, Any]:
    name = shown_file(export)
    return {
        "loader": loader,
        "place": place,
        "export": export,
        "name": name,
        "progress": progress,
        "language": language,
    }


def _outcome(export: Path, run: PrefectFuture[Any], timezone: str) -> FileOutcome:
    """The task's outcome; if it ended in another way (out of time, cancelled), the other exports go on.

    The time is kept here: Prefect's own limit would not interrupt a thread that waits for a drive.
    """
    run.wait(4 * HOURS)
    outcome = run.state.result(raise_on_failure=False) if run.state.is_final() else None
    if isinstance(outcome, FileOutcome):
        return outcome
    return steps.not_loaded(shown_file(export), export, _said(run.state), timezone)


def _said(state: State[Any]) -> Label:
    """The message of a state, which is in the workspace's language already unless Prefect ended it."""
    if state.name == "TimedOut" or not state.is_final():
        return Label("quá thời gian cho phép, xem ổ đĩa có trả lời không", "out of time; see whether the drive answers")
    return Label(state.message or "", state.message or "")


_WITHOUT = Label("chạy không qua Prefect, kết quả như nhau", "running without it, with the same result")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the flow once; 0: all well, 1: a file was refused or failed, or a gate held the figures back."""
    about = Label(
        "Nạp các tệp trong inbox, tính, kiểm tra rồi công bố, như một đêm.",
        "Load what is in the inbox, compute, check and publish, as a night does.",
    )
    parser, given = parser_of("nightly", about)
    add_workspace_option(given)
    given.add_argument("--as-of", metavar="ISO", help=both(*AS_OF))
    options = parser.parse_args(arguments)
    if not is_there(_WITHOUT, language_of(options.workspace)):
        return _without_prefect(options.workspace, options.as_of)
    end_quietly()
    try:
        state = nightly(options.workspace, options.as_of, return_state=True)
    except httpx.HTTPError as error:
        say_gone(error)
        if not _ended:
            return _without_prefect(options.workspace, options.as_of)
        return _said_here(_told(options.workspace, _ended[-1]), language_of(options.workspace))
    summary = state.result(raise_on_failure=False)
    text = state.message
    if isinstance(summary, RunSummary):
        text = summary.text(Workspace(options.workspace).settings.language)
    print(text, file=sys.stdout if state.is_completed() else sys.stderr)
    return 0 if state.is_completed() else 1


def _without_prefect(workspace: Path, as_of: str | None) -> int:
    """The same run where the server does not answer."""
    language = language_of(workspace)
    try:
        summary = steps.run(workspace, as_of)
    except states.EXPECTED as error:
        print(of_failure(failure_of(error), (), language), file=sys.stderr)
        return 1
    return _said_here(summary, language)


def _told(workspace: Path, summary: RunSummary) -> RunSummary:
    """A night whose server went before people were told: they are, once."""
    return summary if summary.telling else replace(summary, telling=telling.tell(Workspace(workspace), summary))


def _said_here(summary: RunSummary, language: Language) -> int:
    print(summary.text(language), file=sys.stdout if summary.ok else sys.stderr)
    return 0 if summary.ok else 1


if __name__ == "__main__":
    end(main())
