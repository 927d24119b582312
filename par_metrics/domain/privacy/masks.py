"""What stands in place of a text that may not be shown: dots and its length; the names of files in part."""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path

import polars as pl

from par_metrics.domain.privacy.names import names_somebody
from par_metrics.domain.privacy.numbers import holds_own_number, is_date, may_be_somebodys
from par_metrics.domain.privacy.shapes import has_marks, is_code, may_be_shown
from par_metrics.domain.privacy.words import may_be_vietnamese, syllables, unknown_words
from par_metrics.support.names import printable_name

DOTS = "••••"
LONGEST_SHOWN = 120
_IDENTIFIER = re.compile(r"[a-z][a-z0-9]*(?:[_:.-][a-z0-9]+)*")
_EDGE = "_-. ()[]{}"
_ENDING = re.compile(
    r"(?:\.(?:csv|tsv|txt|xlsx|xlsm|xls|ods|json|parquet|zip|gz|xml|html?|bin|dat|log|png|jpe?g|docx?|pdf|toml|duckdb|tmp|part|bak|crdownload|7z|rar)){1,2}$",
    re.IGNORECASE,
)
_JOINT = re.compile(r"([_+()\[\]{}]+)")
_HYPHEN = re.compile(r"(-)")
_IS_JOINT = re.compile(r"[_+()\[\]{}-]*")


def mask(text: str) -> str:
    """Dots and how long the text is: `•••• (23)`."""
    return f"{DOTS} ({len(text)})"


def shown_cell(text: str, *, amount: bool = False) -> str:
    """A cell as it may be shown and stored: itself where its form allows, cut if long; else its mask."""
    return cut(text) if may_be_shown(text, amount=amount) else mask(text)


def cut(text: str) -> str:
    """A text no longer than a line of a message."""
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


def shown_name(name: str, place: int | None = None, known: Collection[str] = (), word: str = "cột") -> str:
    """A heading, a key or the name of a sheet as it may be shown: itself, or where it stands and how long it is.

    Args:
        place: its position, from 1.
        known: names that somebody declared; they are shown.
        word: what it is the name of.
    """
    if name in known or (len(name) <= LONGEST_SHOWN and (may_be_shown(name) or _is_identifier(name))):
        return name
    at = f"{word} {place} " if place is not None else ""
    return f"{at}({DOTS} {len(name)} ký tự)" if at else mask(name)


def _is_identifier(name: str) -> bool:
    """A name that a program gave, of small letters that make no syllable of ours: `weight`, `concept:name`."""
    return _IDENTIFIER.fullmatch(name) is not None and _is_foreign(name)


def shown_names(names: Iterable[str | None], known: Collection[str] = (), word: str = "trang") -> list[str | None]:
    """Names as they may be shown, each by its position where it may not."""
    return [None if name is None else shown_name(name, place, known, word) for place, name in enumerate(names, start=1)]


def masked_where(values: pl.Series, keeps: Callable[[str], bool]) -> pl.Series:
    """The values, those that `keeps` does not hold for masked. String, null for null."""
    different = values.unique().drop_nulls()
    hidden = [value for value in different.to_list() if not keeps(value)]
    if not hidden:
        return values
    return values.replace(hidden, [mask(value) for value in hidden])


def shown_file(file: Path | str) -> str:
    """The name of a file as it may be shown and stored.

    Its ending stays, and so do known words, codes and days at its beginning and its end:
    `ho-so_•••• (12)_2026-09-30.xlsx`.
    """
    name = printable_name(Path(file))
    found = _ENDING.search(name)
    stem, ending = (name[: found.start()], found.group()) if found else (name, "")
    return _shown_stem(stem) + ending if stem else name


def _shown_stem(stem: str) -> str:
    """The name without its ending: what is joined by blanks is hidden together."""
    if has_marks(stem) or holds_own_number(stem):
        return mask(stem)
    if _stays(stem):
        return stem
    # Beside somebody's name a word that we know may be a part of it.
    stays = _is_impersonal if names_somebody(stem) else _stays
    parts = _JOINT.split(stem)
    pieces = [piece for part in parts for piece in ([part] if stays(part) else _HYPHEN.split(part))]
    hidden = [place for place, piece in enumerate(pieces) if _IS_JOINT.fullmatch(piece) is None and not stays(piece)]
    if not hidden:
        return mask(stem)
    first, last = hidden[0], hidden[-1] + 1
    before, after = "".join(pieces[:first]), "".join(pieces[last:])
    return before + mask("".join(pieces[first:last])) + after


def _stays(piece: str) -> bool:
    return not piece.strip(_EDGE) or may_be_shown(piece) or _is_impersonal(piece) or _is_foreign(piece)


def _is_foreign(piece: str) -> bool:
    """Small letters of which no syllable of ours is made, beside words that we know: `figures-2`, `ds`."""
    unknown = [word.group() for word in unknown_words(piece)]
    plain = all(word.islower() and word.isascii() and not may_be_vietnamese(word) for word in unknown)
    return plain and not may_be_somebodys(piece) and not names_somebody(piece)


def _is_impersonal(piece: str) -> bool:
    """A code, a day, or nothing but marks."""
    text = piece.strip(_EDGE)
    return not text or is_date(text) or (is_code(text) and (bool(syllables(text)) or not may_be_somebodys(text)))


def words_of(texts: Sequence[str]) -> str:
    """Names in a line of text, in quotation marks."""
    return ", ".join(f'"{text}"' for text in texts)


def printable(text: str) -> str:
    """One line of text: without marks that turn the reading direction or break lines."""
    return "".join(" " if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") else c for c in text)
