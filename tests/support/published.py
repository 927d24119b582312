"""What a run would publish, and runs as they would have been on other nights."""

import json
import os
import shutil
from datetime import datetime, timedelta

import polars as pl

from par_metrics import Workspace
from par_metrics.publish.manifest import MANIFEST
from par_metrics.publish.open_data.release import keep_up
from par_metrics.publish.periods import published_figures


def figures_of(ws: Workspace, as_of: datetime) -> pl.DataFrame:
    with ws.snapshot(as_of) as snapshot:
        return published_figures(snapshot)


def kept_up(ws: Workspace, as_of: str) -> str:
    """What a run does for the open data and says of it, without the run."""
    with ws.snapshot(as_of) as snapshot:
        return "; ".join(label.en for label in keep_up(ws._source(snapshot.as_of).open_data, snapshot))


def as_on_nights_before(ws: Workspace, nights: int) -> None:
    """The latest run as if it had been published, with the same figures, on so many nights before it, too."""
    published = ws.root / "published"
    latest = (published / "latest").resolve()
    stated = json.loads((latest / MANIFEST).read_text(encoding="utf-8"))
    written = (latest / MANIFEST).stat().st_mtime_ns
    for night in range(1, nights + 1):
        as_of = datetime.fromisoformat(stated["as_of"]) - timedelta(days=night)
        earlier = published / f"{latest.name}-{night}-before"
        shutil.copytree(latest, earlier)
        (earlier / MANIFEST).write_text(json.dumps(stated | {"run_id": earlier.name, "as_of": as_of.isoformat()}))
        os.utime(earlier / MANIFEST, ns=(written - night, written - night))
