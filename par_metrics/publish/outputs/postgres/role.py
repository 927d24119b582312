"""The role of those who read: it may see the tables, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from par_metrics.publish.outputs.postgres.server import value
from schemas import Label

if TYPE_CHECKING:
    from psycopg import Connection

READER = "par_reader"
_NOT_MADE = Label(
    f"tài khoản không có quyền tạo vai trò {READER}; quản trị máy chủ chạy CREATE ROLE {READER}, lần ghi sau sẽ cấp "
    "quyền đọc cho nó",
    f"the account may not make the role {READER}; let who runs the server run CREATE ROLE {READER}, and the next "
    "writing gives it the right to read",
)


def let_read(connection: Connection[Any], schema: str, relations: Iterable[str]) -> tuple[Label, ...]:
    """Make the role if it is missing, and the first time it is met here give it the right to read.

    What is taken from it later is not given again; a new table comes with the right by the schema's default.

    Returns:
        What is to be known: that it could not be made.
    """
    from psycopg import errors, sql

    role, place = sql.Identifier(READER), sql.Identifier(schema)
    if not value(connection, "SELECT 1 FROM pg_roles WHERE rolname = %s", READER):
        try:
            with connection.transaction():
                connection.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(role))
        except errors.InsufficientPrivilege:
            return (_NOT_MADE,)
        except (errors.DuplicateObject, errors.UniqueViolation):
            pass  # another workspace has made it meanwhile
    if value(connection, "SELECT has_table_privilege(%s, %s, 'SELECT')", READER, f"{schema}.runs"):
        return ()
    connection.execute(sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(place, role))
    for name in relations:
        connection.execute(sql.SQL("GRANT SELECT ON {} TO {}").format(sql.Identifier(schema, name), role))
    connection.execute(
        sql.SQL("ALTER DEFAULT PRIVILEGES IN SCHEMA {} GRANT SELECT ON TABLES TO {}").format(place, role)
    )
    return ()
