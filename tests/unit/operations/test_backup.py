"""Backups: whole, checked, incremental, private; and put back to the same figures."""

import os
import shutil
from pathlib import Path

import pytest

from par_metrics import Workspace
from par_metrics.errors import ParMetricsError, SettingsError, UsageError
from par_metrics.operations import backup as backups
from par_metrics.operations.doctor import examine
from par_metrics.operations.key import rotate_key
from par_metrics.operations.retention import prune
from par_metrics.settings.keys import write_new_key
from par_metrics.settings.layout import Layout
from par_metrics.warehouse import ledger
from tests.support.damage import answers
from tests.support.workspaces import csv_file, small_workspace

SURVEY = """
    survey | respondent_code | unit_code | answered_on | question_code | criterion | answer
    sipas  | p1              | H60.101   | 2026-03-05  | C1.2          | 1         | 5
    sipas  | p2              | H60.101   | 2026-03-05  | C1.2          | 1         | 4
"""
ASKED = {"ids": "sipas_1", "period": "2026", "as_of": "2026-10-01", "unit_code": "H60.101"}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    ws = small_workspace(tmp_path_factory.mktemp("filled") / "ws")
    report = ws.ingest(csv_file(ws.root / "s.csv", SURVEY), kind="survey_answers", exported_at="2026-04-01")
    assert (report.accepted, report.refused_reason) == (2, None)
    for export in ws.root.glob("*.csv"):
        export.unlink()
    return ws.root


@pytest.fixture
def root(filled: Path, tmp_path: Path) -> Path:
    return shutil.copytree(filled, tmp_path / "ws")


def test_a_backup_that_is_put_back_gives_the_same_answers(root: Path, tmp_path: Path) -> None:
    (root / "inbox" / "later.csv").write_text("not yet loaded", encoding="utf-8")
    with (root / "par-metrics.toml").open("a", encoding="utf-8") as settings:
        settings.write('[postgres]\ndbname = "so_lieu"\npassword_file = "./.mat-khau"\n')
        settings.write('[sources.cong]\nurl = "sftp://cong@may/xuat"\nsecrets_file = "x/../cong.mat-khau"\n')
        settings.write('key_file = "cong.mat-khau.key"\n')
    secret = {".mat-khau": "bi-mat", "cong.mat-khau": 'password = "bi-mat"', "cong.mat-khau.key": "bi-mat"}
    for name, text in secret.items():
        (root / name).write_text(text)
        (root / name).chmod(0o600)
    (root / "x").mkdir()
    folder, made = backups.back_up(root, tmp_path / "backups")
    assert made.loads == 3 and not made.has_key and made.unit == "H60.101"
    held = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert {"backup.json", "workspace/par-metrics.toml", "workspace/lake/_ledger.jsonl"} <= held
    assert not [
        name
        for name in held
        if "mat-khau" in name or "pseudonym" in name or "duckdb" in name or "inbox" in name or ".writer" in name
    ]
    assert backups.check(tmp_path / "backups") == (folder, made)
    there = tmp_path / "there"
    again, loads = backups.restore(folder, there)
    assert (again, loads) == (made, 3)
    assert answers(there) == answers(root)
    assert not backups.has_its_key(there, made)
    (there / "x").mkdir()
    for kept_apart in (".pseudonym-key", *secret):
        shutil.copy(root / kept_apart, there)
    assert backups.has_its_key(there, made)
    assert not [finding.label.en for finding in examine(there, verifies_all=True) if finding.is_wrong]


def test_what_the_backup_before_has_is_not_copied_again(root: Path, tmp_path: Path) -> None:
    first, one = backups.back_up(root, tmp_path / "backups")
    second, two = backups.back_up(root, tmp_path / "backups", with_key=True)
    assert (one.copied, two.copied) == (len(one.files), 1) and two.has_key
    rows = next(iter(first.glob("workspace/lake/units/*.parquet"))).relative_to(first)
    assert (first / rows).stat().st_ino == (second / rows).stat().st_ino
    shutil.rmtree(first)
    assert backups.check(tmp_path / "backups")[1] == two


@pytest.mark.skipif(os.name != "posix", reason="file modes")
def test_only_its_owner_reads_a_backup(root: Path, tmp_path: Path) -> None:
    folder, _ = backups.back_up(root, tmp_path / "backups")
    paths = [tmp_path / "backups", folder, *folder.rglob("*")]
    assert not [path for path in paths if path.stat().st_mode & 0o077]


