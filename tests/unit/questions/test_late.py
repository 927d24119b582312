"""The dossiers a figure misses, with working days late."""

from datetime import datetime
from pathlib import Path

import pytest

from par_metrics import UsageError, Workspace
from tests.support.workspaces import UNITS, load

PROCEDURES = """
    procedure_code | procedure_name    | level
    1.000001       | Đăng ký khai sinh | commune
"""
# Friday 6/3/2026 and Monday 9/3/2026 are working days, the days between are not.
DOSSIERS = """
    dossier_code | unit_code | procedure_code | status | received_at | original_due_at | due_at | completed_at
    D1-ON-TIME    | H60.101   | 1.000001 | 10     | 2026-03-02  | 2026-03-03 17:00 | 2026-03-06 17:00 | 2026-03-06 16:00
    D2-MONDAY     | H60.101   | 1.000001 | 10     | 2026-03-02  | 2026-03-06 17:00 | 2026-03-06 17:00 | 2026-03-09 08:00
    D3-EVENING    | H60.101   |          | 10     | 2026-03-02  | 2026-03-06 17:00 | 2026-03-06 17:00 | 2026-03-06 18:00
    D4-LATEST     | H60.102   | 1.000001 | 10     | 2026-03-02  | 2026-03-03 17:00 | 2026-03-03 17:00 | 2026-03-10 08:00
    D5-OPEN       | H60.101   | 1.000001 | 4      | 2026-03-02  | 2026-03-12 17:00 | 2026-03-12 17:00 |
"""
AS_OF = "2026-03-17 09:00"


@pytest.fixture(scope="module")
def ws(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    ws = Workspace.create(tmp_path_factory.mktemp("late"), unit="H60.101")
    load(ws, "units", UNITS)
    load(ws, "procedures", PROCEDURES)
    load(ws, "dossiers", DOSSIERS)
    return ws


def days(ws: Workspace, indicator: str, **asked: str) -> list[tuple[str, int | None]]:
    found = ws.late(indicator, "2026-03", as_of=AS_OF, **asked)
    return list(found.select("dossier_code", "working_days_late").iter_rows())


def test_the_latest_come_first_and_weekends_do_not_count(ws: Workspace) -> None:
    assert days(ws, "on_time_rate") == [("D4-LATEST", 5), ("D2-MONDAY", 1), ("D3-EVENING", 0)]
    row = ws.late("on_time_rate", "2026-03", as_of=AS_OF).row(1, named=True)
    assert (row["unit_code"], row["procedure_name"]) == ("H60.101", "Đăng ký khai sinh")
    assert row["due_at"] == datetime(2026, 3, 6, 17) and row["is_calendar_announced"] is True


def test_a_unit_alone_by_its_name(ws: Workspace) -> None:
    assert days(ws, "on_time_rate", unit_code="Phường Mỹ Lâm") == [("D4-LATEST", 5)]


def test_lateness_is_against_the_date_the_figure_goes_by(ws: Workspace) -> None:
    """D1-ON-TIME was rescheduled: only the rule of the first date misses it, by three working days."""
    assert ("D1-ON-TIME", 3) in days(ws, "on_time_rate_original_due")
    assert "D1-ON-TIME" not in dict(days(ws, "on_time_rate"))


def test_an_open_dossier_is_late_until_now(ws: Workspace) -> None:
    assert days(ws, "overdue_open_count") == [("D5-OPEN", 3)]
    assert ws.at_risk(0, as_of=AS_OF)["working_days_left"].to_list() == [-3]


def test_they_are_what_the_figure_misses(ws: Workspace) -> None:
    figure = ws.compute("on_time_rate_qd766", "2026-03", as_of=AS_OF).row(0, named=True)
    assert len(days(ws, "on_time_rate_qd766")) == figure["denominator"] - figure["numerator"]


@pytest.mark.parametrize("indicator", ["processing_working_days", "sipas", "online_payment_rate"])
def test_what_is_no_share_of_dossiers_is_refused(ws: Workspace, indicator: str) -> None:
    with pytest.raises(UsageError, match=indicator) as raised:
        ws.late(indicator, "2026-03", as_of=AS_OF)
    assert "par-metrics explain" in raised.value.label.vi


def test_nobody_is_late_where_nothing_is_loaded(tmp_path: Path) -> None:
    assert Workspace.create(tmp_path / "empty").late("on_time_rate", "2026-03", as_of=AS_OF).is_empty()
