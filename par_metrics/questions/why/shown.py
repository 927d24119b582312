"""A reason as people read it: columns called by their headings, coded values by their words, with the code beside."""

import re
from collections.abc import Iterable, Mapping
from functools import cache

from par_metrics import display
from par_metrics.display.record_changes import value_shown
from par_metrics.indicators.base import Indicator
from par_metrics.indicators.tables.records import TABLES
from par_metrics.questions.why.probe import Conditions
from schemas import KINDS, Field, Label, Language

_INSTANTS: Mapping[str, Label] = {
    "period_start": Label("đầu kỳ", "start of the period"),
    "period_end": Label("hết kỳ", "end of the period"),
    "as_of": Label("thời điểm tính", "as of"),
}
_COMPARED = r"không phải|không thuộc|thuộc|not one of|one of|not"


def reason_shown(reason: str, indicator: Indicator, columns: Iterable[str], language: Language) -> str:
    """A reason of `Why.rows` in words; of a condition that has none, the values it looks at alone.

    Args:
        reason: in that language, with the ids of columns and values.
        columns: those that the definition looks at.
    """
    # What a status says hangs on the kind of the records.
    fields = _fields(TABLES[indicator.table].kind)
    about = Label("một điều kiện về", "a condition of").in_language(language)
    for sql in Conditions.of(indicator).leaves:
        reason = reason.replace(f" {sql} (", f" {about} (")
    labels = {**{name: field.label for name, field in fields.items()}, **_INSTANTS}
    headings = {name: display.heading(name, language, labels=labels) for name in (*columns, *_INSTANTS)}
    coded = [name for name in headings if name in fields and fields[name].values]
    if coded:
        value = re.compile(rf"\b({'|'.join(coded)}) = ([\w-]+)(?:, ({_COMPARED}) (\([^)]*\)|[\w-]+))?")
        reason = value.sub(lambda found: _valued(found, fields[found[1]], language), reason)
    # Where a name is an English word too, it is one of a column only before a sign.
    names = "|".join(map(re.escape, sorted(headings, key=len, reverse=True)))
    named = re.compile(rf"\b({names})\b(?= (?:[=<>]|trống|is empty))|\b(?=\w+_)({names})\b")
    return named.sub(lambda found: headings[found[1] or found[2]], reason)


def _valued(found: re.Match[str], field: Field, language: Language) -> str:
    """`name = value`, and what it is compared with, in words."""
    name, code, compared, others = found.groups()
    told = f"{name} = {value_shown(field, code, language)}"
    if others is None:
        return told
    words = ", ".join(value_shown(field, other, language) for other in others.strip("()").split(", "))
    return f"{told}, {compared} " + (f"({words})" if others.startswith("(") else words)


@cache
def _fields(kind: str) -> Mapping[str, Field]:
    """Every field by its name, as the kind has it; some columns are looked up in other kinds."""
    return {field.name: field for one in (*KINDS.values(), KINDS[kind]) for field in one.fields}
