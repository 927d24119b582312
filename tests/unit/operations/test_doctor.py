import os
import shutil
from datetime import date
from pathlib import Path

import pytest

from par_metrics import Workspace
from par_metrics.domain.calendar import WorkingCalendar
from par_metrics.operations.doctor import examine, not_announced
from par_metrics.operations.findings import Verdict
from par_metrics.publish.latest import remove_tree
from par_metrics.settings.layout import Layout
from par_metrics.warehouse.lock import writer_lock
from tests.support.published import as_on_nights_before
from tests.support.workspaces import small_workspace


@pytest.fixture
def root(tmp_path) -> Path:
    return small_workspace(tmp_path).root


def said(root: Path, verdict: Verdict) -> list[str]:
    return [finding.label.en for finding in examine(root) if finding.verdict is verdict]


def test_nothing_is_wrong_with_a_new_workspace(tmp_path):
    assert said(Workspace.create(tmp_path).root, Verdict.WRONG) == []


def test_registers_not_loaded_and_nothing_published_are_notes(root):
    notes = said(root, Verdict.NOTE)
    assert any("register of procedures" in note for note in notes)
    assert any("nothing published" in note for note in notes)
    assert any("units: 2 rows" in text for text in said(root, Verdict.FINE))


def test_a_folder_that_is_no_workspace(tmp_path):
    assert any("par-metrics init" in text for text in said(tmp_path, Verdict.WRONG))


def test_a_missing_folder(root):
    (root / "inbox").rmdir()
    assert said(root, Verdict.WRONG) == ["the folder inbox/ is missing; run par-metrics init to make it"]


@pytest.mark.skipif(os.name != "posix", reason="file modes")
@pytest.mark.parametrize("name", ["archive", "lake", "rejects", "warehouse.duckdb", ".pseudonym-key"])
def test_private_things_that_others_can_open(root, name):
    (root / name).chmod(0o755)
    assert any(name in text and "chmod" in text for text in said(root, Verdict.WRONG))


