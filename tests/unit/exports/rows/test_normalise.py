"""From cells to canonical rows: what is accepted, what is refused with which words, what only warns."""

from datetime import datetime

import polars as pl
import pytest

from schemas import KINDS, ValueType
from tests.support.export_tables import CODE, DOSSIERS, REFERENCES, REGISTERS, read, refusal, table


def test_a_plain_list_of_dossiers_is_read() -> None:
    result = read(
        table(
            ("STT", *DOSSIERS, "Chủ hồ sơ", "Ghi chú"),
            ("1", CODE, "Đã trả kết quả", "01/03/2026 08:00", "05/03/2026", "05/03/2026 16:00", "Trần Thị B", "gấp"),
        )
    )
    assert result.frame.row(0, named=True) == {
        "row": 2,
        "sheet": None,
        "unread": None,
        "source": "one_stop",
        "dossier_code": CODE,
        "unit_code": "H44.100",
        "received_at": datetime(2026, 3, 1, 8),
        "due_at": datetime(2026, 3, 5, 23, 59, 59, 999999),
        "completed_at": datetime(2026, 3, 5, 16),
        "status": 10,
        "raw_status": "Đã trả kết quả",
    }
    assert result.findings.unknown_columns == ("Ghi chú",)
    assert result.findings.warnings() == {"unit_from_dossier_code": 1}
    assert "applicant_name" not in result.frame.columns


def test_a_refused_row_says_where_it_is_what_is_wrong_and_what_to_do() -> None:
    row = refusal(CODE, "Đang xử lý", "01/03/2026", "32/13/2026", None)
    assert row == {
        "row": 2,
        "sheet": None,
        "column": "Ngày hẹn trả",
        "field": "due_at",
        "rule": "unreadable_value",
        "message_vi": 'hoso.xlsx, dòng 2, cột "Ngày hẹn trả": không đọc được "32/13/2026" là ngày. '
        "Sửa ô đó rồi xuất lại",
        "message_en": 'hoso.xlsx, row 2, column "Ngày hẹn trả": "32/13/2026" is not a date. '
        "Correct the cell and export again",
        "value": "32/13/2026",
        "also": None,
    }


def test_the_first_defect_in_column_order_is_shown_and_the_others_are_listed() -> None:
    row = refusal(None, "Lạ", "mai", "05/03/2026", None)
    assert (row["field"], row["rule"]) == ("dossier_code", "empty_required")
    assert row["also"] == "unit_code: no_unit; received_at: unreadable_value; status: unknown_status"


def test_refused_rows_stand_in_the_order_of_the_file_and_long_cells_are_cut() -> None:
    text = "lạ " * 60
    result = read(table(DOSSIERS, (CODE, text.strip(), None, None, None), (None, "4", None, None, None)))
    assert result.refused.select("row", "rule").rows() == [(2, "unknown_status"), (3, "empty_required")]
    assert result.refused["value"][0] == text[:120] + "…"


@pytest.mark.parametrize(
    ("cells", "field", "rule"),
    [
        ((CODE, None, None, None, None), "status", "empty_required"),
        ((CODE, "Đang bay", None, None, None), "status", "unknown_status"),
        ((CODE, "11", None, None, None), "status", "unknown_status"),
        ((CODE, "-4", None, None, None), "status", "unknown_status"),
        ((CODE, "4", "05/03/1926", None, None), "received_at", "date_out_of_range"),
        ((CODE, "4", "05/03/2026", "05/03/2101", None), "due_at", "date_out_of_range"),
        ((CODE, "4", "31/12/1999", None, None), "received_at", "date_out_of_range"),
        ((CODE, "10", "05/03/2026 08:00", None, "04/03/2026 07:59"), "completed_at", "ends_before_received"),
        (("abc", "4", None, None, None), "unit_code", "no_unit"),
    ],
)
def test_what_refuses_a_row(cells: tuple[str | None, ...], field: str, rule: str) -> None:
    row = refusal(*cells)
    assert (row["field"], row["rule"], row["also"]) == (field, rule, None)


