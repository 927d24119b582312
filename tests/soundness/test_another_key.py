"""Under another key of pseudonyms a person who answers again is another person: nothing is loaded under one."""

import shutil
from pathlib import Path

import pytest

from par_metrics import Workspace
from par_metrics.errors import SettingsError
from par_metrics.operations.doctor import examine
from par_metrics.operations.key import rotate_key
from par_metrics.settings.layout import Layout
from tests.support.workspaces import csv_file, small_workspace

ANSWERS = """
    survey | respondent_code | unit_code | answered_on | question_code | criterion | answer
    sipas  | p1              | H60.101   | 2026-03-05  | C1.2          | 1         | 5
"""
PEOPLE = "SELECT count(DISTINCT respondent_code) FROM survey_answers"


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    made = small_workspace(tmp_path / "ws")
    made.ingest(csv_file(made.root / "s.csv", ANSWERS), kind="survey_answers", exported_at="2026-04-01")
    return made


def corrected(ws: Workspace) -> int:
    """How many people there are once the one answer was corrected."""
    export = csv_file(ws.root / "t.csv", ANSWERS.replace("| 5", "| 4"))
    Workspace(ws.root).ingest(export, kind="survey_answers", exported_at="2026-05-01")
    return int(ws.sql(PEOPLE).item())


def faults(ws: Workspace) -> list[str]:
    return [finding.label.en for finding in examine(ws.root) if finding.is_wrong]


def test_a_lost_key_is_not_made_anew_by_init(ws: Workspace) -> None:
    Layout(ws.root).pseudonym_key.unlink()
    Workspace.create(ws.root)
    assert not Layout(ws.root).pseudonym_key.exists()
    with pytest.raises(SettingsError, match=r"key of pseudonyms is gone.* rotate-key"):
        corrected(ws)
    assert any("key of pseudonyms is gone" in fault for fault in faults(ws))


def test_another_key_in_its_place_is_refused(ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    key = Layout(ws.root).pseudonym_key
    former = key.read_text()
    key.write_text("f" * 64)
    with pytest.raises(SettingsError, match="one person would be counted twice"):
        corrected(ws)
    assert any("counted twice" in fault for fault in faults(ws)) and ws.sql(PEOPLE).item() == 1
    key.write_text(former)
    monkeypatch.setenv("PAR_METRICS_PSEUDONYM_KEY", "e" * 20)
    with pytest.raises(SettingsError, match="one person would be counted twice"):
        corrected(ws)
    monkeypatch.delenv("PAR_METRICS_PSEUDONYM_KEY")
    assert corrected(ws) == 1


def test_a_copy_without_hidden_files_takes_no_other_key_either(ws: Workspace, tmp_path: Path) -> None:
    """As `cp ws/*` makes it: a key that somebody writes anew there is not the one of what was copied."""
    copy = shutil.copytree(ws.root, tmp_path / "copy", ignore=shutil.ignore_patterns(".*"))
    Layout(copy).pseudonym_key.write_text("f" * 64)
    with pytest.raises(SettingsError, match="one person would be counted twice"):
        corrected(Workspace(copy))


def test_where_it_is_lost_for_good_all_is_read_again_under_a_new_one(ws: Workspace) -> None:
    Layout(ws.root).pseudonym_key.unlink()
    rotate_key(ws.root)
    assert corrected(ws) == 1 and not faults(ws)
