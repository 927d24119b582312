"""What the records to come must bring: whole records, reckoned exactly."""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Literal

Status = Literal["secured", "on_course", "at_risk", "out_of_reach"]

_EQUAL = 1e-9


@dataclass(frozen=True)
class Need:
    """What it takes to reach a target of at least a share.

    Args:
        rate: share of the records to come that must be good if no present miss is mended;
            above 1 they do not suffice; None without records to come.
        records: how many must turn good, of those to come or of the present misses.
        allowed_misses: how many of those to come may miss.
        to_mend: how many present misses must be mended even if all to come are good.
    """

    rate: float | None
    records: int
    allowed_misses: int
    to_mend: int


def need(good: int, counted: int, to_come: int, target: float) -> Need:
    """What reaching `target` takes, of `to_come` records beside `good` of `counted`."""
    # A target is written as a decimal: 0.8 of 100 are 80, not 80.000…01.
    missing = Fraction(str(target)) * (counted + to_come) - good
    records = max(ceil(missing), 0)
    return Need(
        rate=max(float(missing / to_come), 0.0) if to_come else None,
        records=records,
        allowed_misses=max(to_come - records, 0),
        to_mend=max(records - to_come, 0),
    )


def status_of(needed: Need, forecast: float, target: float, mendable: int) -> Status:
    """Where it stands.

    Args:
        forecast: value at the end of the period at the present pace.
        mendable: present misses that may still turn good.
    """
    if needed.records == 0:
        return "secured"
    if needed.to_mend > mendable:
        return "out_of_reach"
    return "on_course" if forecast >= target - _EQUAL else "at_risk"
