"""Where notices go: a webhook, a mail server. Their addresses and passwords are secrets of the Prefect server."""

import asyncio
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast
from urllib.parse import unquote, urlsplit
from uuid import UUID

import httpx
from prefect.blocks.core import Block
from prefect.blocks.webhook import Webhook
from prefect.client.orchestration import SyncPrefectClient
from prefect.events.actions import ActionTypes, CallWebhook, SendNotification
from prefect.exceptions import ObjectNotFound
from prefect.types import SecretDict
from pydantic import SecretStr

from flows.mail import Mail, NotSentError
from flows.notices import TRIAL, Notice
from par_metrics.errors import UsageError
from par_metrics.support.hosts import parts_of
from schemas import Label

PASSWORD_VARIABLE = "FLOWS_MAIL_PASSWORD"
"""Not PAR_METRICS_…: those are settings of workspaces."""
_BLOCKS: dict[str, type[Block]] = {"par-metrics-webhook": Webhook, "par-metrics-mail": Mail}
"""By their name on the server."""


@dataclass(frozen=True)
class Channels:
    """Those that are used; at least one is, where anybody is told."""

    webhook: Webhook | None = None
    mail: Mail | None = None

    @property
    def hosts(self) -> list[str]:
        """Of an address no more is shown: the rest of it is a secret, or personal."""
        webhook = urlsplit(self.webhook.url.get_secret_value()).hostname if self.webhook else None
        found = [("webhook", webhook), ("e-mail", self.mail.host if self.mail else None)]
        return [f"{kind} {host}" for kind, host in found if host]


def webhook_of(url: str) -> Webhook:
    """Of `https://host/path`.

    Raises:
        UsageError: it is no such address.
    """
    parts = parts_of(url)
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError(
            Label("--webhook phải có dạng https://máy-chủ/đường-dẫn", "--webhook must be like https://host/path")
        )
    return Webhook(url=SecretStr(url), headers=SecretDict({"content-type": "application/json"}))


def mail_of(url: str, sender: str | None, to: Sequence[str]) -> Mail:
    """Of `smtp[s]://[user[:password]@]host[:port]`; a password that is not in it is that of the environment.

    Raises:
        UsageError: it is no such address, or nobody sends or gets the mail.
    """
    parts = parts_of(url)
    usual = {"smtp": 587 if parts and parts.username else 25, "smtps": 465}
    if parts is None or parts.scheme not in usual or not parts.hostname or parts.port == 0:
        raise UsageError(
            Label(
                "--mail phải có dạng smtps://tên@máy-chủ:cổng; ký tự đặc biệt trong tên và mật khẩu viết %XX",
                "--mail must be like smtps://user@host:port; special characters of user and password as %XX",
            )
        )
    if not sender or not to or not all("@" in address for address in (sender, *to)):
        raise UsageError(
            Label(
                "--mail cần thêm --from ĐỊA-CHỈ và ít nhất một --to ĐỊA-CHỈ",
                "--mail needs --from ADDRESS and at least one --to ADDRESS",
            )
        )
    password = unquote(parts.password or "") or os.environ.get(PASSWORD_VARIABLE, "")
    if parts.username and not password:
        raise UsageError(
            Label(
                f"thiếu mật khẩu của hộp thư: đặt biến môi trường {PASSWORD_VARIABLE}",
                f"the mailbox's password is missing: set the environment variable {PASSWORD_VARIABLE}",
            )
        )
    user = unquote(parts.username or "")
    if not (user + password).isascii():
        raise UsageError(
            Label(
                "tên đăng nhập và mật khẩu của hộp thư phải không dấu",
                "the mailbox's user and password must be in ASCII: mail servers take no other letters",
            )
        )
    return Mail(
        host=parts.hostname,
        port=parts.port or usual[parts.scheme],
        encrypted=parts.scheme == "smtps",
        user=user,
        password=SecretStr(password),
        sender=sender,
        to=[*to],
    )


def attempt(channels: Channels) -> None:
    """Send a trial to each, from here: a wrong address is found now, and not in the night it is needed.

    Raises:
        UsageError: one did not take it.
    """
    try:
        asyncio.run(_attempt(channels))
    except NotSentError as error:
        vi, en = error.label.vi, error.label.en
        raise UsageError(Label(f"không gửi thử được: {vi}", f"the trial was not sent: {en}")) from error
    except httpx.HTTPStatusError as error:
        status = error.response.status_code
        raise UsageError(Label(f"webhook trả lời {status}", f"the webhook answers {status}")) from error
    except httpx.HTTPError as error:
        kind = type(error).__name__  # what it says may have the whole address
        raise UsageError(Label(f"webhook không trả lời ({kind})", f"the webhook does not answer ({kind})")) from error


async def _attempt(channels: Channels) -> None:
    if channels.webhook is not None:
        answer = await channels.webhook.call(json.dumps({"text": f"{TRIAL.subject}\n\n{TRIAL.body}"}))
        answer.raise_for_status()
    if channels.mail is not None:
        await channels.mail.notify(TRIAL.body, TRIAL.subject)


class Telling:
    """Channels as blocks of the server, and the actions that tell something by them."""

    def __init__(self, channels: Channels) -> None:
        self._ids = dict[str, UUID]()
        for name, block in zip(_BLOCKS, (channels.webhook, channels.mail), strict=True):
            if block is not None:
                # Called from synchronous code it answers at once; its type also allows for asynchronous ones.
                self._ids[name] = cast("UUID", block.save(name, overwrite=True))

    def __call__(self, notice: Notice) -> list[ActionTypes]:
        webhook, mail = (self._ids.get(name) for name in _BLOCKS)
        actions = list[ActionTypes]()
        if webhook is not None:
            actions.append(CallWebhook(block_document_id=webhook, payload=notice.json))
        if mail is not None:
            actions.append(SendNotification(block_document_id=mail, subject=notice.subject, body=notice.body))
        return actions


def saved(client: SyncPrefectClient) -> Channels:
    """Those the server has."""
    webhook, mail = (block.load(name) if _id(client, name) else None for name, block in _BLOCKS.items())
    return Channels(cast("Webhook | None", webhook), cast("Mail | None", mail))


def forget(client: SyncPrefectClient, but: Channels) -> None:
    """Remove those that are no longer used, with their secrets."""
    for name, used in zip(_BLOCKS, (but.webhook, but.mail), strict=True):
        if used is None and (found := _id(client, name)) is not None:
            client.delete_block_document(found)


def _id(client: SyncPrefectClient, name: str) -> UUID | None:
    try:
        return client.read_block_document_by_name(name, _BLOCKS[name].get_block_type_slug()).id
    except ObjectNotFound:
        return None
