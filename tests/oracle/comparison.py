"""What comparing the engine with the oracle needs: odd values, and figures laid side by side."""

import json
import random
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

import polars as pl

from par_metrics.testing import Tables
from tests.oracle.base import Figure, Records

# The edges of months, of the year, and the days before, of and after the days reports are due on.
EDGE_DAYS = (
    date(2025, 12, 31),
    *(date(2026, 1, 1), date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 1)),
    *(date(2026, month, day) for month in (3, 6, 12) for day in (9, 10, 11)),
    *(date(2026, 12, 31), date(2027, 1, 1)),
)


class Chance:
    """Random values, often missing, often at the edges of days and periods."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def maybe(self, share: float, value: object) -> object:
        return value if self._random.random() < share else None

    def of(self, *values: object) -> object:
        return self._random.choice(values)

    def flag(self) -> object:
        return self.of(True, False, None)

    def moment(self) -> datetime:
        day = datetime(2025, 12, 1) + timedelta(days=self._random.randrange(150))
        return day + self._random.choice(
            [timedelta(0), timedelta(hours=8), timedelta(minutes=self._random.randrange(1440))]
        )

    def after(self, start: datetime | None, days: int) -> datetime:
        return (start or self.moment()) + timedelta(hours=self._random.randrange(-20, days * 24))

    def due(self, start: datetime | None) -> datetime:
        moment = self.after(start, 15)
        return datetime.combine(moment, time.max) if self._random.random() < 0.5 else moment

    def day(self) -> date:
        if self._random.random() < 0.4:
            return self._random.choice(EDGE_DAYS)
        return date(2025, 9, 1) + timedelta(days=self._random.randrange(540))

    def day_near(self, day: object) -> date:
        """The same day, a day or two off, or some weeks later."""
        start = day if isinstance(day, date) else self.day()
        return start + timedelta(days=self._random.choice([0, 0, -1, 1, -2, 2, self._random.randrange(60)]))


def load(tables: Tables, records: Records) -> None:
    for kind, rows in vars(records).items():
        for row in rows if isinstance(rows, list) else ():
            tables.insert(kind, row)


def as_figures(frame: pl.DataFrame) -> dict[str, object]:
    """One flat mapping, so that a difference names the indicator and the side."""
    rows = frame.select("indicator", "numerator", "denominator", "excluded", "value").rows()
    return flat({i: Figure(n, d, json.loads(excluded), v) for i, n, d, excluded, v in rows})


def flat(figures: Mapping[str, Figure]) -> dict[str, Any]:
    sides: dict[str, Any] = {}
    for indicator, figure in figures.items():
        sides[f"{indicator}.numerator"] = figure.numerator
        sides[f"{indicator}.denominator"] = figure.denominator
        sides[f"{indicator}.value"] = figure.value
        sides |= {f"{indicator}.excluded.{reason}": count for reason, count in figure.excluded.items() if count}
    return sides
