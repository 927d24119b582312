"""A clock that was far ahead once: what is loaded afterwards counts, in its order, and somebody is told."""

from datetime import datetime
from pathlib import Path

import pytest

from par_metrics import Workspace
from par_metrics.domain import clock
from par_metrics.operations.doctor import examine
from tests.support.workspaces import UNITS, load

DOSSIER = """
    dossier_code        | unit_code | status | received_at         | due_at              | completed_at
    H60.101-260301-0001 | H60.101   | 10     | 2026-03-02 08:00:00 | 2026-03-10 17:00:00 | {}
"""
LATE, IN_TIME = DOSSIER.format("2026-03-12 08:00:00"), DOSSIER.format("2026-03-09 08:00:00")


def told(ws: Workspace) -> list[str]:
    return [finding.label.en for finding in examine(ws.root) if "clock" in finding.label.en]


def test_what_is_loaded_after_a_clock_far_ahead_supersedes_what_it_stamped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ws = Workspace.create(tmp_path / "ws", unit="H60.101")
    load(ws, "units", UNITS)
    assert told(ws) == []
    with monkeypatch.context() as ahead:
        ahead.setattr(clock, "now", lambda _: datetime(2034, 5, 1, 8))
        load(ws, "dossiers", LATE)
    load(ws, "dossiers", IN_TIME)
    assert ws.compute("on_time_rate", "2026-03", as_of="2026-04-02")["numerator"].item() == 1
    ws.rebuild()
    assert ws.compute("on_time_rate", "2026-03", as_of="2026-04-02")["numerator"].item() == 1
    assert ws.loads()["loaded_at"].is_sorted()
    [said] = told(ws)
    assert "2034-05-01 08:00" in said
