"""Writing a template: the sheet to fill in, the sheet of instructions, and the hidden lists of words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from par_metrics.display.sheets import workbook
from par_metrics.documents.templates import guide
from par_metrics.documents.templates.columns import TemplateColumn, columns_of
from par_metrics.domain.plan import Plan
from schemas import RecordKind, ValueType

if TYPE_CHECKING:
    from xlsxwriter import Workbook  # type: ignore[import-untyped]
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

ROWS = 1000
"""Rows prepared with their lists and checks; more may be filled in."""
DATA, GUIDE, LISTS = "Dữ liệu", "Hướng dẫn", "Danh mục"

# What Excel takes at most.
_TITLE_LENGTH, _MESSAGE_LENGTH = 32, 255

_NUMBER_FORMATS: Mapping[ValueType, str] = {
    ValueType.DATE: "dd/mm/yyyy",
    ValueType.DATETIME: "dd/mm/yyyy hh:mm",
    ValueType.DUE: "dd/mm/yyyy hh:mm",
    ValueType.INTEGER: "0",
    ValueType.DECIMAL: "General",
}
_REQUIRED = {"bold": True, "bg_color": "#F8CBAD", "border": 1, "text_wrap": True, "valign": "vcenter"}
_OPTIONAL = _REQUIRED | {"bg_color": "#E2E2E2"}
_FIRST_DAY, _LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)
_LAST_MINUTE = datetime(2100, 12, 31, 23, 59)


def write_kind(kind: RecordKind, path: Path, plan: Plan) -> None:
    """Write the template of a kind of records; the same kind and plan give the same bytes."""
    columns = columns_of(kind, plan)
    with workbook(path) as book:
        book.set_properties({"title": kind.label.vi, "created": datetime(2026, 1, 1)})
        data, instructions = book.add_worksheet(DATA), book.add_worksheet(GUIDE)
        lists = book.add_worksheet(LISTS)
        lists.hide()
        for place, column in enumerate(columns):
            source = _list(lists, place, column.choices)
            _column(book, data, place, column, source)
        data.set_row(0, 36)
        data.freeze_panes(1, 0)
        _instructions(book, instructions, kind, columns, path.name)
        data.activate()


def _list(sheet: Worksheet, place: int, words: Sequence[str | int]) -> str | None:
    """Writes the words of a drop-down list down a column of their own; the range that holds them."""
    from xlsxwriter.utility import xl_range_abs  # type: ignore[import-untyped]

    if not words:
        return None
    sheet.write_column(0, place, words)
    return f"='{LISTS}'!{xl_range_abs(0, place, len(words) - 1, place)}"


def _column(book: Workbook, sheet: Worksheet, place: int, column: TemplateColumn, source: str | None) -> None:
    """The heading, the format and the check of one column."""
    cells = book.add_format({"num_format": _NUMBER_FORMATS.get(column.field.type, "@")})
    width = max(12, min(30, len(column.heading) + 4))
    sheet.set_column(place, place, width, cells)
    sheet.write_string(0, place, column.heading, book.add_format(_REQUIRED if column.required else _OPTIONAL))
    sheet.data_validation(1, place, ROWS, place, _check(column, source))


def _check(column: TemplateColumn, source: str | None) -> dict[str, Any]:
    """What Excel is to check, what it says when a cell is chosen, and when it refuses one."""
    permitted = guide.allowed(column)
    said = ". ".join(part for part in ("Phải điền" if column.required else "", column.how, permitted) if part)
    return _condition(column, source) | {
        "input_title": column.heading[:_TITLE_LENGTH],
        "input_message": _cut(f"{said}."),
        "error_title": "Giá trị không hợp lệ",
        "error_message": _cut(f'Cột "{column.heading}": {permitted or column.how}.'),
    }


def _condition(column: TemplateColumn, source: str | None) -> dict[str, Any]:
    if source is not None:
        return {"validate": "list", "source": source}
    match column.field.type:
        case ValueType.DATE:
            return {"validate": "date", "criteria": "between", "minimum": _FIRST_DAY, "maximum": _LAST_DAY}
        case ValueType.DATETIME | ValueType.DUE:
            return {"validate": "date", "criteria": "between", "minimum": _FIRST_DAY, "maximum": _LAST_MINUTE}
        case ValueType.INTEGER | ValueType.DECIMAL as number:
            low, high = column.bounds or (None, None)
            validate = "integer" if number is ValueType.INTEGER else "decimal"
            if high is None:
                return {"validate": validate, "criteria": ">=", "value": -(10**15) if low is None else low}
            return {"validate": validate, "criteria": "between", "minimum": low, "maximum": high}
        case _:
            return {"validate": "any"}


def _instructions(
    book: Workbook, sheet: Worksheet, kind: RecordKind, columns: Sequence[TemplateColumn], file: str
) -> None:
    bold = book.add_format({"bold": True, "font_size": 14})
    heading = book.add_format(_OPTIONAL)
    cell = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
    title, *said = guide.introduction(kind, columns, file)
    sheet.write_string(0, 0, title, bold)
    for row, text in enumerate(said, start=1):
        sheet.write_string(row, 0, text)
    first = len(said) + 2
    for place, (text, width) in enumerate(zip(guide.HEADINGS, guide.WIDTHS, strict=True)):
        sheet.set_column(place, place, width)
        sheet.write_string(first, place, text, heading)
    for row, line in enumerate(guide.lines(kind, columns), start=first + 1):
        for place, text in enumerate(line):
            sheet.write_string(row, place, text, cell)
    sheet.freeze_panes(first + 1, 2)


def _cut(text: str) -> str:
    return text if len(text) <= _MESSAGE_LENGTH else text[: _MESSAGE_LENGTH - 1] + "…"
