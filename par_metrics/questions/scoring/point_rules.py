"""How a value becomes points: the rules a criteria table may name."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


class PointRule(Protocol):
    """From a value to points; None where the rule does not say."""

    def points(self, value: float, max_points: float) -> float | None: ...

    def __str__(self) -> str: ...


@dataclass(frozen=True)
class Proportional:
    """All points from `full_from` on, none up to `zero_below`, on a straight line between (docs/adr/0011)."""

    full_from: float
    zero_below: float = 0.0

    def points(self, value: float, max_points: float) -> float:
        if value >= self.full_from:
            return max_points
        if value <= self.zero_below:
            return 0.0
        return max_points * (value - self.zero_below) / (self.full_from - self.zero_below)

    def __str__(self) -> str:
        return f"proportional {self.zero_below:g}..{self.full_from:g}"


@dataclass(frozen=True)
class Ratio:
    """All points from `full_from` on, none below `zero_below`, and between them the value's share of `full_from`."""

    full_from: float
    zero_below: float = 0.0

    def points(self, value: float, max_points: float) -> float:
        if value >= self.full_from:
            return max_points
        return 0.0 if value < self.zero_below else max_points * value / self.full_from

    def __str__(self) -> str:
        return f"ratio {self.zero_below:g}..{self.full_from:g}"


@dataclass(frozen=True)
class Binary:
    """All points or none: from `full_from` on, or at most `at_most`."""

    full_from: float | None = None
    at_most: float | None = None

    def points(self, value: float, max_points: float) -> float:
        if self.at_most is not None:
            return max_points if value <= self.at_most else 0.0
        return max_points if self.full_from is not None and value >= self.full_from else 0.0

    def __str__(self) -> str:
        return f"binary <= {self.at_most:g}" if self.at_most is not None else f"binary >= {self.full_from:g}"


@dataclass(frozen=True)
class Band:
    """Points of the values from `start` on, below `end`."""

    start: float
    end: float
    points: float


@dataclass(frozen=True)
class Bands:
    """Points by bands that follow one another; the last holds its end too."""

    bands: Sequence[Band]

    def points(self, value: float, max_points: float) -> float | None:
        for band in self.bands:
            if band.start <= value < band.end:
                return band.points
        last = self.bands[-1]
        return last.points if value == last.end else None

    def __str__(self) -> str:
        return "bands " + "; ".join(f"{b.start:g}-{_end(b.end)}: {b.points:g}" for b in self.bands)


@dataclass(frozen=True)
class Manual:
    """Points come from the assessment only."""

    def points(self, value: float, max_points: float) -> None:
        return None

    def __str__(self) -> str:
        return "manual"


def _end(end: float) -> str:
    return "" if math.isinf(end) else f"{end:g}"
