import io
from datetime import date, datetime

import polars as pl
import pytest

from par_metrics import display


@pytest.mark.parametrize(
    ("share", "vi", "en"),
    [
        (0.98812, "98,81 %", "98.81%"),
        (0.988150, "98,82 %", "98.82%"),  # half up, though the float lies a little below
        (0.28005, "28,01 %", "28.01%"),
        (1.0, "100,00 %", "100.00%"),
        (0.0, "0,00 %", "0.00%"),
        (12.5, "1.250,00 %", "1,250.00%"),
        (1e-9, "0,00 %", "0.00%"),
        (None, "—", "—"),
    ],
)
def test_a_share_is_a_percent_of_two_decimals_rounded_half_up(share, vi, en):
    assert display.percent(share, "vi") == vi
    assert display.percent(share, "en") == en


def test_whole_numbers_have_no_decimals_and_vietnamese_separators():
    assert display.number(2387.0, "vi") == "2.387"
    assert display.number(1234567.5, "vi") == "1.234.567,5"
    assert display.number(1234567.5, "en") == "1,234,567.5"
    assert display.number(100.0, "vi") == "100"
    assert display.number(None, "vi") == "—"


def test_a_trend_has_its_sign_and_its_unit():
    assert display.trend(0.0125, "share", "vi") == "+1,25 điểm %"
    assert display.trend(-0.0125, "share", "en") == "-1.25 pp"
    assert display.trend(3, "count", "vi") == "+3"
    assert display.trend(0, "count", "vi") == "0"
    assert display.trend(-1e-9, "share", "vi") == "0,00 điểm %"
    assert display.trend(0.0014, "working_days", "vi") == "0"
    assert display.trend(0.00001, "share", "vi") == "0,00 điểm %"
    assert display.trend(0.00005, "share", "vi") == "+0,01 điểm %"


def test_a_kind_of_records_is_called_by_its_name():
    assert display.cell("kind", "dossiers", "count", "vi") == "Hồ sơ TTHC"
    assert display.cell("kind", "par_inspection", "count", "en") == "par_inspection"


@pytest.mark.parametrize(
    ("unit", "vi", "en"),
    [
        ("working_days", "4,5 ngày làm việc", "4.5 working days"),
        ("days", "4,5 ngày", "4.5 days"),
        ("dong", "4,5 đồng", "4.5 VND"),
        ("points", "4,5 điểm", "4.5 points"),
        ("count", "4,5", "4.5"),
    ],
)
def test_a_value_has_its_unit_of_measure(unit, vi, en):
    assert (display.measured(4.5, unit, "vi"), display.measured(4.5, unit, "en")) == (vi, en)


def test_days_and_instants():
    assert display.when(datetime(2026, 11, 3, 7, 5), "vi") == "03/11/2026 07:05"
    assert display.when(date(2026, 11, 3), "vi") == "03/11/2026"
    assert display.when(datetime(2026, 11, 3, 7, 5), "en") == "2026-11-03 07:05"


def test_a_table_reads_each_value_in_its_unit_and_codes_in_words():
    frame = pl.DataFrame(
        {
            "indicator": ["rate", "backlog", "rate"],
            "value": [0.9, 3.0, None],
            "status": ["met", "missed", "no_population"],
        }
    )
    stream = io.StringIO()
    display.print_table(frame, "vi", stream, {"rate": "share", "backlog": "count"})
    lines = [line.split("  ") for line in stream.getvalue().splitlines()]
    cells = [[cell.strip() for cell in line if cell.strip()] for line in lines]
    assert cells == [
        ["Chỉ số", "Giá trị", "Kết quả"],
        ["rate", "90,00 %", "✓ đạt"],
        ["backlog", "3", "▲ chưa đạt"],
        ["rate", "—", "– chưa có số liệu"],
    ]


def test_markup_in_data_is_shown_as_it_is():
    stream = io.StringIO()
    display.print_table(pl.DataFrame({"title": ["[red]x[/red]"]}), "en", stream)
    assert "[red]x[/red]" in stream.getvalue()


def test_a_table_says_columns_reasons_and_years_in_words() -> None:
    """Cột của bản ghi có tên tiếng Việt, năm không có dấu chấm, lý do loại ra không phải mã."""
    frame = pl.DataFrame({"due_at": [None], "year": [2026], "excluded": ['{"no_due_date": 2, "no_figure_sipas_3": 1}']})
    stream = io.StringIO()
    display.print_table(frame, "vi", stream)
    heading, row = stream.getvalue().splitlines()
    assert heading.split("  ")[0] == "Ngày hẹn trả"
    assert " 2026 " in row and "2.026" not in row
    assert "không có ngày hẹn trả: 2, thiếu sipas_3: 1" in row


def test_a_component_is_shown_in_its_own_unit() -> None:
    frame = pl.DataFrame({"component": ["sipas_1", "papi_1"], "value": [0.5, 5.25]})
    stream = io.StringIO()
    display.print_table(frame, "en", stream, {"sipas_1": "share", "papi_1": "points"})
    assert [line.split()[-1] for line in stream.getvalue().splitlines()[1:]] == ["50.00%", "5.25"]
