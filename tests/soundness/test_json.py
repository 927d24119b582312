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
