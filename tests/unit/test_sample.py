"""The made-up exports: repeatable, plausible, and wrong exactly as often as they say."""

import csv
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from openpyxl import load_workbook

from par_metrics.sample import write_sample
from par_metrics.sample.dossiers import DossierMaker, as_known
from par_metrics.sample.registers import procedures, units

AT = datetime(2026, 9, 30, 17, 30)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("sample")
    write_sample(900, 4, 7, out)
    return out


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def truth(sample: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((sample / "truth.json").read_text(encoding="utf-8"))["files"]
    return found


def test_the_same_seed_gives_the_same_bytes_and_another_seed_other_dossiers(sample: Path, tmp_path: Path) -> None:
    write_sample(900, 4, 7, tmp_path / "again")
    write_sample(900, 4, 8, tmp_path / "other")
    assert files(tmp_path / "again") == files(sample)
    name = "truth/dossiers.csv"
    assert files(tmp_path / "other")[name] != files(sample)[name]


def test_rows_of_each_file_add_up_and_every_defect_occurs(sample: Path) -> None:
    for file in truth(sample):
        assert file["rows_read"] == file["accepted"] + file["rejected"] + file["duplicates"], file["file"]
        assert sum(file["rejected_by_rule"].values()) == file["rejected"], file["file"]
    assert {rule for file in truth(sample) for rule in file["rejected_by_rule"]} == {
        "unreadable_value",
        "unknown_status",
        "empty_required",
        "ends_before_received",
        "date_out_of_range",
        "negative_amount",
        "too_many_cells",
    }


def test_a_workbook_has_titles_merged_headers_repeated_headers_footer_and_notes(sample: Path) -> None:
    book = load_workbook(sample / "exports" / "thu-phi_H60.102_2026-09-30.xlsx")
    sheet = book.worksheets[0]
    assert book.sheetnames == ["Sheet1", "Ghi chú"]
    assert sheet["A1"].value == "ỦY BAN NHÂN DÂN TỈNH TUYÊN QUANG"
    assert "F5:H5" in {str(area) for area in sheet.merged_cells.ranges}
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert [row[0] for row in cells].count("(1)") == 1
    receipts = next(file for file in truth(sample) if file["file"].startswith("thu-phi"))
    total = next(row for row in cells if row[0] == "Tổng cộng")
    assert total[1] == receipts["rows_read"]
    paid = [row[9] for row in cells if isinstance(row[0], int)]
    assert {type(value) for value in paid} == {datetime, str, float}


def test_the_register_is_windows_1258(sample: Path) -> None:
    data = (sample / "exports" / "so-theo-doi_H60.102_2026-09-30.csv").read_bytes()
    with pytest.raises(UnicodeDecodeError):
        data.decode("utf-8")
    assert "STT;Ma\u0303 hô\u0300 sơ" in data.decode("cp1258").replace("ồ", "ô\u0300").replace("ã", "a\u0303")


def test_the_bulk_csv_holds_the_same_dossiers_without_defects(tmp_path: Path) -> None:
    paths = write_sample(2_000, 5, 7, tmp_path, layout="csv")
    rows = list(csv.DictReader(paths[2].open(encoding="utf-8-sig"), delimiter=";"))
    known = as_known(DossierMaker(units(5), procedures(7), 7).make(0, 2_000), AT)
    assert [row["Mã hồ sơ"] for row in rows] == known["dossier_code"].to_list()
    assert len({row["Mã hồ sơ"] for row in rows}) == len(rows)
    assert {row["Đơn vị tiếp nhận"] for row in rows} >= {"UBND phường An Tường", "UBND phường số 5"}


def test_dossiers_are_plausible() -> None:
    known = as_known(DossierMaker(units(3), procedures(1), 1).make(0, 20_000), AT)
    ended = known.filter(pl.col("status") >= 9)
    late = ended.select((pl.col("completed_at") > pl.col("due_at")).mean()).item()
    assert 0.04 < late < 0.08
    assert set(known["status"].unique()) == set(range(1, 11))
    in_order = (
        (pl.col("submitted_at") <= pl.col("received_at"))
        & (pl.col("received_at") < pl.col("completed_at"))
        & (pl.col("completed_at") < pl.col("returned_at"))
    )
    assert known.select(in_order.all(ignore_nulls=True)).item()
    assert known.filter(pl.any_horizontal(pl.col(pl.Datetime).exclude("^.*due_at$") > AT)).is_empty()


def test_an_earlier_export_shows_as_open_what_ended_later() -> None:
    plan = DossierMaker(units(1), procedures(1), 1).make(0, 5_000)
    before = as_known(plan, datetime(2026, 6, 30, 17, 30))
    after = as_known(plan, AT).select("dossier_code", ended_at="completed_at")
    later = before.join(after.filter(pl.col("ended_at") > datetime(2026, 6, 30, 17, 30)), on="dossier_code")
    assert later.height > 20
    assert set(later["status"].unique()) <= {1, 2, 4, 5, 6}
    assert later["completed_at"].null_count() == later.height


@pytest.mark.parametrize(("dossiers", "wards"), [(1, 1), (5, 2), (40, 6)])
def test_a_tiny_sample_adds_up_too(tmp_path: Path, dossiers: int, wards: int) -> None:
    paths = write_sample(dossiers, wards, 3, tmp_path)
    assert [path.name for path in paths] == [file["file"] for file in truth(tmp_path)]
    assert all(path.stat().st_size > 0 for path in paths)
    for file in truth(tmp_path):
        assert 0 < file["accepted"] == file["rows_read"] - file["rejected"] - file["duplicates"]


def test_a_sample_of_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least one dossier"):
        write_sample(0, 3, 1, tmp_path)
