"""Registers as offices type them, loaded from files, and the figures worked out by hand from them.

Three wards; every file has something odd, and rows that must be refused.
"""

import io
import json
import unicodedata
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from par_metrics import Workspace
from par_metrics.cli.entry import run

AS_OF = "2026-07-15"
WARDS = {"H60.101": "Phường An Tường", "H60.102": "Phường Mỹ Lâm", "H60.103": "Xã Tân Long"}
TONES = "\u0300\u0301\u0303\u0309\u0323"
POINTS = "Mã đơn vị;Năm;Mã tiêu chí;Lĩnh vực;Điểm tối đa;Điểm tự chấm;Điểm thẩm định\n"


def vietnamese_windows(text: str) -> bytes:
    """windows-1258: letters composed with their hats and horns, tones apart."""
    letters = []
    for letter in unicodedata.normalize("NFC", text):
        parts = unicodedata.normalize("NFD", letter)
        tones = "".join(part for part in parts if part in TONES)
        letters.append(unicodedata.normalize("NFC", "".join(part for part in parts if part not in TONES)) + tones)
    return "".join(letters).encode("cp1258")


def workbook(*rows: tuple[object, ...]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.create_sheet("Ghi chú").append(("Số liệu thử",))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


UNITS = "unit_code,unit_name,level\n" + "".join(f"{code},{name},commune\n" for code, name in WARDS.items())
SURVEY = workbook(
    ("ỦY BAN NHÂN DÂN TỈNH",),
    ("KẾT QUẢ KHẢO SÁT SIPAS NĂM 2026",),
    (),
    ("STT", "Cuộc khảo sát", "Mã phiếu", "Đơn vị", "Ngày khảo sát", "Câu hỏi", "Tiêu chí", "Mức trả lời"),
    ("(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)"),
    (1, "SIPAS", "H60.101-01", "Phường An Tường", date(2026, 6, 30), "Q1", 1, 5),
    (2, "SIPAS", "H60.101-01", "Phường An Tường", "30/06/2026", "Q5", 5, 4),
    (3, "SIPAS", "H60.101-02", "phường an tường", "15/06/2026", "Q1", 1, 3),
    (4, "SIPAS", "H60.101-02", "Phường An Tường", "15/06/2026", "Q5", 5, None),
    (5, "SIPAS", "H60.102-01", "Phường Mỹ Lâm", "01/07/2026", "Q1", 1, 4),
    (6, "SIPAS", "H60.102-02", "Phường Mỹ Lâm", "15/06/2026", "Q1", 1, 0),
    (7, "SIPAS", "H60.102-03", "Phường Mỹ Lâm", "15/06/2026", "Q1", 1, 6),
    ("Tổng số", None, None, None, None, None, None, 7),
)
STAFF = vietnamese_windows(
    """DANH SÁCH CÁN BỘ, CÔNG CHỨC

STT;Mã cán bộ;Họ và tên;Đơn vị;Thời điểm;Đạt chuẩn;Hình thức kỷ luật;Ngày kỷ luật
1;CB01;Nguyễn Văn Đức;Phường An Tường;31/03/2026;Có;Không;
2;CB01;Nguyễn Văn Đức;Phường Mỹ Lâm;30/06/2026;Không;Khiển trách;01/06/2026
3;CB02;Trần Thị Hường;Phường An Tường;31/03/2026;Không;Không;
4;CB02;Trần Thị Hường;Phường An Tường;30/06/2026;Có;Phê bình;02/06/2026
5;CB03;Lê Văn Ước;Phường An Tường;31/06/2026;Có;Không;
"""
)
FINDINGS = workbook(
    ("TỒN TẠI, KIẾN NGHỊ SAU KIỂM TRA",),
    ("Mã tồn tại", "Đơn vị", "Loại kiểm tra", "Ngày kết luận", "Hạn khắc phục", "Ngày khắc phục",
     "Ngày báo cáo khắc phục"),
    ("T1", "Phường An Tường", "Kiểm tra CCHC", date(2026, 2, 1), date(2026, 3, 31), "31/03/2026", "31/03/2026"),
    ("T2", "Phường An Tường", "Kiểm tra CCHC", "01/02/2026", "31/03/2026", "31/03/2026", "01/04/2026"),
    ("T3", "Xã Tân Long", "Kiểm tra CCHC", "10/05/2026", None, "11/05/2026", "11/05/2026"),
    ("T4", "Phường Mỹ Lâm", "Kiểm toán nhà nước", "10/05/2025", "30/06/2026", "30/06/2026", None),
)  # fmt: skip
DOCUMENTS = json.dumps(
    [
        {"Mã văn bản": "V1", "Mã đơn vị": "H60.101", "Ngày xử lý": "01/06/2026", "Xử lý trên mạng": "Có", "Ký số": "x"},
        {"Mã văn bản": "V2", "Mã đơn vị": "H60.101", "Ngày xử lý": "30/06/2026", "Xử lý trên mạng": "Không"},
        {"Mã văn bản": "V3", "Mã đơn vị": "H60.103", "Ngày xử lý": "01/07/2026", "Xử lý trên mạng": True},
    ],
    ensure_ascii=False,
)
DUTIES = """Đơn vị;Năm;Nghĩa vụ;Đã thực hiện
Phường An Tường;2026;Sử dụng ngân sách đúng quy định;Có
Phường Mỹ Lâm;2026;Sử dụng ngân sách đúng quy định;Không
Xã Tân Long;2026;Đi họp;Có
"""
ASSESSMENTS = f"""BẢNG CHẤM ĐIỂM PAR INDEX 2026
{POINTS}H60.101;2026;1.1;Thể chế;1,5;1,5;1,25
H60.101;2026;1.2;Thể chế;2;2;
H60.101;2026;2.1;TTHC;0,5;0,25;
H60.102;2026;1.1;Thể chế;1,5;1,5;
H60.102;2026;1.2;Thể chế;2;1,5;
H60.102;2026;2.1;TTHC;0,5;0,5;
H60.103;2026;1.1;Thể chế;1,5;1,6;
H60.103;2026;1.2;Thể chế;2;1;
H60.103;2026;1.2;Thể chế;2;1,5;
H60.103;2026;2.1;TTHC;0,5;0,1;
"""
PAPI = "place_code,year,dimension,score,origin\n" + "".join(
    f"{place},2026,{dimension},{score},local_survey\n"
    for place, scores in {"H60.101": (5.1, 6.2, 5, 7.3, 4.9, 5.5, 6.6, 5.4), "H60.102": (0.9, 10.1, 10, 1)}.items()
    for dimension, score in enumerate(scores, start=1)
)
TASKS = workbook(
    ("Mục của kế hoạch", "Đơn vị", "Kỳ báo cáo", "Tình trạng", "Minh chứng", "Ngày báo cáo"),
    ("A.I.1.1", "Phường An Tường", "2026-Q1", "Đúng tiến độ", "12/BC", "10/03/2026"),
    ("A.I.1.1", "Phường An Tường", "2026-Q2", "Chậm", "15/BC", "11/06/2026"),
    ("A.I.1.2", "Phường An Tường", "2026-Q2", "Hoàn thành", "16/BC", date(2026, 6, 11)),
    ("A.I.1.1", "Phường Mỹ Lâm", "2026-Q1", "Hoàn thành", "17/BC", "11/03/2026"),
    ("I.1.1", "Phường Mỹ Lâm", "2026-Q1", "Hoàn thành", "17/BC", "11/03/2026"),
    ("A.I.1.3", "Phường Mỹ Lâm", "2026-06-30/2026-01-01", "Hoàn thành", "17/BC", "11/03/2026"),
)
# Name, content, kind, accepted rows, the rules of the refused ones.
FILES: tuple[tuple[str, str | bytes, str, int, list[str]], ...] = (
    ("don-vi_2026-01-02.csv", UNITS, "units", 3, []),
    ("khao-sat_2026-07-02.xlsx", SURVEY, "survey_answers", 5, ["answer_out_of_range", "answer_out_of_range"]),
    ("can-bo_2026-07-02.csv", STAFF, "staff", 4, ["unreadable_value"]),
    ("kien-nghi_2026-07-02.xlsx", FINDINGS, "findings", 4, []),
    ("van-ban_2026-07-02.json", DOCUMENTS, "documents", 3, []),
    ("nghia-vu_2026-07-02.csv", DUTIES, "agency_reports", 2, ["unreadable_value"]),
    ("cham-diem_2026-07-02.csv", ASSESSMENTS, "assessments", 7,
     ["conflicting_rows", "conflicting_rows", "points_above_maximum"]),
    ("papi_2026-07-02.csv", PAPI, "papi_scores", 10, ["score_out_of_range", "score_out_of_range"]),
    ("nhiem-vu_2026-07-02.xlsx", TASKS, "task_reports", 4, ["unknown_plan_row", "unreadable_value"]),
)  # fmt: skip


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8-sig"))
    return path


def filled(folder: Path) -> Workspace:
    root = Workspace.create(folder / "ws", unit="H60.101").root
    with (root / "par-metrics.toml").open("a", encoding="utf-8") as settings:
        settings.write("\n[par_index]\ntotal_points = 4\n")
    ws = Workspace(root)
    for name, content, kind, accepted, refused in FILES:
        report = ws.ingest(write(folder, name, content))
        rules = ws.rejects(report.load_id)["rule"].sort().to_list() if report.rejected else []
        assert (report.kind, report.accepted, rules) == (kind, accepted, refused), (name, report.refused_reason)
    return ws


@pytest.fixture(scope="module")
def ws(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return filled(tmp_path_factory.mktemp("registers"))


def figures(
    ws: Workspace, indicator: str, period: str = "2026-H1", as_of: str = AS_OF, known_at: str | None = None
) -> dict[str | None, tuple[float | None, float | None]]:
    """Numerator and denominator by ward; None: in total."""
    by_ward = ws.compute([indicator], period=period, by=["unit_code"], as_of=as_of, known_at=known_at)
    total = ws.compute([indicator], period=period, as_of=as_of, known_at=known_at)
    sides = {ward: (n, d) for ward, n, d in by_ward.select("unit_code", "numerator", "denominator").rows()}
    return {**sides, None: total.select("numerator", "denominator").row(0)}


# H60.101, H60.102, H60.103, all three.
EXPECTED: dict[str, tuple[tuple[float | None, float | None], ...]] = {
    "sipas_1": ((1, 2), (0, 0), (0, 0), (1, 2)),
    "sipas_5": ((1, 1), (0, 0), (0, 0), (1, 1)),
    "sipas": ((1.5, 2), (0, 0), (0, 0), (1.5, 2)),
    "staff_qualified_rate": ((1, 1), (0, 1), (0, 0), (1, 2)),
    # Disciplined while on the first ward's list; of the third ward no list is known.
    "staff_disciplined_count": ((1, None), (0, None), (None, None), (1, None)),
    "par_findings_remedied_rate": ((1, 2), (0, 0), (0, 0), (1, 2)),
    "audit_recommendations_done_rate": ((0, 0), (1, 1), (0, 0), (1, 1)),
    "online_documents_rate": ((1, 2), (0, 0), (0, 0), (1, 2)),
    "digitally_signed_rate": ((1, 2), (0, 0), (0, 0), (1, 2)),
    "budget_compliant_units_rate": ((1, 1), (0, 1), (0, 0), (1, 2)),
    # 1.25 (appraised, not 1.5) + 2 + 0.25; 1.5 + 1.5 + 0.5; 0.1 of 0.5.
    "par_index": ((3.5, 4), (3.5, 4), (0.1, 0.5), (7.1, 8.5)),
    # The third is assessed on 0.5 of 4 points: no rank.
    "par_index_rank": ((1, 2), (1, 2), (None, 2), (None, None)),
    "papi": ((46, None), (None, None), (None, None), (46, None)),
    # Due: Q1, Q2 and the half-year. Reports on rows of the appendix are no reports of P.IV.1.
    "plan_reports_on_time_rate": ((0, 3), (0, 3), (0, 3), (0, 9)),
    "plan_rows_on_track_rate": ((1, 2), (1, 1), (0, 0), (2, 3)),
}


@pytest.mark.parametrize("indicator", EXPECTED)
def test_figures_of_typed_registers_are_those_worked_out_by_hand(ws: Workspace, indicator: str) -> None:
    found = figures(ws, indicator)
    for ward, expected in zip((*WARDS, None), EXPECTED[indicator], strict=True):
        assert found[ward] == pytest.approx(expected), ward


def test_a_past_day_shows_what_had_happened_by_then(ws: Workspace) -> None:
    assert figures(ws, "staff_qualified_rate", as_of="2026-04-01")["H60.101"] == (1, 2)
    assert figures(ws, "staff_disciplined_count", as_of="2026-05-31")[None] == (0, None)
    # On 31 March the first is remedied and reported, the second not yet reported, and its day is not over.
    assert figures(ws, "par_findings_remedied_rate", as_of="2026-03-30T23:59")[None] == (0, 0)
    assert figures(ws, "par_findings_remedied_rate", as_of="2026-03-31")[None] == (1, 1)
    assert figures(ws, "par_findings_remedied_rate", as_of="2026-04-01T00:00")[None] == (1, 2)
    assert figures(ws, "plan_reports_on_time_rate", as_of="2026-04-01")["H60.101"] == (0, 1)


def test_explanations_add_up_to_the_figures(ws: Workspace) -> None:
    for indicator in ("sipas_1", "staff_qualified_rate", "par_findings_remedied_rate", "plan_reports_on_time_rate"):
        for ward in WARDS:
            counted = ws.explain(indicator, period="2026-H1", unit_code=ward, as_of=AS_OF)["counted_as"].to_list()
            numerator, denominator = figures(ws, indicator)[ward]
            assert (counted.count("numerator"), len(counted) - counted.count("excluded")) == (numerator, denominator)
    ranked = ws.explain("par_index_rank", period="2026", unit_code="H60.101", as_of=AS_OF)
    assert dict(ranked.select("unit_code", "value").rows()) == {"H60.101": 0.875, "H60.102": 0.875, "H60.103": 0.2}


def test_the_scorecard_has_the_state_last_reported(ws: Workspace) -> None:
    card = ws.scorecard(period="2026-H1", unit_code="H60.101", as_of=AS_OF)
    states = dict(card.select("plan_row", "state").rows())
    assert (states["A.I.1.1"], states["A.I.1.2"], states["A.I.1.3"]) == ("behind", "done", "not_reported")
    value = dict(card.select("indicator", "value").rows())
    assert (value["papi_5"], value["par_index"], value["par_index_rank"]) == (4.9, 0.875, 1)


def test_a_later_export_supersedes_and_an_older_one_does_not(tmp_path: Path) -> None:
    ws = filled(tmp_path)
    before = str(ws.loads()["loaded_at"].max())
    later = write(tmp_path, "cham-diem_2026-08-01.csv", POINTS + "H60.102;2026;1.2;Thể chế;2;1,5;0,5\n")
    assert ws.ingest(later).superseding == 1
    expected = {"H60.101": (1, 2), "H60.102": (2, 2), "H60.103": (None, 2), None: (None, None)}
    assert figures(ws, "par_index_rank", "2026") == expected
    older = write(tmp_path, "cham-diem_2026-06-01.csv", POINTS + "H60.102;2026;1.2;Thể chế;2;2;2\n")
    assert ws.ingest(older).older == 1
    assert figures(ws, "par_index", "2026")["H60.102"] == pytest.approx((2.5, 4))
    assert figures(ws, "par_index", "2026", known_at=before)["H60.102"] == pytest.approx((3.5, 4))


def test_the_command_line_loads_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = str(Workspace.create(tmp_path / "ws", unit="H60.101").root)
    paths = [str(write(tmp_path, name, content)) for name, content, *_ in FILES]
    assert run(("--workspace", root, "ingest", *paths, "--json")) == 0
    reports = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(r["kind"], r["accepted"], r["rejected"]) for r in reports] == [
        (kind, accepted, len(refused)) for _, _, kind, accepted, refused in FILES
    ]
    compute = ("compute", "par_index", "-p", "2026", "--by", "unit_code", "--as-of", AS_OF, "-f", "json")
    assert run(("--workspace", root, *compute)) == 0
    rows = json.loads(capsys.readouterr().out)
    assert {row["unit_code"]: row["value"] for row in rows} == {"H60.101": 0.875, "H60.102": 0.875, "H60.103": 0.2}
