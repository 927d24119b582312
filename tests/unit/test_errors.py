"""Errors of the machine are told apart from defects of the program."""

import errno
import os
import pickle
from pathlib import Path

import duckdb
import pytest

from par_metrics.errors import Notice, trouble_of_the_machine


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)),
        duckdb.IOException("IO Error: Could not write file: No space left on device"),
        OSError(None, "There is not enough space on the disk"),
    ],
)
def test_a_full_disk_is_told_however_it_is_wrapped(error: Exception) -> None:
    trouble = trouble_of_the_machine(error)
    assert trouble is not None
    assert "the disk is full" in trouble.en and "ổ đĩa đầy" in trouble.vi


def test_another_error_of_the_system_names_the_place(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as caught:
        (tmp_path / "gone" / "file.txt").read_text()
    trouble = trouble_of_the_machine(caught.value)
    assert trouble is not None and str(tmp_path / "gone" / "file.txt") in trouble.en


def test_a_defect_is_none_of_them() -> None:
    assert trouble_of_the_machine(KeyError("status")) is None


def test_a_notice_can_be_handed_to_another_process() -> None:
    notice = Notice("trả lời cho đơn vị khác", "answered for another unit")
    again = pickle.loads(pickle.dumps(notice))
    assert (str(again), again.label.vi) == ("answered for another unit", "trả lời cho đơn vị khác")
