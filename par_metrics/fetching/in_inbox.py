"""What lies in the inbox already, by content."""

from collections import defaultdict
from pathlib import Path

from par_metrics.warehouse import archive


class InInbox:
    """The files of an inbox as they lay when fetching began, and those put there since.

    Looked at once, and read only where a size is the same: of thousands of files that come, each would else look at
    all that came before.

    Args:
        inbox: folder whose files, no links, are looked at.
        but: files that are passed over.
    """

    def __init__(self, inbox: Path, but: Path) -> None:
        self._unread: dict[int, list[Path]] = defaultdict(list)
        self._digests: dict[int, set[str]] = defaultdict(set)
        for path in inbox.iterdir():
            if path != but and not path.is_symlink() and path.is_file():
                self._unread[path.stat().st_size].append(path)

    def has(self, digest: str, size: int) -> bool:
        """Whether a file of this SHA-256 and of so many bytes lies there."""
        for path in self._unread.pop(size, []):
            if path.is_file():  # else it was loaded, or taken away, meanwhile
                self._digests[size].add(archive.digest_of(path))
        return digest in self._digests[size]

    def add(self, digest: str, size: int) -> None:
        """A file that was put there."""
        self._digests[size].add(digest)
