"""A disk that is full while a warehouse is made again: the old one stays, whole, and no success is told."""

import subprocess
import sys
from pathlib import Path

import pytest

from par_metrics import Workspace
from tests.support.workspaces import small_workspace

pytest.importorskip("resource", reason="limits of file sizes are POSIX's")
SCRIPT = """
import resource, signal, sys
from par_metrics.cli.entry import run
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)
sys.exit(run(["-w", sys.argv[2], "rebuild"]))
"""


def test_a_rebuilt_warehouse_that_finds_no_room_takes_no_place(tmp_path: Path) -> None:
    root = small_workspace(tmp_path / "ws").root
    database, loads = root / "warehouse.duckdb", Workspace(root).loads()
    refused = 0
    for room in (100_000, 300_000, 500_000, 700_000, 900_000, 1_100_000):
        before = database.read_bytes()
        done = subprocess.run([sys.executable, "-c", SCRIPT, str(room), str(root)], capture_output=True, text=True)
        if done.returncode:
            refused += 1
            assert database.read_bytes() == before, room
            assert not [path.name for path in root.iterdir() if ".new" in path.name], room
        assert Workspace(root).loads().equals(loads), f"{room}: {done.stdout}{done.stderr}"
    assert refused >= 2
