"""Templates: made from the definitions, filled in by hand, read back cell for cell."""

import warnings
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from openpyxl import Workbook as Book
from openpyxl import load_workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

import par_metrics as pm
from par_metrics.cli.entry import run
from par_metrics.documents.templates import guide
from par_metrics.documents.templates.columns import TemplateColumn, columns_of
from par_metrics.domain.plan import builtin_plan
from par_metrics.errors import RefusedFileError, UsageError
from par_metrics.exports.export import read_and_normalise
from par_metrics.exports.rows.normalise import Context, Normalised
from par_metrics.exports.rows.references import References
from par_metrics.readers.values import read_categories
from schemas import KINDS, ValueType
from tests.support.workspaces import small_workspace

NOW = datetime(2026, 9, 30, 17, 30)
ROWS = 12
T = ValueType
DAY = date(2026, 3, 2)


@pytest.fixture
def template(tmp_path: Path) -> Iterator[Any]:
    """Writes the template of a kind; a warning of the writer is an error."""

    def write(kind: str) -> Path:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return pm.template(kind, tmp_path / f"mau-{kind}.xlsx")

    return write


def read(path: Path) -> tuple[str, Normalised]:
    """As `ingest` reads it: nothing says which kind it is."""
    context = Context(References(), "Asia/Ho_Chi_Minh", NOW, lambda value: f"pseudonym of {value}")
    whole = read_and_normalise(path, context=context)
    return whole.export.kind.name, whole.normalised


def typed_and_meant(column: TemplateColumn, number: int) -> tuple[Any, Any]:
    """What an officer types into row `number` of a column, and what it means."""
    field = column.field
    day = DAY + timedelta(days=number)
    match field.type:
        case T.CATEGORY | T.STATUS:
            value = list(field.values)[number % len(field.values)]
            return column.choices[number % len(field.values)], value
        case T.BOOLEAN:
            return ("Có", True) if number % 3 else ("Không", False)
        case T.INTEGER | T.PLAN_ROW if column.choices:
            return (column.choices[number % len(column.choices)],) * 2
        case T.INTEGER:
            low = column.bounds[0] if column.bounds else 0
            return low + number, low + number
        case T.DECIMAL:
            return 1.5, 1.5
        case T.DATE:
            return day, day
        case T.DATETIME:
            return (datetime.combine(day, time(8, 30)),) * 2
        case T.DUE:
            return day, datetime.combine(day, time.max)
        case T.PERIOD:
            return "2026-Q3", "2026-Q3"
        case T.PROCEDURE_CODE:
            return (f"1.{1000 * number:06}",) * 2
        case T.CODE:
            code = f"H60.{number + 1:03}" if field.name.endswith(("unit_code", "place_code")) else f"{number:04}"
            return code, f"pseudonym of {code}" if field.pseudonym else code
        case _:
            return f"Phòng hồ sơ số {number}", f"Phòng hồ sơ số {number}"


def fill(path: Path, kind: str) -> dict[str, list[Any]]:
    """Types rows into the template, every column but those looked up; what they mean by canonical name."""
    book = load_workbook(path)
    sheet = book["Dữ liệu"]
    meant: dict[str, list[Any]] = {}
    for place, column in enumerate(columns_of(KINDS[kind], builtin_plan()), start=1):
        assert sheet.cell(1, place).value == column.heading
        if not column.field.stored:
            continue
        rows = [typed_and_meant(column, number) for number in range(ROWS)]
        for number, (typed, _) in enumerate(rows):
            sheet.cell(2 + number, place).value = typed
        meant[column.field.name] = [value for _, value in rows]
    book.save(path)
    return meant


@pytest.mark.parametrize("kind", KINDS)
def test_rows_typed_into_a_template_come_back_exactly(template: Any, kind: str) -> None:
    path = template(kind)
    meant = fill(path, kind)
    found, rows = read(path)
    assert found == kind
    assert rows.refused["message_vi"].to_list() == []
    assert (rows.rows_read, rows.findings.unknown_columns, rows.findings.warnings().get("sheet_skipped")) == (
        ROWS,
        (),
        None,
    )
    for name, values in meant.items():
        found_values = rows.frame[name].to_list()
        if KINDS[kind].by_name[name].pseudonym:
            # What tells equal numbers apart comes before the number itself.
            found_values = [f"pseudonym of {value.split(chr(31))[-1]}" for value in found_values]
        assert found_values == values, name


@pytest.mark.parametrize("kind", KINDS)
def test_an_untouched_template_holds_no_rows(template: Any, kind: str) -> None:
    with pytest.raises(RefusedFileError) as refused:
        read(template(kind))
    assert refused.value.rule == "no_rows"
    assert "không có bản ghi nào" in refused.value.label.vi


