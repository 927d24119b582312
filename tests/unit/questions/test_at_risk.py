"""What falls due, by the working calendar, and the counts that go with it."""

from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from par_metrics import UsageError, Workspace
from par_metrics.domain.period import Period
from par_metrics.sample import write_sample
from tests.support.workspaces import UNITS, load

PROCEDURES = """
    procedure_code | procedure_name   | level   | statutory_working_days
    1.000001       | Đăng ký kết hôn  | commune | 5
    1.000002       | Trợ cấp          | commune |
"""


def workspace(root: Path, dossiers: str) -> Workspace:
    ws = Workspace.create(root, unit="H60.101")
    load(ws, "units", UNITS)
    load(ws, "procedures", PROCEDURES)
    load(ws, "dossiers", dossiers)
    return ws


def short(table: pl.DataFrame, *columns: str) -> list[tuple[object, ...]]:
    """Rows with the last letters of the code first."""
    code = pl.col(table.columns[0]).str.tail(4)
    return table.select(code, *(columns or ("working_days_left", "state"))).rows()


@pytest.fixture(scope="module")
def holidays(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Open dossiers about 2 September 2026: Saturday 22/8 is worked for Monday 31/8; 1/9 and 2/9 are off."""
    return workspace(
        tmp_path_factory.mktemp("holidays"),
        """
        dossier_code        | unit_code | status | received_at         | due_at              | completed_at
        H60.101-260810-0001 | H60.101   | 4      | 2026-08-10 08:00:00 | 2026-08-20 17:00:00 |
        H60.101-260810-0002 | H60.101   | 4      | 2026-08-10 08:00:00 | 2026-08-21 17:00:00 |
        H60.101-260810-0003 | H60.101   | 2      | 2026-08-10 08:00:00 | 2026-08-22 17:00:00 |
        H60.102-260810-0004 | H60.102   | 4      | 2026-08-10 08:00:00 | 2026-08-24 17:00:00 |
        H60.102-260810-0005 | H60.102   | 4      | 2026-08-10 08:00:00 | 2026-08-25 17:00:00 |
        H60.102-260810-0006 | H60.102   | 4      | 2026-08-10 08:00:00 | 2026-08-31 17:00:00 |
        H60.102-260810-0007 | H60.102   | 4      | 2026-08-10 08:00:00 | 2026-09-03 17:00:00 |
        H60.101-260810-0008 | H60.101   | 10     | 2026-08-10 08:00:00 | 2026-08-20 17:00:00 | 2026-08-21 10:00:00
        H60.101-260810-0009 | H60.101   | 3      | 2026-08-10 08:00:00 | 2026-08-20 17:00:00 |
        """,
    )


def test_days_left_are_working_days_with_the_make_up_saturday(holidays: Workspace) -> None:
    """Friday 21/8, 9 o'clock: Saturday is 1 day away, Monday 2, Tuesday 3; the one of Friday 10:00 is still open."""
    listed = holidays.at_risk(3, as_of="2026-08-21T09:00")
    assert short(listed) == [
        ("0001", -1, "overdue"),
        ("0008", -1, "overdue"),
        ("0002", 0, "due_today"),
        ("0003", 1, "due_soon"),
        ("0004", 2, "due_soon"),
        ("0005", 3, "due_soon"),
    ]
    assert [code for code, *_ in short(holidays.at_risk(1, as_of="2026-08-21T09:00"))] == [
        "0001",
        "0008",
        "0002",
        "0003",
    ]


def test_days_off_are_no_working_days(holidays: Workspace) -> None:
    """Friday 28/8: due on the day off 31/8 there is no working day left, due on 3/9 there is one."""
    listed = holidays.at_risk(1, as_of="2026-08-28T09:00", unit_code="H60.102")
    assert short(listed) == [
        ("0004", -4, "overdue"),
        ("0005", -3, "overdue"),
        ("0006", 0, "due_soon"),
        ("0007", 1, "due_soon"),
    ]


def test_what_has_ended_by_then_is_not_listed(holidays: Workspace) -> None:
    assert "0008" not in [code for code, *_ in short(holidays.at_risk(3, as_of="2026-08-21T10:00"))]


def test_a_day_off_of_the_workspace_counts(tmp_path: Path) -> None:
    ws = workspace(
        tmp_path,
        """
        dossier_code        | unit_code | status | received_at         | due_at
        H60.101-260201-0001 | H60.101   | 4      | 2026-02-02 08:00:00 | 2026-02-23 17:00:00
        H60.101-260201-0002 | H60.101   | 4      | 2026-02-02 08:00:00 | 2026-02-24 17:00:00
        """,
    )
    # Friday 13/2 before Tết (16-20/2 off): Monday 23/2 is the next working day.
    assert short(ws.at_risk(5, as_of="2026-02-13")) == [("0001", 1, "due_soon"), ("0002", 2, "due_soon")]
    settings = tmp_path / "par-metrics.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("days_off = []", "days_off = [2026-02-23]"), encoding="utf-8")
    assert short(Workspace(tmp_path).at_risk(5, as_of="2026-02-13")) == [
        ("0001", 0, "due_soon"),
        ("0002", 1, "due_soon"),
    ]


@pytest.fixture(scope="module")
def waiting(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Dossiers that wait for the citizen, and dossiers without a due date; as of Tuesday 10/3/2026."""
    return workspace(
        tmp_path_factory.mktemp("waiting"),
        """
        dossier_code | procedure_code | status | received_at | due_at     | supplement_requested_at | supplemented_at
        D-0001       | 1.000002       | 5      | 2026-03-02  | 2026-03-06 | 2026-03-04              |
        D-0002       | 1.000002       | 5      | 2026-03-02  | 2026-03-04 | 2026-03-06              |
        D-0003       | 1.000002       | 5      | 2026-03-02  | 2026-03-09 | 2026-03-04              | 2026-03-05
        D-0004       | 1.000002       | 6      | 2026-03-02  | 2026-03-09 |                         |
        D-0005       | 1.000002       | 5      | 2026-03-02  | 2026-03-30 | 2026-03-04              |
        D-0006       | 1.000001       | 4      | 2026-03-04  |            |                         |
        D-0007       | 1.000002       | 4      | 2026-03-04  |            |                         |
        D-0008       |                | 4      | 2026-03-04  |            |                         |
        """,
    )


def test_a_clock_that_stands_is_told_apart(waiting: Workspace) -> None:
    """Decision 766: the clock stands from the request on. 0001 had 2 days left then, 0002 was 2 days late already;
    0003 has its papers, so its clock runs; 0004 waits for a payment."""
    listed = waiting.at_risk(3, as_of="2026-03-10").filter(pl.col("due_by") == "due_date")
    assert short(listed, "working_days_left", "state", "is_past_due") == [
        ("0002", -2, "overdue", True),
        ("0001", 2, "clock_stopped", True),
        ("0003", 0, "overdue", True),
        ("0004", 0, "clock_stopped", True),
    ]


def test_without_a_due_date_the_time_the_law_allows_counts(waiting: Workspace) -> None:
    """Received Wednesday 4/3 with 5 working days: the end of Wednesday 11/3."""
    listed = waiting.at_risk(3, as_of="2026-03-10").filter(due_by="statutory")
    assert short(listed, "procedure_name", "due_at", "working_days_left", "state") == [
        ("0006", "Đăng ký kết hôn", datetime(2026, 3, 11, 23, 59, 59, 999999), 1, "due_soon")
    ]


def test_the_summary_divides_what_is_open(waiting: Workspace) -> None:
    summary = waiting.at_risk(3, as_of="2026-03-10", by="procedure_code")
    assert summary.columns == [
        *("procedure_code", "open", "overdue", "due_today", "due_soon"),
        *("clock_stopped", "later", "no_due_date", "past_due_date"),
    ]
    assert summary.rows() == [
        ("1.000001", 1, 0, 0, 1, 0, 0, 0, 0),
        ("1.000002", 6, 2, 0, 0, 2, 1, 1, 4),
        (None, 1, 0, 0, 0, 0, 0, 1, 0),
    ]


def test_what_was_known_then(waiting: Workspace, tmp_path: Path) -> None:
    assert waiting.at_risk(3, as_of="2026-03-10", known_at="2020-01-01").is_empty()


def test_feedback_falls_due_after_15_working_days(tmp_path: Path) -> None:
    """Sent Monday 2/3: due Monday 23/3; transferred on Wednesday 4/3: due on Wednesday 25/3."""
    ws = Workspace.create(tmp_path, unit="H60.101")
    load(
        ws,
        "feedback",
        """
        feedback_code | topic     | is_within_competence | sent_at    | transferred_at | processed_at | refused_at
        PAKN.0001     | procedure | true                 | 2026-03-02 |                |              |
        PAKN.0002     | procedure | true                 | 2026-03-02 | 2026-03-04     |              |
        PAKN.0003     | procedure | true                 | 2026-03-02 |                | 2026-03-20   |
        PAKN.0004     | procedure | true                 | 2026-03-02 |                |              | 2026-03-03
        PAKN.0005     | conduct   | true                 | 2026-03-02 |                |              |
        PAKN.0006     | procedure | true                 | 2026-03-10 |                |              |
        """,
    )
    listed = ws.at_risk(1, as_of="2026-03-24", kind="feedback")
    assert listed.columns[:5] == ["feedback_code", "unit_code", "sent_at", "transferred_at", "due_at"]
    assert short(listed) == [("0001", 0, "overdue"), ("0002", 1, "due_soon")]
    assert [code for code, *_ in short(ws.at_risk(9, as_of="2026-03-19", kind="feedback"))] == [
        "0001",
        "0003",
        "0002",
        "0006",
    ]
    summary = ws.at_risk(1, as_of="2026-03-24", kind="feedback", by="unit_code")
    assert summary.rows() == [("H60.101", 3, 1, 0, 1, 0, 1, 0)]


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"days": -1}, "0 or more, not -1"),
        ({"by": "owner"}, 'grouped by "owner"; groups are unit_code, procedure_code'),
        ({"kind": "feedback", "by": "field"}, 'feedback cannot be grouped by "field"'),
        ({"kind": "payments"}, 'no kind "payments"'),
        ({"unit_code": "H60.10"}, r'no unit "H60.10".*nearest is "H60.10[12]"'),
    ],
)
def test_what_does_not_exist_is_named(holidays: Workspace, asked: dict[str, object], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        holidays.at_risk(**asked)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    root = tmp_path_factory.mktemp("sample")
    ws = Workspace.create(root / "ws", unit="H60.101")
    for path in write_sample(1500, 3, 5, root):
        assert not ws.ingest(path).refused
    return ws


@pytest.mark.parametrize("day", ["2026-03-01", "2026-06-10", "2026-09-30"])
def test_what_is_past_its_due_date_is_the_plans_figure(sample: Workspace, day: str) -> None:
    """`past_due_date` is `overdue_open_count` of a period that ends at the instant, unit by unit."""
    period = Period.between(datetime(2026, 1, 1), datetime.fromisoformat(day))
    figures = sample.compute("overdue_open_count", period, by="unit_code", as_of=day)
    summary = sample.at_risk(3, as_of=day, by="unit_code")
    assert sum(summary["past_due_date"]) > 0
    counted = dict(figures.filter(pl.col("value") > 0).select("unit_code", "value").rows())
    assert dict(summary.filter(pl.col("past_due_date") > 0).select("unit_code", "past_due_date").rows()) == counted
    listed = sample.at_risk(3, as_of=day).filter(pl.col("is_past_due") & (pl.col("due_by") == "due_date"))
    assert listed.height == sum(counted.values())


@pytest.mark.parametrize("kind", ["dossiers", "feedback"])
def test_every_open_record_has_one_place_in_the_summary(sample: Workspace, kind: str) -> None:
    summary = sample.at_risk(3, as_of="2026-10-01", by="unit_code", kind=kind)  # type: ignore[arg-type]
    places = ("overdue", "due_today", "due_soon", "clock_stopped", "later", "no_due_date")
    assert summary.height and summary.select(pl.sum_horizontal(places) == pl.col("open")).to_series().all()
    assert sample.at_risk(3, as_of="2026-10-01", kind=kind).height == sum(sum(summary[p]) for p in places[:4])  # type: ignore[arg-type]


def test_overdue_feedback_is_what_the_plans_figure_misses(sample: Workspace) -> None:
    figure = sample.compute("feedback_resolved_rate", "2025-01-01/2026-09-30", as_of="2026-10-01").row(0, named=True)
    listed = sample.at_risk(0, as_of="2026-10-01", kind="feedback").filter(state="overdue")
    assert listed.height == figure["denominator"] - figure["numerator"] > 0


def test_no_personal_value_is_listed(sample: Workspace) -> None:
    assert set(sample.at_risk(3, as_of="2026-06-10").columns) == {
        *("dossier_code", "unit_code", "procedure_code", "procedure_name", "received_at"),
        *("due_at", "due_by", "working_days_left", "state", "is_past_due", "is_calendar_announced"),
    }
