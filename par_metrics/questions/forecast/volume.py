"""How many records are still to come until the end of a period, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FEWEST_MONTHS = 3
"""With fewer months nothing is known of how they differ."""

UNFORESEEN = 0.018
"""Relative variance by which the number of a month may come to move without any sign of it so far; found like that
of shares (`drift`)."""

VolumeMethod = Literal["working_days", "last_year"]


@dataclass(frozen=True)
class Volume:
    """A number of records to come.

    Args:
        mean: expected number.
        variance: of the number, above `mean` unless that is 0.
        method: what it was reckoned from.
    """

    mean: float
    variance: float
    method: VolumeMethod

    def quantiles(self, chances: Sequence[float]) -> NDArray[np.float64]:
        """The whole numbers that are not exceeded with these chances: of the negative binomial."""
        import numpy as np
        from scipy import stats  # type: ignore[import-untyped]

        if self.mean <= 0:
            return np.zeros(len(chances))
        size = self.mean**2 / (self.variance - self.mean)
        numbers: NDArray[np.float64] = stats.nbinom.ppf(chances, size, self.mean / self.variance)
        return numbers


def at_present_pace(counted: float, days_so_far: int, days_left: int, dispersion: float) -> Volume:
    """As many a working day as so far.

    The variance is that of a Poisson number times the dispersion, for what comes and for
    what the pace was estimated from.
    """
    mean = counted / days_so_far * days_left if days_so_far else 0.0
    return Volume(mean, dispersion * mean * (1 + days_left / max(days_so_far, 1)), "working_days")


def after_last_year(counted: float, before: float, after: float, dispersion: float) -> Volume:
    """As much in proportion as the year before, when `before` records were followed by `after`; all above 0."""
    mean = counted * after / before
    relative = 1 / counted + 1 / before + 1 / after
    return Volume(mean, dispersion * mean * (1 + mean * relative), "last_year")


def with_unforeseen(volume: Volume, months_left: float) -> Volume:
    """Less sure, as numbers may come to change until the end."""
    return replace(volume, variance=volume.variance + volume.mean**2 * UNFORESEEN * mean_of_walk(months_left))


def mean_of_walk(steps: float) -> float:
    """Variance of the mean of a walk over so many steps, each of variance 1."""
    return (steps + 1) * (2 * steps + 1) / (6 * steps) if steps > 0 else 0.0


def dispersion_of_volume(counted: Sequence[float], days: Sequence[int]) -> float:
    """How much more the monthly numbers vary than by chance alone: Pearson's chi-square by its degrees of freedom.

    Args:
        counted: records of each month.
        days: working days of each month, above 0.
    Returns:
        At least 1; 1 where fewer than three months are known.
    """
    total, span = sum(counted), sum(days)
    if len(counted) < FEWEST_MONTHS or total == 0:
        return 1.0
    expected = [total * of_month / span for of_month in days]
    pearson = sum((observed - due) ** 2 / due for observed, due in zip(counted, expected, strict=True))
    return max(1.0, pearson / (len(counted) - 1))