@pytest.mark.parametrize("kind", KINDS)
def test_a_template_names_no_personal_column(template: Any, kind: str) -> None:
    headings = [cell.value for cell in load_workbook(template(kind))["Dữ liệu"][1]]
    assert headings == [column.heading for column in columns_of(KINDS[kind], builtin_plan())]
    personal = [field for field in KINDS[kind].fields if field.personal]
    assert not {field.label.vi for field in personal} & set(headings)
    assert set(KINDS[kind].required) <= {column.field.name for column in columns_of(KINDS[kind], builtin_plan())}


@pytest.mark.parametrize("kind", KINDS)
def test_every_word_offered_is_read_as_its_own_value(kind: str) -> None:
    for column in columns_of(KINDS[kind], builtin_plan()):
        if column.field.values:
            words = pl.Series(column.choices, dtype=pl.String)
            assert read_categories(words, column.field).to_list() == list(column.field.values), column.heading


def checks(sheet: Worksheet) -> dict[str, DataValidation]:
    """Heading -> the check of its column."""
    found = {}
    for check in sheet.data_validations.dataValidation:
        (cells,) = check.sqref.ranges
        assert (cells.min_row, cells.max_row) == (2, 1001)
        found[sheet.cell(1, cells.min_col).value] = check
    return found


def offered(book: Book, check: DataValidation) -> list[Any]:
    """What a drop-down list shows."""
    sheet, cells = check.formula1.replace("$", "").split("!")
    return [row[0].value for row in book[sheet.strip("'")][cells]]


def test_lists_offer_the_words_the_reader_knows(template: Any) -> None:
    book = load_workbook(template("staff"))
    check = checks(book["Dữ liệu"])["Hình thức kỷ luật"]
    assert (check.type, check.errorStyle or "stop", check.showErrorMessage) == ("list", "stop", True)
    assert offered(book, check) == ["Không", "Khiển trách", "Cảnh cáo", "Hạ bậc lương", "Buộc thôi việc"]
    assert check.error == ('Cột "Hình thức kỷ luật": Không; Khiển trách; Cảnh cáo; Hạ bậc lương; Buộc thôi việc.')
    assert offered(book, checks(book["Dữ liệu"])["Đạt chuẩn"]) == ["Có", "Không"]
    assert book["Danh mục"].sheet_state == "hidden"


def test_ratings_are_lists_and_rows_of_the_plan_too(template: Any) -> None:
    survey = load_workbook(template("survey_answers"))
    assert offered(survey, checks(survey["Dữ liệu"])["Mức trả lời"]) == [1, 2, 3, 4, 5]
    assert offered(survey, checks(survey["Dữ liệu"])["Tiêu chí số"]) == [1, 2, 3, 4, 5, 6, 7, 8, 9]
    tasks = load_workbook(template("task_reports"))
    rows = offered(tasks, checks(tasks["Dữ liệu"])["Mục của kế hoạch"])
    assert (rows[0], "A.III.9" in rows, "P.IV.1" in rows) == ("A.I.1.1", True, True)
    assert "2026-Q3" in checks(tasks["Dữ liệu"])["Kỳ báo cáo"].prompt


def test_years_points_scores_and_dates_have_their_ranges(template: Any) -> None:
    points = checks(load_workbook(template("assessments"))["Dữ liệu"])
    year, given = points["Năm"], points["Điểm tự chấm"]
    assert (year.type, year.operator or "between", year.formula1, year.formula2) == ("whole", "between", "2000", "2100")
    assert "Từ 2000 đến 2100" in year.error
    assert (given.type, given.operator, given.formula1) == ("decimal", "greaterThanOrEqual", "0")
    score = checks(load_workbook(template("papi_scores"))["Dữ liệu"])["Điểm số"]
    assert (score.type, score.formula1, score.formula2) == ("decimal", "1", "10")
    due = checks(load_workbook(template("findings"))["Dữ liệu"])["Hạn khắc phục"]
    assert (due.type, due.formula1, due.formula2) == ("date", "36526", "73415")  # 1/1/2000, 31/12/2100
    assert "01/01/2000 đến 31/12/2100" in due.error


@pytest.mark.parametrize("kind", KINDS)
def test_the_ranges_shown_are_those_the_rules_hold_rows_to(kind: str) -> None:
    for rule in KINDS[kind].refusals:
        if rule.bounds is None or rule.needs != (rule.column,):
            continue
        low, high = rule.bounds
        cells = pl.DataFrame({rule.column: [low - 1, low, high or low, (high or low) + 1]})
        assert cells.select(rule.broken(NOW)).to_series().to_list() == [True, False, False, high is not None]


def test_required_columns_stand_out_and_the_header_stays_in_view(template: Any) -> None:
    sheet = load_workbook(template("staff"))["Dữ liệu"]
    colours = {cell.value: cell.fill.fgColor.rgb for cell in sheet[1]}
    orange = {heading for heading, colour in colours.items() if colour == "FFF8CBAD"}
    assert orange == {"Mã cán bộ", "Mã định danh đơn vị", "Tính đến ngày"}
    assert sheet.freeze_panes == "A2"
    found = checks(sheet)
    assert found["Mã cán bộ"].prompt.startswith("Phải điền")
    assert not found["Đạt chuẩn"].prompt.startswith("Phải điền")
    formats = {cell.value: sheet.column_dimensions[cell.column_letter].number_format for cell in sheet[1]}
    assert (formats["Tính đến ngày"], formats["Mã cán bộ"]) == ("dd/mm/yyyy", "@")


