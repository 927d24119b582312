"""Items made in another process."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from par_metrics.errors import RefusedFileError
from par_metrics.support.elsewhere import elsewhere
from schemas import Label


def numbers(count: int, *, told: Path | None = None) -> Iterator[tuple[int, int]]:
    for number in range(count):
        if told is not None:
            with told.open("a") as file:
                file.write(".")
        print("in between")
        yield number, os.getpid()


def refused() -> Iterator[int]:
    yield 1
    raise RefusedFileError("empty_file", Label("tệp rỗng", "the file is empty"))


def ended(how: str) -> Iterator[int]:
    yield 1
    if how == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    os._exit(0)
    yield 2


def path_of_modules() -> Iterator[list[str]]:
    yield sys.path


def test_items_come_in_order_from_another_process(capfd: pytest.CaptureFixture[str]) -> None:
    found = list(elsewhere(numbers, 3))
    assert [number for number, _ in found] == [0, 1, 2]
    assert len({process for _, process in found}) == 1 and found[0][1] != os.getpid()
    # Nor is what is printed there taken for an item, or shown: it may quote cells.
    assert capfd.readouterr() == ("", "")


def test_the_next_item_is_made_while_one_is_used_and_no_more(tmp_path: Path) -> None:
    told = tmp_path / "told"
    items = elsewhere(numbers, 100_000, told=told)
    next(items)
    for _ in range(200):
        if told.stat().st_size > 1:
            break
        time.sleep(0.05)
    items.close()
    made = told.stat().st_size
    assert 1 < made < 100_000
    time.sleep(0.2)
    assert told.stat().st_size == made


def test_an_error_is_raised_as_it_was_there() -> None:
    items = elsewhere(refused)
    assert next(items) == 1
    with pytest.raises(RefusedFileError, match="the file is empty") as error:
        next(items)
    assert (error.value.rule, error.value.label.vi) == ("empty_file", "tệp rỗng")


@pytest.mark.parametrize("how", ["killed", "exited"])
def test_a_process_that_ended_early_is_an_error_of_the_machine(how: str) -> None:
    items = elsewhere(ended, how)
    assert next(items) == 1
    with pytest.raises(ChildProcessError, match="was ended"):
        next(items)


def test_it_finds_what_this_process_finds(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    [found] = elsewhere(path_of_modules)
    assert str(tmp_path) in found
