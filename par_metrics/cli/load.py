"""What the loading commands do beyond calling the workspace."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from schemas import Language

if TYPE_CHECKING:
    from par_metrics.loading.report import LoadReport
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


def short_loads(loads: pl.DataFrame, language: Language) -> pl.DataFrame:
    """The columns that fit a screen, and why a file was refused."""
    return loads.select(*_LOAD_COLUMNS, f"reason_{language}")


def short_rejects(rejects: pl.DataFrame, language: Language) -> pl.DataFrame:
    """Where each refused row is and what to do about it; the message names file, row and column."""
    return rejects.select("load_id", "rule", f"message_{language}")
