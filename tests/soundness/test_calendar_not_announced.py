"""Deadlines that were once wrong, or certain where nobody can be."""

import json
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest

from par_metrics import Workspace
from par_metrics.cli.entry import run
from tests.support.workspaces import UNITS, load

END_OF_DAY = (23, 59, 59, 999999)

FEEDBACK = """
    feedback_code | unit_code | topic     | sent_at             | transferred_at      | status     | processed_at
    f1            | H60.101   | procedure | 2025-12-29 08:00:00 |                     | processing |
    f2            | H60.101   | procedure | 2026-12-08 08:00:00 |                     | processing |
    f3            | H60.101   | procedure | 2026-12-10 08:00:00 |                     | processing |
    f4            | H60.101   | procedure | 2026-12-01 08:00:00 | 2026-12-22 08:00:00 | processing |
    f5            | H60.101   | procedure | 2026-12-28 08:00:00 |                     | processed  | 2026-12-30 08:00:00
"""
PROCEDURES = """
    procedure_code | level   | statutory_working_days | decision_on | is_published
    1.000001       | commune | 10                     | 2026-12-24  | false
    1.000002       | commune | 10                     | 2026-12-28  | false
"""
DOSSIERS = """
    dossier_code        | unit_code | procedure_code | status | received_at         | due_at              | completed_at
    H60.101-261221-0001 | H60.101   | 1.000001       | 4      | 2026-12-21 08:00:00 |                     |
    H60.101-261221-0002 | H60.101   | 1.000001       | 4      | 2026-12-07 08:00:00 |                     |
    H60.101-261221-0003 | H60.101   | 1.000001       | 4      | 2026-12-21 08:00:00 | 2027-01-04 17:00:00 |
    H60.101-261221-0004 | H60.101   | 1.000001       | 4      | 2026-12-21 08:00:00 | 2026-12-31 17:00:00 |
    H60.101-261221-0005 | H60.101   | 1.000001       | 10     | 2026-12-21 08:00:00 |                     | 2026-12-24 08:00:00
"""


