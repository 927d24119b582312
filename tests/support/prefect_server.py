"""A real Prefect server, started as the guide says, with a database of its own."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.flows import processes

_START_SECONDS = 240


@contextmanager
def serving(home: Path, *options: str) -> Iterator[Mapping[str, str]]:
    """While the block lasts; the environment of processes that are to use it.

    Args:
        home: folder of its database and log.
        options: of `prefect server start`.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_UI_V2_ENABLED": "false",
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        "PREFECT_HOME": str(home),
        "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
        # Only waits are shortened: how often a server and a serving process look for work.
        "PREFECT_SERVER_DEPLOYMENTS_CONCURRENCY_SLOT_WAIT_SECONDS": "1",
        "PREFECT_RUNNER_POLL_FREQUENCY": "1",
        # SQLite waits so long for its lock, which four workers on two cores hold for longer than ten seconds at times.
        "PREFECT_SERVER_DATABASE_TIMEOUT": "60",
        # A schedule of seconds would have a hundred runs planned at once, and the server be busy with nothing else.
        "PREFECT_SERVER_SERVICES_SCHEDULER_MAX_RUNS": "8",
    }
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    with processes.running([*command, *options], environment, home / "server.log") as process:
        _wait_until_healthy(process, environment["PREFECT_API_URL"], home / "server.log")
        yield environment


def _wait_until_healthy(process: subprocess.Popen[bytes], api: str, log: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{api}/health", timeout=2):
                return
        except OSError:
            time.sleep(0.3)
    pytest.fail(f"the Prefect server did not start:\n{log.read_text()[-3000:]}")
