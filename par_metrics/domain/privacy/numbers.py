"""Numbers by which somebody is known: phones, papers, plates, accounts, addresses of mail."""

import re
import unicodedata

_DAY = r"(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}[/.-]\d{1,2}[/.-]\d{1,2})"
_TIME = r"\d{1,2}(?:[:h]\d{2}){0,2}(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})?"
# A day however wrong it is; `20261305`, `20261305000000`, the day as a spreadsheet counts it, a span of two days.
_DATE = re.compile(
    rf"(?:{_TIME} )?{_DAY}(?:[ T]{_TIME})?|20\d\d[0-3]\d[0-3]\d(?:[0-2]\d[0-5]\d(?:[0-5]\d)?)?|\d{{5}}\.\d+"
    rf"|{_DAY}/{_DAY}"
)
_AMOUNT = re.compile(
    r"[+-]?(?:\d+|[1-9]\d{0,2}(?:[.,\s]\d{3})+)(?:[.,]\d{1,2})?(?:\s*(?:đ|đồng|vnd|vnđ|%))?", re.IGNORECASE
)
_PROCEDURE = re.compile(r"\d{1,2}\.\d{6}(?:\.\d{3}(?:\.\d{2}){0,2})?(?:\.[A-Z]\d{2}(?:\.\d+)*)?")
# Unbroken, whatever letters stand around it: mobile and land lines, a citizen's twelve digits or nine of before.
_UNBROKEN = re.compile(
    r"(?<!\d)(?:0[2-9]\d{8,9}|(?:\+|00)?84[2-9]\d{8}|0(?:0[1-9]|[1-8]\d|9[0-6])\d{9}|(?:0[1-9]|[12]\d|3[0-8])\d{7})(?!\d)"
)
# In groups, as people write it; those of a code are others.
_SEP = r"[ .-]"
_GROUPS = "|".join(
    (
        rf"0[35789]\d{{2}}{_SEP}\d{{3}}{_SEP}\d{{3}}",
        rf"0[35789]\d{_SEP}\d{{3}}{_SEP}?\d{{4}}",
        rf"0[35789]\d{{2}}{_SEP}\d{{6}}",
        rf"0[35789]\d{{3}}{_SEP}\d{{3}}{_SEP}?\d{{2}}",
        rf"0[35789]\d{{2}}(?:{_SEP}\d{{2}}){{3}}",
        rf"0[35789](?:{_SEP}\d{{2}}){{4}}",
        rf"\(?02\d{{1,2}}\)?{_SEP}?\d{{3,4}}{_SEP}?\d{{3,4}}",
        rf"\(?02\d{{1,2}}\)?{_SEP}\d{_SEP}\d{{3}}{_SEP}\d{{3}}",
        rf"\(?(?:\+|00)84\)?(?:{_SEP}?\d){{9,10}}",
        rf"(?:\+|00)84{_SEP}?\(0\)(?:{_SEP}?\d){{9}}",
        rf"84{_SEP}?[35789](?:{_SEP}?\d){{8}}",
        r"0[35789](?: ?\d){8}",
        r"0(?: \d){9,11}",
        rf"\d{{3}}({_SEP})\d{{3}}\1\d{{3}}(?:\1\d{{3}})?",
        rf"0\d{{3}}({_SEP})\d{{4}}\2\d{{4}}",
        rf"0\d{{2}}{_SEP}\d{{9}}",
        rf"0\d{{5}}{_SEP}\d{{6}}",
    )
)
# Also behind what joins the parts of a name: `ho-so_034.099.001.235`.
_GROUPED = re.compile(rf"(?<![^\W_])(?<![.-])(?:{_GROUPS})(?![\d-])")
_PASSPORT = re.compile(r"(?<![A-Za-z0-9])[A-Z][ ]?\d{7,8}(?![A-Za-z0-9])")
_PLATE = re.compile(
    r"(?<![A-Za-z0-9.])\d{2}[ -]?(?:[A-HK-NPSTUVXYZ]\d?|[A-Z]A|LD|NG|NN|KT|MK|RM|MĐ)[ .-]{0,3}"
    r"(?:\d{3}\.?\d{2}|(?!20\d\d)\d{4})(?![A-Za-z0-9-])"
)
_MAIL = re.compile(
    r"@|\S\s*[\[({<]\s*(?:at|a còng|a\.còng)\s*[\])}>]\s*\S|\S (?:a còng|at) \S+\.\S"
    r"|\b(?:gmail|yahoo|hotmail|outlook|icloud)\b",
    re.IGNORECASE,
)
_LONG = re.compile(r"\d{8,}")
# As names of files have it: 20260930, 20260930073015, 30092026.
_DAY_IN_A_ROW = re.compile(r"20\d\d[0-3]\d[0-3]\d(?:[0-2]\d[0-5]\d(?:[0-5]\d)?)?|[0-3]\d[01]\d20\d\d")
_LONGEST = 8
_IN_GROUPS = re.compile(r"(?<![\w.])\d(?:[ .]?\d)+")
_ANY_GROUPS = re.compile(r"[+(]*\d[\d\s.()-]*\d")
NO_AMOUNT = r"^\+?0\d[\d\s.-]{7,}$|^(?:\+|00)?\s?\(?84\)?[\s.-]?[2-9]\d{1,2}[\s.-]?\d{3}[\s.-]?\d{3,4}$"
"""A cell that a column of numbers would read as one, though it is a phone's or a citizen's."""
_CALLED = re.compile(NO_AMOUNT)
_LINK = re.compile(r"https?://\S+")
# In a code: groups that no code is written in, and a number that stands behind a word.
_APART = re.compile(r"(?<![+(])[+(]*\d{1,5}(?:[ .-]?[ (]\d{1,5}\)?|\)[ .-]?\d{1,5}|[ .-]\d{1,5}){2,}(?!\d)")
_BEHIND_A_WORD = re.compile(r"\s\d{9,}(?!\d)")
_DAY_APART = re.compile(rf"(?<!\d)(?:{_DAY}|{_DAY_IN_A_ROW.pattern})(?!\d)")


