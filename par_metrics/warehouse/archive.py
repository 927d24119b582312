"""The archive: the exact bytes of each file taken, named by SHA-256, readable by the owner alone."""

import hashlib
import os
from pathlib import Path

from par_metrics.domain.privacy import shown_file
from par_metrics.errors import ParMetricsError, RefusedFileError
from par_metrics.settings.layout import Layout
from par_metrics.support.atomic import put_in_place
from schemas import Label

_CHUNK = 1 << 20


def digest_of(file: Path, *, may_be_link: bool = True) -> str:
    """SHA-256 of the file's bytes, 64 hexadecimal digits.

    Raises:
        OSError: it cannot be read, or is a link where it may not be one.
    """
    # Systems without this flag know hardly any links.
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | (0 if may_be_link else getattr(os, "O_NOFOLLOW", 0))
    with os.fdopen(os.open(file, flags), "rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def fetch(layout: Layout, file: Path, digest: str, copy: Path) -> Path:
    """Where the bytes of `file` can be read whatever becomes of it: in the archive, or else in a copy.

    Args:
        digest: the file's SHA-256.
        copy: where a copy is made, unless the archive has these bytes whole.
    Raises:
        RefusedFileError: the file's bytes are no longer those of `digest`; there is no copy then.
    """
    archived = find(layout, digest)
    if archived is not None and digest_of(archived) == digest:
        return archived
    layout.archive.mkdir(mode=0o700, parents=True, exist_ok=True)
    copy.parent.mkdir(mode=0o700, exist_ok=True)
    copy.unlink(missing_ok=True)
    os.close(os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        _copy(file, copy, digest)
    except BaseException:
        copy.unlink()
        raise
    return copy


def keep(layout: Layout, copy: Path, name: str, digest: str) -> Path:
    """Put a copy that `fetch` made into the archive, unless these bytes are there by now; the one writer does.

    Args:
        name: of the file that it is a copy of, as it is shown.
    Returns:
        The archived file.
    """
    archived = find(layout, digest)
    if archived is not None and not copy.exists():
        return archived
    # A copy beside archived bytes was made since these are damaged.
    target = archived or layout.archived(digest, name)
    put_in_place(copy, target)
    return target


def find(layout: Layout, digest: str) -> Path | None:
    """The archived file of these bytes, if it is there."""
    folder = layout.archive / digest[:2]
    try:
        found = [path for path in folder.iterdir() if path.name.startswith(f"{digest}--")]
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return None
    return min(found, default=None)


def check(layout: Layout, archived: Path, digest: str) -> None:
    """Hold that an archived file is what was taken.

    Raises:
        ParMetricsError: it is not; the message names it.
    """
    if digest_of(archived) != digest:
        raise damaged(layout, archived)


def check_own_name(layout: Layout, file: Path, digest: str) -> None:
    """Hold that a file, if it is one of the archive, is what its name says; any other may be called as it likes.

    Raises:
        ParMetricsError: it is not.
    """
    named = file.name.partition("--")[0]
    in_archive = file.resolve().parent.parent == layout.archive.resolve()
    if digest and in_archive and len(named) == len(digest) and named != digest:
        raise damaged(layout, layout.archive / file.parent.name / file.name)


def damaged(layout: Layout, archived: Path) -> ParMetricsError:
    """The error of an archived file that is not what was taken."""
    name = archived.relative_to(layout.root).as_posix()
    return ParMetricsError(
        Label(
            f"{name}: tệp lưu không còn đúng như lúc nhận (SHA-256 khác tên). Lấy lại tệp này từ bản sao lưu.",
            f"{name}: the archived file is not what was taken (its SHA-256 is not its name). Take it from a backup, "
            "where it is whole.",
        ),
        "archive_damaged",
    )


def _copy(file: Path, target: Path, digest: str) -> None:
    copied = hashlib.sha256()
    with file.open("rb") as source, target.open("wb") as stream:
        while chunk := source.read(_CHUNK):
            copied.update(chunk)
            stream.write(chunk)
        stream.flush()
        os.fsync(stream.fileno())
    if copied.hexdigest() != digest:
        raise changed(file)


def changed(file: Path) -> RefusedFileError:
    """The refusal of a file that somebody is still writing."""
    name = shown_file(file)
    return RefusedFileError(
        "unreadable_file",
        Label(
            f"{name}: tệp bị thay đổi trong lúc đọc. Chờ sao chép xong rồi nạp lại.",
            f"{name}: the file changed while it was read. Wait until it is copied, then load it again.",
        ),
    )
