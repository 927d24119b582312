"""The nightly run: fetch from sources, load what is in `inbox/`, compute, check, publish, and send to a server.

Plain functions of paths: `par-metrics nightly` calls `run`, the Prefect flow calls the same
steps as tasks (`flows/nightly.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Protocol

from par_metrics.domain.privacy import shown_file
from par_metrics.errors import Notice, SettingsError, UsageError, WorkspaceBusyError, failure_of, tell_caller
from par_metrics.loading.job import Asked
from par_metrics.loading.loader import AHEAD, Loader
from par_metrics.loading.progress import Progress as OfFile
from par_metrics.loading.progress import Told
from par_metrics.loading.reread import outdated
from par_metrics.operations.digest.telling import tell, tell_of_failure
from par_metrics.operations.inbox import entries, remove, set_aside, take_inbox
from par_metrics.operations.integrity import of_the_night
from par_metrics.operations.log import NightLog, night_log
from par_metrics.operations.sending import send
from par_metrics.operations.sources import SourceOutcome, fetch_one, fetch_sources
from par_metrics.operations.summary import FileOutcome, RunSummary, Telling
from par_metrics.operations.whereabouts import of_kept, of_loaded
from par_metrics.settings.layout import Layout
from par_metrics.support.stamps import stamp
from par_metrics.support.steps import Step, heard_by
from par_metrics.warehouse.lock import night_lock
from par_metrics.workspace import Workspace
from schemas import Label

__all__ = [
    "AHEAD",
    "TRANSIENT",
    "FileOutcome",
    "Loader",
    "NightLog",
    "OfFile",
    "RunSummary",
    "SourceOutcome",
    "Step",
    "Told",
    "alone",
    "broken_off",
    "compute_and_publish",
    "failure_of",
    "fetch_one",
    "heard_by",
    "load_inbox",
    "load_one",
    "load_safely",
    "night_log",
    "not_loaded",
    "reread_archive",
    "run",
    "shown_file",
    "take_inbox",
]

# Errors of the moment: worth another try, and no fault of the file.
TRANSIENT = (OSError, WorkspaceBusyError)


class Watching(Protocol):
    """Who waits for the files of a night."""

    def of(self, path: Path) -> Told:
        """What is to be told how far a file is."""
        ...

    def done(self, path: Path) -> None:
        """A file is loaded, or refused."""
        ...


Watch = Callable[[Sequence[Path]], AbstractContextManager[Watching]]


def run(root: Path, as_of: datetime | str | None = None, watch: Watch | None = None) -> RunSummary:
    """The whole nightly run, without Prefect.

    Args:
        root: folder of the workspace.
        as_of: instant figures are seen at; None: now.
        watch: is given the files to be loaded, and then told how far they are.
    Raises:
        SettingsError: the folder is no workspace, or its file of settings is wrong.
        UsageError: `as_of` is no instant.
        WorkspaceBusyError: another night is at work, or another process is publishing or writing.
    """
    Workspace(root).instant(as_of)  # before anything is loaded
    with alone(root), night_log(root, Workspace(root).settings) as log:
        try:
            sources = tuple(fetch_sources(root))
            summary = compute_and_publish(root, load_inbox(root, watch, log), as_of)
            summary = replace(summary, sources=sources, sending=send(Workspace(root)))
        except Exception as error:
            told = broken_off(root, failure_of(error), as_of, log)
            if told is not None:
                tell_caller(Notice(*told.said))
            raise
        return log.ended(replace(summary, telling=tell(Workspace(root), summary)))


def broken_off(root: Path, reason: Label, as_of: datetime | str | None, log: NightLog) -> Telling | None:
    """Write down that an error ended the night, and tell people."""
    log.broke_off(reason)
    told = tell_of_failure(Workspace(root), reason, as_of)
    if told is not None:
        log.broke_off(told.said)
    return told


def alone(root: Path) -> AbstractContextManager[None]:
    """While this lasts, no other night begins.

    Raises:
        WorkspaceBusyError: another is at work.
    """
    return night_lock(Layout(root))


def load_inbox(root: Path, watch: Watch | None = None, log: NightLog | None = None) -> list[FileOutcome]:
    """Load what lies in the inbox, then read again what a register that has changed may place now.

    Args:
        watch: see `run`.
        log: each file is written down there once it is loaded or refused.
    """
    with Loader(root, Workspace(root).settings) as loader:
        exports = take_inbox(root, loader)
        outcomes = []
        with watch(exports) if watch else nullcontext() as watching:

            def load(place: int) -> FileOutcome:
                told = None if watching is None else watching.of(exports[place])
                return load_safely(loader, place, exports[place], told)

            for export, outcome in zip(exports, loader.in_order(load, len(exports)), strict=True):
                outcomes.append(outcome)
                if log is not None:
                    log.file(outcome)
                if watching is not None:
                    watching.done(export)
        again = reread_archive(root, loader)
        if log is not None:
            for outcome in again:
                log.file(outcome)
        return outcomes + again


def load_one(loader: Loader, place: int, export: Path, told: Told | None = None) -> FileOutcome:
    """Load one entry of the inbox when its turn comes, then take it out of there.

    A refused one is moved to `inbox/refused/` with its reason beside it. After an
    unexpected error it stays in the inbox.

    Args:
        told: is told how far the file is.
    Raises:
        OSError, WorkspaceBusyError: of the moment (`TRANSIENT`); the caller may try again.
    """
    name, before, timezone = shown_file(export), stamp(export), loader.timezone
    try:
        report = loader.load(place, Asked(export, may_be_link=False), told)
    except TRANSIENT:
        raise
    except Exception as error:  # a defect met by one file must not keep the others from being loaded
        loader.give_up(place)
        return not_loaded(name, export, failure_of(error), timezone)
    if before is None or stamp(export) != before:  # it was written to meanwhile; the next run takes what is there then
        return FileOutcome(name, report)
    if report.refused_reason is not None:
        return FileOutcome(name, report, whereabouts=of_kept(set_aside(export, report.refused_reason), timezone))
    remove(export)
    return FileOutcome(name, report, whereabouts=of_loaded(export, before, timezone))


def load_safely(loader: Loader, place: int, export: Path, told: Told | None = None) -> FileOutcome:
    """`load_one`, with errors of the moment reported instead of raised."""
    try:
        return load_one(loader, place, export, told)
    except TRANSIENT as error:
        return not_loaded(shown_file(export), export, failure_of(error), loader.timezone)
    finally:
        loader.give_up(place)


def not_loaded(name: str, export: Path, failure: Label, timezone: str) -> FileOutcome:
    """The outcome of an entry that stays in the inbox.

    Args:
        name: as it may be shown.
    """
    return FileOutcome(name, failure=failure, whereabouts=of_kept(export, timezone))


def reread_archive(root: Path, loader: Loader) -> list[FileOutcome]:
    """Read again what could not be placed when it was loaded, where a register has changed since.

    The exact bytes are in the archive. A file whose bytes or profile are gone is left as it is; `doctor` names it.
    """
    found = [file for file in outdated(root, Workspace(root).settings) if file.reason == "register"]
    again = [(file.load.file, asked) for file in found if (asked := file.asked) is not None]
    loader.expect(asked.path for _, asked in again)
    outcomes = loader.in_order(lambda place: _reread(loader, place, *again[place]), len(again))
    return [outcome for outcome in outcomes if outcome is not None]


def _reread(loader: Loader, place: int, file: str, asked: Asked) -> FileOutcome | None:
    """None where the profile is no longer there."""
    try:
        return FileOutcome(file, loader.load(place, asked), is_reread=True)
    except UsageError:
        return None
    except Exception as error:  # as in `load_one`: one file must not keep the night from being published
        return FileOutcome(file, failure=failure_of(error), is_reread=True)
    finally:
        loader.give_up(place)


def compute_and_publish(root: Path, outcomes: Sequence[FileOutcome], as_of: datetime | str | None = None) -> RunSummary:
    """Compute all figures and publish them if every quality gate passes and they say anything new; then verify files.

    Where nothing was loaded, and time alone moved no figure, the run published last stays (`RunSummary.is_new`).
    Settings that only computing finds wrong, such as a target for an unknown unit, are told
    in the summary: what was loaded must be told too.

    Args:
        outcomes: what became of the inbox and of the files read again.
    Raises:
        WorkspaceBusyError: another run is being published.
    """
    ws = Workspace(root)
    instant = ws.instant(as_of)
    result, failure = None, None
    try:
        result = ws.publish_if_new(instant)
    except SettingsError as error:
        failure = error.label
    return RunSummary(
        run_id=result.run_id if result else None,
        as_of=instant,
        outcomes=tuple(outcomes),
        gates=result.gates if result else (),
        published=result.folder if result and result.published else None,
        left=tuple(shown_file(path) for path in entries(Layout(root).inbox)),
        failure=failure,
        notices=result.notices if result else (),
        open_data=result.open_data if result else (),
        is_new=result is None or result.is_new,
        damages=of_the_night(root, ws.settings.lake.verify_days),
    )
