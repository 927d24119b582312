"""Bring the tables of a server to the latest published run, all of them in one transaction, from its files.

Readers see the run before until it is whole; reports in long transactions keep theirs. Nothing is computed here.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from par_metrics.errors import ParMetricsError
from par_metrics.publish import latest
from par_metrics.publish.manifest import MANIFEST, damaged, fingerprint, latest_manifest
from par_metrics.publish.outputs.postgres.columns import JSON, RUNS, type_of
from par_metrics.publish.outputs.postgres.layout import Tables, make_schema, make_tables, make_views, relations
from par_metrics.publish.outputs.postgres.role import let_read
from par_metrics.publish.outputs.postgres.server import Server, ServerError, connected, value
from par_metrics.publish.outputs.postgres.words import VIEWS
from schemas import Label

if TYPE_CHECKING:
    from psycopg import Connection

_FILE = "metrics.duckdb"
_ROWS_AT_A_TIME = 20_000
# Two that write at once would both delete the old rows and both add theirs.
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('par_metrics ' || %s, 0))"
_NO_CHARACTER = "\ufffd"
"""In the place of the one character that PostgreSQL has none of, whose code is 0."""


_NOT_VACUUMED = Label(
    "số liệu đã ghi, nhưng VACUUM chưa chạy được; máy chủ tự dọn sau",
    "the figures are written, but VACUUM could not run; the server clears up by itself later",
)


@dataclass(frozen=True)
class Sent:
    """What became of sending a run.

    Args:
        run_id: the run that is in the tables now.
        is_new: False: it was there already.
        notes: what is to be known all the same.
    """

    run_id: str
    is_new: bool
    notes: tuple[Label, ...] = ()


def send_latest(published: Path, server: Server, own_unit: str | None, *, again: bool = False) -> Sent | None:
    """Write the latest published run into the server's tables, unless it is there.

    Args:
        published: `published/`.
        own_unit: the workspace's; a schema that has another unit's figures is left alone.
        again: write it also where it is there.
    Returns:
        None where nothing is published yet.
    Raises:
        ServerError: the server is not reached, or refuses; its tables are as they were.
        ParMetricsError: the published run is damaged.
    """
    if latest.latest_run(published) is None:
        return None
    with connected(server) as connection:
        with connection.transaction():
            # Of those who wait here the last sends what is the latest then.
            for setting in ("search_path = pg_catalog", "lock_timeout = '60s'", "statement_timeout = '20min'"):
                connection.execute(f"SET LOCAL {setting}")
            connection.execute(_LOCK, [server.schema])
            run = _latest(published) | {"unit_code": own_unit}
            make_schema(connection, server)
            make_tables(connection, server.schema, {"runs": RUNS})
            there = _run_of(connection, server.schema)
            _refuse_another_unit(server, there, own_unit)
            if not again and there.get("manifest") == run["manifest"]:
                return Sent(run["run_id"], is_new=False)
            notes = _write(connection, server, published / run["run_id"], run, there.get("tables", ()))
        notes += _vacuum(connection, server.schema)
    return Sent(run["run_id"], is_new=True, notes=notes)


@dataclass(frozen=True)
class OnServer:
    """What is found on a server.

    Args:
        version: of PostgreSQL.
        is_encrypted: whether the connection is.
        run_id: the run in the tables; None: none yet.
    """

    version: str
    is_encrypted: bool
    run_id: str | None


def look(server: Server) -> OnServer:
    """Connect, and see what is there; nothing is changed.

    Raises:
        ServerError: the server is not reached, or refuses.
    """
    with connected(server) as connection:
        version = str(value(connection, "SHOW server_version"))
        run = _run_of(connection, server.schema) if _has_runs(connection, server.schema) else {}
        is_encrypted = bool(connection.pgconn.ssl_in_use)
    return OnServer(version, is_encrypted, run.get("run_id"))


def _latest(published: Path) -> dict[str, Any]:
    """The manifest of the latest run, and as `manifest` the SHA-256 of it; its tables are what was published."""
    stated = latest_manifest(published)
    assert stated is not None  # there was one before, and runs do not go
    folder = published / stated["run_id"]
    files = [file for file in stated["files"] if file["name"] == _FILE]
    if not files or damaged(folder, {"files": files}):
        raise ParMetricsError(
            Label(
                f"published/{folder.name}/{_FILE} bị mất hoặc bị sửa, nên không ghi vào PostgreSQL. Chạy par-metrics "
                "publish.",
                f"published/{folder.name}/{_FILE} is lost or was changed, so it is not written to PostgreSQL. Run "
                "par-metrics publish.",
            ),
            "run_damaged",
        )
    return stated | {"manifest": fingerprint(folder / MANIFEST)["sha256"]}


def _refuse_another_unit(server: Server, there: Mapping[str, Any], own_unit: str | None) -> None:
    if there and there["unit_code"] != own_unit:
        other = there["unit_code"] or "—"
        raise ServerError(
            server,
            Label(
                f"schema này đang có số liệu của đơn vị {other}. Đặt schema khác cho kho này, hoặc xóa schema đó nếu "
                "không dùng nữa",
                f"the schema has figures of the unit {other}. Give this workspace another schema, or drop that one if "
                "it is used no more",
            ),
            "postgres_schema",
        )


def _has_runs(connection: Connection[Any], schema: str) -> bool:
    return value(connection, "SELECT to_regclass(%s)", f"{schema}.runs") is not None


def _run_of(connection: Connection[Any], schema: str) -> dict[str, Any]:
    """The row of `runs`; empty before the first."""
    from psycopg import sql
    from psycopg.rows import dict_row

    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(schema, "runs"))).fetchone() or {}


def _write(
    connection: Connection[Any], server: Server, folder: Path, run: Mapping[str, Any], former: Sequence[str]
) -> tuple[Label, ...]:
    """Every table anew, within the transaction that is open.

    Args:
        folder: of the run.
        former: the tables of the run that was there.
    """
    from psycopg import sql

    schema = server.schema
    with closing(duckdb.connect(folder / _FILE, read_only=True)) as database:
        tables = _tables_of(database)
        make_tables(connection, schema, tables)
        # A table that later software has no more would keep the rows of a former run.
        left = relations(connection, schema).intersection(former) - tables.keys()
        for table in (*tables, *sorted(left)):
            connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(schema, table)))
        for table, columns in tables.items():
            _copy(connection, server, database, table, columns)
    _write_run(connection, schema, run, sorted(tables))
    make_views(connection, schema)
    return let_read(connection, schema, (*tables, "runs", *VIEWS))


def _tables_of(database: duckdb.DuckDBPyConnection) -> Tables:
    found = database.execute(
        "SELECT table_name, column_name, data_type FROM duckdb_columns() JOIN duckdb_tables() "
        "USING (database_name, schema_name, table_name) ORDER BY table_name, column_index"
    ).fetchall()
    tables: dict[str, dict[str, str]] = {}
    for table, column, type_ in found:
        tables.setdefault(table, {})[column] = type_of(table, column, type_)
    return tables


def _copy(
    connection: Connection[Any],
    server: Server,
    database: duckdb.DuckDBPyConnection,
    table: str,
    columns: Mapping[str, str],
) -> None:
    from psycopg import sql

    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    copying = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv, NULL '')").format(
        sql.Identifier(server.schema, table), names
    )
    sent = 0
    with connection.cursor() as cursor:
        with cursor.copy(copying) as copy:
            for rows, text in _parts(database, table, columns):
                copy.write(text)
                sent += rows
        if cursor.rowcount != sent:
            why = Label(
                f"bảng {table} nhận {cursor.rowcount} dòng thay vì {sent}",
                f"the table {table} took {cursor.rowcount} rows instead of {sent}",
            )
            raise ServerError(server, why, "postgres_rows")


def _parts(database: duckdb.DuckDBPyConnection, table: str, columns: Mapping[str, str]) -> Iterator[tuple[int, bytes]]:
    """The rows of a table as CSV: a null is bare, an empty text quoted, a number as short as it reads back the same."""
    import pyarrow.csv as csv

    wanted = ", ".join(_cell(column, type_) for column, type_ in columns.items())
    reader = database.execute(f'SELECT {wanted} FROM "{table}"').to_arrow_reader(_ROWS_AT_A_TIME)
    assert reader is not None  # a SELECT has a result
    for batch in reader:
        text = io.BytesIO()
        csv.write_csv(batch, text, csv.WriteOptions(include_header=False))
        yield batch.num_rows, text.getvalue()


def _cell(column: str, type_: str) -> str:
    name = f'"{column}"'
    if type_ == "text":
        return f"replace({name}, chr(0), '{_NO_CHARACTER}') AS {name}"
    if type_ == JSON:
        return f"replace({name}::JSON::VARCHAR, '\\u0000', '{_NO_CHARACTER}') AS {name}"
    return name


def _write_run(connection: Connection[Any], schema: str, run: Mapping[str, Any], tables: list[str]) -> None:
    from psycopg import sql

    values = {name: run.get(name) for name in RUNS if name != "sent_at"} | {"tables": tables}
    values |= {name: json.dumps(run[name], ensure_ascii=False) for name in ("gates", "software")}
    place = sql.Identifier(schema, "runs")
    connection.execute(sql.SQL("DELETE FROM {}").format(place))
    names, marks = sql.SQL(", ").join(map(sql.Identifier, values)), sql.SQL(", ").join(map(sql.Placeholder, values))
    connection.execute(sql.SQL("INSERT INTO {} ({}, sent_at) VALUES ({}, now())").format(place, names, marks), values)


def _vacuum(connection: Connection[Any], schema: str) -> tuple[Label, ...]:
    """Give the room of the rows that are gone back, and let the server know how many there are.

    A table that somebody else holds is passed over: the next run, or the server's own vacuum, sees to it.

    Returns:
        What is to be known: that it was not done.
    """
    from psycopg import Error, sql

    try:
        for table in (*_run_of(connection, schema)["tables"], "runs"):
            connection.execute(sql.SQL("VACUUM (ANALYZE, SKIP_LOCKED) {}").format(sql.Identifier(schema, table)))
    except Error:
        return (_NOT_VACUUMED,)
    return ()
