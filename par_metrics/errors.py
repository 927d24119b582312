"""Errors that officers and developers read: what is wrong, what to do, which name was meant, in both languages."""

import difflib
import errno
import inspect
import os
import traceback
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from schemas import Label


class ParMetricsError(Exception):
    """Base of all errors this library raises on purpose.

    `str(error)` is English; `error.label.vi` is for the officer.
    """

    def __init__(self, label: Label, rule: str = "") -> None:
        super().__init__(label.en)
        self.label = label
        self.rule = rule

    def __reduce__(self) -> tuple[object, ...]:
        """Errors come from other processes, and each class is made of other arguments."""
        return _made_again, (type(self), self.args, self.__dict__)


def _made_again(kind: type[ParMetricsError], args: tuple[object, ...], state: dict[str, object]) -> ParMetricsError:
    error = kind.__new__(kind, *args)
    error.__dict__.update(state)
    return error


class RefusedFileError(ParMetricsError):
    """An export is refused as a whole; `rule` names why."""

    def __init__(self, rule: str, label: Label) -> None:
        super().__init__(label, rule)


class SettingsError(ParMetricsError):
    """The settings, targets or calendar of a workspace are wrong."""


class UsageError(ParMetricsError):
    """A call asks for something that does not exist: an indicator, a period, a group."""


class MissingExtraError(UsageError):
    """A call needs packages that are not installed: an extra (`support/extras.py`)."""


class WorkspaceBusyError(ParMetricsError):
    """Another process is writing to the workspace."""


# How systems and libraries put it, which wrap the error's number in errors of their own; the last is what
# polars says of a Parquet file whose end finds no room.
_FULL_DISK = (
    "no space left on device",
    "not enough space on the disk",
    "disk quota exceeded",
    "invalid thrift: transport error",
)


_REASONS: Mapping[int, Label] = {
    errno.ENOENT: Label("không có tệp hay thư mục này", "there is no such file or folder"),
    errno.ENOTDIR: Label("một phần của đường dẫn không phải thư mục", "a part of the path is no folder"),
    errno.EISDIR: Label("đó là thư mục", "it is a folder"),
    errno.EACCES: Label("không có quyền", "permission is denied"),
    errno.EPERM: Label("hệ thống không cho phép", "the system does not permit it"),
    errno.EROFS: Label("ổ đĩa chỉ cho đọc", "the disk can only be read"),
    errno.EBUSY: Label("chương trình khác đang dùng", "another program uses it"),
    errno.ENAMETOOLONG: Label("tên quá dài", "the name is too long"),
    errno.ENOSPC: Label("ổ đĩa đầy", "the disk is full"),
    errno.EDQUOT: Label("đã dùng hết dung lượng được cấp", "the disk quota is used up"),
    errno.EFBIG: Label("tệp lớn hơn mức hệ thống cho phép", "the file is larger than the system allows"),
}
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_HELD = frozenset({errno.EACCES, errno.EPERM, errno.EBUSY})


def reason_of(error: OSError) -> Label:
    """What the system says of a file, in both languages; of what is rare, its number and its own words."""
    number = error.errno or 0
    return _REASONS.get(number) or Label(f"lỗi {number} của hệ thống: {error.strerror}", str(error.strerror or error))


def trouble_of_the_machine(error: BaseException) -> Label | None:
    """What to tell of a full disk, a lost drive or missing rights; None for any other error."""
    named = error.filename if isinstance(error, OSError) else None
    place = f" {named}" if named else ""
    if any(words in str(error).lower() for words in _FULL_DISK):
        written = Label(f": không ghi được{place}", f": cannot write{place}") if place else Label("", "")
        return Label(
            f"ổ đĩa đầy{written.vi}. Dọn bớt rồi chạy lại; lần chạy sau làm tiếp phần còn dở",
            f"the disk is full{written.en}. Make room and run again; the next run does what is left",
        )
    if not isinstance(error, OSError):
        return None
    reason = reason_of(error)
    return Label(
        f"không đọc hoặc ghi được{place} ({reason.vi}). Kiểm tra ổ đĩa và quyền, rồi chạy lại",
        f"cannot read or write{place} ({reason.en}). Check the disk and the rights, then run again",
    )


@contextmanager
def naming(place: Path) -> Iterator[None]:
    """Lets a trouble of the machine name where it came up: who runs out of room while writing does not say in what.

    Raises:
        OSError: with the file that it names, else with `place`; also where a library has an error of its own for it.
    """
    try:
        yield
    except Exception as error:
        if trouble_of_the_machine(error) is None or getattr(error, "filename", None):
            raise
        number = (isinstance(error, OSError) and error.errno) or errno.ENOSPC
        raise OSError(number, os.strerror(number), str(place)) from error


