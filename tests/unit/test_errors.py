"""Errors of the machine are told apart from defects of the program."""

import errno
import os
import pickle
from pathlib import Path

import duckdb
import pytest

from par_metrics.errors import Notice, UsageError, naming, reason_of, saving, trouble_of_the_machine


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


@pytest.mark.parametrize("number", [errno.ENOENT, errno.EACCES, errno.ENOSPC, errno.EISDIR, errno.EROFS])
def test_what_the_system_says_is_vietnamese_in_a_vietnamese_sentence(tmp_path: Path, number: int) -> None:
    english = os.strerror(number)
    error = OSError(number, english, "x.docx")
    with pytest.raises(UsageError) as raised, saving(tmp_path / "x.docx"):
        raise error
    trouble = trouble_of_the_machine(error)
    assert trouble is not None
    for sentence in (reason_of(error).vi, raised.value.label.vi, trouble.vi):
        assert english not in sentence
    assert "x.docx" in trouble.vi and str(tmp_path / "x.docx") in raised.value.label.vi


def test_of_a_full_disk_nobody_is_told_to_close_a_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"the disk is full\. Make room") as raised, saving(tmp_path / "x.docx"):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert "Đóng tệp" not in raised.value.label.vi and "ổ đĩa đầy. Xóa bớt" in raised.value.label.vi


@pytest.mark.parametrize(
    "error",
    [OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), duckdb.IOException("IO Error: No space left on device")],
)
def test_a_full_disk_names_what_was_being_written(error: Exception) -> None:
    with pytest.raises(OSError, match="No space left") as caught, naming(Path("published")):
        raise error
    trouble = trouble_of_the_machine(caught.value)
    assert trouble is not None and trouble.vi.startswith("ổ đĩa đầy: không ghi được published. ")


def test_what_names_its_file_or_is_a_defect_stays_as_it_is(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as caught, naming(Path("published")):
        (tmp_path / "none").read_text()
    assert caught.value.filename == str(tmp_path / "none")
    with pytest.raises(KeyError), naming(Path("published")):
        raise KeyError("status")


def test_a_notice_can_be_handed_to_another_process() -> None:
    notice = Notice("trả lời cho đơn vị khác", "answered for another unit")
    again = pickle.loads(pickle.dumps(notice))
    assert (str(again), again.label.vi) == ("answered for another unit", "trả lời cho đơn vị khác")
