"""At midnight nothing of the day that begins has passed: it was counted as a whole day late."""

import pytest

from par_metrics import Workspace
from tests.support.workspaces import load

PROCEDURES = """
    procedure_code | level   | statutory_working_days
    1.000001       | commune | 5
"""
# Due on Tuesday 29/9/2026, the last one by the law, without a date; 30/9 and 1/10 are working days.
DOSSIERS = """
    dossier_code | unit_code | procedure_code | status | received_at      | due_at           | completed_at
    D-OPEN       | H60.101   | 1.000001       | 4      | 2026-09-01 08:00 | 2026-09-29 17:00 |
    D-LAW        | H60.101   | 1.000001       | 4      | 2026-09-22 08:00 |                  |
    D-DONE       | H60.101   | 1.000001       | 10     | 2026-09-01 08:00 | 2026-09-29 17:00 | 2026-10-05
"""


@pytest.fixture(scope="module")
def ws(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    ws = Workspace.create(tmp_path_factory.mktemp("midnight") / "ws", unit="H60.101")
    load(ws, "procedures", PROCEDURES)
    load(ws, "dossiers", DOSSIERS)
    return ws


@pytest.mark.parametrize(("as_of", "days"), [("2026-09-30", 0), ("2026-10-01", 1), ("2026-10-01 00:01", 2)])
def test_a_day_late_is_counted_once_it_has_begun_to_pass(ws: Workspace, as_of: str, days: int) -> None:
    late = {
        indicator: dict(ws.late(indicator, "2026", as_of=as_of).select("dossier_code", "working_days_late").iter_rows())
        for indicator in ("overdue_open_count", "on_time_rate_qd766")
    }
    assert late["overdue_open_count"]["D-OPEN"] == days
    assert late["on_time_rate_qd766"] == {"D-OPEN": days, "D-LAW": days, "D-DONE": days}
    left = ws.at_risk(0, as_of=as_of).filter(state="overdue").select("dossier_code", "working_days_left")
    assert dict(left.iter_rows()) == {"D-OPEN": -days, "D-LAW": -days, "D-DONE": -days}
    form = ws.form("qua-han", "2026", as_of=as_of).select("dossier_code", "working_days_late")
    assert dict(form.iter_rows()) == {"D-OPEN": days, "D-DONE": days}


def test_a_dossier_that_ended_on_a_day_is_late_by_that_day(ws: Workspace) -> None:
    """The export has the day alone: it ended in it, not at its first instant."""
    late = ws.late("on_time_rate", "2026", as_of="2026-12-01")
    assert late.select("dossier_code", "working_days_late").rows() == [("D-DONE", 4)]


def test_what_is_due_today_has_the_whole_day(ws: Workspace) -> None:
    today = ws.at_risk(3, as_of="2026-09-29").select("dossier_code", "working_days_left", "state").rows()
    assert ("D-OPEN", 0, "due_today") in today
