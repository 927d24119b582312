"""Whether hidden counts stay unknown: shown by whole tables that differ in them and agree with all that is published.

A number that nobody can find out is one for which there are two tables of whole numbers, neither with a count below
zero, that have the same figure wherever one is shown, keep every sum, and differ in this number by at least its
threshold. Such tables are looked for by integer programming (HiGHS); each one found is checked in whole numbers, so
that nothing rests on the solver being right. What it does not find counts as not hidden well enough.
"""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from par_metrics.publish.open_data.cells import NUMERATOR, REST, Cells, Equation, Flags, Variable

_REACH = 8
"""A table is looked for within so many thresholds of the true one: farther is not needed."""
_SECONDS = 20.0
"""After which a search counts as in vain."""
_FEW, _WORTH_IT = 6, 0.7
"""So few numbers are looked at one by one; as long as so large a part of them is left, at the most, at once."""
BOTH = 2
SIDES_OF = ((NUMERATOR,), (REST,), (NUMERATOR, REST))
"""The numbers of a cell, its forms: either side, and both together (the denominator)."""
Form = tuple[int, int]
"""(number of a cell, which of `SIDES_OF`)."""


class Witnesses:
    """How far each hidden count can be from the true one, as far as tables were found.

    Tables stay good when more cells are hidden.
    """

    def __init__(self, cells: Cells) -> None:
        self._cells = cells
        self._low = np.zeros((len(cells.names), 3), dtype=np.int64)
        self._high = np.zeros((len(cells.names), 3), dtype=np.int64)

    def weak(self, hidden: Flags) -> list[list[Form]]:
        """The numbers that could be found out from what is shown, those that hang together in one list.

        Args:
            hidden: of each cell, whether it is hidden.
        """
        found = []
        for variables, equations in _connected(self._cells, hidden):
            forms = [
                (cell, form)
                for cell in dict.fromkeys(cell for cell, _ in variables)
                if not self._cells.is_between[cell] or self._cells.is_small[cell]
                for form in self._forms(cell)
            ]
            if weak := self._still_weak(forms):
                self._look(_System(self._cells, hidden, variables, equations), weak)
            found.append(self._still_weak(weak))
        return [weak for weak in found if weak] + [[(cell, NUMERATOR)] for cell in self._laid_bare(hidden)]

    def _look(self, system: "_System", forms: Sequence[Form]) -> None:
        """Tables that move many numbers at once, this way and that, as long as they help; then for each its own."""
        rng = np.random.default_rng(0)
        weak = list(forms)
        while len(weak) > _FEW:
            self._note(system.farthest({form: int(rng.choice((-1, 1))) for form in weak}))
            left = self._still_weak(weak)
            if len(left) > len(weak) * _WORTH_IT:
                break
            weak = left
        for form in self._still_weak(weak):
            for sign in (1, -1):
                if self._still_weak([form]):
                    self._note(system.farthest({form: sign}))

    def _laid_bare(self, hidden: Flags) -> list[int]:
        """Small cells between two that are both shown."""
        told = set(np.flatnonzero(self._cells.is_between & self._cells.is_small).tolist())
        for equation in self._cells.equations:
            inside = {cell for cell, _ in equation}
            if any(hidden[cell] and not self._cells.is_between[cell] for cell in inside):
                told -= inside
        return sorted(told)

    def _forms(self, cell: int) -> Sequence[int]:
        return (NUMERATOR,) if self._cells.is_count[cell] else (NUMERATOR, REST, BOTH)

    def _still_weak(self, forms: Sequence[Form]) -> list[Form]:
        return [form for form in forms if self._high[form] - self._low[form] < self._cells.thresholds[form[0]]]

    def _note(self, table: dict[Variable, int]) -> None:
        for cell in {cell for cell, _ in table}:
            for form in self._forms(cell):
                moved = sum(table.get((cell, side), 0) for side in SIDES_OF[form])
                self._low[cell, form] = min(self._low[cell, form], moved)
                self._high[cell, form] = max(self._high[cell, form], moved)


