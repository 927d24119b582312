"""A list for letters: its first row names the fields, as mail merge needs it; what is to be said of it has its own
sheet."""

from datetime import datetime
from typing import TYPE_CHECKING

from par_metrics.display.sheet_sizes import row_height
from par_metrics.display.sheets import text_cell
from par_metrics.documents.forms.grid import INDENT
from par_metrics.documents.forms.paper import Paper

if TYPE_CHECKING:
    from xlsxwriter import Workbook  # type: ignore[import-untyped]

_NOTES_WIDTH = 110.0


def write_letters(book: "Workbook", paper: Paper) -> None:
    """The list, and beside it its period and notes."""
    sheet = book.add_worksheet("Danh sách")
    columns, rows = paper.form.columns, paper.form.printed(paper.filled.frame)
    head = book.add_format({"bold": True, "border": 1, "text_wrap": True, "valign": "vcenter", "align": "center"})
    text = book.add_format({"border": 1, "text_wrap": True, "valign": "vcenter", "align": "left", "indent": 1})
    day = book.add_format({"border": 1, "valign": "vcenter", "align": "center", "num_format": "dd/mm/yyyy"})
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(0, place, column.heading[-1], head)
    sheet.set_row(0, 32)
    for line, row in enumerate(rows.iter_rows(named=True), start=1):
        for place, column in enumerate(columns):
            value = row[column.id]
            if value is None:
                sheet.write_blank(line, place, None, day if column.kind == "date" else text)
            elif isinstance(value, datetime):
                sheet.write_datetime(line, place, value.date(), day)
            else:
                sheet.write_string(line, place, text_cell(value), text)
        texts = [(str(row[column.id] or ""), column.width - INDENT) for column in columns if column.kind == "text"]
        sheet.set_row(line, row_height(texts))
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(rows.height, 1), len(columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer(f"&C{paper.as_of:%d/%m/%Y}&RTrang &P/&N")
    _notes(book, paper)


def _notes(book: "Workbook", paper: Paper) -> None:
    sheet = book.add_worksheet("Ghi chú")
    sheet.set_column(0, 0, _NOTES_WIDTH)
    bold, wrapped = book.add_format({"bold": True, "text_wrap": True}), book.add_format({"text_wrap": True})
    about = f"{paper.kind_of_period} {paper.days}. {paper.seen_at}."
    for line, note in enumerate((paper.title, about, paper.form.issued, *paper.notes())):
        sheet.write_string(line, 0, note, wrapped if line else bold)
        sheet.set_row(line, row_height([(note, _NOTES_WIDTH)]))
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
