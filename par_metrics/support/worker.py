"""A process that runs functions for another: `python -m par_metrics.support.worker`.

What to run comes on its standard input, what it came to goes to its standard output, both as pickles.
"""

import os
import pickle
import signal
import sys
import threading
import time
from typing import Any, BinaryIO

TOLD, DONE, FAILED = "told", "done", "failed"
_LOOK_SECONDS = 1.0


def main() -> None:
    """Run what is asked for, one after another, until nobody asks any more."""
    # Ctrl-C reaches every process of a terminal; who started this one decides what becomes of it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    # What it writes of exports is for who started it.
    os.umask(0o077)
    answers = os.fdopen(os.dup(1), "wb")
    # What a library prints, as when it gives up on a file, may quote cells; nor must it come between the answers.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    while True:
        try:
            function, arguments, is_told = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        named = {"told": _Teller(answers)} if is_told else {}
        try:
            answer = (DONE, function(*arguments, **named))
        except Exception as error:  # it is raised where the answer is waited for
            answer = (FAILED, error)
        try:
            _send(answers, answer)
        except BrokenPipeError:  # nobody waits any more
            os._exit(1)


def _end_with(parent: int) -> None:
    """End this process in the middle of its work once nobody is there who waits for what it comes to.

    Whoever started it may be killed at any moment, and then ends nothing.
    """
    while os.getppid() == parent:
        time.sleep(_LOOK_SECONDS)
    os._exit(1)


class _Teller:
    def __init__(self, answers: BinaryIO) -> None:
        self._answers = answers

    def __call__(self, what: object) -> None:
        _send(self._answers, (TOLD, what))


def _send(answers: BinaryIO, answer: tuple[str, Any]) -> None:
    answers.write(pickle.dumps(answer, pickle.HIGHEST_PROTOCOL))
    answers.flush()


if __name__ == "__main__":
    main()
