"""The names of files: how they are shown, what systems take, which are of files that are not finished."""

import os
import unicodedata
from collections.abc import Iterator
from itertools import count
from pathlib import Path

# Line breaks, marks that turn the reading direction, bytes that are no UTF-8: they would garble every line they are in.
_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
# What Windows forbids in a name; files may be copied there.
_FORBIDDEN = str.maketrans(dict.fromkeys('<>:"/\\|?*', "_"))
# Of the bytes that a name may have, so that a number and the ending of a reason still fit.
_LONGEST_STEM, _LONGEST_SUFFIX = 200, 16
# Names that other programs give to files they have not finished: Excel's lock, copies and downloads under way.
_UNFINISHED_PREFIXES = (".", "~$")
_UNFINISHED_SUFFIXES = (".tmp", ".part", ".partial", ".crdownload", ".filepart")


def printable_name(file: Path) -> str:
    """The file's name as one line of text, in the form that Windows and Linux use (macOS splits accents off)."""
    name = unicodedata.normalize("NFC", file.name)
    return "".join("_" if unicodedata.category(character) in _UNPRINTABLE else character for character in name)


def plain_name(name: str) -> str:
    """A name without what file systems forbid."""
    return name.translate(_FORBIDDEN).rstrip(". ") or "_"


def is_unfinished(name: str) -> bool:
    """Whether a name is one that hides a file, or that a program gives to a file it is still writing."""
    return name.startswith(_UNFINISHED_PREFIXES) or name.lower().endswith(_UNFINISHED_SUFFIXES)


def cut_name(name: str) -> str:
    """A name cut before its ending, where a number and the ending of a reason would make it too long."""
    stem, suffix = _parts(name)
    return stem + suffix


def free_names(folder: Path, name: str) -> Iterator[Path]:
    """`name` in `folder`, cut where it is too long, then numbered; those that nothing there has."""
    stem, suffix = _parts(name)
    for number in count(1):
        target = folder / (f"{stem}{suffix}" if number == 1 else f"{stem}-{number}{suffix}")
        if not os.path.lexists(target):
            yield target


def _parts(name: str) -> tuple[str, str]:
    suffix = Path(name).suffix if len(os.fsencode(Path(name).suffix)) <= _LONGEST_SUFFIX else ""
    stem = name.removesuffix(suffix)
    while len(os.fsencode(stem)) > _LONGEST_STEM:  # by letters: a half one is no name
        stem = stem[:-1]
    return stem, suffix
