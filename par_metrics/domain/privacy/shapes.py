"""What may be shown and stored: texts of known words, codes, days and amounts; anything else is a mask."""

import re
from functools import lru_cache

from par_metrics.domain.privacy.names import is_addressed, may_be_a_name, names_somebody, without_places
from par_metrics.domain.privacy.numbers import holds_own_number, may_be_somebodys, without_links
from par_metrics.domain.privacy.words import apart, is_known, is_ours, listed, syllables, unknown_words

_TOKEN = re.compile(r"[^\s,;()\[\]\"'“”]+")
# Letters of a code stand beside its digits: GD1, H60.101, PA-0012, 12/QĐ-UBND, BC-UBND.
_CODE = re.compile(r"(?=.*\d)[A-ZĐ0-9]+(?:[./_:-]+[A-ZĐ0-9]+)*")
_PLAIN_NAME = re.compile(r"[^\W\d_]+(?:[\s-]+[^\W\d_]+)*")
# What stands in the name of an office or a procedure; marks of pages and links do not.
_OF_NAMES = re.compile(r"[\w\s.,;:()\[\]/&%+\"'’“”–-]*")
# Of pages, of links and pictures in them, of templates: no cell of an office needs them.
_MARKS = re.compile(r"[<>{}`\\^\x00-\x1f\u202a-\u202e\u2066-\u2069]|\]\s*\(|://|\bwww\.|\bjavascript:", re.IGNORECASE)
_LONGEST_LETTERS = 5
_FEW_WORDS = 3
_ADMINISTRATIVE = "phường|xã|thị trấn|đặc khu|huyện|quận|tỉnh|thành phố"
_FORMULA_ERROR = re.compile(r"#[A-Z0-9/]{1,8}[!?]?")
_ABBREVIATION = re.compile(r"[A-ZĐƯ]{1,5}(?:[-/&.][A-ZĐƯ]{1,5})*")
_ONE_CASE = re.compile(r"[A-ZĐ]+|[a-zđ]+")


def is_code(text: str) -> bool:
    """Whether a text is made as codes are: digits, capital letters in short runs, what joins them, no blank.

    A phone's or a citizen's number is none.
    """
    if _CODE.fullmatch(text) is None or holds_own_number(text):
        return False
    return all(len(run.group()) <= _LONGEST_LETTERS for run in syllables(text)) and not names_somebody(text)


@lru_cache(maxsize=1 << 14)
def may_be_shown(text: str, *, amount: bool = False) -> bool:
    """Whether a text that nobody vouches for may be shown and stored as it is.

    Every part of it is a word we know, a code, a day, a number that is nobody's; and together they name nobody.

    Args:
        text: a cell, a heading, the name of a sheet.
        amount: an amount belongs there, so that `123.456.789` is one.
    """
    if is_ours(text) or _FORMULA_ERROR.fullmatch(text):
        return True
    if has_marks(text) or not is_nobodys_number(text, amount=amount):
        return False
    if is_known(text):
        return not names_somebody(text)
    placed = without_places(text, _ADMINISTRATIVE)
    rest = _TOKEN.sub(lambda token: " " if _is_coded(token.group()) else token.group(), placed)
    return is_known(rest) and not names_somebody(text)


def has_marks(text: str) -> bool:
    """Whether marks of a page, a link, a picture or a template stand in a text, or such as turn its direction."""
    return _MARKS.search(text) is not None


def is_nobodys_number(text: str, *, amount: bool = False) -> bool:
    """Whether no number in a text may be somebody's; the digits of a code are its own."""
    if not may_be_somebodys(text, amount=amount):
        return True
    parts = [part for part in _TOKEN.findall(text) if may_be_somebodys(part)]
    return bool(parts) and all(map(_is_coded, parts)) and not holds_own_number(text)


def _is_coded(token: str) -> bool:
    return is_code(token) and bool(syllables(token))


def may_name_somebody(text: str) -> bool:
    """Whether a cell names somebody, or is written as a name is, or holds what may be somebody's number."""
    return names_somebody(text) or may_be_a_name(text) or holds_own_number(text)


@lru_cache(maxsize=1 << 14)
def surely_names(text: str) -> bool:
    """Whether words typed in by hand name somebody by their form; the long numbers within links do not."""
    return names_somebody(text) or not is_nobodys_number(without_links(text).strip())


@lru_cache(maxsize=1 << 14)
def may_be_kept(text: str) -> bool:
    """Whether words typed in by hand may be kept where only the office itself looks: they name nobody by their form.

    At least half of their words are known, and none that is not stands with a capital letter but as the name of a
    place: what an office writes is mostly of its own words.
    """
    plain = without_links(text)
    if surely_names(text):
        return False
    known_places = without_places(apart(plain))
    unknown = [word for word in unknown_words(known_places) if not _ABBREVIATION.fullmatch(word.group())]
    words = syllables(known_places)
    return len(unknown) * 2 <= len(words) and not any(word.group()[0].isupper() for word in unknown)


def may_be_quoted_title(text: str) -> bool:
    """Whether a procedure's title that no register vouches for may be shown: no strange word of it has a capital."""
    strange = [word for word in unknown_words(text) if word.group()[0].isupper()]
    return may_be_title(text) and all(word.start() == 0 for word in strange)


def may_be_said(text: str) -> bool:
    """Whether an officer's own words, which everybody sees, name nobody: no name, and no word with a capital but ours.

    The first word may have one, if it is not all that is said.
    """
    if surely_names(text) or has_marks(without_links(text)):
        return False
    plain = without_places(without_links(text))
    words = syllables(plain)
    strange = [word for word in words if word.group()[0].isupper() and not _is_of_an_office(word.group(), plain)]
    return not strange or (len(words) > _FEW_WORDS and [word.start() for word in strange] == [words[0].start()])


def _is_of_an_office(word: str, text: str) -> bool:
    return word.isupper() or word not in {unknown.group() for unknown in unknown_words(text)}


@lru_cache(maxsize=1 << 14)
def may_be_title(text: str) -> bool:
    """Whether a text may be the name of a procedure in a register: a sentence about things, and nobody's name."""
    if names_somebody(text) or not is_nobodys_number(text):
        return False
    words, unknown = syllables(apart(text)), unknown_words(text)
    if not unknown:
        return True
    is_shouted = text.isupper()
    is_named = all(word.group()[0].isupper() for word in unknown) and not is_shouted
    return len(unknown) * 2 <= len(words) and not (is_named and len(words) <= _FEW_WORDS)


@lru_cache(maxsize=1 << 14)
def may_be_office(text: str) -> bool:
    """Whether a text may be the name of an office: it begins with the word for one, or is known, and names nobody."""
    lower = text.lower().strip()
    begins = any(lower.startswith(f"{word} ") for word in listed("places"))
    return (
        (begins or is_known(text))
        and _OF_NAMES.fullmatch(text) is not None
        and not has_marks(text)
        and not names_somebody(text)
        and is_nobodys_number(text)
    )


@lru_cache(maxsize=1 << 14)
def may_be_unit(text: str) -> bool:
    """Whether a text may be a unit's name in the register of units, where many stand without the word for their kind.

    `Mỹ Lâm` and `Nông Tiến` may be; a name of three words that begins with a surname needs the word before it.
    """
    if may_be_office(text):
        return True
    words = [word.group() for word in syllables(text)]
    if _PLAIN_NAME.fullmatch(text) is None or is_addressed(text):
        return False
    if not all(word[0].isupper() for word in words):
        return False
    return not names_somebody(text) or (len(words) == 2 and words[0].lower() not in listed("sure"))
