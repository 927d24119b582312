"""How the names of files are shown."""

import unicodedata
from pathlib import Path

# Line breaks, marks that turn the reading direction, bytes that are no UTF-8: they would garble every line they are in.
_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def printable_name(file: Path) -> str:
    """The file's name as one line of text, in the form that Windows and Linux use (macOS splits accents off)."""
    name = unicodedata.normalize("NFC", file.name)
    return "".join("_" if unicodedata.category(character) in _UNPRINTABLE else character for character in name)
