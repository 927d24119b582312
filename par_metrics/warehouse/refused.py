"""The refused rows of loads, by unit and key, and when a later load accepted the record after all."""

from datetime import datetime

import duckdb

from par_metrics.settings.layout import Layout
from par_metrics.warehouse.lake_rows import lake_rows
from par_metrics.warehouse.loads import Load
from par_metrics.warehouse.tables import LOADS, REFUSED_ROWS
from schemas import RecordKind
from schemas.kind import key_sql


def record(connection: duckdb.DuckDBPyConnection, kind: RecordKind, load: Load, layout: Layout) -> None:
    """Enter the refused rows of a load, and mark those of earlier ones whose record it accepted.

    The mark is an instant and no deletion: what was known before is still known to have been refused.
    A load of a time before refused rows were kept has none; its line in `loads` has their number. Where the same
    bytes are read once more, what had been accepted since they were first read is not refused anew.
    """
    _mark_accepted(connection, kind, load, layout)
    file = layout.refused_rows_file(load.load_id)
    if file.exists():
        connection.execute(
            f"""
            INSERT INTO {REFUSED_ROWS} (kind, load_id, file, unit_code, key, loaded_at, accepted_at, accepted_by)
            SELECT $kind, $load_id, $file, n.unit_code, n.key, $loaded_at,
                CASE WHEN a.key IS NOT NULL THEN $loaded_at::TIMESTAMP END, a.accepted_by
            FROM read_parquet($rows) AS n
            LEFT JOIN (
                SELECT r.key, max(r.accepted_by) AS accepted_by
                FROM {REFUSED_ROWS} AS r JOIN {LOADS} AS l USING (load_id)
                WHERE r.kind = $kind AND l.sha256 = $sha256 AND r.key IS NOT NULL
                GROUP BY r.key HAVING bool_and(r.accepted_at IS NOT NULL)
            ) AS a ON a.key = n.key
            """,
            {
                "kind": kind.name,
                "load_id": load.load_id,
                "file": load.file,
                "loaded_at": load.loaded_at,
                "sha256": load.sha256,
                "rows": str(file),
            },
        ).fetchall()


def _mark_accepted(connection: duckdb.DuckDBPyConnection, kind: RecordKind, load: Load, layout: Layout) -> None:
    open_rows = "kind = $kind AND key IS NOT NULL AND accepted_at IS NULL"
    if not connection.execute(
        f"SELECT 1 FROM {REFUSED_ROWS} WHERE {open_rows} LIMIT 1", {"kind": kind.name}
    ).fetchall():
        return  # most loads: the accepted rows need not be read again
    connection.execute(
        f"UPDATE {REFUSED_ROWS} SET accepted_at = $loaded_at, accepted_by = $load_id "
        f"WHERE {open_rows} AND key IN (SELECT {key_sql(kind.key, 'i')} FROM ({lake_rows(kind, load)}) AS i)",
        {
            "kind": kind.name,
            "loaded_at": load.loaded_at,
            "load_id": load.load_id,
            "lake_file": str(layout.lake_file(kind.name, load.load_id)),
        },
    ).fetchall()


def reopen(connection: duckdb.DuckDBPyConnection, kind: RecordKind, accepted: str, at: datetime) -> None:
    """Make the marks those of the loads that hold, as of an instant; what was known before stays.

    Args:
        accepted: relation of `record` and `loaded_at`: when each of them accepted which of the records looked at.
            One that none accepted has no time.
    """
    looked_at = f"r.kind = $kind AND r.key IN (SELECT record FROM {accepted})"
    is_accepted = (
        f"EXISTS (SELECT 1 FROM {accepted} a, {LOADS} l "
        f"WHERE l.sha256 = (SELECT sha256 FROM {LOADS} WHERE load_id = r.load_id) AND l.kind = r.kind "
        "AND a.record = r.key AND a.loaded_at > l.loaded_at)"
    )
    values = {"kind": kind.name, "at": at}
    connection.execute(
        f"UPDATE {REFUSED_ROWS} AS r SET accepted_at = $at "
        f"WHERE {looked_at} AND r.accepted_at IS NULL AND {is_accepted}",
        values,
    ).fetchall()
    connection.execute(
        f"""
        INSERT INTO {REFUSED_ROWS} (kind, load_id, file, unit_code, key, loaded_at)
        SELECT r.kind, r.load_id, r.file, r.unit_code, r.key, $at::TIMESTAMP FROM {REFUSED_ROWS} AS r
        JOIN {LOADS} AS own ON own.load_id = r.load_id AND own.loaded_at = r.loaded_at
        WHERE {looked_at} AND NOT {is_accepted}
            AND NOT EXISTS (
                SELECT 1 FROM {REFUSED_ROWS} AS o
                WHERE o.kind = r.kind AND o.load_id = r.load_id AND o.key = r.key AND o.accepted_at IS NULL
            )
        """,
        values,
    ).fetchall()
