"""Whose turn it is among files that are read side by side and committed one after another."""

import threading
from collections.abc import Callable


class LoadingStoppedError(Exception):
    """Nothing more is loaded: whoever asked for it has gone."""


class Order:
    """The order of the files of a night, by their places, from 0 on; several threads share it.

    Registers tell how other files are read. They come first in a night, so that nothing is read before its turn
    until that of the first file which is none has come, nor behind a register until that is committed. It is only a
    matter of not reading in vain: a file that was read by registers that have changed since is read again.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._turn = 0
        self._over: set[int] = set()
        self._registers: set[int] = set()
        self._being_read: set[int] = set()
        self._first_other: int | None = None
        self._is_stopped = False

    def wait_to_read(self, place: int) -> None:
        """Wait until it is worth reading the file of a place."""
        self._wait(lambda: self._turn >= place or (self._are_registers_over() and not self._follows_register(place)))
        with self._changed:
            self._being_read.add(place)

    def wait_for_turn(self, place: int) -> None:
        """Wait until all files before this one are loaded, or given up."""
        with self._changed:
            self._being_read.discard(place)
            self._changed.notify_all()
        self._wait(lambda: self._turn >= place)

    def is_being_read(self, place: int) -> bool:
        return place in self._being_read

    def wait_while_read(self, place: int, seconds: float) -> None:
        """Wait as long as somebody reads the file of a place, but no longer than so many seconds."""
        with self._changed:
            self._changed.wait_for(lambda: self._is_stopped or not self.is_being_read(place), seconds)

    def saw(self, place: int, *, is_register: bool) -> None:
        """It is known what the file of a place is."""
        with self._changed:
            if is_register:
                self._registers.add(place)
            elif self._first_other is None or place < self._first_other:
                self._first_other = place
            self._changed.notify_all()

    def finish(self, place: int) -> None:
        """The file of a place is loaded, or given up."""
        with self._changed:
            self._over.add(place)
            self._registers.discard(place)
            self._being_read.discard(place)
            while self._turn in self._over:
                self._turn += 1
            self._changed.notify_all()

    @property
    def is_stopped(self) -> bool:
        return self._is_stopped

    def stop(self) -> None:
        """Whoever waits, or will, does so in vain."""
        with self._changed:
            self._is_stopped = True
            self._changed.notify_all()

    def _are_registers_over(self) -> bool:
        """A large file is known to be none before its turn, while registers may still come before it."""
        return self._first_other is not None and self._turn >= self._first_other

    def _follows_register(self, place: int) -> bool:
        return any(register < place for register in self._registers)

    def _wait(self, has_come: Callable[[], bool]) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._is_stopped or has_come())
            if self._is_stopped:
                raise LoadingStoppedError
