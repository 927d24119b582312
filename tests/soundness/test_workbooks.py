"""Workbooks from which a wrong number could once be read without a word; each test loads one as an officer does."""

from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from par_metrics import Workspace
from par_metrics.cli.reports import story_of_load
from par_metrics.loading.report import LoadReport
from tests.support.raw_workbooks import raw_workbook, texts

HEADER = ("Mã hồ sơ", "Mã đơn vị", "Ngày tiếp nhận", "Ngày hẹn trả", "Ngày kết thúc xử lý", "Trạng thái")
DONE = "Đã trả kết quả"


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    return Workspace.create(tmp_path / "w", unit="H60.101")


def ingest(ws: Workspace, path: Path, **options: object) -> LoadReport:
    report = ws.ingest(path, exported_at="2026-04-01", **options)  # type: ignore[arg-type]
    assert not report.refused, report.refused_reason
    return report


def on_time(ws: Workspace) -> dict[str, tuple[int, int]]:
    figures = ws.compute("on_time_rate", period="2026-03", by=["unit_code"], as_of="2026-04-01")
    return {
        row["unit_code"]: (row["numerator"], row["denominator"])
        for row in figures.iter_rows(named=True)
        if row["denominator"]
    }


def book(path: Path, rows: Sequence[Sequence[object]], merges: Sequence[str] = ()) -> Path:
    """A workbook of one sheet, its merged areas made by Excel's rules: covered cells are emptied."""
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    for area in merges:
        sheet.merge_cells(area)
    made.save(path)
    return path


def dossier(number: int, completed: str, unit: str | None = "H60.102", due: object = "10/03/2026") -> list[object]:
    return [f"H60.101-260302-{number:04}", unit, "02/03/2026", due, completed, DONE]


# --- merged cells ----------------------------------------------------------------------


@pytest.mark.parametrize("titles", [0, 3])
def test_a_unit_and_a_due_date_merged_over_their_rows_count_in_each_row(
    ws: Workspace, tmp_path: Path, titles: int
) -> None:
    """Only the first row had them: the others went to the unit of their code, without a due date."""
    rows = [
        *[["DANH SÁCH HỒ SƠ"]] * titles,
        HEADER,
        dossier(1, "09/03/2026"),
        dossier(2, "19/03/2026", None, None),
        dossier(3, "20/03/2026", None, None),
    ]
    first, last = titles + 2, titles + 4
    path = book(tmp_path / "a.xlsx", rows, [f"B{first}:B{last}", f"D{first}:D{last}"])
    assert ingest(ws, path).accepted == 3
    assert on_time(ws) == {"H60.102": (1, 3)}


def test_titles_sections_totals_and_signatures_merged_over_the_table_are_no_records(
    ws: Workspace, tmp_path: Path
) -> None:
    rows = [
        ["SỔ THEO DÕI HỒ SƠ THÁNG 3"],
        HEADER,
        ["Bộ phận một cửa"],
        dossier(1, "09/03/2026"),
        ["Những hồ sơ chuyển từ kỳ trước"],
        dossier(2, "19/03/2026"),
        ["Tổng cộng: 2 hồ sơ"],
        ["An Tường, ngày 31 tháng 3 năm 2026"],
        ["Người lập", None, None, "Chủ tịch"],
        [],
        ["Nguyễn Văn A", None, None, "Trần Văn B"],
    ]
    merges = ["A1:F1", "A3:F3", "A5:F5", "A7:F7", "A8:F8", "A9:C9", "D9:F9", "A11:C11", "D11:F11"]
    report = ingest(ws, book(tmp_path / "a.xlsx", rows, merges))
    assert (report.rows_read, report.accepted) == (2, 2)
    assert on_time(ws) == {"H60.102": (1, 2)}


