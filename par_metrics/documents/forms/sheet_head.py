"""The upper part of a form's sheet: number, title, who reports to whom, the period; and the head of its table."""

from itertools import accumulate

from par_metrics.display.sheet_sizes import row_height
from par_metrics.documents.forms.grid import Grid
from par_metrics.documents.forms.head_cells import head_cells, head_heights, levels_of
from par_metrics.documents.forms.paper import DOTS

_HEAD_SIZE, _NUMBERING_SIZE = 10, 8
_LEFT_PART, _RIGHT_PART = 0.24, 0.27
"""What of the width the corners take."""


def write_corners(grid: Grid) -> int:
    """What stands above the table; the row below."""
    paper, form = grid.paper, grid.paper.form
    left, right = _corners(grid)
    bold = grid.look(bold=True, align="left", valign="top", text_wrap=True)
    plain = grid.look(align="left", valign="top", text_wrap=True)
    title = grid.look(bold=True, align="center", valign="vcenter", text_wrap=True, font_size=13)
    middle = grid.look(align="center", bold=True, text_wrap=True)
    days = grid.look(align="center", italic=True)
    reporter = f"Đơn vị báo cáo:\n{paper.reporter or DOTS}"
    recipient = f"Đơn vị nhận báo cáo:\n{paper.recipient or DOTS}"
    grid.put(0, 0, 0, left, form.number, bold)
    grid.put(1, 0, 2, left, form.issued, plain)
    grid.put(0, left + 1, 1, right - 1, paper.title, title)
    grid.put(2, left + 1, 2, right - 1, paper.kind_of_period, middle)
    grid.put(3, left + 1, 3, right - 1, paper.days, days)
    grid.put(0, right, 1, grid.last, reporter, plain)
    grid.put(2, right, 3, grid.last, recipient, plain)
    measure = f"Đơn vị tính: {form.counts}" if form.counts else ""
    grid.put(4, 0, 4, grid.half, paper.seen_at, grid.look(italic=True, align="left"))
    grid.put(4, grid.half + 1, 4, grid.last, measure, grid.look(italic=True, align="right"))
    widths = grid.widths
    outer, inner = sum(widths[right:]), sum(widths[left + 1 : right])
    upper = max(row_height([(reporter, outer)]), row_height([(paper.title, inner)], 13, bold=True))
    lower = max(row_height([(recipient, outer)]), row_height([(form.issued, sum(widths[: left + 1]))]))
    for row, height in enumerate((upper / 2, upper / 2, lower / 2, lower / 2, 18)):
        grid.sheet.set_row(row, max(height, 17))
    return 5


def _corners(grid: Grid) -> tuple[int, int]:
    """The last column of the left corner and the first of the right one."""
    whole = list(accumulate(grid.widths))
    left = next(place for place, width in enumerate(whole) if width >= _LEFT_PART * whole[-1])
    right = next(place for place, width in enumerate(whole) if width > (1 - _RIGHT_PART) * whole[-1])
    return left, max(min(right, grid.last), left + 2)


def write_head(grid: Grid, top: int) -> int:
    """The head of the table; the first row of its body."""
    form = grid.paper.form
    names = [(form.rows[grid.paper.by],)] if grid.has_names else []
    headings = [("TT",), *names, *(column.heading for column in form.columns)]
    look = {"border": 1, "align": "center", "valign": "vcenter", "text_wrap": True}
    style = grid.look(**look, bold=True, font_size=_HEAD_SIZE)
    cells = head_cells(headings)
    for cell in cells:
        grid.put(top + cell.top, cell.left, top + cell.bottom, cell.right, cell.text, style)
    for row, height in enumerate(head_heights(cells, grid.widths, _HEAD_SIZE)):
        grid.sheet.set_row(top + row, height)
    numbers = list(form.numbering())
    line = top + levels_of(headings)
    style = grid.look(**look, italic=True, font_size=_NUMBERING_SIZE)
    for place, number in enumerate(numbers):
        grid.sheet.write_string(line, place, number, style)
    grid.sheet.set_row(line, row_height(zip(numbers, grid.widths, strict=True), _NUMBERING_SIZE))
    return line + 1
