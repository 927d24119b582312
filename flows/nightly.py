"""The nightly run under Prefect; the steps are those of `par_metrics.operations.nightly`.

`python -m flows.nightly [--workspace DIR] [--as-of ISO]` runs it once, here and now.
"""

import argparse
import atexit
import os
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from prefect import Task, flow, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.futures import PrefectFuture
from prefect.states import Completed, Failed
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from flows import artifacts
from flows.arguments import add_workspace_option
from flows.progress import Progress, Publishing
from par_metrics.operations import nightly as steps
from par_metrics.operations.nightly import Loader
from par_metrics.operations.summary import FileOutcome, RunSummary
from par_metrics.workspace import Workspace

# As many tasks run at a time as the loader reads ahead. Its type is narrower than what a flow says it takes.
_THREADS = cast("TaskRunner[PrefectFuture[Any]]", ThreadPoolTaskRunner(max_workers=steps.AHEAD))


def _is_transient(_task: Task[..., Any], _run: TaskRun, state: State[Any]) -> bool:
    return isinstance(state.data, steps.TRANSIENT)


@task(cache_policy=NO_CACHE, persist_result=False)
def take_inbox(workspace: Path, loader: Loader) -> list[Path]:
    """The exports to load, registers first."""
    return steps.take_inbox(workspace, loader)


@task(
    task_run_name="load {export.name}",
    retries=2,
    retry_delay_seconds=[5, 30],
    retry_condition_fn=_is_transient,
    cache_policy=NO_CACHE,
    persist_result=False,
)
def load_export(loader: Loader, place: int, export: Path, progress: Progress) -> FileOutcome:
    """Load one export; tried again only while the workspace is busy or the disk does not answer."""
    return steps.load_one(loader, place, export, progress.of(export))


@task(cache_policy=NO_CACHE, persist_result=False)
def reread_archive(workspace: Path, loader: Loader) -> list[FileOutcome]:
    """Read again what a register that has changed since may place now."""
    return steps.reread_archive(workspace, loader)


@task(cache_policy=NO_CACHE, persist_result=False)
def publish_if_sound(workspace: Path, outcomes: Sequence[FileOutcome], as_of: datetime | None) -> RunSummary:
    """Compute every figure once and switch `published/latest` to them if all quality gates pass."""
    with steps.heard_by(Publishing(Workspace(workspace).settings.language)):
        return steps.compute_and_publish(workspace, outcomes, as_of)


@flow(name="nightly", retries=0, persist_result=False, task_runner=_THREADS)
def nightly(workspace: Path, as_of: datetime | None = None) -> State[RunSummary]:
    """Load last night's exports, compute, check and publish. See docs/how-to/nightly.md.

    Ends Failed if a file was refused or a gate held the figures back; all other files are
    loaded nevertheless. The state's message is the summary of the run.
    """
    settings = Workspace(workspace).settings
    with Loader(workspace, settings) as loader:
        exports = take_inbox(workspace, loader)
        progress = Progress(exports, settings.language)
        outcomes = []
        # Read side by side; a task whose file is read waits for its turn to commit it.
        runs = [load_export.submit(loader, place, export, progress) for place, export in enumerate(exports)]
        for place, (export, run) in enumerate(zip(exports, runs, strict=True)):
            outcomes.append(_outcome(export, run))
            loader.give_up(place)
            progress.done(export)
        outcomes += reread_archive(workspace, loader)
    summary = publish_if_sound(workspace, outcomes, as_of)
    language = settings.language
    artifacts.of_run(workspace, summary, language)
    message = summary.text(language)
    return Completed(data=summary, message=message) if summary.ok else Failed(message=message)


def _outcome(export: Path, run: PrefectFuture[FileOutcome]) -> FileOutcome:
    """The task's outcome; if the disk or the workspace did not answer at all, the other exports go on."""
    try:
        return run.result()
    except steps.TRANSIENT as error:
        return FileOutcome(export.name, failure=steps.failure_of(error))


def _silence() -> None:
    """Close standard error, last of all that runs at exit.

    Threads of Prefect outlive the interpreter, so DuckDB reports dozens of lines of "leaked"
    objects then, which look like a failed night and are none.
    """
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 2)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the flow once; 0: all well, 1: a file was refused or failed, or a gate held the figures back."""
    parser = argparse.ArgumentParser(prog="python -m flows.nightly", description=nightly.__doc__)
    add_workspace_option(parser)
    parser.add_argument("--as-of", type=datetime.fromisoformat, help="instant the figures are seen at; default: now")
    options = parser.parse_args(arguments)
    atexit.register(_silence)
    state = nightly(options.workspace, options.as_of, return_state=True)
    print(state.message, file=sys.stdout if state.is_completed() else sys.stderr)
    return 0 if state.is_completed() else 1


if __name__ == "__main__":
    sys.exit(main())
