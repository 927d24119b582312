"""What of a text is no character that anybody sees. Readers take it out; so do writers, of what no reader saw.

XML, and with it a workbook and a document, is broken by a control character or by a code that Unicode says is no
character, and a mark of direction turns the line around it.
"""

import re

Ranges = tuple[tuple[str, str], ...]

# Control characters but tab and line ends, soft hyphen, joiners, zero-width characters, marks of writing
# direction, selectors of a variant, tags.
_UNSEEN: Ranges = (
    ("\x00", "\x08"),
    ("\x0b", "\x0c"),
    ("\x0e", "\x1f"),
    ("\x7f", "\x9f"),
    ("\u00ad", "\u00ad"),
    ("\u034f", "\u034f"),
    ("\u061c", "\u061c"),
    ("\u180b", "\u180f"),
    ("\u200b", "\u200f"),
    ("\u202a", "\u202e"),
    ("\u2060", "\u206f"),
    ("\ufe00", "\ufe0f"),
    ("\ufeff", "\ufeff"),
    ("\ufff9", "\ufffb"),
    ("\U000e0000", "\U000e007f"),
    ("\U000e0100", "\U000e01ef"),
)
_NO_CHARACTERS: Ranges = (
    ("\ufdd0", "\ufdef"),
    *((chr(plane << 16 | 0xFFFE), chr(plane << 16 | 0xFFFF)) for plane in range(17)),
)
INVISIBLE = (*_UNSEEN, *_NO_CHARACTERS)
"""First and last of each range that is no text; lone surrogates, which no UTF-8 holds, are none of them."""


def class_of(ranges: Ranges) -> str:
    """The characters of some ranges as a class of a regular expression."""
    return "[" + "".join(first if first == last else f"{first}-{last}" for first, last in ranges) + "]"


_NO_TEXT = re.compile(class_of((*INVISIBLE, ("\ud800", "\udfff"))))


def visible_only(text: str) -> str:
    """A text without what is no text, as every writer may write it; blanks and line ends stay as they are."""
    return _NO_TEXT.sub("", text)


def in_one_line(text: str) -> str:
    """The same, with a blank where a line ends or a tab stands, and none beside another."""
    return " ".join(visible_only(text).split())
