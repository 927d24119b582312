"""PAR INDEX points by a user's table: rules, checks of the table, and the three kinds of points side by side."""

import json
import math
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from openpyxl import Workbook, load_workbook

from par_metrics import Workspace
from par_metrics.cli.entry import run
from par_metrics.errors import SettingsError, UsageError
from par_metrics.questions.scoring.criteria import read_criteria
from par_metrics.questions.scoring.criteria_file import HEADINGS as KNOWN_HEADINGS
from par_metrics.questions.scoring.criterion_row import Criterion
from par_metrics.questions.scoring.par_index import Figure, computed_points
from par_metrics.questions.scoring.point_rules import (
    Band,
    Bands,
    Binary,
    Deduction,
    FallingBands,
    Manual,
    PointRule,
    Proportional,
    ProportionalDown,
    Ratio,
    Sides,
)
from tests.support.workspaces import load, small_workspace

MARCH: dict[str, Any] = {"period": "2026-03", "as_of": "2026-04-01"}
HEADINGS = {
    "criterion_code": "Mã tiêu chí",
    "domain": "Lĩnh vực",
    "title": "Tiêu chí",
    "max_points": "Điểm tối đa",
    "indicator": "Chỉ số",
    "rule": "Cách chấm",
    "full_from": "Đạt tối đa từ",
    "zero_below": "0 điểm dưới",
    "at_most": "Không quá",
    "bands": "Các mức điểm",
    "empty": "Khi không phát sinh",
    "year": "Năm",
    "zero_from": "0 điểm từ",
    "deduct": "Điểm trừ",
    "per": "Trừ cho mỗi",
    "floor": "Điểm thấp nhất",
}
TABLE = """
criterion_code | domain             | title      | max_points | indicator            | rule         | full_from | zero_below | bands                         | empty
1              | Thủ tục hành chính | Giải quyết | 10         |                      |              |           |            |                               |
1.1            |                    | Đúng hạn   | 6          | on_time_rate         | proportional | 1         | 50 %       |                               | full
1.2            |                    | Trực tuyến | 4          | online_dossiers_rate | bands        |           |            | 0-0.5: 0; 0.5-0.8: 1; 0.8-1: 4 |
2              | Chỉ đạo điều hành  | Kế hoạch   | 5          |                      | manual       |           |            |                               |
"""  # noqa: E501


def cells(table: str) -> list[dict[str, str]]:
    header, *lines = ([cell.strip() for cell in line.split("|")] for line in table.strip().splitlines())
    return [{name: cell for name, cell in zip(header, line, strict=True) if cell} for line in lines]


def toml(path: Path, table: str, total: str | None = None) -> Path:
    rows = (
        "[[criteria]]\n" + "".join(f"{name} = {json.dumps(text, ensure_ascii=False)}\n" for name, text in row.items())
        for row in cells(table)
    )
    path.write_text((f"total = {total}\n" if total else "") + "\n".join(rows), encoding="utf-8")
    return path


def xlsx(
    path: Path, table: str, headings: dict[str, str] = HEADINGS, further: tuple[tuple[Any, ...], ...] = ()
) -> Path:
    rows = cells(table)
    names = list(dict.fromkeys(name for row in rows for name in row))
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["BẢNG TIÊU CHÍ CẤP XÃ NĂM 2026"])
    sheet.append([])
    sheet.append([headings[name] for name in names])
    for row in rows:
        sheet.append([_typed(name, row.get(name)) for name in names])
    for line in further:
        sheet.append(line)
    book.save(path)
    return path


def _typed(name: str, text: str | None) -> Any:
    return float(text) if text and name == "max_points" else text


def csv(path: Path, table: str, further: str = "") -> Path:
    rows = cells(table)
    names = list(dict.fromkeys(name for row in rows for name in row))
    lines = [";".join(HEADINGS[name] for name in names)]
    lines += [
        ";".join(
            '"' + row.get(name, "").replace(".", ",") + '"' if name == "full_from" else f'"{row.get(name, "")}"'
            for name in names
        )
        for row in rows
    ]
    path.write_text("\n".join([*lines, further]), encoding="utf-8")
    return path


# --- rules ---------------------------------------------------------------------------

BANDS = Bands((Band(0, 0.5, 0), Band(0.5, 0.8, 1), Band(0.8, 1, 4)))
FALLING = FallingBands((Band(0, 0, 10), Band(0, 5, 6), Band(5, 10, 1)))


