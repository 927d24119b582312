"""A webhook and a mail server of the tests, which keep what they are sent."""

import json
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USER, PASSWORD = "nguoi gui@vi.du", "mat/khau:#1@%"


class Chat:
    """Webhook at `url`; `bodies` are what it was sent, as JSON, `tokens` what was sent with each.

    At `/gone` it answers 404, at `/busy` 503, at `/moved` it leads elsewhere, at `/slowly` it never comes to an
    end; none of these is kept.
    """

    def __init__(self, url: str, bodies: list[Any], tokens: list[str | None]) -> None:
        self.url, self.bodies, self.tokens = url, bodies, tokens

    def at(self, path: str) -> str:
        return self.url.replace("hooks/secret-token", path)

    @property
    def texts(self) -> list[str]:
        return [body["text"] for body in self.bodies]


@contextmanager
def chat() -> Iterator[Chat]:
    bodies: list[Any] = []
    tokens: list[str | None] = []
    answers = {"/gone": 404, "/busy": 503, "/moved": 302}

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            if self.path == "/slowly":
                self._drip()
                return
            if (status := answers.get(self.path)) is not None:
                self.send_response(status)
                self.send_header("location", "/hooks/secret-token")
                self.end_headers()
                return
            assert self.headers["content-type"] == "application/json"
            bodies.append(body)
            tokens.append(self.headers["authorization"])
            self.send_response(200)
            self.end_headers()

        def _drip(self) -> None:
            with suppress(OSError):
                self.wfile.write(b"HTTP/1.1 200 OK\r\n")
                while not ended.wait(0.05):
                    self.wfile.write(b"X-Still: here\r\n")

        def log_message(self, *_: object) -> None:
            pass

    ended = threading.Event()
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield Chat(f"http://127.0.0.1:{server.server_port}/hooks/secret-token", bodies, tokens)
        ended.set()
        server.shutdown()


def certificate(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """What a server of `localhost` shows, and the file of those who trust it."""
    key, file = folder / "localhost.key", folder / "localhost.pem"
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject]
    subprocess.run([*made, "-keyout", str(key), "-out", str(file)], check=True, capture_output=True)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(file, key)
    return context, file


class Post:
    """Mail server at `port`; `mails` are what it took."""

    def __init__(self) -> None:
        self.port, self.mails = 0, list[EmailMessage]()

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:
        if not session.authenticated:
            return "530 who are you"
        mail = message_from_bytes(cast("bytes", envelope.content), policy=policy.default)
        self.mails.append(cast("EmailMessage", mail))
        return "250 OK"

    async def handle_RCPT(self, _server: SMTP, _session: Session, envelope: Envelope, to: str, _: list[str]) -> str:
        if to.startswith("nobody@"):
            return "550 no such user"
        envelope.rcpt_tos.append(to)
        return "250 OK"


@contextmanager
def post(context: ssl.SSLContext | None = None, *, at_once: bool = False) -> Iterator[Post]:
    """A mail server.

    Args:
        context: its certificate; it then takes nothing before STARTTLS. None: it knows no encryption.
        at_once: encrypted from the first byte on instead.
    """
    made = Post()

    def knows(_server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, login: Any) -> AuthResult:
        assert isinstance(login, LoginPassword)
        return AuthResult(success=(login.login, login.password) == (USER.encode(), PASSWORD.encode()), handled=False)

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        made.port = free.getsockname()[1]
    tls: dict[str, Any] = {"auth_require_tls": False}
    if context is not None:
        tls |= {"ssl_context": context} if at_once else {"tls_context": context, "require_starttls": True}
    controller = Controller(made, "127.0.0.1", made.port, authenticator=knows, **tls)
    controller.start()
    yield made
    controller.stop()
