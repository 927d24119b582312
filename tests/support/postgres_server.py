"""A PostgreSQL server of its own, on 127.0.0.1 and a free port, in a folder that goes with it."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

SUPERUSER, WRITER, VIEWER = "postgres", "ghi_so_lieu", "xem_so_lieu"
PASSWORDS = {SUPERUSER: "quan-tri-9f2", WRITER: "bí mật 'ghi' \\7c1", VIEWER: "xem-4ad"}
_DEBIAN = Path("/usr/lib/postgresql")
# What the server keeps is gone with it.
_FAST = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c unix_socket_directories="


@dataclass(frozen=True)
class PostgresServer:
    """A server that runs, with one account that writes and one that only looks."""

    port: int
    programs: Path
    data: Path

    @property
    def certificate(self) -> Path:
        """What TLS shows of the server, signed by itself."""
        return self.data.parent / "certificate.pem"

    def connect(self, user: str, dbname: str, **more: Any) -> psycopg.Connection[Any]:
        return psycopg.connect(
            host="127.0.0.1", port=self.port, user=user, password=PASSWORDS[user], dbname=dbname, **more
        )

    def run(self, *statements: str, dbname: str = "postgres") -> None:
        """What its administrator does."""
        with self.connect(SUPERUSER, dbname, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)  # type: ignore[call-overload]

    def stop(self) -> None:
        _as_server_account(self.programs / "pg_ctl", "-D", self.data, "-m", "immediate", "-w", "stop")

    def start(self) -> None:
        files = f"-c ssl=on -c ssl_cert_file={self.certificate} -c ssl_key_file={self.certificate.with_name('key.pem')}"
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 {files} {_FAST}"
        log = self.data.parent / "log"
        _as_server_account(self.programs / "pg_ctl", "-D", self.data, "-l", log, "-w", "-o", options, "start")

    @contextmanager
    def database(self, name: str) -> Iterator[str]:
        """A database in which the writer may make schemas; it goes, and with it the role of readers."""
        self.run(f"CREATE DATABASE {name}", f"GRANT CREATE ON DATABASE {name} TO {WRITER}")
        try:
            yield name
        finally:
            self.run(f"DROP DATABASE {name} WITH (FORCE)", "DROP ROLE IF EXISTS par_reader")


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """Start one, and stop it; a test that needs it fails where there is none to start."""
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="par-metrics-postgres-"))
    password = folder / "password"
    try:
        password.write_text(PASSWORDS[SUPERUSER], encoding="utf-8")
        _make_certificate(folder)
        if os.geteuid() == 0:
            for path in (folder, *folder.iterdir()):
                shutil.chown(path, SUPERUSER)
        made = ("-U", SUPERUSER, f"--pwfile={password}", "-A", "scram-sha-256", "-E", "UTF8", "--locale=C.UTF-8")
        _as_server_account(programs / "initdb", "-D", folder / "data", "--no-sync", *made)
        server = PostgresServer(_free_port(), programs, folder / "data")
        server.start()
        try:
            for user, further in ((WRITER, "CREATEROLE"), (VIEWER, "")):
                made_role = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {} " + further)
                with server.connect(SUPERUSER, "postgres", autocommit=True) as connection:
                    connection.execute(made_role.format(sql.Identifier(user), sql.Literal(PASSWORDS[user])))
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder)


def _make_certificate(folder: Path) -> None:
    """Debian's PostgreSQL brings OpenSSL."""
    names = ("-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1")
    made = ("-keyout", folder / "key.pem", "-out", folder / "certificate.pem", "-days", "2")
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", *names, *made]
    subprocess.run(command, check=True, capture_output=True)
    (folder / "key.pem").chmod(0o600)


def _programs() -> Path:
    found = sorted(_DEBIAN.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    if not found and on_path is None:
        pytest.fail("there is no PostgreSQL server: run `make tools`")
    return found[-1].parent if found else Path(str(on_path)).parent


def _as_server_account(*command: str | Path) -> None:
    """The server starts under no root; Debian's package brings an account for it."""
    account = pwd.getpwnam(SUPERUSER) if os.geteuid() == 0 else None
    done = subprocess.run(
        [str(word) for word in command],
        user=account and account.pw_uid,
        group=account and account.pw_gid,
        extra_groups=[] if account else None,
        cwd="/",
        env=os.environ | {"LC_ALL": "C.UTF-8"},
        # The server keeps what it is started with: a pipe would never end.
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    assert done.returncode == 0, f"{Path(str(command[0])).name} ended with {done.returncode}"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
