"""The steps of the nightly run: what is taken from the inbox, and where it ends up."""

import json
import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from par_metrics import SettingsError, UsageError, Workspace, WorkspaceBusyError
from par_metrics.loading.job import Asked
from par_metrics.loading.loader import Loader
from par_metrics.loading.progress import Told
from par_metrics.operations import nightly
from par_metrics.warehouse import lock
from par_metrics.warehouse.staged import Staged
from schemas import RecordKind
from tests.support.exports import DOSSIERS, DOSSIERS_OF_UNKNOWN_UNIT, NO_LAYOUT, UNITS, drop

AS_OF = "2026-10-01T00:00:00"


@pytest.fixture
def inbox(workspace: Workspace) -> Path:
    return workspace.root / "inbox"


@pytest.fixture
def loader(workspace: Workspace) -> Iterator[Loader]:
    with Loader(workspace.root, workspace.settings) as loader:
        yield loader


def names(paths: list[Path]) -> list[str]:
    return [path.name for path in paths]


def test_registers_are_taken_before_records_then_by_name(workspace: Workspace, loader: Loader) -> None:
    drop(workspace.root, b_dossiers=DOSSIERS, a_dossiers=DOSSIERS_OF_UNKNOWN_UNIT, z_units=UNITS, a_animals=NO_LAYOUT)
    assert names(nightly.take_inbox(workspace.root, loader)) == [
        "z_units.csv",
        "a_dossiers.csv",
        "b_dossiers.csv",
        "a_animals.csv",
    ]


def test_unfinished_files_are_left_alone(workspace: Workspace, loader: Loader, inbox: Path) -> None:
    unfinished = {".hidden.csv", "~$hoso.xlsx", "hoso.csv.tmp", "hoso.csv.PART", "hoso.xlsx.crdownload"}
    for name in unfinished:
        (inbox / name).write_text(UNITS)
    assert nightly.take_inbox(workspace.root, loader) == []
    assert nightly.load_inbox(workspace.root) == []
    assert set(names(list(inbox.iterdir()))) - {"refused"} == unfinished