def is_date(text: str) -> bool:
    """Whether a text is a day, with or without a time, or an attempt at one."""
    return _DATE.fullmatch(text.strip()) is not None


def is_amount(text: str) -> bool:
    """Whether a text is a number as money and counts are written."""
    return _AMOUNT.fullmatch(text.strip()) is not None


def holds_own_number(text: str) -> bool:
    """Whether a text holds a phone's, a citizen's or a passport's number, a plate, or an address of mail.

    An odd code must not be taken for one: digits in a row count, and groups as people write them.
    """
    text = plain_digits(text)
    if is_date(text) or _PROCEDURE.fullmatch(text):
        return False
    shapes = (_UNBROKEN, _GROUPED, _PASSPORT, _PLATE, _MAIL)
    return any(shape.search(text) is not None for shape in shapes)


def may_be_somebodys(text: str, *, amount: bool = False) -> bool:
    """Whether a text holds what may be somebody's number: any long one but a day, or an amount where one belongs."""
    plain = plain_digits(text).strip()
    if is_date(plain) or _PROCEDURE.fullmatch(plain):
        return False
    if amount and is_amount(plain) and not _CALLED.match(plain) and not (plain.isdigit() and len(plain) > 8):
        return False
    if holds_own_number(plain) or any(_DAY_IN_A_ROW.fullmatch(run) is None for run in _LONG.findall(plain)):
        return True
    groups = _ANY_GROUPS.fullmatch(plain)
    if groups is not None and sum(map(str.isdigit, plain)) >= _LONGEST:
        return True
    return any(_is_long(run) for run in _IN_GROUPS.findall(plain))


def is_spaced_number(code: str) -> bool:
    """Whether a code has a number as long as a citizen's in groups that no code has, or behind a word and a blank.

    Groups of a code are joined by dots and hyphens alone: `H60.101-260302-0001`; a day is nobody's.
    """
    plain = _DAY_APART.sub("", plain_digits(code))
    groups = (run.group() for run in _APART.finditer(plain) if sum(map(str.isdigit, run.group())) > _LONGEST)
    return _BEHIND_A_WORD.search(plain) is not None or any(re.search(r"[ ()+]", run) for run in groups)


def plain_digits(text: str) -> str:
    """The digits of any script and width as 0-9: a number is somebody's however its digits are drawn."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(mark)) if mark.isdecimal() else mark for mark in text)


def _is_long(run: str) -> bool:
    """Groups of digits among words that are together as long as a citizen's number, and no amount."""
    return sum(map(str.isdigit, run)) > _LONGEST and not is_amount(run) and not is_date(run)


def without_links(text: str) -> str:
    """A text without its links, the long numbers of which are nobody's."""
    return _LINK.sub(" ", text)
