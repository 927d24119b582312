"""What can still be done about a figure that misses its target, from its pace."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import Any

Action = tuple[str, float]
"""`mend` and how many records must be mended; `rate` and the percentage that those to come must reach; `out`, it cannot
be reached any more in the year."""

FIRST = ("mend", "rate", "none", "out")
"""What can be done comes before what cannot."""
_EQUAL = 1e-6


def action_of(pace: Mapping[str, Any] | None) -> Action | None:
    """The action of a row of `pace`; None where nobody can say.

    "So many are missing" calls for what cannot be done where records are settled: a payment made in cash stays one.
    """
    if pace is None or pace["status"] in ("not_forecast", "no_volume", "incomplete"):
        return None
    if pace["status"] == "out_of_reach":
        return "out", 0
    if pace["to_mend"]:
        return "mend", int(pace["to_mend"])
    if pace["needed_rate"] is not None:
        return "rate", ceil(pace["needed_rate"] * 10_000 - _EQUAL) / 100  # rounded up: what is said must be enough
    return None
