"""The periods that the page shows beside the year: the last 13 months and 5 quarters of those published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Self

from par_metrics.domain.period import Grain, Period

if TYPE_CHECKING:
    import polars as pl

_MONTHS, _QUARTERS = 13, 5


@dataclass(frozen=True)
class Spans:
    """Labels of periods.

    Args:
        year: of the figures.
        months, quarters: those published, the oldest first; the last may be open.
    """

    year: str
    months: tuple[str, ...]
    quarters: tuple[str, ...]

    @property
    def labels(self) -> tuple[str, ...]:
        return self.months + self.quarters

    @classmethod
    def of(cls, indicators: pl.DataFrame, as_of: datetime) -> Self:
        """Those of a published table of figures."""
        this, there = Period.year_up_to(as_of), set(indicators["period"].unique())

        def last(grain: Grain, most: int) -> tuple[str, ...]:
            labels = (period.label for year in (this.previous(), this) for period in year.split(grain))
            return tuple([label for label in labels if label in there][-most:])

        return cls(this.label, last("month", _MONTHS), last("quarter", _QUARTERS))