def test_damage_is_neither_backed_up_nor_put_back(root: Path, tmp_path: Path) -> None:
    folder, _ = backups.back_up(root, tmp_path / "backups")
    rows = next(root.glob("lake/dossiers/*.parquet"))
    rows.write_bytes(rows.read_bytes()[:-1])
    with pytest.raises(ParMetricsError, match=rows.name) as caught:
        backups.back_up(root, tmp_path / "others")
    assert caught.value.rule == "backup_of_damage" and list((tmp_path / "others").iterdir()) == []
    kept = folder / "workspace" / rows.relative_to(root)
    kept.write_bytes(rows.read_bytes())
    for use in (lambda: backups.check(folder), lambda: backups.restore(folder, tmp_path / "there")):
        with pytest.raises(ParMetricsError, match=rows.name) as caught:
            use()
        assert caught.value.rule == "backup_damaged"
    assert not (tmp_path / "there").exists()
    listed = folder / "backup.json"
    listed.write_text(listed.read_text(encoding="utf-8").replace('"loads": 3', '"loads": 2'), encoding="utf-8")
    with pytest.raises(ParMetricsError, match="not what was written"):
        backups.check(folder)


def test_nothing_is_overwritten(root: Path, tmp_path: Path) -> None:
    folder, _ = backups.back_up(root, tmp_path / "backups")
    with pytest.raises(UsageError, match="not empty"):
        backups.restore(folder, root)
    with pytest.raises(UsageError, match="itself"):
        backups.back_up(root, root / "backups")
    with pytest.raises(UsageError, match="no backup"):
        backups.check(tmp_path / "nothing")


def test_another_key_changes_every_pseudonym_and_no_figure(root: Path) -> None:
    ws, key = Workspace(root), (root / ".pseudonym-key").read_text()
    figure, people = ws.compute(**ASKED), set(ws.sql("SELECT respondent_code FROM survey_answers")["respondent_code"])
    assert rotate_key(root) == 1
    ws = Workspace(root)
    assert ws.compute(**ASKED).equals(figure)
    now = set(ws.sql("SELECT respondent_code FROM survey_answers")["respondent_code"])
    assert len(now) == 2 and not now & people
    assert (root / ".pseudonym-key").read_text() != key and not Layout(root).next_key.exists()
    assert not [finding.label.en for finding in examine(root, verifies_all=True) if finding.is_wrong]
    ws.rebuild()
    assert set(ws.sql("SELECT respondent_code FROM survey_answers")["respondent_code"]) == now


def test_a_change_of_keys_that_was_broken_off_is_finished_before_anything_is_loaded(root: Path) -> None:
    write_new_key(Layout(root).next_key)
    key = Layout(root).next_key.read_text()
    export = csv_file(root / "t.csv", SURVEY.replace("p1", "p3"))
    with pytest.raises(SettingsError, match="rotate-key"):
        Workspace(root).ingest(export, kind="survey_answers", exported_at="2026-05-01")
    assert rotate_key(root) == 1
    assert (root / ".pseudonym-key").read_text() == key
    assert Workspace(root).ingest(export, kind="survey_answers", exported_at="2026-05-01").inserted == 1


def test_without_the_export_the_key_stays(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    next(root.glob("archive/*/*s.csv")).rename(root / "elsewhere.csv")
    key = (root / ".pseudonym-key").read_text()
    with pytest.raises(ParMetricsError, match=r"archive/ has s\.csv"):
        rotate_key(root)
    assert (root / ".pseudonym-key").read_text() == key and not Layout(root).next_key.exists()
    monkeypatch.setenv("PAR_METRICS_PSEUDONYM_KEY", "x" * 20)
    with pytest.raises(SettingsError, match="in the environment"):
        rotate_key(root)


def test_exports_kept_too_long_are_removed_and_their_records_stay(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError, match="keep_days"):
        prune(root, dry_run=True)
    with (root / "par-metrics.toml").open("a", encoding="utf-8") as file:
        file.write("\n")
    monkeypatch.setenv("PAR_METRICS_ARCHIVE__KEEP_DAYS", "1")
    assert prune(root, dry_run=True).files == ()
    before, known = answers(root), ledger.read(Layout(root))
    assert known is not None
    from par_metrics.domain import clock

    later = max(load.loaded_at for load in known.loads.values()).replace(year=2027)
    monkeypatch.setattr(clock, "now", lambda _: later)
    assert len(prune(root, dry_run=True).files) == 3 and len(list(root.glob("archive/??/*"))) == 3
    assert len(prune(root, dry_run=False).files) == 3 and list(root.glob("archive/??/*")) == []
    assert answers(root) == before
    notes = [finding.label.en for finding in examine(root) if "no more" in finding.label.en]
    assert len(notes) == 1 and "exports of 3 loads" in notes[0]
