"""SFTP: only a server whose key is known is spoken to."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from stat import S_ISREG
from typing import Any
from urllib.parse import unquote

import paramiko
from fsspec.implementations.sftp import SFTPFileSystem

from par_metrics.errors import SettingsError
from par_metrics.fetching.places.base import ANSWER_SECONDS, CONNECT_SECONDS, Offered, Reading, instant_of
from par_metrics.fetching.trouble import SourceError, denied, not_permitted, not_there, unreachable
from par_metrics.settings.secret_files import check_private, in_workspace
from par_metrics.settings.secrets import Secrets
from par_metrics.settings.sources import SourceSettings
from schemas import Label

_PORT = 22
# What it logs are tracebacks of what is told as a source's trouble.
logging.getLogger("paramiko").setLevel(logging.CRITICAL)


class _KnownHosts(SFTPFileSystem):  # type: ignore[misc]  # fsspec has no types
    """fsspec's own trusts every server; this one asks the file of known hosts, and no agent or key of the account."""

    cachable = False

    def _connect(self) -> None:
        known = self.ssh_kwargs.pop("known_hosts")
        self.client = paramiko.SSHClient()
        if known.exists():
            self.client.load_system_host_keys(str(known))
        self.client.set_missing_host_key_policy(paramiko.RejectPolicy())
        try:
            self.client.connect(self.host, **self.ssh_kwargs)
            self.ftp = self.client.open_sftp()
        except BaseException:
            self.client.close()  # else it stays open where the server takes no password
            raise
        self.ftp.get_channel().settimeout(ANSWER_SECONDS)


class _UnknownServerError(Exception):
    """Nobody said what key the server has."""


class _WrongKeyError(Exception):
    """A private key that cannot be read."""


def connected(source: SourceSettings, secrets: Secrets, root: Path) -> "Sftp":
    """The folder of a server that took the account's password or key.

    Raises:
        SettingsError: the file of the key is not there, or others can read it.
        SourceError: there is no connection.
    """
    try:
        return Sftp(source, secrets, root)
    except SettingsError:
        raise
    except Exception as error:
        raise _trouble_of(error, _known_hosts(source, root), source.key_file is not None) from error


class Sftp:
    """Files of a folder on a server, none of folders within it."""

    def __init__(self, source: SourceSettings, secrets: Secrets, root: Path) -> None:
        parts = source.parts
        self._folder = unquote(parts.path).rstrip("/") or "/"
        self._known = _known_hosts(source, root)
        self._has_key = source.key_file is not None
        password = secrets.password.get_secret_value() if secrets.password else None
        given: dict[str, Any] = {"password": password}
        if source.key_file is not None:
            file = in_workspace(root, source.key_file)
            check_private(file)
            given = {"pkey": _key(file, password)}
        try:
            self._files = _KnownHosts(
                parts.hostname or "",
                port=parts.port or _PORT,
                username=unquote(parts.username or ""),
                known_hosts=self._known,
                timeout=CONNECT_SECONDS,
                banner_timeout=CONNECT_SECONDS,
                auth_timeout=CONNECT_SECONDS,
                allow_agent=False,
                look_for_keys=False,
                **given,
            )
        except paramiko.SSHException as error:
            # The policy raises no class of its own.
            if "not found in known_hosts" in str(error):
                raise _UnknownServerError from error
            raise

    def offers(self) -> list[Offered]:
        prefix = f"{self._folder.rstrip('/')}/"
        # The listing tells all that is asked of each file: one question, not one a file.
        listed = [(status.filename, status) for status in self._files.ftp.listdir_attr(self._folder)]
        # A name with a slash is none that a folder can have: the server would be telling a path.
        found = [_offered(f"{prefix}{name}", status) for name, status in listed if "/" not in name]
        return [offered for offered in found if offered is not None]

    def look(self, path: str) -> Offered:
        found = _offered(path, self._files.ftp.lstat(path))
        if found is None:
            raise FileNotFoundError(path)
        return found

    @contextmanager
    def reading(self, path: str) -> Iterator[Reading]:
        # Not read ahead: paramiko does so in a thread whose end it prints, and keeps all that came in memory.
        with self._files.open(path, "rb") as stream:
            yield stream

    def trouble(self, error: Exception) -> SourceError:
        return _trouble_of(error, self._known, self._has_key)

    def close(self) -> None:
        self._files.client.close()


def _offered(path: str, status: paramiko.SFTPAttributes) -> Offered | None:
    """None for what is no file, such as a link."""
    if not S_ISREG(status.st_mode or 0):
        return None
    return Offered(path, path.rpartition("/")[2], status.st_size, instant_of(status.st_mtime))


def _known_hosts(source: SourceSettings, root: Path) -> Path:
    return in_workspace(root, source.known_hosts or "~/.ssh/known_hosts")


def _key(file: Path, password: str | None) -> paramiko.PKey:
    try:
        return paramiko.PKey.from_path(file, password.encode() if password else None)
    except Exception as error:  # it has one for each way in which a key can be wrong, and for each kind of key
        raise _WrongKeyError from error


def _trouble_of(error: Exception, known: Path, has_key: bool) -> SourceError:
    """What an error of paramiko's, or of the network below it, means."""
    if isinstance(error, _UnknownServerError):
        return SourceError(
            Label(
                f"chưa biết khóa của máy chủ. Hỏi nơi quản lý nguồn dòng khóa của máy, ghi vào {known} "
                "(ssh-keyscan in ra dòng đó, nhưng phải so với nơi quản lý)",
                f"the key of the server is not known. Ask who runs the source for its line, and write it into {known} "
                "(ssh-keyscan prints it, but compare it with theirs)",
            ),
            "unknown_server",
        )
    if isinstance(error, paramiko.BadHostKeyException):
        return SourceError(
            Label(
                f"khóa của máy chủ khác khóa ghi trong {known}: có thể là máy giả. Hỏi nơi quản lý nguồn rồi mới sửa",
                f"the key of the server is not the one in {known}: it may be another machine. Ask who runs the source "
                "before you change it",
            ),
            "another_server",
        )
    if isinstance(error, _WrongKeyError):
        return SourceError(
            Label(
                "không đọc được key_file, hoặc sai mật khẩu của khóa. Kiểm tra key_file và mật khẩu",
                "key_file cannot be read, or its password is wrong. Check key_file and the password",
            ),
            "wrong_key",
        )
    if isinstance(error, paramiko.AuthenticationException):
        return denied(Label("khóa", "the key") if has_key else Label("mật khẩu", "the password"))
    if isinstance(error, FileNotFoundError):
        return not_there()
    if isinstance(error, PermissionError):
        return not_permitted()
    if isinstance(error, UnicodeDecodeError):
        return SourceError(
            Label(
                "có tên tệp ở thư mục này không phải UTF-8. Nhờ nơi quản lý nguồn đổi tên tệp đó",
                "a name in this folder is not UTF-8. Ask who runs the source to rename that file",
            ),
            "not_readable",
        )
    if isinstance(error, OSError) and error.errno:
        return unreachable(os.strerror(error.errno))
    return unreachable(type(error).__name__)
