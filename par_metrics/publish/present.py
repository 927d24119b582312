"""What a new run rests on, as far as it is compared with the runs before it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Self

import polars as pl

if TYPE_CHECKING:
    from par_metrics.figures.snapshot import Snapshot


@dataclass(frozen=True)
class Present:
    """What a new run rests on.

    Args:
        as_of: the instant it is seen at.
        arrivals: as an engine gives them.
        closed: units that the register says have ended.
        working_index: day -> number of working days up to it.
    """

    as_of: datetime
    arrivals: pl.DataFrame
    closed: frozenset[str]
    working_index: Mapping[date, int]

    @classmethod
    def of(cls, snapshot: Snapshot) -> Self:
        register = snapshot.engine.stored("units", ["unit_code", "valid_to"])
        days = snapshot.calendar.table()
        return cls(
            snapshot.as_of,
            snapshot.engine.arrivals(),
            frozenset(register.filter(pl.col("valid_to") < snapshot.as_of.date())["unit_code"]),
            dict(days.select("day", "working_index").iter_rows()),
        )

    @property
    def records(self) -> pl.DataFrame:
        """`kind, unit_code, records, last` (the last day of entry that is not after `as_of`)."""
        entered = pl.col("day").filter(pl.col("day") <= self.as_of.date())
        return self.arrivals.group_by("kind", "unit_code", maintain_order=True).agg(
            pl.col("records").sum().cast(pl.Int64), last=entered.max()
        )