def test_a_total_that_a_merged_unit_reaches_down_to_is_no_record(ws: Workspace, tmp_path: Path) -> None:
    rows = [
        ["Mã đơn vị", "Mã hồ sơ", "Ngày tiếp nhận", "Trạng thái", "Phí (VNĐ)"],
        ["H60.102", "H60.101-260302-0001", "02/03/2026", DONE, 8000],
        [None, "Tổng cộng", None, None, 8000],
    ]
    assert ingest(ws, book(tmp_path / "a.xlsx", rows, ["A2:A3", "B3:D3"])).rows_read == 1


def test_a_record_of_two_rows_is_one(ws: Workspace, tmp_path: Path) -> None:
    """All its cells are merged over both rows: the lower one is not a second record, nor a duplicate."""
    rows = [HEADER, dossier(1, "09/03/2026"), [], dossier(2, "19/03/2026")]
    report = ingest(ws, book(tmp_path / "a.xlsx", rows, [f"{column}2:{column}3" for column in "ABCDEF"]))
    assert (report.rows_read, report.duplicates) == (2, 0)


def test_what_a_program_left_in_covered_cells_does_not_count(ws: Workspace, tmp_path: Path) -> None:
    """Excel shows the first cell of a merged area over all of it, whatever stands below."""
    rows = texts(1, *HEADER)
    rows += texts(2, "H60.101-260302-0001", "H60.102", "02/03/2026", "10/03/2026", "09/03/2026", DONE)
    rows += texts(3, "H60.101-260302-0002", "H60.999", "02/03/2026", "31/03/2026", "19/03/2026", DONE)
    areas = '<mergeCells><mergeCell ref="B2:B3"/><mergeCell ref="D2:D3"/></mergeCells>'
    ingest(ws, raw_workbook(tmp_path / "a.xlsx", rows, after=areas))
    assert on_time(ws) == {"H60.102": (1, 2)}


# --- formulas --------------------------------------------------------------------------


def with_openpyxl(path: Path, formula: str) -> Path:
    return book(path, [HEADER, dossier(1, "19/03/2026", due=formula), dossier(2, "09/03/2026")])


def with_xlsxwriter(path: Path, formula: str) -> Path:
    made = xlsxwriter.Workbook(path)
    sheet = made.add_worksheet()
    sheet.write_row(0, 0, HEADER)
    sheet.write_row(1, 0, dossier(1, "19/03/2026"))
    sheet.write_formula(1, 3, formula)
    sheet.write_row(2, 0, dossier(2, "09/03/2026"))
    made.close()
    return path


@pytest.mark.parametrize("write", [with_openpyxl, with_xlsxwriter])
def test_a_formula_that_no_program_calculated_refuses_its_row(
    ws: Workspace, tmp_path: Path, write: Callable[[Path, str], Path]
) -> None:
    """The cell was read as empty, or as the zero that stands in for it: a late dossier left the rate."""
    report = ingest(ws, write(tmp_path / "a.xlsx", "=C2+8"))
    assert (report.accepted, report.rejected) == (1, 1)
    [row] = ws.rejects(report.load_id).iter_rows(named=True)
    assert (row["rule"], row["row"], row["field"]) == ("formula_not_calculated", 2, "due_at")
    assert "formula not calculated: open it in Excel and save" in row["message_en"]
    assert "công thức chưa được tính" in row["message_vi"] and "a.xlsx" in row["message_vi"]


@pytest.mark.parametrize("column", range(len(HEADER)))
def test_whichever_column_the_formula_is_in(ws: Workspace, tmp_path: Path, column: int) -> None:
    cells = dossier(1, "19/03/2026")
    cells[column] = "=Z1"
    report = ingest(ws, book(tmp_path / "a.xlsx", [HEADER, cells, dossier(2, "09/03/2026")]))
    assert ws.rejects(report.load_id)["rule"].to_list() == ["formula_not_calculated"]


def test_formulas_beside_the_columns_that_are_read_do_no_harm(ws: Workspace, tmp_path: Path) -> None:
    rows = [
        ["STT", *HEADER, "Số ngày trễ", "Chủ hồ sơ"],
        ["=ROW()-1", *dossier(1, "09/03/2026"), "=E2-D2", "=B2"],
        ["Tổng cộng", None, None, None, None, None, None, "=SUM(H2:H2)", None],
    ]
    report = ingest(ws, book(tmp_path / "a.xlsx", rows))
    assert (report.rows_read, report.accepted) == (1, 1)


