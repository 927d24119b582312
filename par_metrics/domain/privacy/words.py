"""Which words are an office's own: of our columns, their values, the plan, and `words.toml`.

A text is known when every word of it is one that is known by itself, or stands beside a word with which we know it. So
`Chờ ý kiến` is known and `Chờ Ý Nhi` is not, though each of its syllables is a word. Words without their marks, as in
names of files, are compared with ours without theirs.
"""

import itertools
import re
import threading
import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache
from importlib.resources import files
from typing import TypeVar

from par_metrics.domain.plan import builtin_plan
from par_metrics.support.folding import fold, fold_heading
from schemas import KINDS

_SYLLABLE = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
# Between words of one phrase stand blanks, and what joins the parts of names of files and keys.
_JOINED = re.compile(r"[\s_./-]*")
_LONGEST_RUN = 60

Made = TypeVar("Made")


def _once(make: Callable[[], Made]) -> Callable[[], Made]:
    """What takes long to make is made by one thread; the others wait for it. All threads of a night ask at a time."""
    made, guard = cache(make), threading.Lock()

    def get() -> Made:
        with guard:
            return made()

    return get


@cache
def listed(name: str) -> frozenset[str]:
    """The entries of a list of `words.toml`, lower case: of phrases each phrase, of other lists each word."""
    text = str(_file()[name])
    entries = re.split(r"[;\n]", text) if ";" in text else text.split()
    return frozenset(entry.strip().lower() for entry in entries if entry.strip())


@cache
def _file() -> dict[str, object]:
    text = files("par_metrics.domain.privacy").joinpath("words.toml").read_text(encoding="utf-8")
    return tomllib.loads(unicodedata.normalize("NFC", text))


def syllables(text: str) -> list[re.Match[str]]:
    """The runs of letters of a text."""
    return list(_SYLLABLE.finditer(text))


def apart(text: str) -> str:
    """A text in one form, with the words of `NgayTao` apart."""
    plain = unicodedata.normalize("NFC", text)
    if plain.islower() or plain[1:].islower() or plain.isupper():
        return plain
    turns = (one.islower() and other.isupper() for one, other in itertools.pairwise(plain))
    return plain[:1] + "".join(f" {b}" if turn else b for turn, b in zip(turns, plain[1:], strict=False))


@lru_cache(maxsize=1 << 14)
def unknown_words(text: str) -> tuple[re.Match[str], ...]:
    """The words of `apart(text)` that are not known; each by its place there."""
    return tuple(_uncovered(apart(text)))


def is_known(text: str) -> bool:
    """Whether every word of a text is known; one without any word is."""
    return not unknown_words(text)


def is_ours(text: str) -> bool:
    """Whether a text as a whole is the name of a column of ours, or a way to write one of its values."""
    return fold_heading(text) in _own_forms()


@cache
def _own_forms() -> frozenset[str]:
    return frozenset(map(fold_heading, _own_texts()))


def _uncovered(text: str) -> Iterator[re.Match[str]]:
    """Words that are neither known by themselves nor beside a word with which we know them."""
    words = syllables(text)
    paired = [
        _JOINED.fullmatch(text, one.end(), other.start()) is not None and _is_pair(one.group(), other.group())
        for one, other in itertools.pairwise(words)
    ]
    for word, before, after in zip(words, [False, *paired], [*paired, False], strict=False):
        if not before and not after and not _is_single(word.group()):
            yield word


def _is_single(word: str) -> bool:
    lower = word.lower()
    if lower in _singles():
        return True
    return lower.isascii() and (lower in _folded_singles() or lower in listed("technical") or _is_run(lower))


def _is_pair(first: str, second: str) -> bool:
    one, other = first.lower(), second.lower()
    if (one, other) in _pairs():
        return True
    return one.isascii() and other.isascii() and (one, other) in _folded_pairs()


