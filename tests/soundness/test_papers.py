"""Papers that said a number where nobody knows one: totals of empty cells, lists of what was never loaded."""

from pathlib import Path

import pytest

from par_metrics import Workspace
from par_metrics.documents.report.appendices import form as form_blocks
from par_metrics.documents.report.blocks import Paragraph, Table
from tests.support.workspaces import UNITS, load

AS_OF, PERIOD = "2026-10-01", "2026-Q3"
PROVINCE = f"{UNITS.rstrip()}\n    H60 | Tỉnh | province"
# Of H60.101 everything is known; of H60.102 neither channels nor due dates.
KNOWN = """
    dossier_code | unit_code | status | received_at | due_at | completed_at | channel
    A-1 | H60.101 | 10 | 2026-07-02 08:00 | 2026-07-10 17:00 | 2026-07-09 08:00 | online
    A-2 | H60.101 | 4  | 2026-09-02 08:00 | 2026-10-10 17:00 |                  | postal
"""
BARE = """
    dossier_code | unit_code | status | received_at | completed_at
    B-1 | H60.102 | 10 | 2026-07-02 08:00 | 2026-07-09 08:00
    B-2 | H60.102 | 4  | 2026-09-02 08:00 |
"""


def workspace(root: Path, *tables: tuple[str, str]) -> Workspace:
    ws = Workspace.create(root)
    for kind, table in tables:
        load(ws, kind, table)
    return ws


@pytest.fixture(scope="module")
def half(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    root = tmp_path_factory.mktemp("half") / "ws"
    return workspace(root, ("units", PROVINCE), ("dossiers", KNOWN), ("dossiers", BARE))


def test_a_total_of_what_one_unit_knows_is_no_total_of_all(half: Workspace) -> None:
    """It was the number of the one unit that knew; of none that did, it was 0."""
    _, table, notes = form_blocks(half.report(PERIOD, as_of=AS_OF).facts)
    assert isinstance(table, Table) and isinstance(notes, Paragraph)
    assert list(table.rows[-1])[1:] == ["Tổng số", "4", "—", "—", "0", "2", "—", "—", "—", "2", "—", "—"]
    assert "dòng Tổng số" in notes.text


def test_an_empty_cell_of_our_own_form_differs_from_nothing(half: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "f.xlsx"
    half.write_form(path, "II.06a", PERIOD, as_of=AS_OF)
    check = half.check_form(path, PERIOD, as_of=AS_OF)
    assert check.cells.height == 3 * 11, "both units and the total: the province handles nothing and has no row"
    assert check.differing.is_empty() and check.failing.is_empty()
