"""Any table as a sheet: real numbers and dates, codes in words, a head that stays and can be filtered."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from par_metrics.display.numbers import exclusions
from par_metrics.display.sheet_sizes import row_height, text_width
from par_metrics.display.sheets import text_cell, workbook
from par_metrics.display.shown import Shown, unit_of
from par_metrics.display.words import words
from par_metrics.errors import UsageError
from schemas import KINDS, Label, Language

MOST_ROWS = 1_048_575
"""Rows of a sheet of Excel below its head."""
_NARROWEST, _WIDEST, _LOOKED_AT = 8.0, 34.0, 500
_INDENT, _FITS = 2.0, 0.6
_SHEET_NAME = 31

_AS_VALUES = ("value", "value_before", "value_after", "target", "forecast", "low", "high")
_AS_CHANGES = ("trend", "change")
_AS_SHARES = ("needed_rate", "ratio")
_EXCLUSIONS = ("excluded", "excluded_before", "excluded_after")
_SHARE, _CHANGE_OF_SHARE = "0.00%", "+0.00%;-0.00%;0.00%"
_COUNT, _DECIMAL, _CHANGE = "#,##0", "#,##0.00", "+#,##0.##;-#,##0.##;0"
_DAY: Mapping[Language, str] = {"vi": "dd/mm/yyyy", "en": "yyyy-mm-dd"}


def write_sheet(
    path: Path | BytesIO, title: str, table: Shown, language: Language, units: Mapping[str, str], about: str = ""
) -> None:
    """A workbook of one sheet, and one that says what it is of.

    Args:
        path: the file, or where its bytes go.
        title: of the workbook and its sheet.
        about: of which unit and period, and as of when; without it there is one sheet.
        units: indicator id -> share, count or working_days; for `value`, `target` and their like.
    Raises:
        UsageError: there are more rows than a sheet holds.
        OSError: the file cannot be written.
    """
    if table.frame.height > MOST_ROWS:
        raise UsageError(
            Label(
                f"một trang Excel chỉ chứa {MOST_ROWS} dòng, bảng có {table.frame.height}: ghi CSV hoặc Parquet",
                f"a sheet of Excel holds {MOST_ROWS} rows and the table has {table.frame.height}: write CSV or Parquet",
            ),
            "too_many_rows",
        )
    with workbook(path, title) as book:
        add_sheet(book, title, table, language, units)
        if about:
            sheet = book.add_worksheet(Label("Giải thích", "About").in_language(language))
            sheet.set_column(0, 0, 110)
            sheet.write_string(0, 0, text_cell(title), book.add_format({"bold": True}))
            sheet.write_string(1, 0, text_cell(about), book.add_format({"text_wrap": True, "valign": "top"}))
            sheet.set_row(1, 60)


def add_sheet(book: Any, name: str, table: Shown, language: Language, units: Mapping[str, str]) -> Any:
    """A sheet of a workbook with a table; the sheet, to be written on."""
    sheet = book.add_worksheet(_sheet_name(name))
    head = book.add_format(
        {"bold": True, "border": 1, "text_wrap": True, "valign": "vcenter", "align": "center"} | {"bg_color": "#E7EBEE"}
    )
    formats: dict[str, Any] = {}
    text = book.add_format({"text_wrap": True, "valign": "top", "align": "left", "indent": 1})
    columns = table.frame.columns
    widths = [_NARROWEST] * len(columns)
    for line, record in enumerate(table.frame.iter_rows(named=True), start=1):
        unit = unit_of(record, units)
        for place, (column, content) in enumerate(record.items()):
            value, number_format = _cell(column, content, unit, language)
            if value is None:
                continue
            if number_format is None:
                sheet.write_string(line, place, text_cell(str(value)), text)
            else:
                if number_format not in formats:
                    align = "center" if isinstance(value, date) else "right"
                    look = {"num_format": number_format, "valign": "top", "align": align}
                    formats[number_format] = book.add_format(look)
                write = sheet.write_datetime if isinstance(value, date) else sheet.write_number
                write(line, place, value, formats[number_format])
            if line <= _LOOKED_AT:
                widths[place] = max(widths[place], _width(value, number_format))
    for place, heading in enumerate(table.headings):
        longest = max(text_width(word, bold=True) for word in heading.split(" ")) if heading else 0
        widths[place] = min(max(widths[place], longest + 4), _WIDEST)
        sheet.set_column(place, place, widths[place])
        sheet.write_string(0, place, text_cell(heading), head)
    sheet.set_row(0, row_height(((h, w - 3) for h, w in zip(table.headings, widths, strict=True)), bold=True))
    _heights(sheet, table, widths, language)
    sheet.freeze_panes(1, 0)
    if columns:
        sheet.autofilter(0, 0, max(table.frame.height, 1), len(columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.repeat_rows(0)
    sheet.set_footer("&R&P/&N")
    return sheet


def _heights(sheet: Any, table: Shown, widths: list[float], language: Language) -> None:
    """Rows of wrapped text as high as their longest cell."""
    columns, dtypes = table.frame.columns, table.frame.dtypes
    texts = [(place, widths[place] - _INDENT) for place, dtype in enumerate(dtypes) if not dtype.is_numeric()]
    single = row_height([])
    for line, row in enumerate(table.frame.iter_rows(), start=1):
        # What has fewer letters than its column digits fits; most of a large table does.
        told = [
            (str(_cell(columns[place], row[place], "", language)[0] or ""), room)
            for place, room in texts
            if isinstance(row[place], str) and len(row[place]) > _FITS * room
        ]
        height = row_height(told) if told else single
        if height > single:
            sheet.set_row(line, height)


def _cell(column: str, content: object, unit: str, language: Language) -> tuple[Any, str | None]:
    """A cell and its number format; None for the format of a text, and for the cell where there is nothing."""
    if content is None or content == "":
        return None, None
    if isinstance(content, bool):
        return (Label("có", "yes") if content else Label("không", "no")).in_language(language), None
    if isinstance(content, datetime):
        # Without fractions: the last moment of a day would be shown as the next one.
        return content.replace(microsecond=0), f"{_DAY[language]} hh:mm"
    if isinstance(content, date):
        return content, _DAY[language]
    if isinstance(content, int | float):
        return content, _number_format(column, content, unit)
    if isinstance(content, list):
        return ", ".join(map(str, content)), None
    if column in _EXCLUSIONS:
        return exclusions(str(content), language) if json.loads(str(content)) else None, None
    if column == "kind" and content in KINDS:
        return KINDS[str(content)].label.in_language(language), None
    return words(str(content), language, column), None


def _number_format(column: str, content: float, unit: str) -> str:
    if column == "year":
        return "0"
    if column in _AS_SHARES or column.endswith(("_share", "_percent")) or (column in _AS_VALUES and unit == "share"):
        return _SHARE
    if column in _AS_CHANGES:
        return _CHANGE_OF_SHARE if unit == "share" else _CHANGE
    return _COUNT if float(content).is_integer() else _DECIMAL


def _width(value: Any, number_format: str | None) -> float:
    if isinstance(value, date):
        return len(number_format or "") + 2.0
    return min(text_width(str(value) if number_format is None else f"{value:,.2f}") + 4, _WIDEST)


def _sheet_name(name: str) -> str:
    """What Excel takes as the name of a sheet."""
    bare = "".join(" " if letter in "[]:*?/\\" else letter for letter in name).strip("' ")
    return bare[:_SHEET_NAME] or "par_metrics"
