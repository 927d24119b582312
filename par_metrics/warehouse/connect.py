"""Connections to the warehouse: one read-write process or many readers, never both."""

import contextlib
import os
import random
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import duckdb

from par_metrics.errors import ParMetricsError, WorkspaceBusyError
from par_metrics.warehouse.tables import create_tables
from schemas import Label

READER_WAIT_SECONDS = 5.0
# Queries that keep the writer out are short; a forgotten notebook is not waited for.
WRITER_WAIT_SECONDS = 30.0
_PAUSE_SECONDS = 0.05
# A database opened read-only can still COPY TO files, read any file and fetch extensions: a reader does none of it.
_READER_CONFIG: dict[str, str | bool | int | float | list[str]] = {"enable_external_access": False}
# A load of any size is merged in so much memory.
_WRITER_MEMORY = "256MB"

# In DuckDB 2.0.0 what it takes out of a query as common to two of its parts may lose rows of the others.
_WRONG_OPTIMIZERS = "common_subplan"

_DAMAGED = ("corrupt database", "could not read enough bytes", "checksum")
_BUSY = ("lock on file", "different configuration", "used by another process", "already attached")

# A macro of the database: the number of the file that it is in, which stays with it when it is put in place.
_FILE_NUMBER = "file_number"

# DuckDB refuses a read-only connection to a file that its own process has open for writing:
# readers of the same process go through the writer's connection.
_writers: dict[Path, duckdb.DuckDBPyConnection] = {}
_writers_guard = threading.Lock()