def test_every_date_of_every_kind_has_its_bounds() -> None:
    for kind in KINDS.values():
        dates = {f.name for f in kind.stored if f.type in (ValueType.DATE, ValueType.DATETIME, ValueType.DUE)}
        bounded = [rule for rule in kind.rules if rule.id == "date_out_of_range"]
        assert {rule.column for rule in bounded} == dates, kind.name
        refused = {rule.column for rule in bounded if rule in kind.refusals}
        assert refused == {name for name in dates if kind.decides(kind.by_name[name])}, kind.name


def test_the_first_and_the_last_day_that_a_date_may_have_are_kept() -> None:
    result = read(table(DOSSIERS, (CODE, "4", "01/01/2000", "31/12/2100", None)))
    assert result.refused.is_empty()


@pytest.mark.parametrize("column", ["Ngày kết thúc xử lý", "Ngày trả"])
def test_an_end_or_a_return_in_the_future_is_warned_of(column: str) -> None:
    result = read(table((*DOSSIERS[:3], column), (CODE, "10", "05/03/2026", "05/03/2090")))
    assert result.findings.warnings()["completed_in_future"] == 1
    assert result.frame.height == 1


def test_an_end_within_a_day_before_the_reception_is_kept() -> None:
    result = read(table(DOSSIERS, (CODE, "10", "05/03/2026 08:00", None, "04/03/2026 08:00")))
    assert result.refused.is_empty()


def test_rows_with_more_cells_than_headings_are_refused_first_of_all() -> None:
    result = read(table(DOSSIERS, (CODE, "Lạ", None, None, None), (CODE, "4", None, None, None), excess=(0,)))
    row = result.refused.row(0, named=True)
    assert (row["rule"], row["column"], row["field"], row["also"]) == (
        "too_many_cells",
        None,
        None,
        "status: unknown_status",
    )
    assert row["message_vi"].startswith("hoso.xlsx, dòng 2: dòng có nhiều ô hơn tiêu đề")
    assert result.frame["row"].to_list() == [3]


@pytest.mark.parametrize("status", range(1, 11))
def test_every_status_is_read_as_number_and_as_every_variant(status: int) -> None:
    variants = KINDS["dossiers"].by_name["status"].values[status]
    texts = [str(status), f"0{status}", *variants, *(text.upper() for text in variants), f" {variants[0]} ".strip()]
    result = read(table(DOSSIERS[:2], *((CODE, text) for text in texts)))
    assert result.frame["status"].to_list() == [status] * len(texts)
    assert result.frame["raw_status"].to_list() == texts


def test_unknown_statuses_are_counted_by_their_text_and_never_guessed() -> None:
    rows = [(CODE, text) for text in ("Đang bay", "Đang bay", "Đã trả một phần", "4", "Trần Văn Nam", "0912345678")]
    result = read(table(DOSSIERS[:2], *rows))
    assert result.findings.unknown_statuses == {"Đang bay": 2, "Đã trả một phần": 1, "•••• (10)": 1, "•••• (12)": 1}
    assert result.frame.height == 1


def test_cells_that_look_personal_are_masked_wherever_they_stand() -> None:
    headings = (*DOSSIERS, "Chủ hồ sơ", "Số lần bổ sung")
    cells = [
        ("0912345678", "0912345678"),
        ("0912 345 678", "0912 345 678"),
        ("001095012345", "001095012345"),
        ("a.b@gmail.com", "a.b@gmail.com"),
        ("Trần Thị B", "Trần Thị B"),
        ("trần thị b", "trần thị b"),
    ]
    spoilt = [(CODE, "4", None, day, None, "trần thị b", count) for day, count in cells]
    # Where most rows are so, the columns have moved, and the file is refused.
    result = read(table(headings, *spoilt, *([(CODE, "4", None, None, None, None, None)] * len(cells))))
    written = result.refused.write_json()
    assert result.refused.height == len(cells) and "•" in written
    for text, _ in cells:
        assert text not in written