@lru_cache(maxsize=1 << 12)
def _is_run(word: str) -> bool:
    """`hoso`, `mahoso`: known words without marks, written together; at least two, for one alone may be a name."""
    if not 4 <= len(word) <= _LONGEST_RUN:
        return False
    reached = {0: 0}
    pieces = _pieces()
    for start in range(len(word)):
        if start not in reached:
            continue
        for end in range(start + 2, min(start + 15, len(word)) + 1):
            if word[start:end] in pieces:
                reached[end] = max(reached.get(end, 0), reached[start] + 1)
    return len(word) in reached


_ONSET = r"(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdghklmnpqrstvx])?"
_RIME = (
    r"(?:a(?:ch|ng|nh|[cimnoptuy])?|e(?:ch|ng|nh|[cmnoptu])?|i(?:ch|nh|e(?:ng|[cmnptu])|[amnptu])?"
    r"|o(?:ng|ong|a(?:ch|ng|nh|[cimnopty])?|e[not]?|[cimnpt])?"
    r"|u(?:ng|a(?:ng|[nty])?|e(?:ch|nh)?|o(?:ng|[cimnptu])?|y(?:ch|nh|e[nt]|[atu])?|[cimnptu])?|y(?:e[mntu])?)"
)
_OF_VIETNAMESE = re.compile(rf"{_ONSET}{_RIME}")
_LONGEST_SYLLABLE = 7  # nghieng


def may_be_vietnamese(word: str) -> bool:
    """Whether a word without marks is made of syllables of Vietnamese: a name may be one, `figures` is not.

    Where one syllable ends and the next begins is tried from each place once: a long word has more ways to be cut than
    anybody can wait for.
    """
    reached = {0}
    for start in range(len(word)):
        if start in reached:
            ends = range(start + 1, min(start + _LONGEST_SYLLABLE, len(word)) + 1)
            reached.update(end for end in ends if _OF_VIETNAMESE.fullmatch(word, start, end))
    return bool(word) and len(word) in reached


@cache
def _singles() -> frozenset[str]:
    return frozenset(listed("words")) | frozenset(_single_texts())


def _single_texts() -> Iterator[str]:
    """Words that stand alone as a heading or a value of ours."""
    yield from (text.strip().lower() for text in _own_texts() if len(text.split()) == 1 and not text.isascii())
    yield from listed("technical")


@cache
def _folded_singles() -> frozenset[str]:
    return frozenset(map(fold, listed("words")))


@_once
def _pairs() -> frozenset[tuple[str, str]]:
    return frozenset(_pairs_of(_corpus()))


@_once
def _folded_pairs() -> frozenset[tuple[str, str]]:
    return frozenset((fold(first), fold(second)) for first, second in _pairs())


@cache
def _pieces() -> frozenset[str]:
    """What runs of letters without marks are made of: known pairs, and words that only a key or a file's name has."""
    pairs = frozenset(first + second for first, second in _folded_pairs())
    return pairs | frozenset(word for word in listed("technical") if len(word) > 2)


def _pairs_of(texts: Iterable[str]) -> Iterator[tuple[str, str]]:
    for text in texts:
        plain = apart(text).lower()
        words = syllables(plain)
        for earlier, later in itertools.pairwise(words):
            if plain[earlier.end() : later.start()].strip(" ") == "":
                yield earlier.group(), later.group()


def _corpus() -> Iterator[str]:
    yield from _own_texts()
    yield from listed("phrases")
    yield from listed("fields")
    for row in builtin_plan().rows:
        yield from (row.title, row.title_en, row.owner or "", row.coordinating or "", row.deadline or "")


@cache
def _own_texts() -> tuple[str, ...]:
    """Every name of our columns and kinds, and every way their values are written."""
    texts: list[str] = []
    for kind in KINDS.values():
        texts += [*kind.label, kind.name.replace("_", " ")]
        for field in kind.fields:
            texts += [*field.label, *field.headings, field.doc_vi, field.name.replace("_", " ")]
            texts += [text for ways in field.values.values() for text in ways]
    return tuple(unicodedata.normalize("NFC", text) for text in texts if text)
