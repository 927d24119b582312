"""Which file the database is: another may be put in its place while somebody still has the former one open."""

import contextlib
import errno
import logging
import os
import shutil
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from par_metrics.errors import WorkspaceBusyError
from par_metrics.support.atomic import write_atomically
from par_metrics.warehouse.busy import busy
from schemas import Label

_log = logging.getLogger(__name__)

# A macro of the database: the number of the file that it is in, which stays with it when it is put in place.
_FILE_NUMBER = "file_number"

# Database -> the files of this name that readers of this process have open, and how many readers each has.
_read: dict[Path, Counter[int]] = {}
_guard = threading.Lock()


@contextmanager
def file_of_now(database: Path) -> Iterator[None]:
    """While this lasts, readers of this process have open the file that is in this place now.

    Raises:
        WorkspaceBusyError: others of this process have a former one open, which DuckDB would hand to this one too.
    """
    number, place = database.stat().st_ino, database.resolve()
    with _guard:
        counts = _read.setdefault(place, Counter())
        if set(counts) - {number}:
            raise _former_open()
        counts[number] += 1
    try:
        yield
    finally:
        with _guard:
            counts[number] -= 1
            if not counts[number]:
                del counts[number]


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
    raise _former_open()


def _former_open() -> WorkspaceBusyError:
    return WorkspaceBusyError(
        Label(
            "Kho dữ liệu đã được ghi vào tệp mới trong lúc chương trình này còn mở tệp cũ. "
            "Đóng các kết nối đang mở (khởi động lại sổ tay hoặc chương trình) rồi chạy lại.",
            "The warehouse was written to a new file while this process had the former one open. "
            "Close what is open (restart the notebook or program), then run again.",
        ),
        "workspace_busy",
    )


def remove_database(database: Path) -> None:
    """Remove a closed database and its log, if they are there."""
    for there in (database, _log_of(database)):
        there.unlink(missing_ok=True)


def replace_database(database: Path, fresh: Path) -> None:
    """Put the closed database `fresh` in the place of `database`, at once.

    Raises:
        WorkspaceBusyError: a system that cannot replace an open file has it open.
        OSError: the new one was not written whole; the old one stays.
    """
    if _log_of(fresh).exists():
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(fresh))
    # The log of the old database must not be replayed over the new one; DuckDB folds it
    # into its database when that is opened and closed, unless it is too damaged to open.
    log = _log_of(database)
    if log.exists():
        with contextlib.suppress(duckdb.Error):
            duckdb.connect(str(database)).close()
        log.unlink(missing_ok=True)
    try:
        fresh.replace(database)
    except PermissionError as error:
        raise busy(error) from None


def keep_former(database: Path) -> None:
    """Leave a copy of a database beside it, before another takes its place; that of before it is removed."""
    former = former_of(database)
    aside = former.with_name(f"{former.name}.tmp")
    remove_database(aside)
    shutil.copyfile(database, aside)
    if (log := _log_of(database)).exists():
        shutil.copyfile(log, _log_of(aside))
        with contextlib.suppress(duckdb.Error):  # its log is folded into it
            duckdb.connect(str(aside)).close()
    aside.replace(former)


def former_of(database: Path) -> Path:
    """Where the database of earlier software is kept once it was made again."""
    return database.with_name(f"{database.stem}-former{database.suffix}")


def _log_of(database: Path) -> Path:
    return database.with_name(f"{database.name}.wal")


def leave_to_readers(database: Path, who: str) -> None:
    """Put a copy of the database in its place, so that those who have it open keep what they look at.

    They need not be waited for then: a lock is of the file, and theirs has no name any more. Nothing is done where
    somebody may be writing to it, nor where the system keeps the names of open files.

    Args:
        who: has it open, for the log.
    """
    if os.name != "posix":
        return
    try:
        # Nobody writes where somebody may read.
        duckdb.connect(str(database), read_only=True).close()
    except duckdb.Error:
        return
    write_atomically(database, lambda aside: shutil.copyfile(database, aside), mode=0o600)
    # Logs know no language of the workspace, and are read by officers and developers: both.
    _log.warning(
        "%s đang mở kho dữ liệu: chương trình đó xem tiếp tệp cũ, việc nạp làm trên bản sao. "
        "It keeps the warehouse open: it goes on with the former file, the writer with a copy of it.",
        who,
    )


def keep_number(connection: duckdb.DuckDBPyConnection, database: Path) -> None:
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
