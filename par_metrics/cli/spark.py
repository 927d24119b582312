"""The Spark session that a command counts on."""

from typing import TYPE_CHECKING

from par_metrics.errors import UsageError
from schemas import Label

if TYPE_CHECKING:
    from par_metrics.workspace.base import Session


def session_at(engine: str, remote: str | None) -> "Session | None":
    """The session of a Connect server; None for DuckDB.

    Raises:
        UsageError: the address is missing or of no use, or PySpark is not installed.
    """
    if engine == "duckdb":
        if remote is None:
            return None
        raise UsageError(
            Label("--remote chỉ dùng với --engine spark", "--remote is for --engine spark alone"), "remote_of_duckdb"
        )
    if remote is None:
        raise UsageError(
            Label(
                "--engine spark cần địa chỉ máy chủ: --remote sc://máy:15002",
                "--engine spark needs the address of a server: --remote sc://host:15002",
            ),
            "no_remote",
        )
    try:
        from pyspark.sql import SparkSession  # type: ignore[import-not-found]
    except ImportError:
        raise UsageError(
            Label(
                "chưa cài PySpark. Cài: pip install 'par-metrics[spark]'",
                "PySpark is not installed. Install it: pip install 'par-metrics[spark]'",
            ),
            "no_pyspark",
        ) from None
    try:
        session: Session = SparkSession.builder.remote(remote).getOrCreate()
        session.sql("SELECT 1").toArrow()
    except Exception as error:  # what a client raises differs by its version
        raise UsageError(
            Label(f"không kết nối được {remote}: {error}", f"cannot connect to {remote}: {error}"), "remote_unreachable"
        ) from error
    return session
