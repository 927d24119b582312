"""What a place is, whatever its protocol."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from par_metrics.fetching.trouble import SourceError

CONNECT_SECONDS, ANSWER_SECONDS = 20, 60
"""How long a place may take to be reached, and to send the next bytes."""


@dataclass(frozen=True)
class Offered:
    """A file that a place has.

    Args:
        path: by which the place finds it.
        name: the last part of it, as the place has it: nothing is known of it.
        size: in bytes; None where the place does not tell.
        modified: when it was last changed, with its offset; None where the place does not tell.
        version: what changes with its content, such as an ETag; "" where there is no such thing.
        sha256: of its content, where the place tells it.
    """

    path: str
    name: str
    size: int | None
    modified: datetime | None
    version: str = ""
    sha256: str | None = None


def instant_of(seconds: float | None) -> datetime | None:
    """An instant that a system tells in seconds; None where it tells none, or none that a calendar has."""
    try:
        return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None


class Reading(Protocol):
    """The bytes of a file, from its beginning."""

    def read(self, most: int, /) -> bytes:
        """The next bytes, at most so many; none at the end."""
        ...


class Place(Protocol):
    """Where exports lie. Every method raises what its protocol raises; `trouble` says what that means."""

    def offers(self) -> list[Offered]:
        """Its files: no folders, no links."""
        ...

    def look(self, path: str) -> Offered:
        """One of them as it is now."""
        ...

    def reading(self, path: str) -> AbstractContextManager[Reading]:
        """The content of one of them."""
        ...

    def trouble(self, error: Exception) -> SourceError:
        """What an error of its protocol means."""
        ...

    def close(self) -> None:
        """Let go of the connection."""
        ...
