"""Processes that run functions: real ones."""

import math
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from par_metrics.support.workers import WorkerDiedError, Workers


@pytest.fixture
def workers() -> Iterator[Workers]:
    workers = Workers(2, {"PAR_TEST": "of the workers"})
    yield workers
    workers.close()


def count_to(number: int, told: Callable[[object], None]) -> str:
    for one in range(number):
        told(one)
    print("what is printed comes not between the answers")
    return "counted"


def kill_itself() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_function_is_run_elsewhere_with_its_environment(workers: Workers) -> None:
    assert workers.run(os.getpid) != os.getpid()
    assert workers.run(os.getenv, "PAR_TEST") == "of the workers"


def test_a_process_that_is_free_is_asked_before_another_is_started(workers: Workers) -> None:
    assert workers.run(os.getpid) == workers.run(os.getpid)


def test_what_a_function_tells_and_raises_comes_back(workers: Workers) -> None:
    told: list[object] = []
    assert workers.run(count_to, 3, told=told.append) == "counted" and told == [0, 1, 2]
    with pytest.raises(ValueError, match="math domain"):
        workers.run(math.sqrt, -1.0)
    with pytest.raises(FileNotFoundError) as missing:
        workers.run(os.listdir, "/no/such/folder")
    assert missing.value.filename == "/no/such/folder"


def test_a_process_that_dies_fails_its_own_function_and_is_replaced(workers: Workers) -> None:
    first = workers.run(os.getpid)
    with pytest.raises(WorkerDiedError) as died:
        workers.run(kill_itself)
    assert died.value.status == -signal.SIGKILL
    assert workers.run(os.getpid) != first


def test_closing_ends_what_is_at_work_and_starts_nothing_more(workers: Workers) -> None:
    workers.run(os.getpid)
    with ThreadPoolExecutor(1) as another:
        waiting = another.submit(workers.run, time.sleep, 600)
        while not waiting.running():
            pass
        workers.close()
        assert isinstance(waiting.exception(), WorkerDiedError)
    with pytest.raises(WorkerDiedError):
        workers.run(os.getpid)


def give_up_aloud(cell: str) -> None:
    os.write(2, f"thread panicked at {cell}\n".encode())


def test_what_a_library_prints_is_seen_by_nobody(workers: Workers, capfd: pytest.CaptureFixture[str]) -> None:
    workers.run(give_up_aloud, "a cell")
    said = capfd.readouterr()
    assert said.out == said.err == ""


def test_a_process_ends_in_the_middle_of_its_work_with_the_one_that_started_it() -> None:
    starting = (
        "import sys, threading, time; from par_metrics.support.workers import Workers; w = Workers(1); "
        "print(w.run(__import__('os').getpid), flush=True); "
        "threading.Thread(target=w.run, args=(time.sleep, 600)).start()"
    )
    command = [sys.executable, "-c", starting]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as starter:
        assert starter.stdout is not None
        worker = int(starter.stdout.readline())
        time.sleep(1)  # it has begun
        starter.kill()
    for _ in range(300):
        if not _is_alive(worker):
            return
        time.sleep(0.1)
    os.kill(worker, signal.SIGKILL)
    pytest.fail("it works on, though nobody waits for it")


def _is_alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