def test_a_file_that_grows_is_left_for_the_next_run(
    workspace: Workspace, loader: Loader, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop(workspace.root, units=UNITS, growing=DOSSIERS)

    def another_program_writes(seconds: float) -> None:
        with (inbox / "growing.csv").open("a") as stream:
            stream.write("H60.101-260301-0003,H60.101,4,2026-03-01,2026-03-05,\n")

    monkeypatch.setattr(time, "sleep", another_program_writes)
    assert names(nightly.take_inbox(workspace.root, loader)) == ["units.csv"]


def test_a_missing_inbox_is_an_error_and_not_a_night_without_exports(workspace: Workspace, inbox: Path) -> None:
    inbox.rmdir()
    with pytest.raises(SettingsError, match="inbox"):
        nightly.run(workspace.root, AS_OF)


def test_a_loaded_file_leaves_the_inbox_and_stays_in_the_archive(
    workspace: Workspace, loader: Loader, inbox: Path
) -> None:
    drop(workspace.root, units=UNITS)
    outcome = nightly.load_one(loader, 0, inbox / "units.csv")
    assert outcome.report is not None and outcome.report.accepted == 2
    assert list(inbox.iterdir()) == []
    (archived,) = (path for path in (workspace.root / "archive").rglob("*") if path.is_file())
    assert archived.read_text(encoding="utf-8") == UNITS


def test_a_refused_file_is_set_aside_with_its_reason_in_both_languages(
    workspace: Workspace, loader: Loader, inbox: Path
) -> None:
    drop(workspace.root, animals=NO_LAYOUT)
    outcome = nightly.load_one(loader, 0, inbox / "animals.csv")
    assert outcome.problem is not None
    assert (inbox / "refused" / "animals.csv").read_text() == NO_LAYOUT
    reason = (inbox / "refused" / "animals.csv.reason.txt").read_text(encoding="utf-8")
    assert outcome.problem.vi in reason and outcome.problem.en in reason


def test_a_file_whose_name_is_masked_is_told_by_its_place_its_size_and_its_day(
    workspace: Workspace, inbox: Path
) -> None:
    written = datetime(2026, 9, 30, 16, 5, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")).timestamp()
    texts = {"Nguyễn Văn An.csv": NO_LAYOUT, "animals.csv": NO_LAYOUT + "dog,20\n", "Trần Thị Bình.csv": UNITS}
    for name, text in texts.items():
        (inbox / name).write_text(text, encoding="utf-8")
        os.utime(inbox / name, (written, written))
    told = nightly.load_inbox(workspace.root)
    summary = nightly.RunSummary(None, datetime.fromisoformat(AS_OF), tuple(told), (), None)
    size = len(NO_LAYOUT.encode())
    assert (
        f"tệp thứ 1 trong 1 tệp của inbox/refused xếp theo tên, {size} byte, ghi lúc 30/09/2026 16:05"
        in summary.text("vi")
    )
    assert f"file 1 of 1 in inbox/refused by name, {size} bytes, written 2026-09-30 16:05" in summary.text("en")
    assert [outcome.whereabouts is None for outcome in told if outcome.file == "animals.csv"] == [True]
    assert f"tệp {len(UNITS.encode())} byte, ghi lúc 30/09/2026 16:05" in summary.text("vi")
    assert "animals.csv" in summary.text("vi")
    assert not any(person in summary.text("vi") for person in ("Nguyễn", "Trần", "Bình"))


def test_a_second_refused_file_of_the_same_name_replaces_nothing(workspace: Workspace, inbox: Path) -> None:
    for text in (NO_LAYOUT, NO_LAYOUT + "dog,20\n"):
        drop(workspace.root, animals=text)
        nightly.load_inbox(workspace.root)
    assert (inbox / "refused" / "animals.csv").read_text() == NO_LAYOUT
    assert (inbox / "refused" / "animals-2.csv").read_text() == NO_LAYOUT + "dog,20\n"


def test_a_dropped_folder_is_refused_as_a_whole(workspace: Workspace, inbox: Path) -> None:
    (inbox / "thang-3").mkdir()
    (inbox / "thang-3" / "units.csv").write_text(UNITS)
    outcomes = nightly.load_inbox(workspace.root)
    assert [(o.file, o.report and o.report.refused_rule) for o in outcomes] == [("thang-3", "not_a_file")]
    assert (inbox / "refused" / "thang-3" / "units.csv").read_text() == UNITS
    assert names(list(inbox.iterdir())) == ["refused"]


def test_a_defect_met_by_one_file_does_not_stop_the_others(
    workspace: Workspace, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop(workspace.root, a_broken=DOSSIERS, units=UNITS)
    load = Loader.load

    def defective(loader: Loader, place: int, asked: Asked, told: Told | None) -> object:
        if asked.path.name == "a_broken.csv":
            raise KeyError("Nguyễn Văn A, 0912345678")  # libraries quote the data they stumble over
        return load(loader, place, asked, told)

    monkeypatch.setattr(Loader, "load", defective)
    summary = nightly.run(workspace.root, AS_OF)
    assert [o.file for o in summary.failed] == ["a_broken.csv"]
    assert workspace.sql("SELECT count(*) FROM units").item() == 2
    assert summary.left == ("a_broken.csv",) and (inbox / "a_broken.csv").exists()
    assert "KeyError" in summary.text("en") and "0912345678" not in summary.text("vi") + summary.text("en")
    assert not summary.ok


def test_a_busy_workspace_is_no_fault_of_the_file(
    workspace: Workspace, loader: Loader, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Raised so that a caller can try again, reported by who does not; the file stays."""
    drop(workspace.root, units=UNITS)
    monkeypatch.setattr(lock, "WAIT_SECONDS", 0.1)
    with ThreadPoolExecutor(1) as another, workspace.warehouse.exclusive():
        with pytest.raises(WorkspaceBusyError):
            another.submit(nightly.load_one, loader, 0, inbox / "units.csv").result()
        outcome = another.submit(nightly.load_safely, loader, 0, inbox / "units.csv").result()
    assert outcome.failure is not None and "PID" in outcome.failure.en
    assert (inbox / "units.csv").exists()


def test_a_second_night_leaves_before_it_touches_anything_and_names_the_first(
    workspace: Workspace, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop(workspace.root, units=UNITS, animals=NO_LAYOUT)
    monkeypatch.setattr(lock, "WAIT_SECONDS", 0.1)
    with ThreadPoolExecutor(1) as another, nightly.alone(workspace.root):
        with pytest.raises(WorkspaceBusyError, match=f"PID {os.getpid()}, .*since"):
            another.submit(nightly.run, workspace.root, AS_OF).result()
        assert names(sorted(inbox.iterdir())) == ["animals.csv", "units.csv"]
        # Between the files of a night others may write.
        assert another.submit(workspace.ingest, inbox / "units.csv").result().accepted == 2
    nightly.load_inbox(workspace.root)
    assert list(inbox.glob("*.csv")) == []


def test_refused_rows_of_a_night_that_was_killed_are_published_by_the_next(workspace: Workspace, inbox: Path) -> None:
    """They belong to no run of their own: it came to none."""
    good = [f"H60.101-260301-{n:04},H60.101,10,2026-03-01 08:00,2026-03-05,2026-03-05 16:00\n" for n in range(9, 99)]
    drop(workspace.root, units=UNITS, first="".join([DOSSIERS, *good, good[0].replace(",10,", ",Lạ,")]))
    nightly.load_inbox(workspace.root)
    drop(workspace.root, second=DOSSIERS)

    def refused() -> list[tuple[object, ...]]:
        summary = nightly.run(workspace.root, AS_OF)
        assert summary.published is not None and summary.is_new
        return pl.read_csv(summary.published / "rejects.csv").select("file", "rule").rows()

    assert refused() == [("first.csv", "unknown_status")]
    drop(workspace.root, third=DOSSIERS.replace("0001", "0007"))
    assert refused() == []


@pytest.mark.parametrize("panic", [pl.exceptions.PanicException, type("PanicException", (BaseException,), {})])
def test_a_panic_of_a_library_over_one_file_does_not_stop_the_others(
    workspace: Workspace, inbox: Path, monkeypatch: pytest.MonkeyPatch, panic: type[BaseException]
) -> None:
    """It is no `Exception`, as little as Ctrl-C is, and each library has its own."""
    drop(workspace.root, a_broken=DOSSIERS, units=UNITS)
    take = Staged.take

    def panicking(staged: Staged, kind: RecordKind, *parts: Any) -> None:
        if kind.name == "dossiers":
            raise panic("Nguyễn Văn A")
        take(staged, kind, *parts)

    monkeypatch.setattr(Staged, "take", panicking)
    summary = nightly.run(workspace.root, AS_OF)
    assert [o.file for o in summary.failed] == ["a_broken.csv"] and (inbox / "a_broken.csv").exists()
    assert "PanicException" in summary.text("en") and "Nguyễn" not in summary.text("vi") + summary.text("en")
    assert workspace.sql("SELECT count(*) FROM units").item() == 2


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="the super-user reads every file")
def test_an_unreadable_file_is_no_defect(workspace: Workspace, inbox: Path) -> None:
    drop(workspace.root, units=UNITS)
    (inbox / "units.csv").chmod(0)
    assert not nightly.run(workspace.root, AS_OF).ok


def test_ctrl_c_stops_the_night_and_is_no_defect_of_a_file(
    workspace: Workspace, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop(workspace.root, units=UNITS)

    def interrupted(*_: object) -> object:
        raise RuntimeError("Query interrupted")  # what DuckDB makes of it

    monkeypatch.setattr(Loader, "load", interrupted)
    with pytest.raises(KeyboardInterrupt):
        nightly.run(workspace.root, AS_OF)
    assert [path.name for path in inbox.iterdir()] == ["units.csv"]


def test_a_file_replaced_while_it_is_loaded_is_taken_by_the_next_run(
    workspace: Workspace, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop(workspace.root, units=UNITS)
    load = Loader.load

    def replaced_meanwhile(loader: Loader, place: int, asked: Asked, told: Told | None) -> object:
        report = load(loader, place, asked, told)
        drop(workspace.root, units=UNITS + "H60.103,Phường Nông Tiến,commune\n")
        return report

    with monkeypatch.context() as patch:
        patch.setattr(Loader, "load", replaced_meanwhile)
        nightly.load_inbox(workspace.root)
        assert names(list(inbox.iterdir())) == ["units.csv"]
    nightly.load_inbox(workspace.root)
    assert workspace.sql("SELECT count(*) FROM units").item() == 3
    assert list(inbox.iterdir()) == []


def test_the_same_file_again_changes_nothing_and_is_well(workspace: Workspace) -> None:
    for _ in range(2):
        drop(workspace.root, units=UNITS)
        summary = nightly.run(workspace.root, AS_OF)
    assert summary.ok
    assert "units.csv: loaded before, nothing changed" in summary.text("en")
    manifest = json.loads((workspace.root / "published" / "latest" / "manifest.json").read_text(encoding="utf-8"))
    assert not summary.is_new and (manifest["run_id"], len(manifest["loads"])) == (summary.run_id, 1)


@pytest.mark.skipif(os.name != "posix", reason="file modes")
def test_what_a_night_keeps_for_itself_is_its_accounts_alone_whatever_the_mask(
    workspace: Workspace, inbox: Path
) -> None:
    """What lies in `published/` is for others; the settings and what people put there have the modes they gave."""
    drop(workspace.root, units=UNITS, nothing=NO_LAYOUT)
    before = os.umask(0o000)
    try:
        nightly.run(workspace.root, AS_OF)
    finally:
        os.umask(before)
    others = {"published", "profiles", "inbox", "par-metrics.toml"}
    kept = [path for path in workspace.root.iterdir() if path.name not in others]
    within = [path for folder in (*kept, inbox / "refused") for path in (folder, *folder.rglob("*"))]
    assert {workspace.root / name for name in (".verified.parquet", ".night.lock", "warehouse.duckdb")} <= set(within)
    assert [path for path in within if path.stat().st_mode & 0o077] == []


def runs(workspace: Workspace) -> list[str]:
    """The names of the runs that are there."""
    return [path.parent.name for path in (workspace.root / "published").glob("2*/manifest.json")]


def test_a_night_of_which_nothing_is_new_keeps_the_run_before(workspace: Workspace) -> None:
    """Inbox trống, thời gian không làm số liệu nào đổi: bản công bố trước vẫn là bản mới nhất."""
    drop(workspace.root, units=UNITS, dossiers=DOSSIERS)
    first = nightly.run(workspace.root, "2026-10-02T01:00")
    night = nightly.run(workspace.root, "2026-10-03T01:00")
    assert night.ok and not night.is_new and [gate.id for gate in night.gates] == [gate.id for gate in first.gates]
    assert (night.run_id, night.published) == (first.run_id, first.published)
    assert "nothing is new since the run published before, which stays" in night.text("en")
    assert "không có gì mới" in night.text("vi")
    assert first.published is not None and runs(workspace) == [first.published.name]
    assert "confirmed_at" in json.loads((workspace.root / "published" / "latest.json").read_text())

    # A new month has figures of its own: time alone moved them.
    moved = nightly.run(workspace.root, "2026-11-02")
    assert moved.is_new and moved.ok and moved.run_id != first.run_id
    # A damaged run is made again.
    assert moved.published is not None
    (moved.published / "scorecard.csv").unlink()
    assert nightly.run(workspace.root, "2026-11-02").is_new
    # Under another licence the files say something else.
    settings = workspace.root / "par-metrics.toml"
    licence = '[publish]\nlicence = { name = "CC-BY-4.0" }'
    settings.write_text(settings.read_text(encoding="utf-8").replace("[publish]", licence), encoding="utf-8")
    assert nightly.run(workspace.root, "2026-11-02").is_new
    assert not nightly.run(workspace.root, "2026-11-02").is_new


def test_a_night_without_exports_is_held_back_where_a_feed_died(workspace: Workspace) -> None:
    """Không có tệp mới không có nghĩa là bỏ qua kiểm tra."""
    settings = workspace.root / "par-metrics.toml"
    limits = '[freshness]\ndossiers = 5\nhold_back = ["dossiers"]\nfeedback = 5'
    settings.write_text(settings.read_text(encoding="utf-8").replace("[freshness]", limits), encoding="utf-8")
    drop(workspace.root, units=UNITS, **{"dossiers-2026-09-30": DOSSIERS})
    first = nightly.run(workspace.root, "2026-10-01")
    assert first.ok and "note, old data: A piece of feedback: no export was ever loaded" in first.text("en")
    night = nightly.run(workspace.root, "2026-10-30")
    assert night.published is None and night.is_new and not night.ok
    assert [gate.id for gate in night.gates if not gate.passed] == ["fresh"]
    assert "1 feeds are too old (A dossier (one-stop system): the newest export is of 2026-09-30" in night.text("en")
    assert (workspace.root / "published" / "latest").resolve() == first.published
    accepted = Workspace(workspace.root).publish("2026-10-30", accept="mất mạng, đã báo")
    assert accepted.published and [gate.id for gate in accepted.accepted] == ["fresh"]


def test_a_failed_gate_is_named_with_what_to_do(workspace: Workspace) -> None:
    drop(workspace.root, units=UNITS, strangers=DOSSIERS_OF_UNKNOWN_UNIT)
    summary = nightly.run(workspace.root, AS_OF)
    assert not summary.ok and summary.published is None
    assert [gate.id for gate in summary.gates if not gate.passed] == ["units_known"]
    assert "! kiểm tra đơn vị có trong danh mục: " in summary.text("vi") and "H60.999" in summary.text("vi")


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ('[[targets]]\nindicator = "apology_rate"\nvalue = 1\nyears = [2026, 2026]\nunit = "H60.777"\n', "H60.777"),
        ('[[targets]]\nindicator = "apology_rat"\nvalue = 1\nyears = [2026, 2026]\n', "apology_rat"),
    ],
    ids=["unknown unit", "unknown indicator"],
)
def test_a_wrong_target_keeps_nothing_from_being_loaded_and_is_told(
    workspace: Workspace, settings: str, named: str
) -> None:
    """Chỉ tiêu sai: tệp vẫn được nạp, nhưng bản tóm tắt từng không nói đã nạp gì."""
    with (workspace.root / "par-metrics.toml").open("a", encoding="utf-8") as file:
        file.write(settings)
    drop(workspace.root, units=UNITS)
    summary = nightly.run(workspace.root, AS_OF)
    assert not summary.ok and summary.published is None and summary.run_id is None
    text = summary.text("vi")
    assert "units.csv: " in text and "nhận 2" in text
    assert "! không tính được: par-metrics.toml" in text and named in text
    assert workspace.sql("SELECT count(*) FROM units").item() == 2


def test_a_wrong_instant_is_said_before_anything_is_loaded(workspace: Workspace, inbox: Path) -> None:
    drop(workspace.root, units=UNITS)
    with pytest.raises(UsageError, match="yesterday"):
        nightly.run(workspace.root, "yesterday")
    assert (inbox / "units.csv").exists()
