"""The lines of a form's sheet and its total row; what adds up is a formula with its value beside it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from par_metrics.display.sheet_sizes import row_height
from par_metrics.display.sheets import text_cell
from par_metrics.documents.forms.form import Column
from par_metrics.documents.forms.grid import INDENT, NAME_WIDTH, Grid
from par_metrics.documents.forms.totals import adds_up, totals_of

TOTAL = "Tổng số"


def write_body(grid: Grid, top: int) -> int:
    """A row a line of the form; the row below."""
    paper, sheet = grid.paper, grid.sheet
    rows = paper.form.printed(paper.filled.frame)
    if rows.is_empty():
        nothing = grid.look(border=1, align="center", italic=True)
        grid.put(top, 0, top, grid.last, paper.filled.without_rows, nothing)
        return top + 1
    number = grid.look(border=1, align="center", valign="vcenter")
    text = grid.look(border=1, align="left", indent=1, valign="vcenter", text_wrap=True)
    for line, row in enumerate(rows.iter_rows(named=True), start=top):
        sheet.write_number(line, 0, line - top + 1, number)
        texts: list[tuple[str, float]] = []
        if grid.has_names:
            name = text_cell(str(row.get("unit_name") or row[paper.by]))
            sheet.write_string(line, 1, name, text)
            texts.append((name, NAME_WIDTH - INDENT))
        for place, column in enumerate(paper.form.columns, start=grid.first):
            _cell(grid, line, place, column, row)
            if column.kind == "text":
                texts.append((str(row[column.id] or ""), column.width - INDENT))
        sheet.set_row(line, row_height(texts))
    return top + rows.height


def write_total(grid: Grid, top: int, line: int) -> int:
    """The total row of the lines from `top`; the row below."""
    from xlsxwriter.utility import xl_range  # type: ignore[import-untyped]

    form, totals = grid.paper.form, totals_of(grid.paper.form, grid.paper.filled)
    grid.put(line, 0, line, 1, TOTAL, grid.look(border=1, bold=True, align="center", valign="vcenter"))
    for place, column in enumerate(form.columns, start=grid.first):
        total = totals.get(column.id)
        if total is None or column.kind != "count" or not column.adds_up:
            # A number of its own, no sum of others.
            _cell(grid, line, place, replace(column, parts=()), {column.id: total, **totals}, bold=True)
        else:
            formula = f"=SUM({xl_range(top, place, line - 1, place)})"
            grid.sheet.write_formula(line, place, formula, grid.look_of(column, bold=True), total)
    grid.sheet.set_row(line, 18)
    return line + 1


def _cell(grid: Grid, line: int, place: int, column: Column, row: Mapping[str, Any], *, bold: bool = False) -> None:
    sheet, style = grid.sheet, grid.look_of(column, bold=bold)
    value = None if column.kind == "blank" else row[column.id]
    if value is None:
        sheet.write_blank(line, place, None, style)
    elif column.kind == "text":
        sheet.write_string(line, place, text_cell(value), style)
    elif column.kind == "date":
        sheet.write_datetime(line, place, _day(value), style)
    elif column.kind == "share":
        sheet.write_formula(line, place, _share(grid, column, line), style, value)
    elif column.parts and adds_up(column, row):
        parts = "+".join(_name(grid, line, part) for part in column.parts)
        sheet.write_formula(line, place, f"={parts}", style, value)
    else:
        sheet.write_number(line, place, value, style)


def _share(grid: Grid, column: Column, line: int) -> str:
    whole = "+".join(_name(grid, line, part) for part in column.share_of)
    return f'=IF({whole}=0,"",{_name(grid, line, column.share_of[-1])}/({whole}))'


def _name(grid: Grid, line: int, column_id: str) -> str:
    """Of a cell: `C9`."""
    from xlsxwriter.utility import xl_rowcol_to_cell

    return str(xl_rowcol_to_cell(line, grid.paper.form.number_of(column_id) - 1))


def _day(value: datetime | date) -> date:
    """Without the time of day: the last moment of a day would be shown as the next one."""
    return value.date() if isinstance(value, datetime) else value
