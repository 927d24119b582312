"""The log of the nights: a line for each export, files that take turns, for the account alone."""

import os
import re
from pathlib import Path

import pytest

from par_metrics import Workspace
from par_metrics.errors import SettingsError
from par_metrics.operations import nightly
from par_metrics.operations.backup import back_up
from par_metrics.operations.doctor import examine
from par_metrics.settings.settings import load_settings
from tests.support.exports import DOSSIERS, DOSSIERS_OF_UNKNOWN_UNIT, NO_LAYOUT, UNITS, drop
from tests.support.workspaces import small_workspace

AS_OF = "2026-10-01T00:00:00"
LINE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+07:00 (INFO|ERROR) (.+)")


def lines_of(root: Path, folder: str = "logs") -> list[tuple[str, str]]:
    text = (root / folder / "par-metrics.log").read_text(encoding="utf-8")
    found = [LINE.fullmatch(line) for line in text.splitlines()]
    assert all(found), text
    return [(line[1], line[2]) for line in found if line is not None]


def settings(root: Path, log: str) -> None:
    text = (root / "par-metrics.toml").read_text(encoding="utf-8")
    (root / "par-metrics.toml").write_text(text.replace("[log]\n", f"[log]\n{log}\n"), encoding="utf-8")


def test_a_line_for_each_file_with_its_counts_or_why_not(workspace: Workspace) -> None:
    drop(workspace.root, units=UNITS, dossiers=DOSSIERS, more=DOSSIERS_OF_UNKNOWN_UNIT, animals=NO_LAYOUT)
    (workspace.root / "inbox" / "Nguyễn Văn An.csv").write_text(NO_LAYOUT + "dog,20\n", encoding="utf-8")
    summary = nightly.run(workspace.root, AS_OF)
    lines = lines_of(workspace.root)
    assert lines[0][1].startswith("bắt đầu một đêm (PID ")
    of_files = lines[1 : 1 + len(summary.outcomes)]
    assert [line.partition(":")[0] for _, line in of_files] == [outcome.file for outcome in summary.outcomes]
    assert ("INFO", "units.csv: nhận 2, từ chối 0") in of_files
    assert [level for level, line in of_files if "animals" in line or "••••" in line] == ["ERROR", "ERROR"]
    assert ("INFO", "kiểm tra số dòng khớp: đạt") in lines and "Nguyễn" not in str(lines)


@pytest.mark.skipif(os.name != "posix", reason="file modes")
def test_files_take_turns_and_are_of_the_account_alone(workspace: Workspace, tmp_path: Path) -> None:
    settings(workspace.root, "files = 3\nsize_mb = 0.0005")
    for _ in range(2):  # of each, several lines are as many files
        nightly.run(workspace.root, AS_OF)
    logs = workspace.root / "logs"
    assert {file.name for file in logs.iterdir()} == {f"par-metrics.log{end}" for end in ("", ".1", ".2")}
    assert all(file.stat().st_size <= 500 for file in logs.iterdir())
    assert {path.stat().st_mode & 0o777 for path in (logs, *logs.iterdir())} == {0o700, 0o600}
    logs.chmod(0o755)
    assert any("chmod go-rwx logs" in finding.label.en for finding in examine(workspace.root))
    folder, _ = back_up(workspace.root, tmp_path / "copies")
    assert not [*folder.rglob("*.log*")]


def test_none_where_none_is_wanted_and_elsewhere_where_it_is(workspace: Workspace, tmp_path: Path) -> None:
    settings(workspace.root, "files = 0")
    nightly.run(workspace.root, AS_OF)
    assert not (workspace.root / "logs").exists()
    settings(workspace.root, f'folder = "{tmp_path / "so"}"\nfiles = 2 #')
    text = (workspace.root / "par-metrics.toml").read_text(encoding="utf-8").replace("\nfiles = 0\n", "\n")
    (workspace.root / "par-metrics.toml").write_text(text, encoding="utf-8")
    nightly.run(workspace.root, AS_OF)
    assert lines_of(tmp_path, "so")


def test_one_file_cannot_take_turns(workspace: Workspace) -> None:
    settings(workspace.root, "files = 1")
    with pytest.raises(SettingsError, match="2 or more"):
        load_settings(workspace.root)


def test_what_cannot_be_written_down_is_said_and_holds_nothing_up(workspace: Workspace) -> None:
    (workspace.root / "logs").write_text("", encoding="utf-8")
    summary = nightly.run(workspace.root, AS_OF)
    assert summary.ok and summary.published is not None
    assert any("the log could not be written" in note.en for note in summary.notices)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="/dev/full")
def test_a_full_disk_neither(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    (workspace.root / "logs").mkdir(mode=0o700)
    (workspace.root / "logs" / "par-metrics.log").symlink_to("/dev/full")
    summary = nightly.run(workspace.root, AS_OF)
    assert summary.ok and [note.en for note in summary.notices] == ["the log could not be written: the disk is full"]
    assert "Traceback" not in capsys.readouterr().err


def test_a_name_with_a_line_break_begins_no_line(tmp_path: Path) -> None:
    root = small_workspace(tmp_path / "ws").root
    (root / "inbox" / "a\n2026-01-01 INFO b.csv").write_text(NO_LAYOUT, encoding="utf-8")
    nightly.run(root, "2026-04-01")
    lines_of(root)
