"""An office whose nights bring something: an overdue dossier, one due today, one due tomorrow."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from par_metrics import Workspace
from par_metrics.operations import nightly
from par_metrics.operations.summary import RunSummary
from tests.support.exports import NO_LAYOUT
from tests.support.workspaces import copy_of, csv_file, small_workspace

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


def office(root: Path) -> Workspace:
    """The office before its first night."""
    settings_file = small_workspace(root).root / "par-metrics.toml"
    written = settings_file.read_text(encoding="utf-8")
    settings_file.write_text(written.replace(LIMIT, "refused_limit = 0.5"), encoding="utf-8")
    return Workspace(root)


@dataclass(frozen=True)
class Night:
    """The office after a night of which nobody was told, and what the night came to."""

    ws: Workspace
    summary: RunSummary


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    return office(tmp_path / "ws")


@pytest.fixture(scope="package")
def first(tmp_path_factory: pytest.TempPathFactory) -> Night:
    """The first night, for tests that only read it or go on with a copy."""
    ws = office(tmp_path_factory.mktemp("first") / "ws")
    return Night(ws, nightly.run(ws.root, FIRST))


@pytest.fixture
def after_first(first: Night, tmp_path: Path) -> Workspace:
    """The office after the first night, to go on with."""
    return copy_of(first.ws, tmp_path / "after-first")


@pytest.fixture(scope="package")
def second(first: Night, tmp_path_factory: pytest.TempPathFactory) -> Night:
    """The second night, which brings open dossiers and a file that is none; as `first`."""
    ws = copy_of(first.ws, tmp_path_factory.mktemp("second") / "ws")
    drop(ws, "ho-so_2026-04-01", OPEN)
    (ws.root / "inbox" / "Nguyễn Văn An.csv").write_text(NO_LAYOUT, encoding="utf-8")
    return Night(ws, nightly.run(ws.root, SECOND))


@pytest.fixture
def after_second(second: Night, tmp_path: Path) -> Workspace:
    """The office after the second night, to go on with."""
    return copy_of(second.ws, tmp_path / "after-second")
