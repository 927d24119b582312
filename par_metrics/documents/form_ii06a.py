"""Biểu II.06a as a workbook, with its merged header, numbering row and total row."""

from pathlib import Path
from typing import Any

import polars as pl

from par_metrics.display.sheets import workbook
from par_metrics.reconciliation.forms.ii06a import CELLS, ID, OTHER, ROWS, TITLE, TOTAL, By

_HEADER = 4
_LEVELS = 3
_NAME, _FIRST_CELL = 1, 2


def write_form(frame: pl.DataFrame, path: Path, period: str, as_of: str) -> None:
    """Write a form of ours.

    Args:
        frame: as `Workspace.form` gives it.
        period, as_of: texts for the lines under the title.
    Raises:
        OSError: the file cannot be written.
    """
    by: By = "unit_code" if "unit_code" in frame.columns else "field"
    with workbook(path) as book:
        _write(book, frame, by, (TITLE.vi, f"Kỳ: {period}", f"Tính đến: {as_of}"))


def _write(book: Any, frame: pl.DataFrame, by: By, titles: tuple[str, ...]) -> None:
    sheet = book.add_worksheet(ID)
    bold = book.add_format({"bold": True})
    head = book.add_format({"bold": True, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True})
    body, total = book.add_format({"border": 1}), book.add_format({"border": 1, "bold": True})
    for line, title in enumerate(titles):
        sheet.write_string(line, 0, title, bold)
    _header(sheet, head, ROWS[by].vi)
    first = _HEADER + _LEVELS + 1
    names = frame.select(pl.coalesce("unit_name", "unit_code") if by == "unit_code" else "field").to_series()
    cells = [cell.id for cell in CELLS]
    for number, (name, counts) in enumerate(zip(names, frame.select(cells).iter_rows(), strict=True), start=1):
        line = first + number - 1
        sheet.write_number(line, 0, number, body)
        sheet.write_string(line, _NAME, name, body)
        sheet.write_row(line, _FIRST_CELL, counts, body)
    line = first + frame.height
    sheet.write_blank(line, 0, None, total)
    sheet.write_string(line, _NAME, TOTAL, total)
    sheet.write_row(line, _FIRST_CELL, frame.select(pl.col(cells).sum()).row(0), total)
    other = int(frame[OTHER].sum())
    note = f"Ghi chú: ngoài ra có {other} hồ sơ rút, dừng xử lý hoặc thiếu ngày kết thúc, không thuộc hai nhóm sau."
    sheet.write_string(line + 2, _NAME, note)
    sheet.set_column(0, 0, 6)
    sheet.set_column(_NAME, _NAME, 36)
    sheet.set_column(_FIRST_CELL, _FIRST_CELL + len(cells) - 1, 11)
    sheet.freeze_panes(first, _FIRST_CELL)


def _header(sheet: Any, style: Any, rows: str) -> None:
    """Three levels; equal neighbours are one merged cell, and a short heading reaches down to the last level."""
    for column, text in ((0, "STT"), (_NAME, rows)):
        sheet.merge_range(_HEADER, column, _HEADER + _LEVELS - 1, column, text, style)
    for level in range(_LEVELS):
        column = 0
        while column < len(CELLS):
            heading = CELLS[column].heading
            if level >= len(heading):
                column += 1
                continue
            end = column
            while end + 1 < len(CELLS) and CELLS[end + 1].heading[: level + 1] == heading[: level + 1]:
                end += 1
            bottom = _LEVELS - 1 if level == len(heading) - 1 else level
            place = (_HEADER + level, _FIRST_CELL + column, _HEADER + bottom, _FIRST_CELL + end)
            if place[:2] == place[2:]:
                sheet.write_string(*place[:2], heading[level], style)
            else:
                sheet.merge_range(*place, heading[level], style)
            column = end + 1
    for number in range(len(CELLS) + 2):
        sheet.write_string(_HEADER + _LEVELS, number, f"({number + 1})", style)
