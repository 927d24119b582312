"""How much room a text takes in a cell: LibreOffice keeps rows of wrapped text one line high unless they are told.

Widths are in the units of Excel's columns, digits of the font of the workbook; heights in points.
"""

from collections.abc import Iterable
from functools import lru_cache
from math import ceil

from par_metrics.display.sheets import FONT_SIZE

_LINE = 1.28
"""Of a line, by the size of its font."""
_PADDING = 4.0
_HIGHEST = 409.0
"""What Excel takes."""
_NARROW, _WIDE = frozenset("iljftrI.,:;'|!()[]-/ ìíỉĩị"), frozenset("mwMWÔƠƯĐ%@—")


# The same words stand in every row of a table.
@lru_cache(maxsize=1 << 14)
def text_width(text: str, *, bold: bool = False) -> float:
    """About how wide a text is on one line."""
    width = sum(0.6 if letter in _NARROW else 1.6 if letter in _WIDE else _of(letter) for letter in text)
    return width * (1.06 if bold else 1.0)


def _of(letter: str) -> float:
    return 1.4 if letter.isupper() else 0.97


def lines_of(text: str, width: float, *, bold: bool = False, size: float = FONT_SIZE) -> int:
    """Lines that a text takes in a cell of a width, wrapped at its spaces, and words too long for it anywhere."""
    room = max((width - 1) * FONT_SIZE / size, 1)
    return sum(_wrapped(line, room, bold=bold) for line in text.split("\n"))


def _wrapped(text: str, room: float, *, bold: bool) -> int:
    lines, used = 1, 0.0
    for word in text.split(" "):
        wide = text_width(word, bold=bold)
        space = 0.6 if used else 0.0
        if used and used + space + wide > room:
            lines, used, space = lines + 1, 0.0, 0.0
        if wide > room:
            broken = ceil(wide / room)
            lines, used = lines + broken - 1, wide - (broken - 1) * room
        else:
            used += space + wide
    return lines


def height_of(lines: int, size: float = FONT_SIZE) -> float:
    """The height of a row of so many lines."""
    return min(lines * size * _LINE + _PADDING, _HIGHEST)


def row_height(cells: Iterable[tuple[str, float]], size: float = FONT_SIZE, *, bold: bool = False) -> float:
    """The height of a row whose longest cell must be seen whole: of texts and the widths of their columns."""
    most = max((lines_of(text, width, bold=bold, size=size) for text, width in cells), default=1)
    return height_of(most, size)
