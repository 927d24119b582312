"""The workbook of a form: its head and numbers, formulas with their values, and nothing that a cell would run."""

import io
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from par_metrics.documents.forms import FORMS, Filled
from par_metrics.documents.forms.head_cells import head_cells, head_heights
from par_metrics.documents.forms.paper import DOTS, Paper, period_in_words
from par_metrics.documents.forms.sheet import write_form
from par_metrics.documents.forms.totals import totals_of
from par_metrics.domain.period import Period
from par_metrics.errors import UsageError
from par_metrics.support.characters import visible_only
from schemas import Label

HOSTILE = (";=cmd()", "=1+1", "<script>alert(1)</script>", '"a" & b', "\u202etên ngược", "@SUM(A1)", "rất dài " * 25)
PROGRESS, LATE, LETTERS, DIGITAL = (FORMS[form] for form in ("766-tien-do", "qua-han", "xin-loi", "766-so-hoa"))
CELLS = [column.id for column in PROGRESS.columns]
ROW = (12, 2, 10, 5, 3, 2, 9, 4, 3, 2, 3, 2, 1)


def paper(filled: Filled, form: str = "766-tien-do", **said: str | None) -> Paper:
    about: dict[str, str | None] = {"reporter": None, "recipient": None, "place": None} | said
    period, as_of = Period.parse("2026-Q3"), datetime(2026, 10, 1)
    return Paper(FORMS[form], "unit_code", period, as_of, filled, (), FORMS[form].title, **about)  # type: ignore[arg-type]


def progress(*rows: tuple[str, tuple[int | None, ...]]) -> Filled:
    schema = {"unit_code": pl.String, "unit_name": pl.String} | dict.fromkeys(CELLS, pl.Int64)
    return Filled(pl.DataFrame([(name, name, *cells) for name, cells in rows], schema=schema, orient="row"))


def written(given: Paper, path: Path, *, values: bool = True) -> Worksheet:
    write_form(given, path)
    return openpyxl.load_workbook(path, data_only=values).worksheets[0]


def texts(sheet: Worksheet) -> list[str]:
    return [cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]


def test_the_head_says_what_of_when_and_who(tmp_path: Path) -> None:
    said = texts(written(paper(progress(("Phường A", ROW)), reporter="UBND phường A"), tmp_path / "f.xlsx"))
    assert said[:2] == ["Quyết định số 766/QĐ-TTg", PROGRESS.title]
    for text in (
        "Đơn vị báo cáo:\nUBND phường A",
        f"Đơn vị nhận báo cáo:\n{DOTS}",
        "Kỳ báo cáo: Quý III/2026",
        "(Từ ngày 01/07/2026 đến ngày 30/09/2026)",
        "Số liệu tính đến 00:00 ngày 01/10/2026",
        "Đơn vị tính: Số hồ sơ TTHC",
        "NGƯỜI LẬP BIỂU",
        "THỦ TRƯỞNG ĐƠN VỊ",
    ):
        assert text in said
    assert said.count("(Ký, ghi rõ họ tên)") == 2
    numbers = [text for text in said if text.startswith("(") and text[1].isdigit()]
    assert numbers[2:5] == ["(3)=\n(4)+(5)", "(4)", "(5)=\n(6)+(7)+(8)"]
    assert len(numbers) == 15


def test_totals_are_formulas_with_their_values(tmp_path: Path) -> None:
    given = paper(progress(("Phường A", ROW), ("Phường B", ROW)))
    shown = written(given, tmp_path / "f.xlsx")
    formulas = written(given, tmp_path / "f.xlsx", values=False)
    first = next(cell.row for cell in shown["B"] if cell.value == "Phường A")
    assert [cell.value for cell in shown[first][2:15]] == list(ROW)
    assert [cell.value for cell in shown[first + 2][2:15]] == [2 * number for number in ROW]
    assert formulas.cell(first, 3).value == f"=D{first}+E{first}"
    assert formulas.cell(first + 2, 3).value == f"=SUM(C{first}:C{first + 1})"
    assert shown.cell(first + 2, 1).value == "Tổng số"


def test_a_total_of_which_a_part_is_not_known_is_empty_and_said(tmp_path: Path) -> None:
    unknown, some = (*ROW[:3], None, None, None, *ROW[6:]), (*ROW[:3], 4, *ROW[4:])
    given = paper(progress(("Phường A", unknown), ("Phường B", some)))
    formulas = written(given, tmp_path / "f.xlsx", values=False)
    first = next(cell.row for cell in formulas["B"] if cell.value == "Phường A")
    assert [cell.value for cell in formulas[first][4:8]] == [10, None, None, None]
    assert [cell.value for cell in formulas[first + 1][4:8]] == [10, 4, 3, 2], "one of ten is of an unknown channel"
    assert [cell.value for cell in formulas[first + 2][4:6]] == [f"=SUM(E{first}:E{first + 1})", None]
    totals = totals_of(given.form, given.filled)
    assert (totals["received_new"], totals["online"]) == (20, None), "4 is what one unit has, and no total"
    assert any(note.startswith("Để trống ô của dòng Tổng số") for note in given.notes())
    assert not [*paper(progress(("Phường B", some))).notes()]


