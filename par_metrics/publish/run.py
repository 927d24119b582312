"""One published run: everything is written aside, checked, moved into place, then switched to."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import polars as pl
from filelock import FileLock, Timeout

from par_metrics.domain import clock
from par_metrics.errors import UsageError, WorkspaceBusyError, naming
from par_metrics.figures.snapshot import BEGINNING, Snapshot
from par_metrics.publish import gates, latest
from par_metrics.publish.acceptance import accepted_gates
from par_metrics.publish.changes import changes_since
from par_metrics.publish.gate import Acceptance, Gate
from par_metrics.publish.history import past_runs
from par_metrics.publish.left_out import without_unused
from par_metrics.publish.manifest import MANIFEST, Run, write_manifest
from par_metrics.publish.outcome import Outcome
from par_metrics.publish.outputs import OUTPUTS
from par_metrics.publish.plausible import plausible
from par_metrics.publish.present import Present
from par_metrics.publish.shown import html_of, text_of
from par_metrics.publish.tables import TURNS
from par_metrics.support.steps import in_steps
from schemas import Label, Language

_BUILDING = ".building-"
_RUN_ID = r"[0-9A-Za-z][0-9A-Za-z_.-]{0,63}"


@dataclass(frozen=True)
class Source:
    """What runs are made from, and where they go.

    Args:
        folder: `published/`.
        timezone: of the workspace.
        keep_runs: so many runs are kept.
        refused_limit: a file of whose rows more than this share are refused holds a run back.
        own_unit: the workspace's unit.
        language: of the workspace.
        open: a snapshot as known at an instant; None: at the newest load.
        refused_rows: the refused rows of some of the loads (`Snapshot.engine.loads()`).
        papers: name -> how it is made, for further tables that only some outputs write.
    """

    folder: Path
    timezone: str
    keep_runs: int
    refused_limit: float
    own_unit: str | None
    language: Language
    open: Callable[[datetime | None], AbstractContextManager[Snapshot]]
    refused_rows: Callable[[pl.DataFrame], pl.DataFrame]
    papers: Mapping[str, Callable[[Snapshot], pl.DataFrame]]


@dataclass(frozen=True, repr=False)
class PublishResult:
    """What became of a run.

    Args:
        run_id: name of its folder in `published/`.
        folder: that folder.
        as_of: the instant its figures are seen at.
        known_at: what had been loaded by then is in its tables; None: nothing had.
        published: whether it is the latest now; False if a gate held it back.
        gates: the checks, passed or not.
        language: it shows itself in.
    """

    run_id: str
    folder: Path
    as_of: datetime
    known_at: datetime | None
    published: bool
    gates: tuple[Gate, ...]
    language: Language = field(default="vi", compare=False)

    def __str__(self) -> str:
        return text_of(self)

    def __repr__(self) -> str:
        return f"PublishResult({self})"

    def _repr_html_(self) -> str:
        return html_of(self)

    @property
    def failed(self) -> tuple[Gate, ...]:
        """The gates that held the run back."""
        return tuple(gate for gate in self.gates if gate.holds_back)

    @property
    def accepted(self) -> tuple[Gate, ...]:
        """The gates that failed and hold nothing back, since an officer accepted what they found."""
        return tuple(gate for gate in self.gates if not gate.passed and not gate.holds_back)


def publish_run(
    source: Source, load_ids: Sequence[str] | None = None, run_id: str | None = None, accept: str | None = None
) -> PublishResult:
    """Write `published/<run_id>/` and make it the latest if every quality gate passes, or is accepted.

    What is known is pinned when the run opens: a file loaded meanwhile is in none of its tables.

    Args:
        load_ids: the loads that are new in this run: the manifest names them and only
            their refused rows are published; None: all loads.
        run_id: name of the run; None: the time of the run.
        accept: why the figures are right although a gate that can be accepted (`acceptance.ACCEPTABLE`) fails;
            the manifest keeps it with the name of the account.
    Returns:
        The run; one held back by a gate is there for inspection, `latest` is as it was.
    Raises:
        WorkspaceBusyError: another run is being published.
        UsageError: the run id is not a plain name, or is taken; or the reason is empty.
        OSError: the disk is full or does not answer; the run before stays the latest.
    """
    started = clock.now(source.timezone)
    acceptance = None if accept is None else Acceptance.now(accept, started)
    published = source.folder
    published.mkdir(exist_ok=True)
    lock = FileLock(published / ".lock", timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise WorkspaceBusyError(
            Label(
                "một lần công bố khác đang chạy; chờ xong rồi chạy lại",
                "another run is being published; wait until it is done and run again",
            ),
            "publish_busy",
        ) from error
    with lock, naming(published):
        _sweep(published)
        name = _new_name(published, started) if run_id is None else _check_name(published, run_id)
        result = _publish(source, name, started, load_ids, acceptance)
        _keep(published, source.keep_runs, result.run_id)
        return result


def _publish(
    source: Source, name: str, started: datetime, load_ids: Sequence[str] | None, acceptance: Acceptance | None
) -> PublishResult:
    building = source.folder / f"{_BUILDING}{name}"
    building.mkdir()
    with source.open(None) as snapshot:
        known_at, targets, catalogue = snapshot.known_at, snapshot.targets, snapshot.catalogue
        run = Run(name, snapshot.as_of, None if known_at == BEGINNING else known_at, started, load_ids)
        units, newest_loads = snapshot.engine.units(), snapshot.engine.newest_loads()
        present = Present.of(snapshot)
        past = past_runs(source.folder)
        latest_run = past[0] if past else None
        rewritten = snapshot.engine.rewritten((latest_run and latest_run.known_at) or BEGINNING)
    tables = _tables(source, run, known_at)
    figures = tables["indicators_full"]
    tables["changes"] = changes_since(latest_run, figures, rewritten, catalogue)
    found = (
        gates.accounting(tables["loads"]),
        gates.targets_matched(figures, targets, catalogue),
        gates.units_known(units),
        gates.rows_refused(newest_loads, source.refused_limit),
        plausible(present, figures, catalogue, past),
    )
    checks = accepted_gates(found, latest_run.stated if latest_run else None, acceptance)
    compared_with = latest_run.as_of if latest_run else None
    known_before = latest_run.known_at if latest_run else None
    outcome = Outcome(run, tables, checks, catalogue, source.own_unit, source.language, compared_with, known_before)
    for write in in_steps(OUTPUTS, lambda _: Label("ghi tệp công bố", "writing the files")):
        write(outcome, building)
    write_manifest(run, checks, tables, present.records, catalogue, building)
    folder = source.folder / run.id
    building.rename(folder)
    if not outcome.is_held:
        pointer = {"run_id": run.id, "path": run.id, "as_of": run.as_of.isoformat()}
        latest.switch(source.folder, run.id, pointer)
    return PublishResult(run.id, folder, run.as_of, run.known_at, not outcome.is_held, checks)


def _tables(source: Source, run: Run, known_at: datetime) -> dict[str, pl.DataFrame]:
    """Every table of the run; between two turns others may write, which no table then knows.

    Of `indicators_full` those rows are published as `indicators` that say anything.
    """
    tables: dict[str, pl.DataFrame] = {}
    for turn in in_steps((*TURNS, source.papers), lambda turn: _table(next(iter(turn)))):
        with source.open(known_at) as snapshot:
            tables |= {name: turn[name](snapshot) for name in in_steps([*turn], _table)}
    of_run = tables["loads"]
    if run.load_ids is not None:
        of_run = of_run.filter(pl.col("load_id").is_in(list(run.load_ids)))
    published = {"indicators": without_unused(tables["indicators"]), "indicators_full": tables["indicators"]}
    return tables | published | {"rejects": source.refused_rows(of_run)}


def _table(name: str) -> Label:
    return Label(f"bảng {name}", f"table {name}")


def _new_name(published: Path, started: datetime) -> str:
    """A name from the time, with a number where two runs share a second."""
    name = stem = f"{started:%Y%m%dT%H%M%S}"
    number = 2
    while (published / name).exists():
        name = f"{stem}-{number}"
        number += 1
    return name


def _check_name(published: Path, name: str) -> str:
    if re.fullmatch(_RUN_ID, name) and name not in (latest.LATEST, latest.POINTER) and not (published / name).exists():
        return name
    raise UsageError(
        Label(
            f'tên lần công bố "{name}" đã có hoặc không hợp lệ; dùng chữ không dấu, số, "-", "_", "."',
            f'the run id "{name}" is taken or no plain name; use letters, digits, "-", "_" and "."',
        ),
        "bad_run_id",
    )


def _sweep(published: Path) -> None:
    """Remove what a run that was killed left behind."""
    for leftover in published.glob(f"{_BUILDING}*"):
        latest.remove_tree(leftover)
    for link in published.glob(f".{latest.LATEST}-*"):
        if link.is_symlink():
            link.unlink()


def _keep(published: Path, keep_runs: int, current: str) -> None:
    """Remove the oldest runs; never this one, nor the one that `latest` shows."""
    # A run killed between the two may have left the pointer and the link at different runs.
    protected = {current, latest.latest_run(published), (published / latest.LATEST).resolve().name}
    runs = sorted(
        (path.parent for path in published.glob(f"*/{MANIFEST}") if path.parent.name != latest.LATEST),
        key=lambda folder: (folder / MANIFEST).stat().st_mtime_ns,
        reverse=True,
    )
    for folder in runs[keep_runs:]:
        if folder.name not in protected:
            latest.remove_tree(folder)