def test_the_instructions_say_what_a_row_is_and_explain_every_column(template: Any) -> None:
    sheet = load_workbook(template("survey_answers"))["Hướng dẫn"]
    lines = [[cell.value for cell in row] for row in sheet.iter_rows()]
    text = "\n".join(str(line[0]) for line in lines)
    assert 'Hai dòng giống nhau ở "Khảo sát", "Mã phiếu", "Mã câu hỏi" là cùng một bản ghi' in text
    assert 'par-metrics ingest "mau-survey_answers.xlsx"' in text
    columns = {line[1]: line for line in lines if str(line[0]).startswith("Cột ") and line[1]}
    assert list(columns) == [column.heading for column in columns_of(KINDS["survey_answers"], builtin_plan())]
    assert columns["Mã phiếu"][3].startswith("Mã của phiếu hoặc của người trả lời")
    assert "Chỉ lưu dưới dạng bí danh" in columns["Mã phiếu"][3]
    assert "tra theo tên đơn vị" in columns["Mã định danh đơn vị"][3]
    assert columns["Mức trả lời"][2] == "Không bắt buộc"
    assert columns["Mức trả lời"][5] == "1; 2; 3; 4; 5"
    assert columns["Ngày khảo sát"][6] == "31/12/2026"


@pytest.mark.parametrize("kind", KINDS)
def test_every_column_is_explained_in_vietnamese_and_has_an_example_that_is_allowed(kind: str) -> None:
    columns = columns_of(KINDS[kind], builtin_plan())
    for column, line in zip(columns, guide.lines(KINDS[kind], columns), strict=True):
        assert column.field.doc_vi.endswith("."), column.field.name
        assert line[3].startswith(column.field.doc_vi)
        if column.choices:
            assert line[6] in map(str, column.choices), column.heading


def test_of_a_register_without_dates_the_instructions_say_that_rows_at_odds_are_refused(template: Any) -> None:
    sheet = load_workbook(template("assessments"))["Hướng dẫn"]
    assert "khác nhau thì đều bị từ chối" in sheet["A3"].value
    assert "dòng mới hơn" in load_workbook(template("staff"))["Hướng dẫn"]["A3"].value


def test_the_same_kind_gives_the_same_bytes(tmp_path: Path) -> None:
    first, second = (pm.template("staff", tmp_path / folder / "mau.xlsx") for folder in _folders(tmp_path))
    assert first.read_bytes() == second.read_bytes()
    assert load_workbook(first).properties.created == datetime(2026, 1, 1)


def _folders(root: Path) -> Iterator[str]:
    for name in ("a", "b"):
        (root / name).mkdir()
        yield name


def test_nothing_is_overwritten_and_an_unknown_kind_gets_the_nearest(tmp_path: Path) -> None:
    path = pm.template("staff", tmp_path / "mau.xlsx")
    with pytest.raises(UsageError, match="exists and is not overwritten") as refused:
        pm.template("units", path)
    assert "--output" in refused.value.label.vi
    assert load_workbook(path)["Dữ liệu"]["A1"].value == "Mã cán bộ"
    with pytest.raises(UsageError, match=r'no template "staf"\. The nearest is "staff"') as unknown:
        pm.template("staf", tmp_path / "other.xlsx")
    assert 'Gần nhất: "staff"' in unknown.value.label.vi
    assert not (tmp_path / "other.xlsx").exists()


def test_a_name_without_xlsx_and_a_folder_that_is_not_there_are_said_plainly(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(UsageError, match=r"name it .*mau\.xls\.xlsx"):
        pm.template("staff", tmp_path / "mau.xls")
    assert run(["template", "staff", "--output", str(tmp_path / "none" / "mau.xlsx")]) == 2
    assert "không có thư mục" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_the_command_writes_to_the_current_folder_and_the_file_is_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ws = small_workspace(tmp_path / "ws")
    monkeypatch.chdir(tmp_path)
    assert run(["template", "staff"]) == 0
    assert "mau-staff.xlsx" in capsys.readouterr().err
    assert run(["template", "staff"]) == 2
    assert run(["template", "staff", "--output", "cán bộ 2026.xlsx"]) == 0
    assert run(["template", "staffs"]) == 2
    report = ws.ingest(tmp_path / "mau-staff.xlsx")
    assert report.refused and "không có bản ghi nào" in str(report.refused_reason)
    fill(tmp_path / "cán bộ 2026.xlsx", "staff")
    report = ws.ingest(tmp_path / "cán bộ 2026.xlsx")
    assert (report.kind, report.accepted, report.rejected) == ("staff", ROWS, 0)
