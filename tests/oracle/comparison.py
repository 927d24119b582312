"""What comparing the engine with the oracle needs: odd values, and figures laid side by side."""

import json
import random
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import polars as pl

from par_metrics.testing import Tables
from schemas import KINDS, ValueType
from tests.oracle.base import Figure, Records
from tests.oracle.lives import line
from tests.oracle.truth import Record

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

    def of(self, *values: Any) -> Any:
        return self._random.choice(values)

    def often(self, share: float) -> bool:
        return self._random.random() < share

    def some(self, values: Collection[str], share: float) -> list[str]:
        return [value for value in sorted(values) if self.often(share)]

    def shuffled(self, records: Sequence[Record]) -> list[Record]:
        return self._random.sample(records, len(records))

    def flag(self) -> object:
        """None is a cell that could not be read: an empty one would be stored as "no"."""
        return self.of(True, True, True, False, False, False, None)

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


class Exports:
    """Several exports of one kind, each with other columns: one has them all, of the rest each lacks some."""

    def __init__(self, chance: Chance, kind: str) -> None:
        self._chance = chance
        self._required = {*KINDS[kind].required, *KINDS[kind].key} - {"source"}
        self._outcomes = KINDS[kind].outcomes
        optional = {field.name for field in KINDS[kind].stored} - self._required
        self._lacking: list[list[str]] = [[], [], *(chance.some(optional, 0.3) for _ in range(3))]

    def record(self, values: Record) -> dict[str, Any]:
        """The record as one of them has it; the cells of some outcomes cannot be read."""
        lacking = self._chance.of(*self._lacking)
        kept = {name: value for name, value in values.items() if name not in lacking}
        unread = [name for name in self._chance.some(self._outcomes, 0.05) if name in kept]
        return kept | dict.fromkeys(unread) | ({"unread": unread} if unread else {})


def load(tables: Tables, records: Records) -> None:
    for kind in (kind for kind in KINDS if hasattr(records, kind)):
        for row in getattr(records, kind):
            tables.insert(kind, as_cells(kind, row))


def as_cells(kind: str, record: Record) -> dict[str, Any]:
    """The record with "?" for each Boolean cell that could not be read."""
    booleans = {field.name for field in KINDS[kind].stored if field.type is ValueType.BOOLEAN}
    return {name: "?" if value is None and name in booleans else value for name, value in record.items()}


def has_own_records(records: Records, unit: str | None, until: datetime) -> bool:
    """The unit is no closed one whose records count for another by T."""
    return unit is None or line(records.registered, unit, until)[-1] == unit


def as_figures(frame: pl.DataFrame) -> dict[str, object]:
    """One flat mapping, so that a difference names the indicator and the side."""
    rows = frame.select("indicator", "numerator", "denominator", "excluded", "value", "status").rows()
    return flat({i: Figure(n, d, json.loads(left_out), v, s == "incomplete") for i, n, d, left_out, v, s in rows})


def flat(figures: Mapping[str, Figure]) -> dict[str, Any]:
    sides: dict[str, Any] = {}
    for indicator, figure in figures.items():
        sides[f"{indicator}.numerator"] = figure.numerator
        sides[f"{indicator}.denominator"] = figure.denominator
        sides[f"{indicator}.value"] = figure.value
        sides |= {f"{indicator}.incomplete": True} if figure.incomplete else {}
        sides |= {f"{indicator}.excluded.{reason}": count for reason, count in figure.excluded.items() if count}
    return sides
