"""How far long work is, for whoever waits: what works tells its steps, and who listens need not be handed to it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TypeVar

from schemas import Label

Item = TypeVar("Item")


@dataclass(frozen=True)
class Step:
    """What is done now.

    Args:
        name: of the step.
        share: how much of the whole was done before it, 0 to 1.
        is_measured: this is so of the time, too; else the steps were only counted.
    """

    name: Label
    share: float
    is_measured: bool = False


Listener = Callable[[Step | None], None]
"""Is told of every step as it begins, and None once the whole is over."""


@dataclass(frozen=True)
class _Place:
    """Where in the whole the work is that is done now."""

    listener: Listener
    low: float = 0.0
    high: float = 1.0
    is_measured: bool = True
    is_whole: bool = True


_place: ContextVar[_Place | None] = ContextVar("place", default=None)


@contextmanager
def heard_by(listener: Listener) -> Iterator[None]:
    """Within it, each piece of work with steps is told, a whole of its own."""
    token = _place.set(_Place(listener))
    try:
        yield
    finally:
        _place.reset(token)


def in_steps(
    items: Sequence[Item], name: Callable[[Item], Label], size: Callable[[Item], float] | None = None
) -> Iterator[Item]:
    """The items, each a step; those that its work has in turn are parts of it.

    Args:
        name: what is done with an item.
        size: how long it takes, beside the others; None if nobody knows.
    """
    place = _place.get()
    if place is None:
        yield from items
        return
    is_measured = size is not None and place.is_measured
    sizes = [1.0 if size is None else size(item) for item in items]
    width = (place.high - place.low) / (sum(sizes) or 1.0)
    low = place.low
    try:
        for item, own in zip(items, sizes, strict=True):
            high = low + own * width
            place.listener(Step(name(item), low, is_measured))
            token = _place.set(_Place(place.listener, low, high, is_measured, is_whole=False))
            try:
                yield item
            finally:
                _place.reset(token)
            low = high
    finally:
        if place.is_whole:
            place.listener(None)
