"""Wrong figures that the nested records of JSON could give: keys that are nowhere, lists in any order, odd words."""

import json
from pathlib import Path
from typing import Any

import pytest

from par_metrics import LoadReport, Workspace

AS_OF = "2026-06-01"
RECORD: dict[str, Any] = {
    "MaHoSo": "H60.101-260301-0001",
    "TrangThaiHoSo": "10",
    "NgayTiepNhan": "20260301080000",
    "NgayHenTra": "20260310000000",
    "NgayKetThucXuLy": "20260312153000",
}
CODE = RECORD["MaHoSo"]


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    return Workspace.create(tmp_path / "w", unit="H60.101")


def ingest(ws: Workspace, *records: object, profile: str | None = None) -> LoadReport:
    path = ws.root.parent / "dong-bo.json"
    path.write_text(json.dumps(records, ensure_ascii=False), encoding="utf-8")
    toml = None
    if profile is not None:
        toml = ws.root.parent / "profile.toml"
        toml.write_text(profile, encoding="utf-8")
    return ws.ingest(path, profile=toml, exported_at=AS_OF)


def stored(ws: Workspace, *columns: str) -> tuple[object, ...]:
    return ws.sql(f"SELECT {', '.join(columns)} FROM dossiers").row(0)


def figure(ws: Workspace, indicator: str) -> tuple[object, object, dict[str, int]]:
    row = ws.compute([indicator], period="2026-03", as_of=AS_OF).row(0, named=True)
    return row["numerator"], row["denominator"], json.loads(row["excluded"])


# --- keys that no record has -----------------------------------------------------------------


def test_a_channel_that_no_record_has_is_unknown(ws: Workspace) -> None:
    """It was in person: 0 of 2 online, of a file that never said how a dossier came."""
    ingest(ws, RECORD, {**RECORD, "MaHoSo": "H60.101-260301-0002"})
    assert figure(ws, "online_dossiers_rate") == (0, 0, {"not_known": 2})


def test_a_channel_that_some_record_has_is_in_person_where_it_is_empty(ws: Workspace) -> None:
    others = [{**RECORD, "MaHoSo": f"H60.101-260301-000{number}"} for number in (2, 3, 4)]
    ingest(ws, RECORD, {**others[0], "KenhThucHien": None}, {**others[1], "KenhThucHien": ""}, others[2])
    assert figure(ws, "online_dossiers_rate") == (0, 4, {})
    assert ws.sql("SELECT DISTINCT channel FROM dossiers").item() == "in_person"


OWN = """
name = "own"
version = 1
kind = "dossiers"
standard_headings = true
required = ["dossier_code", "status"]
[values.channel]
"" = "online"
[values.has_digital_components]
"" = true
[values.fee_vnd]
"" = 5000
"""


def test_no_profile_fills_empty_cells_of_a_column_that_is_not_there(ws: Workspace) -> None:
    report = ingest(ws, {**RECORD, "KenhThucHien": None}, profile=OWN)
    assert stored(ws, "channel", "has_digital_components", "fee_vnd") == ("online", None, None)
    assert report.warnings["missing_column"] == 2


# --- lists in a record -------------------------------------------------------------------------


def supplement(asked: object, came: object, before: object, after: object) -> dict[str, object]:
    return {"NgayBoSung": asked, "NgayTiepNhanBoSung": came, "NgayHenTraTruoc": before, "NgayHenTraMoi": after}


FIRST = supplement("20260303080000", "20260304080000", "20260310000000", "20260315000000")
SECOND = supplement("20260305080000", "20260306080000", "20260315000000", "20260320000000")
THIRD = supplement("20260307080000", None, "20260320000000", None)
DUE = ("strftime(due_at, '%d')", "strftime(original_due_at, '%d')", "strftime(supplement_requested_at, '%d')")
SUPPLEMENTS = (*DUE, "strftime(supplemented_at, '%d')", "supplement_count")


@pytest.mark.parametrize(
    "entries",
    [[FIRST, SECOND], [SECOND, FIRST], [None, {}, SECOND, "x", FIRST], [SECOND, {**FIRST, "IsDeleted": False}]],
)
def test_supplements_are_in_the_order_of_their_dates_not_of_the_file(ws: Workspace, entries: list[object]) -> None:
    """Newest first in the file, the dossier was due on the day before the last extension, and late."""
    ingest(ws, {**RECORD, "DanhSachHoSoBoSung": entries})
    count = 3 if "x" in entries else 2
    assert stored(ws, *SUPPLEMENTS) == ("20", "10", "03", "06", count)
    assert figure(ws, "on_time_rate")[:2] == (1, 1)


