"""How a value becomes points: the rules a criteria table may name."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

_NEAR = 1e-9
"""A value so near a threshold is on it: sums of decimals miss the last digit, no share of records comes so near."""


class Sides(NamedTuple):
    """Both sides of a share."""

    numerator: float
    denominator: float


class PointRule(Protocol):
    """From a value to points; None where the rule does not say.

    Nothing is rounded. `sides` are those of a share, for rules that look at its records.
    """

    @property
    def is_fewer_better(self) -> bool: ...

    def points(self, value: float, max_points: float, sides: Sides | None = None) -> float | None: ...

    def __str__(self) -> str: ...


@dataclass(frozen=True)
class Proportional:
    """All points from `full_from` on, none up to `zero_below`, on a straight line between (docs/adr/0011)."""

    full_from: float
    zero_below: float = 0.0
    is_fewer_better = False

    def points(self, value: float, max_points: float, sides: Sides | None = None) -> float:
        if not _is_below(value, self.full_from):
            return max_points
        if value <= self.zero_below:
            return 0.0
        return max_points * (value - self.zero_below) / (self.full_from - self.zero_below)

    def __str__(self) -> str:
        return f"proportional {self.zero_below:g}..{self.full_from:g}"


@dataclass(frozen=True)
class ProportionalDown:
    """All points up to `at_most`, none from `zero_from` on, on a straight line between: fewer is better."""

    at_most: float
    zero_from: float
    is_fewer_better = True

    def points(self, value: float, max_points: float, sides: Sides | None = None) -> float:
        if not _is_above(value, self.at_most):
            return max_points
        if value >= self.zero_from:
            return 0.0
        return max_points * (self.zero_from - value) / (self.zero_from - self.at_most)

    def __str__(self) -> str:
        return f"proportional <= {self.at_most:g}..{self.zero_from:g}"


@dataclass(frozen=True)
class Ratio:
    """All points from `full_from` on, none below `zero_below`, and between them the value's share of `full_from`."""

    full_from: float
    zero_below: float = 0.0
    is_fewer_better = False

    def points(self, value: float, max_points: float, sides: Sides | None = None) -> float:
        if not _is_below(value, self.full_from):
            return max_points
        return 0.0 if _is_below(value, self.zero_below) else max_points * value / self.full_from

    def __str__(self) -> str:
        return f"ratio {self.zero_below:g}..{self.full_from:g}"


@dataclass(frozen=True)
class Binary:
    """All points or none: from `full_from` on, or at most `at_most`."""

    full_from: float | None = None
    at_most: float | None = None

    @property
    def is_fewer_better(self) -> bool:
        return self.at_most is not None

    def points(self, value: float, max_points: float, sides: Sides | None = None) -> float:
        if self.at_most is not None:
            return 0.0 if _is_above(value, self.at_most) else max_points
        return max_points if self.full_from is not None and not _is_below(value, self.full_from) else 0.0

    def __str__(self) -> str:
        return f"binary <= {self.at_most:g}" if self.at_most is not None else f"binary >= {self.full_from:g}"


@dataclass(frozen=True)
class Deduction:
    """All points less `each` for every `step` beyond a threshold, for a part of a step in part; never below `least`.

    Args:
        each: the points that a step takes away.
        step: how much of the value it is (0.01: a percentage point), or how many records.
        is_of_records: the step is of the records of a share, not of its value.
        full_from: what lacks to it is counted; `at_most`: what is above it. One of both is set.
        least: what is left whatever lacks.
    """

    each: float
    step: float = 1.0
    is_of_records: bool = False
    full_from: float | None = None
    at_most: float | None = None
    least: float = 0.0

    @property
    def is_fewer_better(self) -> bool:
        return self.at_most is not None

    def points(self, value: float, max_points: float, sides: Sides | None = None) -> float | None:
        if self.is_of_records:
            if sides is None:
                return None
            counted, whole = sides
        else:
            counted, whole = value, 1.0
        beyond = (
            (counted - self.at_most * whole) if self.at_most is not None else (self.full_from or 0) * whole - counted
        )
        return max(self.least, max_points - self.each * max(0.0, beyond) / self.step)

    def __str__(self) -> str:
        beyond = f"> {self.at_most:g}" if self.at_most is not None else f"< {self.full_from:g}"
        records = " records" if self.is_of_records else ""
        return f"deduct {self.each:g} per {self.step:g}{records} {beyond}, least {self.least:g}"


@dataclass(frozen=True)
class Band:
    """Points of the values from `start` to `end`; which of both it holds is said by the rule."""

    start: float
    end: float
    points: float


@dataclass(frozen=True)
class Bands:
    """Points by bands that follow one another: each holds its start, the last its end too."""

    bands: Sequence[Band]

    @property
    def is_fewer_better(self) -> bool:
        return self.bands[-1].points < self.bands[0].points

    def points(self, value: float, max_points: float, sides: Sides | None = None) -> float | None:
        if _is_below(value, self.bands[0].start):
            return None
        last = self.bands[-1]
        return next(
            (band.points for band in self.bands if _is_below(value, band.end)),
            None if _is_above(value, last.end) else last.points,
        )

    def __str__(self) -> str:
        return f"bands {_listed(self.bands)}"


@dataclass(frozen=True)
class FallingBands:
    """Points by bands that follow one another, fewer from each to the next: each holds its end, the first its start."""

    bands: Sequence[Band]
    is_fewer_better = True

    def points(self, value: float, max_points: float, sides: Sides | None = None) -> float | None:
        if _is_below(value, self.bands[0].start):
            return None
        return next((band.points for band in self.bands if not _is_above(value, band.end)), None)

    def __str__(self) -> str:
        return f"falling_bands {_listed(self.bands)}"


@dataclass(frozen=True)
class Manual:
    """Points come from the assessment only."""

    is_fewer_better = False

    def points(self, value: float, max_points: float, sides: Sides | None = None) -> None:
        return None

    def __str__(self) -> str:
        return "manual"


def _is_below(value: float, threshold: float) -> bool:
    return value < threshold - _NEAR


def _is_above(value: float, threshold: float) -> bool:
    return value > threshold + _NEAR


def _listed(bands: Sequence[Band]) -> str:
    return "; ".join(f"{b.start:g}-{_end(b.end)}: {b.points:g}" for b in bands)


def _end(end: float) -> str:
    return "" if math.isinf(end) else f"{end:g}"
