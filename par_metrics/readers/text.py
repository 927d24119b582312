"""What of a text is no text: invisible characters, blanks of other kinds, line ends of other systems.

All formats take these out by the same lists, so that a code pasted from a web page equals the one typed; what is
invisible stands in `par_metrics.support.characters`.
"""

import re
from collections import Counter
from collections.abc import Iterable

import polars as pl

from par_metrics.support.characters import INVISIBLE, Ranges, class_of

_BLANK = (
    ("\u00a0", "\u00a0"),
    ("\u2000", "\u200a"),
    ("\u2028", "\u2029"),
    ("\u202f", "\u202f"),
    ("\u205f", "\u205f"),
    ("\u3000", "\u3000"),
)


def _encoded(ranges: Ranges) -> list[bytes]:
    return [chr(code).encode() for first, last in ranges for code in range(ord(first), ord(last) + 1)]


def _by_beginning(characters: Iterable[bytes]) -> dict[bytes, re.Pattern[bytes]]:
    """All bytes but the last -> the characters that begin so: a search for fixed bytes is a fast one."""
    lasts: dict[bytes, bytes] = {}
    for character in characters:
        if len(character) > 1:
            lasts[character[:-1]] = lasts.get(character[:-1], b"") + character[-1:]
    return {first: re.compile(re.escape(first) + b"[" + re.escape(last) + b"]") for first, last in lasts.items()}


_INVISIBLE_TEXT, _BLANK_TEXT = class_of(INVISIBLE), class_of(_BLANK)
_CONTROLS = b"".join(character for character in _encoded(INVISIBLE) if len(character) == 1)
_REPLACED = ((_by_beginning(_encoded(INVISIBLE)), b""), (_by_beginning(_encoded(_BLANK)), b" "))
# Line ends within quotation marks end nothing; NUL stands for them, which no text holds any more.
_HIDDEN = bytes.maketrans(b"\r\n", b"\0\0")
_LINE_END = re.compile(rb"[\r\n]")
USUAL_BYTES = 1 << 16
"""How much of a text is looked at for what is usual in it."""


def visible(text: pl.Expr) -> pl.Expr:
    """String without invisible characters, with plain blanks and line ends; not trimmed."""
    shown = text.str.replace_all(_INVISIBLE_TEXT, "").str.replace_all(_BLANK_TEXT, " ")
    return shown.str.replace_all("\r\n?", "\n")


def visible_text(text: str) -> str:
    """The same of one text."""
    shown = re.sub(_BLANK_TEXT, " ", re.sub(_INVISIBLE_TEXT, "", text))
    return shown.replace("\r\n", "\n").replace("\r", "\n")


def visible_bytes(data: bytes, *, has_line_feed: bool = False) -> bytes:
    """The same of UTF-8, but for carriage returns that stand alone: see `with_plain_line_ends`.

    Args:
        has_line_feed: the text is part of one that has a line feed elsewhere.
    """
    data = data.translate(None, _CONTROLS)
    for patterns, plain in _REPLACED:
        for first, pattern in patterns.items():
            # Mostly absent, and a single byte is found soonest; what is only searched for is not copied.
            if first[:1] in data and first in data and pattern.search(data):
                data = pattern.sub(plain, data)
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n")
        if not has_line_feed and b"\n" not in data:
            data = data.replace(b"\r", b"\n")
    return data


def with_plain_line_ends(data: bytes, separator: str, *, quoted: bool, usual: int) -> bytes:
    """Separated text in which every record ends in LF, whichever of CR and LF it ended in.

    A CR is a line end unless the cells before it and after it are together one record: then it broke a cell,
    and becomes a blank, as it does for spreadsheet programs.

    Args:
        data: as `visible_bytes` leaves it.
        separator: between the cells.
        quoted: quotation marks mean something in this file.
        usual: see `usual_separators`.
    """
    if b"\r" not in data:
        return data
    quotation = _quotation(separator)
    if quoted:
        data = quotation.sub(lambda found: found[0].translate(_HIDDEN), data)

    def separators(text: bytes) -> int:
        return (quotation.sub(b"", text) if quoted else text).count(separator.encode())

    lines = data.split(b"\n")
    for number, line in enumerate(lines):
        if b"\r" in line:
            lines[number] = _parted(line.split(b"\r"), list(map(separators, line.split(b"\r"))), usual)
    return b"\n".join(lines).replace(b"\0", b"\n")


def usual_separators(beginning: bytes, separator: str, *, quoted: bool) -> int:
    """How many separators most lines at the beginning of a text have; 0 if none has any."""
    text = _quotation(separator).sub(b"", beginning) if quoted else beginning
    counts = Counter(count for line in _LINE_END.split(text) if (count := line.count(separator.encode())))
    return counts.most_common(1)[0][0] if counts else 0


def _quotation(separator: str) -> re.Pattern[bytes]:
    return re.compile(rb"(?:(?<=[" + re.escape(separator.encode()) + rb'\r\n])|\A)"(?:[^"]++|"")*+"')


def _parted(parts: list[bytes], separators: list[int], usual: int) -> bytes:
    """The parts of a line, joined by a blank where two make up one record of `usual` separators, else by LF."""
    parted, so_far = [parts[0]], separators[0]
    for part, more in zip(parts[1:], separators[1:], strict=True):
        is_within_record = 0 < so_far < usual and so_far + more <= usual
        parted += [b" " if is_within_record else b"\n", part]
        so_far = so_far + more if is_within_record else more
    return b"".join(parted)
