"""The mailbox and the webhooks of the settings. Of their addresses no more is shown than the host."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from par_metrics.errors import SettingsError
from par_metrics.operations.digest.message import Message
from par_metrics.settings.digest import DigestSettings, WebhookSecrets, mail_password, webhook_secrets
from par_metrics.support import mail
from par_metrics.support.mail import MailServer, NotTakenError
from schemas import Label

_SECONDS = 30.0
_BUSY = frozenset({429, 502, 503, 504})
"""Answers after which waiting may help."""


class Channel(Protocol):
    """One way to tell people; `name` is what it is called."""

    @property
    def name(self) -> Label: ...

    def deliver(self, message: Message) -> Label | None:
        """Hand it over.

        Returns:
            What is to be known although it was taken.
        Raises:
            NotTakenError: it was not.
        """
        ...


@dataclass(frozen=True)
class Mailbox:
    """Those who get mail."""

    server: MailServer
    sender: str
    to: tuple[str, ...]

    @property
    def name(self) -> Label:
        count = len(self.to)
        return Label(f"e-mail ({count} người nhận)", f"e-mail ({count} recipients)")

    def deliver(self, message: Message) -> Label | None:
        made = mail.message_of(self.sender, self.to, message.subject, message.text, message.html)
        if not (refused := mail.send(self.server, made)):
            return None
        return Label(
            f"{self.server.host} từ chối {refused} người nhận", f"{self.server.host} refused {refused} recipients"
        )


@dataclass(frozen=True)
class Hook:
    """A program, or a chat, that takes it by HTTP."""

    title: str
    secrets: WebhookSecrets
    form: Literal["json", "text"]

    @property
    def name(self) -> Label:
        return Label(f"webhook {self.title}", f"webhook {self.title}")

    def deliver(self, message: Message) -> None:
        import httpx  # takes longer than most commands

        host, token = self.secrets.host, self.secrets.token
        content = message.document if self.form == "json" else {"text": f"{message.subject}\n\n{message.text}"}
        headers = {} if token is None else {"Authorization": f"Bearer {token.get_secret_value()}"}
        try:
            with (
                _address_unsaid(),
                httpx.Client(timeout=_SECONDS) as client,
                client.stream("POST", self.secrets.url.get_secret_value(), json=content, headers=headers) as answer,
            ):
                status = answer.status_code
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
            kind = type(error).__name__  # what it says may have the whole address
            passes = isinstance(error, httpx.ConnectError | httpx.ConnectTimeout)
            label = Label(f"{host} không trả lời ({kind})", f"{host} does not answer ({kind})")
            raise NotTakenError(label, passes=passes) from None
        if not 200 <= status < 300:
            label = Label(f"{host} trả lời {status}", f"{host} answers {status}")
            raise NotTakenError(label, passes=status in _BUSY)


@dataclass(frozen=True)
class Unusable:
    """A channel whose password or address cannot be had."""

    name: Label
    reason: Label

    def deliver(self, _message: Message) -> None:
        raise NotTakenError(self.reason)


def channels_of(root: Path, settings: DigestSettings) -> dict[str, Channel]:
    """All of them by a name of their own; one that cannot be used says why when it is."""
    found: dict[str, Channel] = {}
    if settings.to and settings.host is not None and settings.sender is not None:
        try:
            found["mail"] = Mailbox(_server(root, settings, settings.host), settings.sender, settings.to)
        except SettingsError as error:
            found["mail"] = Unusable(Label("e-mail", "e-mail"), error.label)
    for name, webhook in settings.webhooks.items():
        try:
            found[f"webhook {name}"] = Hook(name, webhook_secrets(root, name, webhook), webhook.format)
        except SettingsError as error:
            found[f"webhook {name}"] = Unusable(Label(f"webhook {name}", f"webhook {name}"), error.label)
    return found


def _server(root: Path, settings: DigestSettings, host: str) -> MailServer:
    password = mail_password(root, settings)
    secret = "" if password is None else password.get_secret_value()
    return MailServer(host, settings.mail_port, settings.security, settings.user or "", secret)


_unsaid: ContextVar[bool] = ContextVar("unsaid", default=False)


class _NoAddress(logging.Filter):
    """httpx logs the address of every request, which may be a secret."""

    def filter(self, _record: logging.LogRecord) -> bool:
        return not _unsaid.get()


for _name in ("httpx", "httpcore.connection", "httpcore.http11", "httpcore.http2", "httpcore.proxy"):
    logging.getLogger(_name).addFilter(_NoAddress())


@contextmanager
def _address_unsaid() -> Iterator[None]:
    token = _unsaid.set(True)
    try:
        yield
    finally:
        _unsaid.reset(token)
