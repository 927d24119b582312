"""Receipts numbered alike, names of files that hold another day, and lists of spans that lie apart."""

import os
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from par_metrics import Workspace
from par_metrics.warehouse import lake, ledger

RECEIPTS = "STT;Mã hồ sơ;Đơn vị;Số biên lai;Ký hiệu;Ngày thu;Tổng (VNĐ);Hình thức thanh toán"
UNITS = "unit_code,unit_name\nH60.101,An Tường\nH60.102,Mỹ Lâm\n"
DOSSIERS = "Mã hồ sơ;Trạng thái;Ngày nhận;Ngày hẹn trả;Ngày kết thúc xử lý"
H1 = "H60.101-260301-0001"


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    ws = Workspace.create(tmp_path / "w", unit="H60.101")
    take(ws, "units.csv", UNITS)
    return ws


def take(ws: Workspace, name: str, *lines: str, exported_at: str | None = None, **more):
    path = ws.root / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    written = datetime(2026, 6, 1).timestamp()
    os.utime(path, (written, written))
    report = ws.ingest(path, exported_at=exported_at, **more)
    assert not report.refused, report.refused_reason
    return report


def online(ws: Workspace, period: str, by: str | None = None) -> list[tuple[object, ...]]:
    figures = ws.compute("online_payment_rate", period, by=by, as_of="2026-12-31").filter(pl.col("denominator") > 0)
    return figures.select(*([by] if by else []), "numerator", "denominator").rows()


# --- numbers of receipts ---------------------------------------------------------------


def test_the_number_of_a_receipt_begins_again_each_year_and_in_each_unit(ws: Workspace) -> None:
    """The payment of 2025, and that of the other commune, gave way to whichever had the number last."""
    take(ws, "a.csv", RECEIPTS, "1;H60.101-250301-0001;An Tường;0000001;AA;01/03/2025;20000;Trực tuyến")
    take(ws, "b.csv", RECEIPTS, "1;H60.101-260301-0001;An Tường;0000001;AA;01/03/2026;20000;Tiền mặt")
    take(ws, "c.csv", RECEIPTS, "1;H60.102-260301-0001;Mỹ Lâm;0000001;AA;02/03/2026;20000;Trực tuyến")
    assert online(ws, "2025") == [(1, 1)]
    assert online(ws, "2026", "unit_code") == [("H60.101", 0, 1), ("H60.102", 1, 1)]


def test_two_books_of_one_file_have_receipts_of_one_number(ws: Workspace) -> None:
    rows = [
        f"{n};H60.101-260301-000{n};An Tường;0000001;A{n};01/03/2026;20000;{how}"
        for n, how in ((1, "Tiền mặt"), (2, "Trực tuyến"))
    ]
    assert take(ws, "a.csv", RECEIPTS, *rows).duplicates == 0
    assert online(ws, "2026") == [(1, 2)]


def test_a_receipt_listed_again_is_the_same_payment(ws: Workspace) -> None:
    row = "1;H60.101-260301-0001;An Tường;0000001;AA;01/03/2026;20000;Trực tuyến"
    take(ws, "a.csv", RECEIPTS, row, row)
    take(ws, "b.csv", RECEIPTS, row.replace("20000", "25000"), exported_at="2026-07-01")
    assert online(ws, "2026") == [(1, 1)]
    without = "1;;An Tường;0000009;AA;01/03/2026;20000;Trực tuyến"
    take(ws, "c.csv", RECEIPTS, without)
    take(ws, "d.csv", RECEIPTS, without, without.replace("/2026", "/2025"), exported_at="2026-07-01")
    assert (online(ws, "2025"), online(ws, "2026")) == ([(1, 1)], [(2, 2)])
    assert ws.sql("SELECT transaction_code FROM payments ORDER BY 1")["transaction_code"].to_list() == [
        "0000001/H60.101-260301-0001",
        "0000009/H60.101/2025",
        "0000009/H60.101/2026",
    ]


def test_receipts_loaded_by_the_former_rules_are_those_of_today(ws: Workspace) -> None:
    """A database is made again from the lake, whose files have the bare number as the code."""
    row = "1;H60.101-260301-0001;An Tường;0000001;AA;01/03/2026;20000;Trực tuyến"
    report = take(ws, "a.csv", RECEIPTS, row)
    [file] = (ws.root / "lake" / "payments").glob("*.parquet")
    line = pl.read_parquet_metadata(file)["par_metrics"].replace('"reading": 3', '"reading": 2')
    assert '"reading": 2' in line
    pl.read_parquet(file).with_columns(transaction_code=pl.col("receipt_number")).write_parquet(
        file, metadata={"par_metrics": line}
    )
    layout = ws.warehouse.layout
    old = lake.read_load(layout, file)
    ledger.write(layout, [ledger.of_load(replace(old, files=lake.digests(layout, old)))])
    ws.rebuild()
    take(ws, "b.csv", RECEIPTS, row.replace("Trực tuyến", "Tiền mặt"), exported_at="2026-07-01")
    assert online(ws, "2026") == [(0, 1)] and report.accepted == 1


