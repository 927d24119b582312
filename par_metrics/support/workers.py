"""Processes that run functions side by side, each of which may die without the others."""

import contextlib
import os
import pickle
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from par_metrics.support.worker import FAILED, TOLD

Result = TypeVar("Result")


class WorkerDiedError(Exception):
    """The process that ran a function has died, or was ended.

    Args:
        status: its exit status; minus the number of the signal that killed it.
    """

    def __init__(self, status: int | None) -> None:
        super().__init__(status)
        self.status = status


class Workers:
    """As many processes as are needed at a time, up to `count`; each is started when it is first needed, and then kept.

    They are programs of their own: nothing is forked, and no main module is run a second time.

    Args:
        environment: of the processes, over that of this one.
    """

    def __init__(self, count: int, environment: Mapping[str, str] | None = None) -> None:
        self._environment = environment or {}
        # The last that was put back is the next that is taken: one that has started before one that has not.
        self._free: queue.LifoQueue[Worker | None] = queue.LifoQueue()
        for _ in range(count):
            self._free.put(None)
        self._living: set[Worker] = set()
        self._guard = threading.Lock()
        self._is_closed = False

    def run(
        self, function: Callable[..., Result], *arguments: object, told: Callable[[Any], None] | None = None
    ) -> Result:
        """Run a function of a module in a process that is free, which is waited for.

        Args:
            told: is told what the function tells the `told` that it is given then.
        Raises:
            WorkerDiedError: the process died; another takes its place.
            Exception: what the function raised.
        """
        worker = self._free.get()
        try:
            worker = worker or self._started()
            succeeded, value = worker.run(function, arguments, told)
        except BaseException:  # whatever came between: what it would answer next is not the next question's
            if worker is not None:
                self._end(worker)
            worker = None
            raise
        finally:
            self._free.put(worker)
        if not succeeded:
            raise value
        return value  # type: ignore[no-any-return]

    def close(self) -> None:
        """End all processes, also those at work."""
        with self._guard:
            self._is_closed = True
            living = tuple(self._living)
        for worker in living:
            self._end(worker)

    def _started(self) -> "Worker":
        with self._guard:
            if self._is_closed:
                raise WorkerDiedError(None)
            worker = Worker(self._environment)
            self._living.add(worker)
        return worker

    def _end(self, worker: "Worker") -> None:
        worker.end()
        with self._guard:
            self._living.discard(worker)


class Worker:
    """A process that runs one function after another.

    Args:
        environment: of the process, over that of this one.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        # As multiprocessing hands it on: what this process can import, it can.
        path = os.pathsep.join(entry or str(Path.cwd()) for entry in sys.path)
        # -P: the folder that somebody happens to be in is no place to import from.
        command = [sys.executable, "-P", "-m", "par_metrics.support.worker"]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(
            command, stdin=pipe, stdout=pipe, env={**os.environ, **environment, "PYTHONPATH": path}
        )

    def run(
        self, function: Callable[..., Any], arguments: tuple[object, ...], told: Callable[[Any], None] | None
    ) -> tuple[bool, Any]:
        """Whether the function returned, and what; or what it raised."""
        for what, value in self.answers(function, arguments, is_told=told is not None):
            if what != TOLD:
                return what != FAILED, value
            if told is not None:
                told(value)
        raise AssertionError("the last answer is what it came to")

    def answers(
        self, function: Callable[..., Any], arguments: tuple[object, ...], *, is_told: bool
    ) -> Iterator[tuple[str, Any]]:
        """What a function tells, and at last what it came to: `TOLD`, `DONE` or `FAILED`, each with its value.

        Raises:
            WorkerDiedError: the process died.
        """
        question = pickle.dumps((function, arguments, is_told), pickle.HIGHEST_PROTOCOL)
        questions, answers = self._process.stdin, self._process.stdout
        assert questions is not None and answers is not None  # both are pipes
        try:
            questions.write(question)
            questions.flush()
        except (BrokenPipeError, ValueError):
            raise WorkerDiedError(self._process.wait()) from None
        what = TOLD
        while what == TOLD:
            try:
                what, value = pickle.load(answers)
            except (EOFError, ValueError, pickle.UnpicklingError):
                raise WorkerDiedError(self._process.wait()) from None
            yield what, value

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):  # what was not written yet is of no use
                if stream is not None:
                    stream.close()
