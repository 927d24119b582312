"""A webhook and a mail server of the tests, which keep what they are sent."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USER, PASSWORD = "nguoi gui@vi.du", "mat/khau:#1@%"


class Chat:
    """Webhook at `url`; `bodies` are what it was sent, as JSON."""

    def __init__(self, url: str, bodies: list[Any]) -> None:
        self.url, self.bodies = url, bodies

    @property
    def texts(self) -> list[str]:
        return [body["text"] for body in self.bodies]


@contextmanager
def chat() -> Iterator[Chat]:
    bodies: list[Any] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            if self.path == "/gone":
                self.send_error(404)
                return
            assert self.headers["content-type"] == "application/json"
            bodies.append(body)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield Chat(f"http://127.0.0.1:{server.server_port}/hooks/secret-token", bodies)
        server.shutdown()


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
def post() -> Iterator[Post]:
    made = Post()

    def knows(_server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, login: Any) -> AuthResult:
        assert isinstance(login, LoginPassword)
        return AuthResult(success=(login.login, login.password) == (USER.encode(), PASSWORD.encode()), handled=False)

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        made.port = free.getsockname()[1]
    controller = Controller(made, "127.0.0.1", made.port, authenticator=knows, auth_require_tls=False)
    controller.start()
    yield made
    controller.stop()
