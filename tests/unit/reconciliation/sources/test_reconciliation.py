"""Reconciling what a workspace holds, and files it does not."""

from datetime import datetime
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]
import polars as pl
import pytest

import par_metrics as pm
from par_metrics.cli.entry import run
from par_metrics.errors import RefusedFileError, UsageError
from tests.support.workspaces import UNITS, csv_file, load

ONE_STOP = """
    dossier_code              | unit_code | status | received_at      | due_at           | completed_at     | channel
    H60.101-260301-0001       | H60.101   | 10     | 2026-03-01 08:00 | 2026-03-05 17:00 | 2026-03-04 08:00 | online
    H60.101-260301-0002       | H60.101   | 5      | 2026-03-01 09:00 | 2026-03-05 17:00 |                  | online
    H60.101-260301-0003       | H60.101   | 4      | 2026-03-01 10:00 | 2026-03-05 17:00 |                  | postal
"""
PORTAL = """
    source          | dossier_code            | unit_code | status | received_at      | due_at     | completed_at
    national_portal | H60.101-20260301-000001 | H60.101   | 10     | 2026-03-01 08:00 | 2026-03-05 | 2026-03-04 08:00
    national_portal | H60.101-260301-0002     | H60.101   | 9      | 2026-03-01 09:00 | 2026-03-05 | 2026-03-01 09:00
    national_portal | H60.101-260301-0009     | H60.101   | 4      | 2026-03-02 10:00 | 2026-03-05 |
"""


@pytest.fixture(scope="module")
def ws(tmp_path_factory: pytest.TempPathFactory) -> pm.Workspace:
    ws = pm.Workspace.create(tmp_path_factory.mktemp("reconcile") / "ws", unit="H60.101")
    for kind, table in (("units", UNITS), ("dossiers", ONE_STOP), ("dossiers", PORTAL)):
        load(ws, kind, table)
    return ws


@pytest.fixture
def portal_file(tmp_path: Path) -> Path:
    return csv_file(tmp_path / "portal.csv", PORTAL)


def test_two_sources(ws: pm.Workspace) -> None:
    result = ws.reconcile("dossiers", "one_stop", "national_portal")
    assert {name: count for name, count in result.summary.items() if count} == {
        "left": 3,
        "right": 3,
        "matched": 2,
        "same_key": 1,
        "same_code": 1,
        "only_left": 1,
        "only_right": 1,
        "differing": 2,
    }
    assert result.by_reason.select("field", "reason", "pairs").rows() == [
        ("due_at", "date_only", 2),
        ("ended", "missing_left", 1),
        ("status", "paused_pushed_as_done", 1),
    ]
    assert result.only_left["dossier_code"].to_list() == ["H60.101-260301-0003"]
    assert result.not_compared.filter(field="channel").rows() == [("channel", 0, 2)]


def test_a_file_is_read_and_not_loaded(ws: pm.Workspace, portal_file: Path) -> None:
    before = ws.loads().height
    from_file = ws.reconcile("dossiers", "one_stop", portal_file)
    assert from_file.summary == ws.reconcile("dossiers", "one_stop", "national_portal").summary
    assert ws.loads().height == before


def test_a_load_and_a_file(ws: pm.Workspace, portal_file: Path) -> None:
    load_id = ws.loads().filter(kind="dossiers")["load_id"][1]
    result = ws.reconcile("dossiers", load_id, str(portal_file))
    assert (result.summary["matched"], result.summary["identical"]) == (3, 3)


def test_refused_and_repeated_rows_of_a_file_are_reported(ws: pm.Workspace, tmp_path: Path) -> None:
    text = ONE_STOP + (
        "    H60.101-260301-0003       | H60.101   | 4      | 2026-03-01 10:00 | 2026-03-05 17:00 |     | postal\n"
        "    H60.101-260301-0004       | H60.101   | lạ     | 2026-03-01 10:00 | 2026-03-05 17:00 |     | postal\n"
    )
    result = ws.reconcile("dossiers", csv_file(tmp_path / "one.csv", text), "one_stop")
    assert (result.summary["refused_left"], result.summary["duplicates_left"]) == (1, 1)
    assert result.refused.select("side", "rule", "value").rows() == [("left", "unknown_status", "lạ")]
    assert result.summary["identical"] == 3


