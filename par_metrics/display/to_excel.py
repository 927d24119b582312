"""A frame as a workbook: headings and words in a language, names before codes, numbers that Excel adds up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl

from par_metrics import display
from par_metrics.display.named import Names, named
from par_metrics.display.sheets import workbook
from par_metrics.errors import UsageError
from schemas import Label, Language

_SHEET, _CODE = Label("Số liệu", "Figures"), Label("mã", "code")
_FORMATS = {
    "share": "0.00%",
    "change": "+0.00%;-0.00%;0.00%",
    "whole": "#,##0",
    "real": "#,##0.00",
    "day": "dd/mm/yyyy",
    "instant": "dd/mm/yyyy hh:mm",
}
_IN_UNIT = ("value", "value_before", "value_after", "target", "forecast", "low", "high")
"""Columns in the unit of the row's indicator."""
_CHANGES = ("trend", "change")
_SHARES = ("needed_rate", "ratio")
_NAMED = ("indicator", "component", "rules")
_NARROWEST, _WIDEST = 8, 60
_A4 = 9
_LONGEST = 32_767
"""A cell of a workbook holds no longer text."""


def write_excel(
    frame: pl.DataFrame, path: str | Path, language: Language, units: Mapping[str, str], names: Names
) -> Path:
    """Write `frame`; an existing file is replaced.

    Args:
        units: indicator id -> unit of its values.
        names: column -> code -> name; names stand in a column of their own before the codes.
    Returns:
        The file written.
    Raises:
        UsageError: the name does not end in `.xlsx`, or the file cannot be written.
    """
    target = Path(path)
    if target.suffix.lower() != ".xlsx":
        raise UsageError(
            Label(f"đặt tên tệp Excel: {target}.xlsx", f"name it as an Excel file: {target}.xlsx"), "not_xlsx"
        )
    reader = _Reader(language, units, names)
    try:
        with workbook(target) as book:
            head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
            formats = {kind: book.add_format({"num_format": pattern}) for kind, pattern in _FORMATS.items()}
            sheet = book.add_worksheet(_SHEET.in_language(language))
            columns = [one for name in frame.columns for one in reader.columns_of(name)]
            widths = []
            for place, column in enumerate(columns):
                sheet.write_string(0, place, column.heading, head)
                widths.append(len(column.heading))
            for line, record in enumerate(frame.iter_rows(named=True), start=1):
                for place, column in enumerate(columns):
                    content = reader.content(column, record[column.name])
                    kind = reader.kind(column.name, content, record)
                    widths[place] = max(widths[place], _put(sheet, line, place, content, formats.get(kind)))
            for place, width in enumerate(widths):
                sheet.set_column(place, place, min(max(width + 2, _NARROWEST), _WIDEST))
            sheet.freeze_panes(1, 0)
            sheet.set_paper(_A4)
            sheet.set_landscape()
            sheet.fit_to_pages(1, 0)
            sheet.repeat_rows(0)
            if columns:
                sheet.autofilter(0, 0, frame.height, len(columns) - 1)
    except OSError as error:
        raise UsageError(
            Label(
                f"không ghi được {target}: {error.strerror}. Đóng tệp nếu đang mở, hoặc chọn thư mục được ghi",
                f"cannot write {target}: {error.strerror}. Close the file if it is open, or choose another folder",
            ),
            "output_unwritable",
        ) from error
    return target


@dataclass(frozen=True)
class _Column:
    """A column of the sheet.

    Args:
        name: of the frame's column.
        heading: what it is called.
        is_name: it holds the names of the codes in it.
        is_code: it holds the codes themselves, which are not put into words.
    """

    name: str
    heading: str
    is_name: bool = False
    is_code: bool = False


@dataclass(frozen=True)
class _Reader:
    """What stands in a cell, and how a number there is shown."""

    language: Language
    units: Mapping[str, str]
    names: Names

    def columns_of(self, name: str) -> list[_Column]:
        """The column; before one of codes that have names, a column of these."""
        heading = display.heading(name, self.language)
        if name not in _NAMED and not self.names.get(name):
            return [_Column(name, heading)]
        code = f"{heading} ({_CODE.in_language(self.language)})"
        return [_Column(name, heading, is_name=True), _Column(name, code, is_code=True)]

    def content(self, column: _Column, content: object) -> object:
        """Numbers, dates and codes as they are, the rest in words; None for a cell left empty."""
        if content is None or content == "":
            return None
        if column.is_name:
            found = named(column.name, str(content), self.names, self.language)
            return found.text if found else None
        if column.is_code or (isinstance(content, int | float | date) and not isinstance(content, bool)):
            return content
        text = display.cell(column.name, content, "count", self.language)
        return None if text == display.NO_VALUE else text

    def kind(self, column: str, content: object, record: Mapping[str, object]) -> str:
        """A key of `_FORMATS`; text has none."""
        if isinstance(content, datetime):
            return "instant"
        if isinstance(content, date):
            return "day"
        if not isinstance(content, int | float):
            return ""
        is_share = self.units.get(str(record.get("indicator") or record.get("component"))) == "share"
        if column in _SHARES or (column in _IN_UNIT and is_share):
            return "share"
        if column in _CHANGES and is_share:
            return "change"
        return "whole" if float(content).is_integer() else "real"


def _put(sheet: Any, line: int, place: int, content: object, pattern: object) -> int:
    """Write a cell, text never as a formula; how wide it is shown."""
    if content is None:
        return 0
    if isinstance(content, date):
        sheet.write_datetime(line, place, content, pattern)
        return len(_FORMATS["instant"])
    if isinstance(content, int | float):
        sheet.write_number(line, place, content, pattern)
        return len(f"{content:,.2f}")
    text = str(content)[:_LONGEST]
    sheet.write_string(line, place, text)
    return len(text)
