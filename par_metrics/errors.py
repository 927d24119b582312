"""Errors that officers and developers read: what is wrong, what to do, which name was meant, in both languages."""

import difflib
import traceback
from collections.abc import Iterable
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


def trouble_of_the_machine(error: BaseException) -> Label | None:
    """What to tell of a full disk, a lost drive or missing rights; None for any other error."""
    if any(words in str(error).lower() for words in _FULL_DISK):
        return Label(
            "ổ đĩa đầy. Dọn bớt rồi chạy lại; lần chạy sau làm tiếp phần còn dở",
            "the disk is full. Make room and run again; the next run does what is left",
        )
    if not isinstance(error, OSError):
        return None
    place = f" {error.filename}" if error.filename else ""
    return Label(
        f"không đọc hoặc ghi được{place} ({error.strerror}). Kiểm tra ổ đĩa và quyền, rồi chạy lại",
        f"cannot read or write{place} ({error.strerror}). Check the disk and the rights, then run again",
    )


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


def nearest(name: str, known: Iterable[str]) -> Label:
    """` Gần nhất: "x".` to put behind the message of an unknown name; empty where nothing is near."""
    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.4)
    return Label(f' Gần nhất: "{near[0]}".', f' The nearest is "{near[0]}".') if near else Label("", "")


class Notice(UserWarning):
    """What an answer is of, where that is not quite what was asked for; a Python warning, in both languages."""

    def __init__(self, vi: str, en: str) -> None:
        # Its arguments make it again: warnings are handed from one process to another.
        super().__init__(vi, en)
        self.label = Label(vi, en)

    def __str__(self) -> str:
        return self.label.en