def test_a_default_of_the_profile_does_not_stand_in_for_a_formula(ws: Workspace, tmp_path: Path) -> None:
    """`"*"` in [values] takes any text, and [derive] fills what looks empty: neither knows what the formula gives."""
    profile = tmp_path / "p.toml"
    profile.write_text(
        'name = "p"\nversion = 1\nkind = "dossiers"\n'
        '[columns]\ndossier_code = "Mã"\nchannel = "Kênh"\nreceived_at = "Ngày"\n'
        '[values.channel]\n"Mạng" = "online"\n"*" = "in_person"\n'
        '[derive]\nstatus = [{ when_present = "Xong", value = 10 }, { value = 4 }]\n',
        encoding="utf-8",
    )
    rows = [
        ["Mã", "Kênh", "Ngày", "Xong"],
        ["H60.101-260302-0001", "=Z1", "02/03/2026", "x"],
        ["H60.101-260302-0002", "Mạng", "02/03/2026", "=Z1"],
        ["H60.101-260302-0003", "Mạng", "02/03/2026", None],
    ]
    report = ingest(ws, book(tmp_path / "a.xlsx", rows), profile=profile)
    rejects = ws.rejects(report.load_id)
    assert dict(zip(rejects["row"], rejects["field"], strict=True)) == {2: "channel", 3: "status"}
    assert set(rejects["rule"]) == {"formula_not_calculated"}


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#DIV/0!", "#NAME?"])
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_an_error_cell_is_no_code_and_no_default(ws: Workspace, tmp_path: Path, error: str, kind: str) -> None:
    """`#REF!` was a dossier's code: two of them were one dossier, and the second its newer state."""
    rows = [HEADER, *(dossier(n, "19/03/2026") for n in (1, 2, 3))]
    for row in rows[1:3]:
        row[0] = error  # type: ignore[index]
    path = tmp_path / f"a.{kind}"
    if kind == "csv":
        path.write_text("\n".join(",".join(map(str, row)) for row in rows), encoding="utf-8")
    else:
        made = xlsxwriter.Workbook(path)
        sheet = made.add_worksheet()
        for position, row in enumerate(rows):
            sheet.write_row(position, 0, row)
        for position in (1, 2):
            sheet.write_formula(position, 0, "=Z9", None, error)
        made.close()
    report = ingest(ws, path)
    assert (report.accepted, report.duplicates, report.rejected) == (1, 0, 2)
    assert set(ws.rejects(report.load_id)["value"]) == {error}


# --- numbers and days ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "number_format"),
    [(20260302123456789, "0"), (20260302123456789, "General"), (202603000000000, "0.00E+00")],
)
def test_a_code_that_excel_rounded_is_not_given_new_digits(
    ws: Workspace, tmp_path: Path, value: int, number_format: str
) -> None:
    """20260302123456789 and ...788 are one number to Excel, and were one dossier here."""
    made = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    sheet = made.add_worksheet()
    sheet.write_row(0, 0, HEADER)
    sheet.write_row(1, 0, dossier(1, "09/03/2026"))
    sheet.write_number(1, 0, value, made.add_format({"num_format": number_format}))
    made.close()
    ingest(ws, tmp_path / "a.xlsx")
    stored = ws.sql("SELECT dossier_code FROM dossiers")["dossier_code"].to_list()
    assert not any(code.isdigit() for code in stored)


