"""`par-metrics compute --engine spark --remote sc://…` as an officer runs it, against a server that listens."""

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import par_metrics as pm
from par_metrics.settings.layout import Layout
from par_metrics.warehouse import lake, ledger
from tests.support import spark
from tests.support.workspaces import small_workspace

pytestmark = pytest.mark.lacks("spark", reason="its Connect server is a process of its own")

ASKED = ("compute", "on_time_rate", "online_dossiers_rate", "--period", "2026-Q1", "--grain", "month")
# The script that installing the package makes; this environment stands on the one that has it.
SCRIPT = str(Path(sys.prefix).parent / "bin" / "par-metrics")
SEEN = ("--by", "unit_code", "--as-of", "2026-10-01")


@pytest.fixture(scope="module")
def remote() -> Iterator[str]:
    with spark.sail_server() as address:
        yield address


def par(root: Path, *arguments: str, language: str = "vi") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, SCRIPT]
    environment = {**os.environ, "PAR_METRICS_WORKSPACE": str(root), "PYTHONUTF8": "1"}
    return subprocess.run([*command, "--lang", language, *arguments], capture_output=True, text=True, env=environment)


def on(remote: str) -> tuple[str, ...]:
    return ("--engine", "spark", "--remote", remote)


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_it_prints_what_duckdb_does(remote: str, tmp_path: Path, form: str) -> None:
    root = small_workspace(tmp_path / "ws").root
    asked = (*ASKED, *SEEN, "--format", form)
    expected, found = par(root, *asked), par(root, *asked, *on(remote))
    assert (found.returncode, found.stdout) == (0, expected.stdout), found.stderr
    assert "H60.101" in found.stdout
    if form != "table":
        assert found.stderr == expected.stderr == ""


def test_of_the_past_too_and_into_a_file(remote: str, tmp_path: Path) -> None:
    ws = small_workspace(tmp_path / "ws")
    known_at = str(ws.loads()["loaded_at"].min())
    for name, more in (("duckdb.csv", ()), ("spark.csv", on(remote))):
        done = par(ws.root, *ASKED, *SEEN, "--known-at", known_at, "-o", str(tmp_path / name), *more)
        assert done.returncode == 0, done.stderr
    assert (tmp_path / "spark.csv").read_bytes() == (tmp_path / "duckdb.csv").read_bytes()


def test_a_workspace_with_nothing_loaded_has_figures_of_nothing(remote: str, tmp_path: Path) -> None:
    root = pm.Workspace.create(tmp_path / "ws", unit="H60.101").root
    asked = (*ASKED, *SEEN, "--format", "json")
    expected, found = par(root, *asked), par(root, *asked, *on(remote))
    assert (found.returncode, found.stdout) == (0, expected.stdout), found.stderr
    assert {row["status"] for row in json.loads(found.stdout)} == {"no_population"}


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    ("arguments", "vi", "en"),
    [
        (("--engine", "spark"), "cần địa chỉ máy chủ", "needs the address of a server"),
        (("--remote", "sc://127.0.0.1:15002"), "chỉ dùng với --engine spark", "is for --engine spark alone"),
        (on("http://127.0.0.1:15002/;token=bimat"), "có dạng sc://máy:15002", "has the form sc://host:15002"),
        (on("sc://127.0.0.1:cổng"), "có dạng sc://máy:15002", "has the form sc://host:15002"),
        (on("local[2]"), "có dạng sc://máy:15002", "has the form sc://host:15002"),
        (on("sc://127.0.0.1:{closed}/;token=bimat"), "không kết nối được", "cannot connect"),
    ],
)
def test_a_server_that_is_not_there_is_told(
    tmp_path: Path, arguments: tuple[str, ...], vi: str, en: str, language: str
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        closed = free.getsockname()[1]
    root = small_workspace(tmp_path / "ws").root
    given = [argument.replace("{closed}", str(closed)) for argument in arguments]
    done = par(root, *ASKED, *given, language=language)
    assert (done.returncode, done.stdout) == (2, "")
    assert re.fullmatch("par-metrics: .*\n", done.stderr) and {"vi": vi, "en": en}[language] in done.stderr
    assert "bimat" not in done.stderr


def test_what_listens_but_speaks_otherwise_is_told(tmp_path: Path) -> None:
    """A web server on the port, as a mistyped address has."""
    root = small_workspace(tmp_path / "ws").root
    command = [sys.executable, "-u", "-m", "http.server", "--bind", "127.0.0.1", "0"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as web:
        assert web.stdout is not None
        port = re.search(rb"port (\d+)", os.read(web.stdout.fileno(), 200))
        assert port is not None
        done = par(root, *ASKED, *on(f"sc://127.0.0.1:{port[1].decode()}"), language="en")
        web.terminate()
    assert (done.returncode, done.stdout) == (2, "") and "cannot connect" in done.stderr


def test_a_lake_that_the_server_cannot_read_is_told(remote: str, tmp_path: Path) -> None:
    """The end of a file, which the driver reads, is whole; the rows before it, which the cluster reads, are not."""
    ws = small_workspace(tmp_path / "ws")
    [file] = (ws.root / "lake" / "dossiers").glob("*.parquet")
    data = file.read_bytes()
    rows = slice(4, len(data) - 8 - int.from_bytes(data[-8:-4], "little"))
    file.write_bytes(data[:4] + bytes(rows.stop - rows.start) + data[rows.stop :])
    done = par(ws.root, *ASKED, *on(remote), language="en")
    assert done.returncode == 1 and file.name in done.stderr, "not what was written: it is not even asked for"
    # As if it had been written so: then nobody knows but who reads it.
    layout = Layout(ws.root)
    known = ledger.read(layout)
    assert known is not None
    loads = [replace(load, files=lake.digests(layout, load)) for load in known.loads.values()]
    ledger.write(layout, map(ledger.of_load, loads))
    for language, words in (("vi", "Spark không trả lời được"), ("en", "Spark could not answer")):
        done = par(ws.root, *ASKED, *on(remote), language=language)
        assert (done.returncode, done.stdout) == (1, "") and words in done.stderr
        assert "H60.101-" not in done.stderr and "Traceback" not in done.stderr
