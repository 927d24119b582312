"""What is expected of the rest of a period: how many records come, and what share of them is good."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import floor

from par_metrics.questions.forecast.drift import Counted, expected_rate
from par_metrics.questions.forecast.history import Past
from par_metrics.questions.forecast.interval import Rate
from par_metrics.questions.forecast.volume import (
    Volume,
    after_last_year,
    at_present_pace,
    dispersion_of_volume,
    with_unforeseen,
)

# Below this a year ago says little of how a year divides.
_FEWEST_LAST_YEAR = 30
_DAYS_A_MONTH = 21
"""Working days, about."""

_ROUNDING = 2
"""Records, and per cent, that whole numbers of units may be away from the number of all before that one is told."""


@dataclass(frozen=True)
class Course:
    """What is expected until the end.

    Args:
        volume, rate: how many come, and the share they are drawn with.
        to_come: the number of them that is told, a whole one.
    """

    volume: Volume
    rate: Rate
    to_come: int

    @property
    def good_to_come(self) -> float:
        return (self.rate.share or 0.0) * self.to_come


def course_of(past: Past, days_left: int, *, may_drift: bool = True) -> Course:
    """Of one unit, or of all units as if they were one: by last year's course where it is known, else by the days.

    Args:
        may_drift: as `expected_rate` says.
    """
    months_left = days_left / _DAYS_A_MONTH
    # The current month counts with the days it has had; on its first day it has none. Months before
    # the first record say nothing of how numbers vary.
    counted = [month.sides.counted > 0 for month in past.months]
    months = [m for m in past.months[counted.index(True) :] if m.working_days] if any(counted) else []
    dispersion = dispersion_of_volume([m.sides.counted for m in months], [m.working_days for m in months])
    so_far = past.now.counted
    if past.last_year and so_far and min(past.last_year) >= _FEWEST_LAST_YEAR:
        volume = after_last_year(so_far, *past.last_year, dispersion)
    else:
        volume = at_present_pace(past.pace.counted, past.pace_days, days_left, dispersion)
    before, pace = (
        [Counted(m.sides.good, m.sides.counted) for m in past.months if (m.start >= past.pace_start) is is_pace]
        for is_pace in (False, True)
    )
    rate = expected_rate(before, pace, months_left, may_drift=may_drift)
    return Course(with_unforeseen(volume, months_left), rate, whole(volume.mean))


def course_of_all(units: Sequence[Course], together: Course) -> Course:
    """Of all units: the sum of what each expects.

    How sure it is goes by how the months of all together differ: what units have in common
    does not even out between them.

    Args:
        together: the course of the records of all, as if of one unit.
    """
    mean = sum(unit.volume.mean for unit in units)
    variance = max(sum(unit.volume.variance for unit in units), together.volume.variance)
    to_come = sum(unit.to_come for unit in units)
    if abs(to_come - mean) > max(_ROUNDING, mean * _ROUNDING / 100):
        to_come = whole(mean)  # many units of less than half a record each
    expected = sum((unit.rate.share or 0.0) * unit.volume.mean for unit in units)
    share = expected / mean if mean else together.rate.share or 0.0
    rate = replace(together.rate, good=share * together.rate.counted)
    return Course(replace(together.volume, mean=mean, variance=variance), rate, to_come)


def whole(number: float) -> int:
    """Rounded, halves up."""
    return floor(number + 0.5)