def test_a_wrong_date_is_shown_and_not_masked() -> None:
    for wrong in ("32/13/2026", "01-13-2026 08:05", "2026-02-30 08:00:00", "20261305000000", "x"):
        assert refusal(CODE, "4", None, wrong, None)["value"] == wrong


def test_the_unit_comes_from_its_code_its_name_the_dossier_code_or_the_settings_in_this_order() -> None:
    headings = ("Mã hồ sơ", "Trạng thái", "Mã đơn vị", "Đơn vị")
    name = "Ubnd  Phường AN TƯỜNG"
    result = read(
        table(
            headings,
            (CODE, "4", "H60.102", name),
            (CODE, "4", None, name),
            (CODE, "4", None, "h60.102"),
            ("H60.102-260115-0001", "4", None, "UBND phường Lạ"),
            (CODE, "4", None, None),
            ("000.00.12.H60-20260115-0001", "4", None, None),
            ("123/2026", "4", None, None),
            (CODE, "4", "h60.102", None),
            ("h60.102-20260115-0001", "4", None, None),
            ("h44.100-20260115-0001", "4", None, None),
        ),
        references=REFERENCES,
    )
    assert result.frame["unit_code"].to_list() == [
        "H60.102",
        "H60.101",
        "H60.102",
        "H60.102",
        "H44.100",
        "000.00.12.H60",
        "H60.999",
        "H60.102",
        "H60.102",
        "H44.100",
    ]
    counts = {rule: n for rule, n in result.findings.warnings().items() if rule.startswith("unit_from")}
    assert counts == {"unit_from_name": 2, "unit_from_dossier_code": 5, "unit_from_settings": 1}
    assert result.findings.warnings()["unknown_unit_name"] == 1
    assert result.findings.warnings()["unknown_unit"] == 4
    assert result.findings.warnings()["odd_code"] == 3


def test_a_unit_that_no_way_gives_refuses_the_row() -> None:
    result = read(table(DOSSIERS[:2], ("123/2026", "4")))
    assert result.refused["rule"].to_list() == ["no_unit"]
    assert result.findings.unresolved == 1


def test_the_procedure_comes_from_its_code_or_its_name_else_stays_empty_with_a_warning() -> None:
    result = read(
        table(
            ("Mã hồ sơ", "Trạng thái", "Mã TTHC", "Tên TTHC"),
            (CODE, "4", "1.008377.000.00.00.H13", "Đăng ký khai sinh"),
            (CODE, "4", "1.014464.H50", None),
            (CODE, "4", None, "ĐĂNG KÝ KHAI SINH"),
            (CODE, "4", None, "Thủ tục lạ"),
            (CODE, "4", None, None),
            (CODE, "4", "qt-07a", None),
        ),
        references=REFERENCES,
    )
    assert result.frame["procedure_code"].to_list() == ["1.008377", "1.014464", "1.014390", None, None, "QT-07A"]
    assert result.findings.warnings()["procedure_from_name"] == 1
    assert result.findings.warnings()["procedure_not_found"] == 1
    assert result.findings.warnings()["unknown_procedure"] == 3
    assert result.findings.warnings()["odd_code"] == 1
    assert result.findings.unresolved == 1


def test_the_raw_status_is_as_exported_and_a_derived_one_was_not_exported() -> None:
    toml = """
name = "mine"
version = 1
kind = "dossiers"
[columns]
dossier_code = "Mã"
status = "Bước"
[derive]
status = [ {value = 4} ]
"""
    result = read(table(("Mã", "Bước"), (CODE, "Đã xử lý xong"), (CODE, None), (CODE, "Lạ")), toml=toml)
    assert result.frame.select("status", "raw_status").rows() == [(9, "Đã xử lý xong"), (4, None)]
    assert result.refused["value"].to_list() == ["Lạ"]


def test_a_register_may_name_what_was_not_known_before() -> None:
    result = read(table(("Mã đơn vị", "Tên đơn vị"), ("H60.777", "Phường Mới")), kind="units", references=REFERENCES)
    assert result.findings.warnings() == {}
    assert result.frame["unit_code"].to_list() == ["H60.777"]


