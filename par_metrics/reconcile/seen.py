"""Records as they stood at an instant: what came later has not happened."""

from datetime import datetime

import polars as pl

from schemas import RecordKind

_IN_PROGRESS = 4
_ENDED = (7, 8, 9, 10)


def seen_at(records: pl.DataFrame, kind: RecordKind, instant: datetime) -> pl.DataFrame:
    """The records that existed at `instant`, with what had happened by then.

    An event later than the instant is null; a record that came to exist later is left out; a
    dossier that ended later is in progress, whatever it became.

    Args:
        records: has the columns of `kind`; others are kept as they are.
        instant: naive local time.
    """
    events = {name: pl.col(name).cast(pl.Datetime("us")) for name in kind.events}
    changes = {name: pl.when(time <= instant).then(pl.col(name)).alias(name) for name, time in events.items()}
    if kind.name == "dossiers":
        end = pl.coalesce("completed_at", "returned_at")
        by_then = pl.coalesce(changes["completed_at"], changes["returned_at"])
        ended_later = pl.col("status").is_in(_ENDED) & by_then.is_null() & end.is_not_null()
        changes["status"] = pl.when(ended_later).then(_IN_PROGRESS).otherwise(pl.col("status")).cast(pl.Int8)
    existing = records
    if kind.entry is not None:
        entry = pl.col(kind.entry).cast(pl.Datetime("us"))
        existing = records.filter(entry.is_null() | (entry <= instant))
    return existing.with_columns(expression.alias(name) for name, expression in changes.items())
