"""Fields of a template: found wherever Word has put their text, checked, and filled in."""

import re
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from docx.document import Document as Docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length
from docx.text.paragraph import Paragraph as DocxParagraph

from par_metrics.documents.report.blocks import Block, Paragraph, Table
from par_metrics.documents.report.facts import Facts
from par_metrics.documents.report.fields import BY_KEY, Content, Field
from par_metrics.documents.report.tables import write_table
from par_metrics.documents.report.wording import printable
from par_metrics.support.folding import fold_heading

_FIELD = re.compile(r"(?<!\{)\{\{([^{}]*)\}\}(?!\})")
_BRACES = re.compile(r"\{+[^{}]*\}+|\{\{|\}\}")


@dataclass(frozen=True)
class Place:
    """A paragraph with fields, and the pieces its text lies in: Word divides a text wherever something was changed."""

    paragraph: Any
    pieces: Sequence[Any]

    @property
    def text(self) -> str:
        return "".join(piece.text or "" for piece in self.pieces)

    @property
    def names(self) -> list[str]:
        """What stands between double braces, as it is written."""
        return [" ".join(name.split()) for name in _FIELD.findall(self.text)]

    @property
    def broken(self) -> list[str]:
        """What looks like a field and is none: braces too few, too many, or without their others."""
        rest = _FIELD.sub("", self.text)
        return [found for found in _BRACES.findall(rest) if "{{" in found or "}}" in found or _is_known(found)]

    @property
    def block(self) -> Field | None:
        """The field of blocks that stands alone in the paragraph."""
        alone = _FIELD.fullmatch(self.text.strip())
        field = BY_KEY.get(fold_heading(alone[1])) if alone else None
        return field if field is not None and field.is_block else None


def _is_known(braced: str) -> bool:
    return fold_heading(braced.strip("{}")) in BY_KEY


def places(document: Docx) -> list[Place]:
    """Every paragraph with braces, of the text, its tables and text boxes, heads and feet of pages."""
    found = []
    for root in roots(document):
        for paragraph in root.iter(qn("w:p")):
            pieces = [t for t in paragraph.iter(qn("w:t")) if next(t.iterancestors(qn("w:p"))) is paragraph]
            place = Place(paragraph, pieces)
            if "{" in place.text or "}" in place.text:
                found.append(place)
    return found


def roots(document: Docx) -> Iterator[Any]:
    """What a document's text lies in: the text itself, the heads and feet of its pages."""
    yield document.element.body
    for relation in document.part.rels.values():
        if relation.reltype in (RT.HEADER, RT.FOOTER) and not relation.is_external:
            yield relation.target_part.element


def fill(document: Docx, facts: Facts) -> None:
    """Put the facts where the fields are. What stands in the text of facts is never taken for a field."""
    made: dict[str, Content] = {}

    def content(field: Field) -> Content:
        if field.key not in made:
            made[field.key] = field.make(facts)
        return made[field.key]

    for place in places(document):
        field = place.block
        if field is None:
            inline = [BY_KEY[fold_heading(name)] for name in place.names]
            _replace(place, {field.key: printable(str(content(field))) for field in inline})
            continue
        blocks = content(field)
        assert not isinstance(blocks, str)
        _expand(document, place, blocks)


def _replace(place: Place, values: Mapping[str, str]) -> None:
    """Each field's text by its value, in the look of its first letter; the last first, so that places stay."""
    for match in reversed(list(_FIELD.finditer(place.text))):
        value, at = values[fold_heading(match[1])], 0
        for piece in place.pieces:
            text = piece.text or ""
            start, end = max(match.start() - at, 0), min(match.end() - at, len(text))
            at += len(text)
            if start >= end:
                continue
            piece.text = text[:start] + value + text[end:]
            piece.set(qn("xml:space"), "preserve")
            value = ""


def _expand(document: Docx, place: Place, blocks: Sequence[Block]) -> None:
    """The blocks in place of the field's paragraph, in its look."""
    paragraph = place.paragraph
    properties = paragraph.pPr
    section = None if properties is None else properties.find(qn("w:sectPr"))
    run = next(place.pieces[0].iterancestors(qn("w:r")))
    look = run.find(qn("w:rPr"))
    for block in blocks:
        if isinstance(block, Table):
            style = None if properties is None else properties.find(qn("w:pStyle"))
            paragraph.addprevious(write_table(document, block, _width(document, paragraph), style, look))
            continue
        paragraph.addprevious(_paragraph(properties, look, block))
    before, after = paragraph.getprevious(), paragraph.getnext()
    # Word opens no cell that does not end in a paragraph.
    is_last = after is None and (before is None or before.tag != qn("w:p"))
    if section is None and not is_last:
        paragraph.getparent().remove(paragraph)
        return
    # It stays, empty; so does the one that ends a section.
    for child in [child for child in paragraph if child is not properties]:
        paragraph.remove(child)


def _paragraph(properties: Any, look: Any, block: Paragraph) -> Any:
    made = OxmlElement("w:p")
    if properties is not None:
        copied = deepcopy(properties)
        for section in copied.findall(qn("w:sectPr")):
            copied.remove(section)
        made.append(copied)
    paragraph = DocxParagraph(made, None)  # type: ignore[arg-type]  # it gets its place afterwards
    run = paragraph.add_run(printable(block.text))
    if look is not None:
        run._r.insert(0, deepcopy(look))
    if block.is_lead:
        run.bold = True
        paragraph.paragraph_format.keep_with_next = True
    if block.is_aside:
        run.italic = True
    if block.is_right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    return made


def _width(document: Docx, paragraph: Any) -> Length:
    """From margin to margin of the section a paragraph is in, which the next break of a section describes."""
    breaks = list(document.element.body.iter(qn("w:sectPr")))
    order = {element: place for place, element in enumerate(document.element.body.iter())}
    at = order.get(paragraph, 0)
    number = next((n for n, found in enumerate(breaks) if order[found] > at), len(breaks) - 1)
    section = document.sections[number]
    return Length((section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0))
