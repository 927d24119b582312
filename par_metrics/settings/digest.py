"""Who is told what a run came to: `[digest]`. What is secret stands elsewhere: `mail_password`, `webhook_secrets`."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import SplitResult, urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

from par_metrics.errors import SettingsError
from par_metrics.settings.environment import ENV_PREFIX
from par_metrics.settings.secret_files import secret_of
from par_metrics.settings.tables import TableName
from par_metrics.support.hosts import is_this_machine, parts_of
from par_metrics.support.wrong_values import wrong
from schemas import Label

Security = Literal["starttls", "tls", "none"]

_PREFIX = f"{ENV_PREFIX}DIGEST_"
PASSWORD_VARIABLE = f"{_PREFIX}PASSWORD"
_SECRET_VARIABLE = re.compile(rf"{_PREFIX}(PASSWORD|(URL|TOKEN)_[A-Z][A-Z0-9_]*)")
_ADDRESS = re.compile(r"[^\s@<>,;:\"]+@[^\s@<>,;:\"]+")
_PORTS: dict[Security, int] = {"starttls": 587, "tls": 465, "none": 25}


class WebhookSettings(BaseModel):
    """One address that gets the digest by `POST`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: str | None = None
    """The address, where nothing of it is secret."""
    url_file: str | None = None
    """File of the address, which its owner alone may read, in the workspace or with its whole path."""
    token_file: str | None = None
    """File of what is sent as `Authorization: Bearer`, likewise."""
    format: Literal["json", "text"] = "json"
    """`text`: `{"text": "…"}`, as chats take it."""

    @model_validator(mode="after")
    def _is_one_address(self) -> Self:
        if self.url is not None and self.url_file is not None:
            raise wrong(Label("chỉ ghi url hoặc url_file", "give url or url_file, not both"))
        if self.url is not None and (problem := address_problem(self.url)) is not None:
            raise wrong(problem)
        return self


