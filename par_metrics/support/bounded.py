"""Bounds on what this process may take of the machine, which the system keeps."""

import contextlib
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OUT_OF_MEMORY = frozenset({-signal.SIGABRT})
"""How a process ends that asks for memory beyond its bound in code that cannot do without."""
OUT_OF_TIME = frozenset({-signal.SIGXCPU}) if hasattr(signal, "SIGXCPU") else frozenset()


@contextmanager
def bounded(memory: int, seconds: float) -> Iterator[None]:
    """So much more memory, and time of a processor, may this process take within it.

    Beyond the first it gets a `MemoryError` or dies, beyond the second it dies. Windows and macOS know no such bounds.

    Args:
        memory: bytes.
    """
    try:
        import resource
    except ImportError:
        yield
        return
    used = os.times()
    with contextlib.ExitStack() as bounds:
        bounds.enter_context(_bound(resource.RLIMIT_CPU, int(used.user + used.system + seconds) + 1))
        if (taken := _data_bytes()) is not None:
            bounds.enter_context(_bound(resource.RLIMIT_DATA, taken + memory))
        yield


@contextmanager
def _bound(what: int, most: int) -> Iterator[None]:
    import resource

    before, hard = resource.getrlimit(what)
    resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
    try:
        yield
    finally:
        resource.setrlimit(what, (before, hard))


def _data_bytes() -> int | None:
    """What the process has of the memory that `RLIMIT_DATA` counts; None where the system does not tell."""
    with contextlib.suppress(OSError):
        for line in Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith("VmData:"):
                return int(line.split()[1]) * 1024
    return None
