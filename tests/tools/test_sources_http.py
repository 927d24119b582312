"""Exports fetched over HTTP from Python's own server, which asks for a token, in another process."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from par_metrics import Workspace
from par_metrics.cli.entry import run as command
from par_metrics.operations.nightly import run
from par_metrics.operations.sources import fetch_sources
from tests.support.exports import DOSSIERS, UNITS
from tests.support.sources import LONG_AGO, fetched, free_port, inbox, put, python, serving, settings

TOKEN = "SECRET1-token"
# What a request is for decides what goes wrong with it; all else is what the server itself does.
SERVER = """
import sys
import time
from contextlib import suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

class Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_HEAD(self):
        if self._is_known():
            super().do_HEAD()

    def do_GET(self):
        if self._is_known():
            super().do_GET()

    def _is_known(self):
        if self.headers["Authorization"] == "Bearer " + sys.argv[3]:
            if self.path.startswith("/away/"):
                self.send_response(302)
                self.send_header("Location", "/")
                self.send_header("Content-Length", "0")
                self.end_headers()
                return False
            if self.path.startswith("/broken"):
                self.send_error(500)
                return False
            if self.path.startswith("/slowly/"):
                self._drip()
                return False
            return True
        self.send_error(401)
        return False

    def _drip(self):
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        with suppress(OSError):
            while self.command == "GET":
                self.wfile.write(b"1\\r\\n \\r\\n")
                time.sleep(0.05)

    def copyfile(self, source, output):
        content = source.read()
        if self.path.startswith("/half"):
            output.write(content[: len(content) // 2])
            self.close_connection = True
        else:
            output.write(content)

    def send_header(self, keyword, value):
        if self.path.startswith("/untold") and keyword == "Content-Length":
            self.send_header("Connection", "close")
            return
        super().send_header(keyword, value)

    def log_message(self, *_):
        pass

class Server(ThreadingHTTPServer):
    daemon_threads = True

Server(("127.0.0.1", int(sys.argv[1])), partial(Handler, directory=sys.argv[2])).serve_forever()
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    folder, port = tmp_path_factory.mktemp("http"), free_port()
    with serving(python(SERVER, str(port), str(folder), TOKEN), port):
        yield f"http://127.0.0.1:{port}", folder


@pytest.fixture
def cong(
    server: tuple[str, Path], workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Workspace, str, Path]]:
    """A workspace with a source whose token is known, its address and folder."""
    url, folder = server
    settings(workspace, f'[sources.cong]\nurl = "{url}/"\n')
    monkeypatch.setenv("PAR_METRICS_SOURCE_CONG_TOKEN", TOKEN)
    yield workspace, url, folder
    for path in sorted(folder.iterdir(), reverse=True):
        path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()


def test_the_files_of_a_page_come_with_their_times_and_once(cong: tuple[Workspace, str, Path]) -> None:
    ws, _, folder = cong
    put(folder, "đơn vị & khác.csv", UNITS)
    put(folder, "ho-so.csv", DOSSIERS)
    (folder / "thu-muc").mkdir()
    (folder / "link").symlink_to("/etc")
    assert len(fetched(ws).fetched) == 2
    assert inbox(ws) == {"đơn vị & khác.csv": UNITS, "ho-so.csv": DOSSIERS}
    assert (ws.root / "inbox" / "ho-so.csv").stat().st_mtime == LONG_AGO
    again = fetched(ws)
    assert again.ok and (again.fetched, again.known) == ((), 2)


def test_one_file_has_an_address_of_its_own(cong: tuple[Workspace, str, Path]) -> None:
    ws, url, folder = cong
    put(folder, "ho-so.csv", DOSSIERS)
    settings(ws, f'[sources.cong]\nurl = "{url}/ho-so.csv?ky=2026"\n')
    assert [file.name for file in fetched(ws).fetched] == ["ho-so.csv"]
    settings(ws, f'[sources.cong]\nurl = "{url}/gone.csv"\n')
    assert "không có thư mục hay tệp này" in fetched(ws).problems[0].vi


def test_an_empty_page_is_a_night_without_exports(cong: tuple[Workspace, str, Path]) -> None:
    assert fetched(cong[0]).ok


def test_a_token_that_is_not_taken_is_told_without_it(
    cong: tuple[Workspace, str, Path], monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    ws, url, folder = cong
    put(folder, "ho-so.csv", DOSSIERS)
    monkeypatch.setenv("PAR_METRICS_SOURCE_CONG_TOKEN", "SECRET2-other")
    for address in (f"{url}/", f"{url}/ho-so.csv"):
        settings(ws, f'[sources.cong]\nurl = "{address}"\n')
        assert command(["--workspace", str(ws.root), "--debug", "fetch"]) == 1
        said = "".join(capfd.readouterr())
        assert (
            said.startswith("! nguồn cong: nguồn không nhận mã truy cập (token). Xin cấp lại") and "SECRET" not in said
        )
    outcome = fetched(ws)
    assert not outcome.waiting_helps and inbox(ws) == {}


@pytest.mark.parametrize("name", ["half.csv", "untold.csv"])
def test_half_a_file_is_refused_with_what_to_do_and_the_rest_goes_on(
    cong: tuple[Workspace, str, Path], name: str
) -> None:
    ws, _, folder = cong
    put(folder, name, DOSSIERS * 5000, at=LONG_AGO - 9)
    put(folder, "don-vi.csv", UNITS)
    summary = run(ws.root, "2026-10-01")
    assert [outcome.file for outcome in summary.outcomes] == ["don-vi.csv"] and not summary.ok
    (line,) = [line for line in summary.text("vi").splitlines() if line.startswith("!") and name in line]
    remedy = {"half.csv": "Lần chạy sau lấy lại", "untold.csv": "bật Content-Length"}[name]
    assert line.startswith(f"! nguồn cong: {name}: ") and remedy in line
    assert summary.sources[0].waiting_helps == (name == "half.csv")
    assert inbox(ws) == {}


def test_a_file_at_which_the_server_fails_holds_up_no_other(cong: tuple[Workspace, str, Path]) -> None:
    """Một liên kết hỏng (HTTP 500) từng chặn mọi tệp khác của nguồn, đêm nào cũng vậy."""
    ws, _, folder = cong
    put(folder, "broken.csv", DOSSIERS)
    put(folder, "don-vi.csv", UNITS)
    outcome = fetched(ws)
    assert inbox(ws) == {"don-vi.csv": UNITS} and outcome.failure is None and outcome.waiting_helps
    assert outcome.problems[0].vi.startswith("nguồn cong: broken.csv: máy chủ báo lỗi (HTTP 500)")


@pytest.mark.parametrize("address", ["/slowly/", "/"])
def test_a_page_that_takes_too_long_is_left(cong: tuple[Workspace, str, Path], address: str) -> None:
    """Trang gửi từng byte, hay có quá nhiều liên kết, từng giữ cả đêm chạy mãi."""
    ws, url, folder = cong
    put(folder, "don-vi.csv", UNITS)
    settings(ws, f'[sources.cong]\nurl = "{url}{address}"\ntimeout_minutes = 0.0001\n')
    outcome = fetched(ws)
    assert outcome.failure is not None and "quá 0.0001 phút" in outcome.failure.vi
    assert inbox(ws) == {}


def test_the_command_ends_without_words_of_libraries(cong: tuple[Workspace, str, Path]) -> None:
    """Sau khi lấy qua HTTP từng hiện năm mươi dòng "leaked" như thể có lỗi."""
    ws, _, folder = cong
    put(folder, "don-vi.csv", UNITS)
    ended = subprocess.run(
        [sys.executable, "-m", "par_metrics", "--workspace", str(ws.root), "fetch"], check=True, capture_output=True
    )
    assert ended.stderr.decode() == "Nguồn cong: lấy 1 tệp.\n"


def test_nobody_is_led_elsewhere(cong: tuple[Workspace, str, Path]) -> None:
    ws, url, folder = cong
    put(folder, "ho-so.csv", DOSSIERS)
    settings(ws, f'[sources.cong]\nurl = "{url}/away/"\n')
    assert "HTTP 302" in fetched(ws).problems[0].vi and inbox(ws) == {}


def test_a_server_that_is_not_there_is_tried_again(workspace: Workspace, capfd: pytest.CaptureFixture[str]) -> None:
    settings(workspace, f'[sources.cong]\nurl = "http://127.0.0.1:{free_port()}/"\n')
    outcome = fetched(workspace)
    assert outcome.failure is not None and "không kết nối được" in outcome.failure.vi and outcome.waiting_helps
    assert capfd.readouterr() == ("", "")


def test_what_would_come_is_told_without_fetching_it(cong: tuple[Workspace, str, Path]) -> None:
    ws, _, folder = cong
    put(folder, "half.csv", DOSSIERS)
    (outcome,) = fetch_sources(ws.root, dry_run=True)
    assert outcome.ok and [(file.name, file.size) for file in outcome.fetched] == [("half.csv", len(DOSSIERS.encode()))]
    assert inbox(ws) == {}
