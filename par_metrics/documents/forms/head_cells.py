"""The printed head of a form's table: merged cells over the columns, and the row of their numbers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from par_metrics.display.sheet_sizes import height_of, lines_of


@dataclass(frozen=True)
class HeadCell:
    """A cell of the head, from its first to its last row and column."""

    text: str
    top: int
    left: int
    bottom: int
    right: int


def head_cells(headings: Sequence[tuple[str, ...]]) -> list[HeadCell]:
    """The cells of a head: equal neighbours are one, and a short heading reaches down to the last level.

    Args:
        headings: of each column the texts from the top down.
    """
    levels = levels_of(headings)
    return [cell for level in range(levels) for cell in _of_level(headings, level, levels)]


def levels_of(headings: Sequence[tuple[str, ...]]) -> int:
    """How many rows the head has."""
    return max(len(heading) for heading in headings)


def _of_level(headings: Sequence[tuple[str, ...]], level: int, levels: int) -> Iterator[HeadCell]:
    column = 0
    while column < len(headings):
        heading, first = headings[column], column
        column += 1
        if level >= len(heading):
            continue
        is_last = level == len(heading) - 1
        while not is_last and column < len(headings) and headings[column][: level + 1] == heading[: level + 1]:
            column += 1
        yield HeadCell(heading[level], level, first, levels - 1 if is_last else level, column - 1)


def head_heights(cells: Sequence[HeadCell], widths: Sequence[float], size: float) -> list[float]:
    """The height of each row of the head, so that every text is seen whole."""
    heights = [height_of(1, size)] * (max(cell.bottom for cell in cells) + 1)
    for cell in sorted(cells, key=lambda cell: cell.bottom - cell.top):
        needed = height_of(lines_of(cell.text, sum(widths[cell.left : cell.right + 1]), bold=True, size=size), size)
        lacking = needed - sum(heights[cell.top : cell.bottom + 1])
        if lacking > 0:
            heights[cell.bottom] += lacking
    return heights
