"""A plan typed in a workbook: what is wrong is told by sheet, row and column."""

from pathlib import Path

import pytest
from xlsxwriter import Workbook

from par_metrics import SettingsError
from par_metrics.indicators.catalogue import catalogue
from par_metrics.loading.plan.xlsx_file import read_plan_xlsx
from par_metrics.workspace.plan import OwnPlan, own_plan_of

Sheets = dict[str, list[list[object]]]
HEAD: list[object] = ["Mã mục", "Nội dung", "Bộ chỉ số", "Chủ trì", "Chỉ số"]
TARGETS: list[object] = ["Chỉ số", "Giá trị", "Từ năm", "Đến năm", "Chiều"]


@pytest.fixture
def write(tmp_path: Path):  # type: ignore[no-untyped-def]
    def book(sheets: Sheets) -> Path:
        path = tmp_path / "plan.xlsx"
        with Workbook(path) as made:
            for name, lines in sheets.items():
                sheet = made.add_worksheet(name)
                for number, line in enumerate(lines):
                    sheet.write_row(number, 0, line)
        return path

    return book


def plan() -> Sheets:
    return {
        "Kế hoạch": [
            ["KẾ HOẠCH CỦA XÃ"],
            HEAD,
            ["A.1", "Đúng hạn", "PAR INDEX", "Phòng Kinh tế, Hạ tầng; Văn phòng", "on_time_rate; overdue_open_count"],
            [],
            ["A.2", "Tập huấn", "", "Văn phòng", ""],
        ],
        "Chỉ tiêu": [TARGETS, ["on_time_rate", "95%", 2026, 2027, ""], ["overdue_open_count", 0, 2026, 2030, ""]],
        "Chung": [["Tên kế hoạch", "xa-moi"], ["Cơ quan chủ trì", "Phòng Kinh tế, Hạ tầng"]],
    }


def read(path: Path) -> OwnPlan:
    return own_plan_of(read_plan_xlsx(path), catalogue)


def test_it_is_the_plan_that_toml_would_be(write) -> None:  # type: ignore[no-untyped-def]
    own = read(write(plan()))
    assert own.problems == () and own.plan.name == "xa-moi"
    assert [(row.plan_row, row.index, row.indicators) for row in own.plan.rows] == [
        ("A.1", "PAR INDEX", ("on_time_rate", "overdue_open_count")),
        ("A.2", None, ()),
    ]
    assert own.plan.agencies_in(own.plan.rows[0].owner or "") == ["Phòng Kinh tế, Hạ tầng", "Văn phòng"]
    assert [(t.indicator, t.value, t.years, t.better) for t in own.targets] == [
        ("on_time_rate", 0.95, (2026, 2027), "higher"),
        ("overdue_open_count", 0.0, (2026, 2030), "lower"),
    ]


@pytest.mark.parametrize(
    ("sheet", "row", "line", "said"),
    [
        ("Kế hoạch", 4, ["a.1", "Lại"], 'plan.xlsx, sheet "Kế hoạch", row 5, column "Mã mục": the row "a.1" stands'),
        ("Kế hoạch", 4, ["A.2", "x", "PARINDEX"], 'sheet "Kế hoạch", row 5, column "Bộ chỉ số": must be'),
        ("Kế hoạch", 4, [1.1, "x"], 'row 5, column "Mã mục": a spreadsheet takes "1.1" for a number'),
        ("Kế hoạch", 4, ["A.2"], 'row 5, column "Nội dung": is missing'),
        ("Kế hoạch", 4, ["A.2", "x", "", "", "on_time"], 'row 5, column "Chỉ số": no indicator "on_time"'),
        ("Chỉ tiêu", 1, ["on_time_rate", 95, 2026, 2027], 'sheet "Chỉ tiêu", row 2, column "Giá trị": the target'),
        ("Chỉ tiêu", 1, ["on_time_rate", "cao", 2026, 2027], 'column "Giá trị": "cao" cannot be read as a number'),
        ("Chỉ tiêu", 1, ["overdue_open_count", "1.500", 2026, 2027], '"1.500" cannot be read as a number'),
        ("Chỉ tiêu", 1, ["on_time_rate", 0.9, 2027, 2026], 'row 2, column "Từ năm": bad target'),
        ("Chỉ tiêu", 1, ["on_time", 0.9, 2026, 2027], 'column "Chỉ số": the target "on_time" matches no indicator'),
        ("Chỉ tiêu", 1, ["on_time_rate", 0.9, "", 2027], 'column "Từ năm": is missing'),
    ],
)
def test_what_is_wrong_is_left_out_and_told(write, sheet: str, row: int, line: list[object], said: str) -> None:  # type: ignore[no-untyped-def]
    wrong = plan()
    wrong[sheet][row] = line
    own = read(write(wrong))
    (problem,) = own.problems
    assert said in problem.en and "trang" in problem.vi
    assert len(own.plan.rows) + len(own.targets) == 3


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"Kế hoạch": [["Mã mục", "Tên"]]}, 'a row of headings is needed with the columns "Mã mục", "Nội dung"'),
        ({"Kế hoạch": [[*HEAD, "Chủ trìi"], ["A", "x"]]}, 'no such column. The nearest is "Chủ trì"'),
        ({"Kế hoạch": [HEAD]}, "has no row"),
        ({"Chung": [["Tên ké hoạch x", "a"]]}, 'sheet "Chung", row 1: there is no "Tên ké hoạch x"'),
        ({"Chung": [["Giữ các mục có sẵn", "có lẽ"]]}, "write Có"),
    ],
)
def test_a_workbook_that_cannot_be_used_is_refused(write, change: Sheets, said: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(SettingsError) as refused:
        read(write(plan() | change))
    assert said in str(refused.value) and "plan.xlsx" in refused.value.label.vi


def test_what_is_no_workbook_or_lacks_the_sheet_is_refused(write, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(SettingsError, match='there is no sheet "Kế hoạch"'):
        read(write({"Trang 1": [["x"]]}))
    (tmp_path / "plan.xlsx").write_text("x")
    with pytest.raises(SettingsError, match=r"plan\.xlsx"):
        read(tmp_path / "plan.xlsx")


def test_with_extends_the_built_in_rows_stay(write) -> None:  # type: ignore[no-untyped-def]
    own = read(write(plan() | {"Chung": [["Giữ các mục có sẵn", "Có"]]}))
    assert len(own.plan.rows) == 40 and own.problems == ()
