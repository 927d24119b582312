"""Cells of records are told from headings, without taking a heading for one."""

import pytest

from par_metrics.readers.misread_head import is_record_cell, unknown_headings


@pytest.mark.parametrize(
    "cell",
    [
        "H60.101-260301-0001",
        "000.00.12.H60-250115-0001",
        "Trạng tháiG09.20-20260609-0092637",
        "H60.101",
        "000.00.01.H22",
        "1.008377.000.00.00.H13",
        "1.014390",
        "09/03/2026",
        "9.3.2026",
        "2026-03-09",
        "09/03/2026 08:00",
        "2026-03-01T08:00:00+07:00",
        "20260309080000",
        "0912345678",
        "0912 345 678",
        "+84912345678",
        "Liên hệ 0912345678",
        "015123456789",
        "123456789",
        "2.02603E+14",
        "zyxwa@example.org",
    ],
)
def test_cells_of_records(cell: str) -> None:
    assert is_record_cell(cell)


@pytest.mark.parametrize(
    "cell",
    [
        "Mã hồ sơ",
        "Ngày tiếp nhận (VD: 31/12/2026)",
        "Mã hồ sơ [H60.101-260301-0001]",
        "2026",
        "(1)",
        "1.2.1",
        "A.I.1.1",
        "Quý 1/2026",
        "Tháng 03/2026",
        "2026-03",
        "2026-03-01",
        "Từ 01/01/2026 đến 31/03/2026",
        "Số liệu đến ngày 10/6/2026",
        "Nghị định 61/2018/NĐ-CP",
        "Mẫu số 06a",
        "Phí (VNĐ)",
        "DanhSachLePhi.SoTien:sum",
        "Hồ sơ 24/7",
        "",
    ],
)
def test_headings(cell: str) -> None:
    assert not is_record_cell(cell)


def test_the_headings_that_were_seen_are_those_of_the_first_full_row() -> None:
    rows = [["DANH SÁCH", None, None], [None, None, None], ["Mã số", "Ngày vào", "Ngày ra"], ["1", "2", "3"]]
    assert unknown_headings(rows).headings == ("Mã số", "Ngày vào", "Ngày ra")
    assert unknown_headings(rows, header_row=4).headings == ("1", "2", "3")
    assert "row 4" in str(unknown_headings(rows, header_row=4))
    assert unknown_headings([]).headings == ()


def test_a_first_row_of_a_record_gives_no_headings_away() -> None:
    error = unknown_headings([["H60.101-260301-0001", "Mẫu Thị Zyxwa"], ["H60.101-260301-0002", "B"]])
    assert error.headings == () and "no header line" in str(error) and "Zyxwa" not in error.label.vi
