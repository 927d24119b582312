"""A table of blocks as a table of the document: fixed widths, a head that repeats, rows that are not torn."""

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from docx.document import Document as Docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length
from docx.text.paragraph import Paragraph as DocxParagraph

from par_metrics.documents.report.blocks import Table
from par_metrics.documents.report.wording import printable

_EDGES = ("top", "left", "bottom", "right", "insideH", "insideV")
_MARGIN = 57
"""Of a cell at its left and right, in twentieths of a point: a millimetre."""
_CENTRE, _LEFT = "center", "left"


def write_table(document: Docx, table: Table, width: Length, style: Any, run_look: Any) -> Any:
    """The element of the table, to be put in its place.

    Args:
        width: of all columns together.
        style: `w:pStyle` of the cells' paragraphs, or None.
        run_look: `w:rPr` of their text, or None.
    """
    widths = [int(width * share / sum(table.widths)) for share in table.widths]
    made = document.add_table(table.head_rows + len(table.rows), len(widths))
    made.autofit = False
    made.alignment = WD_TABLE_ALIGNMENT.CENTER
    _frame(made._tbl)
    for column, wide in zip(made.columns, widths, strict=True):
        column.width = Length(wide)
    rows = made._tbl.tr_lst
    for row in rows:
        _keep_whole(row, is_head=row in rows[: table.head_rows])
        for cell, wide in zip(row.tc_lst, widths, strict=True):
            cell.width = Length(wide)

    def write(cell: Any, text: str, align: str, *, is_strong: bool, is_kept: bool) -> None:
        _write(cell, text, align, (style, run_look), is_strong=is_strong, is_kept=is_kept)

    # Merging cells makes those of a row fewer: what becomes of which is known before. A table's own `cell` lists all
    # of its cells each time it is asked for one.
    head_cells = [row.tc_lst for row in rows[: table.head_rows]]
    for number, texts in enumerate(table.rows):
        cells = rows[table.head_rows + number].tc_lst
        for column, (cell, text) in enumerate(zip(cells, texts, strict=True)):
            align = _CENTRE if column in table.centred else _LEFT
            # A title stays with what it is the title of.
            is_title = number in table.strong and number + 1 not in table.strong
            write(cell, text, align, is_strong=number in table.strong, is_kept=is_title)
        if number in table.reaching:
            _reach(cells, *table.reaching[number])
    for head in table.heads:
        first = head_cells[head.row][head.column]
        last = head_cells[head.row + head.rows - 1][head.column + head.columns - 1]
        merged = first if first is last else first.merge(last)
        write(merged, head.text, _CENTRE, is_strong=True, is_kept=True)
    return made._tbl


def _reach(cells: Sequence[Any], first: int, last: int) -> None:
    """A cell over those behind it up to the last."""
    over = cells[first : last + 1]
    width = sum(cell.width for cell in over)
    over[0].grid_span = len(over)
    over[0].width = Length(width)
    for cell in over[1:]:
        cell.getparent().remove(cell)


def _write(cell: Any, text: str, align: str, look: Sequence[Any], *, is_strong: bool, is_kept: bool) -> None:
    style, run_look = look
    paragraph = cell.p_lst[0]
    for extra in cell.p_lst[1:]:
        cell.remove(extra)
    properties = paragraph.get_or_add_pPr()
    if style is not None:
        properties.insert(0, deepcopy(style))
    if is_kept:
        properties.append(OxmlElement("w:keepNext"))
    properties.append(_element("w:spacing", before="20", after="20", line="240", lineRule="auto"))
    properties.append(_element("w:ind", left="0", right="0", firstLine="0"))
    properties.append(_element("w:jc", val=align))
    run = DocxParagraph(paragraph, cell).add_run(printable(text))
    if run_look is not None:
        run._r.insert(0, deepcopy(run_look))
    if is_strong:
        run.bold = True
    cell.get_or_add_tcPr().append(_element("w:vAlign", val=_CENTRE))


def _frame(table: Any) -> None:
    borders, margins = OxmlElement("w:tblBorders"), OxmlElement("w:tblCellMar")
    for edge in _EDGES:
        borders.append(_element(f"w:{edge}", val="single", sz="4", space="0", color="000000"))
    for side in ("left", "right"):
        margins.append(_element(f"w:{side}", w=str(_MARGIN), type="dxa"))
    # In the order of the schema: borders and layout before margins, those before the look.
    look = table.tblPr.find(qn("w:tblLook"))
    layout = table.tblPr.find(qn("w:tblLayout"))
    layout.addprevious(borders)
    layout.addnext(margins)
    if look is not None:
        table.tblPr.remove(look)


def _keep_whole(row: Any, *, is_head: bool) -> None:
    properties = row.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if is_head:
        properties.append(OxmlElement("w:tblHeader"))


def _element(tag: str, **attributes: str) -> Any:
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element
