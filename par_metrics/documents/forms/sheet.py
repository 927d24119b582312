"""A form as a workbook in the layout of its paper: A4 landscape, one page wide, totals as formulas."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from par_metrics.display.sheet_sizes import row_height
from par_metrics.display.sheets import FONT, text_cell, workbook
from par_metrics.documents.forms.form import Column
from par_metrics.documents.forms.head import head_cells, head_heights, levels_of
from par_metrics.documents.forms.letters import write_letters
from par_metrics.documents.forms.paper import DOTS, Paper
from par_metrics.documents.forms.totals import adds_up, totals_of

if TYPE_CHECKING:
    from xlsxwriter import Workbook  # type: ignore[import-untyped]

TOTAL = "Tổng số"
_NUMBER_WIDTH, _NAME_WIDTH = 5.0, 34.0
_HEAD_SIZE, _NUMBERING_SIZE = 10, 8
_LEFT_PART, _RIGHT_PART = 0.24, 0.27
"""What of the width the corners take."""
_SIGNATURES = ("NGƯỜI LẬP BIỂU", "THỦ TRƯỞNG ĐƠN VỊ")
_SIGN = "(Ký, ghi rõ họ tên)"
_INDENT = 1.5
_MOST_FOOTER = 60
_A4 = 9


def write_form(paper: Paper, path: Path) -> None:
    """Write a form; the same paper gives the same bytes.

    Raises:
        OSError: the file cannot be written.
    """
    with workbook(path, paper.title.replace("\n", " "), paper.as_of, FONT) as book:
        if paper.form.is_letter_list:
            write_letters(book, paper)
        else:
            add_form(book, paper, paper.form.id)


def add_form(book: "Workbook", paper: Paper, name: str) -> None:
    """A sheet of a workbook with a form that is no list for letters."""
    _Sheet(book, paper, name).write()


@dataclass(frozen=True)
class _Sheet:
    """One sheet being written, from the top down."""

    book: "Workbook"
    paper: Paper
    name: str

    @cached_property
    def sheet(self) -> Any:
        return self.book.add_worksheet(self.name)

    @cached_property
    def rows(self) -> pl.DataFrame:
        return self.paper.form.printed(self.paper.filled.frame)

    @cached_property
    def has_names(self) -> bool:
        return bool(self.paper.form.bys)

    @cached_property
    def first(self) -> int:
        """The column of the first of the form's own columns."""
        return 2 if self.has_names else 1

    @cached_property
    def widths(self) -> list[float]:
        names = [_NAME_WIDTH] if self.has_names else []
        return [_NUMBER_WIDTH, *names, *(column.width for column in self.paper.form.columns)]

    @property
    def last(self) -> int:
        return len(self.widths) - 1

    def write(self) -> None:
        sheet = self.sheet
        for place, width in enumerate(self.widths):
            sheet.set_column(place, place, width)
        top = self._corners()
        body = self._head(top)
        end = self._body(body)
        if self.has_names:
            end = self._total(body, end)
        end = self._notes(end + 1)
        self._signatures(end + 1)
        self._page(top, body)

    # --- the head ----------------------------------------------------------------------

    def _corners(self) -> int:
        """Number, title, who reports to whom, the period; the row below."""
        paper, form = self.paper, self.paper.form
        left, right = self._thirds()
        bold = self._format(bold=True, align="left", valign="top", text_wrap=True)
        plain = self._format(align="left", valign="top", text_wrap=True)
        title = self._format(bold=True, align="center", valign="vcenter", text_wrap=True, font_size=13)
        middle = self._format(align="center", bold=True, text_wrap=True)
        days = self._format(align="center", italic=True)
        self._merge(0, 0, 0, left, form.number, bold)
        self._merge(1, 0, 2, left, form.issued, plain)
        self._merge(0, left + 1, 1, right - 1, paper.title, title)
        self._merge(2, left + 1, 2, right - 1, paper.kind_of_period, middle)
        self._merge(3, left + 1, 3, right - 1, paper.days, days)
        self._merge(0, right, 1, self.last, f"Đơn vị báo cáo:\n{paper.reporter or DOTS}", plain)
        self._merge(2, right, 3, self.last, f"Đơn vị nhận báo cáo:\n{paper.recipient or DOTS}", plain)
        measure = f"Đơn vị tính: {form.counts}" if form.counts else ""
        half = self._half()
        self._merge(4, 0, 4, half, paper.seen_at, self._format(italic=True, align="left"))
        self._merge(4, half + 1, 4, self.last, measure, self._format(italic=True, align="right"))
        widths = self.widths
        outer, inner = sum(widths[right:]), sum(widths[left + 1 : right])
        upper = max(
            row_height([(f"Đơn vị báo cáo:\n{paper.reporter or DOTS}", outer)]),
            row_height([(paper.title, inner)], 13, bold=True),
        )
        lower = max(
            row_height([(f"Đơn vị nhận báo cáo:\n{paper.recipient or DOTS}", outer)]),
            row_height([(form.issued, sum(widths[: left + 1]))]),
        )
        for row, height in enumerate((upper / 2, upper / 2, lower / 2, lower / 2, 18)):
            self.sheet.set_row(row, max(height, 17))
        return 5

    def _thirds(self) -> tuple[int, int]:
        """The last column of the left corner and the first of the right one."""
        whole = list(accumulate(self.widths))
        left = next(place for place, width in enumerate(whole) if width >= _LEFT_PART * whole[-1])
        right = next(place for place, width in enumerate(whole) if width > (1 - _RIGHT_PART) * whole[-1])
        return left, max(min(right, self.last), left + 2)

    def _half(self) -> int:
        whole = list(accumulate(self.widths))
        return next(place for place, width in enumerate(whole) if width >= whole[-1] / 2)

    def _head(self, top: int) -> int:
        """The head of the table; the first row of its body."""
        form = self.paper.form
        names = [(form.rows[self.paper.by],)] if self.has_names else []
        headings = [("TT",), *names, *(column.heading for column in form.columns)]
        style = self._format(
            bold=True, border=1, align="center", valign="vcenter", text_wrap=True, font_size=_HEAD_SIZE
        )
        cells = head_cells(headings)
        for cell in cells:
            self._merge(top + cell.top, cell.left, top + cell.bottom, cell.right, cell.text, style)
        for row, height in enumerate(head_heights(cells, self.widths, _HEAD_SIZE)):
            self.sheet.set_row(top + row, height)
        numbers = list(form.numbering())
        line = top + levels_of(headings)
        style = self._format(
            italic=True, border=1, align="center", valign="vcenter", text_wrap=True, font_size=_NUMBERING_SIZE
        )
        for place, number in enumerate(numbers):
            self.sheet.write_string(line, place, number, style)
        self.sheet.set_row(line, row_height(zip(numbers, self.widths, strict=True), _NUMBERING_SIZE))
        return line + 1

    # --- the body ----------------------------------------------------------------------

    def _body(self, top: int) -> int:
        """A row a line of the form; the row below."""
        if self.rows.is_empty():
            nothing = self.paper.filled.without_rows
            self._merge(top, 0, top, self.last, nothing, self._format(border=1, align="center", italic=True))
            return top + 1
        number = self._format(border=1, align="center", valign="vcenter")
        text = self._format(border=1, align="left", indent=1, valign="vcenter", text_wrap=True)
        for place, row in enumerate(self.rows.iter_rows(named=True)):
            line = top + place
            self.sheet.write_number(line, 0, place + 1, number)
            texts: list[tuple[str, float]] = []
            if self.has_names:
                name = text_cell(str(row.get("unit_name") or row[self.paper.by]))
                self.sheet.write_string(line, 1, name, text)
                texts.append((name, _NAME_WIDTH - _INDENT))
            for offset, column in enumerate(self.paper.form.columns):
                self._cell(line, self.first + offset, column, row)
                if column.kind == "text":
                    texts.append((str(row[column.id] or ""), column.width - _INDENT))
            self.sheet.set_row(line, row_height(texts))
        return top + self.rows.height

    def _cell(self, line: int, place: int, column: Column, row: Mapping[str, Any], *, bold: bool = False) -> None:
        value = None if column.kind == "blank" else row[column.id]
        style = self._style(column, bold=bold)
        if value is None:
            self.sheet.write_blank(line, place, None, style)
        elif column.kind == "text":
            self.sheet.write_string(line, place, text_cell(value), style)
        elif column.kind == "date":
            self.sheet.write_datetime(line, place, _day(value), style)
        elif column.kind == "share":
            self.sheet.write_formula(line, place, self._share(column, line), style, value)
        elif column.parts and adds_up(column, row):
            parts = "+".join(self._name(line, part) for part in column.parts)
            self.sheet.write_formula(line, place, f"={parts}", style, value)
        else:
            self.sheet.write_number(line, place, value, style)

    def _share(self, column: Column, line: int) -> str:
        whole = "+".join(self._name(line, part) for part in column.share_of)
        return f'=IF({whole}=0,"",{self._name(line, column.share_of[-1])}/({whole}))'

    def _name(self, line: int, column_id: str) -> str:
        from xlsxwriter.utility import xl_rowcol_to_cell  # type: ignore[import-untyped]

        return str(xl_rowcol_to_cell(line, self.paper.form.number_of(column_id) - 1))

    # --- the total row -----------------------------------------------------------------

    def _total(self, top: int, line: int) -> int:
        """The total row; the row below."""
        from xlsxwriter.utility import xl_range

        style = self._format(border=1, bold=True, align="center", valign="vcenter")
        self._merge(line, 0, line, 1, TOTAL, style)
        totals = totals_of(self.paper.form, self.paper.filled)
        for offset, column in enumerate(self.paper.form.columns):
            place, total = self.first + offset, totals.get(column.id)
            if total is None or column.kind != "count" or not column.adds_up:
                self._cell(line, place, _alone(column), {column.id: total, **totals}, bold=True)
            else:
                formula = f"=SUM({xl_range(top, place, line - 1, place)})"
                self.sheet.write_formula(line, place, formula, self._style(column, bold=True), total)
        self.sheet.set_row(line, 18)
        return line + 1

    # --- below -------------------------------------------------------------------------

    def _notes(self, line: int) -> int:
        """The notes, one below the other; the row below."""
        notes = list(self.paper.notes())
        if not notes:
            return line
        self.sheet.write_string(line, 0, "Ghi chú:", self._format(bold=True, italic=True))
        style = self._format(text_wrap=True, valign="top")
        width = sum(self.widths)
        for place, note in enumerate(notes, start=line + 1):
            text = text_cell(f"- {note}")
            self._merge(place, 0, place, self.last, text, style)
            self.sheet.set_row(place, row_height([(text, width)]))
        return line + 1 + len(notes)

    def _signatures(self, line: int) -> None:
        half = self._half()
        place = self.paper.place or DOTS
        when = self._format(italic=True, align="center")
        self._merge(line, half + 1, line, self.last, f"{place}, ngày ..... tháng ..... năm .......", when)
        bold, sign = self._format(bold=True, align="center"), self._format(italic=True, align="center")
        for who, (left, right) in zip(_SIGNATURES, ((0, half), (half + 1, self.last)), strict=True):
            self._merge(line + 1, left, line + 1, right, who, bold)
            self._merge(line + 2, left, line + 2, right, _SIGN, sign)
        # Room for the signatures on the page of their words.
        self.sheet.write_blank(line + 6, 0, None)

    def _page(self, top: int, body: int) -> None:
        sheet = self.sheet
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        sheet.center_horizontally()
        sheet.repeat_rows(top, body - 1)
        sheet.freeze_panes(body, self.first)
        unit = self.paper.reporter or ""
        if len(unit) > _MOST_FOOTER:
            unit = f"{unit[:_MOST_FOOTER].rstrip()}…"
        unit = unit.replace("&", "&&")
        sheet.set_footer(f"&L{unit}&C{self.paper.as_of:%d/%m/%Y}&RTrang &P/&N")

    # --- cells -------------------------------------------------------------------------

    def _style(self, column: Column, *, bold: bool) -> Any:
        look = {"border": 1, "valign": "vcenter", "bold": bold}
        if column.kind == "text":
            return self._format(**look, align="left", indent=1, text_wrap=True)
        formats = {"date": "dd/mm/yyyy", "share": "0.00%", "count": "#,##0"}
        number_format = formats.get(column.kind, "General")
        if column.kind in ("count", "share"):
            return self._format(**look, align="right", indent=1, num_format=number_format)
        return self._format(**look, align="center", num_format=number_format)

    def _format(self, **look: Any) -> Any:
        key = tuple(sorted(look.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format({"font_name": FONT} | look)
        return self._formats[key]

    @cached_property
    def _formats(self) -> dict[tuple[tuple[str, Any], ...], Any]:
        return {}

    def _merge(self, top: int, left: int, bottom: int, right: int, text: str, style: Any) -> None:
        if (top, left) == (bottom, right):
            self.sheet.write_string(top, left, text, style)
        else:
            # Not `merge_range` alone, which would take a text such as "=1+1" for a formula where it can.
            self.sheet.merge_range(top, left, bottom, right, "", style)
            self.sheet.write_string(top, left, text, style)


def _alone(column: Column) -> Column:
    """A column whose cell is a number of its own, no sum of others."""
    return replace(column, parts=())


def _day(value: datetime | date) -> date:
    """Without the time of day: the last moment of a day would be shown as the next one."""
    return value.date() if isinstance(value, datetime) else value
