"""The nightly run: load what is in `inbox/`, compute, check, publish.

Plain functions of paths: `par-metrics nightly` calls `run`, the Prefect flow calls the same
steps as tasks (`flows/nightly.py`).
"""

from __future__ import annotations

import logging
import os
import shutil
import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from par_metrics.errors import ParMetricsError, SettingsError, WorkspaceBusyError, trouble_of_the_machine
from par_metrics.exports.export import find_match
from par_metrics.exports.profiles.library import find_profiles, own_profiles
from par_metrics.exports.profiles.profile import Profile
from par_metrics.operations.summary import FileOutcome, RunSummary
from par_metrics.settings.layout import Layout
from par_metrics.support.names import shown_name
from par_metrics.workspace import Workspace
from schemas import KINDS, Label

__all__ = [
    "TRANSIENT",
    "FileOutcome",
    "RunSummary",
    "compute_and_publish",
    "failure_of",
    "load_one",
    "load_safely",
    "run",
    "take_inbox",
]

REFUSED = "refused"
REASON_SUFFIX = ".reason.txt"
# Of the bytes a file's name may have, so that a number and the reason's ending still fit.
_LONGEST_STEM, _LONGEST_SUFFIX = 200, 16
# Errors of the moment: worth another try, and no fault of the file.
TRANSIENT = (OSError, WorkspaceBusyError)

_SETTLE_SECONDS = 1.0
# A register of units or procedures is small; what is larger is not read twice to learn that it is none.
_LARGEST_REGISTER_BYTES = 32 * 2**20
# Names that other programs give to files they have not finished: Excel's lock, copies and downloads under way.
_UNFINISHED_PREFIXES = (".", "~$")
_UNFINISHED_SUFFIXES = (".tmp", ".part", ".partial", ".crdownload", ".filepart")

_PLACES = {kind: place for place, kind in enumerate(KINDS)}

_log = logging.getLogger(__name__)


def run(root: Path, as_of: datetime | str | None = None) -> RunSummary:
    """The whole nightly run, without Prefect.

    Args:
        root: folder of the workspace.
        as_of: instant figures are seen at; None: now.
    Raises:
        SettingsError: the folder is no workspace, or its file of settings is wrong.
        UsageError: `as_of` is no instant.
        WorkspaceBusyError: another process is publishing or writing.
    """
    Workspace(root).instant(as_of)  # before anything is loaded
    outcomes = [load_safely(root, export) for export in take_inbox(root)]
    return compute_and_publish(root, outcomes, as_of)


def take_inbox(root: Path) -> list[Path]:
    """The entries of `inbox/` that can be loaded now, in the order to load them.

    Registers come before the records that refer to them; then by name. Hidden files,
    those another program is still writing and the folder of refused files are left alone.
    A folder that someone dropped is an entry too: loading refuses it with a message.

    Raises:
        SettingsError: there is no inbox.
    """
    inbox = Layout(root).inbox
    before = {path: stamp for path in _entries(inbox) if (stamp := _stamp(path)) is not None}
    if any(time.time() - stamp.modified < _SETTLE_SECONDS for stamp in before.values()):
        time.sleep(_SETTLE_SECONDS)
    settled = [path for path, stamp in before.items() if _stamp(path) == stamp]
    if len(settled) < 2:
        return settled
    profiles = find_profiles(None, None, own_profiles(Layout(root).profiles))
    return sorted(settled, key=lambda path: (_load_order(path, profiles), path.name))


def load_one(root: Path, export: Path) -> FileOutcome:
    """Load one entry of the inbox, then take it out of there.

    A refused one is moved to `inbox/refused/` with its reason beside it. After an
    unexpected error it stays in the inbox.

    Raises:
        OSError, WorkspaceBusyError: of the moment (`TRANSIENT`); the caller may try again.
    """
    name, before = shown_name(export), _stamp(export)
    try:
        report = Workspace(root).ingest(export)
    except TRANSIENT:
        raise
    except Exception as error:  # a defect met by one file must not keep the others from being loaded
        return FileOutcome(name, failure=failure_of(error))
    if before is None or _stamp(export) != before:  # it was written to meanwhile; the next run takes what is there then
        return FileOutcome(name, report)
    if report.refused_reason is not None:
        _set_aside(export, report.refused_reason)
    else:
        _remove(export)
    return FileOutcome(name, report)


def load_safely(root: Path, export: Path) -> FileOutcome:
    """`load_one`, with errors of the moment reported instead of raised."""
    try:
        return load_one(root, export)
    except TRANSIENT as error:
        return FileOutcome(shown_name(export), failure=failure_of(error))


