"""Made-up months of two years, of each kind that real ones are of, forecast by what `pace` reckons with.

Every series is forecast at the end of one month of its second year, by turns with and without
the first, and compared with what the year became:

- level: the same share and number, months differing a little more than by chance;
- trend: the share moves by 1 to 2.5 points a month, up or down, the number by up to 3 %;
- season: the share swings by 5 to 12 points over the year, the number by 30 %;
- step: the share jumps by 10 to 25 points in some month of the second year, the number by up to 40 %;
- few records: 1 to 5 a month;
- all units: 3 to 7 units together, of mixed kinds or all of one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from par_metrics.domain.calendar import WorkingCalendar
from par_metrics.questions.forecast.backtest import quality
from par_metrics.questions.forecast.course import Course, course_of, course_of_all
from par_metrics.questions.forecast.history import FEWEST_MONTHS_OF_PACE, Month, Past, Sides
from par_metrics.questions.forecast.interval import share_interval

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

KINDS = ("level", "trend", "season", "step", "few records")
ALL_UNITS = "all units"
LEVELS = (0.8, 0.9, 0.95)
YEAR, MONTHS = 12, 24
FIRST_YEAR = 2025


@dataclass(frozen=True)
class Series:
    """Records of 24 months, and the good ones of them."""

    counted: NDArray[np.int64]
    good: NDArray[np.int64]

    def together(self, other: Series) -> Series:
        return Series(self.counted + other.counted, self.good + other.good)


def made(kind: str, chance: np.random.Generator) -> Series:
    """One series of a kind."""
    month = np.arange(MONTHS)
    logit = np.full(MONTHS, _logit(chance.uniform(0.4, 0.9)))
    number = np.full(MONTHS, chance.uniform(20, 100))
    way = chance.choice([-1, 1])
    match kind:
        case "level":
            logit = logit + chance.normal(0, 0.15, MONTHS)
            number = number * chance.gamma(20, 1 / 20, MONTHS)
        case "trend":
            logit = logit + way * chance.uniform(0.04, 0.1) * (month - YEAR)
            number = number * np.exp(chance.uniform(-0.03, 0.03) * (month - YEAR))
        case "season":
            logit = logit + chance.uniform(0.2, 0.5) * _wave(month, chance)
            number = number * (1 + 0.3 * _wave(month, chance))
        case "step":
            logit = logit + way * chance.uniform(0.4, 1.0) * (month >= chance.integers(YEAR, MONTHS))
            number = np.where(month >= chance.integers(YEAR, MONTHS), number * chance.uniform(0.7, 1.4), number)
        case "few records":
            number = np.full(MONTHS, chance.uniform(1, 5))
    counted = chance.poisson(number * _working_days() / _working_days().mean())
    return Series(counted, chance.binomial(counted, 1 / (1 + np.exp(-logit))))


def compared(kind: str, count: int, seed: int = 1) -> pl.DataFrame:
    """Forecasts of `count` series of a kind (or groups of units) beside what they became.

    Returns:
        One row a series and level: `kind, level, value` (so far), `forecast, low, high, outcome`
        of the share, and `came, came_low, came_high`, the number of records that came.
    """
    chance = np.random.default_rng(seed)
    rows = [row for place in range(count) for row in _compared(kind, place, chance)]
    return pl.DataFrame(rows, schema=list(rows[0]), orient="row")


def kept(kind: str, count: int, seed: int = 1) -> pl.DataFrame:
    """How the forecasts of a kind did: one row a level, `kind`, then as `quality`; `number_held`: of what came."""
    found = compared(kind, count, seed)
    came = pl.col("came").is_between("came_low", "came_high").mean()
    numbers = found.group_by("level").agg(number_held=came)
    return quality(found, ["kind"]).join(numbers, on="level").sort("level")


def _compared(kind: str, place: int, chance: np.random.Generator) -> Iterator[dict[str, object]]:
    units = _units(kind, place, chance)
    known = YEAR + 2 + place % 9  # February to October of the second year
    first = YEAR * (place // 9 % 2)
    whole = units[0]
    for unit in units[1:]:
        whole = whole.together(unit)
    days_left = int(_working_days()[known:].sum())
    past = _past(whole, first, known)
    course = course_of(past, days_left)
    if kind == ALL_UNITS:
        course = course_of_all([course_of(_past(unit, first, known), days_left) for unit in units], course)
    now, year = past.now, slice(YEAR, MONTHS)
    if not now.counted + course.to_come or not whole.counted[year].sum():
        return
    for level in LEVELS:
        low, high = share_interval(now.good, now.counted, course.rate, course.volume, level)
        fewest, most = course.volume.quantiles([(1 - level) / 2, (1 + level) / 2])
        yield {
            "kind": kind,
            "level": level,
            "value": now.good / now.counted if now.counted else None,
            "forecast": _forecast(now, course),
            "low": low,
            "high": high,
            "outcome": float(whole.good[year].sum() / whole.counted[year].sum()),
            "came": int(whole.counted[known:].sum()),
            "came_low": int(fewest),
            "came_high": int(most),
        }


def _forecast(now: Sides, course: Course) -> float:
    return (now.good + course.good_to_come) / (now.counted + course.to_come)


def _units(kind: str, place: int, chance: np.random.Generator) -> list[Series]:
    if kind != ALL_UNITS:
        return [made(kind, chance)]
    count = chance.integers(3, 8)
    kinds = chance.choice(KINDS, count) if place % 2 else [KINDS[place // 2 % len(KINDS)]] * count
    return [made(str(of_unit), chance) for of_unit in kinds]


def _past(series: Series, first: int, known: int) -> Past:
    """What is known of a series at the end of its month `known`, whose records begin with its month `first`."""
    days = _working_days()
    start = max(min(YEAR, known - FEWEST_MONTHS_OF_PACE), first)
    a_year_ago = slice(0, known - YEAR), slice(known - YEAR, YEAR)
    last_year = None if first else tuple(float(series.counted[span].sum()) for span in a_year_ago)
    return Past(
        now=_sides(series, YEAR, known),
        months=tuple(Month(_sides(series, m, m + 1), _start(m), int(days[m])) for m in range(first, known)),
        pace=_sides(series, start, known),
        pace_start=_start(start),
        pace_days=int(days[start:known].sum()),
        last_year=last_year,  # type: ignore[arg-type]
    )


def _sides(series: Series, start: int, end: int) -> Sides:
    return Sides(float(series.good[start:end].sum()), float(series.counted[start:end].sum()))


def _start(month: int) -> datetime:
    return datetime(FIRST_YEAR + month // YEAR, month % YEAR + 1, 1)


@cache
def _working_days() -> NDArray[np.int64]:
    """Of each of the 24 months."""
    worked = WorkingCalendar().table().filter("is_working")["day"]
    ends = [_start(month).date() for month in range(MONTHS + 1)]
    return np.diff([int((worked < end).sum()) for end in ends])


def _logit(share: float) -> float:
    return float(np.log(share / (1 - share)))


def _wave(month: NDArray[np.int64], chance: np.random.Generator) -> NDArray[np.float64]:
    """A swing over the year that begins anywhere."""
    return np.sin(2 * np.pi * (month - chance.uniform(0, YEAR)) / YEAR)