@pytest.mark.parametrize(
    ("rule", "value", "points"),
    [
        (Proportional(0.8), 0.4, 5),
        (Proportional(0.8), 0.8, 10),
        (Proportional(0.8), 0.9, 10),
        (Proportional(0.9, 0.5), 0.7, 5),
        (Proportional(0.9, 0.5), 0.5, 0),
        (Proportional(0.9, 0.5), 0.2, 0),
        (Ratio(1.0, 0.95), 0.96, 9.6),
        (Ratio(1.0, 0.95), 0.95, 9.5),
        (Ratio(1.0, 0.95), 0.9499, 0),
        (Ratio(0.8), 0.4, 5),
        (Ratio(0.8), 0.81, 10),
        (Binary(full_from=0.8), 0.8, 10),
        (Binary(full_from=0.8), 0.79, 0),
        (Binary(at_most=0), 0, 10),
        (Binary(at_most=2), 3, 0),
        (BANDS, 0, 0),
        (BANDS, 0.5, 1),
        (BANDS, 0.79, 1),
        (BANDS, 0.8, 4),
        (BANDS, 1, 4),
        (BANDS, 1.2, None),
        (Manual(), 1, None),
        (ProportionalDown(0, 10), 0, 10),
        (ProportionalDown(0, 10), 3, 7),
        (ProportionalDown(0, 10), 10, 0),
        (ProportionalDown(0, 10), 11, 0),
        (ProportionalDown(0.05, 0.25), 0.05, 10),
        (ProportionalDown(0.05, 0.25), 0.1, 7.5),
        (FALLING, 0, 10),
        (FALLING, 1, 6),
        (FALLING, 5, 6),
        (FALLING, 5.5, 1),
        (FALLING, 10, 1),
        (FALLING, 11, None),
        (Deduction(0.25, at_most=0), 0, 10),
        (Deduction(0.25, at_most=0), 3, 9.25),
        (Deduction(0.25, at_most=2), 3, 9.75),
        (Deduction(0.25, at_most=2), 1, 10),
        (Deduction(3, at_most=0), 4, 0),
        (Deduction(3, at_most=0, least=2), 4, 2),
        (Deduction(0.5, step=10, at_most=0), 15, 9.25),
        (Deduction(0.1, step=0.01, full_from=1), 0.955, 9.55),
        (Deduction(0.1, step=0.01, full_from=0.9), 0.95, 10),
        (Deduction(1, full_from=8), 6.5, 8.5),
        # A sum of decimals that misses its threshold in the last digit has reached it.
        (Binary(full_from=0.8), sum([0.1] * 8), 10),
        (Binary(at_most=0.3), 0.1 + 0.2, 10),
        (BANDS, sum([0.1] * 8), 4),
        (FallingBands((Band(0, 0.3, 10), Band(0.3, 1, 0))), 0.1 + 0.2, 10),
    ],
    ids=str,
)
def test_a_value_becomes_points(rule: PointRule, value: float, points: float | None) -> None:
    assert rule.points(value, 10) == (None if points is None else pytest.approx(points))


@pytest.mark.parametrize(
    ("rule", "numerator", "denominator", "points"),
    [
        (Deduction(0.25, is_of_records=True, full_from=1), 97, 100, 9.25),
        (Deduction(0.25, is_of_records=True, full_from=0.95), 90, 100, 8.75),
        (Deduction(0.25, is_of_records=True, full_from=0.95), 96, 100, 10),
        (Deduction(0.25, is_of_records=True, at_most=0), 3, 100, 9.25),
        (Deduction(0.25, is_of_records=True, at_most=0, least=9.5), 3, 100, 9.5),
        (Deduction(1, step=2, is_of_records=True, full_from=1), 7, 10, 8.5),
    ],
    ids=str,
)
def test_a_deduction_for_each_record_of_a_share(
    rule: PointRule, numerator: int, denominator: int, points: float
) -> None:
    """Trừ cho mỗi hồ sơ còn thiếu (hoặc vượt quá), bất kể tổng số là bao nhiêu."""
    assert rule.points(numerator / denominator, 10, Sides(numerator, denominator)) == pytest.approx(points)


@pytest.mark.parametrize("percent", ["33,3 %", "0,7 %", "99,9 %", "57,9%"])
def test_a_threshold_in_percent_is_reached_by_the_share_it_names(tmp_path: Path, percent: str) -> None:
    """333 of 1000 are 33.3 %, whatever 33.3 / 100 is in binary."""
    table = "criterion_code | max_points | indicator | rule | full_from | at_most\n"
    table += f"1 | 2 | on_time_rate | binary | {percent} |\n2 | 2 | on_time_rate | binary | | {percent}"
    value = int(percent.split("%")[0].strip().replace(",", "")) / 1000
    for criterion in read_criteria(xlsx(tmp_path / "a.xlsx", table), 2026):
        assert isinstance(criterion.rule, Binary)
        assert value in (criterion.rule.full_from, criterion.rule.at_most)
        assert criterion.rule.points(value, 2) == 2


