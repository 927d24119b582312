"""E-mail that the Prefect server sends: a block of ours, since those of Prefect know no mail server of one's own.

The server loads this module at its start by the entry point `prefect.collections` of this package.
"""

import asyncio
from typing import Literal

from prefect.blocks.abstract import NotificationBlock, NotificationError
from pydantic import Field, SecretStr

from par_metrics.support.mail import MailServer, NotTakenError, message_of, send
from schemas import Label


class NotSentError(NotificationError):
    """Why; the server keeps its `log` with what the automation did."""

    def __init__(self, label: Label) -> None:
        super().__init__(f"{label.vi} / {label.en}")
        self.label = label


class Mail(NotificationBlock):
    """A mail server, and whom it takes notices to."""

    _block_type_name = "par-metrics e-mail"
    _block_type_slug = "par-metrics-mail"

    host: str = Field(description="Máy chủ thư. The mail server.")
    port: int = Field(description="Cổng. Its port.")
    encrypted: bool = Field(description="Mã hoá ngay khi nối (smtps). Encrypted from the first byte on.")
    user: str = Field(default="", description="Tên đăng nhập; trống: không đăng nhập. Empty: without logging in.")
    password: SecretStr = Field(default=SecretStr(""), description="Mật khẩu. The password.")
    sender: str = Field(description="Thư gửi từ địa chỉ nào. The address it comes from.")
    to: list[str] = Field(description="Thư gửi đến ai. The addresses it goes to.")

    async def notify(self, body: str, subject: str | None = None) -> None:
        """Send it as plain text.

        Raises:
            NotSentError: it was not taken, or not for everybody.
        """
        message = message_of(self.sender, self.to, subject or "", body)
        try:
            refused = await asyncio.to_thread(send, self._server, message)
        except NotTakenError as error:
            raise NotSentError(error.label) from error
        if refused:
            raise NotSentError(
                Label(f"{self.host} từ chối {refused} người nhận", f"{self.host} refused {refused} of those it is for")
            )

    @property
    def _server(self) -> MailServer:
        security: Literal["tls", "offered"] = "tls" if self.encrypted else "offered"
        return MailServer(self.host, self.port, security, self.user, self.password.get_secret_value())
