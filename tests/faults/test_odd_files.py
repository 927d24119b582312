"""Whatever lies in the inbox: each entry is loaded or refused with its reason, and stops no other."""

import os
import unicodedata
from datetime import datetime
from pathlib import Path

import pytest

from par_metrics import Workspace
from par_metrics.loading.report import LoadReport
from par_metrics.operations import nightly
from par_metrics.warehouse import archive
from tests.support.exports import DOSSIERS, NO_LAYOUT, UNITS, drop

AS_OF = "2026-10-01T00:00:00"


@pytest.fixture
def inbox(workspace: Workspace) -> Path:
    return workspace.root / "inbox"


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such files")
def test_links_to_no_file_are_refused_and_the_others_are_loaded(workspace: Workspace, inbox: Path) -> None:
    drop(workspace.root, units=UNITS)
    links = {"odd-1.csv": "/nonexistent/units.csv", "odd-2.csv": "/dev/zero", "odd-3.csv": "odd-3.csv"}
    for name, target in links.items():
        (inbox / name).symlink_to(target)
    summary = nightly.run(workspace.root, AS_OF)
    assert [(o.file, o.report and o.report.refused_rule) for o in summary.outcomes] == [
        ("units.csv", None),
        *((name, "a_link") for name in links),
    ]
    assert all((inbox / "refused" / name).is_symlink() for name in links)
    told = workspace.loads().select("file", "state", "rule").rows()
    assert told[-3:] == [(name, "refused", "a_link") for name in links]
    assert summary.published is not None


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such pipes")
def test_a_pipe_is_refused_without_waiting_for_what_comes_through_it(workspace: Workspace, inbox: Path) -> None:
    drop(workspace.root, units=UNITS)
    os.mkfifo(inbox / "pipe.csv")
    units, pipe = nightly.load_inbox(workspace.root)
    assert units.report is not None and not units.report.refused
    assert pipe.file == "pipe.csv" and pipe.report is not None and pipe.report.refused


@pytest.mark.skipif(os.name != "posix", reason="links need a right on Windows")
def test_a_link_is_refused_and_what_it_leads_to_is_neither_read_nor_archived(
    workspace: Workspace, inbox: Path, tmp_path: Path
) -> None:
    shared = tmp_path / "shared.csv"
    shared.write_text(UNITS, encoding="utf-8")
    shared.chmod(0o644)
    (inbox / "units.csv").symlink_to(shared)
    (refused,) = nightly.load_inbox(workspace.root)
    assert refused.report and refused.report.refused_rule == "a_link"
    assert workspace.loads().select("file", "sha256").rows() == [("units.csv", "")]
    assert not list((workspace.root / "archive").rglob("*units*"))
    assert (inbox / "refused" / "units.csv").is_symlink() and shared.stat().st_mode & 0o777 == 0o644


@pytest.mark.skipif(os.name != "posix", reason="links need a right on Windows")
def test_a_link_that_an_officer_names_is_followed(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "shared.csv").write_text(UNITS, encoding="utf-8")
    (tmp_path / "units.csv").symlink_to(tmp_path / "shared.csv")
    assert workspace.ingest(tmp_path / "units.csv").accepted > 0


def test_a_dropped_folder_is_recorded_among_the_loads(workspace: Workspace, inbox: Path) -> None:
    (inbox / "thang-3").mkdir()
    nightly.load_inbox(workspace.root)
    (row,) = workspace.loads().select("file", "state", "rule", "reason_en").rows()
    assert row[:3] == ("thang-3", "refused", "not_a_file")
    assert "Put the files themselves" in row[3]
    workspace.rebuild()
    assert workspace.loads()["file"].to_list() == ["thang-3"]


@pytest.mark.parametrize(
    "name",
    [
        "a" * 250 + ".csv",
        "đ" * 125 + ".csv",
        "b." + "c" * 250,
        "hai\ndòng\t\x1b[31m.csv",
        "quo\"te's [red] {0} $(x).csv",
        unicodedata.normalize("NFD", "Hồ sơ Phường.csv"),
        os.fsdecode(b"latin\xe9.csv"),
        "\u202ecsv.exe",
    ],
    ids=["long", "long-multibyte", "long-ending", "lines", "quotes", "nfd", "no-utf8", "right-to-left"],
)
@pytest.mark.parametrize("text", [UNITS, NO_LAYOUT], ids=["good", "bad"])
def test_any_name_is_loaded_or_refused_and_told_in_one_printable_line(
    workspace: Workspace, inbox: Path, name: str, text: str
) -> None:
    (inbox / name).write_text(text, encoding="utf-8")
    (outcome,) = nightly.load_inbox(workspace.root)
    assert outcome.report is not None and outcome.report.refused == (text == NO_LAYOUT)
    assert [path.name for path in inbox.iterdir()] == (["refused"] if outcome.report.refused else [])
    if outcome.report.refused:
        reason, moved = sorted((inbox / "refused").iterdir(), key=lambda path: not path.name.endswith(".reason.txt"))
        assert reason.name == f"{moved.name}.reason.txt" and outcome.file in reason.read_text(encoding="utf-8")
    assert outcome.file.isprintable() and unicodedata.is_normalized("NFC", outcome.file)
    summary = nightly.RunSummary(None, datetime.fromisoformat(AS_OF), (outcome,), (), None)
    line = next(line for line in summary.text("vi").splitlines() if outcome.file in line)
    assert line.count(outcome.file) == 1
    assert workspace.loads()["file"].to_list() == [outcome.file]


def test_a_refused_file_that_was_replaced_before_it_was_read_is_not_taken_for_the_one_archived(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = tmp_path / "hoso.csv"
    export.write_text(NO_LAYOUT)
    assert workspace.ingest(export).refused
    digest_of = archive.digest_of
    calls: list[Path] = []

    def replaced_after(path: Path, **how: bool) -> str:
        digest = digest_of(path, **how)
        if not calls:
            export.write_text(DOSSIERS)
        calls.append(path)
        return digest

    monkeypatch.setattr(archive, "digest_of", replaced_after)
    report: LoadReport = workspace.ingest(export, kind="dossiers")
    assert report.refused_reason is not None and "changed while it was read" in report.refused_reason.en
    assert workspace.sql("SELECT * FROM dossiers").is_empty()