class DigestSettings(BaseModel):
    """Mail and webhooks; without either nobody is told."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    when: Literal["always", "problems"] = "always"
    to: tuple[str, ...] = ()
    sender: str | None = None
    host: str | None = Field(default=None, pattern=r"^[^\s/@]+$")
    port: Annotated[int, Field(ge=1, le=65535)] | None = None
    """None: the usual one of `security`."""
    security: Security = "starttls"
    user: str | None = None
    """None: without logging in."""
    password_file: str | None = None
    """File of the password, which its owner alone may read, in the workspace or with its whole path."""
    webhooks: dict[TableName, WebhookSettings] = Field(default_factory=dict)
    link: str | None = Field(default=None, pattern=r"^https?://\S+$")
    """Where those who are told open the page, if they can."""

    @field_validator("to", "sender")
    @classmethod
    def _are_addresses(cls, given: tuple[str, ...] | str | None) -> tuple[str, ...] | str | None:
        for address in (given,) if isinstance(given, str) else given or ():
            if not _ADDRESS.fullmatch(address):
                raise wrong(
                    Label("phải là địa chỉ thư, như canbo@example.vn", "it must be an address such as canbo@example.vn")
                )
        return given

    @model_validator(mode="after")
    def _can_be_sent(self) -> Self:
        if self.to and (self.host is None or self.sender is None):
            raise wrong(
                Label("có to thì cần host (máy chủ thư) và sender (địa chỉ gửi)", "to needs host and sender beside it")
            )
        if self.host is not None and not self.to:
            raise wrong(Label("có host thì cần to, danh sách người nhận", "host needs to beside it, who gets the mail"))
        if self.user is not None and self.security == "none" and not is_this_machine(self.host or ""):
            raise wrong(
                Label(
                    'security = "none" không mã hóa, nên không gửi mật khẩu (user); dùng "starttls" hoặc "tls"',
                    'security = "none" does not encrypt, so no password (user) is sent; use "starttls" or "tls"',
                )
            )
        return self

    @property
    def is_set(self) -> bool:
        """Whether anybody is told."""
        return bool(self.to or self.webhooks)

    @property
    def mail_port(self) -> int:
        return self.port or _PORTS[self.security]

    @property
    def private_files(self) -> tuple[str, ...]:
        """The files of secrets that are named."""
        of_webhooks = (file for webhook in self.webhooks.values() for file in (webhook.url_file, webhook.token_file))
        return tuple(file for file in (self.password_file, *of_webhooks) if file is not None)


@dataclass(frozen=True)
class WebhookSecrets:
    """Where a webhook is, and what it asks for."""

    url: SecretStr
    token: SecretStr | None = None

    @property
    def host(self) -> str:
        """All that is shown of the address."""
        return urlsplit(self.url.get_secret_value()).hostname or ""


def mail_password(root: Path, settings: DigestSettings) -> SecretStr | None:
    """The password of `user`; None where nobody logs in.

    Raises:
        SettingsError: there is none, its file is missing or empty, or others may read it.
    """
    if settings.user is None:
        return None
    what = Label("mật khẩu hộp thư", "the password of the mailbox")
    password = secret_of(PASSWORD_VARIABLE, root, settings.password_file, what, "digest_secret")
    if password is None:
        raise _lacking(PASSWORD_VARIABLE, "password_file", what)
    if not (settings.user + password.get_secret_value()).isascii():
        raise SettingsError(
            Label(
                "tên đăng nhập và mật khẩu hộp thư phải không dấu: máy chủ thư không nhận chữ khác",
                "the user and the password of the mailbox must be in ASCII: mail servers take no other letters",
            ),
            "digest_secret",
        )
    return password


def webhook_secrets(root: Path, name: str, webhook: WebhookSettings) -> WebhookSecrets:
    """The address of a webhook, and its token if it has one.

    Raises:
        SettingsError: it has no address or none that can be one, or a file is missing, empty or open to others.
    """
    variable, token_variable = f"{_PREFIX}URL_{name.upper()}", f"{_PREFIX}TOKEN_{name.upper()}"
    what = Label(f"địa chỉ webhook {name}", f"the address of the webhook {name}")
    # The environment first, as everywhere.
    url = secret_of(variable, root, webhook.url_file, what, "digest_secret")
    url = url or (None if webhook.url is None else SecretStr(webhook.url))
    if url is None:
        raise _lacking(variable, "url_file", what)
    if (problem := address_problem(url.get_secret_value())) is not None:
        raise SettingsError(Label(f"{what.vi}: {problem.vi}", f"{what.en}: {problem.en}"), "digest_secret")
    of_token = Label(f"mã truy cập webhook {name}", f"the token of the webhook {name}")
    return WebhookSecrets(url, secret_of(token_variable, root, webhook.token_file, of_token, "digest_secret"))


def is_secret_of_digest(variable: str) -> bool:
    """Whether a variable of the environment is one of these secrets, maybe of another workspace."""
    return _SECRET_VARIABLE.fullmatch(variable.upper()) is not None


def address_problem(url: str) -> Label | None:
    """Why a webhook cannot be there, told without the address, for it may be secret; None where it can."""
    parts = _parts(url)
    if parts is None:
        return Label("url phải có dạng https://máy-chủ/đường-dẫn", "url must be like https://host/path")
    if parts.username is not None or parts.password is not None:
        return Label(
            "url không được chứa tài khoản, mật khẩu; ghi mã truy cập vào token_file",
            "url must hold no user or password; write a token into token_file",
        )
    if parts.scheme == "http" and not is_this_machine(parts.hostname or ""):
        return Label(
            "http:// không mã hóa nên chỉ dùng cho chính máy này; dùng https://",
            "http:// is not encrypted, and only for this very machine; use https://",
        )
    return None


def _parts(url: str) -> SplitResult | None:
    parts = parts_of(url)
    is_web = parts is not None and parts.scheme in ("http", "https") and parts.hostname
    return parts if is_web and not re.search(r"\s", url) else None


def _lacking(variable: str, key: str, what: Label) -> SettingsError:
    return SettingsError(
        Label(
            f"chưa có {what.vi}: đặt biến môi trường {variable}, hoặc ghi vào một tệp quyền 600 và nêu tệp đó ở {key}",
            f"{what.en} is not given: set {variable} in the environment, or write it into a file of mode 600 that "
            f"{key} names",
        ),
        "digest_secret",
    )
