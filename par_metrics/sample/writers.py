"""Files as the systems write them: workbooks with titles, merged headers and footers; CSV; JSON."""

import csv
import io
import json
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]
from xlsxwriter.format import Format  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from par_metrics.sample.texts import DATE, DATETIME, NO, YES

Words = Mapping[Any, str]
Row = dict[str, Any]
"""One record to print: canonical name -> value, or the text of a spoiled cell."""
END_OF_DAY = time.max
_CREATED = datetime(2026, 9, 30)
_EXCEL_EPOCH = datetime(1899, 12, 30)
_PAGE_ROWS = 400


@dataclass(frozen=True)
class Column:
    """A printed column: its heading (top cell first), the canonical column it shows, how values are worded."""

    heading: tuple[str, ...]
    source: str
    words: Words | Callable[[Any], str] | None = None

    def value(self, row: Row) -> Any:
        value = row.get(self.source)
        if isinstance(self.words, Mapping):
            return self.words.get(value, value)
        if self.words is not None and value is not None:
            return self.words(value)
        return (YES if value else NO) if isinstance(value, bool) else value


@dataclass(frozen=True)
class Page:
    """What stands around the records of a workbook or a register."""

    titles: tuple[str, ...]
    sheet: str = "Sheet1"
    footer: str = "Tổng cộng"
    signature: bool = True


def printed(value: Any) -> str:
    """The text of a value in a CSV; a due date without a time of day stands for its end."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime(DATE if value.time() == END_OF_DAY else DATETIME)
    if isinstance(value, float):
        return str(value).replace(".", ",")
    return str(value) if not hasattr(value, "strftime") else value.strftime(DATE)


def write_csv(path: Path, columns: Sequence[Column], rows: Sequence[Row], encoding: str, page: Page | None) -> None:
    """A `;` CSV, each row with `extra` cells beyond the header if it asks for them."""
    text = io.StringIO(newline="")
    out = csv.writer(text, delimiter=";", lineterminator="\r\n")
    for title in page.titles if page else ():
        out.writerow([title])
    out.writerow(column.heading[-1] for column in columns)
    for row in rows:
        out.writerow([printed(column.value(row)) for column in columns] + list(row.get("extra", ())))
    path.write_bytes(_encoded(text.getvalue(), encoding))


def _encoded(text: str, encoding: str) -> bytes:
    if encoding != "cp1258":
        return text.encode(encoding)
    return "".join(_loose_tone(letter) for letter in text).encode(encoding)


def _loose_tone(letter: str) -> str:
    """windows-1258 has the letters of Vietnamese but writes their five tones as marks of their own."""
    parts = unicodedata.normalize("NFD", letter)
    tones = "".join(mark for mark in parts if mark in "\u0300\u0301\u0303\u0309\u0323")
    return unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in tones)) + tones


def write_json(path: Path, records: Sequence[Row]) -> None:
    """A JSON list of objects."""
    path.write_text(json.dumps(list(records), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def write_workbook(path: Path, columns: Sequence[Column], rows: Sequence[Row], page: Page) -> None:
    """A workbook: titles, merged header of as many rows as headings are deep, numbering row, records, footer.

    The header comes again every few hundred rows, dates are real, text or serial numbers in
    turn, a second sheet holds notes.
    """
    book = xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy hh:mm"})
    book.set_properties({"created": _CREATED})
    sheet = book.add_worksheet(page.sheet)
    bold = book.add_format({"bold": True, "align": "center", "valign": "vcenter", "text_wrap": True, "border": 1})
    dates = book.add_format({"num_format": "dd/mm/yyyy"})
    for number, title in enumerate(page.titles):
        sheet.write_string(number, 0, title)
    depth = max(len(column.heading) for column in columns)
    line = len(page.titles) + 1
    for start in range(0, len(rows), _PAGE_ROWS):
        line = _header(sheet, line, columns, depth, bold)
        if start == 0:
            for place in range(len(columns)):
                sheet.write_string(line, place, f"({place + 1})")
            line += 1
        for number, row in enumerate(rows[start : start + _PAGE_ROWS], start):
            for place, column in enumerate(columns):
                _cell(sheet, line, place, column.value(row | {"ordinal": number + 1}), number, dates)
            line += 1
    sheet.write_string(line, 0, page.footer)
    sheet.write_number(line, 1, len(rows))
    if page.signature:
        last = len(columns) - 2
        sheet.write_string(line + 2, last, "NGƯỜI LẬP BIỂU")
        sheet.write_string(line + 3, last, "(Ký, ghi rõ họ tên)")
    book.add_worksheet("Ghi chú").write_column(0, 0, ["Ghi chú", "Số liệu làm mẫu, không phải hồ sơ thật."])
    book.close()


def _header(sheet: Worksheet, line: int, columns: Sequence[Column], depth: int, bold: Format) -> int:
    """Writes the header block: a heading of one level spans all rows, equal neighbours share a cell."""
    levels = [column.heading + (None,) * (depth - len(column.heading)) for column in columns]
    for level in range(depth):
        place = 0
        while place < len(columns):
            text = levels[place][level]
            width, deep = 1, 1
            while level + deep < depth and levels[place][level + deep] is None:
                deep += 1
            same = levels[place][: level + 1]
            while deep == 1 and place + width < len(columns) and levels[place + width][: level + 1] == same:
                width += 1
            if text is not None and (width > 1 or deep > 1):
                sheet.merge_range(line + level, place, line + level + deep - 1, place + width - 1, text, bold)
            elif text is not None:
                sheet.write_string(line + level, place, text, bold)
            place += width
    return line + depth


def _cell(sheet: Worksheet, line: int, place: int, value: Any, number: int, dates: Format) -> None:
    if value is None:
        return
    if isinstance(value, datetime):
        is_day = value.time() == END_OF_DAY
        moment = datetime.combine(value.date(), time.min) if is_day else value
        if number % 5 == 3:
            sheet.write_string(line, place, printed(value))
        elif number % 5 == 4:
            sheet.write_number(line, place, (moment - _EXCEL_EPOCH) / timedelta(days=1))
        else:
            sheet.write_datetime(line, place, moment, dates if is_day else None)
    elif isinstance(value, (int, float)):
        sheet.write_number(line, place, value)
    elif hasattr(value, "strftime"):
        sheet.write_datetime(line, place, datetime.combine(value, time.min), dates)
    else:
        sheet.write_string(line, place, str(value))
