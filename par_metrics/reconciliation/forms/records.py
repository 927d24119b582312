"""Biểu II.06a counted from dossiers: each is in one place on the side of reception and in one on that of outcome.

In the period `[S, E)`, judged at `T = min(as_of, E)`; status 1 and 3 are never received.

- Received in the period: `received_at` in [S, T); online, or any other channel (an empty one too).
- Carried over: received before S, not ended before S.
- Resolved: status 9 or 10, ended in [S, T). Early: on a day before the day it was due; on time: not later
  than due, or without a due date (flagged); late: after it was due.
- In progress: not ended at T. Overdue: due before T; in time: all others.
- Other: withdrawn (7) or stopped (8) in the period; status 7-10 without an end date (received in the period
  only: one received before may have ended before); ended before the period yet received in it.

So received = resolved + in progress + other, for every row.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from par_metrics.domain.period import Period
from schemas.dossiers import ENDED_STATUSES

_RESOLVED = (9, 10)
_NOT_RECEIVED = (1, 3)

# The cells that a dossier counts in, by where it is. What has no cell of its own counts in the total alone.
ARRIVALS: Mapping[str, tuple[str, ...]] = {
    "online": ("received_total", "received_online"),
    "other_channel": ("received_total", "received_other"),
    "unknown_channel": ("received_total",),
    "carried_over": ("received_total", "carried_over"),
}
OUTCOMES: Mapping[str, tuple[str, ...]] = {
    "early": ("resolved_total", "early"),
    "on_time": ("resolved_total", "on_time"),
    "late": ("resolved_total", "late"),
    "resolved_undated": ("resolved_total",),
    "in_time": ("in_progress_total", "in_time"),
    "overdue": ("in_progress_total", "overdue"),
    "open_undated": ("in_progress_total",),
    "other": ("other",),
}


@dataclass(frozen=True)
class Window:
    """[S, E) and T, the instant at which it is judged."""

    start: datetime
    end: datetime
    t: datetime

    @classmethod
    def of(cls, period: Period, as_of: datetime) -> "Window":
        return cls(period.start, period.end, period.cut(as_of))


def counted(dossiers: pl.DataFrame, window: Window) -> pl.DataFrame:
    """Where each dossier of the form is counted.

    Args:
        dossiers: `dossier_code, unit_code, field, status, channel, received_at, due_at, ended_at`.
    Returns:
        One row a dossier that was received by T and had not ended before S: `dossier_code, unit_code,
        field, arrival` (a key of ARRIVALS), `outcome` (a key of OUTCOMES), `note` (what is odd about it:
        no_due_date, withdrawn, stopped, no_end_date, ended_before_period; else null), `has_channel`.
    """
    end = pl.col("ended_at")
    has_ended_status = pl.col("status").is_in(ENDED_STATUSES)
    by_t = has_ended_status & end.is_not_null() & (end < window.t)
    no_end = has_ended_status & end.is_null()
    in_period = (pl.col("received_at") >= window.start) & (pl.col("received_at") < window.t)
    before = pl.col("received_at") < window.start
    carried = before & ~no_end & ~(by_t & (end < window.start))
    is_received = ~pl.col("status").is_in(_NOT_RECEIVED) & (in_period | carried)
    received = dossiers.filter(is_received.fill_null(value=False))
    arrival = (
        pl.when(before)
        .then(pl.lit("carried_over"))
        .when((pl.col("channel") == "online").fill_null(value=False))
        .then(pl.lit("online"))
        .otherwise(pl.lit("other_channel"))
    )
    resolved = by_t & pl.col("status").is_in(_RESOLVED) & (end >= window.start)
    return received.select(
        "dossier_code",
        "unit_code",
        "field",
        arrival.alias("arrival"),
        _outcome(resolved, by_t | no_end, window).alias("outcome"),
        _note(resolved, by_t, no_end).alias("note"),
        # What was carried over counts by no channel.
        has_channel=pl.col("channel").is_not_null() | before,
    )


def _outcome(resolved: pl.Expr, is_over: pl.Expr, window: Window) -> pl.Expr:
    end, due = pl.col("ended_at"), pl.col("due_at")
    return (
        pl.when(resolved & (end.dt.date() < due.dt.date()).fill_null(value=False))
        .then(pl.lit("early"))
        .when(resolved & (end > due).fill_null(value=False))
        .then(pl.lit("late"))
        .when(resolved)
        .then(pl.lit("on_time"))
        .when(is_over)
        .then(pl.lit("other"))
        .when((due < window.t).fill_null(value=False))
        .then(pl.lit("overdue"))
        .otherwise(pl.lit("in_time"))
    )


def _note(resolved: pl.Expr, by_t: pl.Expr, no_end: pl.Expr) -> pl.Expr:
    over = by_t & ~resolved
    return (
        pl.when(no_end)
        .then(pl.lit("no_end_date"))
        .when(over & (pl.col("status") == 7))
        .then(pl.lit("withdrawn"))
        .when(over & (pl.col("status") == 8))
        .then(pl.lit("stopped"))
        .when(over)
        .then(pl.lit("ended_before_period"))
        .when(pl.col("due_at").is_null())
        .then(pl.lit("no_due_date"))
    )


def memberships(places: pl.DataFrame, row: str) -> pl.DataFrame:
    """One row for each dossier and cell it counts in: `row` (the value of the column `row`), `cell`, `dossier_code`."""
    sides = [
        places.select(pl.col(row).alias("row"), "dossier_code", pl.col(column).alias("place")).join(
            _cells_of(cells), on="place"
        )
        for column, cells in (("arrival", ARRIVALS), ("outcome", OUTCOMES))
    ]
    return pl.concat(sides).select("row", "cell", "dossier_code")


def _cells_of(places: Mapping[str, tuple[str, ...]]) -> pl.DataFrame:
    pairs = [(place, cell) for place, cells in places.items() for cell in cells]
    return pl.DataFrame(pairs, schema={"place": pl.String, "cell": pl.String}, orient="row")
