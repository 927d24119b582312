"""What a load changed in a record, as people read it: fields by their headings, values in words."""

import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache

from par_metrics.display.numbers import NO_VALUE, when
from par_metrics.display.words import words
from schemas import KINDS, Field, Label, Language, ValueType

_INSTANT = re.compile(r"\d{4}-\d\d-\d\d(?: \d\d:\d\d:\d\d(?:\.\d+)?)?")


def changes_shown(changes: str, kind: str, language: Language) -> str:
    """`status: 4 -> 10` in words: `Trạng thái: Đang xử lý (4) -> Đã trả kết quả (10)`.

    Args:
        changes: of a record, `field: before -> after; …`; of a register, its kind and the key of the row before that.
        kind: of the record.
    """
    register, _, rest = changes.partition(" ")
    if register in KINDS:
        name = KINDS[register].label.in_language(language)
        return f"{name} {_told(rest, register, language)}".rstrip()
    return _told(changes, kind, language)


def _told(changes: str, kind: str, language: Language) -> str:
    fields = KINDS[kind].by_name

    def shown(found: re.Match[str]) -> str:
        field = fields[found[1]]
        before, after = (value_shown(field, text, language) for text in found.group(2, 3))
        return f"{field.label.in_language(language)}: {before} -> {after}"

    return _changes_of(kind).sub(shown, changes)


@cache
def _changes_of(kind: str) -> re.Pattern[str]:
    """A field, and what was and is there, which ends where the next field begins."""
    names = "|".join(KINDS[kind].by_name)
    return re.compile(rf"(?<!\w)({names}): (.*?) -> (.*?)(?=; (?:{names}): |\)(?:, |$)|$)", re.DOTALL)


def value_shown(field: Field, text: str, language: Language) -> str:
    """A stored value in words; of a coded one the code beside, and in English the code alone where it has no word."""
    if field.type is ValueType.BOOLEAN:
        return _YES_NO[text].in_language(language) if text in _YES_NO else text
    if field.is_time and _INSTANT.fullmatch(text):
        instant = datetime.fromisoformat(text)
        return when(instant.date() if field.type is ValueType.DATE else instant, language)
    word = words(text, language, field.name) if field.values else text
    if word == text and language == "vi" and text != NO_VALUE:
        value = next((value for value in field.values if str(value) == text), None)
        word = text if value is None else field.word(value)
    return word if word == text else f"{word} ({text})"


_YES_NO: Mapping[str, Label] = {"true": Label("có", "yes"), "false": Label("không", "no")}
