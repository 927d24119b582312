"""What must not be published unsaid: rows that were refused, and figures that cannot be."""

from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from par_metrics import Workspace

HEADING = "Mã hồ sơ,Ngày tiếp nhận,Ngày hẹn trả,Ngày kết thúc xử lý,Trạng thái\n"


def dossiers(*lines: tuple[str, str]) -> str:
    """An export of dossiers given as (code, cell of the end date)."""
    return HEADING + "".join(f"{code},02/03/2026,10/03/2026,{ended},10\n" for code, ended in lines)


def drop(ws: Workspace, name: str, text: str, exported_at: str = "2026-04-01") -> str:
    """Load a file of this name; the load's id."""
    file = ws.root / name
    file.write_text(text, encoding="utf-8")
    report = ws.ingest(file, exported_at=exported_at)
    assert report.load_id is not None and not report.refused
    return report.load_id


def refused(ws: Workspace, known_at: datetime | None = None) -> list[tuple[object, ...]]:
    with ws.snapshot(known_at=known_at) as snapshot:
        return snapshot.engine.refused().rows()


def loaded_at(ws: Workspace, load_id: str) -> datetime:
    found: datetime = ws.loads().filter(load_id=load_id)["loaded_at"].item()
    return found


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    return Workspace.create(tmp_path)


A, B, C = "H60.101-260302-0001", "H60.102-260302-0002", "H60.101-260302-0003"


def test_refused_rows_count_for_their_unit(ws: Workspace) -> None:
    drop(ws, "a.csv", dossiers((A, "32/03/2026"), (B, "??"), (C, "09/03/2026"), ("1,23E+12", "09/03/2026")))
    assert refused(ws) == [("dossiers", "H60.101", 1), ("dossiers", "H60.102", 1), ("dossiers", None, 1)]


@pytest.mark.parametrize("name", ["a.csv", "b.csv"], ids=["the same file", "another file"])
def test_a_refused_row_that_comes_corrected_counts_no_longer_but_did_then(ws: Workspace, name: str) -> None:
    first = drop(ws, "a.csv", dossiers((A, "32/03/2026"), (C, "09/03/2026")))
    drop(ws, name, dossiers((A, "08/03/2026")))
    assert refused(ws) == []
    assert refused(ws, loaded_at(ws, first)) == [("dossiers", "H60.101", 1)]


def test_a_record_that_was_known_and_comes_back_unchanged_is_not_missing(ws: Workspace) -> None:
    drop(ws, "a.csv", dossiers((A, "08/03/2026")))
    drop(ws, "b.csv", dossiers((A, "32/03/2026")), "2026-04-02")
    assert refused(ws) == [("dossiers", "H60.101", 1)]
    drop(ws, "c.csv", dossiers((A, "08/03/2026"), (C, "08/03/2026")), "2026-04-03")
    assert refused(ws) == []


def test_one_record_refused_in_two_files_counts_once(ws: Workspace) -> None:
    drop(ws, "a.csv", dossiers((A, "32/03/2026")))
    drop(ws, "b.csv", dossiers((A, "33/03/2026")))
    assert refused(ws) == [("dossiers", "H60.101", 1)]


def test_a_file_sent_again_takes_the_place_of_itself(ws: Workspace) -> None:
    drop(ws, "a.csv", dossiers(("", "09/03/2026"), ("", "08/03/2026")))
    assert refused(ws) == [("dossiers", None, 2)]
    drop(ws, "a.csv", dossiers(("", "09/03/2026")))
    assert refused(ws) == [("dossiers", None, 1)]


def test_the_lake_alone_rebuilds_the_refused_rows(ws: Workspace) -> None:
    first = drop(ws, "a.csv", dossiers((A, "32/03/2026"), (B, "32/03/2026")))
    drop(ws, "b.csv", dossiers((A, "08/03/2026")))
    before = ws.sql("SELECT * FROM refused_rows ORDER BY ALL"), refused(ws, loaded_at(ws, first))
    for file in (ws.root / "rejects").rglob("*.parquet"):
        file.unlink()
    ws.rebuild()
    after = ws.sql("SELECT * FROM refused_rows ORDER BY ALL"), refused(ws, loaded_at(ws, first))
    assert after[0].equals(before[0]) and after[1] == before[1]
    assert refused(ws) == [("dossiers", "H60.102", 1)]


def test_refused_rows_of_loads_that_kept_only_their_number_count_for_no_unit(ws: Workspace) -> None:
    load_id = drop(ws, "a.csv", dossiers((A, "32/03/2026"), (C, "09/03/2026")))
    (ws.root / "lake" / "_refused_rows" / f"{load_id}.parquet").unlink()
    ws.rebuild()
    assert refused(ws) == [("dossiers", None, 1)]


def test_whose_a_refused_row_is_names_nobody(ws: Workspace) -> None:
    """Cells that have moved put a name, a phone or a citizen's number where the code belongs."""
    codes = ("Nguyễn Văn An", "0912345678", "001099012345", "an@example.vn")
    drop(ws, "a.csv", dossiers(*((code, "32/03/2026") for code in codes)))
    stored = ws.sql("SELECT unit_code, key FROM refused_rows")
    assert stored["key"].null_count() == len(codes)
    written = pl.read_parquet(ws.root / "lake" / "_refused_rows" / "*.parquet").write_json()
    assert not any(code in written for code in codes)
