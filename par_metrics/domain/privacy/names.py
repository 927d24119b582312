"""How people and their homes are written: what surely names somebody, however odd the rest of a text is."""

import itertools
import re
import unicodedata
from functools import cache, lru_cache

from par_metrics.domain.privacy.words import apart, is_known, listed, may_be_vietnamese, syllables
from par_metrics.support.folding import fold

_INITIALS = re.compile(r"(?:[A-ZĐ]\.\s?){1,3}")
_BETWEEN = re.compile(r"[\s._'’-]{0,3}")
_LETTER = r"[^\W\d_]"
_CAPITALS = "".join(filter(str.isupper, map(chr, range(0xC0, 0x1EFA))))
_MOST_OF_A_PLACE = 4
_LONGEST_NAME = 6


@cache
def _titles() -> re.Pattern[str]:
    words = "|".join(sorted(map(re.escape, listed("titles")), key=len, reverse=True))
    return re.compile(rf"(?:^|[^\w])(?i:{words})[.:]?\s+(?=(\S+))")


@cache
def _address() -> re.Pattern[str]:
    words = "|".join(sorted(map(re.escape, listed("address")), key=len, reverse=True))
    # `Tổ công tác`, `đường bộ`, `bản sao` are none: a number, or a name, follows.
    return re.compile(rf"(?:^|[\s,;(/])(?i:{words})(?:\s+số)?\s+(?=(\S+))")


_NUMBERED_HOME = re.compile(
    rf"(?:^|[\s,;(])(?:số\s+)?\d+[A-Za-z]?(?:/\d+[A-Za-z]?)*,?\s+(?=({_LETTER}+)\s+({_LETTER}+))"
)


@cache
def _places() -> frozenset[str]:
    return listed("places")


@cache
def _surnames() -> frozenset[str]:
    return listed("surnames")


@cache
def _folded_surnames() -> frozenset[str]:
    return frozenset(map(fold, _surnames()))


@cache
def _folded_sure() -> frozenset[str]:
    return frozenset(fold(name) for name in listed("sure") if len(fold(name)) > 2)


@lru_cache(maxsize=1 << 14)
def names_somebody(text: str) -> bool:
    """Whether a text holds a person's name or a home, as surely as its form can tell.

    A surname before another capitalised word, a surname before `Văn` or `Thị` however it is written, a form of address
    before a name, initials beside a surname, a house or a hamlet with its number. Places and offices that bear a
    person's name (`Phường Lê Hồng Phong`) are none.
    """
    plain = apart(text)
    return _is_titled(plain) or _is_home(plain) or _is_named(plain) or _is_joined_name(without_places(text))


def may_be_a_name(text: str) -> bool:
    """Whether a text is written as names are: two to six words, each with a capital, most of them no words of ours."""
    words = [word.group() for word in syllables(unicodedata.normalize("NFC", text))]
    if not 2 <= len(words) <= _LONGEST_NAME or any(map(str.isdigit, text)):
        return False
    strange = [word for word in words if not is_known(word)]
    return all(map(_is_capitalised, words)) and len(strange) * 2 > len(words) and not is_known(text)


def is_addressed(text: str) -> bool:
    """Whether a form of address, or the word for a home, stands before a name or a number."""
    plain = apart(text)
    return _is_titled(plain) or _is_home(plain)


def without_places(text: str, words: str = "") -> str:
    """A text without the names that follow the word for a place or an office, or one of `words` (an alternation)."""
    return _after(words).sub(r"\1", text)


@cache
def _after(words: str) -> re.Pattern[str]:
    words = words or "|".join(sorted(map(re.escape, _places()), key=len, reverse=True))
    name = rf"[A-ZĐ{_CAPITALS}]{_LETTER}*"
    return re.compile(rf"(?i:\b({words}))((?:\s+{name}){{1,{_MOST_OF_A_PLACE}}})")


def _is_titled(text: str) -> bool:
    named = ((found.group().strip(), found[1]) for found in _titles().finditer(text) if _is_capitalised(found[1]))
    return any(not is_known(name.lower()) and not is_known(f"{title} {name}") for title, name in named)