@pytest.mark.parametrize(
    ("empty", "points", "most", "note"),
    [
        ("full", 10, 10, "no_population_full"),
        ("zero", 0, 10, "no_population_zero"),
        ("drop", 0, 0, "no_population_drop"),
        (None, None, 10, "no_population"),
    ],
)
def test_an_empty_population_is_worth_what_the_table_says(empty: Any, points: Any, most: float, note: str) -> None:
    """Không phát sinh: điểm tối đa, 0 điểm, hoặc loại ra; bảng không ghi thì chưa có điểm."""
    criterion = Criterion("1", 1, "", None, 10, "on_time_rate", Ratio(1.0), empty)
    for figure in (None, Figure(0, 0, None)):
        found, said = computed_points(criterion, figure)
        assert (found.points, found.most, said) == (points, most, note)


@pytest.mark.parametrize("status", ["incomplete", "suppressed"])
@pytest.mark.parametrize("value", [None, 1.0])
def test_a_figure_that_is_not_known_is_no_empty_population(status: str, value: float | None) -> None:
    """Số liệu chưa đủ thì chưa có điểm, kể cả khi bảng ghi không phát sinh được điểm tối đa."""
    criterion = Criterion("1", 1, "", None, 10, "on_time_rate", Ratio(1.0), "full")
    found, said = computed_points(criterion, Figure(1, 1, value, status))
    assert (found.points, found.most, said) == (None, 10, status)


# --- reading the table ---------------------------------------------------------------


def test_a_table_reads_the_same_from_every_kind_of_file(tmp_path: Path) -> None:
    """XLSX có tiêu đề, CSV dấu chấm phẩy và phẩy thập phân, TOML: cùng một bảng."""
    from_toml = read_criteria(toml(tmp_path / "a.toml", TABLE, total="15"), 2026)
    total, signature = ("Tổng", None, None, 15), (None, None, "NGƯỜI LẬP BIỂU")
    from_xlsx = read_criteria(xlsx(tmp_path / "a.xlsx", TABLE, further=(total, (), signature)), 2026)
    english = {name: name for name in HEADINGS}
    in_english = read_criteria(xlsx(tmp_path / "e.xlsx", TABLE, english, further=(("Total", None, None, 15),)), 2026)
    from_csv = read_criteria(csv(tmp_path / "a.csv", TABLE, "Tổng;;;15"), 2026)
    plain = [{**vars(c), "row": 0} for c in from_toml]
    for other in (from_xlsx, in_english, from_csv):
        assert [{**vars(c), "row": 0} for c in other] == plain
    assert [(c.code, c.domain, c.is_group) for c in from_toml] == [
        ("1", "Thủ tục hành chính", True),
        ("1.1", "Thủ tục hành chính", False),
        ("1.2", "Thủ tục hành chính", False),
        ("2", "Chỉ đạo điều hành", False),
    ]
    assert from_toml[1].rule == Proportional(1, 0.5) and from_toml[1].empty == "full"
    assert from_toml[2].rule == Bands((Band(0, 0.5, 0), Band(0.5, 0.8, 1), Band(0.8, 1, 4)))


@pytest.mark.parametrize("further", [("3", "Thêm", "Thêm", "=1+1"), ("Tổng", None, None, "=SUM(D4:D7)")])
def test_a_formula_without_a_value_is_no_maximum(tmp_path: Path, further: tuple[Any, ...]) -> None:
    """A total of nothing was no total, so that nobody saw that the criteria do not add up."""
    path = xlsx(tmp_path / "a.xlsx", TABLE, further=(further,))
    with pytest.raises(SettingsError, match=r"a\.xlsx: row \d+: a formula was never calculated"):
        read_criteria(path, 2026)


def test_words_may_be_vietnamese(tmp_path: Path) -> None:
    table = """
    criterion_code | max_points | indicator          | rule            | full_from | at_most | empty
    1              | 2          | on_time_rate       | Tuyến tính      | 80%       |         | Loại ra
    2              | 2          | overdue_open_count | Đạt/Không đạt   |           | 0       | tối đa
    3              | 2          | on_time_rate       | Theo tỷ lệ      | 0,9       |         | Không điểm
    """
    found = read_criteria(xlsx(tmp_path / "a.xlsx", table), 2026)
    assert [(c.rule, c.empty) for c in found] == [
        (Proportional(0.8), "drop"),
        (Binary(at_most=0), "full"),
        (Ratio(0.9), "zero"),
    ]