def test_without_registers_nothing_is_unknown() -> None:
    result = read(table(("Mã hồ sơ", "Trạng thái", "Mã TTHC", "Mã đơn vị"), (CODE, "4", "1.014390", "H60.101")))
    assert result.findings.warnings() == {"missing_due_date": 1, "received_without_date": 1}


def test_several_sheets_are_read_together_and_a_sheet_of_notes_is_left() -> None:
    result = read(
        table(DOSSIERS[:3], (CODE, "4", "01/03/2026"), sheet="Quý I", format_="xlsx"),
        table(("Trạng thái hồ sơ", "Số hồ sơ"), ("Lạ", CODE), sheet="Quý II", format_="xlsx"),
        table(("Ghi chú", "Người lập"), ("a", "b"), sheet="Ghi chú", format_="xlsx"),
    )
    assert result.rows_read == 2
    assert result.frame["sheet"].to_list() == ["Quý I"]
    row = result.refused.row(0, named=True)
    assert (row["sheet"], row["column"]) == ("Quý II", "Trạng thái hồ sơ")
    assert row["message_vi"].startswith('hoso.xlsx, trang "Quý II", dòng 2, cột "Trạng thái hồ sơ": chưa biết')
    assert result.findings.warnings()["sheet_skipped"] == 1


def test_warnings_count_kept_rows_only_and_each_row_once() -> None:
    result = read(
        table(
            ("Mã hồ sơ", "Trạng thái", "Mã đơn vị", "Mã TTHC", "Ngày tiếp nhận", "Ngày hẹn trả", "Ngày trả"),
            ("lạ", "4", "đ v", "x", "05/03/2026", "04/03/2026", None),
            ("lạ", "Lạ", "đ v", "x", "05/03/2026", "04/03/2026", None),
            (CODE, "10", "H60.101", None, "05/03/2026", None, "05/03/2027"),
            (CODE, "1", "H60.101", None, None, None, None),
        )
    )
    assert result.findings.warnings() == {
        "completed_in_future": 1,
        "due_before_received": 1,
        "missing_due_date": 1,
        "odd_code": 1,
    }


def test_every_kind_is_read_under_its_canonical_names() -> None:
    cells = {
        "units": {"unit_code": "H60.101", "unit_name": "Phường An Tường", "level": "commune", "parent_code": "H60"},
        "procedures": {"procedure_code": "1.014390", "service_level": "full", "is_published": "true"},
        "dossiers": {"dossier_code": "d1", "unit_code": "H60.101", "status": "10", "channel": "online"},
        "payments": {"transaction_code": "g1", "unit_code": "H60.101", "amount_vnd": "1000", "status": "paid"},
        "feedback": {"feedback_code": "p1", "unit_code": "H60.101", "sent_at": "2026-03-01", "topic": "procedure"},
        **{kind: dict(zip(headings, row, strict=True)) for kind, (headings, row) in REGISTERS.items()},
    }
    assert set(cells) == set(KINDS), "REGISTERS of tests/support/export_tables.py has a row of each"
    for kind, row in cells.items():
        result = read(table(tuple(row), tuple(row.values())))
        assert result.refused.is_empty(), result.refused
        for name, text in row.items():
            if kind == "survey_answers" and name == "respondent_code":
                continue  # only its pseudonym is stored
            assert str(result.frame[name][0]).lower().startswith(text.lower()), (kind, name)


def test_the_frame_passes_the_contract_of_its_kind() -> None:
    from schemas.model import model
    from tests.support.export_tables import NOW

    kind = KINDS["dossiers"]
    frame = read(table(DOSSIERS, (CODE, "10", "01/03/2026", "05/03/2026", "04/03/2026"))).frame
    full = frame.select(
        pl.col(f.name) if f.name in frame.columns else pl.lit(None, f.polars_type).alias(f.name) for f in kind.stored
    )
    assert model(kind, NOW).validate(full).equals(full)
