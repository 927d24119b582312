"""An office whose nights bring something: an overdue dossier, one due today, one due tomorrow."""

from pathlib import Path

import pytest

from par_metrics import Workspace
from tests.support.workspaces import csv_file, small_workspace

FIRST, SECOND, THIRD = "2026-04-01T01:00", "2026-04-02T01:00", "2026-04-03T01:00"
# 2/4/2026 is a Thursday; of these one is overdue on it, one due on it, one on Friday, one on Saturday, one on Monday.
OPEN = """
    dossier_code        | unit_code | status | received_at         | due_at              | completed_at
    H60.101-260301-0023 | H60.101   | 4      | 2026-03-30 08:00:00 | 2026-04-01 17:00:00 |
    H60.101-260301-0021 | H60.101   | 4      | 2026-03-30 08:00:00 | 2026-04-02 17:00:00 |
    H60.101-260301-0022 | H60.101   | 4      | 2026-03-30 08:00:00 | 2026-04-03 17:00:00 |
    H60.101-260301-0024 | H60.101   | 4      | 2026-03-30 08:00:00 | 2026-04-04 17:00:00 |
    H60.101-260301-0025 | H60.101   | 4      | 2026-03-30 08:00:00 | 2026-04-06 17:00:00 |
    H60.101-260301-0026 | H60.101   | 99     | 2026-03-30 08:00:00 | 2026-04-06 17:00:00 |
"""
DONE = """
    dossier_code        | unit_code | status | received_at         | due_at              | completed_at
    H60.101-260301-0023 | H60.101   | 10     | 2026-03-30 08:00:00 | 2026-04-01 17:00:00 | 2026-04-02 09:00:00
    H60.101-260301-0021 | H60.101   | 10     | 2026-03-30 08:00:00 | 2026-04-02 17:00:00 | 2026-04-02 09:00:00
"""
LIMIT = "refused_limit = 0.1"
"""So that one wrong row of six holds nothing back."""


def settings(root: Path, text: str) -> Workspace:
    """The workspace, with more in its settings."""
    with (root / "par-metrics.toml").open("a", encoding="utf-8") as file:
        file.write(f"\n{text}\n")
    return Workspace(root)


def drop(ws: Workspace, name: str, table: str) -> None:
    """An export for the next night."""
    csv_file(ws.root / "inbox" / f"{name}.csv", table)


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    root = small_workspace(tmp_path / "ws").root
    written = (root / "par-metrics.toml").read_text(encoding="utf-8")
    (root / "par-metrics.toml").write_text(written.replace(LIMIT, "refused_limit = 0.5"), encoding="utf-8")
    return Workspace(root)
