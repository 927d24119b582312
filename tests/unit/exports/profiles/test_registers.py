"""Registers, surveys and assessments: told apart by their headings, in Vietnamese and canonical, in CSV and XLSX."""

from pathlib import Path

import pytest

from par_metrics import Workspace
from par_metrics.errors import RefusedFileError
from par_metrics.support.folding import fold_heading
from schemas import KINDS
from tests.support.export_tables import REFERENCES, REGISTERS, matched, read, table
from tests.support.read_files import workbook

# Headings and cells as offices write them, and what is read, column by column.
WRITTEN: dict[str, tuple[str, str, dict[str, object]]] = {
    "survey_answers": (
        "Khảo sát, Mã phiếu, Đơn vị, Ngày khảo sát, Câu hỏi, Tiêu chí, Mức độ hài lòng",
        "SIPAS, 001, UBND phường An Tường, 05/03/2026, C1, 9, 4",
        {"survey": "sipas", "unit_code": "H60.101", "criterion": 9, "answer": 4},
    ),
    "staff": (
        "STT, Mã công chức, Họ và tên, Đơn vị, Thời điểm chốt số liệu, Đạt chuẩn, Hình thức kỷ luật, Ngày kỷ luật",
        "1, CB01, Trần Thị B, UBND phường An Tường, 30/06/2026, Có, Khiển trách, 05/05/2026",
        {"staff_code": "CB01", "is_qualified": True, "discipline": "reprimand"},
    ),
    "findings": (
        "MaTonTai, Mã đơn vị, Loại kiểm tra, Ngày kết luận, Hạn khắc phục, Ngày khắc phục, Ngày báo cáo khắc phục",
        "KN01, H60.101, Kiểm tra CCHC, 05/03/2026, 05/04/2026, 01/04/2026, 02/04/2026",
        {"finding_code": "KN01", "kind": "par_inspection"},
    ),
    "documents": (
        "Mã văn bản, Mã đơn vị, Loại văn bản, Ngày xử lý, Xử lý trên môi trường mạng, Gửi nhận điện tử, Ký số",
        "VB01, H60.101, Văn bản đến, 05/03/2026, x, Có, Không",
        {"direction": "in", "is_handled_online": True, "is_digitally_signed": False},
    ),
    "agency_reports": (
        "Cơ quan, Năm, Nghĩa vụ, Đã thực hiện",
        "UBND phường An Tường, 2026, Gửi nhận văn bản điện tử, Không",
        {"unit_code": "H60.101", "duty": "edocuments_exchanged", "is_fulfilled": False},
    ),
    "assessments": (
        "Mã đơn vị, Tên đơn vị, Năm, Mã tiêu chí, Lĩnh vực, Điểm tối đa, Điểm tự chấm, Điểm thẩm định, Minh chứng",
        "H60.101, Phường An Tường, 2026, 1.2.1, Thể chế, 2.50, 2, 1.5, 12/BC-UBND",
        {"criterion_code": "1.2.1", "max_points": 2.5, "self_points": 2.0, "appraised_points": 1.5},
    ),
    "papi_scores": (
        "Mã tỉnh, Năm, Chỉ số nội dung, Điểm, Nguồn",
        "H60, 2025, 8, 5.25, Công bố",
        {"place_code": "H60", "dimension": 8, "score": 5.25, "origin": "published"},
    ),
    "task_reports": (
        "Mã nhiệm vụ, Đơn vị, Kỳ báo cáo, Tình trạng thực hiện, Tài liệu kiểm chứng, Ngày báo cáo",
        "A.I.1.1, UBND phường An Tường, 2026-Q1, Đang thực hiện đúng tiến độ, 12/BC-UBND, 09/03/2026",
        {"plan_row": "A.I.1.1", "unit_code": "H60.101", "period": "2026-Q1", "state": "on_track"},
    ),
    "score_inputs": (
        "Bộ quy tắc, Mã đơn vị, Kỳ, Dữ liệu đầu vào, Tử số, Mẫu số, Nguồn số liệu",
        "qd766-live-2026, H60.101, 2026-03, Tiến độ giải quyết, 5646, 6178, Trang tiến độ",
        {"rules": "qd766-live-2026", "input": "progress", "numerator": 5646.0, "denominator": 6178.0},
    ),
}


@pytest.mark.parametrize("kind", WRITTEN)
def test_a_list_with_vietnamese_headings_is_known_and_read(kind: str) -> None:
    headings, cells, expected = WRITTEN[kind]
    rows = table(headings.split(", "), cells.split(", "))
    assert matched(rows).profile.name == f"{kind.replace('_', '-')}-list"
    result = read(rows, references=REFERENCES)
    assert result.refused.is_empty(), result.refused["message_en"].to_list()
    assert not result.findings.unknown_columns
    row = result.frame.row(0, named=True)
    assert {name: row[name] for name in expected} == expected


