"""What was fetched from a source, so that each night takes only what is new there."""

from __future__ import annotations

import json
import time
from collections.abc import Collection
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from par_metrics.fetching.places.base import Offered
from par_metrics.support.atomic import write_atomically

_SECONDS_BETWEEN = 10


class _Seen(BaseModel):
    """A file as it was when it was fetched."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    size: int | None
    modified: str | None
    version: str
    sha256: str


class _Written(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    files: dict[str, _Seen] = {}


class Memory:
    """The files of one source that were fetched, by their paths there.

    A memory that is lost or damaged costs time alone: what is archived is not put into the inbox again.

    Args:
        file: where it is written; its owner alone reads it, for names may hold those of persons.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        try:
            self._seen = dict(_Written.model_validate_json(file.read_bytes()).files)
        except (OSError, ValidationError):
            self._seen = {}
        self._is_written, self._next_writing = True, 0.0

    def has(self, offered: Offered) -> bool:
        """Whether a file was fetched as it is now; of one that tells neither time nor version nobody knows."""
        seen = self._seen.get(_as_text(offered.path))
        if seen is None or (offered.modified is None and not offered.version):
            return False
        return seen == _seen(offered, seen.sha256)

    def has_content(self, offered: Offered, sha256: str) -> bool:
        """Whether the file had this very content when it was fetched last."""
        seen = self._seen.get(_as_text(offered.path))
        return seen is not None and seen.sha256 == sha256

    def keep(self, offered: Offered, sha256: str) -> None:
        """From now on this file, as it is, is known."""
        self._seen[_as_text(offered.path)] = _seen(offered, sha256)
        self._is_written = False
        # All of it is written each time: of thousands of files not after each.
        if time.monotonic() >= self._next_writing:
            self.write()

    def forget_but(self, paths: Collection[str]) -> None:
        """Forget what is no longer at the source."""
        gone = self._seen.keys() - {_as_text(path) for path in paths}
        if gone:
            self._seen = {path: seen for path, seen in self._seen.items() if path not in gone}
            self._is_written = False

    def write(self) -> None:
        """Let what is known last; nothing where all of it is written."""
        if self._is_written:
            return
        files = {path: seen.model_dump() for path, seen in sorted(self._seen.items())}
        text = json.dumps({"files": files}, ensure_ascii=True, indent=1)
        write_atomically(self._file, lambda aside: aside.write_text(text, encoding="ascii"), mode=0o600)
        self._is_written, self._next_writing = True, time.monotonic() + _SECONDS_BETWEEN


def _as_text(told: str) -> str:
    """What a source tells, as JSON takes it: bytes that are no UTF-8 in one name, or one ETag, would make all of the
    memory unreadable.
    """
    return told.encode("utf-8", "backslashreplace").decode()


def _seen(offered: Offered, sha256: str) -> _Seen:
    modified = offered.modified.isoformat() if offered.modified else None
    return _Seen(size=offered.size, modified=modified, version=_as_text(offered.version), sha256=sha256)
