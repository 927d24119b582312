"""Where the header of a table is: titles above it, up to three merged rows, a numbering row below."""

import itertools
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from par_metrics.readers.table import RawColumn
from par_metrics.support.folding import fold, fold_heading

Cells = Sequence[str | None]

# Rows looked at for the header; the longest title blocks seen take about twenty.
HEAD_ROWS = 100
_DEEPEST_HEADER = 3
_NUMBERING = re.compile(r"^[(\[]?\s*(\d{1,2}|[A-Z])\s*[)\]]?(\s*=.*)?$", re.DOTALL)
_BRACKETED = re.compile(r"^[(\[]\s*(\d{1,2}|[A-Z])\s*[)\]](\s*=.*)?$", re.DOTALL)
_LOOKS_LIKE_VALUE = re.compile(r"\d{3,}|\d[/.\-]\d")
# On folded text: what tells the parts of a heading apart, a plan and what came of it.
_PLAN = re.compile(r"^(theo )?(du kien|ke hoach|hen|quy dinh)\b|\b(du kien|ke hoach)$")
_ACTUAL = re.compile(r"^thuc te\b")
_OF_CODES = re.compile(r"^ma\b|code$")
SERIAL_HEADINGS = frozenset({"", "stt", "tt", "sott", "sothutu", "no"})


@dataclass(frozen=True)
class Header:
    """The header of a table. Row positions count from 0 in the rows that were searched."""

    first: int
    last: int
    columns: tuple[tuple[str, ...], ...]  # candidate headings of each column; none: a blank heading
    levels: tuple[tuple[str | None, ...], ...]  # the cells of the header rows
    numbering: tuple[str | None, ...] | None  # the cells of the numbering row below it
    titles: tuple[tuple[str | None, ...], ...]  # the filled rows above it
    recognised: int
    known: frozenset[str] = frozenset()  # the folded headings that were looked for

    @property
    def body(self) -> int:
        """Position of the first row below the header (the numbering row, if any, is among them)."""
        return self.last + 1

    @property
    def raw_columns(self) -> tuple[RawColumn, ...]:
        """The columns that have a heading."""
        return tuple(RawColumn(f"c{i}", names) for i, names in enumerate(self.columns) if names)

    @property
    def known_width(self) -> int:
        """How many columns there are up to the last with a known heading."""
        known = [i for i, names in enumerate(self.columns) if any(fold_heading(name) in self.known for name in names)]
        return max(known, default=-1) + 1

    @property
    def title_texts(self) -> tuple[str, ...]:
        return tuple(cell for row in self.titles for cell in row if cell)


def find_header(rows: Sequence[Cells], vocabulary: Collection[str], forced: int | None = None) -> Header | None:
    """The block of one to three rows with the most known headings; None if there is none.

    Args:
        rows: the first rows of the sheet, cleaned, blank rows included.
        vocabulary: folded headings that are known.
        forced: position of the first header row, from 0, when the profile names it.
    """
    known = frozenset(vocabulary)
    starts = range(len(rows)) if forced is None else [forced]
    best: tuple[int, int, int] | None = None
    for start in starts:
        if start >= len(rows) or not any(rows[start]):
            continue
        for depth in range(1, _DEEPEST_HEADER + 1):
            block = rows[start : start + depth]
            if len(block) < depth or not any(block[-1]):
                break
            if depth > 1 and not may_be_levels(block):
                break
            score = _recognised(block, known)
            # As good with fewer rows is better: the row above is then a title.
            if best is None or score > best[0] or (score == best[0] and depth < best[2]):
                best = (score, start, depth)
    if best is None:
        return None
    score, start, depth = best
    # A narrow table has few headings to know; a wide one with a single known word is prose.
    enough = 1 if sum(1 for cell in rows[start] if cell) <= 2 else 2
    if score < enough and forced is None:
        return None
    while depth < _DEEPEST_HEADER and _continues(rows[start : start + depth], _row(rows, start + depth)):
        depth += 1
    return replace(header_at(rows, start, depth, score), known=known)


def _row(rows: Sequence[Cells], position: int) -> Cells:
    return rows[position] if position < len(rows) else ()


def header_at(rows: Sequence[Cells], start: int, depth: int, score: int) -> Header:
    """The header that the `depth` rows from `start` on make, of which `score` headings are known."""
    block = rows[start : start + depth]
    names = _candidates(block)
    width = max((i + 1 for i, found in enumerate(names) if found), default=0)
    below = next((row for row in rows[start + depth :] if any(row)), ())
    return Header(
        first=start,
        last=start + depth - 1,
        columns=tuple(names[:width]),
        levels=tuple(_fit(row, width) for row in block),
        numbering=_fit(below, width) if is_numbering(below) else None,
        titles=tuple(tuple(row) for row in rows[:start] if any(row)),
        recognised=score,
    )


