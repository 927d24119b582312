"""A long text in parts, each of whole lines, cleaned and in UTF-8: so that no more than a part is ever held."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

import polars as pl

from par_metrics.domain.limits import Limits
from par_metrics.errors import RefusedFileError
from par_metrics.readers.facts import Facts, read_again
from par_metrics.readers.limits import cell_too_long
from par_metrics.readers.quotes import check_quotes, quotes_end
from par_metrics.readers.table import refusal
from par_metrics.readers.text import visible_bytes, with_plain_line_ends

HEAD_BYTES = 1 << 18
LONGEST_RECORD = 1 << 26
"""A record of more bytes is none: a quotation mark was never closed."""
MOST_LINES = 1 << 18
"""Lines of a part: an empty one is a byte of the text, and a hundred times as much once it is a row of columns."""
# Bytes that a UTF-8 text in Vietnamese has and no text in windows-1258 ("áº", "á»" are no syllables).
_UTF8_VIETNAMESE = (b"\xe1\xba", b"\xe1\xbb")
_UTF8 = ("utf-8", "utf-8-sig")
_BEGUN_CHARACTER = re.compile(rb"(?:[\xc0-\xff]|[\xe0-\xff][\x80-\xbf]|[\xf0-\xff][\x80-\xbf]{2})\Z")


@dataclass(frozen=True)
class Marks:
    """How the cells of a text are told apart: the separator, whether quotes mean something, how many a line has."""

    separator: str
    is_quoted: bool
    usual: int


class TextParts:
    """The text of a stream, part after part.

    Args:
        stream: the bytes; read once, from its beginning.
        facts: `encoding` is the one to read them by.
        encoding: what a profile prescribes.
        size: bytes of a part, more or less.
        limits: of the length of a line.
    """

    def __init__(self, stream: BinaryIO, facts: Facts, encoding: str | None, size: int, limits: Limits) -> None:
        self._stream, self._facts, self._size, self._limits = stream, facts, size, limits
        first = stream.read(max(size, HEAD_BYTES))
        self._encoding = encoding or facts.encoding or _encoding_of(first)
        self._may_be_other = encoding is None and facts.encoding is None and self._encoding == "utf-8"
        self._is_vietnamese = False
        self._tail = b""
        self._has_line_feed = False
        try:
            self._is_utf8 = codecs.lookup(self._encoding).name in _UTF8
            self._decoder = _Utf8() if self._is_utf8 else codecs.getincrementaldecoder(self._encoding)()
        except LookupError:
            raise _unreadable(self._encoding) from None
        self._is_over = False
        self._rest = self._decoded(first, is_last=len(first) < max(size, HEAD_BYTES))
        self._rest = self._rest.removeprefix(codecs.BOM_UTF8)

    def head(self) -> bytes:
        """The beginning of the text, cleaned."""
        return visible_bytes(self._rest[: HEAD_BYTES + 4])[:HEAD_BYTES]

    def parts(self, marks: Marks) -> Iterator[bytes]:
        """The parts, every record in one of them, every line ending in LF but for the last of all.

        Raises:
            RefusedFileError: `broken_quote`, `unreadable_file`, `over_limit`.
            ReadAgainError: the encoding is another.
        """
        lines, wanted = 0, self._size
        begun = b""  # of a record of which more is to come
        while True:
            end = self._end(wanted)
            is_last = self._is_over and end == len(self._rest)
            part, self._rest = begun + self._visible(self._rest[:end]), self._rest[end:]
            if marks.is_quoted:
                whole = quotes_end(part, marks.separator, is_last=is_last)
                is_broken = whole < len(part) and (is_last or (not whole and len(part) > LONGEST_RECORD))
                part, begun = (part, b"") if is_broken else (part[:whole], part[whole:])
                # Twice as much each time, so that a long record is not looked through again and again.
                wanted = max(self._size, len(begun))
            part = with_plain_line_ends(part, marks.separator, quoted=marks.is_quoted, usual=marks.usual)
            if marks.is_quoted:
                check_quotes(part, marks.separator, lines)
            lines += part.count(b"\n")
            if part:
                yield from _of_few_lines(part, marks)
            if is_last:
                return

    def _end(self, wanted: int) -> int:
        """The end of the next part: of the last line within so many bytes, else of the line that goes beyond them."""
        while not self._is_over and (len(self._rest) <= wanted or self._rest.find(b"\n", wanted) < 0):
            if len(self._rest) > wanted + self._limits.cell_bytes and self._rest.find(b"\r", wanted) < 0:
                raise cell_too_long(self._limits)
            more = self._stream.read(self._size)
            self._rest += self._decoded(more, is_last=not more)
        if len(self._rest) <= wanted:
            return len(self._rest)
        return (self._rest.rfind(b"\n", 0, wanted) + 1) or (self._rest.find(b"\n", wanted) + 1) or len(self._rest)

    def _visible(self, text: bytes) -> bytes:
        part = visible_bytes(text, has_line_feed=self._has_line_feed)
        self._has_line_feed = self._has_line_feed or b"\n" in part
        return part

    def _decoded(self, data: bytes, *, is_last: bool) -> bytes:
        """The same text in UTF-8."""
        self._is_over = self._is_over or is_last
        try:
            text = self._decoder.decode(data, is_last)
        except UnicodeError:
            if self._may_be_other and not self._has_vietnamese(data) and not self._rest_has_vietnamese():
                raise read_again(self._facts, encoding="windows-1258") from None
            raise _unreadable(self._encoding) from None
        if isinstance(text, str):
            return text.encode()
        self._is_vietnamese = self._has_vietnamese(data)
        return data

    def _has_vietnamese(self, data: bytes) -> bool:
        seen = self._tail + data
        self._tail = seen[-2:]
        return self._is_vietnamese or any(mark in seen for mark in _UTF8_VIETNAMESE)

    def _rest_has_vietnamese(self) -> bool:
        return any(self._has_vietnamese(more) for more in iter(lambda: self._stream.read(self._size), b""))


def _of_few_lines(part: bytes, marks: Marks) -> Iterator[bytes]:
    """A part of whole records in smaller ones, of `MOST_LINES` at most but for a record that has more."""
    most = MOST_LINES
    while part.count(b"\n") > most:
        end = len(part)
        while part.count(b"\n", 0, end) > most:
            end = part.rfind(b"\n", 0, end // 2) + 1 or part.find(b"\n") + 1
        if marks.is_quoted:
            end = quotes_end(part[:end], marks.separator, is_last=False)
        if end:
            yield part[:end]
            part, most = part[end:], MOST_LINES
        else:  # a cell of so many lines
            most *= 2
    yield part


class _Utf8:
    """In place of a decoder for text that is to stay UTF-8: what it is made of is only looked at, which is quicker."""

    def __init__(self) -> None:
        self._begun = b""  # of a character that the next data end

    def decode(self, data: bytes, is_last: bool) -> None:
        text = self._begun + data
        begun = None if is_last else _BEGUN_CHARACTER.search(text, max(len(text) - 3, 0))
        end = len(text) if begun is None else begun.start()
        self._begun = text[end:]
        try:
            pl.Series([text[:end]], dtype=pl.Binary).cast(pl.String)
        except pl.exceptions.ComputeError:
            raise UnicodeError from None


def to_utf8(data: bytes, encoding: str | None) -> bytes:
    """A whole text in UTF-8 without a byte order mark.

    Raises:
        RefusedFileError: `unreadable_file`.
    """
    name = encoding or detect_encoding(data)
    try:
        return data.decode(name).removeprefix("\ufeff").encode()
    except (UnicodeError, LookupError):
        raise _unreadable(name) from None


def detect_encoding(data: bytes) -> str:
    """utf-8, utf-16 (with or without byte order mark) or windows-1258."""
    found = _encoding_of(data)
    if found != "utf-8":
        return found
    try:
        data.decode()
    except UnicodeDecodeError:
        return "utf-8" if any(mark in data for mark in _UTF8_VIETNAMESE) else "windows-1258"
    return "utf-8"


def wide_encoding(head: bytes) -> str | None:
    """The UTF-16 of a text without byte order mark: one of its two bytes is mostly NUL; None if it is no such text."""
    even, odd = head[::2].count(0), head[1::2].count(0)
    # NUL bytes that fill up a text of another encoding stand at both places alike.
    if max(even, odd) * 5 <= len(head) or min(even, odd) * 4 > max(even, odd):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _encoding_of(beginning: bytes) -> str:
    if beginning.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return wide_encoding(beginning[:HEAD_BYTES]) or "utf-8"


def _unreadable(encoding: str) -> RefusedFileError:
    return refusal(
        "unreadable_file",
        f"không đọc được chữ theo bảng mã {encoding}. Lưu lại tệp dạng CSV UTF-8.",
        f"the text cannot be read as {encoding}. Save the file again as CSV UTF-8.",
    )
