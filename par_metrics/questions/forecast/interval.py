"""How sure a forecast is: the interval that holds the figure at the end of the period with a given chance.

Three things are uncertain, and each has its distribution from scipy: how many records come
(negative binomial), what share of them will be good in the long run (beta, Jeffreys prior),
and how many are good by chance (binomial). The figure's distribution is their mixture over
a fixed grid of equally likely volumes and shares: no random numbers, the same input gives
the same interval.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from par_metrics.questions.forecast.volume import FEWEST_MONTHS, Volume

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_VOLUMES = 25
_RATES = 41
_HALVINGS = 30


@dataclass(frozen=True)
class Rate:
    """A share as observed.

    Args:
        good, counted: records it was observed on.
        dispersion: how much more months differ than by chance alone, at least 1.
        wander: variance by which the share may have moved on average until the end, in units of share x (1 - share).
    """

    good: float
    counted: float
    dispersion: float = 1.0
    wander: float = 0.0

    @property
    def share(self) -> float | None:
        return self.good / self.counted if self.counted else None


def dispersion_of_rate(good: Sequence[float], counted: Sequence[float]) -> float:
    """How much more the monthly shares differ than by chance alone: Pearson's chi-square by its degrees of freedom.

    Args:
        good, counted: records of each month; months without any say nothing.
    Returns:
        At least 1; 1 where fewer than three months have records, or all records are on one side.
    """
    months = [(g, c - g) for g, c in zip(good, counted, strict=True) if c > 0]
    sides = [sum(side) for side in zip(*months, strict=True)]
    if len(months) < FEWEST_MONTHS or not all(sides):
        return 1.0
    shares = [side / sum(sides) for side in sides]
    pearson = sum(
        (seen - sum(month) * share) ** 2 / (sum(month) * share)
        for month in months
        for seen, share in zip(month, shares, strict=True)
    )
    return max(1.0, float(pearson) / (len(months) - 1))


def share_interval(good: float, counted: float, rate: Rate, to_come: Volume, level: float) -> tuple[float, float]:
    """Bounds of the share at the end of the period.

    Args:
        good, counted: the figure so far.
        rate: the share that what comes is drawn with.
        to_come: how many come.
        level: chance that the interval holds the figure, in (0, 1).
    Returns:
        Low and high, each leaving out half of the remaining chance.
    """
    import numpy as np
    from scipy import stats  # type: ignore[import-untyped]

    # With nothing counted yet there is a figure only if something comes.
    numbers = np.maximum(to_come.quantiles(_steps(_VOLUMES)), 0 if counted else 1)
    rates = _likely_rates(rate, to_come.mean)
    # Close to a bound most numbers stay between the same two figures: each chance is reckoned once.
    known: dict[tuple[float, float], float] = {}

    def chance_up_to(share: float) -> float:
        most = np.floor(share * (counted + numbers) - good)
        cases = list(zip(numbers.tolist(), most.tolist(), strict=True))
        if new := [case for case in dict.fromkeys(cases) if case not in known]:
            coming, good_at_most = np.array(new).T[:, :, None]
            chances = stats.binom.cdf(good_at_most, coming, rates[None, :]).mean(axis=1)
            known.update(zip(new, chances.tolist(), strict=True))
        return sum(known[case] for case in cases) / len(cases)

    outside = (1 - level) / 2
    return _crossing(chance_up_to, outside)[0], _crossing(chance_up_to, 1 - outside)[1]


def _steps(count: int) -> list[float]:
    """`count` chances in the middle of equal parts of (0, 1)."""
    return [(n + 0.5) / count for n in range(count)]


def _likely_rates(rate: Rate, to_come: float) -> NDArray[np.float64]:
    """Equally likely shares for the records to come.

    Where months differ by more than chance, the past counts as fewer records than it has
    (by the dispersion), and the months to come differ in the same way: together the share
    of `to_come` records then varies by dispersion times what chance alone would give. What
    the share may wander makes the past count as fewer records still.
    """
    from scipy import stats

    effective = 0.0
    if rate.counted:
        between_months = (rate.dispersion - 1) / to_come if to_come else 0.0
        effective = 1 / (rate.dispersion / rate.counted + between_months + rate.wander)
    good = effective * (rate.share or 0.0)
    rates: NDArray[np.float64] = stats.beta.ppf(_steps(_RATES), good + 0.5, effective - good + 0.5)
    return rates


def _crossing(chance_up_to: Callable[[float], float], chance: float) -> tuple[float, float]:
    """Two shares close together, the distribution below `chance` at the first, at or above it at the second.

    The distribution jumps at each figure that can come about. So that the bounds hold the
    one they stop at, the first is the low bound and the second the high one.
    """
    below, above = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (below + above) / 2
        if chance_up_to(middle) < chance:
            below = middle
        else:
            above = middle
    return below, above
