"""The warehouse's tables: the versions of each kind's records, and the loads they came from.

Times are naive, local to the workspace's time zone.
"""

import duckdb
import polars as pl

from schemas import KINDS, RecordKind

LOADS = "loads"
_VERSION_COLUMNS = {
    "load_id": "VARCHAR",
    "exported_at": "TIMESTAMP",
    "loaded_at": "TIMESTAMP",
    "superseded_at": "TIMESTAMP",
}
_LOAD_COLUMNS = {
    "load_id": "VARCHAR",
    "file": "VARCHAR",
    "sha256": "VARCHAR",
    "kind": "VARCHAR",
    "profile": "VARCHAR",
    "state": "VARCHAR",
    "rule": "VARCHAR",
    "reason_vi": "VARCHAR",
    "reason_en": "VARCHAR",
    "exported_at": "TIMESTAMP",
    "loaded_at": "TIMESTAMP",
    "rows_read": "BIGINT",
    "accepted": "BIGINT",
    "rejected": "BIGINT",
    "duplicates": "BIGINT",
    "inserted": "BIGINT",
    "superseding": "BIGINT",
    "unchanged": "BIGINT",
    "older": "BIGINT",
    "warnings": "JSON",
    "unknown_columns": "JSON",
    "unknown_statuses": "JSON",
    "provided": "JSON",
    "register_digest": "VARCHAR",
    "unresolved": "BIGINT",
    "request": "VARCHAR",
}


def quoted(name: str) -> str:
    """`name` as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def versions_table(kind: RecordKind) -> str:
    return f"{kind.name}_versions"


def current_sql(kind: RecordKind) -> str:
    """SELECT of the stored columns of the records of `kind` as they are known now."""
    return f"SELECT {_stored_list(kind)} FROM {versions_table(kind)} WHERE superseded_at IS NULL"


def known_sql(kind: RecordKind) -> str:
    """SELECT of the records of `kind` as they were known at the parameter `$known_at`."""
    return (
        f"SELECT {_stored_list(kind)} FROM {versions_table(kind)} "
        "WHERE loaded_at <= $known_at AND (superseded_at IS NULL OR superseded_at > $known_at)"
    )


def create_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the tables and the views of current records that are missing; add columns that kinds have gained.

    The view of a kind has the kind's name, and its stored columns.
    """
    existing = _existing_columns(connection)
    for kind in KINDS.values():
        columns = {field.name: field.duckdb_type for field in kind.stored} | _VERSION_COLUMNS
        changed = _create_or_extend(connection, versions_table(kind), columns, existing)
        if changed:
            connection.execute(f"CREATE OR REPLACE VIEW {quoted(kind.name)} AS {current_sql(kind)}").fetchall()
    _create_or_extend(connection, LOADS, _LOAD_COLUMNS, existing)


def load_columns() -> tuple[str, ...]:
    return tuple(_LOAD_COLUMNS)


def query(connection: duckdb.DuckDBPyConnection, sql: str, parameters: object = None) -> pl.DataFrame:
    """The result of a query as a frame."""
    frame: pl.DataFrame = connection.sql(sql, params=parameters).pl()
    return frame


def _stored_list(kind: RecordKind) -> str:
    return ", ".join(quoted(field.name) for field in kind.stored)


def _existing_columns(connection: duckdb.DuckDBPyConnection) -> dict[str, set[str]]:
    rows = connection.execute(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'main'"
    ).fetchall()
    existing: dict[str, set[str]] = {}
    for table, column in rows:
        existing.setdefault(table, set()).add(column)
    return existing


def _create_or_extend(
    connection: duckdb.DuckDBPyConnection, table: str, columns: dict[str, str], existing: dict[str, set[str]]
) -> bool:
    """True where the table was made or has gained a column."""
    if table not in existing:
        body = ", ".join(f"{quoted(name)} {kind}" for name, kind in columns.items())
        connection.execute(f"CREATE TABLE {quoted(table)} ({body})").fetchall()
        return True
    missing = [name for name in columns if name not in existing[table]]
    for name in missing:
        connection.execute(f"ALTER TABLE {quoted(table)} ADD COLUMN {quoted(name)} {columns[name]}").fetchall()
    return bool(missing)
