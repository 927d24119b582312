"""The schema and what stands in it: made where it is missing, added to where a later version has more.

What is there as it should be is not touched. Making something anew takes locks that wait for open reports, and lets
others wait behind them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, LiteralString

from par_metrics.publish.outputs.postgres.columns import KEYS, NULLABLE, is_needed
from par_metrics.publish.outputs.postgres.server import Server, ServerError, value
from par_metrics.publish.outputs.postgres.words import SCHEMA, TABLES, VIEWS, column_words
from schemas import Label

if TYPE_CHECKING:
    from psycopg import Connection

Tables = Mapping[str, Mapping[str, str]]
"""Table -> column -> its type in PostgreSQL."""

# Of a view that is there PostgreSQL lets columns be added at the end, and nothing else.
_VIEWS: Mapping[str, LiteralString] = {
    "scorecard_latest": """
        SELECT s.plan_row, s.index, s.title, s.indicator, c.label_vi, c.unit AS measured_in, s.owner,
            s.unit_code, u.unit_name, s.numerator, s.denominator, s.value, s.target, s.status, s.trend, s.state,
            s.evidence, s.refused, s.period, s.as_of, r.run_id, r.known_at
        FROM {0}.scorecard AS s CROSS JOIN {0}.runs AS r
        LEFT JOIN {0}.catalogue AS c ON c.indicator = s.indicator
        LEFT JOIN {0}.units AS u ON u.unit_code = s.unit_code
    """,
    "overdue": """
        SELECT a.dossier_code, a.unit_code, u.unit_name, a.procedure_code, a.procedure_name, a.received_at, a.due_at,
            a.due_by, a.working_days_left, a.is_calendar_announced, r.as_of, r.run_id
        FROM {0}.at_risk AS a CROSS JOIN {0}.runs AS r
        LEFT JOIN {0}.units AS u ON u.unit_code = a.unit_code
        WHERE a.state = 'overdue'
    """,
}


def make_schema(connection: Connection[Any], server: Server) -> None:
    """The schema, if it is missing.

    Raises:
        ServerError: there is one with tables of our names that others made.
    """
    from psycopg import sql

    name = server.schema
    if not value(connection, "SELECT 1 FROM pg_namespace WHERE nspname = %s", name):
        connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(name)))
        connection.execute(sql.SQL("COMMENT ON SCHEMA {} IS {}").format(sql.Identifier(name), sql.Literal(SCHEMA)))
    others = sorted(relations(connection, name) & TABLES.keys())
    if others and "manifest" not in _columns(connection, name, "runs"):
        raise ServerError(
            server,
            Label(
                f"schema này đã có bảng {others[0]} không phải của par-metrics. Chọn schema khác",
                f"the schema has a table {others[0]} that is not of par-metrics. Choose another schema",
            ),
            "postgres_schema",
        )


def make_tables(connection: Connection[Any], schema: str, tables: Tables) -> None:
    """Each table with its columns, key and comments; a column that is there stays, also one that is written no more."""
    names = relations(connection, schema)
    for table, columns in tables.items():
        if table in names:
            _add_columns(connection, schema, table, columns)
        else:
            _create(connection, schema, table, columns)
        _comment(connection, schema, table, TABLES.get(table, table), columns)


def make_views(connection: Connection[Any], schema: str) -> None:
    """Each view, made again only where its definition is another: that would wait for whoever reads it."""
    from psycopg import sql

    there = relations(connection, schema)
    for name, query in _VIEWS.items():
        select = sql.SQL(query).format(sql.Identifier(schema))
        view = sql.Identifier(schema, name)
        if name in there:
            trial = sql.Identifier(schema, f"{name}_new")
            connection.execute(sql.SQL("CREATE VIEW {} AS {}").format(trial, select))
            is_same = value(
                connection,
                "SELECT pg_get_viewdef(%s::regclass) = pg_get_viewdef(%s::regclass)",
                f"{schema}.{name}_new",
                f"{schema}.{name}",
            )
            connection.execute(sql.SQL("DROP VIEW {}").format(trial))
            if is_same:
                continue
        connection.execute(sql.SQL("CREATE OR REPLACE VIEW {} AS {}").format(view, select))
        connection.execute(sql.SQL("COMMENT ON VIEW {} IS {}").format(view, sql.Literal(VIEWS[name])))


def relations(connection: Connection[Any], schema: str) -> set[str]:
    """The tables and views that are in the schema, whoever made them."""
    found = connection.execute(
        "SELECT relname FROM pg_class "
        "WHERE relnamespace = to_regnamespace(%s) AND relkind IN ('r', 'p', 'v', 'm', 'f')",
        [schema],
    )
    return {name for (name,) in found}


def _create(connection: Connection[Any], schema: str, table: str, columns: Mapping[str, str]) -> None:
    from psycopg import sql

    stated = sql.SQL(", ").join(
        sql.SQL("{} {}{}").format(
            sql.Identifier(column),
            sql.SQL(type_),
            sql.SQL(" NOT NULL" if is_needed(table, column) else ""),
        )
        for column, type_ in columns.items()
    )
    connection.execute(sql.SQL("CREATE TABLE {} ({})").format(sql.Identifier(schema, table), stated))
    if table in KEYS:
        # Before PostgreSQL 15 two nulls of an index are never equal.
        key = sql.SQL(", ").join(
            sql.SQL("coalesce({}, '')" if (table, column) in NULLABLE else "{}").format(sql.Identifier(column))
            for column in KEYS[table]
        )
        unique = sql.SQL("CREATE UNIQUE INDEX {} ON {} ({})")
        connection.execute(
            unique.format(sql.Identifier(f"{table}_key"), sql.Identifier(schema, table), key),
        )


def _add_columns(connection: Connection[Any], schema: str, table: str, columns: Mapping[str, str]) -> None:
    from psycopg import sql

    there = _columns(connection, schema, table)
    alter = sql.SQL("ALTER TABLE {} ").format(sql.Identifier(schema, table))
    for column, type_ in columns.items():
        if column not in there:
            added = sql.SQL("ADD COLUMN {} {}").format(sql.Identifier(column), sql.SQL(type_))
            connection.execute(alter + added)
    for column, is_not_null in there.items():
        if is_not_null and column not in columns:  # it is written no more
            connection.execute(alter + sql.SQL("ALTER COLUMN {} DROP NOT NULL").format(sql.Identifier(column)))


def _columns(connection: Connection[Any], schema: str, table: str) -> dict[str, bool]:
    """Column -> whether it must have a value; nothing where there is no such table."""
    found = connection.execute(
        "SELECT attname, attnotnull FROM pg_attribute "
        "WHERE attrelid = to_regclass(%s) AND attnum > 0 AND NOT attisdropped",
        [f"{schema}.{table}"],
    )
    return dict(found.fetchall())


def _comment(connection: Connection[Any], schema: str, table: str, about: str, columns: Mapping[str, str]) -> None:
    from psycopg import sql

    found = connection.execute(
        "SELECT coalesce(a.attname, ''), d.description FROM pg_description AS d "
        "LEFT JOIN pg_attribute AS a ON a.attrelid = d.objoid AND a.attnum = d.objsubid AND d.objsubid > 0 "
        "WHERE d.classoid = 'pg_class'::regclass AND d.objoid = to_regclass(%s)",
        [f"{schema}.{table}"],
    )
    there = dict(found.fetchall())
    if there.get("") != about:
        connection.execute(
            sql.SQL("COMMENT ON TABLE {} IS {}").format(sql.Identifier(schema, table), sql.Literal(about))
        )
    for column in columns:
        words = column_words(table, column)
        if there.get(column) != words:
            place = sql.Identifier(schema, table, column)
            connection.execute(sql.SQL("COMMENT ON COLUMN {} IS {}").format(place, sql.Literal(words)))
