"""The commands of the composition, run as processes here: a server, a pool, the schedule, a worker, a night."""

import os
import shlex
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from par_metrics.publish import latest
from tests.flows import processes
from tests.support.workspaces import small_workspace

FILE = processes.ROOT / "deploy" / "container" / "compose.yaml"
BIN = Path(sys.executable).parent
_START_SECONDS = 240


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.mark.server
def test_a_night_is_run_by_the_worker(tmp_path: Path) -> None:
    services, port = yaml.safe_load(FILE.read_text(encoding="utf-8"))["services"], str(free_port())
    workspace = small_workspace(tmp_path / "workspaces" / "an-tuong")

    def here(text: str) -> str:
        local = text.replace("0.0.0.0", "127.0.0.1").replace("server:", "127.0.0.1:")
        return local.replace("4200", port).replace("/workspaces", str(tmp_path / "workspaces"))

    def command(name: str) -> list[str]:
        program, *rest = shlex.split(here(services[name]["command"]))
        return [str(BIN / program), *rest]

    def environment(name: str) -> Mapping[str, str]:
        stated = {key: here(value) for key, value in services[name]["environment"].items()}
        return {**os.environ, "PREFECT_HOME": str(tmp_path / f"home-{name}"), **stated}

    def once(name: str) -> None:
        done = subprocess.run(command(name), env=environment(name), cwd=processes.ROOT, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr

    (tmp_path / "home-server").mkdir()
    with processes.running(command("server"), environment("server"), tmp_path / "server.log"):
        wait_for(here("http://127.0.0.1:4200/api/health"))
        probe = services["server"]["healthcheck"]["test"]
        assert probe[0] == "CMD" and subprocess.run([BIN / probe[1], probe[2], here(probe[3])]).returncode == 0
        once("pool")
        once("pool")  # as at the next start
        once("schedule")
        with processes.running(command("worker"), environment("worker"), tmp_path / "worker.log"):
            asked = [str(BIN / "prefect"), "deployment", "run", "nightly/H60.101", "--watch"]
            done = subprocess.run(asked, env=environment("worker"), capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + (tmp_path / "worker.log").read_text(encoding="utf-8")
    assert latest.latest_run(workspace.root / "published")


def wait_for(address: str) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.3)
    raise AssertionError(address)
