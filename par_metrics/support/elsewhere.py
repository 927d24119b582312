"""Making the items of an iterator in a process of its own, while those before are used in this one.

A thread would share the interpreter's lock and polars' threads with the one that uses the items, and so gain little.
The process is no child of `multiprocessing`, which runs a user's script once more where it lacks the guard of its
main part.
"""

import errno
import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import IO, Any, ParamSpec, TypeVar

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
    env = os.environ | {"POLARS_MAX_THREADS": "1", "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    process = subprocess.Popen([sys.executable, "-m", __name__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=env)
    assert process.stdin is not None and process.stdout is not None
    try:
        with process.stdin as orders:
            pickle.dump((make, args, kwargs), orders, pickle.HIGHEST_PROTOCOL)
        yield from _received(process.stdout)
    except (EOFError, BrokenPipeError, pickle.UnpicklingError):
        raise ChildProcessError(errno.ECHILD, "the process that read ahead was ended") from None
    finally:
        process.kill()
        process.stdout.close()
        process.wait()


def _received(stream: IO[bytes]) -> Iterator[Any]:
    while True:
        match pickle.load(stream):
            case ("item", item):
                yield item
            case ("error", error):
                raise error
            case _:
                return


def _serve(orders: IO[bytes], results: IO[bytes]) -> None:
    make, args, kwargs = pickle.load(orders)

    def send(*result: object) -> None:
        pickle.dump(result, results, pickle.HIGHEST_PROTOCOL)
        results.flush()

    try:
        for item in make(*args, **kwargs):
            send("item", item)
    except BrokenPipeError:
        raise
    except Exception as error:
        send("error", error)
    else:
        send("end")


if __name__ == "__main__":
    stdout = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what prints does not come between the items
    try:
        _serve(sys.stdin.buffer, stdout)
    except BrokenPipeError:
        os._exit(1)  # nobody waits for the rest
