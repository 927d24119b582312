"""Any table as a sheet and as a page: in words, names beside codes, real numbers, and nothing that runs."""

import io
from datetime import date, datetime
from html.parser import HTMLParser

import openpyxl
import polars as pl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from par_metrics.display import frame_sheet
from par_metrics.display.page import html_page
from par_metrics.display.sheet_sizes import lines_of, row_height
from par_metrics.display.shown import shown
from par_metrics.errors import UsageError
from par_metrics.support.characters import visible_only
from schemas import Label, Language

UNITS = {"on_time_rate": "share", "overdue_open_count": "count", "processing_working_days": "working_days"}
NAMES = {"unit_code": {"H60.101": "Phường <An Tường>"}, "indicator": {"on_time_rate": "Tỷ lệ đúng hạn"}}
HOSTILE = (
    ";=cmd()",
    "=1+1",
    "<script>alert(1)</script>",
    "' onmouseover='x",
    '"><img src=x>',
    "\u202eabc",
    "x" * 40_000,
)
TABLE = pl.DataFrame(
    {
        "indicator": ["on_time_rate", "overdue_open_count", "processing_working_days"],
        "period": ["2026", "2026", "2026"],
        "period_start": [datetime(2026, 1, 1)] * 3,
        "numerator": [1.0, 1234.0, 7.5],
        "value": [0.98765, 1234.0, 3.25],
        "trend": [-0.0123, 5.0, None],
        "excluded": ['{"no_due_date": 3}', "{}", None],
        "status": ["met", "missed", None],
        "due_at": [datetime(2026, 3, 10, 23, 59, 59, 999999), None, None],
        "unit_code": ["H60.101", "H60.999", None],
        "label_vi": ["a", "b", "c"],
        "label_en": ["d", "e", "f"],
        "provisional": [True, False, None],
    }
)


def sheet_of(frame: pl.DataFrame, language: Language = "vi", labels: dict[str, Label] | None = None) -> Worksheet:
    content = io.BytesIO()
    frame_sheet.write_sheet(content, "Chỉ số: [a/b]", shown(frame, language, NAMES, labels), language, UNITS)
    return openpyxl.load_workbook(content).worksheets[0]


