"""Dossiers as a form counts them, from literal tables."""

from datetime import datetime

import polars as pl

from par_metrics.domain.period import Period
from par_metrics.reconciliation.forms.ii06a import CELLS, OTHER
from par_metrics.reconciliation.forms.records import Window, counted, memberships
from tests.support.sides import side

MARCH = Window.of(Period.parse("2026-03"), datetime(2026, 10, 1))


def dossiers(table: str) -> pl.DataFrame:
    """Dossiers drawn with `|`, with what the form needs beside: status 10 where none is drawn."""
    header, *rest = table.strip().splitlines()
    if "status" not in header:
        header, rest = f"{header} | status", [f"{line} | 10" for line in rest]
    frame = side("ours", "\n".join([header, *rest])).records
    return frame.with_columns(
        pl.col("field").fill_null("Hộ tịch"), pl.coalesce("completed_at", "returned_at").alias("ended_at")
    )


def cells(frame: pl.DataFrame, window: Window = MARCH) -> dict[str, int]:
    """The cells that hold anything."""
    counts = memberships(counted(frame, window), "unit_code").group_by("cell").len()
    order = [cell.id for cell in CELLS] + [OTHER]
    return dict(sorted(counts.iter_rows(), key=lambda item: order.index(item[0])))
