"""Real servers that exports are fetched from, each in a process of its own, on this machine's loopback alone."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from par_metrics import Workspace
from par_metrics.fetching.outcome import SourceOutcome
from par_metrics.operations.sources import fetch_sources

LONG_AGO = 1_770_000_000


def settings(ws: Workspace, text: str) -> None:
    """The settings of a workspace, with sources."""
    (ws.root / "par-metrics.toml").write_text(f'unit = "H60.101"\n{text}', encoding="utf-8")


def put(folder: Path, name: str, text: str | bytes, at: float = LONG_AGO) -> Path:
    """A file that was written at an instant."""
    (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    os.utime(folder / name, (at, at))
    return folder / name


def fetched(ws: Workspace) -> SourceOutcome:
    """What came of the one source of a workspace."""
    (outcome,) = fetch_sources(ws.root)
    return outcome


def inbox(ws: Workspace) -> dict[str, str]:
    """All that lies in the inbox, hidden files too."""
    return {path.name: path.read_text() for path in (ws.root / "inbox").iterdir() if path.is_file()}


def free_port() -> int:
    with closing(socket.socket()) as opened:
        opened.bind(("127.0.0.1", 0))
        return int(opened.getsockname()[1])


@contextmanager
def serving(command: list[str], port: int, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """A server in a process group of its own, once it takes connections."""
    server = subprocess.Popen(
        command, env=os.environ | environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
    )
    try:
        while not _answers(port):
            if server.poll() is not None:
                raise RuntimeError((server.stderr.read() if server.stderr else b"").decode())
            time.sleep(0.05)
        yield server
    finally:
        server.terminate()
        server.communicate()


def _answers(port: int) -> bool:
    with closing(socket.socket()) as opened:
        return opened.connect_ex(("127.0.0.1", port)) == 0


def python(script: str, *arguments: str) -> list[str]:
    return [sys.executable, "-c", script, *arguments]
