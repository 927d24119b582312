"""How a table fits a width: texts share it and turn to new lines, keys stay whole, what has no room goes beneath.

The columns come in the order of what they matter: where they do not fit, the last ones leave the
table and stand under each row, `Heading: value · Heading: value`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rich.cells import cell_len, chop_cells
from rich.text import Text

NO_BREAK = "\u00a0"
"""Stands for a space at which a line may not be broken; a plain space is printed."""
GAP, INDENT = 2, 2
_READABLE = 24
"""A text this wide is read without effort; a column of texts is not made narrower to keep others beside it."""
_HEAD_LINES = 3
"""A heading broken into more is hardly read."""
_NARROWEST = 8
_BETWEEN = " · "


@dataclass(frozen=True)
class Part:
    """A line, or what becomes lines, of a cell.

    Args:
        text: a space is where it may be broken; a no-break space is not.
        style: for a terminal with colours.
    """

    text: str
    style: str = ""


Cell = Sequence[Part]
"""Parts one under the other."""


@dataclass(frozen=True)
class Column:
    """A column to lay out.

    Args:
        heading: above the column, or before the value where that stands beneath a row.
        is_number: set to the right.
        is_told: its values say what they are; beneath a row they go without the heading.
    """

    heading: str
    is_number: bool = False
    is_told: bool = False


def lines_of(
    columns: Sequence[Column], rows: Sequence[Sequence[Cell]], width: int, empty: str
) -> Iterator[tuple[int, Text]]:
    """The lines of a table, with the number of the row each belongs to; -1 for the head.

    Args:
        rows: of each a cell for every column.
        empty: the text of a cell without value, which is not said beneath a row.
    """
    beside = _beside(columns, rows, width)
    widths = _shared(columns[:beside], rows, width)
    head = [[Part(column.heading, "bold")] for column in columns[:beside]]
    for line in _side_by_side(columns, head, widths, to_the="bottom"):
        yield -1, line
    for number, row in enumerate(rows):
        for line in _side_by_side(columns, row[:beside], widths, to_the="top"):
            yield number, line
        for line in _beneath(columns[beside:], row[beside:], width, empty):
            yield number, line


def wrapped(text: str, width: int) -> list[str]:
    """The lines of a text: broken at spaces, a word only where it is longer than a line."""
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        joined = f"{line} {word}" if line else word
        if cell_len(joined) <= width:
            line = joined
            continue
        if line:
            lines.append(line)
        *whole, line = chop_cells(word, max(width, 1)) if cell_len(word) > width else [word]
        lines += whole
    return [*lines, line]


def _beside(columns: Sequence[Column], rows: Sequence[Sequence[Cell]], width: int) -> int:
    """How many of the columns stand beside one another."""
    least = [_least(column, [row[n] for row in rows]) for n, column in enumerate(columns)]
    count = len(columns)
    while count > 1 and sum(least[:count]) + GAP * (count - 1) > width:
        count -= 1
    return count


def _least(column: Column, cells: Sequence[Cell]) -> int:
    """What a column needs to be read: its longest word, and texts a readable width."""
    parts = [part.text for cell in cells for part in cell]
    words = [word for text in (*parts, column.heading) for word in text.split(" ")]
    longest = max((cell_len(word) for word in words), default=0)
    least = max(longest, min(max((cell_len(text) for text in parts), default=0), _READABLE))
    while len(wrapped(column.heading, least)) > _HEAD_LINES:
        least += 1
    return least


def _shared(columns: Sequence[Column], rows: Sequence[Sequence[Cell]], width: int) -> list[int]:
    """The width of each column: what it needs, and of the rest most for what is longest."""
    cells = [[row[n] for row in rows] for n in range(len(columns))]
    widths = [_least(column, of) for column, of in zip(columns, cells, strict=True)]
    wished = [
        max((cell_len(text) for text in (column.heading, *(part.text for cell in of for part in cell))), default=0)
        for column, of in zip(columns, cells, strict=True)
    ]
    left = width - sum(widths) - GAP * (len(columns) - 1)
    if left < 0:  # one column alone, with a word longer than the line
        return [max(width, _NARROWEST)]
    for _ in range(left):
        place = max(range(len(widths)), key=lambda n: wished[n] - widths[n])
        if wished[place] <= widths[place]:
            break
        widths[place] += 1
    return widths


def _side_by_side(
    columns: Sequence[Column], cells: Sequence[Cell], widths: Sequence[int], to_the: Literal["top", "bottom"]
) -> Iterator[Text]:
    broken = [
        [Part(line, part.style) for part in cell for line in wrapped(part.text, width)]
        for cell, width in zip(cells, widths, strict=True)
    ]
    height = max((len(lines) for lines in broken), default=0)
    blank = Part("")
    for number, lines in enumerate(broken):
        missing = [blank] * (height - len(lines))
        broken[number] = [*lines, *missing] if to_the == "top" else [*missing, *lines]
    for at in range(height):
        line = Text()
        for number, (lines, width) in enumerate(zip(broken, widths, strict=True)):
            part = lines[at]
            filler = " " * (width - cell_len(part.text))
            line.append(" " * GAP if number else "")
            line.append(filler if columns[number].is_number else "")
            line.append(part.text.replace(NO_BREAK, " "), part.style or None)
            line.append("" if columns[number].is_number else filler)
        line.rstrip()
        yield line


def _beneath(columns: Sequence[Column], cells: Sequence[Cell], width: int, empty: str) -> Iterator[Text]:
    """What has no room, in lines of its own under the row: an item is broken only where it is longer than a line."""
    room = max(width - INDENT, _NARROWEST)
    lines: list[str] = []
    for column, cell in zip(columns, cells, strict=True):
        text = " ".join(part.text for part in cell if part.text)
        if text in ("", empty):
            continue
        item = text if column.is_told else f"{column.heading}: {text}"
        if lines and cell_len(lines[-1] + _BETWEEN + item) <= room:
            lines[-1] += _BETWEEN + item
        else:
            lines += wrapped(item, room)
    for line in lines:
        yield Text(" " * INDENT + line.replace(NO_BREAK, " "), "dim")
