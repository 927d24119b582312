"""How far the loading of a file is, for whoever waits for it."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Progress:
    """How much of a file is done: bytes read, and rows judged. A file that must be read once more begins anew."""

    bytes_read: int = 0
    rows: int = 0


Told = Callable[[Progress], None]
"""Is told, now and then, how far a file is; workbooks and JSON are read at once, so that nothing is told of them."""


class Telling:
    """Puts together what the two sides of a load tell."""

    def __init__(self, told: Told | None) -> None:
        self._told = told
        self._bytes_read = self._rows = 0

    def read(self, bytes_read: int) -> None:
        """So many bytes were read."""
        self._bytes_read = bytes_read
        self._tell()

    def begin(self) -> None:
        """Nothing is judged yet."""
        self._rows = 0

    def judge(self, rows: int) -> None:
        """So many rows more were judged."""
        self._rows += rows
        self._tell()

    def _tell(self) -> None:
        if self._told is not None:
            self._told(Progress(self._bytes_read, self._rows))
