"""Which sources the accepted rows of a load are of: a file names what it is of only row by row."""

import duckdb

from par_metrics.settings.layout import Layout
from par_metrics.warehouse.lake_rows import lake_rows
from par_metrics.warehouse.loads import Load
from par_metrics.warehouse.tables import LOAD_SOURCES
from schemas import RecordKind


def record(connection: duckdb.DuckDBPyConnection, kind: RecordKind, load: Load, layout: Layout) -> None:
    """Enter the sources of a load, of a kind that has any; the caller commits."""
    if not kind.sources:
        return
    connection.execute(
        f"INSERT INTO {LOAD_SOURCES} SELECT DISTINCT $load_id, source FROM ({lake_rows(kind, load)})",
        {"load_id": load.load_id, "lake_file": str(layout.lake_file(kind.name, load.load_id))},
    ).fetchall()
