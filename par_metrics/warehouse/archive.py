"""The archive: the exact bytes of each file taken, named by SHA-256, readable by the owner alone."""

import hashlib
from pathlib import Path

from par_metrics.errors import RefusedFileError
from par_metrics.settings.layout import Layout
from par_metrics.support.atomic import write_atomically
from par_metrics.support.names import shown_name
from schemas import Label

_CHUNK = 1 << 20


def digest_of(file: Path) -> str:
    """SHA-256 of the file's bytes, 64 hexadecimal digits."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def store(layout: Layout, file: Path, digest: str) -> Path:
    """Copy `file` into the archive, unless these bytes are there already.

    Args:
        digest: the file's SHA-256 when it was read.
    Returns:
        The archived file.
    Raises:
        RefusedFileError: the file's bytes are no longer those of `digest`.
    """
    archived = find(layout, digest)
    if archived is not None:
        if digest_of(file) != digest:
            raise changed(file)
        return archived
    layout.archive.mkdir(mode=0o700, parents=True, exist_ok=True)
    target = layout.archived(digest, shown_name(file))
    write_atomically(target, lambda temporary: _copy(file, temporary, digest), mode=0o600)
    return target


def find(layout: Layout, digest: str) -> Path | None:
    """The archived file of these bytes, if it is there."""
    return next(iter(sorted((layout.archive / digest[:2]).glob(f"{digest}--*"))), None)


def _copy(file: Path, target: Path, digest: str) -> None:
    copied = hashlib.sha256()
    with file.open("rb") as source, target.open("wb") as stream:
        while chunk := source.read(_CHUNK):
            copied.update(chunk)
            stream.write(chunk)
    if copied.hexdigest() != digest:
        raise changed(file)


def changed(file: Path) -> RefusedFileError:
    """The refusal of a file that somebody is still writing."""
    name = shown_name(file)
    return RefusedFileError(
        "unreadable_file",
        Label(
            f"{name}: tệp bị thay đổi trong lúc đọc. Chờ sao chép xong rồi nạp lại.",
            f"{name}: the file changed while it was read. Wait until it is copied, then load it again.",
        ),
    )
