"""The warehouse's tables: the versions of each kind's records, and the loads they came from.

Times are naive, local to the workspace's time zone.
"""

import hashlib
from collections.abc import Mapping
from functools import cache

import duckdb
import polars as pl

from par_metrics.warehouse.newer import newer
from schemas import KINDS, RecordKind
from schemas.kind import known_column

LOADS = "loads"
LOADS_KNOWN = "loads_known"
"""The loads as known at an instant (its argument), with the withdrawals that held then."""
REFUSED_ROWS = "refused_rows"
WITHDRAWALS = "withdrawals"
"""Loads that were taken back, each time with the instants of the withdrawal and of its own taking back."""
LOAD_SOURCES = "load_sources"
"""The sources that the accepted rows of loads are of."""
ABSENCES = "absences"
"""Records that full lists lack, and exports that have these again."""
READING = 3
"""The rules of reading that lake files are written by now (`warehouse.lake_rows`)."""
_LOADS_KNOWN_SQL = f"""
SELECT l.* REPLACE (CASE WHEN w.load_id IS NULL THEN l.state ELSE 'withdrawn' END AS state),
    w.withdrawn_at, w.reason AS withdrawn_reason
FROM {LOADS} AS l
LEFT JOIN {WITHDRAWALS} AS w ON w.load_id = l.load_id
    AND w.withdrawn_at <= known_at AND (w.restored_at IS NULL OR w.restored_at > known_at)
WHERE l.loaded_at <= known_at
"""
# A macro and no table: whoever lists the tables sees the records' alone.
_DIGEST = "tables_digest"
_SCHEMA_NUMBER = "schema_number"
SCHEMA = 2
"""Rises with every change of the tables, so that older software knows a newer database; 1 had no number."""
_VERSION_COLUMNS = {
    "load_id": "VARCHAR",
    "exported_at": "TIMESTAMP",
    "loaded_at": "TIMESTAMP",
    "superseded_at": "TIMESTAMP",
    "confirmed_at": "TIMESTAMP",
    "listed_at": "TIMESTAMP",
}
_DATED_COLUMNS = {"load_id": "VARCHAR", "exported_at": "TIMESTAMP", "loaded_at": "TIMESTAMP"}
_WITHDRAWAL_COLUMNS = {
    "load_id": "VARCHAR",
    "withdrawn_at": "TIMESTAMP",
    "restored_at": "TIMESTAMP",
    "reason": "VARCHAR",
    "restored_reason": "VARCHAR",
}
_LOAD_SOURCE_COLUMNS = {"load_id": "VARCHAR", "source": "VARCHAR"}
_ABSENCE_COLUMNS = {
    "kind": "VARCHAR",
    "record": "VARCHAR",
    "load_id": "VARCHAR",
    "exported_at": "TIMESTAMP",
    "loaded_at": "TIMESTAMP",
    "superseded_at": "TIMESTAMP",
    "is_absent": "BOOLEAN",
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
    "reading": "INTEGER",
    "notes": "JSON",
    "exported_at_from": "VARCHAR",
    "full_list": "JSON",
    "files": "JSON",
}
_REFUSED_ROW_COLUMNS = {
    "kind": "VARCHAR",
    "load_id": "VARCHAR",
    "file": "VARCHAR",
    "unit_code": "VARCHAR",
    "key": "VARCHAR",
    "loaded_at": "TIMESTAMP",
    "accepted_at": "TIMESTAMP",
    "accepted_by": "VARCHAR",
}


def quoted(name: str) -> str:
    """`name` as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def versions_table(kind: RecordKind) -> str:
    """The table of the record versions of a kind."""
    return f"{kind.name}_versions"


def dated_table(kind: RecordKind) -> str:
    """The table of what each load of a dated kind said, whatever came of it."""
    return f"{kind.name}_dated"


def current_sql(kind: RecordKind) -> str:
    """SELECT of the stored columns, and what is known of outcomes, of the records of `kind` as they are known now."""
    columns = [*(field.name for field in kind.stored), *map(known_column, kind.outcomes)]
    return f"SELECT {', '.join(map(quoted, columns))} FROM {versions_table(kind)} WHERE superseded_at IS NULL"


def create_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the tables, and the views of current records, in a database that has none.

    The view of a kind has the kind's name (`current_sql`).
    """
    if not are_ours(connection):
        # In one transaction: a database holds all of them, or none.
        connection.execute(
            f"BEGIN; {_script()} CREATE OR REPLACE MACRO {_DIGEST}() AS '{_digest()}'; "
            f"CREATE OR REPLACE MACRO {_SCHEMA_NUMBER}() AS {SCHEMA}; COMMIT;"
        ).fetchall()


def are_ours(connection: duckdb.DuckDBPyConnection) -> bool:
    """True where a database holds these very tables, filled by these rules; else it is rebuilt from the lake."""
    try:
        stored = connection.execute(f"SELECT {_DIGEST}()").fetchall()
    except duckdb.CatalogException:
        return False
    return stored == [(_digest(),)]


def check_not_newer(connection: duckdb.DuckDBPyConnection) -> None:
    """Hold that a database is of this software or of an earlier one.

    Raises:
        ParMetricsError: `newer_software`.
    """
    try:
        number = connection.execute(f"SELECT {_SCHEMA_NUMBER}()").fetchall()[0][0]
    except duckdb.CatalogException:
        return
    if number > SCHEMA:
        raise newer("warehouse.duckdb")


def load_columns() -> tuple[str, ...]:
    """The columns of the register of loads."""
    return tuple(_LOAD_COLUMNS)


def query(connection: duckdb.DuckDBPyConnection, sql: str, parameters: object = None) -> pl.DataFrame:
    """The result of a query as a frame."""
    frame: pl.DataFrame = connection.sql(sql, params=parameters).pl()
    return frame


@cache
def _digest() -> str:
    """Changes where the tables do, or the rules by which lake files fill them."""
    return hashlib.sha256(f"{READING}\n{_script()}".encode()).hexdigest()


@cache
def _script() -> str:
    """The statements that make all tables and views."""
    statements = []
    for kind in KINDS.values():
        columns = {field.name: field.duckdb_type for field in kind.stored}
        columns |= {known_column(outcome): "BOOLEAN" for outcome in kind.outcomes}
        statements += [
            _table(versions_table(kind), columns | _VERSION_COLUMNS),
            f"CREATE VIEW {quoted(kind.name)} AS {current_sql(kind)}",
        ]
        if kind.is_dated:
            statements.append(_table(dated_table(kind), columns | _DATED_COLUMNS))
    further = {
        REFUSED_ROWS: _REFUSED_ROW_COLUMNS,
        WITHDRAWALS: _WITHDRAWAL_COLUMNS,
        ABSENCES: _ABSENCE_COLUMNS,
        LOAD_SOURCES: _LOAD_SOURCE_COLUMNS,
        LOADS: _LOAD_COLUMNS,
    }
    statements += [_table(name, columns) for name, columns in further.items()]
    statements.append(f"CREATE MACRO {LOADS_KNOWN}(known_at) AS TABLE {_LOADS_KNOWN_SQL}")
    return "".join(f"{statement};\n" for statement in statements)


def _table(name: str, columns: Mapping[str, str]) -> str:
    body = ", ".join(f"{quoted(column)} {kind}" for column, kind in columns.items())
    return f"CREATE TABLE {quoted(name)} ({body})"
