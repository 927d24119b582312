"""One published run: everything is written aside, checked, moved into place, then switched to."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
from filelock import FileLock, Timeout

from par_metrics import clock
from par_metrics.errors import UsageError, WorkspaceBusyError
from par_metrics.indicators.catalogue import catalogue
from par_metrics.period import Period
from par_metrics.publish import files, gates, latest
from par_metrics.publish.figures import published_figures, with_periods
from par_metrics.publish.gates import Gate
from par_metrics.publish.tables import catalogue_frame, targets_frame
from par_metrics.scorecard import scorecards
from par_metrics.software import versions
from schemas import Label

if TYPE_CHECKING:
    from par_metrics.workspace import Workspace

MANIFEST = "manifest.json"
_BUILDING = ".building-"
_RUN_ID = r"[0-9A-Za-z][0-9A-Za-z_.-]{0,63}"


@dataclass(frozen=True)
class PublishResult:
    """What became of a run.

    Args:
        run_id: name of its folder in `published/`.
        folder: that folder.
        as_of: the instant its figures are seen at.
        published: whether it is the latest now; False if a gate held it back.
        gates: the checks, passed or not.
    """

    run_id: str
    folder: Path
    as_of: datetime
    published: bool
    gates: tuple[Gate, ...]

    @property
    def failed(self) -> tuple[Gate, ...]:
        return tuple(gate for gate in self.gates if not gate.passed)


def publish_run(
    ws: Workspace, as_of: datetime | None = None, load_ids: Sequence[str] | None = None, run_id: str | None = None
) -> PublishResult:
    """Write `published/<run_id>/` and make it the latest if every quality gate passes.

    Args:
        ws: the workspace.
        as_of: the instant figures are seen at, local; None: now.
        load_ids: the loads that are new in this run: the manifest names them and only
            their refused rows are published; None: all loads.
        run_id: name of the run; None: the time of the run.
    Returns:
        The run; one held back by a gate is there for inspection, `latest` is as it was.
    Raises:
        WorkspaceBusyError: another run is being published.
        UsageError: the run id is not a plain name, or is taken.
    """
    started = clock.now(ws.settings.timezone)
    published = ws.root / "published"
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
    with lock:
        _sweep(published)
        name = _new_name(published, started) if run_id is None else _check_name(published, run_id)
        result = _publish(ws, _Run(name, ws.instant(as_of), started, load_ids), published)
        _keep(published, ws.settings.publish.keep_runs, result.run_id)
        return result


@dataclass(frozen=True)
class _Run:
    id: str
    as_of: datetime
    started: datetime
    load_ids: Sequence[str] | None


def _publish(ws: Workspace, run: _Run, published: Path) -> PublishResult:
    building = published / f"{_BUILDING}{run.id}"
    building.mkdir()
    tables = _tables(ws, run)
    checks = (
        gates.accounting(tables["loads"]),
        gates.targets_matched(tables["indicators"], ws.targets, catalogue),
        gates.units_known(ws),
    )
    sound = all(gate.passed for gate in checks)
    _write(tables, building)
    manifest = _manifest(run, checks, tables, building)
    (building / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    folder = published / run.id
    building.rename(folder)
    if sound:
        pointer = {"run_id": run.id, "path": run.id, "as_of": run.as_of.isoformat()}
        latest.switch(published, run.id, pointer)
    return PublishResult(run.id, folder, run.as_of, sound, checks)


def _tables(ws: Workspace, run: _Run) -> dict[str, pl.DataFrame]:
    year = Period.parse(str(run.as_of.year))
    rejects = ws.rejects()
    if run.load_ids is not None:
        rejects = rejects.filter(pl.col("load_id").is_in(list(run.load_ids)))
    return {
        "indicators": published_figures(ws, run.as_of),
        "scorecard": with_periods(scorecards(ws, year, run.as_of), year, run.as_of),
        "scores": ws.score(period=year, as_of=run.as_of),
        "at_risk": ws.at_risk(as_of=run.as_of),
        "loads": ws.loads(),
        "rejects": rejects,
        "catalogue": catalogue_frame(catalogue.values()),
        "targets": targets_frame(ws.targets),
    }


def _write(tables: Mapping[str, pl.DataFrame], folder: Path) -> None:
    files.write_parquet(tables["indicators"], folder / "indicators.parquet")
    for name in ("indicators", "scorecard", "scores", "at_risk", "rejects"):
        files.write_csv(tables[name], folder / f"{name}.csv")
    files.write_database(tables, folder / "metrics.duckdb")


def _manifest(run: _Run, checks: Sequence[Gate], tables: Mapping[str, pl.DataFrame], folder: Path) -> dict[str, object]:
    held = [gate for gate in checks if not gate.passed]
    return {
        "format": 1,
        "run_id": run.id,
        "state": "held" if held else "published",
        "as_of": run.as_of.isoformat(),
        "started_at": run.started.isoformat(timespec="seconds"),
        "loads": tables["loads"]["load_id"].to_list(),
        "new_loads": None if run.load_ids is None else list(run.load_ids),
        "definitions": {i.id: {"version": i.version, "rules": i.rules} for i in catalogue.values()},
        "gates": [
            {
                "id": gate.id,
                "passed": gate.passed,
                "failures": list(gate.failures),
                "message_vi": None if gate.passed else gate.message.vi,
                "message_en": None if gate.passed else gate.message.en,
            }
            for gate in checks
        ],
        "software": versions(),
        "files": [files.fingerprint(path) for path in sorted(folder.iterdir())],
    }


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
