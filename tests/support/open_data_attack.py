"""Who reads open data and tries to get back what is hidden, with nothing but the files that were published.

Knows arithmetic and what the indicators mean, not the program: its relations are written down here a second time.
"""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from pathlib import Path

import numpy as np
import polars as pl
from scipy.optimize import linprog
from scipy.sparse import csr_array

Cell = tuple[str, str, str]
"""Indicator, period, unit."""
Number = tuple[Cell, str]
"""A cell and `n` (numerator), `r` (rest) or `d` (both)."""
Row = dict[Number, int]

SAME_DENOMINATOR = [
    ["on_time_rate", "results_published_rate", "digital_result_rate", "electronic_result_rate"],
    [
        *("online_dossiers_rate", "digital_components_rate", "reused_components_rate"),
        *("full_online_dossiers_rate", "online_payment_dossiers_rate"),
    ],
    ["online_payment_rate", "cashless_payment_rate"],
    ["feedback_resolved_rate", "feedback_on_time_rate"],
    ["online_documents_rate", "edocument_rate", "digitally_signed_rate"],
    ["procedures_published_rate", "one_stop_procedures_rate"],
    ["budget_compliant_units_rate", "online_documents_units_rate", "edocument_units_rate"],
    [f"sipas_{n}" for n in range(1, 10)],
]
NOT_MORE_THAN = [
    ("full_online_dossiers_rate", "n", "online_dossiers_rate", "n"),
    ("full_online_dossiers_rate", "r", "online_dossiers_rate", "r"),
    ("online_payment_rate", "n", "cashless_payment_rate", "n"),
    ("cashless_payment_rate", "r", "online_payment_rate", "r"),
    ("feedback_on_time_rate", "n", "feedback_resolved_rate", "n"),
    ("feedback_resolved_rate", "r", "feedback_on_time_rate", "r"),
]


def read(run: Path) -> pl.DataFrame:
    """The figures of a run, from its CSV."""
    return pl.read_csv(
        run / "figures.csv", schema_overrides={"period": pl.String, "numerator": pl.Int64, "denominator": pl.Int64}
    )


