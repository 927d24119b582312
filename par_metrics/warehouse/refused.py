"""The refused rows of loads, by unit and key, and when a later load accepted the record after all."""

import duckdb

from par_metrics.settings.layout import Layout
from par_metrics.warehouse.lake_rows import lake_rows
from par_metrics.warehouse.loads import Load
from par_metrics.warehouse.tables import REFUSED_ROWS
from schemas import RecordKind
from schemas.kind import key_sql


def record(connection: duckdb.DuckDBPyConnection, kind: RecordKind, load: Load, layout: Layout) -> None:
    """Enter the refused rows of a load, and mark those of earlier ones whose record it accepted.

    The mark is an instant and no deletion: what was known before is still known to have been refused.
    A load of a time before refused rows were kept has none; its line in `loads` has their number.
    """
    _mark_accepted(connection, kind, load, layout)
    file = layout.refused_rows_file(load.load_id)
    if file.exists():
        connection.execute(
            f"INSERT INTO {REFUSED_ROWS} (kind, load_id, file, unit_code, key, loaded_at) "
            "SELECT $kind, $load_id, $file, unit_code, key, $loaded_at FROM read_parquet($rows)",
            {
                "kind": kind.name,
                "load_id": load.load_id,
                "file": load.file,
                "loaded_at": load.loaded_at,
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
        f"UPDATE {REFUSED_ROWS} SET accepted_at = $loaded_at "
        f"WHERE {open_rows} AND key IN (SELECT {key_sql(kind.key, 'i')} FROM ({lake_rows(kind, load)}) AS i)",
        {
            "kind": kind.name,
            "loaded_at": load.loaded_at,
            "lake_file": str(layout.lake_file(kind.name, load.load_id)),
        },
    ).fetchall()
