import datetime as dt
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from tests.support.read_files import cells, headings, numbers, read, refusal_of, workbook

HEADER: list[object] = ["STT", "Mã hồ sơ", "Chủ hồ sơ", "Ngày tiếp nhận", "Phí (VNĐ)", "Trạng thái"]


def row(n: int) -> list[object]:
    return [n, f"H60-{n}", "Trần Đức", "01/03/2026", 8000, "Đã trả"]


def test_leading_blank_rows_and_columns_keep_excels_row_numbers(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        [],
        [],
        [None, None, "SỔ THEO DÕI"],
        [],
        [None, *HEADER],
        [None, *row(1)],
        [],
        [None, *row(2)],
    ]
    [table] = read(workbook(tmp_path / "a.xlsx", {"Sổ": rows}))
    assert headings(table) == HEADER
    assert numbers(table) == [6, 8]
    assert cells(table)[1] == ("2", "H60-2", "Trần Đức", "01/03/2026", "8000", "Đã trả")
    assert table.titles == ("SỔ THEO DÕI",)
    assert (table.sheet, table.format, table.typed_numbers) == ("Sổ", "xlsx", True)


def test_typed_cells_become_text(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["Mã hồ sơ", "Ngày tiếp nhận", "Phí (VNĐ)", "Trạng thái", "Khác"])
    date, time = book.add_format({"num_format": "dd/mm/yyyy"}), book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
    sheet.write_row(1, 0, [84912345678, None, 150.5, True, "1.000"])
    sheet.write_datetime(1, 1, dt.datetime(2026, 3, 5), date)
    sheet.write_row(2, 0, [123456789012345, None, 3, False])
    sheet.write_datetime(2, 1, dt.datetime(2026, 3, 5, 8, 5, 6), time)
    sheet.write_formula(2, 4, "=NA()", None, "#N/A")
    sheet.write_row(3, 0, ["0912", "05/03/2026", 1e15, "x"])
    sheet.write_row(4, 0, ["b", 46086, 0.25, "x"])
    sheet.write_formula(4, 4, "=1/0", None, "#DIV/0!")
    sheet.write_datetime(3, 4, dt.datetime(2026, 3, 5, 8, 5, 6, 250000), time)
    book.close()
    [table] = read(tmp_path / "a.xlsx")
    assert cells(table) == [
        ("84912345678", "2026-03-05", "150.5", "true", "1.000"),
        ("123456789012345", "2026-03-05 08:05:06", "3", "false", "#N/A"),
        ("0912", "05/03/2026", "1E+15", "x", "2026-03-05 08:05:06.250"),
        ("b", "46086", "0.25", "x", "#DIV/0!"),
    ]