DEDUCTIONS = """
criterion_code | max_points | indicator               | rule                          | full_from | at_most | zero_from | deduct | per      | floor | bands
1              | 2          | overdue_open_count      | deduct                        |           |         |           | 0.25   |          |       |
2              | 2          | overdue_open_count      | trừ 0,25 điểm cho mỗi 2 hồ sơ |           | 1       |           |        |          | 0.5   |
3              | 2          | on_time_rate            | Trừ điểm                      | 100 %     |         |           | 0.1    | 1 %      |       |
4              | 2          | on_time_rate            | deduct                        | 0.95      |         |           | 0.25   | 1 hồ sơ  |       |
5              | 2          | on_time_rate            | deduct                        | 1         |         |           | 0.25   | 1        |       |
6              | 2          | on_time_rate            | deduct                        | 1         |         |           | 0.25   | 0.01     |       |
7              | 2          | processing_working_days | deduct                        |           | 10      |           | 0.5    | 1 ngày   |       |
8              | 2          | overdue_open_count      | proportional                  |           | 0       | 10        |        |          |       |
9              | 2          | overdue_open_count      | Mức giảm dần                  |           |         |           |        |          |       | 0-0: 2; 0-5: 1; 5-: 0
"""  # noqa: E501


@pytest.mark.parametrize("write", [toml, xlsx, csv])
def test_deductions_and_lines_where_fewer_is_better(tmp_path: Path, write: Any) -> None:
    path = write(tmp_path / f"a.{write.__name__}", DEDUCTIONS)
    assert [criterion.rule for criterion in read_criteria(path, 2026)] == [
        Deduction(0.25, at_most=0),
        Deduction(0.25, step=2, at_most=1, least=0.5),
        Deduction(0.1, step=0.01, full_from=1),
        Deduction(0.25, is_of_records=True, full_from=0.95),
        Deduction(0.25, is_of_records=True, full_from=1),
        Deduction(0.25, step=0.01, full_from=1),
        Deduction(0.5, at_most=10),
        ProportionalDown(0, 10),
        FallingBands((Band(0, 0, 2), Band(0, 5, 1), Band(5, math.inf, 0))),
    ]


@pytest.mark.parametrize(
    ("row", "rule", "says"),
    [
        ("overdue_open_count | deduct | | | | | | |", "no_deduction", "above 0"),
        ("overdue_open_count | deduct | | | | 0 | | |", "no_deduction", "above 0"),
        ("overdue_open_count | deduct | | | | 1 | | 2 |", "floor_not_below_maximum", "floor (2)"),
        ("overdue_open_count | deduct | | | | 1 | 1 % | |", "unknown_per", "how many records"),
        ("overdue_open_count | deduct | | | | 1 | 0 | |", "unknown_per", '"0"'),
        ("overdue_open_count | deduct | 3 | 1 | | 1 | | |", "no_threshold", "exactly one"),
        ("overdue_open_count | deduct | | | 5 | 1 | | |", "column_of_another_rule", "zero_from"),
        ("on_time_rate | deduct | 1 | | | 1 | | |", "unknown_per", "1 record, 1 %"),
        ("on_time_rate | deduct | | | | 1 | 1 % | |", "no_threshold", "full_from"),
        ("on_time_rate | deduct | 1 | | | 1 | 1 quyển | |", "unknown_per", '"1 quyển"'),
        ("on_time_rate | trừ 1 điểm mỗi hồ sơ | 1 | | | 2 | | |", "deduction_contradicts", '"2"'),
        ("processing_working_days | deduct | | 3 | | 1 | 1 hồ sơ | |", "unknown_per", "how much"),
        ("par_index | deduct | 1 | | | 1 | 1 hồ sơ | |", "unknown_per", '"1 hồ sơ"'),
        ("overdue_open_count | proportional | | 0 | | | | |", "no_threshold", "zero_from is missing"),
        ("overdue_open_count | proportional | | | 10 | | | |", "no_threshold", "at_most is missing"),
        ("overdue_open_count | proportional | | 10 | 10 | | | |", "thresholds_out_of_order", "at_most (10)"),
        ("overdue_open_count | proportional | 1 | | 10 | | | |", "thresholds_contradict", "one pair"),
        ("overdue_open_count | ratio | 1 | 2 | | | | |", "column_of_another_rule", "at_most"),
        ("overdue_open_count | falling_bands | | | | | | | 0-1: 0; 1-5: 2", "bands_rise", "1-5"),
        ("overdue_open_count | falling_bands | | | | | | | 0-5: 2; 5-5: 1; 5-: 0", "bands_do_not_meet", "gap"),
        ("on_time_rate | falling_bands | | | | | | | 0-5%: 2; 6%-100%: 0", "bands_do_not_meet", "gap"),
        (" | manual | 1 | | | | | |", "column_of_another_rule", "full_from"),
        (" | | | | | 1 | | |", "column_of_another_rule", "deduct"),
    ],
)
def test_a_deduction_that_contradicts_itself_is_refused(tmp_path: Path, row: str, rule: str, says: str) -> None:
    names = "indicator | rule | full_from | at_most | zero_from | deduct | per | floor | bands"
    table = f"criterion_code | max_points | {names}\n1 | 2 | {row}"
    with pytest.raises(SettingsError) as raised:
        read_criteria(toml(tmp_path / "a.toml", table), 2026)
    assert raised.value.rule == rule and says in str(raised.value)
    assert 'dòng 1, tiêu chí "1": ' in raised.value.label.vi


