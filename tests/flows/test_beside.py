"""Who serves a folder already is said, and known to whoever comes next."""

import os
import sys
import time
from pathlib import Path

import pytest

from flows import beside
from flows.beside import announced
from par_metrics.settings.layout import Layout
from par_metrics.support.locks import HeldError, signature_of, signed_lock
from tests.flows import processes

_SERVE = "import sys, time; from pathlib import Path; from flows.beside import announced\n"
_SERVE += "with announced([Path(sys.argv[1])]): time.sleep(600)"


def signed_by(folder: Path, pid: int) -> bool:
    file = signature_of(Layout(folder).serving)
    return file.exists() and f'"pid": {pid},' in file.read_text(encoding="utf-8")


def wait_until_signed(folder: Path, pid: int) -> None:
    deadline = time.monotonic() + 120
    while not signed_by(folder, pid):
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_who_comes_second_is_told_who_serves_and_takes_its_place_when_it_stops(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beside, "_SECONDS_BETWEEN_LOOKS", 0.1)
    alone, shared = tmp_path / "a", tmp_path / "b"
    for folder in (alone, shared):
        folder.mkdir()
    command = [sys.executable, "-c", _SERVE, str(shared)]
    with processes.running(command, os.environ, tmp_path / "log") as other:
        wait_until_signed(shared, other.pid)
        with announced([alone, shared]):
            told = capsys.readouterr().err
            assert f"! {shared}: đã có tiến trình khác phục vụ (PID {other.pid}, " in told
            assert f"another process serves it already (PID {other.pid}, " in told and "since 20" in told
            assert f"{alone}:" not in told and signed_by(alone, os.getpid())
            other.kill()
            wait_until_signed(shared, os.getpid())
            with pytest.raises(HeldError), signed_lock(Layout(shared).serving, 0):
                pass


def test_who_is_alone_says_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        with announced([tmp_path]):
            pass
    assert capsys.readouterr().err == ""
