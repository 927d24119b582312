"""Connections to the warehouse: one read-write process or many readers, never both."""

import contextlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import cache
from pathlib import Path

import duckdb

from par_metrics.errors import WorkspaceBusyError
from par_metrics.warehouse.busy import damaged, holder, is_damage, retry
from par_metrics.warehouse.in_the_way import check_no_folder
from par_metrics.warehouse.replaced import file_of_now, keep_number, leave_to_readers
from par_metrics.warehouse.tables import create_tables

READER_WAIT_SECONDS = 5.0
# Most queries that keep the writer out are short; another process that takes longer is given the database.
WAIT_FOR_OTHERS_SECONDS = 3.0
WRITER_WAIT_SECONDS = 30.0
# A database opened read-only can still COPY TO files, read any file and fetch extensions: a reader does none of it.
_READER_CONFIG: dict[str, str | bool | int | float | list[str]] = {"enable_external_access": False}
# A load of any size is merged in so much memory.
_WRITER_MEMORY = "256MB"

# In DuckDB 2.0.0 what it takes out of a query as common to two of its parts may lose rows of the others.
_WRONG_OPTIMIZERS = "common_subplan"

# DuckDB refuses a read-only connection to a file that its own process has open for writing:
# readers of the same process open it as the writer did.
_writers: dict[Path, duckdb.DuckDBPyConnection] = {}
_writers_guard = threading.Lock()


@contextmanager
def read_only(database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that writes nothing and reads no other file; where there is no database yet, one to empty tables.

    Raises:
        WorkspaceBusyError: a writer of another process has the database open, or another reader of this one a former
            file of it.
        ParMetricsError: what lies there is a folder.
    """
    check_no_folder(database, database.name)
    with file_of_now(database) if database.exists() else nullcontext():
        connection = set_up(_reader(database))
        try:
            yield connection
        except duckdb.Error as error:
            raise damaged() if is_damage(error) else error from None
        finally:
            connection.close()


@contextmanager
def read_write(database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The connection of the one writer, with all tables in place; whoever calls holds the writer's lock.

    Inside another it is the same: opening and closing a database takes longer than a small load.

    Raises:
        WorkspaceBusyError: this process, or a program that may write to it, keeps the database open.
    """
    with _writers_guard:
        outer = _writers.get(database.resolve())
    if outer is not None:
        yield outer
        return
    connection = set_up(_writer(database))
    try:
        # What does not fit goes to a file beside the database meanwhile.
        connection.execute(f"SET memory_limit = '{_WRITER_MEMORY}'").fetchall()
        create_tables(connection)
        keep_number(connection, database)
        with _writers_guard:
            _writers[database.resolve()] = connection
        yield connection
    except duckdb.Error as error:
        raise damaged() if is_damage(error) else error from None
    finally:
        close_writer(database, connection)


def _writer(database: Path) -> duckdb.DuckDBPyConnection:
    try:
        return retry(database, lambda: duckdb.connect(str(database)), WAIT_FOR_OTHERS_SECONDS)
    except WorkspaceBusyError as busy:
        if (who := holder(busy.__cause__)) is not None:
            leave_to_readers(database, who)
    return retry(database, lambda: duckdb.connect(str(database)), WRITER_WAIT_SECONDS)


def close_writer(database: Path, connection: duckdb.DuckDBPyConnection) -> None:
    """Close the writer's connection, which rolls back what it did not commit."""
    with _writers_guard:
        _writers.pop(database.resolve(), None)
        connection.close()


def set_up(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Right, and without the progress bar that DuckDB draws over other output wherever Python has no main script."""
    connection.execute(f"SET disabled_optimizers = '{_WRONG_OPTIMIZERS}'").fetchall()
    # In Jupyter without ipywidgets there is no bar, and DuckDB refuses to be told so.
    with contextlib.suppress(duckdb.InvalidInputException):
        connection.execute("SET enable_progress_bar = false").fetchall()
    return connection


def _reader(database: Path) -> duckdb.DuckDBPyConnection:
    if not database.exists():
        return _empty_tables().cursor()
    return retry(database, lambda: _open_reader(database), READER_WAIT_SECONDS)


def _open_reader(database: Path) -> duckdb.DuckDBPyConnection:
    with _writers_guard:
        if database.resolve() in _writers:
            # No cursor of the writer's: none is made while it is busy, and all are closed with it.
            connection = duckdb.connect(str(database))
            connection.execute("BEGIN TRANSACTION READ ONLY").fetchall()
            return connection
    try:
        return duckdb.connect(str(database), read_only=True, config=_READER_CONFIG)
    except duckdb.ConnectionException:
        # A notebook that opened the database itself decides how all of its process opens it.
        return duckdb.connect(str(database), read_only=True)


@cache
def _empty_tables() -> duckdb.DuckDBPyConnection:
    """What a workspace without loads has: made once, for it takes longer than most questions; nobody writes to it."""
    connection = duckdb.connect(":memory:", config=_READER_CONFIG)
    create_tables(connection)
    return connection


def scratch_tables() -> duckdb.DuckDBPyConnection:
    """A connection to empty tables in a database of its own, in memory."""
    connection = set_up(duckdb.connect())
    create_tables(connection)
    return connection
