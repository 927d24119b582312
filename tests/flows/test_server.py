"""What the server of PREFECT_API_URL can be: none, another program, of another version, one with a password."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import prefect
import pytest
from prefect.settings import PREFECT_API_AUTH_STRING, PREFECT_API_URL, temporary_settings

from flows.server import is_there, tell
from schemas import Language


@contextmanager
def answering(body: str, status: int = 200) -> Iterator[str]:
    """The address of a server that answers everything in the same way, to whoever has the password `a:b`."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            knows = self.headers["authorization"] in (None, "Basic YTpi")
            self.send_response(status if knows else 401)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/api"
        server.shutdown()


OWN = prefect.__version__
OLDER, OTHER = f"{OWN.partition('.')[0]}.0.1", "1.4.0"


@pytest.mark.parametrize(
    ("version", "used", "said"),
    [
        (OWN, True, ""),
        (OLDER, True, f"có phiên bản {OLDER}, ở đây là {OWN}: cài cùng một phiên bản ở hai nơi."),
        (OTHER, False, f"có phiên bản {OTHER}, ở đây là {OWN}: cài cùng một phiên bản ở hai nơi; chạy `prefect"),
    ],
)
def test_a_server_of_another_version_is_one_line_in_the_language_of_the_workspace(
    version: str, used: bool, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with answering(json.dumps(version)) as address, temporary_settings({PREFECT_API_URL: address}):
        assert is_there(language="vi") is used
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == bool(said) and (not said or lines[0].startswith(f"Máy chủ Prefect {address} {said}"))


@pytest.mark.parametrize(
    ("body", "status", "language", "said"),
    [
        ("<html>a page</html>", 200, "vi", "không phải Prefect"),
        ("{}", 200, "en", "is no Prefect server"),
        ("", 404, "vi", "không phải Prefect"),
        ("", 503, "en", "does not answer (503)"),
    ],
)
def test_another_program_at_that_address_is_no_server(
    body: str, status: int, language: Language, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with answering(body, status) as address, temporary_settings({PREFECT_API_URL: address}):
        assert not is_there(language=language)
    (line,) = capsys.readouterr().err.splitlines()
    assert f"{address} {said}: " in line


def test_a_wrong_password_is_said_and_not_printed(capsys: pytest.CaptureFixture[str]) -> None:
    with answering(json.dumps(OWN)) as address:
        with temporary_settings({PREFECT_API_URL: address, PREFECT_API_AUTH_STRING: "a:b"}):
            assert is_there()
        with temporary_settings({PREFECT_API_URL: address, PREFECT_API_AUTH_STRING: "a:secret"}):
            assert not is_there()
    (line,) = capsys.readouterr().err.splitlines()
    assert "không nhận mật khẩu, xem PREFECT_API_AUTH_STRING" in line and "refuses the password" in line
    assert "secret" not in line


def test_what_a_server_refuses_is_no_server_that_is_gone(capsys: pytest.CaptureFixture[str]) -> None:
    """A defect of ours is seen, and nothing is said of the server."""

    def refused() -> None:
        request = httpx.Request("POST", "http://127.0.0.1/api/artifacts")
        raise httpx.HTTPStatusError("no", request=request, response=httpx.Response(422, request=request))

    with pytest.raises(httpx.HTTPStatusError):
        tell(refused)
    assert capsys.readouterr().err == ""
