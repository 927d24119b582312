"""What a database says that cannot be opened: others have it open, or it is damaged."""

import random
import re
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

from par_metrics.errors import ParMetricsError, WorkspaceBusyError
from schemas import Label

_PAUSE_SECONDS = 0.05

_DAMAGED = ("corrupt database", "could not read enough bytes", "checksum")
_BUSY = ("lock on file", "different configuration", "used by another process", "already attached")


def retry(
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
                raise busy(error) from error
        # Not in step with one who opens it again and again.
        time.sleep(random.uniform(0, 2 * _PAUSE_SECONDS))


def _is_busy(error: Exception) -> bool:
    """True for a lock of another process, or a connection of this one that is of another kind, or opened just now."""
    text = str(error).lower()
    return any(words in text for words in _BUSY)


def holder(error: BaseException | None) -> str | None:
    """Which other process has the database open: `python3.11 (PID 123)`; None where DuckDB does not say."""
    found = re.search(r"lock is held in (\S*?)([^/\\\s]+ \(PID \d+\))", str(error))
    return found and found[2]


def busy(error: Exception) -> WorkspaceBusyError:
    """The error of a database that others have open, with what DuckDB says of who does."""
    who = holder(error)
    # Else it is this process, or the system tells nobody who it is.
    by_vi, by_en = (who, who) if who else ("chương trình này hay chương trình khác", "this or another program")
    return WorkspaceBusyError(
        Label(
            f"Kho dữ liệu đang được {by_vi} mở. Đóng chương trình đó hoặc chờ ít phút rồi chạy lại; cần đọc thì đọc "
            "bản đã công bố gần nhất trong published/latest.",
            f"The warehouse is open in {by_en}. Close it or wait a few minutes, then run again; to read, take the "
            "last published run in published/latest.",
        ),
        "workspace_busy",
    )


def is_damage(error: duckdb.Error) -> bool:
    """True where a block of the database is not what was written, or not there; met only when it is read."""
    text = str(error).lower()
    return isinstance(error, duckdb.SerializationException) or any(words in text for words in _DAMAGED)


def _not_opened(database: Path) -> Exception:
    """Why a database cannot be opened: it is damaged, unless the system does not let it be read."""
    try:
        with database.open("rb+"):
            return damaged()
    except OSError as error:
        return error


def damaged() -> ParMetricsError:
    """The error of a database that cannot be opened, whoever has it open."""
    return ParMetricsError(
        Label(
            "Không mở được warehouse.duckdb. Chạy `par-metrics rebuild` để dựng lại kho từ lake/.",
            "warehouse.duckdb cannot be opened. Run `par-metrics rebuild` to make it again from lake/.",
        ),
        "warehouse_damaged",
    )
