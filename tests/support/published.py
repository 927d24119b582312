"""The figures a run would publish."""

from datetime import datetime

import polars as pl

from par_metrics import Workspace
from par_metrics.publish.periods import published_figures


def figures_of(ws: Workspace, as_of: datetime) -> pl.DataFrame:
    with ws.snapshot(as_of) as snapshot:
        return published_figures(snapshot)
