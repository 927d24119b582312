"""Where exports are fetched from: `[sources.<name>]`. What is secret stands elsewhere, see `secrets`."""

import re
from collections.abc import Mapping
from typing import Literal, Self
from urllib.parse import SplitResult, urlsplit

from pydantic import BaseModel, ConfigDict, Field, model_validator

from par_metrics.support.hosts import is_this_machine, parts_of
from par_metrics.support.wrong_values import wrong
from schemas import Label

Scheme = Literal["file", "sftp", "s3", "http", "https"]

# Which keys only some schemes know.
_KEYS_OF: Mapping[str, tuple[str, ...]] = {
    "key_file": ("sftp",),
    "known_hosts": ("sftp",),
    "endpoint_url": ("s3",),
    "region": ("s3",),
    "secrets_file": ("sftp", "s3", "http", "https"),
}
_USER = re.compile(r"[^:@/]+")


class SourceSettings(BaseModel):
    """One place where exports lie; they are fetched from there into the inbox, and stay there."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: str
    """`file:///folder`, `sftp://user@host:port/folder`, `s3://bucket/prefix`, `https://host/folder/` or `…/file`."""
    pattern: str = Field(default="*", min_length=1)
    """Which names are fetched, as in a shell; large and small letters are the same."""
    settle_seconds: float = Field(default=60, ge=0)
    """What was changed less than so long ago may still be written, and is left for the next time."""
    timeout_minutes: float = Field(default=60, gt=0)
    """How long fetching from here may take in all; what is left then comes the next time."""
    secrets_file: str | None = None
    """TOML file of its secrets that only its owner may read, in the workspace or with its whole path."""
    key_file: str | None = None
    """SFTP: the private key, as OpenSSH writes it."""
    known_hosts: str | None = None
    """SFTP: the keys of servers, as OpenSSH writes them; None: the account's own `~/.ssh/known_hosts`."""
    endpoint_url: str | None = None
    """S3: the address of the storage; None: Amazon's own."""
    region: str | None = None

    @model_validator(mode="after")
    def _is_a_place(self) -> Self:
        # What is wrong with an address is told without it: it may hold a password.
        parts = _parts(self.url)
        if parts is None:
            raise wrong(
                Label(
                    "url phải là file:///thư-mục, sftp://tài-khoản@máy/thư-mục, s3://bucket/thư-mục hoặc https://máy/…"
                    "; ổ mạng thì kết nối trước, rồi ghi file:///mnt/… (Windows: file:///Z:/…)",
                    "url must be file:///folder, sftp://user@host/folder, s3://bucket/prefix or https://host/…; "
                    "connect a network drive first, and write file:///mnt/… (Windows: file:///Z:/…)",
                )
            )
        if parts.password is not None or (parts.username is not None and parts.scheme != "sftp"):
            raise wrong(
                Label(
                    "url không được chứa mật khẩu hay mã; đặt vào biến môi trường hoặc secrets_file",
                    "url must hold no password or token; put it into the environment or secrets_file",
                )
            )
        if parts.scheme == "sftp" and not _USER.fullmatch(parts.username or ""):
            raise wrong(
                Label("url của SFTP phải nêu tài khoản: sftp://tài-khoản@máy/…", "url must name the user of SFTP")
            )
        if any(_is_in_the_clear(address) for address in (self.url, self.endpoint_url)):
            raise wrong(
                Label(
                    "http:// không mã hóa nên chỉ dùng cho chính máy này; dùng https://",
                    "http:// is not encrypted, and only for this very machine; use https://",
                )
            )
        for key, schemes in _KEYS_OF.items():
            if getattr(self, key) is not None and parts.scheme not in schemes:
                raise wrong(Label(f"{key} không dùng với {parts.scheme}://", f"{key} is not for {parts.scheme}://"))
        return self

    @property
    def scheme(self) -> str:
        return self.parts.scheme

    @property
    def parts(self) -> SplitResult:
        return urlsplit(self.url)


def _parts(url: str) -> SplitResult | None:
    """The parts of an address that can be one of a source."""
    parts = parts_of(url)
    if parts is None or parts.scheme not in ("file", "sftp", "s3", "http", "https") or parts.fragment:
        return None
    if parts.scheme == "file":
        return parts if parts.netloc in ("", "localhost") and parts.path not in ("", "/") else None
    if parts.query and parts.scheme in ("sftp", "s3"):
        return None
    return parts if parts.hostname else None


def _is_in_the_clear(address: str | None) -> bool:
    """Whether records, or a token, would go over a network as they are."""
    parts = urlsplit(address or "")
    return parts.scheme == "http" and not is_this_machine(parts.hostname or "")
