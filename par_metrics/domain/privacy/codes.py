"""Keys and other codes: which of them are, or hold, somebody's number or name."""

import re
from functools import lru_cache

from par_metrics.domain.privacy.names import names_somebody
from par_metrics.domain.privacy.numbers import holds_own_number, is_spaced_number, may_be_somebodys
from par_metrics.domain.privacy.shapes import may_be_shown
from par_metrics.domain.privacy.words import apart, is_known, syllables

_DATED = r"^(?:[A-Z]{1,4}\d{1,6}(?:[.]\d{1,4})*|\d{3}(?:[.]\d{2}){2}[.][A-Z]\d{2})-\d{6}(?:\d{2})?-\d{1,7}$"
_RUNNING = r"^[A-Z]{2,4}\d{1,8}$|^[A-Z]\d{1,3}(?:[.]\d{1,4})*$|^\d{1,7}$"
_PROCEDURE = r"^\d{1,2}[.]\d{6}(?:[.]000[.]00[.]00)?(?:[.][A-Z]\d{2})?$"
PLAIN_CODE = f"{_DATED}|{_RUNNING}|{_PROCEDURE}"
"""Of a million codes nearly all are so, and nobody's: no more need be asked of them."""
# A phone that a spreadsheet took for a number.
_WITHOUT_ZERO = re.compile(r"[35789]\d{8}")
_LINK = re.compile(r"://|\bwww[.]", re.IGNORECASE)
_SHORT = 3
_LONGEST_CODE = 1000


@lru_cache(maxsize=1 << 14)
def is_somebodys(code: str, *, numbers: bool = False) -> bool:
    """Whether a code is or holds somebody's number, name or page; an odd code is not.

    The letters of a code are abbreviations in capitals, or words that we know: a word with letters that are not
    plain, or with one capital at its beginning, is a name as far as anyone can tell, and so is a word alone.

    Args:
        numbers: the codes of this export may be bare numbers as long as a phone's or a citizen's.
    """
    bare = code.strip()
    if len(bare) > _LONGEST_CODE:  # no system makes such codes, and to look for names in it takes as long
        return True
    if not (numbers and bare.isdigit()) and (holds_own_number(code) or _WITHOUT_ZERO.fullmatch(bare)):
        return True
    if _LINK.search(code) or (not numbers and is_spaced_number(code)):
        return True
    return names_somebody(code) or any(map(_is_strange, _unknown_runs(code))) or _is_word(code)


def may_be_quoted_code(code: str) -> bool:
    """Whether the cell of a column of codes may be shown: it is nobody's, however odd it is."""
    return may_be_shown(code) or (any(map(str.isdigit, code)) and not is_somebodys(code) and not _is_long_number(code))


def _is_long_number(code: str) -> bool:
    return not syllables(code) and may_be_somebodys(code)


def _unknown_runs(code: str) -> list[str]:
    text = apart(code)
    if is_known(text):
        return []
    return [run.group() for run in syllables(text) if not is_known(run.group())]


def _is_strange(run: str) -> bool:
    """A run of letters of which no code is made: `Bưởi`, `LỤA`, `Giang`; `QĐ` and `HS` are abbreviations."""
    if len(run) < _SHORT and (run.isupper() or run.islower()):
        return False
    return not run.replace("Đ", "D").isascii() or (run[0].isupper() and not run.isupper() and len(run) >= _SHORT)


def _is_word(code: str) -> bool:
    """No digit in it, and longer than an abbreviation, each letter of which would be a capital."""
    runs = _unknown_runs(code)
    return re.search(r"\d", code) is None and any(len(run) > (5 if run.isupper() else _SHORT) for run in runs)