class _Text(HTMLParser):
    """Tags and texts of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_a_sheet_has_numbers_dates_and_words() -> None:
    sheet = sheet_of(TABLE.drop("label_vi", "label_en"))
    head, *rows = sheet.iter_rows()
    column = {cell.value: cell.column - 1 for cell in head}
    value, trend, due = ([row[column[name]] for row in rows] for name in ("Giá trị", "So kỳ trước", "Ngày hẹn trả"))
    assert [(cell.value, cell.number_format) for cell in value] == [
        (0.98765, "0.00%"),
        (1234, "#,##0"),
        (3.25, "#,##0.00"),
    ]
    assert (trend[0].value, trend[0].number_format) == (-0.0123, "+0.00%;-0.00%;0.00%")
    assert trend[2].value is None
    assert (due[0].value, due[0].number_format) == (datetime(2026, 3, 10, 23, 59, 59), "dd/mm/yyyy hh:mm")
    words = {
        name: [row[column[name]].value for row in rows] for name in ("Kết quả", "Loại ra", "Tên đơn vị", "Tạm tính")
    }
    assert words == {
        "Kết quả": ["đạt", "chưa đạt", None],
        "Loại ra": ["không có ngày hẹn trả: 3", None, None],
        "Tên đơn vị": ["Phường <An Tường>", None, None],
        "Tạm tính": ["có", "không", None],
    }
    assert column["Tên chỉ số"] == column["Chỉ số"] + 1
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", f"A1:{sheet.cell(1, len(head)).column_letter}4")
    assert sheet.title == "Chỉ số   a b"
    assert sheet.print_title_rows == "$1:$1"


def test_one_language_and_the_period_once() -> None:
    headings = [cell.value for cell in next(sheet_of(TABLE, "en").iter_rows())]
    assert headings[:3] == ["Indicator", "Period", "Numerator"], "the label stands for the name of the indicator"
    assert headings.count("Name") == 1
    assert "period_start" not in headings


def test_a_sheet_of_hostile_text_holds_text() -> None:
    sheet = sheet_of(pl.DataFrame({"title": HOSTILE}), labels={"title": Label("=2+2", "=2+2")})
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.value for cell in cells][:-1] == ["=2+2", *map(visible_only, HOSTILE[:-1])]
    assert len(cells[-1].value) == 32_767
    assert not sheet._hyperlinks


def test_what_is_no_character_is_in_no_cell() -> None:
    """Ô từng hiện "_xFFFE_"."""
    assert sheet_of(pl.DataFrame({"title": ["An\ufffe\x01 Tường\uffff\nxã"]}))["A2"].value == "An Tường\nxã"


def test_long_texts_have_their_rows() -> None:
    sheet = sheet_of(pl.DataFrame({"title": ["ngắn", "một câu dài " * 20]}))
    assert sheet.row_dimensions[2].height is None
    assert sheet.row_dimensions[3].height > 50
    assert sheet.column_dimensions["A"].width < 60


def test_an_empty_table_is_a_head() -> None:
    sheet = sheet_of(TABLE.clear())
    assert sheet.max_row == 1
    assert html_page("x", shown(TABLE.clear(), "vi", {}), "vi", UNITS).count("<tr>") == 1


def test_more_rows_than_a_sheet_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frame_sheet, "MOST_ROWS", 2)
    with pytest.raises(UsageError, match="a sheet of Excel holds 2 rows and the table has 3"):
        sheet_of(TABLE)


def test_a_page_is_whole_and_in_words() -> None:
    page = html_page("Chỉ số & hơn", shown(TABLE.drop("label_vi", "label_en"), "vi", NAMES), "vi", UNITS)
    found = _Text(page)
    assert found.texts.count("98,77 %") == 1
    assert "Phường <An Tường>" in found.texts
    assert "Kỳ: 2026 · 3 dòng" in found.texts, "what every row says is said once"
    assert ("lang", "vi") in found.attributes
    assert ("data-heading", "Giá trị") in found.attributes
    assert ("content", "default-src 'none'; style-src 'unsafe-inline'") in found.attributes
    assert html_page("x", shown(TABLE, "en", NAMES), "en", UNITS).count("98.77%") == 1


def test_a_page_of_hostile_text_runs_nothing() -> None:
    labels = {"title": Label("<b>'\"", "<b>'\"")}
    page = html_page("<script>", shown(pl.DataFrame({"title": HOSTILE}), "vi", {}, labels), "vi", {})
    found = _Text(page)
    assert not {"script", "img", "b", "a", "link"} & set(found.tags)
    assert not [name for name, _ in found.attributes if name.startswith("on") or name in ("src", "href")]
    joined = "".join(found.texts)
    assert all(text in joined for text in HOSTILE)


def test_a_day_is_a_day() -> None:
    cell = sheet_of(pl.DataFrame({"raised_on": [date(2026, 3, 5)]}), "en")["A2"]
    assert (cell.value, cell.number_format) == (datetime(2026, 3, 5), "yyyy-mm-dd")


def test_lines_of_a_text() -> None:
    assert lines_of("", 10) == 1
    assert lines_of("một hai", 30) == 1
    assert lines_of("một\nhai", 30) == 2
    assert lines_of("x" * 100, 11) == 10, "a word too long is broken"
    assert lines_of("một hai ba bốn năm", 11) > lines_of("một hai ba bốn năm", 30)
    assert row_height([("a", 10), ("một hai ba bốn năm sáu", 8)]) > row_height([("a", 10)])
    assert row_height([("a " * 5000, 8)]) == 409
