"""Work that is left when it takes too long, whatever it waits for."""

from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from typing import TypeVar

T = TypeVar("T")


def within(seconds: float, work: Callable[[], T]) -> T:
    """What `work` returns or raises, unless it takes longer.

    What takes longer goes on in a thread that nobody waits for, and ends with the process.

    Raises:
        TimeoutError: it took longer.
    """
    future: Future[T] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as error:  # whoever waits is told, as if it ran there
            future.set_exception(error)

    Thread(target=run, daemon=True).start()
    return future.result(seconds)