def _fit(row: Cells, width: int) -> tuple[str | None, ...]:
    return tuple(row[:width]) + (None,) * (width - len(row))


def _candidates(block: Sequence[Cells]) -> list[tuple[str, ...]]:
    """Headings of each column, best first; upper cells cover the blank ones to their right."""
    width = max(len(row) for row in block)
    lowest = _fit(block[-1], width)
    upper = [_spread(_fit(row, width), block[position + 1 :]) for position, row in enumerate(block[:-1])]
    result = []
    for column in range(width):
        parts = [level[column] for level in upper] + [lowest[column]]
        filled = list(dict.fromkeys(part for part in parts if part))
        joined = [" ".join(filled[start:]) for start in range(len(filled))]
        result.append(tuple(dict.fromkeys([*filled[-1:], *joined, *reversed(filled)])))
    return result


def _spread(row: Cells, below: Sequence[Cells]) -> list[str | None]:
    """A merged cell's text in each column it covers: the blank ones to its right that have a cell below."""
    spread: list[str | None] = []
    current: str | None = None
    for column, cell in enumerate(row):
        has_cell_below = any(column < len(lower) and lower[column] for lower in below)
        current = cell or (current if has_cell_below else None)
        spread.append(current)
    return spread


def _recognised(block: Sequence[Cells], known: frozenset[str]) -> int:
    """Number of columns whose own or joined heading is known; a group's name alone counts for none."""
    # The lowest cell and its joins with upper ones come first, the upper cells alone after them.
    own = (names[: (len(names) + 1) // 2] for names in _candidates(block))
    return sum(any(fold_heading(name) in known for name in names) for names in own)


def may_be_levels(block: Sequence[Cells]) -> bool:
    """The rows can be levels of one header: several cells in each but the top, and no values or numbering."""
    top, lower = block[0], block[1:]
    if sum(1 for cell in top if cell) < 2:
        return False
    return not any(is_numbering(row) or any(cell and _LOOKS_LIKE_VALUE.search(cell) for cell in row) for row in lower)


def _continues(block: Sequence[Cells], row: Cells) -> bool:
    """`row` names the parts of merged headings of `block` and nothing else, so it belongs to the header."""
    filled = [column for column, cell in enumerate(row) if cell]
    if not filled or not may_be_levels([*block, row]):
        return False
    if any(cell and (is_plan(cell) or _ACTUAL.search(fold(cell))) for cell in row):
        return True
    if len(filled) < 2:
        return False
    width = max(len(line) for line in [*block, row])
    lowest = _fit(block[-1], width)
    groups = {
        column
        for column in range(width)
        if not lowest[column] or (lowest[column] and column + 1 < width and not lowest[column + 1])
    }
    return all(column in groups for column in filled) and any(not lowest[column] for column in filled)


def is_plan(heading: str) -> bool:
    """The heading of a part names what is to happen, not what has happened."""
    return _PLAN.search(fold(heading)) is not None


def is_numbering(row: Cells) -> bool:
    """The row numbers the columns: `(1) (2) (3)`, `1 2 3`, `A B 1 2`, `(7)=(5)+(6)`."""
    cells = [cell for cell in row if cell]
    marks = [_NUMBERING.match(cell) for cell in cells]
    if len(cells) < 2 or not all(marks):
        return False
    numbers = [int(mark[1]) for mark in marks if mark and mark[1].isdigit()]
    letters = [mark[1] for mark in marks if mark and not mark[1].isdigit()]
    in_order = all(later == earlier + 1 for earlier, later in itertools.pairwise(numbers))
    from_start = (not numbers or numbers[0] in (0, 1)) and letters == [chr(ord("A") + i) for i in range(len(letters))]
    # "1 | 2" may be a record of a narrow table; brackets make it a numbering row.
    sure = len(cells) >= 3 or all(_BRACKETED.match(cell) for cell in cells)
    return in_order and from_start and sure


def serial_columns(header: Header) -> list[str]:
    """Columns of running numbers (STT), which do not make a row a record."""
    return [f"c{i}" for i, names in enumerate(header.columns) if names and fold_heading(names[0]) in SERIAL_HEADINGS]


def code_columns(header: Header) -> list[str]:
    """Columns of codes, by their headings: "Mã đơn vị", "unit_code"."""
    return [f"c{i}" for i, names in enumerate(header.columns) if any(_OF_CODES.search(fold(name)) for name in names)]
