"""The lower part of a form's sheet: its notes and signatures, and how it comes out on paper."""

from par_metrics.display.sheet_sizes import row_height
from par_metrics.display.sheets import text_cell
from par_metrics.documents.forms.grid import Grid
from par_metrics.documents.forms.paper import DOTS

_SIGNATURES = ("NGƯỜI LẬP BIỂU", "THỦ TRƯỞNG ĐƠN VỊ")
_SIGN = "(Ký, ghi rõ họ tên)"
_MOST_FOOTER = 60
_A4 = 9


def write_notes(grid: Grid, line: int) -> int:
    """The notes, one below the other; the row below."""
    notes = list(grid.paper.notes())
    if not notes:
        return line
    grid.sheet.write_string(line, 0, "Ghi chú:", grid.look(bold=True, italic=True))
    style = grid.look(text_wrap=True, valign="top")
    width = sum(grid.widths)
    for place, note in enumerate(notes, start=line + 1):
        text = text_cell(f"- {note}")
        grid.put(place, 0, place, grid.last, text, style)
        grid.sheet.set_row(place, row_height([(text, width)]))
    return line + 1 + len(notes)


def write_signatures(grid: Grid, line: int) -> None:
    """Who signs, where and when."""
    half, last = grid.half, grid.last
    place = grid.paper.place or DOTS
    when = grid.look(italic=True, align="center")
    grid.put(line, half + 1, line, last, f"{place}, ngày ..... tháng ..... năm .......", when)
    bold, sign = grid.look(bold=True, align="center"), grid.look(italic=True, align="center")
    for who, (left, right) in zip(_SIGNATURES, ((0, half), (half + 1, last)), strict=True):
        grid.put(line + 1, left, line + 1, right, who, bold)
        grid.put(line + 2, left, line + 2, right, _SIGN, sign)
    # Room for the signatures on the page of their words.
    grid.sheet.write_blank(line + 6, 0, None)


def set_page(grid: Grid, top: int, body: int) -> None:
    """A4 landscape, one page wide; the head, the rows from `top` to that before `body`, on every page."""
    sheet = grid.sheet
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.center_horizontally()
    sheet.repeat_rows(top, body - 1)
    sheet.freeze_panes(body, grid.first)
    unit = grid.paper.reporter or ""
    if len(unit) > _MOST_FOOTER:
        unit = f"{unit[:_MOST_FOOTER].rstrip()}…"
    unit = unit.replace("&", "&&")
    sheet.set_footer(f"&L{unit}&C{grid.paper.as_of:%d/%m/%Y}&RTrang &P/&N")
