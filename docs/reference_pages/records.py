"""The page of records."""

from collections.abc import Iterator, Sequence

from docs.reference_pages.markdown import code, page, table
from schemas import KINDS, RecordKind

_INTRODUCTION = """
Every kind of record and its columns, as exports may hold them. Headings are compared without regard to case,
diacritics, spaces and punctuation; the canonical name is always a heading too, so that a file whose headings
are canonical names needs no profile. How the text of a cell is read is told in [values.md](values.md).

Marks: **!** required in every row; **D** decides a figure: a cell that cannot be read, or a code that a spreadsheet
damaged, refuses its row (required columns do so too), while such a cell of any other column is left empty, the row
kept, and the load report names row, column and value; **P** personal, not stored; **S** personal, stored as a pseudonym
only; **L** only read to look up another column, not stored. "Event" columns are things that happened: what lies after
`as_of` has not.
"""


def _body() -> Iterator[str]:
    for kind in KINDS.values():
        yield f"## {kind.name}"
        yield ""
        yield f"{kind.label.vi} / {kind.label.en.lower()}. Key: {code(kind.key)}."
        if kind.conflicts == "refuse":
            yield "Rows of one file that share their key and differ are all refused."
        events = code(kind.events) or "none"
        yield f"Events: {events}." + (f" A record comes to exist at `{kind.entry}`." if kind.entry else "")
        yield ""
        yield from table(("Column", "", "Nhãn", "Label", "Type", "Meaning", "Headings"), _field_rows(kind))
        for field in (f for f in kind.fields if f.values):
            yield f"Values of `{field.name}`:"
            yield ""
            yield from table(
                ("Value", "Written in exports as"), ((f"`{v}`", ", ".join(texts)) for v, texts in field.values.items())
            )


def _field_rows(kind: RecordKind) -> Iterator[Sequence[object]]:
    for field in kind.fields:
        marks = [
            "!" if field.name in kind.required else "",
            "D" if field.decisive else "",
            "P" if field.personal else "",
            "S" if field.pseudonym else "",
            "" if field.stored else "L",
        ]
        meaning = field.doc + (f" Default: `{field.default}`." if field.default is not None else "")
        name = f"`{field.name}`"
        headings = ", ".join(field.headings)
        yield name, " ".join(filter(None, marks)), field.label.vi, field.label.en, field.type.value, meaning, headings


def written() -> str:
    """Its text."""
    return page("Records", _INTRODUCTION, _body())