class _System:
    """The hidden counts that hang together, as moves away from their true values."""

    def __init__(
        self,
        cells: Cells,
        hidden: Flags,
        variables: Sequence[Variable],
        equations: Sequence[Equation],
    ) -> None:
        from scipy.sparse import csr_array  # type: ignore[import-untyped]

        self._variables = variables
        self._thresholds = cells.thresholds
        self._number = {variable: n for n, variable in enumerate(variables)}
        rows, columns, coefficients = [], [], []
        for row, equation in enumerate(equations):
            for variable, coefficient in equation.items():
                if variable in self._number:
                    rows.append(row)
                    columns.append(self._number[variable])
                    coefficients.append(coefficient)
        self._sums = csr_array((coefficients, (rows, columns)), shape=(len(equations), len(variables)), dtype=np.int64)
        counts = np.array([cells.counts[cell, side] for cell, side in variables])
        reach = np.array([_REACH * cells.thresholds[cell] for cell, _ in variables])
        self._least, self._most = -np.minimum(counts, reach), reach
        # Nothing is hidden of nobody: whoever sees that a cell is hidden knows that somebody is in it.
        people = sorted({cell for cell, _ in variables if hidden[cell] and not cells.is_between[cell]})
        of = [(row, self._number[(cell, side)]) for row, cell in enumerate(people) for side in _sides(cells, cell)]
        self._populations = csr_array(
            (np.ones(len(of)), ([row for row, _ in of], [column for _, column in of])),
            shape=(len(people), len(variables)),
            dtype=np.int64,
        )
        self._fewest = 1 - cells.counts[people].sum(axis=1)

    def farthest(self, signs: Mapping[Form, int]) -> dict[Variable, int]:
        """A table that moves numbers far up (1) or down (-1); the true one where none is found.

        Of several each counts until it has moved by its threshold, so that one does not go far for all.
        """
        from scipy.optimize import Bounds, LinearConstraint, milp  # type: ignore[import-untyped]
        from scipy.sparse import csr_array, hstack, identity

        n, far = len(self._variables), len(signs)
        of = [
            (row, self._number[(cell, side)], sign)
            for row, ((cell, form), sign) in enumerate(signs.items())
            for side in SIDES_OF[form]
        ]
        moved = csr_array(
            ([sign for *_, sign in of], ([row for row, *_ in of], [column for _, column, _ in of])), shape=(far, n)
        )
        enough = np.array([self._thresholds[cell] for cell, _ in signs])
        # Variables are the moves, and of each number how far it came.
        constraints = [LinearConstraint(hstack([moved, -identity(far)]), 0, np.inf)]
        for matrix, least, most in ((self._populations, self._fewest, np.inf), (self._sums, 0, 0)):
            if matrix.shape[0]:
                padded = hstack([matrix, csr_array((matrix.shape[0], far))])
                constraints.append(LinearConstraint(padded, least, most))
        found = milp(
            np.concatenate([np.zeros(n), -np.ones(far)]),
            integrality=np.concatenate([np.ones(n), np.zeros(far)]),
            bounds=Bounds(np.concatenate([self._least, np.full(far, -np.inf)]), np.concatenate([self._most, enough])),
            constraints=constraints,
            options={"time_limit": _SECONDS},
        )
        return {} if found.x is None else self._checked(np.rint(found.x[:n]).astype(np.int64))

    def _checked(self, moves: np.ndarray) -> dict[Variable, int]:
        is_table = (
            not (self._sums @ moves).any()
            and (moves >= self._least).all()
            and (self._populations @ moves >= self._fewest).all()
        )
        return dict(zip(self._variables, moves.tolist(), strict=True)) if is_table else {}


def _sides(cells: Cells, cell: int) -> Sequence[int]:
    return (NUMERATOR,) if cells.is_count[cell] else (NUMERATOR, REST)


def _connected(cells: Cells, hidden: Flags) -> Iterator[tuple[list[Variable], list[Equation]]]:
    """The unknown sides that hang together, and the sums they are in.

    What lies between two shown cells is no more unknown than they are.
    """
    unknown = {(int(cell), side) for cell in np.flatnonzero(hidden) for side in _sides(cells, int(cell))}
    unknown |= {
        variable
        for equation in cells.equations
        if any(variable in unknown for variable in equation)
        for variable in equation
        if cells.is_between[variable[0]]
    }
    root = {variable: variable for variable in unknown}

    def find(variable: Variable) -> Variable:
        while root[variable] != variable:
            root[variable] = root[root[variable]]
            variable = root[variable]
        return variable

    def join(variables: Sequence[Variable]) -> None:
        for variable in variables[1:]:
            root[find(variable)] = find(variables[0])

    for cell in {cell for cell, _ in unknown}:
        join([(cell, side) for side in (NUMERATOR, REST) if (cell, side) in unknown])
    told = [(equation, [v for v in equation if v in unknown]) for equation in cells.equations]
    told = [(equation, inside) for equation, inside in told if inside]
    for _, inside in told:
        join(inside)
    groups: dict[Variable, tuple[list[Variable], list[Equation]]] = {}
    for variable in sorted(unknown):
        groups.setdefault(find(variable), ([], []))[0].append(variable)
    for equation, inside in told:
        groups[find(inside[0])][1].append(equation)
    yield from groups.values()