def _is_home(text: str) -> bool:
    for found in _address().finditer(text):
        follows = found[1]
        if follows[:1].isdigit() or (_is_capitalised(follows) and not is_known(found.group().strip() + " " + follows)):
            return True
    return any(
        _is_capitalised(found[1]) and _is_capitalised(found[2]) and not is_known(f"{found[1]} {found[2]}")
        for found in _NUMBERED_HOME.finditer(text)
    )


def _is_named(text: str) -> bool:
    words = [(found.group(), found.start(), found.end()) for found in syllables(text)]
    exempt = _of_places(text, words)
    is_shouted = text.upper() == text
    for place, (word, _, end) in enumerate(words[:-1]):
        if place in exempt:
            continue
        follower, start, _ = words[place + 1]
        if not _BETWEEN.fullmatch(text, end, start):
            continue
        if _is_surname(word) and _is_middle(follower) and not is_known(f"{word} {follower}") and place + 2 < len(words):
            return True
        if not (_is_capitalised(word) and _is_capitalised(follower)) or is_known(f"{word} {follower}"):
            continue
        if _is_surname(word) and (not is_shouted or word.lower() in listed("sure") or _is_all_name(words[place:])):
            return True
        if _is_sure(follower) and len(word) == 1:  # B. Nguyễn
            return True
    return False


def _is_all_name(words: list[tuple[str, int, int]]) -> bool:
    """In capitals, where every word is: all of a text's rest is no more than a name, and no word of it is ours."""
    return len(words) <= _LONGEST_NAME and not any(is_known(word) for word, _, _ in words)


def _of_places(text: str, words: list[tuple[str, int, int]]) -> set[int]:
    """The positions of words that are the name of a place or an office."""
    exempt: set[int] = set()
    lower = [word.lower() for word, _, _ in words]
    for place in range(len(words)):
        before = (" ".join(lower[max(place - size, 0) : place]) for size in (1, 2, 3, 4))
        if place and any(phrase in _places() for phrase in before):
            for further in range(place, min(place + _MOST_OF_A_PLACE, len(words))):
                if not _is_capitalised(words[further][0]) or lower[further] in listed("middle"):
                    break
                if further > place and text[words[further - 1][2] : words[further][1]].strip(" "):
                    break
                exempt.add(further)
    return exempt


def _is_joined_name(text: str) -> bool:
    """`NguyenVanA`, `nguyen-van-a`, `sùng seo lử`: a surname that is no other word, with more behind it."""
    words = re.split(r"[\s._-]+", apart(text).lower())
    for place, (word, follower) in enumerate(itertools.pairwise(words)):
        if _is_sure(word) and len(word) > 1 and follower.isalpha() and not is_known(f"{word} {follower}"):
            return True
        if _is_surname(word) and _is_middle(follower) and place + 2 < len(words):
            # `MA VAN HOA` is a name, unless it is written as a heading is: `Mã văn bản`, `ma_van_ban`.
            is_written_as_a_name = " " in text and text.isascii() and not text.islower() and len(words) <= _LONGEST_NAME
            if is_written_as_a_name or not is_known(" ".join(words[place : place + 3])):
                return True
    return any(_begins_with_a_name(word) for word in re.findall(r"[a-z]{6,}", text.lower()) if not is_known(word))


def _begins_with_a_name(word: str) -> bool:
    for length in range(2, 7):
        surname, rest = word[:length], word[length:]
        if surname in _folded_surnames() and rest.startswith(("van", "thi")) and len(rest) > 3:
            return True
        if surname in _folded_sure() and len(surname) > 3 and len(rest) > 1 and may_be_vietnamese(rest):
            return True
    return False


def _is_capitalised(word: str) -> bool:
    return word[:1].isupper()


def _is_surname(word: str) -> bool:
    lower = word.lower()
    return lower in _surnames() or (lower.isascii() and lower in _folded_surnames())


def _is_sure(word: str) -> bool:
    lower = unicodedata.normalize("NFC", word.lower())
    return lower in listed("sure") or (lower.isascii() and lower in _folded_sure())


def _is_middle(word: str) -> bool:
    return word.lower() in listed("middle") or word.lower() in ("van", "thi")
