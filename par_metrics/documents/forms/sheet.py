"""A form as a workbook in the layout of its paper: A4 landscape, one page wide, totals as formulas."""

import io
from pathlib import Path
from typing import TYPE_CHECKING

from par_metrics.display.sheets import FONT, workbook
from par_metrics.documents.forms.grid import Grid
from par_metrics.documents.forms.letters import write_letters
from par_metrics.documents.forms.paper import Paper
from par_metrics.documents.forms.seal import UNSEALED, is_edited, sealed
from par_metrics.documents.forms.sheet_body import write_body, write_total
from par_metrics.documents.forms.sheet_foot import set_page, write_notes, write_signatures
from par_metrics.documents.forms.sheet_head import write_corners, write_head
from par_metrics.documents.own_work import edited_error
from par_metrics.support.atomic import replace_whole

if TYPE_CHECKING:
    from xlsxwriter import Workbook  # type: ignore[import-untyped]


def write_form(paper: Paper, path: Path) -> None:
    """Write a form; the same paper gives the same bytes. A form of ours that nobody has edited is replaced.

    Raises:
        UsageError: a file is there that was edited or is none of ours.
        OSError: the file cannot be written.
    """
    if path.exists() and is_edited(path):
        raise edited_error(path)
    content = io.BytesIO()
    with workbook(content, paper.title.replace("\n", " "), paper.as_of, FONT) as book:
        book.doc_properties["comments"] = UNSEALED
        if paper.form.is_letter_list:
            write_letters(book, paper)
        else:
            add_form(book, paper, paper.form.id)
    replace_whole(path, sealed(content.getvalue()))


def add_form(book: "Workbook", paper: Paper, name: str) -> None:
    """A sheet of a workbook with a form that is no list for letters, from the top down."""
    grid = Grid(book, book.add_worksheet(name), paper)
    for place, width in enumerate(grid.widths):
        grid.sheet.set_column(place, place, width)
    top = write_corners(grid)
    body = write_head(grid, top)
    end = write_body(grid, body)
    if grid.has_names:
        end = write_total(grid, body, end)
    end = write_notes(grid, end + 1)
    write_signatures(grid, end + 1)
    set_page(grid, top, body)
