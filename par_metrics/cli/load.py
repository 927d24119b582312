"""What the loading commands do beyond calling the workspace."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from par_metrics.cli.state import State
from par_metrics.cli.words import report_of_load
from schemas import Language

if TYPE_CHECKING:
    from par_metrics.reports import LoadReport
    from par_metrics.workspace import Workspace

_LOAD_COLUMNS = (
    "load_id",
    "file",
    "kind",
    "state",
    "exported_at",
    "loaded_at",
    "rows_read",
    "accepted",
    "rejected",
    "duplicates",
)


def ingest_files(
    ws: Workspace, files: Sequence[Path], *, kind: str | None, profile: str | None, exported_at: str | None
) -> Iterator[LoadReport]:
    """Load each file, with a progress bar where someone watches."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    watched = len(files) > 1 and sys.stderr.isatty()
    with Progress(console=console, transient=True, disable=not watched) as progress:
        for path in progress.track(files, description=""):
            yield ws.ingest(path, kind=kind, profile=profile, exported_at=exported_at)


def short_loads(loads: pl.DataFrame) -> pl.DataFrame:
    """The columns that fit a screen."""
    return loads.select(_LOAD_COLUMNS)


def short_rejects(rejects: pl.DataFrame, language: Language) -> pl.DataFrame:
    """Where each refused row is, and what to do about it."""
    return rejects.select("file", "row", "column", "rule", f"message_{language}")


def run_nightly(state: State, ws: Workspace, as_of: str | None) -> bool:
    """Load the inbox, then compute and publish.

    Returns:
        Whether every file was loaded and the run became the latest.
    """
    from par_metrics import nightly

    reports = []
    for path in nightly.take_inbox(ws.root):
        report = nightly.load_one(ws.root, path)
        reports.append(report)
        report_of_load(state, ws, report, as_json=False)
    summary = nightly.compute_and_publish(ws.root, reports, None if as_of is None else ws.instant(as_of))
    return summary.is_sound
