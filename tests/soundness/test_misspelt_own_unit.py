"""A unit of the settings that nobody knows: a report of it judged a unit that does not exist."""

from pathlib import Path

import pytest

from par_metrics import Workspace
from par_metrics.errors import SettingsError
from par_metrics.operations.doctor import examine
from tests.support.workspaces import load, small_workspace


@pytest.fixture
def misspelt(tmp_path: Path) -> Workspace:
    """With the letter l for the digit 1."""
    root = small_workspace(tmp_path / "ws").root
    settings = root / "par-metrics.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace('"H60.101"', '"H60.l01"'), encoding="utf-8")
    return Workspace(root)


def test_it_is_told_with_the_nearest_and_nothing_is_reported_of_it(misspelt: Workspace) -> None:
    told = [finding.label.en for finding in examine(misspelt.root) if finding.is_wrong]
    assert len(told) == 1 and '"H60.l01"' in told[0] and 'nearest is "H60.101"' in told[0]
    with pytest.raises(SettingsError, match="neither in the register nor in the records"):
        misspelt.report("2026-Q1", as_of="2026-04-01")


def test_before_there_is_a_register_nobody_can_tell(tmp_path: Path) -> None:
    assert not [
        finding for finding in examine(Workspace.create(tmp_path / "w", unit="H60.l01").root) if finding.is_wrong
    ]


def test_the_right_one_is_well(tmp_path: Path) -> None:
    ws = small_workspace(tmp_path / "ws")
    assert not [finding for finding in examine(ws.root) if finding.is_wrong]
    assert ws.report("2026-Q1", as_of="2026-04-01").docx()


def test_nothing_is_published_of_it(misspelt: Workspace, small_published: Workspace) -> None:
    """Where the unit is spelt right, the same records are published (`small_published`)."""
    held = misspelt.publish("2026-04-01")
    assert not held.published and [(gate.id, gate.failures) for gate in held.failed] == [("units_known", ("H60.l01",))]
    assert "H60.l01 as unit in par-metrics.toml" in held.failed[0].message.en
    assert (small_published.root / "published" / "latest").exists()


def test_a_province_need_not_stand_in_the_register_of_its_communes(tmp_path: Path) -> None:
    ws = Workspace.create(tmp_path, unit="H60")
    load(ws, "units", "unit_code | unit_name | level | parent_code\n H60.101 | Phường An Tường | commune | H60")
    assert ws.publish("2026-04-01").published
    assert not [finding for finding in examine(ws.root) if finding.is_wrong]