def test_a_total_share_is_of_the_summed_counts(tmp_path: Path) -> None:
    schema = {"unit_code": pl.String, "unit_name": pl.String}
    schema |= {c.id: pl.Float64 if c.kind == "share" else pl.Int64 for c in DIGITAL.columns if c.kind != "blank"}  # type: ignore[misc]
    rows = [("A", "A", 4, 1, 3, 0, 0.75, 0, 0, 0, None), ("B", "B", 96, 95, 1, 0, 1 / 96, 0, 0, 0, None)]
    given = paper(Filled(pl.DataFrame(rows, schema=schema, orient="row")), "766-so-hoa")
    sheet = written(given, tmp_path / "f.xlsx")
    total = next(row for row in sheet.iter_rows(values_only=True) if row[0] == "Tổng số")
    assert total[7] == 0.04
    assert total[11] is None and total[6] is None


def test_text_of_exports_stays_text(tmp_path: Path) -> None:
    given = paper(progress(*((name, ROW) for name in HOSTILE)), reporter=HOSTILE[1], recipient="=2+2", place=HOSTILE[0])
    given = replace(given, filled=replace(given.filled, notes=(Label("=3+3", "=3+3"),)))
    sheet = written(given, tmp_path / "f.xlsx", values=False)
    said = texts(sheet)
    assert {visible_only(text) for text in HOSTILE} <= set(said)
    formulas = [cell.value for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert all(str(formula).startswith(("=SUM(", "=D", "=F", "=J", "=N")) for formula in formulas)
    assert sheet.oddFooter.left.text == "=1+1"


def test_an_ampersand_of_a_name_is_none_of_the_footer(tmp_path: Path) -> None:
    sheet = written(paper(progress(("A", ROW)), reporter="A & B &P " * 20), tmp_path / "f.xlsx")
    assert sheet.oddFooter.left.text.startswith("A && B &&P A")
    assert sheet.oddFooter.left.text.endswith("…")


def test_rows_are_as_high_as_their_longest_text(tmp_path: Path) -> None:
    sheet = written(paper(progress(("Phường A", ROW), ("rất dài " * 25, ROW))), tmp_path / "f.xlsx")
    first = next(cell.row for cell in sheet["B"] if cell.value == "Phường A")
    assert sheet.row_dimensions[first].height < 20 < 60 < sheet.row_dimensions[first + 1].height


def test_the_page_is_a4_landscape_one_wide_and_repeats_its_head(tmp_path: Path) -> None:
    sheet = written(paper(progress(("A", ROW))), tmp_path / "f.xlsx")
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    # One page wide is what Excel takes where nothing is said.
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (None, 0)
    body = next(cell.row for cell in sheet["B"] if cell.value == "A")
    assert sheet.freeze_panes == f"C{body}"
    assert sheet.print_title_rows == f"$6:${body - 1}"
    assert sheet.cell(body, 2).font.name == "Times New Roman"


def test_a_list_without_rows_says_so_and_dates_are_dates(tmp_path: Path) -> None:
    schema = {"dossier_code": pl.String, "received_at": pl.Datetime("us"), "due_at": pl.Datetime("us")}
    schema |= {"ended_at": pl.Datetime("us"), "unit_code": pl.String, "unit_name": pl.String, "state": pl.String}  # type: ignore[dict-item]
    schema |= {"working_days_late": pl.Int64}  # type: ignore[dict-item]
    nothing = pl.DataFrame(schema=schema)
    assert "Không có hồ sơ nào" in texts(written(paper(Filled(nothing), "qua-han"), tmp_path / "none.xlsx"))
    due = datetime(2026, 9, 1, 23, 59, 59, 999999)
    rows = [("D-1", datetime(2026, 8, 1, 8), due, None, "U", None, "overdue", 5)]
    rows += [("D-2", datetime(2026, 8, 1, 8), due, datetime(2026, 9, 2), "U", None, "late", 0)]  # type: ignore[list-item]
    filled = Filled(pl.DataFrame(rows, schema=schema, orient="row"))
    sheet = written(paper(filled, "qua-han"), tmp_path / "list.xlsx")
    found = {row[1]: row[2:] for row in sheet.iter_rows(values_only=True) if str(row[1]).startswith("D-")}
    assert found["D-1"][1:] == (datetime(2026, 9, 1), None, "U", "Chưa có kết quả, quá hạn 5 ngày làm việc")
    assert found["D-2"][2:] == (datetime(2026, 9, 2), "U", "Giải quyết trễ, chưa đến 1 ngày làm việc")


def test_the_first_row_of_the_list_for_letters_names_its_fields(tmp_path: Path) -> None:
    schema = dict.fromkeys(("dossier_code", "procedure_code", "procedure_name", "unit_code"), pl.String)
    schema |= {"unit_name": pl.String, "cause": pl.String}
    schema |= dict.fromkeys(
        ("received_at", "promised_at", "extended_due_at", "ended_at", "new_due_at"), pl.Datetime("us")
    )  # type: ignore[arg-type]
    row = {"dossier_code": "=D", "unit_code": "U", "cause": "late", "received_at": datetime(2026, 1, 2, 8)}
    sheet = written(paper(Filled(pl.DataFrame([row], schema=schema)), "xin-loi"), tmp_path / "f.xlsx", values=False)
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == tuple(column.heading[-1] for column in LETTERS.columns)
    assert (rows[1][0], rows[1][4], rows[1][-1]) == ("=D", datetime(2026, 1, 2), "giải quyết trễ hạn")
    assert sheet.cell(2, 1).data_type == "s"


def test_the_same_paper_gives_the_same_bytes(tmp_path: Path) -> None:
    given = paper(progress(("A", ROW)))
    for name in ("a.xlsx", "b.xlsx"):
        write_form(given, tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_what_is_written_fails_whole_and_an_earlier_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "f.xlsx"
    broken = paper(progress(("A", ROW)))
    write_form(broken, path)
    earlier = path.read_bytes()
    with pytest.raises(KeyError):
        write_form(replace(broken, filled=Filled(broken.filled.frame.drop("unit_code", "unit_name"))), path)
    assert path.read_bytes() == earlier
    assert [found.name for found in tmp_path.iterdir()] == ["f.xlsx"]
    with pytest.raises(FileNotFoundError):
        write_form(broken, tmp_path / "none" / "f.xlsx")


def test_a_form_that_somebody_corrected_is_not_overwritten_and_one_of_ours_is(tmp_path: Path) -> None:
    path = tmp_path / "f.xlsx"
    write_form(paper(progress(("A", ROW))), path)
    write_form(paper(progress(("B", ROW))), path)
    assert "B" in texts(openpyxl.load_workbook(path).worksheets[0])

    book = openpyxl.load_workbook(path)
    book.worksheets[0].cell(9, 3).value = 13
    book.save(path)
    corrected = path.read_bytes()
    with pytest.raises(UsageError, match="was edited"):
        write_form(paper(progress(("B", ROW))), path)
    assert path.read_bytes() == corrected

    path.write_text("ghi chú", encoding="utf-8")
    with pytest.raises(UsageError, match="is not ours"):
        write_form(paper(progress(("B", ROW))), path)


@pytest.mark.parametrize(
    ("period", "words"),
    [
        ("2026", "Năm 2026"),
        ("2026-Q4", "Quý IV/2026"),
        ("2026-H1", "6 tháng đầu năm 2026"),
        ("2026-H2", "6 tháng cuối năm 2026"),
        ("2026-12", "Tháng 12/2026"),
        ("2026-W10", "Tuần 10/2026"),
        ("9 tháng đầu năm 2026", "9 tháng đầu năm 2026"),
        ("2026-03-05", "Ngày 05/03/2026"),
        ("2026-01-01/2026-06-10", "01/01/2026 - 10/06/2026"),
    ],
)
def test_periods_in_words(period: str, words: str) -> None:
    assert period_in_words(Period.parse(period)) == words


def test_days_reach_to_what_is_counted() -> None:
    given = paper(progress(("A", ROW)))
    assert replace(given, as_of=datetime(2026, 8, 5, 8)).days == "(Từ ngày 01/07/2026 đến ngày 05/08/2026)"
    assert replace(given, as_of=datetime(2026, 6, 1)).days == "(Từ ngày 01/07/2026 đến ngày 30/09/2026)"


def test_equal_neighbours_of_a_head_are_one_cell() -> None:
    cells = head_cells([("TT",), ("A", "x"), ("A", "y", "1"), ("A", "y", "2"), ("B",)])
    places = {(cell.text, cell.top, cell.left, cell.bottom, cell.right) for cell in cells}
    expected = {("TT", 0, 0, 2, 0), ("A", 0, 1, 0, 3), ("B", 0, 4, 2, 4), ("x", 1, 1, 2, 1), ("y", 1, 2, 1, 3)}
    assert places == expected | {("1", 2, 2, 2, 2), ("2", 2, 3, 2, 3)}
    heights = head_heights(head_cells([("một tiêu đề rất dài của một cột",), ("A", "x")]), [8, 8], 10)
    assert sum(heights) > 50 > heights[0]


def test_a_workbook_is_written_where_bytes_go() -> None:
    from par_metrics.display.sheets import workbook

    content = io.BytesIO()
    with workbook(content, "a") as book:
        book.add_worksheet("x").write_string(0, 0, "=1")
    assert openpyxl.load_workbook(content)["x"]["A1"].value == "=1"
