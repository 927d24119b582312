"""Mail by SMTP: what is sent, over which connection, and why it was not taken."""

import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import localtime, make_msgid
from typing import Literal

from par_metrics.support.hosts import is_this_machine
from schemas import Label

_SECONDS = 30


@dataclass(frozen=True)
class MailServer:
    """A mail server, and who logs in there.

    Args:
        security: `tls` from the first byte on, `starttls` before anything is said, `offered` likewise where the server
            offers it, `none`.
        user: empty: without logging in. A password goes over an encrypted connection alone, or to this machine.
    """

    host: str
    port: int
    security: Literal["tls", "starttls", "offered", "none"]
    user: str = ""
    password: str = field(default="", repr=False)


class NotTakenError(Exception):
    """Why a mail was not taken.

    Args:
        label: it, without addresses and passwords.
        passes: nothing was handed over, and waiting may help.
    """

    def __init__(self, label: Label, *, passes: bool = False) -> None:
        super().__init__(label.en)
        self.label, self.passes = label, passes


def message_of(sender: str, to: Sequence[str], subject: str, text: str, html: str | None = None) -> EmailMessage:
    """A mail as plain text, with HTML beside it for those who show that."""
    message = EmailMessage()
    message["Subject"] = " ".join(subject.split())  # a header is one line
    message["From"], message["To"] = sender, ", ".join(to)
    message["Date"] = localtime()
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])  # else the name of this machine
    message["Auto-Submitted"] = "auto-generated"  # nobody's notice of absence answers
    message.set_content(text)
    if html is not None:
        message.add_alternative(html, subtype="html")
    return message


def send(server: MailServer, message: EmailMessage) -> int:
    """Hand a mail over.

    Returns:
        How many of those it is for the server refused; the others get it.
    Raises:
        NotTakenError: nobody gets it.
    """
    handed_over = False
    try:
        context = ssl.create_default_context()
        with _connected(server, context) as connection:
            connection.ehlo()
            encrypted = server.security == "tls"
            if server.security == "starttls" or (server.security == "offered" and connection.has_extn("starttls")):
                connection.starttls(context=context)
                encrypted = True
            if server.user:
                if not encrypted and not is_this_machine(server.host):
                    raise _InTheClear
                connection.login(server.user, server.password)
            handed_over = True
            return len(connection.send_message(message))
    except (OSError, smtplib.SMTPException) as error:
        passes = not handed_over and not isinstance(error, smtplib.SMTPException | ssl.SSLError)
        raise NotTakenError(_said(error, server.host), passes=passes) from None


def _connected(server: MailServer, context: ssl.SSLContext) -> smtplib.SMTP:
    if server.security == "tls":
        return smtplib.SMTP_SSL(server.host, server.port, timeout=_SECONDS, context=context)
    return smtplib.SMTP(server.host, server.port, timeout=_SECONDS)


class _InTheClear(smtplib.SMTPException):
    """The password would go over the network for everybody to read."""


def _said(error: Exception, host: str) -> Label:
    if isinstance(error, _InTheClear):
        why = Label(
            "không mã hoá nên không gửi mật khẩu; dùng smtps://", "does not encrypt: no password sent; use smtps://"
        )
    elif isinstance(error, smtplib.SMTPAuthenticationError):
        why = Label("không nhận tên đăng nhập hoặc mật khẩu", "does not take the user or the password")
    elif isinstance(error, smtplib.SMTPNotSupportedError):
        why = Label("không có STARTTLS, hoặc không cho đăng nhập", "knows no STARTTLS, or no logging in")
    elif isinstance(error, ssl.SSLCertVerificationError):
        why = Label(
            "có chứng thư không kiểm tra được; đặt SSL_CERT_FILE",
            "has a certificate of unknown origin; set SSL_CERT_FILE",
        )
    elif isinstance(error, smtplib.SMTPRecipientsRefused):
        why = Label("từ chối mọi người nhận", "refused all of them")
    elif isinstance(error, smtplib.SMTPResponseException):  # its words may quote an address
        why = Label(f"không nhận thư (mã {error.smtp_code})", f"did not take it (code {error.smtp_code})")
    elif isinstance(error, TimeoutError):
        why = Label(f"không trả lời trong {_SECONDS} giây", f"did not answer in {_SECONDS} seconds")
    else:
        why = Label(f"không nhận thư: {error}", f"did not take it: {error}")
    return Label(f"{host} {why.vi}", f"{host} {why.en}")