def test_a_row_is_for_its_year(tmp_path: Path) -> None:
    table = "criterion_code | max_points | year\n1 | 5 | 2026\n1 | 6 | 2027\n2 | 7 |"
    path = toml(tmp_path / "a.toml", table)
    assert [c.max_points for c in read_criteria(path, 2026)] == [5, 7]
    assert [c.max_points for c in read_criteria(path, 2027)] == [6, 7]


def test_the_template_filled_in_is_a_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Mẫu trống không có tiêu chí hay điểm nào; điền vào là đọc được, có sẵn danh sách cách chấm."""
    path = tmp_path / "tieu-chi.xlsx"
    assert run(["--lang", "en", "template", "criteria", "--output", str(path)]) == 0
    assert "par-metrics.toml" in capsys.readouterr().err
    book = load_workbook(path)
    sheet = book["Dữ liệu"]
    assert sheet.max_row == 1
    assert {str(rule.sqref).split(":")[0] for rule in sheet.data_validations.dataValidation} == {"E2", "F2", "K2"}
    places = {cell.value: cell.column for cell in sheet[1]}
    for number, row in enumerate(cells(TABLE), start=2):
        for name, text in row.items():
            sheet.cell(number, places[KNOWN_HEADINGS[name][0]], _typed(name, text))
    book.save(path)
    from_toml = read_criteria(toml(tmp_path / "a.toml", TABLE), 2026)
    assert [{**vars(c), "row": 0} for c in read_criteria(path, 2026)] == [{**vars(c), "row": 0} for c in from_toml]


@pytest.mark.parametrize(
    ("row", "rule", "says"),
    [
        ("1.3 | 0 | | | | | |", "maximum_not_positive", "none is made up"),
        ("1.3 | -2 | | | | | |", "unreadable_number", '"-2"'),
        ("1.3 | | | | | | |", "maximum_not_positive", "1.3"),
        ("1.3 | 2 | on_time_rat | ratio | 1 | | |", "unknown_indicator", '"on_time_rate"'),
        ("1.3 | 2 | on_time_rate | proportionel | 1 | | |", "unknown_rule", '"proportional"'),
        ("1.3 | 2 | on_time_rate | ratio | 1 | | | ful", "unknown_empty", '"full"'),
        ("1.3 | 2 | on_time_rate | | 1 | | |", "no_rule", "manual"),
        ("1.3 | 2 | | ratio | 1 | | |", "no_indicator", "manual"),
        ("1.3 | 2 | on_time_rate | ratio | | | |", "no_threshold", "full_from"),
        ("1.3 | 2 | on_time_rate | binary | | | |", "no_threshold", "at_most"),
        ("1.3 | 2 | on_time_rate | ratio | 0.5 | 0.8 | |", "thresholds_out_of_order", "0.8"),
        ("1.3 | 2 | on_time_rate | proportional | 0.5 | 0.5 | |", "thresholds_out_of_order", "0.5"),
        ("1.3 | 2 | on_time_rate | ratio | 80 | | |", "threshold_above_one", "80 %"),
        ("1.3 | 2 | on_time_rate | ratio | cao | | |", "unreadable_number", '"cao"'),
        ("1.3 | 2 | on_time_rate | bands | | | |", "bands_do_not_meet", "0-0.5"),
        ("1.3 | 2 | on_time_rate | bands | | | 0-0.6: 0; 0.5-1: 2 |", "bands_do_not_meet", "overlap"),
        ("1.3 | 2 | on_time_rate | bands | | | 0-0.4: 0; 0.5-1: 2 |", "bands_do_not_meet", "gap"),
        ("1.3 | 2 | on_time_rate | bands | | | 0.5-1: 2 |", "bands_do_not_meet", "from 0 to 1"),
        ("1.3 | 2 | on_time_rate | bands | | | 0-1: 3 |", "bad_band", "0-1: 3"),
        ("1.3 | 2 | on_time_rate | bands | | | 1-0: 1 |", "bad_band", "1-0: 1"),
        ("1.3 | 2 | on_time_rate | bands | | | all |", "bad_band", "all"),
        ("1.1 | 6 | | | | | |", "duplicate_criterion", "row 2"),
        ("1.3 | 2 | | | | | |", "points_do_not_sum", "1.1: 6 + 1.2: 4 + 1.3: 2"),
        ("1.1.1 | 2 | | | | | |", "rule_of_group", "group"),
        ("| 2 | | | | | |", "no_code", "code"),
    ],
)
def test_what_is_wrong_with_a_row_is_named_with_its_place(tmp_path: Path, row: str, rule: str, says: str) -> None:
    table = f"""
    criterion_code | max_points | indicator    | rule  | full_from | zero_below | bands | empty
    1              | 10         |              |       |           |            |       |
    1.1            | 6          | on_time_rate | ratio | 1         |            |       |
    1.2            | 4          |              |       |           |            |       |
    {row if row.count("|") == 7 else row + " |"}
    """
    with pytest.raises(SettingsError) as raised:
        read_criteria(toml(tmp_path / "tieu-chi.toml", table), 2026)
    assert raised.value.rule == rule
    place = "1" if rule == "points_do_not_sum" else "2" if rule == "rule_of_group" else "4"
    code = {"points_do_not_sum": "1", "rule_of_group": "1.1", "no_code": "?"}.get(rule, row.split("|")[0].strip())
    english = str(raised.value)
    assert f'tieu-chi.toml, row {place}, criterion "{code}": ' in english and says in english
    assert f'tieu-chi.toml, dòng {place}, tiêu chí "{code}": ' in raised.value.label.vi


def test_everything_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    table = "criterion_code | max_points | indicator\n1 | 0 |\n2 | 3 | on_time_rat"
    with pytest.raises(SettingsError, match=r"(?s)row 1.*row 2"):
        read_criteria(toml(tmp_path / "a.toml", table), 2026)


@pytest.mark.parametrize("kind", ["toml", "xlsx", "csv"])
def test_a_total_that_is_not_the_sum_is_an_error(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"a.{kind}"
    written = {
        "toml": lambda: toml(path, TABLE, total="16"),
        "xlsx": lambda: xlsx(path, TABLE, further=(("Tổng cộng", None, None, 16),)),
        "csv": lambda: csv(path, TABLE, "Tổng;;;16"),
    }[kind]()
    with pytest.raises(SettingsError, match=r"16 is not the sum 15 .*1: 10 \+ 2: 5"):
        read_criteria(written, 2026)


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("none.xlsx", None, "no such file"),
        ("a.toml", "criteria = 3", r"\[\[criteria\]\]"),
        ("a.toml", "criteria = [", "cannot be read"),
        ("a.csv", "Mã tiêu chí;Tiêu chí\n1;x\n", "max_points"),
    ],
)
def test_a_file_that_is_no_table_says_what_to_do(tmp_path: Path, name: str, text: str | None, says: str) -> None:
    if text is not None:
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=says) as raised:
        read_criteria(tmp_path / name, 2026)
    assert raised.value.rule == "criteria_unreadable" and "[par_index]" in raised.value.label.vi


# --- in a workspace ------------------------------------------------------------------

ASSESSMENTS = """
    unit_code | year | criterion_code | domain             | max_points | self_points | appraised_points
    H60.101   | 2026 | 1.1            | Thủ tục hành chính | 6          | 5           | 4
    H60.101   | 2026 | 1.2            | Thủ tục hành chính | 4          | 3           | 3
    H60.101   | 2026 | 2              | Chỉ đạo điều hành  | 4          | 4           |
    H60.101   | 2025 | 1.1            | Thủ tục hành chính | 6          | 1           | 1
