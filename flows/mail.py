"""E-mail that the Prefect server sends: a block of ours, since those of Prefect know no mail server of one's own.

The server loads this module at its start by the entry point `prefect.collections` of this package.
"""

import asyncio
import smtplib
import ssl
from email.message import EmailMessage
from email.utils import localtime, make_msgid
from typing import Any

from prefect.blocks.abstract import NotificationBlock, NotificationError
from pydantic import Field, SecretStr

from schemas import Label

_SECONDS = 30
_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


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
        try:
            refused = await asyncio.to_thread(self._send, self._message(subject or "", body))
        except (OSError, smtplib.SMTPException) as error:
            raise NotSentError(_said(error, self.host)) from error
        if refused:
            count = len(refused)
            raise NotSentError(
                Label(f"{self.host} từ chối {count} người nhận", f"{self.host} refused {count} of those it is for")
            )

    def _message(self, subject: str, body: str) -> EmailMessage:
        message = EmailMessage()
        message["Subject"] = " ".join(subject.split())  # a header is one line
        message["From"], message["To"] = self.sender, ", ".join(self.to)
        message["Date"] = localtime()
        message["Message-ID"] = make_msgid(domain=self.sender.rpartition("@")[2])  # else the name of this machine
        message["Auto-Submitted"] = "auto-generated"  # nobody's notice of absence answers
        message.set_content(body)
        return message

    def _send(self, message: EmailMessage) -> dict[str, Any]:
        """Those who were refused."""
        context = ssl.create_default_context()
        with self._connected(context) as server:
            server.ehlo()
            encrypted = self.encrypted
            if not encrypted and server.has_extn("starttls"):
                server.starttls(context=context)
                encrypted = True
            if self.user:
                if not encrypted and self.host not in _THIS_MACHINE:
                    raise _InTheClear
                server.login(self.user, self.password.get_secret_value())
            return server.send_message(message)

    def _connected(self, context: ssl.SSLContext) -> smtplib.SMTP:
        if self.encrypted:
            return smtplib.SMTP_SSL(self.host, self.port, timeout=_SECONDS, context=context)
        return smtplib.SMTP(self.host, self.port, timeout=_SECONDS)


class _InTheClear(smtplib.SMTPException):
    """The password would go over the network for everybody to read."""


def _said(error: Exception, host: str) -> Label:
    if isinstance(error, _InTheClear):
        why = Label(
            "không mã hoá nên không gửi mật khẩu; dùng smtps://", "does not encrypt: no password sent; use smtps://"
        )
    elif isinstance(error, smtplib.SMTPAuthenticationError):
        why = Label("không nhận tên đăng nhập hoặc mật khẩu", "does not take the user or the password")
    elif isinstance(error, ssl.SSLCertVerificationError):
        why = Label(
            "có chứng thư không kiểm tra được; đặt SSL_CERT_FILE",
            "has a certificate of unknown origin; set SSL_CERT_FILE",
        )
    elif isinstance(error, smtplib.SMTPRecipientsRefused):
        why = Label("từ chối mọi người nhận", "refused all of them")
    else:
        why = Label(f"không nhận thư: {error}", f"did not take it: {error}")
    return Label(f"{host} {why.vi}", f"{host} {why.en}")