@contextmanager
def saving(output: Path) -> Iterator[None]:
    """Turns what the machine says of a file that somebody named and that cannot be written into what to do about it.

    Raises:
        UsageError: the file cannot be written.
    """
    try:
        yield
    except OSError as error:
        if output.is_dir():  # some libraries say of a folder that there is no file
            raise named_a_folder(output, "bang.xlsx") from error
        number = error.errno or 0
        reason, remedy = _REASONS.get(number) or reason_of(error), _remedy(number)
        if not output.parent.exists():
            # A slip of the pen would else make a folder nobody looks into.
            reason = Label(f"không có thư mục {output.parent}", f"there is no folder {output.parent}")
            remedy = Label("Tạo thư mục đó, hoặc chọn thư mục có sẵn.", "Make it, or choose an existing folder.")
        kept_vi, kept_en = (" Tệp cũ còn nguyên.", " The earlier file is as it was.") if output.is_file() else ("", "")
        raise UsageError(
            Label(
                f"không ghi được {output}: {reason.vi}. {remedy.vi}{kept_vi}",
                f"cannot write {output}: {reason.en}. {remedy.en}{kept_en}",
            ),
            "output_unwritable",
        ) from error


def named_a_folder(output: Path, example: str) -> UsageError:
    """The error of a folder where a file was to be named; `example` is a name."""
    return UsageError(
        Label(
            f"không ghi được {output}: đó là thư mục. Thêm tên tệp, ví dụ {output / example}",
            f"cannot write {output}: it is a folder. Add the name of a file, such as {output / example}",
        ),
        "output_unwritable",
    )


def _remedy(number: int) -> Label:
    if number in _FULL:
        return Label("Xóa bớt để có chỗ, hoặc ghi vào ổ đĩa khác.", "Make room, or write to another disk.")
    if number in _HELD:
        return Label(
            "Đóng tệp nếu đang mở, hoặc chọn tên hay thư mục được ghi.",
            "Close the file if it is open, or choose a name or folder you may write to.",
        )
    return Label("Chọn thư mục có sẵn và được ghi.", "Choose an existing folder you may write to.")


def was_interrupted(error: BaseException) -> bool:
    """Whether it is Ctrl-C: one that comes while DuckDB is at work reaches us as an error of another class."""
    return isinstance(error, RuntimeError) and str(error) == "Query interrupted"


def failure_of(error: BaseException) -> Label:
    """What to tell of an error that stopped a file.

    The text of an unexpected error is left out, since libraries quote the data they
    stumble over; its class and place are enough to find the defect.

    Raises:
        KeyboardInterrupt: it was somebody's wish.
    """
    if was_interrupted(error):
        raise KeyboardInterrupt from error
    if isinstance(error, ParMetricsError):
        return error.label
    if (trouble := trouble_of_the_machine(error)) is not None:
        return trouble
    frame = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{type(error).__name__}, {Path(frame.filename).name}:{frame.lineno}"
    return Label(
        f"lỗi của chương trình ({place}). Tệp vẫn ở chỗ cũ; báo lỗi này cho người phát triển",
        f"a defect of the program ({place}). The file stays where it is; report this to the developers",
    )


def nearest(name: str, known: Iterable[str], least: float = 0.4) -> Label:
    """` Gần nhất: "x".` to put behind the message of an unknown name; empty where nothing is near.

    Args:
        least: how alike it must be, 0 to 1.
    """
    near = difflib.get_close_matches(name, list(known), n=1, cutoff=least)
    return Label(f' Gần nhất: "{near[0]}".', f' The nearest is "{near[0]}".') if near else Label("", "")


def tell_caller(notice: "Notice") -> None:
    """Warn at the line that called this library, however deep within it the notice came up."""
    level, frame = 1, inspect.currentframe()
    while frame is not None and str(frame.f_globals.get("__name__")).split(".")[0] == "par_metrics":
        level, frame = level + 1, frame.f_back
    warnings.warn(notice, stacklevel=level)


class Notice(UserWarning):
    """What an answer is of, where that is not quite what was asked for; a Python warning, in both languages."""

    def __init__(self, vi: str, en: str) -> None:
        # Its arguments make it again: warnings are handed from one process to another.
        super().__init__(vi, en)
        self.label = Label(vi, en)

    def __str__(self) -> str:
        return self.label.en