@pytest.fixture(scope="module")
def ws(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    ws = Workspace.create(tmp_path_factory.mktemp("calendar"), unit="H60.101")
    for kind, table in (
        ("units", UNITS),
        ("procedures", PROCEDURES),
        ("feedback", FEEDBACK),
        ("dossiers", DOSSIERS),
    ):
        load(ws, kind, table)
    return ws


def test_a_deadline_over_new_year_counts_the_exchanged_days(ws: Workspace) -> None:
    """From Monday 29/12/2025: 30, 31, 5-10 (Saturday 10/1 worked; 1 and 2/1 off), 12-16, 19, 20/1. The library alone
    gave 20/1 too, by counting Friday 2/1 for Saturday 10/1; the days between were off by one."""
    explained = ws.explain("feedback_resolved_rate", "2025-12", as_of="2026-01-05")
    assert explained.filter(feedback_code="f1")["deadline_at"].item() == datetime(2026, 1, 20, *END_OF_DAY)
    listed = ws.at_risk(20, kind="feedback", as_of="2026-01-09")
    assert listed["working_days_left"].to_list() == [8]  # 10, 12-16, 19, 20
    listed = ws.at_risk(20, kind="feedback", as_of="2025-12-31")
    assert listed["working_days_left"].to_list() == [13]  # 5-10, 12-16, 19, 20: Friday 2/1 is none


def test_a_make_up_day_that_the_workspace_takes_off_is_off_in_deadlines_too(tmp_path: Path) -> None:
    """Once a day off of the settings was passed over where the national calendar has it as a make-up day."""
    ws = Workspace.create(tmp_path, unit="H60.101")
    load(ws, "units", UNITS)
    load(ws, "feedback", FEEDBACK)
    settings = tmp_path / "par-metrics.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("days_off = []", "days_off = [2026-01-10]"), encoding="utf-8")
    explained = Workspace(tmp_path).explain("feedback_resolved_rate", "2025-12", as_of="2026-01-05")
    assert explained.filter(feedback_code="f1")["deadline_at"].item() == datetime(2026, 1, 21, *END_OF_DAY)


@pytest.mark.parametrize("indicator", ["feedback_resolved_rate", "feedback_on_time_rate"])
def test_a_deadline_beyond_the_announced_calendar_is_marked(ws: Workspace, indicator: str) -> None:
    explained = ws.explain(indicator, "2026-12", as_of="2026-12-31")
    columns = explained.columns
    assert columns.index("is_calendar_announced") == columns.index("deadline_at") + 1
    told = dict(explained.select("feedback_code", "is_calendar_announced").iter_rows())
    assert told == {"f2": True, "f3": True, "f4": False, "f5": False}
    by_day = dict(explained.select("feedback_code", pl.col("deadline_at").dt.date()).iter_rows())
    assert (by_day["f2"], by_day["f3"]) == (date(2026, 12, 29), date(2026, 12, 31))


def test_the_day_to_publish_a_procedure_by_is_marked_too(ws: Workspace) -> None:
    explained = ws.explain("qd766_published_on_time_rate", "2026", as_of="2026-12-31", unit_code="H60.101")
    asked = ("procedure_code", "publication_due_on", "is_calendar_announced")
    assert sorted(explained.select(asked).rows()) == [
        ("1.000001", date(2026, 12, 31), True),
        ("1.000002", date(2027, 1, 5), False),
    ]


def test_days_left_beyond_the_announced_calendar_are_marked(ws: Workspace) -> None:
    told = {
        row["dossier_code"][-4:]: (row["due_by"], row["is_calendar_announced"])
        for row in ws.at_risk(30, as_of="2026-12-28").iter_rows(named=True)
    }
    assert told == {
        "0001": ("statutory", False),
        "0002": ("statutory", True),
        "0003": ("due_date", False),
        "0004": ("due_date", True),
    }
    feedback = ws.at_risk(30, kind="feedback", as_of="2026-12-28")
    assert dict(feedback.select("feedback_code", "is_calendar_announced").iter_rows()) == {
        "f1": True,
        "f2": True,
        "f3": True,
        "f4": False,
    }
    later = ws.at_risk(30, as_of="2027-01-20")
    assert not later["is_calendar_announced"].any(), "days overdue are counted through days not announced"


def test_a_workspace_that_knows_the_next_year_is_not_marked(ws: Workspace, tmp_path: Path) -> None:
    own = Workspace.create(tmp_path, unit="H60.101")
    load(own, "units", UNITS)
    load(own, "feedback", FEEDBACK)
    settings = tmp_path / "par-metrics.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("# announced_until =", "announced_until ="), encoding="utf-8")
    explained = Workspace(tmp_path).explain("feedback_resolved_rate", "2026-12", as_of="2026-12-31")
    assert explained["is_calendar_announced"].all()
    assert not ws.explain("feedback_resolved_rate", "2026-12", as_of="2026-12-31")["is_calendar_announced"].all()


def test_indicators_without_such_deadlines_have_no_such_column(ws: Workspace) -> None:
    assert "is_calendar_announced" not in ws.explain("on_time_rate", "2026-12", as_of="2026-12-31").columns


@pytest.mark.parametrize(
    ("language", "said", "column"),
    [
        ("vi", "Lịch nghỉ mới công bố đến 31/12/2026", "Lịch nghỉ đã công bố"),
        ("en", "Days off are announced until 31/12/2026", "Calendar announced"),
    ],
)
@pytest.mark.parametrize(
    "command",
    [
        ["explain", "feedback_resolved_rate", "--period", "2026-12", "--as-of", "2026-12-31"],
        ["at-risk", "--days", "30", "--as-of", "2026-12-28"],
        ["at-risk", "--days", "30", "--kind", "feedback", "--as-of", "2026-12-28"],
    ],
)
def test_the_command_line_says_so(
    ws: Workspace,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    command: list[str],
    language: str,
    said: str,
    column: str,
) -> None:
    monkeypatch.setenv("COLUMNS", "250")
    asked = ["--workspace", str(ws.root), "--lang", language, *command]
    assert run(asked) == 0
    written = capsys.readouterr()
    assert said in written.err
    assert column in written.out
    assert run([*asked, "--format", "json"]) == 0
    written = capsys.readouterr()
    assert {row["is_calendar_announced"] for row in json.loads(written.out)} == {True, False}
    assert run(["--workspace", str(ws.root), *command[:-1], "2026-01-05"]) == 0
    assert said not in capsys.readouterr().err


def test_a_verdict_by_working_days_not_announced_says_so(ws: Workspace) -> None:
    """Of a dossier without a due date the working days used decide (Quyết định 766/QĐ-TTg)."""
    open_code, done = "H60.101-261221-0001", "H60.101-261221-0005"

    def told(code: str, as_of: str) -> str:
        rows = ws.why(code, period="2027-01", as_of=as_of, indicator="on_time_rate_qd766").rows
        return str(rows["reason_vi"].item())

    assert "lịch nghỉ mới công bố đến 31/12/2026" in told(open_code, "2027-01-20")
    assert "lịch nghỉ" not in told(open_code, "2026-12-30")
    assert "lịch nghỉ" not in told(done, "2027-01-20")


def test_a_forecast_beyond_the_announced_calendar_says_so(ws: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["--workspace", str(ws.root), "--lang", "en", "pace", "feedback_resolved_rate", "--as-of", "2026-12-20"]
    assert run([*asked, "--period", "2027-Q1"]) == 0
    assert "announced until 31/12/2026: the working days left of 2027-Q1" in capsys.readouterr().err
    assert run([*asked, "--period", "2026"]) == 0
    assert "announced" not in capsys.readouterr().err