class Attacker:
    """What is known of the figures of one year, or of several runs of it.

    Args:
        figures: the rows as published; of several runs below each other.
        told: numbers of denominators; where two that usually are the same are so in truth, it is guessed. A lucky
            attacker is a strong one: who guesses wrong finds contradictions, or what is not so.
    """

    def __init__(self, figures: pl.DataFrame, told: Mapping[Number, int] | None) -> None:
        self.known: dict[Number, int] = {}
        self.hidden: set[Cell] = set()
        self.cells: set[Cell] = set()
        rows = figures.select("indicator", "period", "unit_code", "numerator", "denominator", "status")
        for indicator, period, unit, numerator, denominator, status in rows.iter_rows():
            cell = (indicator, period, unit)
            self.cells.add(cell)
            if status == "suppressed":
                assert numerator is None and denominator is None
                self.hidden.add(cell)
            else:
                self.known[(cell, "n")] = numerator or 0
                self.known[(cell, "r")] = 0 if denominator is None else denominator - (numerator or 0)
        self.hidden -= {cell for cell, _ in self.known}  # one run shows what the other hides
        self.counts = {cell for cell in self.cells if cell[0].endswith("_count")}
        self.equal: list[Row] = [*self._sums(), *(self._alike(told) if told is not None else [])]
        self.at_least: list[Row] = list(self._within()) if told is not None else []
        self.numbers = [(cell, side) for cell in sorted(self.hidden) for side in self._sides(cell)]
        self.column = {number: n for n, number in enumerate(self.numbers)}

    def _sides(self, cell: Cell) -> str:
        return "n" if cell in self.counts else "nr"

    def _sums(self) -> Iterator[Row]:
        below: dict[tuple[Cell, str], list[Cell]] = {}
        for indicator, period, unit in self.cells:
            if unit != "all":
                below.setdefault(((indicator, period, "all"), "unit"), []).append((indicator, period, unit))
            elif len(period) == 7 and "Q" in period:
                below.setdefault(((indicator, period[:4], "all"), "quarter"), []).append((indicator, period, unit))
            elif len(period) == 7:
                quarter = f"{period[:4]}-Q{-(-int(period[5:]) // 3)}"
                below.setdefault(((indicator, quarter, "all"), "month"), []).append((indicator, period, unit))
        for (total, _), parts in below.items():
            for side in self._sides(total):
                yield {(total, side): -1} | {(part, side): 1 for part in parts}

    def _alike(self, told: Mapping[Number, int]) -> Iterator[Row]:
        places = {(period, unit) for _, period, unit in self.cells}
        for place in places:
            for group in SAME_DENOMINATOR:
                there = [(name, *place) for name in group if (name, *place) in self.cells]
                for a, b in ((a, b) for n, a in enumerate(there) for b in there[n + 1 :]):
                    if told[(a, "d")] == told[(b, "d")]:
                        yield {(a, "n"): 1, (a, "r"): 1, (b, "n"): -1, (b, "r"): -1}

    def _within(self) -> Iterator[Row]:
        for less, side, more, other in NOT_MORE_THAN:
            for cell in self.cells:
                whole = (more, *cell[1:])
                if cell[0] == less and whole in self.cells:
                    yield {(whole, other): 1, (cell, side): -1}

    def _split(self, row: Row) -> tuple[dict[int, int], int]:
        """Coefficients of what is hidden, and what is known."""
        return (
            {self.column[number]: c for number, c in row.items() if number in self.column},
            sum(c * self.known[number] for number, c in row.items() if number not in self.column),
        )

    def forms(self) -> Iterator[tuple[Number, dict[int, int]]]:
        """Every number that is to stay unknown, as a sum of the hidden sides."""
        for cell in sorted(self.hidden):
            for side in self._sides(cell):
                yield (cell, side), {self.column[(cell, side)]: 1}
            if cell not in self.counts:
                yield (cell, "d"), {self.column[(cell, "n")]: 1, self.column[(cell, "r")]: 1}

    def solved(self) -> dict[Number, Fraction]:
        """What follows from the equations alone, by elimination in exact fractions."""
        basis: dict[int, tuple[dict[int, Fraction], Fraction]] = {}

        def reduced(row: Mapping[int, int | Fraction]) -> tuple[dict[int, Fraction], Fraction]:
            """What is left of a sum, and what the rest of it comes to."""
            left, told = {column: Fraction(c) for column, c in row.items()}, Fraction(0)
            for pivot in [column for column in left if column in basis]:
                factor, (other, value) = left[pivot], basis[pivot]
                told += factor * value
                for column, c in other.items():
                    left[column] = left.get(column, Fraction(0)) - factor * c
            return {column: c for column, c in left.items() if c}, told

        for equation in self.equal:
            coefficients, known = self._split(equation)
            row, told = reduced(coefficients)
            if row:
                pivot, value = min(row), -known - told
                basis[pivot] = ({column: c / row[pivot] for column, c in row.items()}, value / row[pivot])
                for other, (held, at) in list(basis.items()):
                    if other != pivot and pivot in held:
                        left, told = reduced({column: c for column, c in held.items() if column == pivot})
                        rest = {column: c for column, c in held.items() if column != pivot}
                        merged = {c: rest.get(c, Fraction(0)) + left.get(c, Fraction(0)) for c in {*rest, *left}}
                        basis[other] = ({c: v for c, v in merged.items() if v}, at - told)
        rows = ((number, reduced(form)) for number, form in self.forms())
        return {number: told for number, (left, told) in rows if not left}

    def intervals(self) -> Iterator[tuple[Number, float, float]]:
        """Least and most of every hidden number, by linear programming; nothing where the guesses contradict."""
        equal = [self._split(row) for row in self.equal]
        equal = [(row, known) for row, known in equal if row]
        least = [(row, known) for row, known in map(self._split, self.at_least) if row]
        # Somebody is in a hidden cell: one without anybody is always shown.
        least += [({self.column[(cell, s)]: 1 for s in self._sides(cell)}, -1) for cell in sorted(self.hidden)]
        parts = _parts(len(self.numbers), [row for row, _ in (*equal, *least)])
        for part in parts:
            local = {column: n for n, column in enumerate(part)}
            of = [(row, known) for row, known in equal if next(iter(row)) in local]
            above = [(row, known) for row, known in least if next(iter(row)) in local]
            matrices = {
                "A_eq": _matrix([row for row, _ in of], local) if of else None,
                "b_eq": [-known for _, known in of] if of else None,
                "A_ub": -_matrix([row for row, _ in above], local) if above else None,
                "b_ub": [known for _, known in above] if above else None,
            }
            for number, form in self.forms():
                if next(iter(form)) not in local:
                    continue
                objective = np.zeros(len(part))
                for column, c in form.items():
                    objective[local[column]] = c
                low = linprog(objective, **matrices, method="highs")
                high = linprog(-objective, **matrices, method="highs")
                if low.status == 2 or high.status == 2:
                    break
                yield number, low.fun, np.inf if high.status == 3 else -high.fun


def _parts(n: int, rows: Iterable[Mapping[int, int]]) -> list[list[int]]:
    parent = list(range(n))

    def find(a: int) -> int:
        while parent[a] != a:
            parent[a] = parent[parent[a]]
            a = parent[a]
        return a

    for row in rows:
        first, *rest = row
        for other in rest:
            parent[find(other)] = find(first)
    found: dict[int, list[int]] = {}
    for a in range(n):
        found.setdefault(find(a), []).append(a)
    return list(found.values())


def _matrix(rows: list[dict[int, int]], local: Mapping[int, int]) -> csr_array:
    entries = [(n, local[column], c) for n, row in enumerate(rows) for column, c in row.items()]
    at = ([n for n, *_ in entries], [column for _, column, _ in entries])
    return csr_array(([c for *_, c in entries], at), shape=(len(rows), len(local)), dtype=float)


def found_out(figures: pl.DataFrame, truth: Mapping[Number, int], thresholds: Mapping[str, int]) -> list[str]:
    """Hidden numbers that an attacker knows, or knows to less than the threshold, and is right about.

    Args:
        truth: what the hidden numbers are.
        thresholds: of each indicator.
    """
    found = []
    for told in (None, truth):
        attacker = Attacker(figures, told)
        found += [f"{n} = {v}" for n, v in attacker.solved().items() if v == truth[n]]
        for number, low, high in attacker.intervals():
            is_right = low - 1e-6 <= truth[number] <= high + 1e-6
            if is_right and high - low < thresholds[number[0][0]] - 1e-6:
                found.append(f"{number} in {low}..{high}")
    return found
