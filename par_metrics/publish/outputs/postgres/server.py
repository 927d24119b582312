"""The connection to a PostgreSQL server, and what to tell where it refuses: never a password, never a value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, LiteralString

from par_metrics.errors import ParMetricsError
from par_metrics.support.extras import lacking
from schemas import Label

if TYPE_CHECKING:
    from psycopg import Connection, Error
    from pydantic import SecretStr

CONNECT_SECONDS = 10
# A server that is gone without a word is noticed after a minute, not after hours.
_ALIVE: Mapping[str, Any] = {
    "keepalives": 1,
    "keepalives_idle": 20,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,
}


@dataclass(frozen=True)
class Server:
    """Where published tables go.

    Args:
        parameters: of the connection, as libpq names them, without a password; what is None is libpq's own.
        password: None: the server asks for none, or libpq finds it itself.
        schema: name of the schema, which is the workspace's alone.
    """

    parameters: Mapping[str, str | int | None]
    password: SecretStr | None = field(repr=False)
    schema: str

    @property
    def place(self) -> Label:
        """The database and the server, as they are named in messages."""
        dbname, host, port = (self.parameters.get(name) for name in ("dbname", "host", "port"))
        where = f"{host or 'localhost'}:{port}" if port else f"{host or 'localhost'}"
        return Label(f"{dbname} ở {where}, schema {self.schema}", f"{dbname} at {where}, schema {self.schema}")


class ServerError(ParMetricsError):
    """The server was not reached, or refused; `passes` where waiting helps."""

    def __init__(self, server: Server, why: Label, rule: str, *, passes: bool = False) -> None:
        place = server.place
        super().__init__(Label(f"PostgreSQL ({place.vi}): {why.vi}", f"PostgreSQL ({place.en}): {why.en}"), rule)
        self.passes = passes


@contextmanager
def connected(server: Server) -> Iterator[Connection[Any]]:
    """A connection in which every statement is a transaction of its own unless one is begun.

    Raises:
        ServerError: psycopg is not installed, the server is not reached, or it refuses something.
    """
    if (said := lacking("postgres")) is not None:
        raise ServerError(server, said, "missing_extra")
    import psycopg

    password = None if server.password is None else server.password.get_secret_value()
    given = {name: value for name, value in server.parameters.items() if value is not None}
    stated: dict[str, Any] = given | dict(_ALIVE) | ({} if password is None else {"password": password})
    try:
        connection = psycopg.connect(
            autocommit=True,
            connect_timeout=CONNECT_SECONDS,
            application_name="par-metrics",
            client_encoding="UTF8",
            **stated,
        )
    except psycopg.Error as error:
        raise _not_connected(server, str(error)) from None
    # After waiting for its turn a statement must see what the other has written.
    connection.isolation_level = psycopg.IsolationLevel.READ_COMMITTED
    # What the server says of a row quotes it: only what it is about is told on.
    try:
        with connection:
            yield connection
    except psycopg.Error as error:
        raise _refused(server, error) from None


# Words of libpq and of the server while connecting, where there is no code: what they mean, and whether it passes.
_CONNECTING: tuple[tuple[tuple[str, ...], Label, bool], ...] = (
    (
        ("password authentication failed", "no password supplied", "role "),
        Label(
            "máy chủ không nhận tài khoản hoặc mật khẩu. Xem user, password_file hoặc biến "
            "PAR_METRICS_POSTGRES_PASSWORD",
            "the server refuses the account or its password. See user, password_file or PAR_METRICS_POSTGRES_PASSWORD",
        ),
        False,
    ),
    (
        ("no pg_hba.conf entry",),
        Label(
            "máy chủ không cho tài khoản này kết nối từ máy này, hoặc đòi TLS (sslmode). Hỏi quản trị máy chủ "
            "(pg_hba.conf)",
            "the server lets this account not connect from this machine, or wants TLS (sslmode). Ask who runs it "
            "(pg_hba.conf)",
        ),
        False,
    ),
    (
        ("SSL", "certificate"),
        Label(
            "không lập được TLS như sslmode đòi. Xem sslmode, sslrootcert và chứng thư của máy chủ",
            "TLS is not as sslmode wants it. See sslmode, sslrootcert and the server's certificate",
        ),
        False,
    ),
    (
        ("failed to resolve", "could not translate host name"),
        Label("không có máy chủ tên đó. Xem host", "there is no host of that name. See host"),
        False,
    ),
    (
        ("database ",),
        Label("không có cơ sở dữ liệu đó. Xem dbname", "there is no such database. See dbname"),
        False,
    ),
)
_SILENT = Label(
    "không kết nối được: máy chủ tắt, bận, hoặc mạng không tới. Xem máy chủ, host, port",
    "it cannot be reached: the server is off, busy, or the network does not lead there. See the server, host, port",
)


def _not_connected(server: Server, text: str) -> ServerError:
    for words, why, passes in _CONNECTING:
        if any(word in text for word in words):
            return ServerError(server, why, "postgres_connect", passes=passes)
    return ServerError(server, _SILENT, "postgres_connect", passes=True)


_RIGHTS = Label(
    "tài khoản không có đủ quyền. Cho nó quyền CREATE trên cơ sở dữ liệu, hoặc làm chủ schema và các bảng trong đó",
    "the account lacks a right. Give it CREATE on the database, or make it the owner of the schema and its tables",
)
_FULL = Label("ổ đĩa của máy chủ đầy. Dọn chỗ trên máy chủ", "the server's disk is full. Make room on the server")
_LOCKED = Label(
    "bảng đang bị chương trình khác giữ quá lâu. Xem ai giữ (pg_stat_activity), rồi chạy lại",
    "another program has held a table for too long. See which (pg_stat_activity), then run again",
)
_SLOW = Label(
    "máy chủ làm quá lâu, nên đã dừng. Xem máy chủ, rồi chạy lại",
    "the server took too long and was stopped. See the server, then run again",
)
_READ_ONLY = Label(
    "máy chủ chỉ cho đọc (bản sao). Xem host: phải là máy chủ chính",
    "the server can only be read (a replica). See host: it must be the primary",
)
_ENCODING = Label("cơ sở dữ liệu phải có bảng mã UTF8", "the encoding of the database must be UTF8")
_CUT = Label("máy chủ ngắt kết nối giữa chừng", "the server cut the connection midway")

_BY_CODE: Mapping[str, tuple[Label, bool]] = {
    "42501": (_RIGHTS, False),
    "53100": (_FULL, False),
    "55P03": (_LOCKED, True),
    "40P01": (_LOCKED, True),
    "57014": (_SLOW, False),
    "25006": (_READ_ONLY, False),
    "22P05": (_ENCODING, False),
}


def _refused(server: Server, error: Error) -> ServerError:
    code = error.sqlstate or ""
    if code in _BY_CODE:
        why, passes = _BY_CODE[code]
        return ServerError(server, why, "postgres_refused", passes=passes)
    if not code or code.startswith(("08", "57P")):
        return ServerError(server, _CUT, "postgres_lost", passes=True)
    about = ".".join(name for name in (error.diag.table_name, error.diag.constraint_name) if name)
    named = f" ({about})" if about else ""
    why = Label(
        f"máy chủ không nhận{named}, mã lỗi {code}. Xem nhật ký của máy chủ",
        f"the server refuses it{named}, error {code}. See the server's log",
    )
    return ServerError(server, why, "postgres_refused")


def value(connection: Connection[Any], query: LiteralString, *parameters: object) -> Any:
    """The first value of the first row that a query gives; None without a row."""
    row = connection.execute(query, parameters).fetchone()
    return None if row is None else row[0]
