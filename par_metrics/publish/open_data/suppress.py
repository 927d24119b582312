"""Which cells are hidden: the small ones, and others with them until none can be computed from what is shown."""

from collections.abc import Iterator, Mapping, Sequence

from par_metrics.errors import ParMetricsError
from par_metrics.publish.open_data.cells import Cell, Cells, Flags, Variable
from par_metrics.publish.open_data.witness import SIDES_OF, Form, Witnesses
from schemas import Label


def hidden_cells(cells: Cells) -> Flags:
    """Of each cell, whether it is hidden.

    Each round hides more, so it comes to an end: of a table of which nothing is shown nothing is told. A cell without
    anybody in it is always shown.

    Raises:
        ParMetricsError: a number was not found to be hidden although everything beside it is.
    """
    hidden: Flags = cells.is_small & ~cells.is_between
    witnesses = Witnesses(cells)
    equations_of = _equations_of(cells)
    while weak := witnesses.weak(hidden):
        more = _hidden_with(cells, equations_of, hidden, weak)
        hidden = hidden.copy()
        hidden[sorted(more)] = True
    return hidden


def _hidden_with(
    cells: Cells, equations_of: Mapping[Variable, Sequence[int]], hidden: Flags, weak: Sequence[Sequence[Form]]
) -> set[int]:
    """The cells to hide next; never none.

    A hidden cell that is alone in a sum is told by it for certain: there another goes with it, wherever that is so. Of
    other numbers that hang together one is mended at a time, as others may be with it.
    """
    more: set[int] = set()
    for together in weak:
        choices = sorted(_nearest(cells, equations_of, hidden, cell, form) for cell, form in together)
        mended: set[int] = set()
        for unknown, equation, partner in choices:
            if equation in mended or (mended and unknown > 1):
                continue
            mended.add(equation)
            more.add(partner)
    return more


def _nearest(
    cells: Cells, equations_of: Mapping[Variable, Sequence[int]], hidden: Flags, cell: int, form: int
) -> tuple[int, int, int]:
    """(how many are hidden there, equation, cell to hide): in the sums of a cell, else in those of the hidden ones
    beside it, and so on.
    """
    reached = {(cell, side) for side in SIDES_OF[form]}
    seen: set[int] = set()
    while True:
        sums = [number for variable in sorted(reached) for number in equations_of.get(variable, ())]
        new = [number for number in dict.fromkeys(sums) if number not in seen]
        if not new:
            raise _not_hidden(cells.names[cell])
        found = [
            (len(_unknown(cells, number, hidden)), number, candidates)
            for number in new
            if (candidates := _shown(cells, number, hidden, form))
        ]
        if found:
            unknown, number, candidates = min(found)
            return unknown, number, min(candidates, key=lambda other: _cost(cells, other, form))
        seen.update(new)
        reached = {
            (inside, side)
            for number in new
            for inside in {inside for inside, _ in cells.equations[number]}
            for side in (0, 1)
        }


def _cost(cells: Cells, cell: int, form: int) -> tuple[bool, bool, int]:
    """What is lost by hiding a cell; one with little on the side in question would hide little."""
    counts, threshold = cells.counts[cell], cells.thresholds[cell]
    gives = counts[list(SIDES_OF[form])].sum()
    is_rich = bool((counts >= threshold).all()) or bool(cells.is_count[cell])
    return bool(gives < threshold), not is_rich, int(counts.sum())


def _shown(cells: Cells, number: int, hidden: Flags, form: int) -> list[int]:
    """The cells of a sum that can be hidden still; where it comes to so little that parts hide nothing, the sum "
    "alone."""
    equation = cells.equations[number]
    inside = sorted({cell for cell, _ in equation})
    shown = [c for c in inside if not hidden[c] and not cells.is_between[c] and cells.counts[c].any()]
    wholes = {cell for (cell, _), coefficient in equation.items() if coefficient > 0}
    if len(wholes) == 1 and len(inside) > 1:
        whole = wholes.pop()
        comes_to = cells.counts[whole, list(SIDES_OF[form])].sum()
        if whole in shown and comes_to < cells.thresholds[whole]:
            return [whole]
    return shown


def _not_hidden(cell: Cell) -> ParMetricsError:
    return ParMetricsError(
        Label(
            f"không ẩn chắc chắn được {cell.indicator} {cell.period} {cell.unit}, nên chưa ghi năm {cell.period[:4]}. "
            "Hãy báo lỗi này cho người viết phần mềm",
            f"{cell.indicator} {cell.period} {cell.unit} cannot be hidden for certain, so {cell.period[:4]} is not "
            "written. Report this to those who write the software",
        ),
        "open_data_not_hidden",
    )


def _unknown(cells: Cells, number: int, hidden: Flags) -> set[int]:
    return {cell for cell, _ in cells.equations[number] if hidden[cell] or cells.is_between[cell]}


def _equations_of(cells: Cells) -> Mapping[Variable, Sequence[int]]:
    """The numbers of the equations that a side of a cell is in."""
    found: dict[Variable, list[int]] = {}
    for number, variable in _variables(cells):
        found.setdefault(variable, []).append(number)
    return found


def _variables(cells: Cells) -> Iterator[tuple[int, Variable]]:
    for number, equation in enumerate(cells.equations):
        yield from ((number, variable) for variable in equation)
