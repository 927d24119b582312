"""Runs that are asked for by hand: each ends in the sentence that says what happened, or what to do."""

from pathlib import Path

import pytest

from flows.publish import publish
from flows.rebuild import rebuild
from par_metrics import Workspace
from tests.support.exports import DOSSIERS_OF_UNKNOWN_UNIT
from tests.support.workspaces import small_workspace

pytestmark = [pytest.mark.server, pytest.mark.usefixtures("prefect_api")]


@pytest.fixture
def damaged(tmp_path: Path) -> Path:
    """A workspace whose dossiers lie no more as they were written."""
    root = small_workspace(tmp_path / "ws").root
    file = next(root.glob("lake/dossiers/*.parquet"))
    file.write_bytes(file.read_bytes()[:-1])
    return file


def test_a_damaged_file_is_named_and_made_again_only_when_asked(damaged: Path) -> None:
    root = damaged.parents[2]
    refused = rebuild(root, return_state=True)
    assert refused.is_failed() and damaged.name in (refused.message or "")
    done = rebuild(root, restore=True, return_state=True)
    assert done.is_completed(), done.message
    assert done.message == "đã dựng lại 2 lần nạp từ lake/, khôi phục 1 tệp; số liệu công bố giữ nguyên"
    assert rebuild(root, return_state=True).message == "đã dựng lại 2 lần nạp từ lake/; số liệu công bố giữ nguyên"


def test_publishing_that_a_gate_holds_back_says_why(tmp_path: Path) -> None:
    ws = small_workspace(tmp_path / "ws")
    (tmp_path / "strangers.csv").write_text(DOSSIERS_OF_UNKNOWN_UNIT, encoding="utf-8")
    Workspace(ws.root).ingest(tmp_path / "strangers.csv")
    held = publish(ws.root, "2026-10-01", return_state=True)
    assert held.is_failed() and "H60.999" in (held.message or "")
