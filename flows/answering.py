"""Whether a drive answers: a network share that hangs would hold a night for ever."""

import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from par_metrics.errors import ParMetricsError
from schemas import Label

SECONDS = 120.0

T = TypeVar("T")


def check_answers(folder: Path, seconds: float = SECONDS) -> None:
    """Look into a folder, and wait so long for it.

    Raises:
        ParMetricsError: the drive does not answer. What it says otherwise, such as that there is no such folder, is
            for those to tell who read it.
    """

    def look() -> None:
        with suppress(OSError):  # an answer too: those who read the folder say what is wrong with it
            next(folder.iterdir(), None)

    in_time(look, folder, seconds)


def in_time(read: Callable[[], T], folder: Path, seconds: float) -> T:
    """What `read` comes to, which reads in a folder.

    Raises:
        ParMetricsError: the drive does not answer in so many seconds.
        Exception: what `read` raises.
    """
    found, errors = list[T](), list[Exception]()

    def run() -> None:
        try:
            found.append(read())
        except Exception as error:  # told to whoever waits
            errors.append(error)

    # A thread that hangs in the system cannot be ended; as a daemon it does not keep the process.
    reading = threading.Thread(target=run, daemon=True)
    reading.start()
    reading.join(seconds)
    if errors:
        raise errors[0]
    if not found:
        raise ParMetricsError(
            Label(
                f"ổ mạng chứa {folder} không trả lời sau {seconds:.0f} giây. Kiểm tra kết nối rồi chạy lại",
                f"the drive of {folder} did not answer in {seconds:.0f} seconds. See to the connection and run again",
            ),
            "no_answer",
        )
    return found[0]