@pytest.mark.parametrize("entries", [[THIRD, FIRST, SECOND], [FIRST, THIRD, SECOND], [SECOND, FIRST, THIRD]])
def test_a_supplement_still_asked_for_leaves_the_due_date_as_it_was(ws: Workspace, entries: list[object]) -> None:
    ingest(ws, {**RECORD, "DanhSachHoSoBoSung": entries})
    assert stored(ws, *SUPPLEMENTS) == ("20", "10", "03", "06", 3)


WRITTEN = [
    ("03/03/2026 08:00", "05/03/2026 08:00"),
    ("28/02/2026", "01/03/2026"),
    ("2026-02-28T08:00:00+07:00", "2026-03-01T08:00:00+07:00"),
    ("2026-02-28 23:00:00.5", "2026-03-01"),
    ("20260228", "20260301080000"),
]


@pytest.mark.parametrize(("earlier", "later"), WRITTEN)
def test_the_order_is_read_from_dates_of_any_writing(ws: Workspace, earlier: str, later: str) -> None:
    ingest(ws, {**RECORD, "DanhSachHoSoBoSung": [{**SECOND, "NgayBoSung": later}, {**FIRST, "NgayBoSung": earlier}]})
    assert stored(ws, *DUE[:2]) == ("20", "10")


@pytest.mark.parametrize("asked", [None, "", "?", SECOND["NgayBoSung"]])
def test_entries_of_which_nobody_knows_the_order_refuse_the_dossier(ws: Workspace, asked: str | None) -> None:
    report = ingest(ws, {**RECORD, "DanhSachHoSoBoSung": [SECOND, {**FIRST, "NgayBoSung": asked}]})
    assert report.rejected == 1
    reject = ws.rejects(report.load_id).row(0, named=True)
    assert (reject["rule"], reject["value"]) == ("unreadable_value", "20260310000000 | 20260315000000")


def test_entries_without_their_dates_refuse_the_dossier_unless_they_agree(ws: Workspace) -> None:
    entries = [{"NgayHenTraMoi": "20260320000000"}, {"NgayHenTraMoi": "20260315000000"}]
    assert ingest(ws, {**RECORD, "DanhSachHoSoBoSung": entries}).rejected == 1
    assert ingest(ws, {**RECORD, "DanhSachHoSoBoSung": [entries[0], entries[0]]}).rejected == 0
    assert stored(ws, DUE[0]) == ("20",)


def papers(*words: object, **more: object) -> dict[str, object]:
    return {**RECORD, "TaiLieuNop": [{"MaThanhPhanHoSo": "1", "DuocSoHoa": word, **more} for word in words]}


def numbered(*records: dict[str, object]) -> list[dict[str, object]]:
    """The same as dossiers of their own."""
    return [{**record, "MaHoSo": f"H60.101-260301-{number:04}"} for number, record in enumerate(records, start=1)]


def test_papers_that_are_not_digitised_are_not_by_any_word(ws: Workspace) -> None:
    """Whatever was not among a few words counted as yes: "Sai", "Chưa số hóa", "-"."""
    words = ("Sai", "Không", "khong", "Chưa", "0", 0, 0.0, False, "False", "Không có", None, "", " ")
    ingest(ws, *numbered(*(papers(word, "Không") for word in words)))
    assert figure(ws, "digital_components_rate") == (0, len(words), {})


def test_a_paper_that_is_digitised_is_by_any_word(ws: Workspace) -> None:
    words = ("Có", "co", "1", 1, 1.0, True, "TRUE", "x", "✓", "Đúng")
    ingest(ws, *numbered(*(papers("Không", "?", word) for word in words)))
    assert figure(ws, "digital_components_rate") == (len(words), len(words), {})