def compute_and_publish(root: Path, outcomes: Sequence[FileOutcome], as_of: datetime | str | None = None) -> RunSummary:
    """Compute all figures and publish them if every quality gate passes.

    Settings that only computing finds wrong, such as a target for an unknown unit, are told
    in the summary: what was loaded must be told too.

    Args:
        outcomes: what became of the inbox; their loads are the new ones of this run.
    Raises:
        WorkspaceBusyError: another run is being published.
    """
    ws = Workspace(root)
    loads = [o.report.load_id for o in outcomes if o.report and o.report.load_id and not o.report.already_loaded]
    instant = ws.instant(as_of)
    result, failure = None, None
    try:
        result = ws.publish(instant, loads)
    except SettingsError as error:
        failure = error.label
    return RunSummary(
        run_id=result.run_id if result else None,
        as_of=instant,
        outcomes=tuple(outcomes),
        gates=result.gates if result else (),
        published=result.folder if result and result.published else None,
        left=tuple(shown_name(path) for path in _entries(Layout(root).inbox)),
        failure=failure,
    )


def failure_of(error: BaseException) -> Label:
    """What to tell of an error that stopped a file.

    The text of an unexpected error is left out, since libraries quote the data they
    stumble over; its class and place are enough to find the defect.
    """
    if isinstance(error, ParMetricsError):
        return error.label
    if (trouble := trouble_of_the_machine(error)) is not None:
        return trouble
    frame = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{type(error).__name__}, {Path(frame.filename).name}:{frame.lineno}"
    return Label(
        f"lỗi của chương trình ({place}). Tệp còn trong inbox; báo lỗi này cho người phát triển",
        f"a defect of the program ({place}). The file is still in the inbox; report this to the developers",
    )


@dataclass(frozen=True)
class _Stamp:
    """What changes when somebody writes to a file."""

    size: int
    modified: float
    inode: int


def _stamp(path: Path) -> _Stamp | None:
    """None for what is no longer there. A link counts as the file it leads to, if it leads anywhere."""
    try:
        status = path.stat() if path.exists() else path.lstat()
    except FileNotFoundError:
        return None
    return _Stamp(status.st_size, status.st_mtime, status.st_ino)


def _load_order(export: Path, profiles: Sequence[Profile]) -> int:
    """Place of the file's kind among `KINDS`; what cannot be told comes last, and loading says why."""
    if not export.is_file():  # reading a device or a pipe might never end
        return len(_PLACES)
    try:
        if export.stat().st_size > _LARGEST_REGISTER_BYTES:
            return len(_PLACES)
        return _PLACES[find_match(export, profiles).kind.name]
    except Exception:  # the same error returns when the file is loaded, and is reported there
        return len(_PLACES)


def _entries(inbox: Path) -> list[Path]:
    if not inbox.is_dir():  # a share that is not mounted must not pass for a night without exports
        raise SettingsError(
            Label(
                f"không có thư mục {inbox}. Tạo thư mục đó, hoặc kết nối lại ổ mạng, rồi chạy lại.",
                f"there is no folder {inbox}. Make it, or connect the network drive again, and run again.",
            ),
            "no_inbox",
        )
    return sorted(
        path
        for path in inbox.iterdir()
        if not (path.name == REFUSED and path.is_dir())
        and not path.name.startswith(_UNFINISHED_PREFIXES)
        and not path.name.lower().endswith(_UNFINISHED_SUFFIXES)
    )


def _set_aside(export: Path, reason: Label) -> None:
    folder = export.parent / REFUSED
    folder.mkdir(exist_ok=True)
    target = _free_name(folder, export.name)
    text = f"{reason.vi}\n\n{reason.en}\n"
    # Before the file itself: after a crash in between, the next run refuses the file again.
    target.with_name(target.name + REASON_SUFFIX).write_text(text, encoding="utf-8")
    shutil.move(export, target)


def _free_name(folder: Path, name: str) -> Path:
    """`name` in `folder`, cut where its reason's name would be too long, numbered where a refused file has it."""
    suffix = Path(name).suffix if len(os.fsencode(Path(name).suffix)) <= _LONGEST_SUFFIX else ""
    stem = os.fsdecode(os.fsencode(name.removesuffix(suffix))[:_LONGEST_STEM])
    target, number = folder / f"{stem}{suffix}", 2
    while os.path.lexists(target):
        target = folder / f"{stem}-{number}{suffix}"
        number += 1
    return target


def _remove(export: Path) -> None:
    try:
        export.unlink()
    except PermissionError:
        # Windows keeps a file that is open elsewhere. It is loaded and archived; loading it again changes nothing.
        _log.warning("%s is loaded but could not be removed from the inbox", export.name)
