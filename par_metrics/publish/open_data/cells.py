"""The counts of one year that open data is made of, and every sum by which one of them tells of others."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import polars as pl

from par_metrics.publish.open_data.chosen import OPEN, SAME_POPULATION, WITHIN

ALL_UNITS = "all"
"""In the place of a unit's code."""
NUMERATOR, REST = 0, 1
_BETWEEN = " - "


class Cell(NamedTuple):
    """A figure: an indicator, a period, and a unit or `ALL_UNITS`."""

    indicator: str
    period: str
    unit: str


Variable = tuple[int, int]
"""(number of a cell, side)."""
Flags = np.ndarray
"""Of each cell yes or no."""
Equation = Mapping[Variable, int]
"""Coefficients of a sum that is known to who reads the tables, whatever it comes to."""


@dataclass(frozen=True)
class Cells:
    """Cells of a year and what is known of them.

    Args:
        names: of each cell.
        counts: cells x 2: numerator, and the rest of the denominator (0 of a count).
        is_count: of each, whether it has no denominator.
        is_between: of each, whether it is never shown itself and lies between two others; see `WITHIN`.
        thresholds: of each, the least count that may be shown beside 0.
        equations: sums of sides of cells whose value everybody knows, or may guess.
    """

    names: Sequence[Cell]
    counts: np.ndarray
    is_count: Flags
    is_between: Flags
    thresholds: np.ndarray
    equations: Sequence[Equation]

    @property
    def is_small(self) -> Flags:
        """Of each cell, whether its numerator, the rest or both together lie between 0 and the threshold."""
        sides = np.column_stack([self.counts, self.counts.sum(axis=1)])
        return np.asarray(((sides > 0) & (sides < self.thresholds[:, None])).any(axis=1))


def cells_of(figures: pl.DataFrame, year: str, thresholds: Mapping[str, int]) -> Cells:
    """The cells of a year.

    Args:
        figures: the long table of the year, its quarters and months, by unit and in total.
        thresholds: of each open indicator.
    """
    counts = dict(_counts(figures, year))
    is_count = {cell for cell, (_, rest) in counts.items() if rest is None}
    sides = {cell: (numerator, rest or 0) for cell, (numerator, rest) in counts.items()}
    between = dict(_between(sides))
    is_count |= {cell for cell in between if _sides_between(cell) == (NUMERATOR,)}
    names = [*sides, *between]
    number = {cell: n for n, cell in enumerate(names)}
    sides |= between
    return Cells(
        names,
        np.array([sides[cell] for cell in names], dtype=np.int64).reshape(-1, 2),
        np.array([cell in is_count for cell in names], dtype=bool),
        np.array([cell in between for cell in names], dtype=bool),
        np.array([thresholds[cell.indicator.split(_BETWEEN)[0]] for cell in names], dtype=np.int64),
        [*_sums(number), *_across(number, sides)],
    )


def _counts(figures: pl.DataFrame, year: str) -> Iterator[tuple[Cell, tuple[int, int | None]]]:
    """Numerator and rest of each open cell; records of no known unit are in none.

    Of what units add up to, all units together are the sum of them.
    """
    rows = figures.filter(pl.col("indicator").is_in(list(OPEN)), ~pl.col("period").str.contains("-H"))
    scope = pl.col("indicator").replace_strict(OPEN, return_dtype=pl.String)
    of_year = pl.col("period") == year
    known = pl.col("unit_code").is_not_null() & ~pl.col("is_total")
    sides = (pl.col("numerator").fill_null(0).cast(pl.Int64), pl.col("denominator").cast(pl.Int64))
    units = rows.filter(scope != "everywhere", known)
    summed = (
        units.filter(of_year | (scope == "units_and_months"))
        .group_by("indicator", "period", maintain_order=True)
        .agg(numerator=sides[0].sum(), denominator=pl.when(sides[1].count() > 0).then(sides[1].sum()))
        .with_columns(unit_code=pl.lit(ALL_UNITS))
    )
    everywhere = rows.filter(scope == "everywhere", of_year, "is_total").with_columns(unit_code=pl.lit(ALL_UNITS))
    columns = ("indicator", "period", "unit_code")
    parts = (
        part.select(*columns, numerator=sides[0], denominator=sides[1])
        for part in (units.filter(of_year), summed, everywhere)
    )
    for indicator, period, unit, numerator, denominator in pl.concat(parts).iter_rows():
        yield (
            Cell(indicator, period, unit),
            (numerator, None if denominator is None else denominator - numerator),
        )


def _between(sides: Mapping[Cell, tuple[int, int]]) -> Iterator[tuple[Cell, tuple[int, int]]]:
    for part, whole, of in WITHIN:
        for cell, counts in sides.items():
            inner = sides.get(cell._replace(indicator=part))
            if cell.indicator != whole or inner is None:
                continue
            left = tuple(counts[side] - inner[side] if side in of else 0 for side in (NUMERATOR, REST))
            if min(left) >= 0:
                yield cell._replace(indicator=f"{whole}{_BETWEEN}{part}"), (left[0], left[1])


def _sides_between(cell: Cell) -> tuple[int, ...]:
    return next(of for part, whole, of in WITHIN if cell.indicator == f"{whole}{_BETWEEN}{part}")


def _sums(number: Mapping[Cell, int]) -> Iterator[Equation]:
    """Units make all units, months a quarter, quarters a year."""
    parts: dict[tuple[Cell, str], list[Cell]] = {}
    for cell in number:
        if _BETWEEN in cell.indicator:
            continue  # follows from the sums of the two
        if cell.unit != ALL_UNITS:
            parts.setdefault((cell._replace(unit=ALL_UNITS), "units"), []).append(cell)
        elif "-Q" in cell.period:
            parts.setdefault((cell._replace(period=cell.period[:4]), "quarters"), []).append(cell)
        elif "-" in cell.period:
            quarter = f"{cell.period[:4]}-Q{(int(cell.period[5:]) + 2) // 3}"
            parts.setdefault((cell._replace(period=quarter), "months"), []).append(cell)
    for (whole, _), of in parts.items():
        for side in (NUMERATOR, REST):
            yield {(number[whole], side): 1} | {(number[cell], side): -1 for cell in of}


def _across(number: Mapping[Cell, int], sides: Mapping[Cell, tuple[int, int]]) -> Iterator[Equation]:
    """What one indicator tells of another in the same period and unit.

    Where two have the same denominator, who sees one knows the other. Where they are only near each other nothing
    follows: which of the records are not known in one of them nobody outside can tell.
    """
    cells = list(number)
    places = dict.fromkeys((cell.period, cell.unit) for cell in cells)

    def at(indicator: str, place: tuple[str, str]) -> int | None:
        return number.get(Cell(indicator, *place))

    def population(n: int) -> int:
        return sum(sides[cells[n]])

    for place in places:
        for group in SAME_POPULATION:
            there = (a for name in group if (a := at(name, place)) is not None)
            present = sorted(filter(population, there), key=population)
            for a, b in pairwise(present):
                if population(a) == population(b):
                    yield {(a, NUMERATOR): 1, (a, REST): 1, (b, NUMERATOR): -1, (b, REST): -1}
        for part, whole, of in WITHIN:
            inner, outer = at(part, place), at(whole, place)
            between = at(f"{whole}{_BETWEEN}{part}", place)
            if inner is not None and outer is not None and between is not None:
                for side in of:
                    yield {(outer, side): 1, (inner, side): -1, (between, side): -1}