def test_a_file_refused_as_a_whole_raises(ws: pm.Workspace, tmp_path: Path) -> None:
    strange = csv_file(tmp_path / "strange.csv", "animal | weight\ncat | 4")
    with pytest.raises(RefusedFileError, match="strange"):
        ws.reconcile("dossiers", "one_stop", strange)
    for missing in ("missing.csv", "./missing"):
        with pytest.raises(RefusedFileError, match="missing"):
            ws.reconcile("dossiers", "one_stop", missing)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("dossiers", "one_stop", "national_portl"), 'The nearest is "national_portal"'),
        (("dossiers", "one_stop", "paper_register"), "has no dossiers of paper_register"),
        (("dossier", "one_stop", "national_portal"), 'The nearest is "dossiers"'),
        (("units", "one_stop", "warehouse"), "Sources of units: warehouse"),
    ],
)
def test_what_does_not_exist(ws: pm.Workspace, arguments: tuple[str, str, str], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        ws.reconcile(*arguments)


def test_a_unit_that_neither_side_has(ws: pm.Workspace) -> None:
    with pytest.raises(UsageError, match="neither side has the unit"):
        ws.reconcile("dossiers", "one_stop", "national_portal", unit_code="H60.10")


def test_a_load_of_another_kind(ws: pm.Workspace) -> None:
    load_id = ws.loads().filter(kind="units")["load_id"][0]
    with pytest.raises(UsageError, match="has no dossiers"):
        ws.reconcile("dossiers", "one_stop", load_id)


def test_a_file_in_the_way_of_a_source_is_not_taken(
    ws: pm.Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    csv_file(tmp_path / "one_stop", PORTAL)
    assert ws.reconcile("dossiers", "one_stop", "national_portal").left.records["source"].unique().item() == "one_stop"
    assert ws.reconcile("dossiers", "./one_stop", "national_portal").summary["identical"] == 3


def test_a_source_as_it_was_known_then(tmp_path: Path) -> None:
    ws = pm.Workspace.create(tmp_path / "ws", unit="H60.101")
    load(ws, "dossiers", ONE_STOP)
    then = ws.loads()["loaded_at"][0]
    later = csv_file(tmp_path / "later.csv", ONE_STOP.replace("| 4  ", "| 9  "))
    ws.ingest(later, kind="dossiers", exported_at=datetime(2026, 5, 1))
    assert ws.reconcile("dossiers", "one_stop", later).summary["identical"] == 3
    known = ws.reconcile("dossiers", "one_stop", later, known_at=then)
    assert known.differences.select("field", "left", "right").rows() == [("status", "4", "9")]


def test_a_column_some_loads_of_a_source_lack_is_compared_where_it_was_said(tmp_path: Path) -> None:
    """The first export had channels, the second has none: only dossiers of the first are compared on it."""
    ws = pm.Workspace.create(tmp_path / "ws", unit="H60.101")
    load(ws, "dossiers", "dossier_code | unit_code | status | channel\nA-1 | H60.101 | 4 | online")
    load(ws, "dossiers", "dossier_code | unit_code | status\nA-2 | H60.101 | 4")
    other = "dossier_code | unit_code | status | channel\nA-1 | H60.101 | 4 | postal\nA-2 | H60.101 | 4 | postal"
    result = ws.reconcile("dossiers", "one_stop", csv_file(tmp_path / "other.csv", other))
    assert result.differences.select("dossier_code_left", "field").rows() == [("A-1", "channel")]
    assert result.not_compared.filter(field="channel").rows() == [("channel", 1, 0)]


def test_a_value_that_an_earlier_load_handed_on_is_compared(tmp_path: Path) -> None:
    """The later export changed the status and has no channels: the channel is still known."""
    ws = pm.Workspace.create(tmp_path / "ws", unit="H60.101")
    load(ws, "dossiers", "dossier_code | unit_code | status | channel\nA-1 | H60.101 | 4 | online")
    load(ws, "dossiers", "dossier_code | unit_code | status\nA-1 | H60.101 | 9")
    other = csv_file(tmp_path / "other.csv", "dossier_code | unit_code | status | channel\nA-1 | H60.101 | 9 | postal")
    result = ws.reconcile("dossiers", "one_stop", other)
    assert result.differences.select("field", "left", "right").rows() == [("channel", "online", "postal")]


def test_the_workbook(ws: pm.Workspace, tmp_path: Path) -> None:
    path = tmp_path / "doi-soat.xlsx"
    ws.reconcile("dossiers", "one_stop", "national_portal").write_xlsx(path)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Tổng hợp", "Theo lý do", "Chênh lệch", "Chỉ bên trái", "Chỉ bên phải", "Không so được"]
    rows = [[cell.value for cell in row] for row in book["Chênh lệch"].iter_rows(min_row=3)]
    assert rows[0] == [
        "Mã hồ sơ (trái)",
        "Mã hồ sơ (phải)",
        "Ghép theo",
        "Trường",
        "Bên trái",
        "Bên phải",
        "Lý do",
    ]
    status = next(row for row in rows if row[3] == "Trạng thái hồ sơ")
    assert status[4:6] == ["5 Yêu cầu bổ sung giấy tờ", "9 Đã xử lý xong"]
    assert book["Tổng hợp"]["A1"].value == (
        "Đối soát Hồ sơ TTHC: hệ thống một cửa (one_stop) trong kho dữ liệu | "
        "Cổng Dịch vụ công quốc gia (national_portal) trong kho dữ liệu"
    )


def test_text_of_an_export_never_becomes_a_formula(ws: pm.Workspace, tmp_path: Path) -> None:
    odd = "dossier_code | unit_code | status\n=1+1 | H60.101 | 4"
    path = tmp_path / "odd.xlsx"
    ws.reconcile("dossiers", "one_stop", csv_file(tmp_path / "odd.csv", odd)).write_xlsx(path)
    cell = openpyxl.load_workbook(path)["Chỉ bên phải"]["A4"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_it_shows_itself(ws: pm.Workspace) -> None:
    result = ws.reconcile("dossiers", "one_stop", "national_portal")
    assert repr(result).startswith("Reconciliation(dossiers: one_stop | national_portal; left=3, right=3")
    html = result._repr_html_()
    assert "Chỉ có bên trái" in html and "được đồng bộ thành đã xong" in html


# --- the command ---------------------------------------------------------------------------


def test_the_command(ws: pm.Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def called(*arguments: str) -> str:
        capsys.readouterr()
        assert run(["--workspace", str(ws.root), "--lang", "en", "reconcile", *arguments]) == 0
        return capsys.readouterr().out

    sides = ("dossiers", "one_stop", "national_portal")
    assert "Only on the left" in called(*sides) and "waiting here (5, 6, 8)" in called(*sides)
    rows = pl.read_csv(called(*sides, "--format", "csv").encode())
    assert rows.columns[:2] == ["dossier_code_left", "dossier_code_right"] and rows.height == 4
    assert "H60.101-260301-0003" in called(*sides, "--part", "only-left", "--format", "json")
    assert called(*sides, "--output", str(tmp_path / "a.xlsx")) == ""
    assert (tmp_path / "a.xlsx").exists()
    assert run(["--workspace", str(ws.root), "reconcile", *sides, "--output", str(tmp_path / "no" / "a.xlsx")]) == 2


def test_the_commands_of_forms(ws: pm.Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    period = ("--period", "2026-03", "--as-of", "2026-10-01")
    path = str(tmp_path / "form.xlsx")
    start = ["--workspace", str(ws.root), "--lang", "en"]
    assert run([*start, "form", "II.06a", *period, "--output", path]) == 0
    assert run([*start, "check-form", path, *period]) == 0
    assert "0 of 22 cells differ" in capsys.readouterr().err
    assert run([*start, "check-form", path, *period, "--part", "cells", "--format", "csv"]) == 0
    assert pl.read_csv(capsys.readouterr().out.encode())["difference"].to_list() == [0] * 22
    assert run([*start, "form", "II.07b", *period]) == 2