"""


def with_table(ws: Workspace, table: str) -> Workspace:
    toml(ws.root / "tieu-chi.toml", table)
    settings = ws.root / "par-metrics.toml"
    settings.write_text(settings.read_text("utf-8") + '\n[par_index]\ncriteria = "tieu-chi.toml"\n', "utf-8")
    return Workspace(ws.root)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Two units with dossiers, one of them assessed, no table."""
    ws = small_workspace(tmp_path_factory.mktemp("par-index") / "workspace")
    load(ws, "assessments", ASSESSMENTS)
    return ws


@pytest.fixture(scope="module")
def ws(plain: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The same with the table."""
    ws = small_workspace(tmp_path_factory.mktemp("par-index") / "workspace")
    load(ws, "assessments", ASSESSMENTS)
    return with_table(ws, TABLE)


def lines(frame: pl.DataFrame, unit: str, *columns: str) -> dict[str, tuple[Any, ...]]:
    """By code, or the domain's name, or "total"."""
    key = pl.coalesce("criterion_code", "domain", pl.lit("total"))
    of_unit = frame.filter(unit_code=unit).select(key.alias("key"), *columns)
    return {row[0]: row[1:] for row in of_unit.iter_rows()}


def test_own_appraised_and_computed_points_stand_side_by_side(ws: Workspace) -> None:
    """Tháng 3 H60.101: đúng hạn 2/3 được 6·(2/3 - 0,5)/0,5 = 2; trực tuyến 2/3 được 1; kế hoạch theo tự chấm 4."""
    points = ("max_points", "self_points", "appraised_points", "computed_points")
    found = lines(ws.par_index(**MARCH), "H60.101", *points)
    assert found == {
        "1": (10, 8, 7, pytest.approx(3)),
        "1.1": (6, 5, 4, pytest.approx(2)),
        "1.2": (4, 3, 3, 1),
        "2": (5, 4, None, 4),
        "Thủ tục hành chính": (10, 8, 7, pytest.approx(3)),
        "Chỉ đạo điều hành": (5, 4, None, 4),
        "total": (15, 12, 7, pytest.approx(7)),
    }


def test_percents_are_of_what_has_points_and_name_what_has_none(ws: Workspace) -> None:
    columns = ("self_percent", "appraised_percent", "computed_percent", "self_missing", "appraised_missing", "note")
    found = lines(ws.par_index(**MARCH), "H60.101", *columns)
    assert found["total"] == (12 / 15, 7 / 10, pytest.approx(7 / 15), 0, 1, "")
    assert found["2"][-1] == "max_differs"
    assert lines(ws.par_index(**MARCH), "H60.102", *columns)["total"][3:5] == (3, 3)


def test_a_rank_needs_every_criterion(ws: Workspace) -> None:
    """H60.102 chưa được đánh giá kế hoạch: tổng chưa xếp hạng, từng tiêu chí thì có."""
    frame = ws.par_index(**MARCH)
    ranks = {unit: lines(frame, unit, "self_rank", "computed_rank") for unit in ("H60.101", "H60.102")}
    assert ranks["H60.101"]["1.1"] == (1, 2) and ranks["H60.102"]["1.1"] == (None, 1)
    assert ranks["H60.101"]["total"] == (1, 1) and ranks["H60.102"]["total"] == (None, None)


def test_a_criterion_shows_its_figure_and_rule(ws: Workspace) -> None:
    found = lines(
        ws.par_index(unit_code="H60.101", **MARCH), "H60.101", "indicator", "numerator", "denominator", "rule"
    )
    assert found["1.1"] == ("on_time_rate", 2, 3, "proportional 0.5..1")
    assert found["2"] == (None, None, None, "manual")
    assert found["total"] == (None, None, None, None)


def test_what_is_dropped_leaves_the_maximum_too(plain: Workspace, tmp_path: Path) -> None:
    """Không phát sinh phản ánh: tiêu chí loại ra, còn 8 điểm tối đa; chấm tay theo điểm thẩm định nếu có."""
    table = """
    criterion_code | max_points | indicator              | rule  | full_from | empty
    1              | 6          | on_time_rate           | ratio | 1         |
    2              | 4          | feedback_resolved_rate | ratio | 1         | drop
    3              | 2          |                        |       |           |
    """
    ws = with_table(small_workspace(tmp_path / "workspace"), table)
    load(
        ws,
        "assessments",
        "unit_code | year | criterion_code | max_points | self_points | appraised_points\n"
        "H60.101 | 2026 | 3 | 2 | 2 | 1",
    )
    columns = ("computed_points", "computed_percent", "computed_missing", "note")
    found = lines(ws.par_index(unit_code="H60.101", **MARCH), "H60.101", *columns)
    assert found["2"] == (None, None, 0, "no_population_drop")
    assert found["3"] == (1, 0.5, 0, "manual")
    assert found["total"] == (pytest.approx(5), pytest.approx(5 / 8), 0, "")


def test_without_a_table_nothing_is_computed(plain: Workspace) -> None:
    found = lines(plain.par_index(**MARCH), "H60.101", "max_points", "self_points", "computed_points", "note")
    assert found["total"] == (14, 12, None, "no_table")
    assert set(found) == {"1.1", "1.2", "2", "Thủ tục hành chính", "Chỉ đạo điều hành", "total"}


def test_without_a_table_and_assessments_there_is_nothing_to_show(plain: Workspace) -> None:
    with pytest.raises(SettingsError, match=r"\[par_index\]") as raised:
        plain.par_index("2024")
    assert raised.value.rule == "no_criteria"


def test_a_wrong_table_harms_nothing_else(ws: Workspace, tmp_path: Path) -> None:
    wrong = with_table(small_workspace(tmp_path / "workspace"), "criterion_code | max_points\n1 | 0")
    with pytest.raises(SettingsError, match="criterion"):
        wrong.par_index(**MARCH)
    assert wrong.compute("on_time_rate", **MARCH)["numerator"].item() == 3
    assert wrong.score(**MARCH).height


def test_an_unknown_unit_is_named(ws: Workspace) -> None:
    with pytest.raises(UsageError, match="999"):
        ws.par_index(unit_code="H60.999", **MARCH)


def test_a_wrong_cell_is_named_by_the_heading_of_the_template(tmp_path: Path) -> None:
    table = """
    criterion_code | max_points | indicator    | rule        | full_from
    1              | mười       |              |             |
    2              | 6          | on_time_rate | propotional | 0.9
    3              | 6          | on_time_rate | binary      |
    """
    with pytest.raises(SettingsError) as raised:
        read_criteria(toml(tmp_path / "tieu-chi.toml", table), 2026)
    first, second, third = raised.value.label.vi.splitlines()
    assert 'cột "Điểm tối đa" ghi "mười"' in first
    assert 'cột "Cách chấm" ghi "propotional"' in second and second.endswith('Gần nhất: "proportional".')
    assert third.endswith("cần đúng một ngưỡng: Đạt tối đa từ hoặc Không quá.")


def test_points_at_stake_by_criterion(ws: Workspace) -> None:
    stakes = ws.stakes("par-index", unit_code="H60.101", **MARCH)
    found = {row["input"]: row for row in stakes.iter_rows(named=True)}
    assert list(found) == ["1.1", "1.2"]
    assert found["1.1"]["lost"] == pytest.approx(4) and found["1.1"]["one_percent"] == pytest.approx(0.12)
    assert (found["1.2"]["lost"], found["1.2"]["one_percent"]) == (3, 0)
    assert found["1.1"]["records_of_one_percent"] == pytest.approx(0.03)
    assert found["1.1"]["block"] == "Thủ tục hành chính"


def test_what_one_percent_brings_is_said_of_shares_of_records_alone(tmp_path: Path) -> None:
    """Số trung bình, thứ hạng, chỉ số tổng hợp và số đếm không có 1 %; càng ít càng tốt thì bớt 1 % mới được điểm."""
    table = """
    criterion_code | max_points | indicator               | rule         | full_from | at_most | zero_from | deduct | per
    1              | 6          | processing_working_days | proportional |           | 1       | 20        |        |
    2              | 6          | par_index_rank          | binary       |           | 1       |           |        |
    3              | 6          | sipas                   | ratio        | 1         |         |           |        |
    4              | 6          | overdue_open_count      | deduct       |           |         |           | 1      |
    5              | 6          | online_dossiers_rate    | proportional |           | 0       | 1         |        |
    6              | 6          | on_time_rate            | deduct       | 1         |         |           | 1      | 1 hồ sơ
    """  # noqa: E501
    ws = with_table(small_workspace(tmp_path / "workspace"), table)
    load(
        ws,
        "survey_answers",
        "survey | respondent_code | unit_code | answered_on | question_code | criterion | answer\n"
        "sipas | r1 | H60.101 | 2026-03-02 | q1 | 1 | 5\nsipas | r2 | H60.101 | 2026-03-02 | q1 | 1 | 1",
    )
    stakes = ws.stakes("par-index", unit_code="H60.101", **MARCH).sort("input")
    lost = dict(stakes.select("input", "lost").iter_rows())
    assert lost["1"] > 0 and lost["4"] == 0
    brings = dict(stakes.select("input", pl.struct("one_percent", "records_of_one_percent")).iter_rows())
    for code in ("1", "2", "3", "4"):
        assert list(brings[code].values()) == [None, None], code
    assert list(brings["5"].values()) == pytest.approx([0.06, 0.03]), "2 of 3 were online; fewer is better here"
    assert list(brings["6"].values()) == pytest.approx([0.03, 0.03]), "1 of 3 was late: each record is a point"


def test_the_command_line_shows_points_at_stake_by_criterion(ws: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    """Lệnh ghi trong hướng dẫn từng bị từ chối vì par-index không phải bộ chấm điểm."""
    asked = ("stakes", "--rules", "par-index", "--period", "2026-03", "--as-of", "2026-04-01", "--unit", "H60.101")
    assert run(["--workspace", str(ws.root), "--lang", "en", *asked]) == 0
    first = capsys.readouterr().out.splitlines()[1].split()
    assert first[:3] == ["Phường", "An", "Tường"] and "1.1" in first and "66.67%" in first


def test_the_command_line_shows_the_index_and_says_when_there_is_no_table(
    ws: Workspace, plain: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ("par-index", "--period", "2026-03", "--as-of", "2026-04-01", "--unit", "H60.101")
    assert run(["--workspace", str(ws.root), "--lang", "en", *asked]) == 0
    printed = capsys.readouterr()
    assert any("Đúng hạn" in line and "66.67%" in line for line in printed.out.splitlines())
    assert "[par_index]" not in printed.err
    total = next(line for line in printed.out.splitlines() if " Total " in line)
    # Two of the three criteria are appraised: their sum is not out of the whole maximum.
    assert "appraised: without 1 criteria" in total and "own: " not in total
    assert run(["--workspace", str(plain.root), "--lang", "en", *asked, "--format", "json"]) == 0
    printed = capsys.readouterr()
    assert "[par_index]" in printed.err and json.loads(printed.out)