def test_a_word_that_is_neither_leaves_the_dossier_unknown(ws: Workspace) -> None:
    words = ("-", "--", "Chưa số hóa", "N/A", "n/a", "null?", "Dừng", "2", {"a": 1}.__repr__())
    report = ingest(ws, *numbered(*(papers("Không", word) for word in words)))
    assert figure(ws, "digital_components_rate") == (0, 0, {"not_known": len(words)})
    assert report.warnings["unreadable_value"] == len(words)


@pytest.mark.parametrize("deleted", [("True", "true", "1", "Có"), (True,), (1,)], ids=["words", "boolean", "number"])
@pytest.mark.parametrize("key", ["IsDeleted", "isDeleted", "DaXoa"])
def test_what_was_deleted_is_not_there(ws: Workspace, key: str, deleted: tuple[object, ...]) -> None:
    """Alone in its column, a Boolean value or a number is of that type."""
    records = [{**papers("Có", **{key: d}), "DanhSachHoSoBoSung": [{**SECOND, key: d}, FIRST]} for d in deleted]
    ingest(ws, *numbered(*records))
    assert figure(ws, "digital_components_rate") == (0, len(deleted), {})
    assert ws.sql(f"SELECT {DUE[0]}, supplement_count FROM dossiers").rows() == [("15", 1)] * len(deleted)


@pytest.mark.parametrize("deleted", ["False", False, 0, "0", "Không", None, ""])
def test_what_was_not_deleted_is(ws: Workspace, deleted: object) -> None:
    ingest(ws, papers("Có", IsDeleted=deleted))
    assert figure(ws, "digital_components_rate") == (1, 1, {})


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("https://dvc.gov.vn/kq/1", True),
        ("/kq/a", True),
        ("kq\\2026\\a", True),
        ("Kết quả.pdf", True),
        ("8f0c2b1e-77aa", True),
        (123456, True),
        (None, False),
        ("Không có", False),
        ("-", None),
        ("N/A", None),
        ("đang cập nhật", None),
    ],
)
def test_a_result_has_a_file_where_its_place_is_told(ws: Workspace, place: object, expected: bool | None) -> None:
    ingest(ws, {**RECORD, "DanhSachGiayToKetQua": [{"TenGiayTo": "x", "DuongDanTepTinKetQua": place}]})
    assert stored(ws, "has_electronic_result") == (expected,)


def test_a_list_made_of_an_empty_element_has_no_entry(ws: Workspace) -> None:
    ingest(ws, {**RECORD, "DanhSachHoSoBoSung": [{}], "TaiLieuNop": [None], "Fax": {}}, {**RECORD, "MaHoSo": "x"})
    assert ws.sql(f"SELECT supplement_count FROM dossiers WHERE dossier_code = '{CODE}'").item() == 0


@pytest.mark.parametrize("wrap", [lambda record: record, lambda record: {"HoSo": record}, lambda r: {"a": {"b": r}}])
def test_a_list_is_found_in_an_object_too(ws: Workspace, wrap: Any) -> None:
    """The code and the dates of a wrapped record were read, and its supplements were not."""
    ingest(ws, wrap({**papers("Có"), "DanhSachHoSoBoSung": [SECOND, FIRST]}))
    assert stored(ws, *SUPPLEMENTS) == ("20", "10", "03", "06", 2)
    assert figure(ws, "digital_components_rate") == (1, 1, {})


def test_a_list_written_as_text_is_a_list(ws: Workspace) -> None:
    """Programs make JSON of JSON: the dossier was due on its first day, and late."""
    records = [{**RECORD, "TaiLieuNop": None, "DanhSachHoSoBoSung": json.dumps([SECOND, {**FIRST, "x": "it's"}])}]
    records += [{**RECORD, "MaHoSo": f"H60.101-260301-000{i}", "DanhSachHoSoBoSung": v} for i, v in enumerate(LISTS, 2)]
    ingest(ws, *records)
    found = ws.sql(f"SELECT {DUE[0]}, supplement_count FROM dossiers ORDER BY dossier_code").rows()
    assert found == [("20", 2), ("15", 1), ("10", 0), ("10", None), ("10", None)]


LISTS = [[FIRST], "[]", "", "không [có]"]


def test_lists_that_are_all_written_as_text_are_lists(ws: Workspace) -> None:
    ingest(ws, {**RECORD, "DanhSachHoSoBoSung": json.dumps([SECOND, FIRST])})
    assert stored(ws, *SUPPLEMENTS) == ("20", "10", "03", "06", 2)