def test_merged_headers_numbering_totals_and_signatures_of_a_real_form(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    top = ["STT", "Mã hồ sơ", "Chủ hồ sơ", "Ngày", None, None, "Trạng thái"]
    low = [None, None, None, "tiếp nhận", "hẹn trả", "trả", None]
    numbering = [f"({i})" for i in range(1, 8)]
    for line in (
        ["UBND PHƯỜNG AN TƯỜNG", None, None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
        [],
        ["SỔ THEO DÕI HỒ SƠ"],
        top,
        low,
        numbering,
        [1, "H60-1", "A", dt.datetime(2026, 3, 1), dt.datetime(2026, 3, 5, 17), None, "x"],
        top,
        low,
        numbering,
        [2, "H60-2", "B", dt.datetime(2026, 3, 2), None, None, "x"],
        ["Tổng cộng: 2 hồ sơ"],
        [],
        [None, None, None, None, "An Tường, ngày 31 tháng 3 năm 2026"],
        [None, "Người lập", None, None, "Thủ trưởng đơn vị"],
        [None, "(Ký, họ tên)", None, None, "(Ký, đóng dấu)"],
        [],
        [None, "Nguyễn A", None, None, "Trần B"],
    ):
        sheet.append(line)
    for area in ("A1:D1", "E1:G1", "A3:G3", "A4:A5", "B4:B5", "C4:C5", "D4:F4", "G4:G5", "A12:G12", "B15:C15"):
        sheet.merge_cells(area)
    book.save(tmp_path / "a.xlsx")
    [table] = read(tmp_path / "a.xlsx")
    assert [column.headings for column in table.columns][3:6] == [
        ("tiếp nhận", "Ngày tiếp nhận", "Ngày"),
        ("hẹn trả", "Ngày hẹn trả", "Ngày"),
        ("trả", "Ngày trả", "Ngày"),
    ]
    assert numbers(table) == [7, 11]
    assert cells(table)[0] == ("1", "H60-1", "A", "2026-03-01", "2026-03-05 17:00:00", None, "x")


def test_sheets_of_data_are_all_read_and_notes_left_out(tmp_path: Path) -> None:
    notes: list[list[object]] = [["Trạng thái", "Ý nghĩa"], ["Đã trả", "đã trả kết quả"]]
    sheets = {"Tháng 1": [HEADER, row(1)], "Ghi chú": notes, "Tháng 2": [HEADER, row(2), row(3)], "Trống": []}
    tables = read(workbook(tmp_path / "a.xlsx", sheets))
    assert [(table.sheet, numbers(table)) for table in tables] == [("Tháng 1", [2]), ("Tháng 2", [2, 3])]
    assert [table.sheet for table in read(tmp_path / "a.xlsx", sheet="Tháng 2")] == ["Tháng 2"]


def test_a_hidden_sheet_is_left_out_and_named_unless_it_is_asked_for(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for name in ("Ẩn", "Hiện"):
        sheet = book.create_sheet(name)
        sheet.append(HEADER)
        sheet.append(row(1))
    book["Ẩn"].sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    [table] = read(tmp_path / "a.xlsx")
    assert (table.sheet, table.book.hidden_sheets) == ("Hiện", ("Ẩn",))
    assert [found.sheet for found in read(tmp_path / "a.xlsx", hidden_sheets="read")] == ["Ẩn", "Hiện"]
    [named] = read(tmp_path / "a.xlsx", sheet="Ẩn")
    assert (named.sheet, named.book.hidden_sheets) == ("Ẩn", ())


def test_a_workbook_of_hidden_sheets_alone_says_so(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    hidden = book.create_sheet("Nguyễn Văn An")
    hidden.append(HEADER)
    hidden.append(row(1))
    hidden.sheet_state = "veryHidden"
    book.save(tmp_path / "a.xlsx")
    error = refusal_of(tmp_path, (tmp_path / "a.xlsx").read_bytes(), "b.xlsx")
    assert error.rule == "unknown_layout" and "--hidden-sheets read" in error.label.en
    assert "Nguyễn" not in str(error), "a sheet named after a person"


def test_an_unknown_sheet_is_refused_with_the_names_there_are(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"Một": [HEADER, row(1)]})
    with pytest.raises(Exception, match="Một") as caught:
        read(path, sheet="Hai")
    assert getattr(caught.value, "rule", None) == "unknown_layout"


def test_a_header_row_that_a_profile_names(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"S": [[], HEADER, ["a", "b"], ["c", "d"]]})
    [table] = read(path, header_row=3)
    assert (headings(table), numbers(table)) == (["a", "b"], [4])


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_a_truncated_workbook_is_refused(tmp_path: Path, share: float) -> None:
    data = workbook(tmp_path / "a.xlsx", {"S": [HEADER, *(row(n) for n in range(500))]}).read_bytes()
    assert refusal_of(tmp_path, data[: int(len(data) * share)], "b.xlsx").rule == "unreadable_file"


def test_a_workbook_damaged_inside_is_refused(tmp_path: Path) -> None:
    data = bytearray(workbook(tmp_path / "a.xlsx", {"S": [HEADER, *(row(n) for n in range(500))]}).read_bytes())
    at = data.index(b"xl/worksheets/sheet1.xml") + 200
    data[at : at + 200] = b"\0" * 200
    assert refusal_of(tmp_path, bytes(data), "b.xlsx").rule == "unreadable_file"


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def test_old_protected_and_false_workbooks_are_refused(tmp_path: Path) -> None:
    assert refusal_of(tmp_path, OLE + "EncryptedPackage".encode("utf-16-le"), "a.xlsx").rule == "password_protected"
    assert refusal_of(tmp_path, b"hello", "a.xlsx").rule == "unknown_layout"


def test_a_workbook_without_records(tmp_path: Path) -> None:
    only_header = workbook(tmp_path / "a.xlsx", {"S": [HEADER]}).read_bytes()
    assert refusal_of(tmp_path, only_header, "b.xlsx").rule == "no_rows"
    no_table = workbook(tmp_path / "a.xlsx", {"S": [["a", "b"], ["c"]], "T": []}).read_bytes()
    assert refusal_of(tmp_path, no_table, "b.xlsx").rule == "unknown_layout"
