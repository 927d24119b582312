"""A server that answers at first and then no more: the night is done, and says so once."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import prefect
import pytest

from par_metrics import Workspace
from tests.flows import processes
from tests.support.exports import DOSSIERS, NO_LAYOUT, UNITS, drop
from tests.support.prefect_server import serving

AS_OF = "2026-10-01"
SOON = {"PREFECT_CLIENT_MAX_RETRIES": "1"}
"""Only waits are shortened."""


def workspace(tmp_path: Path) -> Workspace:
    made = Workspace.create(tmp_path / "workspace", unit="H60.101")
    drop(made.root, units=UNITS, dossiers=DOSSIERS, animals=NO_LAYOUT)
    return made


def command(ws: Workspace) -> list[str]:
    return [sys.executable, "-m", "flows.nightly", "--workspace", str(ws.root), "--as-of", AS_OF]


def is_whole(ws: Workspace, said: str) -> bool:
    """All was loaded and published, the refused file is named, and the server is spoken of in one line."""
    assert (ws.root / "published" / "latest.json").exists(), said
    assert ws.sql("SELECT (SELECT count(*) FROM units), (SELECT count(*) FROM dossiers)").row(0) == (2, 2)
    assert "! animals.csv: " in said and "Traceback" not in said
    return said.count("không trả lời nữa") == said.count("answers no more") == 1


@pytest.mark.server
def test_a_server_that_goes_in_the_middle_of_a_night_stops_nothing(tmp_path: Path) -> None:
    ws, log = workspace(tmp_path), tmp_path / "night.log"
    with log.open("wb") as output, serving(tmp_path, "--no-ui") as environment:
        night = subprocess.Popen(
            command(ws), env={**environment, **SOON}, cwd=processes.ROOT, stdout=output, stderr=output
        )
        while "Beginning flow run" not in log.read_text():
            assert night.poll() is None, log.read_text()
            time.sleep(0.05)
    assert night.wait() == 1, "a file was refused"
    assert is_whole(ws, log.read_text())


_FULL = '{"exception_message": "Internal Server Error"}'


class Unable(BaseHTTPRequestHandler):
    """As a server whose disk is full: it says its version, and can keep nothing."""

    def do_GET(self) -> None:
        if self.path.endswith("/admin/version"):
            self._answer(200, json.dumps(prefect.__version__))
        else:
            self._answer(500, _FULL)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("content-length", 0)))
        self._answer(500, _FULL)

    def _answer(self, status: int, body: str) -> None:
        self.send_response(status)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: object) -> None:
        pass


def test_a_server_that_can_keep_nothing_stops_nothing(tmp_path: Path) -> None:
    ws = workspace(tmp_path)
    with ThreadingHTTPServer(("127.0.0.1", 0), Unable) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        environment: Mapping[str, str] = {
            **os.environ,
            **SOON,
            "PREFECT_HOME": str(tmp_path),
            "PREFECT_API_URL": f"http://127.0.0.1:{server.server_port}/api",
        }
        done = subprocess.run(command(ws), env=environment, cwd=processes.ROOT, capture_output=True, text=True)
        server.shutdown()
    assert done.returncode == 1, done.stderr
    assert is_whole(ws, done.stderr)
