"""The look of the built-in template, by Nghị định 30/2020/NĐ-CP, phụ lục I: A4, margins, fonts, rules, page numbers."""

from typing import Any

from docx.document import Document as Docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Cm, Length, Pt
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

FONT = "Times New Roman"
LETTER, SMALL = Pt(14), Pt(11)
BODY, HEAD, SUBHEAD = "Nội dung", "Heading 1", "Heading 2"
CENTRED, CELL, NOTE = "Giữa trang", "Ô bảng", "Ghi chú"
_LEFT, _RIGHT, _TOP, _BOTTOM = Cm(3), Cm(1.5), Cm(2), Cm(2)
_SHORT, _LONG = Cm(21), Cm(29.7)
TEXT_WIDTH = Length(_SHORT - _LEFT - _RIGHT)
_FONT_OF = ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia")


def set_styles(document: Docx) -> None:
    """The styles of the template; the officer changes a font once, in its style."""
    _speak_vietnamese(document)
    for spacing in document.styles.element.find(qn("w:docDefaults")).findall(f".//{qn('w:spacing')}"):
        spacing.getparent().remove(spacing)
    normal = _style(document, "Normal", LETTER)
    normal.paragraph_format.space_after = normal.paragraph_format.space_before = Pt(0)
    normal.paragraph_format.line_spacing = 1.0
    body = _style(document, BODY, LETTER)
    body.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    body.paragraph_format.first_line_indent = Cm(1.27)
    body.paragraph_format.space_before = body.paragraph_format.space_after = Pt(3)
    for name in (HEAD, SUBHEAD):
        head = _style(document, name, LETTER)
        head.font.bold = True
        head.paragraph_format.first_line_indent = Cm(1.27)
        head.paragraph_format.space_before, head.paragraph_format.space_after = Pt(6), Pt(3)
        head.paragraph_format.keep_with_next = True
    centred = _style(document, CENTRED, LETTER)
    centred.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _style(document, CELL, SMALL)
    note = _style(document, NOTE, SMALL)
    note.paragraph_format.space_before = note.paragraph_format.space_after = Pt(3)


def _style(document: Docx, name: str, size: Length) -> ParagraphStyle:
    styles = document.styles
    known = any(style.name == name for style in styles)
    style = styles[name] if known else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    assert isinstance(style, ParagraphStyle)
    look = style.element.get_or_add_rPr()
    for child in list(look):
        look.remove(child)  # colours and fonts of a theme
    style.font.size = size
    fonts = look.get_or_add_rFonts()
    for attribute in _FONT_OF:
        fonts.set(qn(attribute), FONT)
    cs = OxmlElement("w:szCs")
    cs.set(qn("w:val"), str(int(size.pt * 2)))
    look.append(cs)
    return style


def _speak_vietnamese(document: Docx) -> None:
    """The language that Word checks spelling in."""
    for language in document.styles.element.iter(qn("w:lang")):
        for attribute in ("w:val", "w:eastAsia"):
            language.set(qn(attribute), "vi-VN")


def set_page(section: Section, *, is_wide: bool = False) -> None:
    """A4 with the margins of the decree, and the number of the page above the text but on the first page."""
    section.orientation = WD_ORIENT.LANDSCAPE if is_wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (_LONG, _SHORT) if is_wide else (_SHORT, _LONG)
    section.left_margin, section.right_margin = _LEFT, _RIGHT
    section.top_margin, section.bottom_margin = _TOP, _BOTTOM
    section.header_distance = section.footer_distance = Cm(1)
    section.different_first_page_header_footer = True


def number_pages(section: Section) -> None:
    """The field of the page's number, centred; the sections behind take the same header."""
    paragraph = section.header.paragraphs[0]
    paragraph.style, paragraph.alignment = "Normal", WD_ALIGN_PARAGRAPH.CENTER
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        run = paragraph.add_run()
        if kind is not None:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        run._r.append(mark)


def new_part(document: Docx, *, is_wide: bool) -> Section:
    """An appendix on pages of its own, which are numbered from 1."""
    section: Section = document.add_section(WD_SECTION.NEW_PAGE)
    set_page(section, is_wide=is_wide)
    # A section is made as a copy of the one before, which may start at 1 already.
    if section._sectPr.find(qn("w:pgNumType")) is None:
        numbers = OxmlElement("w:pgNumType")
        numbers.set(qn("w:start"), "1")
        # In the order of the schema it stands behind the margins.
        section._sectPr.find(qn("w:pgMar")).addnext(numbers)
    return section


def rule(paragraph: Paragraph, width: Length, length: Length) -> None:
    """A line of a length in the middle of a width, as the border of a low empty paragraph: nothing wraps it."""
    indent = Length((width - length) // 2)
    layout = paragraph.paragraph_format
    layout.left_indent = layout.right_indent = indent
    layout.first_line_indent = Pt(0)
    layout.line_spacing = Pt(3)
    layout.space_before, layout.space_after = Pt(3), Pt(0)
    borders, top = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc")


def no_frame(table: Any) -> None:
    """A table that only lays out: no margins of cells, so that its columns are as wide as they are said to be."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), "0")
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    table._tbl.tblPr.find(qn("w:tblLayout")).addnext(margins)
