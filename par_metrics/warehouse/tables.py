"""The warehouse's tables: the versions of each kind's records, and the loads they came from.

Times are naive, local to the workspace's time zone.
"""

import hashlib
from collections.abc import Mapping

import duckdb
import polars as pl

from schemas import KINDS, RecordKind

LOADS = "loads"
# A macro and no table: whoever lists the tables sees the records' alone.
_DIGEST = "tables_digest"
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
    "hidden_sheets": "JSON",
    "register_digest": "VARCHAR",
    "unresolved": "BIGINT",
    "request": "VARCHAR",
}


def quoted(name: str) -> str:
    """`name` as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def versions_table(kind: RecordKind) -> str:
    """The table of the record versions of a kind."""
    return f"{kind.name}_versions"


def current_sql(kind: RecordKind) -> str:
    """SELECT of the stored columns of the records of `kind` as they are known now."""
    return f"SELECT {_stored_list(kind)} FROM {versions_table(kind)} WHERE superseded_at IS NULL"


def create_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the tables and the views of current records that are missing; add columns that kinds have gained.

    The view of a kind has the kind's name, and its stored columns. The digest of the tables is
    stored with them: a database that holds ours is left alone, without looking at its columns.
    """
    digest = hashlib.sha256(_script({}).encode()).hexdigest()
    if _stored_digest(connection) == digest:
        return
    missing = _script(_existing_columns(connection))
    # In one transaction, so that no digest stands beside tables that lack a column.
    connection.execute(f"BEGIN; {missing} CREATE OR REPLACE MACRO {_DIGEST}() AS '{digest}'; COMMIT;").fetchall()


def create_empty_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Make all tables and views in a database that has none and goes when it is closed."""
    connection.execute(_script({})).fetchall()


def load_columns() -> tuple[str, ...]:
    """The columns of the register of loads."""
    return tuple(_LOAD_COLUMNS)


def query(connection: duckdb.DuckDBPyConnection, sql: str, parameters: object = None) -> pl.DataFrame:
    """The result of a query as a frame."""
    frame: pl.DataFrame = connection.sql(sql, params=parameters).pl()
    return frame


def _stored_list(kind: RecordKind) -> str:
    return ", ".join(quoted(field.name) for field in kind.stored)


def _stored_digest(connection: duckdb.DuckDBPyConnection) -> str | None:
    """The digest that a database holds; None in a new one, and in one of software that knew no digest."""
    try:
        digest: str = connection.execute(f"SELECT {_DIGEST}()").fetchall()[0][0]
    except duckdb.CatalogException:
        return None
    return digest


def _existing_columns(connection: duckdb.DuckDBPyConnection) -> dict[str, set[str]]:
    rows = connection.execute(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'main'"
    ).fetchall()
    existing: dict[str, set[str]] = {}
    for table, column in rows:
        existing.setdefault(table, set()).add(column)
    return existing


def _script(existing: Mapping[str, set[str]]) -> str:
    """The statements that make all tables and views, where tables have the `existing` columns already."""
    statements = []
    for kind in KINDS.values():
        columns = {field.name: field.duckdb_type for field in kind.stored} | _VERSION_COLUMNS
        changes = _changes(versions_table(kind), columns, existing)
        statements += changes
        if changes:
            statements.append(f"CREATE OR REPLACE VIEW {quoted(kind.name)} AS {current_sql(kind)}")
    statements += _changes(LOADS, _LOAD_COLUMNS, existing)
    return "".join(f"{statement};\n" for statement in statements)


def _changes(table: str, columns: Mapping[str, str], existing: Mapping[str, set[str]]) -> list[str]:
    """Statements that make a table, or give it the columns it lacks."""
    if table not in existing:
        body = ", ".join(f"{quoted(name)} {kind}" for name, kind in columns.items())
        return [f"CREATE TABLE {quoted(table)} ({body})"]
    missing = [name for name in columns if name not in existing[table]]
    return [f"ALTER TABLE {quoted(table)} ADD COLUMN {quoted(name)} {columns[name]}" for name in missing]
