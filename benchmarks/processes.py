"""What whole processes cost: those started and all that they start."""

import os
import signal
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

_EVERY = 0.1  # seconds between two looks at the memory of a family of processes
_LONGEST = 2 * 3600  # seconds that any process may take
_KB = 1024 / 1e6  # in megabytes; Linux counts in units of 1,024 bytes


@dataclass(frozen=True)
class Cost:
    """Seconds of processor and clock, and megabytes at the most."""

    cpu: float
    clock: float
    megabytes: float

    def __add__(self, other: "Cost") -> "Cost":
        """One after the other."""
        return Cost(self.cpu + other.cpu, self.clock + other.clock, max(self.megabytes, other.megabytes))


def run(
    *command: str | Path,
    output: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> Cost:
    """Runs a command to its end.

    Seconds of the processor and the peak are what the operating system says of the process and of those it waited for.
    Its peak is of one process; where there are several at a time, what they hold together is looked at while they run.

    Args:
        output: where what it prints goes; None: nowhere.
        environment: variables set for it besides.
    Raises:
        RuntimeError: it failed, with the last that it said, or it took hours and was ended.
    """
    with tempfile.TemporaryFile() as said, (output or Path(os.devnull)).open("wb") as out:
        begun = time.monotonic()
        process = subprocess.Popen(command, stdout=out, stderr=said, env=os.environ | dict(environment or {}))
        family = _Family(process.pid)
        family.start()
        try:
            _, status, used = os.wait4(process.pid, 0)
        except BaseException:
            process.kill()
            raise
        clock = time.monotonic() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        family.join()
        if process.returncode:
            said.seek(0)
            last = said.read()[-2000:].decode(errors="replace")
            raise RuntimeError(f"{' '.join(map(str, command))}: status {process.returncode}\n{last}")
    return Cost(used.ru_utime + used.ru_stime, clock, max(used.ru_maxrss * _KB, family.peak))


def alternating(cases: Mapping[str, Callable[[], Cost]], runs: int) -> dict[str, Cost]:
    """The medians of cases that take turns, so that a busy minute strikes all of them."""
    found: dict[str, list[Cost]] = {name: [] for name in cases}
    for _ in range(runs):
        for name, case in cases.items():
            found[name].append(case())
    return {name: median(costs) for name, costs in found.items()}


def median(costs: Sequence[Cost]) -> Cost:
    """Of each of its sides."""
    return Cost(*(statistics.median(getattr(cost, side.name) for cost in costs) for side in fields(Cost)))


class _Family(threading.Thread):
    """Looks at what a process and its descendants hold together: what they share counts once. Linux alone tells.

    It also ends a process that takes for ever, so that a run that nobody watches comes to its end.
    """

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._pid = pid
        self.peak = 0.0

    def run(self) -> None:
        latest = time.monotonic() + _LONGEST
        while Path(f"/proc/{self._pid}/statm").exists():
            family = _descendants(self._pid)
            if len(family) > 1:
                self.peak = max(self.peak, sum(map(_megabytes, family)))
            if time.monotonic() > latest:
                os.kill(self._pid, signal.SIGKILL)
                return
            time.sleep(_EVERY)


def _descendants(pid: int) -> list[int]:
    try:
        lists = [path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/children")]
    except OSError:  # it has just ended
        return []
    children = [int(child) for text in lists for child in text.split()]
    return [pid, *(member for child in children for member in _descendants(child))]


def _megabytes(pid: int) -> float:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) * _KB for line in text.splitlines() if line.startswith("Pss:")), 0.0)
