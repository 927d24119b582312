"""What is kept is verified: what changed at once, the rest in turn, and the night says what it found."""

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from par_metrics import Workspace
from par_metrics.operations import nightly
from par_metrics.operations.integrity import of_changes, of_the_night
from par_metrics.settings.layout import Layout
from par_metrics.warehouse import verify as verifying
from par_metrics.warehouse.verify import verify
from tests.support.damage import answers
from tests.support.workspaces import load, small_workspace


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return small_workspace(tmp_path / "ws").root


def turned(path: Path) -> None:
    """One bit, in the middle; its size stays."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 4
    path.write_bytes(content)


def test_a_night_names_what_is_damaged_and_publishes_what_is_right(root: Path) -> None:
    assert of_the_night(root, 1) == ()
    before = answers(root)
    rows = next(root.glob("lake/dossiers/*.parquet"))
    turned(rows)
    summary = nightly.run(root, "2026-10-02")
    assert not summary.ok and summary.published is not None
    assert f"! what is kept: lake/dossiers/{rows.name}: the file was changed or is damaged" in summary.text("en")
    assert "rebuild --restore" in summary.text("vi")
    assert answers(root) == before
    Workspace(root).rebuild(restore=True)
    assert of_the_night(root, 1) == ()


def test_a_changed_file_is_read_at_once_and_the_others_in_turn(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    layout = Layout(root)
    assert verify(layout, 30).read == verify(layout).files == 4
    assert verify(layout, 0).read == 0
    os.utime(next(root.glob("lake/units/*.parquet")))
    assert verify(layout, 0).read == 1 and verify(layout, 0).read == 0
    read: list[str] = []
    digest_of: Callable[[Path], str] = verifying.digest_of
    monkeypatch.setattr(verifying, "digest_of", lambda path: (read.append(path.name), digest_of(path))[1])
    now = time.time()
    for day in range(1, 6):
        monkeypatch.setattr(verifying.time, "time", lambda day=day: now + day * 86400)
        before = len(read)
        verify(layout, 4)
        assert 0 < len(read) - before < 4
    assert {path.name for path in (*root.glob("lake/*/*"), *root.glob("archive/??/*"))} == set(read)


def test_damage_that_changes_neither_size_nor_time_is_found_in_turn(root: Path) -> None:
    layout, rows = Layout(root), next(root.glob("lake/dossiers/*.parquet"))
    verify(layout)
    then = rows.stat()
    turned(rows)
    os.utime(rows, ns=(then.st_atime_ns, then.st_mtime_ns))
    assert of_changes(root)[1] == ()
    assert [fault.name for fault in verify(layout).faults] == [f"lake/dossiers/{rows.name}"]


def test_what_was_read_when_may_be_lost(root: Path) -> None:
    verify(Layout(root))
    Layout(root).verified.write_bytes(b"nothing")
    assert verify(Layout(root), 30).read == 4


def test_a_withdrawal_does_not_read_a_damaged_file(root: Path) -> None:
    """The records would be made again of other values."""
    ws = Workspace(root)
    wrong = load(ws, "units", "\n unit_code | unit_name | level\n H60.101 | Phường Khác | commune\n")
    before = ws.sql("SELECT unit_name FROM units ORDER BY ALL")
    turned(next(path for path in root.glob("lake/units/*.parquet") if path.stem != wrong))
    with pytest.raises(Exception, match="rebuild --restore"):
        ws.withdraw(wrong, "tên sai")
    assert ws.sql("SELECT unit_name FROM units ORDER BY ALL").equals(before)
    ws.rebuild(restore=True)
    assert ws.withdraw(wrong, "tên sai").records == 1


def test_an_archived_file_that_is_damaged_is_not_read_as_another_export(root: Path) -> None:
    archived = next(root.glob("archive/*/*dossiers.csv"))
    turned(archived)
    with pytest.raises(Exception, match="from a backup"):
        Workspace(root).ingest(archived, kind="dossiers")
    assert Workspace(root).loads().height == 2
    shutil.rmtree(root / "lake" / "dossiers")
    with pytest.raises(Exception, match="the archived file is not what was taken"):
        Workspace(root).rebuild(restore=True)


@pytest.mark.parametrize("lines", [0, 1])
def test_a_ledger_that_was_cut_short_is_told_at_once(root: Path, lines: int) -> None:
    load(Workspace(root), "units", "unit_code | unit_name | level\nH60.103 | Xã Nông Tiến | commune")
    assert of_changes(root)[1] == ()
    ledger = Layout(root).ledger
    ledger.write_text("".join(ledger.read_text(encoding="utf-8").splitlines(keepends=True)[:lines]), encoding="utf-8")
    [trouble] = of_changes(root)[1]
    assert "lacks loads that warehouse.duckdb has. Run `par-metrics rebuild`" in trouble.en
    Workspace(root).rebuild()
    assert of_changes(root)[1] == ()