# --- a time of export that cannot be ---------------------------------------------------


@pytest.mark.parametrize("name", ["ho-so tu 01-01-2026.csv", "ho so QD 766 ngay 23-06-2022.csv", "ds.csv"])
def test_a_day_that_the_rows_contradict_is_not_that_of_the_export(ws: Workspace, name: str) -> None:
    """The list of June was older than that of February, and the dossier stayed open."""
    take(ws, "hoso_2026-02-28.csv", DOSSIERS, f"{H1};Đang xử lý;01/02/2026;10/02/2026;")
    title = "Mẫu số 01 (cập nhật ngày 15/02/2024)\n" if name == "ds.csv" else ""
    report = take(ws, name, f"{title}{DOSSIERS}", f"{H1};Đã trả kết quả;01/02/2026;10/02/2026;09/03/2026")
    assert (report.superseding, report.older, report.exported_at_from) == (1, 0, "file_time")
    assert ws.compute("overdue_open_count", "2026", as_of="2026-06-01")["value"].item() == 0


def test_one_mistyped_day_does_not_move_the_export(ws: Workspace) -> None:
    rows = [f"H60.101-260301-{n:04};Đã trả kết quả;01/02/2026;10/02/2026;09/02/2026" for n in range(30)]
    report = take(ws, "hoso_2026-02-28.csv", DOSSIERS, *rows, f"{H1};Đã trả kết quả;01/02/2026;10/02/2026;09/03/2026")
    assert report.exported_at == datetime(2026, 2, 28, 23, 59, 59)


def test_what_the_officer_says_holds(ws: Workspace) -> None:
    row = f"{H1};Đã trả kết quả;01/02/2026;10/02/2026;09/03/2026"
    assert take(ws, "a.csv", DOSSIERS, row, exported_at="2026-02-28").exported_at == datetime(2026, 2, 28)


# --- spans -----------------------------------------------------------------------------


def book(ws: Workspace, *spans: str) -> Path:
    made = openpyxl.Workbook()
    for number, span in enumerate(spans, start=1):
        sheet = made.active if number == 1 else made.create_sheet(str(number))
        assert sheet is not None
        sheet.append([span])
        sheet.append(DOSSIERS.split(";"))
        sheet.append([f"H60.101-26010{number}-0001", "Đang xử lý", f"0{number}/01/2026", "", ""])
    made.save(ws.root / "lists.xlsx")
    return ws.root / "lists.xlsx"


def test_a_full_list_of_spans_that_lie_apart_says_nothing_of_the_days_between(ws: Workspace) -> None:
    apart = book(ws, "Từ ngày 01/01/2026 đến ngày 31/01/2026", "Từ ngày 01/03/2026 đến ngày 31/03/2026")
    report = ws.ingest(apart, full_list=True, exported_at="2026-06-01")
    assert report.refused_rule == "spans_apart"
    assert report.refused_reason is not None and "01/01/2026-31/01/2026" in report.refused_reason.vi
    assert not ws.ingest(apart, exported_at="2026-06-01").refused, "as no full list it is read"


def test_spans_that_follow_one_another_are_one(ws: Workspace) -> None:
    legal = "Theo quy định có hiệu lực từ ngày 01/07/2025 đến ngày 31/12/2026. "
    both = book(ws, legal + "Từ ngày 01/01/2026 đến ngày 31/01/2026", "Từ ngày 01/02/2026 đến ngày 28/02/2026")
    report = ws.ingest(both, full_list=True, exported_at="2026-06-01")
    assert (report.refused, '"start": "2026-01-01", "end": "2026-02-28"' in ws.loads()["full_list"][-1]) == (
        False,
        True,
    )


# --- registers loaded later ------------------------------------------------------------


def test_a_name_beside_a_code_that_was_believed_is_looked_up_again(tmp_path: Path) -> None:
    ws = Workspace.create(tmp_path / "v", unit="H60.101")
    head = "Mã hồ sơ;Đơn vị;Trạng thái;Ngày nhận"
    take(ws, "d.csv", head, f"{H1};Mỹ Lâm;Đang xử lý;01/03/2026", exported_at="2026-06-01")
    take(ws, "units.csv", UNITS)
    again = ws.ingest(ws.root / "d.csv", exported_at="2026-06-01")
    assert not again.already_loaded
    assert ws.sql("SELECT unit_code FROM dossiers")["unit_code"].to_list() == ["H60.102"]