@pytest.mark.parametrize("kind", REGISTERS)
@pytest.mark.parametrize("named", [False, True])
@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_canonical_headings_need_no_profile_and_no_kind(kind: str, named: bool, suffix: str, tmp_path: Path) -> None:
    headings, cells = REGISTERS[kind]
    path = tmp_path / f"a.{suffix}"
    if suffix == "csv":
        path.write_text(f"{','.join(headings)}\n{','.join(cells)}\n", encoding="utf-8")
    else:
        workbook(path, {"S": [list(headings), list(cells)]})
    ws = Workspace.create(tmp_path / "ws", unit="H60.101")
    report = ws.ingest(path, kind=kind if named else None)
    assert (report.kind, report.profile, report.accepted) == (kind, "canonical@1", 1), report.refused_reason
    assert ws.sql(f"SELECT count(*) FROM {kind}").item() == 1


@pytest.mark.parametrize("kind", REGISTERS)
def test_without_one_of_its_required_columns_a_list_is_of_no_kind(kind: str) -> None:
    """Never taken for a list of units, which needs only two columns."""
    headings, cells, _ = WRITTEN[kind]
    names, values = headings.split(", "), cells.split(", ")
    profile = matched(table(names, values)).profile
    for required in set(profile.required) - {"place_code"}:  # any unit may be the place
        place = next(n for n, h in enumerate(names) if fold_heading(h) in map(fold_heading, profile.slots[required]))
        left = [*names[:place], *names[place + 1 :], "Mã định danh", "Tên cơ quan"]
        left = list({fold_heading(h): h for h in left}.values())
        with pytest.raises(RefusedFileError) as error:
            matched(table(left, ["1"] * len(left)))
        assert error.value.rule == "unknown_layout", required


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("units", "papi_scores")])
def test_a_register_is_no_list_of_units_whatever_its_key_is_called(kind: str) -> None:
    keys = [KINDS[kind].by_name[name] for name in KINDS[kind].key if name not in ("unit_code", "source")]
    taken = []
    for headings in zip(*([*field.headings] * (9 // len(field.headings) + 1) for field in keys), strict=False):
        try:
            match = matched(table([*headings, "Mã đơn vị", "Tên đơn vị"], ["1"] * (len(headings) + 2)))
        except RefusedFileError:
            continue
        if match.kind.name == "units":
            taken.append(headings)
    assert not taken, f"add the columns of {kind} to `without` of units-list.toml"


def test_of_two_rounds_of_appraisal_the_second_counts_row_by_row() -> None:
    headings = ("Năm", "Mã tiêu chí", "Điểm tối đa", "Điểm thẩm định lần 1", "Điểm thẩm định lần 2")
    rows = table(headings, ("2026", "1.1", "2", "1", "1,5"), ("2026", "1.2", "2", "1", None))
    assert read(rows, references=REFERENCES).frame["appraised_points"].to_list() == [1.5, 1.0]


def test_the_own_unit_is_taken_for_a_row_without_a_unit_but_not_for_an_unknown_name() -> None:
    """Else the reports of all agencies that the register lacks would become one report of the office itself."""
    rows = table(
        ("Cơ quan", "Năm", "Nghĩa vụ", "Đã thực hiện"),
        ("Phòng Lạ", "2026", "budget_compliant", "Có"),
        (None, "2026", "documents_online", "Có"),
    )
    result = read(rows, references=REFERENCES)
    assert result.frame.select("unit_code", "duty").rows() == [("H60.999", "documents_online")]
    assert result.refused["rule"].to_list() == ["no_unit"]
    assert result.findings.unresolved == 1


@pytest.mark.parametrize(
    ("text", "discipline"),
    [("Không", "none"), ("Phê bình", "none"), ("KHIỂN TRÁCH", "reprimand"), ("Cảnh cáo", "warning"),
     ("Cách chức", "demotion"), ("Buộc thôi việc", "dismissal"), (None, None)],
)  # fmt: skip
def test_discipline_is_read_by_its_usual_words(text: str | None, discipline: str | None) -> None:
    headings, cells = REGISTERS["staff"]
    assert read(table(headings, (*cells[:4], text, None))).frame["discipline"].to_list() == [discipline]


def test_words_of_an_audit_that_may_not_be_one_of_finance_are_not_guessed() -> None:
    headings, cells = REGISTERS["findings"]
    rows = [(*cells[:2], text, *cells[3:]) for text in ("Thanh tra", "Kiểm toán nhà nước")]
    result = read(table(headings, *rows))
    assert result.frame["kind"].to_list() == ["finance_audit"]
    assert result.refused.select("field", "value").rows() == [("kind", "Thanh tra")]


def test_answers_in_words_are_not_turned_into_points() -> None:
    """A scale of three levels is no SIPAS; what the words of an office mean is for its profile to say."""
    headings, cells = REGISTERS["survey_answers"]
    result = read(table(headings, (*cells[:6], "Rất hài lòng"), (*cells[:4], "C2", "1", None)))
    assert result.refused["rule"].to_list() == ["unreadable_value"]
    assert result.frame["answer"].to_list() == [None]
