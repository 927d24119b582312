"""What share to expect where monthly shares may drift: recent months then weigh more.

A month counts by a discount to the power of its age. Every discount is judged by how well it
would have foretold each month from those before it (beta-binomial); what they lead to is
averaged by that. Months that differ by chance alone so weigh alike, months that drift do not.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, lgamma
from typing import NamedTuple

from par_metrics.questions.forecast.interval import Rate
from par_metrics.questions.forecast.volume import FEWEST_MONTHS, mean_of_walk

_DISCOUNTS = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4)
_ALIKE = {1.0: 1.0}
_ALIKE_BEFOREHAND = 5.0
"""How many times likelier than each of the others it is, before any month is seen, that all months weigh alike."""
UNFORESEEN = 0.01
"""What a share may come to move by in a month without any sign of it so far: the variance, in units of
share x (1 - share). Found by the back-test (docs/how-to/forecast.md): with less the intervals do not hold."""


class Counted(NamedTuple):
    """A month's records: good ones of those counted."""

    good: float
    counted: float


def expected_rate(
    before: Sequence[Counted], pace: Sequence[Counted], months_left: float, *, may_drift: bool = True
) -> Rate:
    """The share that what comes is drawn with.

    Args:
        before, pace: months, oldest first; those without records say nothing. How much months
            drift and differ is judged by all of them, the share is that of `pace`.
        months_left: how far ahead is looked.
        may_drift: false where recent months are worse only because their misses are not mended
            yet; then all months weigh alike.
    """
    pace = [month for month in pace if month.counted > 0]
    if not pace:
        return Rate(0.0, 0.0)
    months = [*(month for month in before if month.counted > 0), *pace]
    share = per_record = dispersion = monthly = 0.0
    for discount, weight in (_weights(months) if may_drift else _ALIKE).items():
        good, counted = _weighed(pace, discount)
        share += weight * good / counted
        per_record += weight / counted
        dispersion += weight * _dispersion(months, discount)
        # A share whose months fade so fast wanders, in a month, by what the recent ones leave unsure.
        monthly += weight * (1 / discount - 1) / counted
    wander = (monthly * dispersion + UNFORESEEN) * mean_of_walk(months_left)
    return Rate(share / per_record, 1 / per_record, dispersion, wander)


def _weights(months: Sequence[Counted]) -> dict[float, float]:
    """Discount -> how likely it is; with too few months to tell, all weigh alike."""
    if len(months) < FEWEST_MONTHS:
        return _ALIKE
    chances = {discount: _log_chance(months, discount) for discount in _DISCOUNTS}
    best = max(chances.values())
    odds = {discount: exp(chance - best) for discount, chance in chances.items()}
    odds[1.0] *= _ALIKE_BEFOREHAND
    return {discount: of / sum(odds.values()) for discount, of in odds.items()}


def _weighed(months: Sequence[Counted], discount: float) -> Counted:
    good = counted = 0.0
    for month in months:
        good, counted = good * discount + month.good, counted * discount + month.counted
    return Counted(good, counted)


def _log_chance(months: Sequence[Counted], discount: float) -> float:
    """Logarithm of the chance of every month but the first, foretold from those before it."""
    total = good = bad = 0.0
    for place, month in enumerate(months):
        missed = month.counted - month.good
        if place:
            before = _log_beta(good + 0.5, bad + 0.5)
            total += _log_beta(good + month.good + 0.5, bad + missed + 0.5) - before
        good, bad = good * discount + month.good, bad * discount + missed
    return total


def _log_beta(good: float, bad: float) -> float:
    return lgamma(good) + lgamma(bad) - lgamma(good + bad)


def _dispersion(months: Sequence[Counted], discount: float) -> float:
    """How much more each month differs from what those before it foretell than by chance alone; at least 1."""
    if len(months) < FEWEST_MONTHS:
        return 1.0
    total = good = counted = 0.0
    for place, month in enumerate(months):
        if place:
            share = (good + 0.5) / (counted + 1)
            by_chance = month.counted * share * (1 - share) * (1 + month.counted / counted)
            total += (month.good - month.counted * share) ** 2 / by_chance
        good, counted = good * discount + month.good, counted * discount + month.counted
    return max(1.0, total / (len(months) - 1))
