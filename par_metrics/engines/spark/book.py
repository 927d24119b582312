"""The loads of a lake in tables like the warehouse's, in memory, for the same questions."""

from collections.abc import Callable, Mapping
from datetime import datetime

import duckdb

from par_metrics.warehouse import events, loads
from par_metrics.warehouse.connect import scratch_tables
from par_metrics.warehouse.lines import LakeLines
from par_metrics.warehouse.loads import Load
from par_metrics.warehouse.tables import REFUSED_ROWS
from schemas import KINDS

Accepted = Callable[[str, set[str]], Mapping[str, list[datetime]]]
"""Of a kind and some keys of its records: key -> when the loads that hold and have it were made."""


def book_of(lines: LakeLines, known_at: datetime, accepted: Accepted) -> duckdb.DuckDBPyConnection:
    """The loads, withdrawals and refused rows of a lake as known at an instant.

    A row that was refused is marked where a load that holds accepted its record after its file was first read.
    """
    connection = scratch_tables()
    for load in lines.loads:
        loads.record(connection, load)
    for event in lines.events:
        if event.at <= known_at:
            events.record(connection, event)
    newest = {(load.kind, load.file): load for load in lines.holding(known_at)}
    for kind in KINDS:
        _enter(connection, lines, [load for load in newest.values() if load.kind == kind], accepted)
    return connection


def _enter(connection: duckdb.DuckDBPyConnection, lines: LakeLines, newest: list[Load], accepted: Accepted) -> None:
    """Enter the refused rows of loads of one kind."""
    refused = [(load, rows) for load in newest if load.rejected and (rows := lines.refused_rows(load)).height]
    keys = {key for _, rows in refused for key in rows["key"].drop_nulls()}
    times = accepted(refused[0][0].kind_name, keys) if keys else {}
    for load, rows in refused:
        first_read = min(o.loaded_at for o in lines.loads if o.sha256 == load.sha256 and o.kind == load.kind)
        for unit_code, key in rows.iter_rows():
            later = [at for at in times.get(key, []) if at > first_read]
            values = [load.kind, load.load_id, load.file, unit_code, key, load.loaded_at, min(later, default=None)]
            connection.execute(
                f"INSERT INTO {REFUSED_ROWS} (kind, load_id, file, unit_code, key, loaded_at, accepted_at) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                values,
            )
