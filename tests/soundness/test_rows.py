"""Wrong figures that reading the rows of an export could give: dead rules, damaged codes, guesses at what is empty."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from par_metrics import LoadReport, Workspace
from par_metrics.loading.remarks import remarks, warning_words
from schemas import KINDS, Language, ValueType
from tests.support.export_tables import CODE, DOSSIERS, REFERENCES, REGISTERS, read, table

AS_OF = "2026-04-01"


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    return Workspace.create(tmp_path / "w", unit="H60.101")


def ingest(
    ws: Workspace, name: str, *lines: str, exported_at: str = AS_OF, profile: str | None = None, encoding: str = "utf-8"
) -> LoadReport:
    path = ws.root.parent / name
    path.write_text("\n".join(lines) + "\n", encoding=encoding)
    toml = None
    if profile is not None:
        toml = ws.root.parent / "profile.toml"
        toml.write_text(profile, encoding="utf-8")
    return ws.ingest(path, profile=toml, exported_at=exported_at)


def sides(ws: Workspace, indicator: str, period: str = "2026-03") -> tuple[object, object]:
    figures = ws.compute([indicator], period=period, as_of=AS_OF)
    return figures["numerator"].item(), figures["denominator"].item()


def text(report: LoadReport, language: Language = "en") -> str:
    return "\n".join(line.in_language(language) for line in remarks(report))


# --- [derive] ------------------------------------------------------------------------------

REQUESTS = (
    "code,opened,due,closed,status,kind of case",
    "A-1,2026-03-02,2026-03-10,2026-03-09,Closed,x",
    "A-2,2026-03-03,2026-03-11,2026-03-15,Closed,",
    "A-3,2026-03-04,2026-03-12,,Open,",
)
PROFILE = """
name = "city-requests"
version = 1
kind = "dossiers"
[columns]
dossier_code = "code"
received_at = "opened"
due_at = "due"
completed_at = "closed"
[constants]
unit_code = "H60.101"
[derive]
status = [ {RULE, value = 10}, {value = 4} ]
"""


@pytest.mark.parametrize(
    "rule",
    [
        'when = {"status" = ["Closed"]}',
        'when = {"Status" = "closed"}',
        'when_present = "completed_at"',
        'when_present = "closed"',
        'when_absent = "nothing", optional = true, value = 1}, {when = {status = "Closed"}',
    ],
)
def test_a_rule_finds_a_heading_that_is_called_like_a_column_of_ours(ws: Workspace, rule: str) -> None:
    """Dropped for want of a bound column, the rule left all three dossiers open: 0 of 0 on time, 3 overdue."""
    report = ingest(ws, "requests.csv", *REQUESTS, profile=PROFILE.replace("RULE", rule))
    assert not report.refused, report.refused_reason
    assert sides(ws, "on_time_rate") == (1, 2)
    assert sides(ws, "overdue_open_count") == (1, None)


@pytest.mark.parametrize(
    "rule",
    [
        'when = {"case state" = ["Closed"]}',
        'when_present = "case state"',
        'when_absent = "case state"',
        'when_present = ["closed", "case state"]',
        'when = {"status" = "Closed", "case state" = "x"}',
        'when_present = "returned_at"',
    ],
)
def test_a_rule_that_looks_at_what_the_file_lacks_refuses_the_file(ws: Workspace, rule: str) -> None:
    """Never true, or true of every row, it would leave the answer to another rule without a word."""
    report = ingest(ws, "requests.csv", *REQUESTS, profile=PROFILE.replace("RULE", rule))
    assert report.refused_rule == "rule_without_column"
    assert report.refused_reason is not None
    for words in report.refused_reason:
        assert "status" in words
        assert "returned_at" in words or "case state" in words


def test_the_source_of_a_value_must_be_there_too(ws: Workspace) -> None:
    profile = PROFILE.replace("RULE", 'when_present = "closed"')
    report = ingest(
        ws, "requests.csv", *REQUESTS, profile=profile + 'original_due_at = [ {from = "first due"}, {value = ""} ]\n'
    )
    assert report.refused_rule == "bad_profile", "the second rule is never reached"
    report = ingest(ws, "requests.csv", *REQUESTS, profile=profile + 'original_due_at = [ {from = "first due"} ]\n')
    assert report.refused_rule == "rule_without_column"


def test_an_optional_rule_may_lack_its_column_and_the_report_names_it(ws: Workspace) -> None:
    rule = 'when_present = "case state", optional = true'
    report = ingest(ws, "requests.csv", *REQUESTS, profile=PROFILE.replace("RULE", rule))
    assert report.warnings["rule_without_column"] == 1
    assert 'a rule of [derive] status was not used: the file lacks the column "case state"' in text(report)
    assert 'quy tắc [derive] status không dùng đến: tệp không có cột "case state"' in text(report, "vi")


def test_columns_that_a_profile_names_in_vain_are_named(ws: Workspace) -> None:
    profile = PROFILE.replace("RULE", 'when_present = "closed"').replace('"due"', '"deadline"')
    profile += '[values.channel]\n"web" = "online"\n[sums]\nfee_vnd = [["fee"], ["charge"]]\n'
    report = ingest(ws, "requests.csv", *REQUESTS, profile=profile)
    assert report.warnings["missing_column"] == 4
    for words in ('"deadline"', '"channel"', '"fee"', '"charge"'):
        assert words in text(report)
        assert words in text(report, "vi")
    assert "missing_column" not in text(report)


def test_a_sum_cannot_be_compared_by_a_rule_before_it_is_added_up(ws: Workspace) -> None:
    profile = PROFILE.replace("RULE", "when = {fee_vnd = 0}") + '[sums]\nfee_vnd = [["fee"], ["charge"]]\n'
    assert ingest(ws, "requests.csv", *REQUESTS, profile=profile).refused_rule == "bad_profile"


# --- damaged codes -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "code",
    ["2.02603E+14", "2,02603E+14", "2.02603e14", "2E+14", "2e14", "2.026E+05", "202.603E+12", "-2.0E+14"],
)
@pytest.mark.parametrize("dressed", ["{}", "'{}", '="{}"'])
def test_a_code_that_a_spreadsheet_rounded_is_no_code(code: str, dressed: str) -> None:
    """Three dossiers whose codes became 2.02603E+14 were one dossier and two duplicates."""
    rows = ((dressed.format(code), "4", "02/03/2026", None, None) for _ in range(3))
    result = read(table(DOSSIERS, *rows), references=REFERENCES)
    assert result.frame.is_empty()
    assert result.refused["rule"].to_list() == ["damaged_code"] * 3


@pytest.mark.parametrize("write", ["json", "parquet", "plain json"])
def test_a_code_that_a_program_read_as_a_rounded_number_is_no_code(ws: Workspace, write: str) -> None:
    """Three codes of a damaged list, read by a program as numbers and handed on in another format."""
    path = ws.root / "ds.bin"
    rows = [{"Mã hồ sơ": 2.02603e14, "Trạng thái": "4", "Ngày tiếp nhận": "02/03/2026"}] * 3
    rows.append({**rows[0], "Mã hồ sơ": 202603020000011.0})
    text = json.dumps(rows)
    if write == "parquet":
        pl.DataFrame(rows).write_parquet(path)
    else:
        path.write_text(text.replace("202603000000000.0", "2.02603E+14") if write == "json" else text)
    report = ws.ingest(path, exported_at="2026-04-01")
    assert (report.accepted, report.rejected) == (1, 3)
    assert set(ws.rejects()["rule"]) == {"damaged_code"}
    assert ws.sql("SELECT dossier_code FROM dossiers").rows() == [("202603020000011",)]


@pytest.mark.parametrize("code", ['="H60.101-260302-0001"', "'H60.101-260302-0001", "H60.101\u2013260302\u20110001"])
def test_what_a_spreadsheet_dressed_a_code_in_makes_no_second_dossier(code: str) -> None:
    result = read(table(DOSSIERS, (code, "4", "02/03/2026", None, None)), references=REFERENCES)
    assert result.frame["dossier_code"].to_list() == ["H60.101-260302-0001"]
    assert "odd_code" not in result.findings.warnings()


@pytest.mark.parametrize("code", ["1E5", "12E45", "E14", "2E14A", "H60E+14", "20260302000100010001", "1.5", "E-14"])
def test_a_code_with_an_e_in_it_is_a_code(code: str) -> None:
    result = read(table(DOSSIERS, (code, "4", "02/03/2026", None, None)), references=REFERENCES)
    assert result.frame["dossier_code"].to_list() == [code]


@pytest.mark.parametrize("kind", list(KINDS))
def test_no_damaged_code_gets_into_a_key_or_a_join(kind: str) -> None:
    """Every code of every kind: those that identify or join refuse the row, the others are left empty and told."""
    codes = [f for f in KINDS[kind].stored if f.type in (ValueType.CODE, ValueType.PROCEDURE_CODE)]
    for field in codes:
        cells = {**_one_row(kind), field.name: "2.02603E+14"}
        result = read(table(tuple(cells), tuple(cells.values())), kind=kind, profile="canonical")
        refused = set(result.refused["rule"])
        if field.name in ("parent_code", "receipt_number"):
            assert not refused
            assert result.frame[field.name].to_list() == [None]
            assert result.findings.warnings()["damaged_code"] == 1
        else:
            assert refused == {"damaged_code"}, field.name


def _one_row(kind: str) -> dict[str, str]:
    """The required columns of a kind, filled."""
    if kind in REGISTERS:
        return dict(zip(*REGISTERS[kind], strict=True))
    rows = {
        "units": {"unit_code": "H60.101", "unit_name": "Phường An Tường"},
        "procedures": {"procedure_code": "1.014390"},
        "dossiers": {"dossier_code": CODE, "status": "4", "unit_code": "H60.101"},
        "payments": {"transaction_code": "GD1", "unit_code": "H60.101", "amount_vnd": "1000", "status": "paid"},
        "feedback": {"feedback_code": "PA1", "unit_code": "H60.101", "sent_at": "2026-03-02"},
    }
    return rows[kind]


# --- cells that cannot be read -------------------------------------------------------------


def test_a_field_that_decides_no_figure_loses_its_cell_and_not_its_row(ws: Workspace) -> None:
    """A register that lost procedures for their time limit would count too few procedures."""
    lines = ("1.014390,A,abc,Có", "1.014391,B,3,ờ", "1.014392,C,5,")
    report = ingest(ws, "tthc.csv", "Mã TTHC,Tên TTHC,Thời hạn giải quyết,Một cửa", *lines)
    assert (report.accepted, report.rejected) == (3, 0)
    rows = ws.sql("SELECT statutory_working_days, is_one_stop FROM procedures ORDER BY procedure_code").rows()
    assert rows == [(None, True), (3, None), (5, False)]
    assert report.warnings["unreadable_value"] == 2
    assert 'column "Thời hạn giải quyết": could not be read in 1 cell, taken as empty' in text(report)
    assert 'dòng 2 "•••• (3)"' in text(report, "vi")
    assert 'dòng 3 "•••• (1)"' in text(report, "vi")


@pytest.mark.parametrize("kind", list(KINDS))
def test_an_unreadable_cell_refuses_its_row_or_is_named_as_unread(kind: str) -> None:
    """Nothing unreadable passes for empty: it refuses, or the row says of which field nobody knows."""
    for field in KINDS[kind].stored:
        if field.type in (ValueType.TEXT, ValueType.CODE, ValueType.PROCEDURE_CODE):
            continue
        cells = {**_one_row(kind), field.name: "??"}
        result = read(table(tuple(cells), tuple(cells.values())), kind=kind, profile="canonical")
        if KINDS[kind].decides(field):
            assert result.refused.height == 1, field.name
        else:
            assert result.frame.select(field.name, "unread").rows() == [(None, [field.name])], field.name
            (note,) = [note for note in result.findings.notes() if note.rule == "unreadable_value"]
            assert (note.field, note.column, note.cells[0]["value"]) == (field.name, field.name, "??")


def test_what_counts_as_nothing_known_may_not_be_decided_by_a_guess() -> None:
    """Where an empty cell says something by itself (0, not yet, the first promise), an unreadable one must refuse."""
    said = {
        "dossiers": "supplement_count suspended_working_days original_due_at supplement_requested_at supplemented_at "
        "supplement_by_officer_fault completed_at returned_at fee_vnd source",
        "feedback": "transferred_at refused_at supplement_requested_at processed_at published_at status",
        "findings": "due_on remedied_on report_filed_on",
        "staff": "discipline disciplined_on",
        "papi_scores": "origin",
    }
    for kind, names in said.items():
        assert all(KINDS[kind].decides(KINDS[kind].by_name[name]) for name in names.split()), kind


def test_a_day_that_cannot_be_is_no_end_of_a_life(ws: Workspace) -> None:
    lines = ("H60.101,Phường An Tường,31/12/9999", "H60.102,Phường Mỹ Lâm,01/07/2026")
    report = ingest(ws, "units.csv", "unit_code,unit_name,valid_to", *lines)
    assert (report.accepted, report.rejected, report.warnings["date_out_of_range"]) == (2, 0, 1)
    ends = ws.sql("SELECT valid_to::VARCHAR FROM units ORDER BY unit_code").rows()
    assert ends == [(None,), ("2026-07-01",)]
    assert 'row 2 "31/12/9999"' in text(report)


def test_an_apology_whose_day_cannot_be_read_is_not_an_apology_that_was_not_sent(ws: Workspace) -> None:
    rows = ("1,4,02/03/2026,05/03/2026,hôm qua,Có", "2,4,02/03/2026,05/03/2026,,Có")
    columns = "Mã hồ sơ,Trạng thái,Ngày tiếp nhận,Ngày hẹn trả,Ngày gửi thư xin lỗi,Công khai thư xin lỗi"
    assert ingest(ws, "ds.csv", columns, *rows).rejected == 0
    known = ws.sql("SELECT dossier_code, apology_sent_at_known FROM dossiers_versions ORDER BY dossier_code").rows()
    assert known == [("1", False), ("2", True)]


# --- blank cells ---------------------------------------------------------------------------

ANSWERS = ("Mã PAKN", "Ngày gửi", "Thuộc thẩm quyền")


def test_a_blank_cell_says_no_where_the_file_has_the_column_and_nothing_where_it_has_not() -> None:
    result = read(table((*DOSSIERS[:2], "Công khai kết quả"), (CODE, "4", None), (CODE, "4", "Có"), (CODE, "4", "??")))
    assert result.frame["is_result_published"].to_list() == [False, True, None]
    assert result.frame["unread"].to_list() == [None, None, ["is_result_published"]]
    assert "has_digital_result" not in result.provided


def test_competence_is_assumed_where_nothing_is_said_and_unknown_where_nobody_can_read_it() -> None:
    rows = (("P1", "02/03/2026", None), ("P2", "02/03/2026", "Không"), ("P3", "02/03/2026", "??"))
    result = read(table(ANSWERS, *rows), references=REFERENCES)
    assert result.frame["is_within_competence"].to_list() == [True, False, None]
    assert result.frame["unread"].to_list() == [None, None, ["is_within_competence"]]
    assert read(table(ANSWERS[:2], rows[0][:2]), references=REFERENCES).frame["is_within_competence"].to_list() == [
        True
    ]


def test_a_required_yes_or_no_is_not_assumed() -> None:
    result = read(table(("unit_code", "year", "duty", "is_fulfilled"), ("H60.101", "2026", "documents_online", None)))
    assert result.refused["rule"].to_list() == ["empty_required"]


def test_a_sheet_without_a_column_says_nothing_in_the_name_of_the_sheet_that_has_it() -> None:
    more = ("Công khai kết quả", "Ngày kết thúc xử lý")
    result = read(
        table((*DOSSIERS[:2], *more), (CODE, "4", None, None), sheet="I", format_="xlsx"),
        table(DOSSIERS[:2], ("H44.100-260301-0002", "4"), sheet="II", format_="xlsx"),
    )
    assert result.frame["is_result_published"].to_list() == [False, None]
    assert result.frame["unread"].to_list() == [None, ["completed_at"]]


@pytest.mark.parametrize(
    ("heading", "means"),
    [("Công khai kết quả", "0 %"), ("Ngày kết thúc xử lý", "none of it counts"), ("Ngày gửi thư xin lỗi", "none of")],
)
def test_a_column_that_is_never_filled_is_named_with_what_it_then_says(ws: Workspace, heading: str, means: str) -> None:
    """It reads "no" throughout, hence 0 %: right where nothing was done, wrong where the system does not keep it."""
    report = ingest(ws, "ds.csv", f"Mã hồ sơ,Trạng thái,{heading}", "1,4,", "2,4,")
    assert report.warnings["empty_column"] == 1
    assert f'the column "{heading}" is empty in every row' in text(report)
    assert means in text(report)
    assert f'cột "{heading}" để trống ở mọi dòng' in text(report, "vi")
    filled = ingest(ws, "ds2.csv", f"Mã hồ sơ,Trạng thái,{heading}", "1,4,", "2,4,01/03/2026")
    assert "empty_column" not in filled.warnings


def test_a_key_that_no_record_of_a_json_file_has_is_a_missing_column(ws: Workspace) -> None:
    path = ws.root.parent / "dossiers.json"
    records: Sequence[dict[str, object]] = (
        {"dossier_code": "1", "status": 4, "is_result_published": True},
        {"dossier_code": "2", "status": 4},
    )
    path.write_text(json.dumps(records), encoding="utf-8")
    ws.ingest(path, exported_at=AS_OF)
    rows = ws.sql("SELECT is_result_published, has_digital_result FROM dossiers ORDER BY dossier_code").rows()
    assert rows == [(True, None), (False, None)]


# --- units ---------------------------------------------------------------------------------

UNITS = (
    "unit_code,unit_name,former_names,valid_from,valid_to,successor_code",
    "H60.101,Phường An Tường,Xã Cũ; Bộ phận một cửa,2025-07-01,,",
    "H60.05,Xã Cũ,,,2025-06-30,H60.101",
    "H60.06,Phường Nông Tiến,,,,",
)


def units_of(ws: Workspace) -> list[tuple[str, str]]:
    return ws.sql("SELECT dossier_code, unit_code FROM dossiers ORDER BY dossier_code").rows()


def test_a_name_nobody_bears_is_not_the_own_unit(ws: Workspace) -> None:
    """Another ward's dossiers, named by a name the register lacks, counted as the own ward's."""
    ingest(ws, "units.csv", *UNITS)
    header = "Mã hồ sơ,Trạng thái,Đơn vị tiếp nhận"
    rows = ("1,4,Phường Lạ", "2,4,", "H60.06-260301-0003,4,Phường Lạ", "H60.99-260301-0004,4,Phường Lạ")
    report = ingest(ws, "ds.csv", header, *rows, "H60.99-260301-0005,4,", "6,4,BỘ PHẬN MỘT CỬA")
    assert units_of(ws) == [
        ("2", "H60.101"),
        ("6", "H60.101"),
        ("H60.06-260301-0003", "H60.06"),
        ("H60.99-260301-0005", "H60.99"),
    ]
    assert ws.rejects(report.load_id)["rule"].to_list() == ["no_unit"] * 2
    message = ws.rejects(report.load_id)["message_vi"][0]
    assert "Phường Lạ" in message
    assert "Tên cũ" in message
    assert report.warnings["unknown_unit_name"] == 1
    assert "Phường Lạ" in text(report), "the officer must know which name to add"


def test_a_name_that_a_formula_failed_to_give_is_not_the_own_unit() -> None:
    result = read(table(("Mã hồ sơ", "Trạng thái", "Đơn vị"), ("1", "4", "#N/A")), references=REFERENCES)
    assert result.frame.is_empty()


def test_a_row_refused_for_its_units_name_is_taken_once_the_register_has_it(ws: Workspace) -> None:
    ingest(ws, "units.csv", "unit_code,unit_name", "H60.101,Phường An Tường", exported_at="2026-03-01")
    lines = ("Mã hồ sơ,Trạng thái,Đơn vị tiếp nhận", "1,4,Trung tâm PVHCC An Tường")
    assert ingest(ws, "ds.csv", *lines).rejected == 1
    ingest(ws, "u.csv", "unit_code,unit_name,former_names", "H60.101,Phường An Tường,Trung tâm PVHCC An Tường")
    assert ingest(ws, "ds.csv", *lines).accepted == 1


def test_of_several_units_of_one_name_it_is_the_one_alive_when_the_record_began(ws: Workspace) -> None:
    ingest(ws, "units.csv", *UNITS)
    header = "Mã hồ sơ,Trạng thái,Đơn vị tiếp nhận,Ngày tiếp nhận"
    rows = ("1,4,Xã Cũ,30/06/2025", "2,4,Xã Cũ,01/07/2025", "3,4,Xã Cũ,")
    report = ingest(ws, "ds.csv", header, *rows)
    assert units_of(ws) == [("1", "H60.05"), ("2", "H60.101")]
    assert "nhiều đơn vị cùng mang tên" in ws.rejects(report.load_id)["message_vi"][0]


def test_a_yearly_row_belongs_to_the_unit_alive_in_its_year(ws: Workspace) -> None:
    ingest(ws, "units.csv", *UNITS)
    header = "Đơn vị,year,duty,is_fulfilled"
    rows = ("Xã Cũ,2024,documents_online,Có", "Xã Cũ,2026,documents_online,Có", "Xã Cũ,2025,documents_online,Có")
    assert ingest(ws, "nv.csv", header, *rows).rejected == 1, "in 2025 both were alive"
    found = ws.sql("SELECT year, unit_code FROM agency_reports ORDER BY year").rows()
    assert found == [(2024, "H60.05"), (2026, "H60.101")]


def test_names_that_differ_in_their_accents_alone_are_told_apart_where_the_export_can(ws: Workspace) -> None:
    ingest(ws, "units.csv", "unit_code,unit_name", "H60.1,Xã Tân Thanh", "H60.2,Xã Tân Thành")
    rows = ("1,4,XÃ TÂN THÀNH", "2,4,Xã  Tân Thanh", "3,4,xa tan thanh", "H60.2-260301-0004,4,xa tan thanh")
    report = ingest(ws, "ds.csv", "Mã hồ sơ,Trạng thái,Đơn vị tiếp nhận", *rows)
    assert units_of(ws) == [("1", "H60.2"), ("2", "H60.1"), ("H60.2-260301-0004", "H60.2")]
    assert ws.rejects(report.load_id)["rule"].to_list() == ["no_unit"]


# --- what the report says ------------------------------------------------------------------


def test_dossiers_that_an_export_opens_again_are_counted(ws: Workspace) -> None:
    header = "Mã hồ sơ,Trạng thái,Ngày tiếp nhận,Ngày kết thúc xử lý"
    ended = ("1,10,02/03/2026,05/03/2026", "2,9,02/03/2026,05/03/2026", "3,4,02/03/2026,", "4,8,02/03/2026,")
    ingest(ws, "a.csv", header, *ended, exported_at="2026-03-10")
    opened = ("1,4,02/03/2026,", "2,10,02/03/2026,05/03/2026", "3,5,02/03/2026,", "4,4,02/03/2026,")
    report = ingest(ws, "b.csv", header, *opened, exported_at="2026-03-20")
    assert report.warnings["ended_reopened"] == 1
    before = ws.loads()["warnings"].to_list()
    ws.rebuild()
    assert ws.loads()["warnings"].to_list() == before
    older = ingest(ws, "c.csv", header, "2,4,02/03/2026,", exported_at="2026-03-01")
    assert "ended_reopened" not in older.warnings


def test_a_time_of_export_that_only_the_file_tells_is_told(ws: Workspace) -> None:
    path = ws.root.parent / "ds.csv"
    path.write_text("Mã hồ sơ,Trạng thái\n1,4\n", encoding="utf-8")
    report = ws.ingest(path)
    assert report.exported_at_from == "file_time"
    assert "the time the file was last written is taken" in text(report)
    assert "giờ tệp được ghi lần cuối" in text(report, "vi")
    named = path.with_name("ds_2026-03-31.csv")
    named.write_text("Mã hồ sơ,Trạng thái\n2,4\n", encoding="utf-8")
    assert ws.ingest(named).exported_at_from == "export"
    assert ws.loads()["exported_at_from"].to_list() == ["file_time", "export"]


def test_every_warning_of_every_kind_has_words(ws: Workspace) -> None:
    rules = {rule.id for kind in KINDS.values() for rule in kind.rules if rule in (*kind.warnings, *kind.emptying)}
    for rule in rules:
        for words in warning_words(rule):
            assert rule not in words
            assert "{" not in words


def test_no_remark_names_a_rule_by_its_id(ws: Workspace) -> None:
    columns = "Mã hồ sơ,Trạng thái,Mã đơn vị,Hình thức nộp,Ngày tiếp nhận,Ngày hẹn trả,Công khai kết quả,STT lạ"
    report = ingest(ws, "ds.csv", columns, "lạ,4,đ v,Bồ câu,05/03/2026,04/03/2026,,1", "1,4,H60,Web,05/03/2026,,,2")
    told = replace(report, warnings={**report.warnings, "missing_column": 1, "sheet_skipped": 2, "ended_reopened": 3})
    for language in ("vi", "en"):
        said = text(told, language)
        assert not [rule for rule in told.warnings if rule in said]
        assert "Hình thức nộp" in said
        assert "STT lạ" in said
        assert 'Mã hồ sơ"' in said, "an odd code says which column it is in"


@pytest.mark.parametrize(
    "code",
    ["h60.101-20260302-0001", "H60.101-20260302-0001.", "Н60.101-20260302-0001", "H60.101 -20260302-0001"],
    ids=["lower case", "trailing dot", "Cyrillic", "blank"],
)
def test_a_code_written_otherwise_is_another_record_and_is_told(ws: Workspace, code: str) -> None:
    header = "Mã hồ sơ,Trạng thái,Ngày tiếp nhận"
    ingest(ws, "a.csv", header, "H60.101-20260302-0001,4,02/03/2026")
    later = ingest(ws, "b.csv", header, f"{code},4,02/03/2026", "H60.101-20260302-0002,4,02/03/2026")
    assert later.warnings["alike_code"] == 1
    assert f'row 2 "{code}"' in text(later)
    assert "count as two" in text(later)
    ws.rebuild()
    assert ws.loads().filter(load_id=later.load_id)["warnings"].item() == json.dumps(later.warnings)


def test_codes_of_one_file_that_differ_in_writing_alone_are_told(ws: Workspace) -> None:
    header = "Mã hồ sơ,Trạng thái,Ngày tiếp nhận,source"
    report = ingest(
        ws, "a.csv", header, "a-1,4,02/03/2026,", "A-1,4,02/03/2026,", "a-2,4,,", "A-2,4,,paper_register", "a-3,4,,"
    )
    assert report.warnings["alike_code"] == 1, "of another source it is another record, and a-3 is alone"


def test_a_rule_whose_text_no_row_has_is_told(ws: Workspace) -> None:
    """Misspelt, it left every dossier open."""
    report = ingest(ws, "a.csv", *REQUESTS, profile=PROFILE.replace("RULE", 'when = {status = ["Clsed", "Ended"]}'))
    assert report.warnings["rule_without_match"] == 1
    assert 'asks for "status = Clsed / Ended", which no row of the file has' in text(report)
    assert 'xét "status = Clsed / Ended" mà không dòng nào của tệp có' in text(report, "vi")
    right = ingest(ws, "b.csv", *REQUESTS, profile=PROFILE.replace("RULE", 'when = {status = ["Clsed", "Closed"]}'))
    assert "rule_without_match" not in right.warnings


def test_of_the_candidates_of_a_profile_the_first_that_the_file_has_is_read(ws: Workspace) -> None:
    header = "code,opened,first due,due,closed,status"
    profile = PROFILE.replace("RULE", 'when_present = "closed"').replace(
        'due_at = "due"', 'due_at = ["due", "first due"]'
    )
    row = "A-1,2026-03-02,2026-03-05,2026-03-10,2026-03-09,Closed"
    both = ingest(ws, "a.csv", header, row, profile=profile)
    assert sides(ws, "on_time_rate") == (1, 1)
    assert "first due" in both.unknown_columns, "what is not read is named"
    ingest(ws, "b.csv", header.replace(",due,", ",old,"), row, profile=profile, exported_at="2026-04-02")
    assert sides(ws, "on_time_rate") == (0, 1)


def test_warnings_name_the_first_rows_and_their_cells(ws: Workspace) -> None:
    header = "Mã hồ sơ,Tên thủ tục hành chính,Ngày tiếp nhận,Ngày hẹn trả,Trạng thái"
    ingest(ws, "tt.csv", "Mã TTHC,Tên TTHC", "1.004269,Đăng ký kết hôn")
    rows = [f"H60.101-260302-{n:04},Cấp giấy lạ,02/03/2026,,4" for n in range(1, 8)]
    said = text(ingest(ws, "a.csv", header, *rows))
    assert (
        'column "Tên thủ tục hành chính": procedure not found by its name (7 rows): row 2 "Cấp giấy lạ"; row 3' in said
    )
    assert "row 6; and 2 more" in said, "a cell that is empty has no value to show"


def test_a_column_of_kinds_that_is_never_filled_is_told(ws: Workspace) -> None:
    """Three people without a discipline noted: nobody knows, and the count of 0 is incomplete."""
    report = ingest(
        ws, "cb.csv", "staff_code,unit_code,as_of,discipline", *(f"C{n},H60.101,2026-03-31," for n in range(3))
    )
    assert report.warnings["empty_column"] == 1
    assert "nobody knows, and figures made of it are incomplete" in text(report)


# --- numbers that nobody can mean ----------------------------------------------------------------

POINTS = ("Mã đơn vị", "Năm", "Mã tiêu chí", "Lĩnh vực", "Điểm tối đa", "Điểm tự chấm")
SUSPENDED = (*DOSSIERS, "Số ngày tạm dừng", "Số lần bổ sung")


@pytest.mark.parametrize("typed", [False, True])
def test_points_with_three_decimals_as_text_are_no_thousands_in_any_format(typed: bool) -> None:
    """Of 2.000 points 1.500 were 1500 of 2000, beside 49 of 98 of the next criterion."""
    result = read(
        table(
            POINTS,
            ("H60.101", "2026", "1.1.1", "A", "2.000", "1.500"),
            ("H60.101", "2026", "1.1.2", "A", "98.00", "49.00"),
            ("H60.101", "2026", "1.1.3", "A", "3", "1.525"),
            typed=typed,
        )
    )
    assert result.frame.select("criterion_code", "max_points", "self_points").rows() == [("1.1.2", 98.0, 49.0)]
    assert result.refused["value"].to_list() == ["2.000", "1.525"]


def test_points_with_three_decimals_in_typed_cells_are_what_they_say() -> None:
    result = read(table(POINTS, ("H60.101", "2026", "1.1.3", "A", "2.5", "1.525"), typed=True))
    assert result.frame["self_points"].to_list() == [1.525]


@pytest.mark.parametrize("typed", [False, True])
@pytest.mark.parametrize(
    ("days", "times", "rule"),
    [
        ("-3", "1", "negative_amount"),
        ("-0,5", "1", "negative_amount"),
        ("3", "-1", "negative_amount"),
        ("1.500", "1", "unreadable_value"),
        ("3", "2.000", "unreadable_value"),
        ("1,5", "2", None),
    ],
)
def test_days_and_times_that_cannot_be_refuse_the_dossier(days: str, times: str, rule: str | None, typed: bool) -> None:
    """A clock that stood still for -3 days made the dossier take longer than it did."""
    row = (CODE, "10", "02/03/2026", "10/03/2026", "09/03/2026", days, times)
    result = read(table(SUSPENDED, row, typed=typed))
    assert result.refused["rule"].to_list() == ([] if rule is None else [rule])


def test_a_limit_or_votes_below_zero_are_left_out() -> None:
    procedures = read(table(("Mã TTHC", "Tên TTHC", "Thời hạn giải quyết"), ("1.014390", "Khai sinh", "-3")))
    assert procedures.frame["statutory_working_days"].to_list() == [None]
    assert procedures.findings.warnings()["negative_amount"] == 1
    votes = ("Mã PAKN", "Mã đơn vị", "Ngày gửi", "Số lượt hài lòng", "Số lần nhắc")
    feedback = read(table(votes, ("P1", "H60.101", "01/03/2026", "-1", "2")))
    assert feedback.frame.select("likes", "reminders").rows() == [(None, 2)]


# --- codes that a spreadsheet changed ------------------------------------------------------------

FORMATS = (("csv", False), ("xlsx", True), ("json", True), ("parquet", True))


@pytest.mark.parametrize(("format_", "typed"), FORMATS)
@pytest.mark.parametrize(
    "code",
    ["2026-12-01", "2026-12-01 00:00:00", "2026-12-01T00:00:00.000", "2026-12-01T08:00:00+07:00", "Dec-26", "3-Dec"],
)
def test_a_day_is_no_code(code: str, format_: str, typed: bool) -> None:
    """Excel makes a day of the code 12-2026, and of others the same."""
    result = read(table(DOSSIERS[:2], (code, "10"), (CODE, "10"), format_=format_, typed=typed))
    assert result.refused.select("rule", "value").rows() == [("damaged_code", code)]
    assert "là một ngày" in result.refused["message_vi"].item()
    payment = ("Mã giao dịch", "Mã hồ sơ", "Số tiền", "Trạng thái thanh toán", "Mã đơn vị")
    result = read(table(payment, (code, CODE, "5000", "Đã thanh toán", "H60.101"), format_=format_, typed=typed))
    assert result.refused["rule"].to_list() == ["damaged_code"]
    feedback = ("Mã PAKN", "Mã đơn vị", "Ngày gửi", "Trạng thái")
    result = read(table(feedback, (code, "H60.101", "01/03/2026", "Đã xử lý"), format_=format_, typed=typed))
    assert result.refused["rule"].to_list() == ["damaged_code"]


@pytest.mark.parametrize(
    "code", ["12-2026", "001/2026", "03706/2026/07906", "H60.101-20260301-0001", "20260301", "DEC-26"]
)
def test_a_code_with_a_year_in_it_is_one(code: str) -> None:
    assert read(table(DOSSIERS[:2], (code, "10")), references=REFERENCES).frame["dossier_code"].to_list() == [code]


@pytest.mark.parametrize(("format_", "typed"), FORMATS)
def test_codes_that_were_numbers_are_the_same_in_every_format(format_: str, typed: bool) -> None:
    """The payment 1234.0 of one file was counted beside the payment 1234 of another, and 1.01439 was no procedure."""
    headings = ("Mã giao dịch", "Mã TTHC", "Số tiền", "Trạng thái thanh toán", "Mã đơn vị")
    row = ("1234.0", "1.01439", "5000", "Đã thanh toán", "H60.101")
    frame = read(table(headings, row, format_=format_, typed=typed)).frame
    assert frame.select("transaction_code", "procedure_code").row(0) == ("1234", "1.014390")


QUESTIONS = ("Khảo sát", "Mã phiếu", "Mã đơn vị", "Ngày khảo sát", "Mã câu hỏi", "Tiêu chí số", "Mức trả lời")


def test_questions_kept_as_numbers_are_told_where_they_cannot_be_told_apart() -> None:
    """1.1 and 1.10 are one number, and of two answers one was lost without a word."""

    def answers(*codes: str, typed: bool = True, answer: str = "5") -> dict[str, int]:
        rows = [("sipas", "P1", "H60.101", "01/03/2026", code, "1", answer) for code in codes]
        result = read(table(QUESTIONS, *rows, format_="xlsx" if typed else "csv", typed=typed))
        return {rule: count for rule, count in result.findings.warnings().items() if rule == "numeric_code_twice"}

    assert answers("1.1", "1.1", "1.2") == {"numeric_code_twice": 2}
    assert answers("1.1", "1.2", "1.3") == {}
    assert answers("C1", "C1", "1.10", "1.10") == {}
    assert answers("1.1", "1.1", typed=False) == {}
