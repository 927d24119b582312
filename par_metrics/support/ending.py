"""How a program ends."""

import atexit
import os
from pathlib import Path


def end_quietly() -> None:
    """Close standard error last of all that runs at exit.

    Threads of Prefect, of gRPC and of what asks sources outlive the interpreter, so DuckDB reports dozens of lines of
    "leaked" objects then, which look like a failure and are none.
    """
    atexit.register(_close)


def _close() -> None:
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 2)