@pytest.mark.parametrize("number_format", ["General", "0", "dd/mm/yyyy", "m/d/yy h:mm", "[$-42A]dd mmmm yyyy", "@"])
def test_days_that_count_from_1904_are_read_so_in_every_format(
    ws: Workspace, tmp_path: Path, number_format: str
) -> None:
    """A serial number in a General cell lay four years and a day early."""
    made = xlsxwriter.Workbook(tmp_path / "a.xlsx", {"date_1904": True})
    sheet = made.add_worksheet()
    sheet.write_row(0, 0, HEADER)
    sheet.write_row(1, 0, dossier(1, ""))
    for column, serial in ((2, 44621), (3, 44629), (4, 44628.25)):  # 2, 10 and 9 March 2026
        sheet.write_number(1, column, serial, made.add_format({"num_format": number_format}))
    made.close()
    ingest(ws, tmp_path / "a.xlsx")
    [days] = ws.sql("SELECT received_at::DATE, due_at::DATE, completed_at FROM dossiers").rows()
    assert [str(day) for day in days] == ["2026-03-02", "2026-03-10", "2026-03-09 06:00:00"]


@pytest.mark.parametrize(("from_1904", "first", "far"), [(False, 46083, "29/05/2146"), (True, 44621, "30/05/2150")])
def test_a_message_says_the_day_of_a_serial_number(
    ws: Workspace, tmp_path: Path, from_1904: bool, first: int, far: str
) -> None:
    """`kết thúc "46041.5"` told nobody which day was wrong."""
    made = xlsxwriter.Workbook(tmp_path / "a.xlsx", {"date_1904": from_1904})
    sheet = made.add_worksheet()
    sheet.write_row(0, 0, HEADER)
    for row, ended, received in ((1, first - 41.5, first), (2, first + 1, 90000)):
        sheet.write_row(row, 0, dossier(row, ""))
        for column, serial in ((2, received), (3, first + 8), (4, ended)):  # received on 2 March 2026
            sheet.write_number(row, column, serial)
    made.close()
    report = ws.ingest(tmp_path / "a.xlsx")
    early, late = ws.rejects(report.load_id).select("value", "message_vi", "message_en").rows()
    assert early[0] == str(first - 41.5)
    assert f'"{first - 41.5} (19/01/2026 12:00)"' in early[1]
    assert f'"{first - 41.5} (19/01/2026 12:00)"' in early[2]
    assert f'"90000 ({far})"' in late[1]


# --- what is hidden --------------------------------------------------------------------


@pytest.fixture
def with_hidden_sheets(tmp_path: Path) -> Path:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.append(list(HEADER))
    sheet.append(dossier(1, "09/03/2026"))
    for name, state in (("nháp", "veryHidden"), ("Nguyễn Văn An", "hidden")):
        hidden = made.create_sheet(name)
        hidden.append(list(HEADER))
        hidden.append(dossier(1, "19/03/2026"))
        hidden.append(dossier(2, "19/03/2026"))
        hidden.sheet_state = state
    made.save(tmp_path / "a.xlsx")
    return tmp_path / "a.xlsx"


def test_hidden_sheets_are_left_out_and_named(ws: Workspace, with_hidden_sheets: Path) -> None:
    """A draft that Excel does not show brought two late dossiers, and undid a visible one."""
    report = ingest(ws, with_hidden_sheets)
    assert report.rows_read == 1 and report.hidden_sheets[0] == "nháp"
    assert "An" not in report.hidden_sheets[1], "a sheet named after a person"
    assert on_time(ws) == {"H60.102": (1, 1)}
    [vi, en] = [
        "\n".join(label.in_language(language) for label in story_of_load(ws, report)) for language in ("vi", "en")
    ]
    assert 'Trang tính ẩn, không đọc: "nháp"' in vi and 'Hidden sheets, not read: "nháp"' in en
    assert "--hidden-sheets read" in vi and "An" not in en.split("Hidden sheets")[1]
    assert ws.ingest(with_hidden_sheets).already_loaded


