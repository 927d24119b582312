"""Work that dies on its way, without any clearing up: as a process does that is killed, or loses its power."""

import importlib
import os
from collections.abc import Callable
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from par_metrics.loading.job import Asked
from par_metrics.loading.loader import load_export
from par_metrics.settings.settings import load_settings
from par_metrics.warehouse import Warehouse
from par_metrics.workspace import Workspace

DIED = 9
# Its processes begin with everything imported, each a real one of its own; to begin anew takes a second each.
_PROCESSES = get_context("forkserver")
_PROCESSES.set_forkserver_preload([__name__, "schemas.model"])

Work = Callable[[Path], object]


def load_second(root: Path) -> None:
    """The second export of the office."""
    load_export(root, load_settings(root), Asked(root.parent / "second.csv", exported_at=datetime(2026, 2, 1)))


def rebuild(root: Path) -> None:
    Warehouse(root).rebuild()


def withdraw(root: Path) -> None:
    """The latest load."""
    Workspace(root).withdraw(Warehouse(root).loads()["load_id"][-1], "sai")


def died(work: Work, root: Path, point: str) -> bool:
    """Do it in a process that dies at a point; False if it never came there.

    Args:
        point: `module:function before|after n`, the n-th call.
    """
    process = _PROCESSES.Process(target=_work, args=(work, root, point))
    process.start()
    process.join()
    return process.exitcode == DIED


def _work(work: Work, root: Path, point: str) -> None:
    place, when, number = point.split(" ")
    module, _, name = place.partition(":")
    *holders, name = name.split(".")
    holder: Any = importlib.import_module(module)
    for part in holders:
        holder = getattr(holder, part)
    function, calls = getattr(holder, name), 0

    def dying(*arguments: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        if (when, calls) == ("before", int(number)):
            os._exit(DIED)
        result = function(*arguments, **named)
        if (when, calls) == ("after", int(number)):
            os._exit(DIED)
        return result

    setattr(holder, name, dying)
    work(root)
