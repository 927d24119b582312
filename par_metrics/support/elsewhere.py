"""Making the items of an iterator in a process of its own, while those before are used in this one.

A thread would share the interpreter's lock and polars' threads with the one that uses the items, and so gain little.
"""

import errno
from collections.abc import Callable, Iterator
from typing import Any, ParamSpec, TypeVar

from par_metrics.support.worker import FAILED, TOLD
from par_metrics.support.workers import Worker, WorkerDiedError

Item = TypeVar("Item")
Args = ParamSpec("Args")


def elsewhere(make: Callable[Args, Iterator[Item]], *args: Args.args, **kwargs: Args.kwargs) -> Iterator[Item]:
    """The items of `make(*args, **kwargs)`, made in another process, the next while the last is used.

    Args:
        make: a function of a module; it, its arguments, its items and its errors can be pickled.
    Raises:
        ChildProcessError: the process ended before its work.
        Exception: what `make` raised.
    """
    # One thread: the other cores are busy with the items.
    worker = Worker({"POLARS_MAX_THREADS": "1"})
    try:
        for what, value in worker.answers(_tell_all, (make, args, kwargs), is_told=True):
            if what == FAILED:
                raise value
            if what == TOLD:
                yield value
    except WorkerDiedError as died:
        raise ChildProcessError(errno.ECHILD, f"the process that reads ahead was ended ({died.status})") from None
    finally:
        worker.end()


def _tell_all(make: Callable[..., Iterator[object]], args: Any, kwargs: Any, *, told: Callable[[object], None]) -> None:
    for item in make(*args, **kwargs):
        told(item)