def test_a_hidden_sheet_is_named_where_the_visible_one_has_no_rows(ws: Workspace, tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.append(list(HEADER))
    hidden = made.create_sheet("tháng 3")
    hidden.append(list(HEADER))
    hidden.append(dossier(1, "19/03/2026"))
    hidden.sheet_state = "hidden"
    made.save(tmp_path / "a.xlsx")
    report = ws.ingest(tmp_path / "a.xlsx")
    assert report.refused_reason is not None and '"tháng 3"' in report.refused_reason.vi


def test_hidden_sheets_are_read_where_that_is_asked_for(ws: Workspace, with_hidden_sheets: Path) -> None:
    assert ingest(ws, with_hidden_sheets).rows_read == 1
    report = ingest(ws, with_hidden_sheets, hidden_sheets="read")
    assert not report.already_loaded and report.rows_read == 5 and report.hidden_sheets == []


@pytest.mark.parametrize("said", ["skip", "read"])
def test_a_profile_says_whether_hidden_sheets_are_read(
    ws: Workspace, tmp_path: Path, with_hidden_sheets: Path, said: str
) -> None:
    profile = tmp_path / "p.toml"
    text = f'name = "p"\nversion = 1\nkind = "dossiers"\nlike = "danh-sach-ho-so"\n[read]\nhidden_sheets = "{said}"\n'
    profile.write_text(text, encoding="utf-8")
    assert ingest(ws, with_hidden_sheets, profile=profile).rows_read == (5 if said == "read" else 1)
    other = "skip" if said == "read" else "read"
    again = ingest(ws, with_hidden_sheets, profile=profile, hidden_sheets=other)
    assert again.rows_read == (5 if other == "read" else 1), "the option goes before the profile"


def test_what_was_left_out_is_known_after_a_rebuild(ws: Workspace, with_hidden_sheets: Path) -> None:
    before = ingest(ws, with_hidden_sheets)
    ws.rebuild()
    after = ws.ingest(with_hidden_sheets)
    assert after.already_loaded and after.hidden_sheets == before.hidden_sheets


def test_rows_that_a_filter_hides_are_read_and_counted(ws: Workspace, tmp_path: Path) -> None:
    made = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    sheet = made.add_worksheet()
    sheet.write_row(0, 0, HEADER)
    for number in range(1, 5):
        sheet.write_row(number, 0, dossier(number, "09/03/2026"))
    sheet.autofilter(0, 0, 4, 5)
    for number in (2, 3):
        sheet.set_row(number, options={"hidden": True})
    sheet.set_column(1, 3, options={"hidden": True})
    made.close()
    report = ingest(ws, tmp_path / "a.xlsx")
    assert report.accepted == 4 and report.warnings["hidden_rows"] == 2
    assert on_time(ws) == {"H60.102": (4, 4)}
    [vi, en] = [
        "\n".join(label.in_language(language) for label in story_of_load(ws, report)) for language in ("vi", "en")
    ]
    assert "bị lọc trong Excel, vẫn được đọc (2 dòng)" in vi and "filtered out in Excel, still read (2 rows)" in en


# --- sheets beside the one that is read ------------------------------------------------


def sheets(path: Path, **rows: Sequence[Sequence[object]]) -> Path:
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for name, cells in rows.items():
        sheet = made.create_sheet(name.replace("_", " "))
        for row in cells:
            sheet.append(list(row))
    made.save(path)
    return path


def told(ws: Workspace, report: LoadReport) -> list[str]:
    return ["\n".join(label.in_language(language) for label in story_of_load(ws, report)) for language in ("vi", "en")]


FIRST = [HEADER, dossier(1, "09/03/2026"), dossier(2, "09/03/2026")]
OPEN = [f"H60.101-260302-{n:04}" for n in (8, 9)]


@pytest.mark.parametrize("above", [[], [["Tiếp theo trang trước"]], [[], ["UBND PHƯỜNG AN TƯỜNG"], []]])
@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("code", ["H60.101-260302-0009", "03706/2026/07906", "HS-0009"])
def test_a_sheet_that_goes_on_without_a_header_refuses_the_workbook(
    ws: Workspace, tmp_path: Path, above: list[list[object]], before: bool, code: str
) -> None:
    """Two late dossiers were lost without a word, for the sheet had no headings to know it by."""
    more = [*above, *([code, "H60.102", "02/03/2026", "10/03/2026"] for _ in range(2))]
    found = {"Nguyễn_Văn_An": more, "Trang_1": FIRST} if before else {"Trang_1": FIRST, "Nguyễn_Văn_An": more}
    report = ws.ingest(sheets(tmp_path / "a.xlsx", **found))
    assert report.refused_rule == "sheet_without_header" and report.refused_reason is not None
    assert "header line" in report.refused_reason.en and "dòng tiêu đề" in report.refused_reason.vi
    assert "Nguyễn" not in str(report), "a sheet named after a person"


def test_a_sheet_of_few_known_columns_is_read_where_they_are_enough(ws: Workspace, tmp_path: Path) -> None:
    few = [["Mã hồ sơ", "Trạng thái"], *([code, "Đang xử lý"] for code in OPEN)]
    report = ingest(ws, sheets(tmp_path / "a.xlsx", Một=FIRST, Hai=few))
    assert (report.rows_read, report.accepted) == (4, 4)


@pytest.mark.parametrize(
    "header",
    [
        ("Mã hồ sơ", "Ngày vào sổ", "Hạn chót"),
        ("Số phiếu", "Ngày vào sổ", "Hạn chót"),
        ("Mã hồ sơ", "Ngày nhận", "Hạn"),
    ],
)
def test_a_sheet_that_is_not_read_is_named_and_counted(ws: Workspace, tmp_path: Path, header: Sequence[str]) -> None:
    other = [header, *([code, "02/03/2026", "10/03/2026"] for code in OPEN)]
    people = [["Họ tên", "Số phiếu", "Ngày"], ["A", "HS-1", "02/03/2026"], ["B", "HS-2", "02/03/2026"]]
    path = sheets(tmp_path / "a.xlsx", Một=FIRST, Hai=other, Nguyễn_Văn_An=people)
    report = ingest(ws, path)
    assert (report.rows_read, report.warnings["sheet_skipped"]) == (2, 2)
    vi, en = told(ws, report)
    assert 'trang tính "Hai" không được đọc' in vi and 'the sheet "Hai" was not read' in en
    assert "Nguyễn" not in vi + en


@pytest.mark.parametrize("status", ["Tình trạng HS", "Ghi chú"])
def test_a_sheet_of_the_same_records_that_lacks_a_column_refuses_the_workbook(
    ws: Workspace, tmp_path: Path, status: str
) -> None:
    header = ["Mã hồ sơ", status, "Ngày nhận", "Ngày hẹn trả"]
    other = [header, *([code, "Đang xử lý", "02/03/2026", "10/03/2026"] for code in OPEN)]
    report = ws.ingest(sheets(tmp_path / "a.xlsx", Một=FIRST, Hai=other))
    assert report.refused_rule == "sheet_lacks_column" and report.refused_reason is not None
    for text in report.refused_reason:
        assert '"Hai"' in text and '"Trạng thái" (status)' in text


def test_sheets_of_notes_are_left_out_without_a_word(ws: Workspace, tmp_path: Path) -> None:
    legend = [["Trạng thái", "Ý nghĩa"], ["4", "Đang xử lý"], ["9", "Đã xử lý"]]
    prose = [["Hướng dẫn"], ["Xuất ngày 31/03/2026 từ hệ thống", None, "Người lập: A"], ["Cột", "Nghĩa", "Ví dụ"]]
    report = ingest(ws, sheets(tmp_path / "a.xlsx", Ghi_chú=prose, Một=FIRST, Mã=legend, Trống=[]))
    assert (report.rows_read, report.warnings.get("sheet_skipped")) == (2, None)


# --- headings that are formulas ----------------------------------------------------------


@pytest.mark.parametrize("column", range(len(HEADER)))
@pytest.mark.parametrize("titles", [0, 3])
@pytest.mark.parametrize("merges", [False, True])
def test_a_heading_that_no_program_calculated_refuses_the_workbook(
    ws: Workspace, tmp_path: Path, column: int, titles: int, merges: bool
) -> None:
    """The column of due days vanished without a word, and no dossier was late."""
    header = [*HEADER[:column], '="Ngày hẹn"&" trả"', *HEADER[column + 1 :]]
    rows = [*[["DANH SÁCH HỒ SƠ"]] * titles, header, dossier(1, "19/03/2026"), dossier(2, "09/03/2026")]
    areas = ["A1:F1"] if titles and merges else ["F2:F3"] if merges else []
    report = ws.ingest(book(tmp_path / "a.xlsx", rows, areas))
    assert report.refused_rule == "formula_not_calculated" and report.refused_reason is not None
    cell = f"{'ABCDEF'[column]}{titles + 1}"
    assert cell in report.refused_reason.en and cell in report.refused_reason.vi
    assert "save" in report.refused_reason.en and "lưu lại" in report.refused_reason.vi


def test_a_header_of_formulas_alone_refuses_the_workbook(ws: Workspace, tmp_path: Path) -> None:
    rows = [[f'="{cell}"' for cell in HEADER], dossier(1, "19/03/2026")]
    assert ws.ingest(book(tmp_path / "a.xlsx", rows)).refused_rule == "formula_not_calculated"


def test_formulas_on_a_sheet_of_sums_do_no_harm(ws: Workspace, tmp_path: Path) -> None:
    sums = [["Tổng hợp", "=TODAY()"], ["Số hồ sơ", "=COUNTA(Một!A:A)"]]
    assert ingest(ws, sheets(tmp_path / "a.xlsx", Một=FIRST, Tổng=sums)).accepted == 2


# --- a list below another ------------------------------------------------------------------


@pytest.mark.parametrize("merges", [[], ["A1:A1", "H1:H2"]])
@pytest.mark.parametrize("at", [6, 8])
@pytest.mark.parametrize("records", [1, 120])
def test_a_wider_list_below_refuses_the_workbook(
    ws: Workspace, tmp_path: Path, merges: list[str], at: int, records: int
) -> None:
    """The days of return of the second list stood where the first has no heading, and were nowhere."""
    wider = [*HEADER, *[None] * (at - 6), "Ngày trả"]
    more = [*dossier(2, "09/03/2026"), *[None] * (at - 6), "09/03/2026"]
    first = [dossier(number, "09/03/2026") for number in range(10, 10 + records)]
    report = ws.ingest(book(tmp_path / "a.xlsx", [HEADER, *first, wider, more], merges))
    assert report.refused_rule == ("another_header" if records > 100 else "record_above_header")


def test_remarks_beside_a_table_are_remarks(ws: Workspace, tmp_path: Path) -> None:
    rows = [HEADER, [*dossier(1, "09/03/2026"), "Ghi chú"], [*dossier(2, "09/03/2026"), None, "Trạng thái"]]
    assert ingest(ws, book(tmp_path / "a.xlsx", rows)).accepted == 2


@pytest.mark.parametrize("cells", [("10/03/2026", None), (None, "09/03/2026"), ("10/03/2026", "09/03/2026")])
def test_a_heading_of_ends_merged_over_two_columns_refuses_whatever_is_filled(
    ws: Workspace, tmp_path: Path, cells: tuple[str | None, str | None]
) -> None:
    """The planned day, in the first of them, was the end as long as nothing was returned."""
    header = ["Mã hồ sơ", "Trạng thái", "Ngày nhận", "Ngày hẹn trả", "Ngày trả", None]
    rows = [header, *([code, DONE, "02/03/2026", "10/03/2026", *cells] for code in OPEN)]
    assert ws.ingest(book(tmp_path / "a.xlsx", rows, ["E1:F1"])).refused_rule == "duplicate_headings"


def test_headings_merged_with_their_cells_or_over_what_is_no_event_are_one_column(
    ws: Workspace, tmp_path: Path
) -> None:
    header = ["Mã hồ sơ", None, "Trạng thái", "Ngày nhận", "Ngày hẹn trả", "Ngày trả", None]
    rows = [header, *([code, None, DONE, "02/03/2026", "10/03/2026", "09/03/2026", None] for code in OPEN)]
    report = ingest(ws, book(tmp_path / "a.xlsx", rows, ["A1:B1", "F1:G1", "F2:G2", "F3:G3"]))
    assert (report.accepted, report.unknown_columns) == (2, [])