@pytest.mark.skipif(os.name != "posix", reason="file modes")
def test_the_password_of_a_server_that_others_can_read(root):
    with (root / "par-metrics.toml").open("a", encoding="utf-8") as settings:
        settings.write('[postgres]\nhost = "10.0.0.5"\ndbname = "so_lieu"\npassword_file = ".mat-khau"\n')
    assert any(".mat-khau" in text and "there is no file" in text for text in said(root, Verdict.WRONG))
    (root / ".mat-khau").write_text("bi-mat\n")
    (root / ".mat-khau").chmod(0o644)
    wrong = said(root, Verdict.WRONG)
    assert any("chmod 600" in text and ".mat-khau" in text for text in wrong)
    assert not any("bi-mat" in text for text in wrong)
    (root / ".mat-khau").chmod(0o600)
    assert any("so_lieu at 10.0.0.5:5432" in text for text in said(root, Verdict.FINE))


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with two runs. It has no records: what is published is what this is about."""
    ws = Workspace.create(tmp_path_factory.mktemp("published") / "ws", unit="H60.101")
    ws.publish()
    as_on_nights_before(ws, 1)
    return ws.root


def test_a_published_file_that_was_changed(published, tmp_path):
    root = Path(shutil.copytree(published, tmp_path / "copy", symlinks=True))
    folder = (root / "published" / "latest").resolve()
    assert said(root, Verdict.WRONG) == []
    with (folder / "indicators.csv").open("a") as file:
        file.write("x")
    (folder / "rejects.csv").unlink()
    assert any("indicators.csv, rejects.csv" in text for text in said(root, Verdict.WRONG))


@pytest.mark.parametrize("damage", ["no link", "no run", "pointer", "manifest", "other run"])
def test_a_latest_run_that_readers_cannot_follow(published, tmp_path, damage):
    root = Path(shutil.copytree(published, tmp_path / "copy", symlinks=True))
    link = root / "published" / "latest"
    latest = link.resolve()
    (other,) = {path.parent for path in root.glob("published/2*/manifest.json")} - {latest}
    match damage:
        case "no link":
            link.unlink()
        case "no run":
            remove_tree(latest)
        case "pointer":
            link.with_suffix(".json").write_text("{")
        case "manifest":
            (latest / "manifest.json").write_text("{")
        case "other run":
            link.unlink()
            link.symlink_to(other.name, target_is_directory=True)
    (wrong,) = said(root, Verdict.WRONG)
    assert "published/latest" in wrong and "par-metrics publish" in wrong
    Workspace(root).publish()
    assert said(root, Verdict.WRONG) == []


def test_a_load_whose_lake_file_is_gone(root):
    next((root / "lake" / "dossiers").glob("*.parquet")).unlink()
    assert any("the file is missing" in text and "rebuild --restore" in text for text in said(root, Verdict.WRONG))


def test_a_file_of_no_load(root):
    stored = next((root / "lake" / "dossiers").glob("*.parquet"))
    (stored.parent / "orphan.parquet").write_bytes(stored.read_bytes())
    assert any("belong to no load" in text for text in said(root, Verdict.NOTE))


def test_a_day_both_worked_and_off(root):
    settings = root / "par-metrics.toml"
    text = settings.read_text(encoding="utf-8")
    text = text.replace("days_off = []", "days_off = [2026-08-22]")
    settings.write_text(text.replace("working_days = []", "working_days = [2026-08-22]"), encoding="utf-8")
    assert any("2026-08-22 is both" in text for text in said(root, Verdict.WRONG))


@pytest.mark.parametrize(
    ("target", "said_of_it"),
    [
        ('indicator = "apology_rate"\nunit = "H60.777"', '"H60.777"'),
        ('indicator = "apology_rat"', 'nearest is "apology_rate"'),
    ],
    ids=["unknown unit", "unknown indicator"],
)
def test_a_target_that_computing_would_refuse(root, target, said_of_it):
    with (root / "par-metrics.toml").open("a", encoding="utf-8") as file:
        file.write(f"[[targets]]\n{target}\nvalue = 1\nyears = [2026, 2026]\n")
    assert [said_of_it in text for text in said(root, Verdict.WRONG)] == [True]


def test_a_table_of_criteria_that_cannot_be_used(root):
    with (root / "par-metrics.toml").open("a", encoding="utf-8") as file:
        file.write('[par_index]\ncriteria = "tieu-chi.csv"\n')
    assert any("tieu-chi.csv" in text for text in said(root, Verdict.WRONG))
    table = "Mã tiêu chí,Điểm tối đa,Chỉ số,Cách chấm,Đạt tối đa từ\n1,10,on_time_rate,proportional,0.9\n"
    (root / "tieu-chi.csv").write_text(table, encoding="utf-8")
    assert said(root, Verdict.WRONG) == []
    assert any("criteria: 1 rows" in text for text in said(root, Verdict.FINE))
    (root / "tieu-chi.csv").write_text(table.replace("on_time_rate", "on_time_rat"), encoding="utf-8")
    assert any('nearest is "on_time_rate"' in text for text in said(root, Verdict.WRONG))


def test_looking_changes_nothing(root):
    def contents() -> dict[str, tuple[int, int]]:
        return {str(p): (p.stat().st_size, p.stat().st_mtime_ns) for p in root.rglob("*") if p.is_file()}

    before = contents()
    examine(root)
    assert contents() == before


def test_a_writer_at_work_is_named(root):
    import threading

    inside, done = threading.Event(), threading.Event()

    def write() -> None:
        with writer_lock(Layout(root)):
            inside.set()
            done.wait(30)

    writer = threading.Thread(target=write)
    writer.start()
    inside.wait(30)
    try:
        notes = said(root, Verdict.NOTE)
    finally:
        done.set()
        writer.join()
    assert any(str(os.getpid()) in note for note in notes)


@pytest.mark.parametrize(
    ("today", "year"),
    [
        (date(2026, 1, 5), None),
        (date(2026, 10, 31), None),
        (date(2026, 11, 1), 2027),
        (date(2026, 12, 31), 2027),
        (date(2027, 1, 1), 2027),
        (date(2027, 10, 31), 2027),
        (date(2027, 11, 1), 2028),
    ],
)
def test_a_year_whose_days_off_are_not_announced(today, year):
    """The next year from November on, and the present one at any time."""
    calendar = WorkingCalendar(announced_until=date(2026, 12, 31))
    found = list(not_announced(calendar, today))
    assert len(found) == (year is not None)
    for finding in found:
        assert finding.verdict is Verdict.NOTE
        assert f"the days off of {year} are not known (announced until 31/12/2026)" in finding.label.en
        assert f"lịch nghỉ năm {year}" in finding.label.vi
        assert f"announced_until = {year}-12-31" in finding.label.vi
    assert not list(not_announced(WorkingCalendar(announced_until=date(2028, 12, 31)), today))


def test_the_doctor_looks_at_the_calendar_of_the_workspace(root):
    """Days entered and said to be all there: nothing to warn of, whatever the day of the year."""
    settings = root / "par-metrics.toml"
    text = settings.read_text(encoding="utf-8")
    assert "# announced_until = 2027-12-31" in text
    settings.write_text(text.replace("# announced_until = 2027-12-31", "announced_until = 2099-12-31"), "utf-8")
    assert Workspace(root).calendar.announced_until == date(2099, 12, 31)
    assert not any("days off" in note for note in said(root, Verdict.NOTE))
