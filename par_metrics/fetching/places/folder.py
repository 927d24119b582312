"""A shared folder: one of this machine's, or a network drive that it is connected to."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import url2pathname

from par_metrics.errors import reason_of
from par_metrics.fetching.places.base import Offered, Reading, instant_of
from par_metrics.fetching.trouble import SourceError, not_permitted, not_readable, not_there
from par_metrics.settings.sources import SourceSettings
from schemas import Label

# A link is not followed, a pipe not waited for; what the system lacks it has no need of.
_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class Folder:
    """Files of a folder, none of folders within it."""

    def __init__(self, source: SourceSettings) -> None:
        self._root = Path(url2pathname(source.parts.path))

    def offers(self) -> list[Offered]:
        with os.scandir(self._root) as found:
            listed = [entry.path for entry in found if entry.is_file(follow_symlinks=False)]
        return [offered for path in listed if (offered := self._found(path)) is not None]

    def _found(self, path: str) -> Offered | None:
        """None for what went away, or became something else, since it was listed."""
        try:
            return self.look(path)
        except FileNotFoundError:
            return None

    def look(self, path: str) -> Offered:
        status = os.lstat(path)
        if not stat.S_ISREG(status.st_mode):
            raise FileNotFoundError(path)
        return Offered(path, Path(path).name, status.st_size, instant_of(status.st_mtime))

    @contextmanager
    def reading(self, path: str) -> Iterator[Reading]:
        with os.fdopen(os.open(path, _FLAGS), "rb") as stream:
            if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                raise FileNotFoundError(path)
            yield stream

    def trouble(self, error: Exception) -> SourceError:
        if isinstance(error, FileNotFoundError | NotADirectoryError):
            return not_there()
        if isinstance(error, PermissionError):
            return not_permitted()
        if not isinstance(error, OSError):
            return not_readable(type(error).__name__)
        why = reason_of(error)
        return SourceError(
            Label(
                f"không đọc được ({why.vi}). Kết nối lại ổ mạng; lần chạy sau sẽ thử lại",
                f"it cannot be read ({why.en}). Connect the network drive again; the next run tries again",
            ),
            "unreachable",
            waiting_helps=True,
        )

    def close(self) -> None:
        """Nothing is kept open."""
