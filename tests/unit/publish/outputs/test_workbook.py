"""`bang-diem.xlsx`: the numbers of the run's tables, with words and names, and nothing that runs."""

from pathlib import Path

import openpyxl
import polars as pl
import pytest

from par_metrics.publish import PublishResult
from par_metrics.publish.outputs import workbook
from tests.support.pages import outcome_of
from tests.support.workspaces import load, small_workspace

SHEETS = ["Bảng điểm", "Theo kỳ", "Hồ sơ quá hạn", "Điểm 766", "Biểu II.06a", "Dòng bị từ chối", "Giải thích", "Chỉ số"]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> PublishResult:
    """A run with an overdue dossier of a hostile code, and a refused row."""
    ws = small_workspace(tmp_path_factory.mktemp("workbook"))
    heading = "dossier_code | unit_code | status | received_at | due_at"
    load(ws, "dossiers", f"{heading}\n=1+1 | H60.101 | 4 | 2026-03-02 | 2026-03-20\nX | H60.101 | mười | 2026-03-02 |")
    return ws.publish("2026-04-01", accept="đã xem")


@pytest.fixture(scope="module")
def book(run: PublishResult) -> openpyxl.Workbook:
    return openpyxl.load_workbook(run.folder / "bang-diem.xlsx")


def rows_of(sheet: openpyxl.worksheet.worksheet.Worksheet) -> list[dict[str, object]]:
    head, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


def test_every_sheet_is_there_and_named(book: openpyxl.Workbook) -> None:
    assert book.sheetnames == SHEETS
    said = [str(cell.value) for cell in book["Giải thích"]["A"]]
    assert "Số liệu tính đến 00:00 ngày 01/04/2026. Kỳ chưa kết thúc là số tạm tính." in said
    assert [name for name in SHEETS[:4] if any(text.startswith(f"{name}: ") for text in said)] == SHEETS[:4]
    assert book["Bảng điểm"]["A2"].font.name == "Times New Roman"


def test_the_scorecard_has_every_number_of_the_published_one(run: PublishResult, book: openpyxl.Workbook) -> None:
    shown = rows_of(book["Bảng điểm"])
    published = pl.read_csv(run.folder / "scorecard.csv")
    assert len(shown) == published.height
    for row, stated in zip(shown, published.iter_rows(named=True), strict=True):
        assert row["Mục"] == stated["plan_row"]
        for heading, column in (("Tử số", "numerator"), ("Mẫu số", "denominator"), ("Giá trị", "value")):
            assert row[heading] == pytest.approx(stated[column]), row
    own = next(row for row in shown if (row["Chỉ số"], row["Đơn vị"]) == ("overdue_open_count", "H60.101"))
    assert (own["Giá trị"], own["Kết quả"], own["Tên đơn vị"]) == (1, "▲ chưa đạt", "Phường An Tường")
    assert own["Tên chỉ số"] == "Số hồ sơ đang giải quyết quá hạn"


def test_periods_are_those_with_records(run: PublishResult, book: openpyxl.Workbook) -> None:
    published = pl.read_parquet(run.folder / "indicators.parquet").filter(pl.col("status") != "no_population")
    rows = {(row["Chỉ số"], row["Kỳ"], row["Đơn vị"]): row["Giá trị"] for row in rows_of(book["Theo kỳ"])}
    stated = {tuple(key): value for *key, value in published.select("indicator", "period", "unit_code", "value").rows()}
    assert rows == pytest.approx(stated)


def test_on_paper_are_the_rows_of_the_own_unit_and_no_codes(book: openpyxl.Workbook) -> None:
    """Cả sổ từng in ra gần 180 trang."""
    for name in ("Bảng điểm", "Theo kỳ"):
        sheet, rows = book[name], rows_of(book[name])
        first, last = str(sheet.print_area).rpartition("!")[2].replace("$", "").split(":")
        printed = int(last.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) - 1
        assert first == "A1" and 0 < printed < len(rows)
        assert {row["Đơn vị"] for row in rows[:printed]} == {"H60.101"}
        heads = [cell.value for cell in next(iter(sheet[f"{first}:{last}"]))]
        assert "Tên chỉ số" in heads and not {"Chỉ số", "Đơn vị"} & set(heads)
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage and sheet.page_setup.fitToHeight == 0
        assert sheet.print_title_rows == "$1:$1"
    assert {row["Kỳ"] for row in rows[:printed]} == {"2026", "2026-Q1"}


def test_what_comes_from_exports_is_text(book: openpyxl.Workbook) -> None:
    codes = [cell for cell in book["Hồ sơ quá hạn"]["A"] if cell.value == "=1+1"]
    assert [cell.data_type for cell in codes] == ["s"]
    assert not [
        cell.value
        for sheet in book
        if sheet.title != "Biểu II.06a"
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    refused = rows_of(book["Dòng bị từ chối"])
    assert len(refused) == 1
    assert "mười" in str(refused[0]["Nội dung"])


def test_of_many_rows_by_period_those_of_all_units_are_kept(
    run: PublishResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 10)
    workbook.write(outcome_of(run.folder, "H60.101"), tmp_path)
    book = openpyxl.load_workbook(tmp_path / "bang-diem.xlsx")
    assert {row["Đơn vị"] for row in rows_of(book["Theo kỳ"])} == {None}
    assert "Biểu II.06a" not in book.sheetnames, "no form was kept"