@contextmanager
def read_only(database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that writes nothing and reads no other file; where there is no database yet, one to empty tables.

    Raises:
        WorkspaceBusyError: a writer of another process has the database open.
    """
    connection = set_up(_reader(database))
    try:
        yield connection
    except duckdb.Error as error:
        raise _damaged() if is_damage(error) else error from None
    finally:
        connection.close()


@contextmanager
def read_write(database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The connection of the one writer, with all tables in place; whoever calls holds the writer's lock.

    Inside another it is the same: opening and closing a database takes longer than a small load.

    Raises:
        WorkspaceBusyError: readers keep the database open.
    """
    with _writers_guard:
        outer = _writers.get(database.resolve())
    if outer is not None:
        yield outer
        return
    connection = set_up(_retry(database, lambda: duckdb.connect(str(database)), WRITER_WAIT_SECONDS))
    try:
        # What does not fit goes to a file beside the database meanwhile.
        connection.execute(f"SET memory_limit = '{_WRITER_MEMORY}'").fetchall()
        create_tables(connection)
        _number(connection, database)
        with _writers_guard:
            _writers[database.resolve()] = connection
        yield connection
    except duckdb.Error as error:
        raise _damaged() if is_damage(error) else error from None
    finally:
        close_writer(database, connection)


def check_newest(connection: duckdb.DuckDBPyConnection, database: Path) -> None:
    """Hold that a connection is to the database that is in this place now.

    What a process has open DuckDB hands to it again, also where another process has put a new database there.

    Raises:
        WorkspaceBusyError: it is to a former one, which lacks what was loaded since.
    """
    if not database.exists():
        return
    number = _number_of(connection)
    if number == _file_number(database):
        return
    # Or the workspace is a copy. An instance of its own opens the file itself; it is not done without need, since
    # closing a file frees the locks that the whole process has on it.
    with duckdb.connect(":memory:") as apart:
        path = str(database).replace("'", "''")
        apart.execute(f"ATTACH '{path}' AS newest (READ_ONLY)").fetchall()
        if _number_of(apart, "newest.main.") == number:
            return
    raise WorkspaceBusyError(
        Label(
            "Kho dữ liệu đã được dựng lại trong lúc chương trình này còn mở kho cũ. "
            "Đóng các kết nối đang mở (khởi động lại sổ tay hoặc chương trình) rồi chạy lại.",
            "The warehouse was made again while this process had the former one open. "
            "Close what is open (restart the notebook or program), then run again.",
        ),
        "workspace_busy",
    )


def is_damage(error: duckdb.Error) -> bool:
    """True where a block of the database is not what was written, or not there; met only when it is read."""
    text = str(error).lower()
    return isinstance(error, duckdb.SerializationException) or any(words in text for words in _DAMAGED)


def close_writer(database: Path, connection: duckdb.DuckDBPyConnection) -> None:
    """Close the writer's connection, which rolls back what it did not commit."""
    with _writers_guard:
        _writers.pop(database.resolve(), None)
        connection.close()


def keep_former(database: Path) -> None:
    """Leave a copy of a database beside it, before another takes its place; that of before it is removed."""
    former = former_of(database)
    aside = former.with_name(f"{former.name}.tmp")
    for there in (aside, aside.with_name(f"{aside.name}.wal")):
        there.unlink(missing_ok=True)
    shutil.copyfile(database, aside)
    if (log := _log_of(database)).exists():
        shutil.copyfile(log, _log_of(aside))
        with contextlib.suppress(duckdb.Error):  # its log is folded into it
            duckdb.connect(str(aside)).close()
    if os.name == "posix":
        aside.chmod(0o600)
    aside.replace(former)


def former_of(database: Path) -> Path:
    """Where the database of earlier software is kept once it was made again."""
    return database.with_name(f"{database.stem}-former{database.suffix}")


def _log_of(database: Path) -> Path:
    return database.with_name(f"{database.name}.wal")


def replace_database(database: Path, fresh: Path) -> None:
    """Put the closed database `fresh` in the place of `database`, at once.

    Raises:
        WorkspaceBusyError: a system that cannot replace an open file has it open.
    """
    # The log of the old database must not be replayed over the new one; DuckDB folds it
    # into its database when that is opened and closed, unless it is too damaged to open.
    log = _log_of(database)
    if log.exists():
        with contextlib.suppress(duckdb.Error):
            duckdb.connect(str(database)).close()
        log.unlink(missing_ok=True)
    try:
        fresh.replace(database)
    except PermissionError:
        raise _busy() from None


def _number(connection: duckdb.DuckDBPyConnection, database: Path) -> None:
    """Write into a database which file it is, unless it says so."""
    number = _file_number(database)
    if _number_of(connection) != number:
        connection.execute(f"CREATE OR REPLACE MACRO {_FILE_NUMBER}() AS '{number}'").fetchall()


def _number_of(connection: duckdb.DuckDBPyConnection, schema: str = "") -> str | None:
    try:
        found: str = connection.execute(f"SELECT {schema}{_FILE_NUMBER}()").fetchall()[0][0]
    except duckdb.CatalogException:
        return None
    return found


def _file_number(database: Path) -> str:
    """Two files that are there at one time have two numbers, whatever they are called."""
    return str(database.stat().st_ino)


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
    return _retry(database, lambda: _open_reader(database), READER_WAIT_SECONDS)


def _open_reader(database: Path) -> duckdb.DuckDBPyConnection:
    with _writers_guard:
        writer = _writers.get(database.resolve())
        if writer is not None:
            connection = writer.cursor()
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


def _not_opened(database: Path) -> Exception:
    """Why a database cannot be opened: it is damaged, unless the system does not let it be read."""
    try:
        with database.open("rb+"):
            return _damaged()
    except OSError as error:
        return error


def _retry(
    database: Path, connect: Callable[[], duckdb.DuckDBPyConnection], seconds: float
) -> duckdb.DuckDBPyConnection:
    """`connect()`, again and again for `seconds` while others have the database open."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            return connect()
        except duckdb.Error as error:
            if not _is_busy(error):
                raise _not_opened(database) from error
            if time.monotonic() > deadline:
                raise _busy() from None
        # Not in step with one who opens it again and again.
        time.sleep(random.uniform(0, 2 * _PAUSE_SECONDS))


def _is_busy(error: Exception) -> bool:
    """True for a lock of another process, or a connection of this one that is of another kind, or opened just now."""
    text = str(error).lower()
    return any(words in text for words in _BUSY)


def _busy() -> WorkspaceBusyError:
    return WorkspaceBusyError(
        Label(
            "Kho dữ liệu đang được tiến trình khác mở. Chờ ít phút rồi chạy lại, "
            "hoặc đọc bản đã công bố gần nhất trong published/latest.",
            "Another process has the warehouse open. Run again in a few minutes, "
            "or read the last published run in published/latest.",
        ),
        "workspace_busy",
    )


def _damaged() -> ParMetricsError:
    return ParMetricsError(
        Label(
            "Không mở được warehouse.duckdb. Chạy `par-metrics rebuild` để dựng lại kho từ lake/.",
            "warehouse.duckdb cannot be opened. Run `par-metrics rebuild` to make it again from lake/.",
        ),
        "warehouse_damaged",
    )
