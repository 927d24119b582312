"""The Spark session that a command counts on."""

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from par_metrics.errors import MissingExtraError, UsageError
from par_metrics.support.extras import EXTRAS, absent, told
from schemas import Label

if TYPE_CHECKING:
    from par_metrics.workspace.base import Session

_PORT = 15002
_SECONDS = 5
"""How long a server may take to be there: the client itself would try for ten minutes."""


def session_at(engine: str, remote: str | None) -> "Session | None":
    """The session of a Connect server; None for DuckDB.

    Raises:
        UsageError: the address is missing or of no use, or what Spark needs is not installed (MissingExtraError).
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
    host, port = _host_and_port(remote)
    try:
        from grpc import channel_ready_future
        from pyspark.sql import SparkSession
        from pyspark.sql.connect.client import DefaultChannelBuilder

        with DefaultChannelBuilder(remote).toChannel() as channel:
            channel_ready_future(channel).result(timeout=_SECONDS)
        session: Session = SparkSession.builder.remote(remote).getOrCreate()
        session.sql("SELECT 1").toArrow()
    except ImportError:  # of the client, or of what it needs and says only when it is used
        modules = absent("spark") or EXTRAS["spark"].modules
        raise MissingExtraError(told("spark", *modules), "missing_extra") from None
    except Exception as error:  # what a client raises differs by its version
        said = str(error).partition("\n")[0] or type(error).__name__
        raise UsageError(
            Label(
                f"không kết nối được sc://{host}:{port}: {said}. "
                "Kiểm tra địa chỉ, và máy chủ Spark Connect có đang chạy không.",
                f"cannot connect to sc://{host}:{port}: {said}. "
                "Check the address, and that the Spark Connect server is running.",
            ),
            "remote_unreachable",
        ) from error
    return session


def _host_and_port(remote: str) -> tuple[str, int]:
    """Those of `sc://host:port/;token=…`; what follows may be secret and is not shown."""
    try:
        parts = urlsplit(remote)
        host, port = parts.hostname, parts.port or _PORT
    except ValueError:
        host, port = None, _PORT
    if host is None or parts.scheme != "sc":
        shown = remote.partition(";")[0]
        raise UsageError(
            Label(
                f'--remote "{shown}": địa chỉ của máy chủ Spark Connect có dạng sc://máy:15002',
                f'--remote "{shown}": the address of a Spark Connect server has the form sc://host:15002',
            ),
            "remote_malformed",
        )
    return host, port
