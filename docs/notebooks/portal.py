"""An export of the national portal for the notebook that reconciles it: the sample has none.

It is made from the one-stop system's dossiers, changed in ways that are known to happen; how often is handed back,
so that the notebook can show that each is found.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

import par_metrics as pm

_COLUMNS = (
    "dossier_code",
    "unit_code",
    "procedure_code",
    "channel",
    "received_at",
    "due_at",
    "completed_at",
    "returned_at",
    "status",
)
_EVERY_LOST, _EVERY_BEHIND = 40, 25


@dataclass(frozen=True)
class Planted:
    """What the export has otherwise than the one-stop system, in dossiers.

    Args:
        lost: never sent on.
        only_there: known to the portal alone.
        pushed_as_done: waiting, stopped, or asked for papers, and sent on as done.
        behind: their result was handed over, which the portal does not know yet.
    """

    lost: int
    only_there: int
    pushed_as_done: int
    behind: int


def write_portal_export(ws: pm.Workspace, unit: str, path: Path) -> Planted:
    """Write the portal's list of one unit's dossiers as CSV with the columns' own names."""
    ours = ws.sql(
        f"SELECT {', '.join(_COLUMNS)} FROM dossiers WHERE unit_code = '{unit}' AND source = 'one_stop' "
        "AND status NOT IN (1, 3) AND received_at IS NOT NULL ORDER BY dossier_code"
    ).with_row_index("n")
    is_lost = pl.col("n") % _EVERY_LOST == 0
    waits = pl.col("status").is_in([5, 6, 8])
    is_behind = (pl.col("status") == 10) & (pl.col("n") % _EVERY_BEHIND == 1)
    sent = ours.filter(~is_lost)
    status = (
        pl.when(waits | is_behind).then(9).otherwise(pl.col("status")).alias("status")
    )
    there = sent.tail(2).with_columns(
        dossier_code=pl.lit(f"{unit}-260930-9900") + pl.Series(["1", "2"]), status=2
    )
    # Of a time of its own, or it might be one that has another code there.
    there = there.with_columns(
        received_at=pl.datetime(2026, 9, 30, 16, pl.Series([51, 53]))
    )
    portal = pl.concat([sent.with_columns(status), there], how="vertical_relaxed")
    portal.select(*_COLUMNS, source=pl.lit("national_portal")).write_csv(path)
    return Planted(
        ours.filter(is_lost).height,
        there.height,
        sent.filter(waits).height,
        sent.filter(is_behind).height,
    )
