"""What was last reported of a row of the plan, and which figures rest on stand-ins."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from par_metrics.domain.period import Period
from par_metrics.questions.scorecard.stand_ins import PROXY, stand_ins
from par_metrics.questions.scorecard.task_states import task_states
from par_metrics.testing import Tables

YEAR, AS_OF = Period.parse("2026"), datetime(2026, 12, 31)


@pytest.fixture
def tables() -> Iterator[Tables]:
    with Tables() as tables:
        yield tables


def states(tables: Tables, period: Period = YEAR, as_of: datetime = AS_OF) -> dict[tuple[str, str | None], str]:
    found = task_states(tables.snapshot(as_of), period)
    return {(row, unit): state for row, unit, state in found.select("plan_row", "unit_code", "state").iter_rows()}


def test_the_report_about_the_latest_period_counts_then_the_one_made_last(tables: Tables) -> None:
    """Báo cáo bổ sung cho quý I gửi sau báo cáo quý II không thay báo cáo quý II."""
    tables.add(
        "task_reports",
        """
        plan_row | unit_code | period  | state   | reported_on
        A.I.1.1  | U1        | 2026-Q2 | done    | 2026-06-09
        A.I.1.1  | U1        | 2026-Q1 | behind  | 2026-07-01
        A.I.1.2  | U1        | 2026-04 | behind  | 2026-06-19
        A.I.1.2  | U1        | 2026-H1 | behind  | 2026-06-09
        A.I.1.2  | U1        | 2026-Q2 | done    | 2026-06-10
        """,
    )
    assert states(tables) == dict.fromkeys(
        [("A.I.1.1", "U1"), ("A.I.1.1", None), ("A.I.1.2", "U1"), ("A.I.1.2", None)], "done"
    )
    assert ("A.I.1.1", "U1") not in states(tables, as_of=datetime(2026, 6, 8))
    assert states(tables, Period.parse("2026-Q1"))[("A.I.1.1", "U1")] == "behind"
    assert states(tables, Period.parse("2026-04")) == {("A.I.1.2", "U1"): "behind", ("A.I.1.2", None): "behind"}


def test_of_several_units_the_least_advanced_stands_for_all(tables: Tables) -> None:
    """Chậm tiến độ là chuyện phải thấy trước cả việc chưa làm."""
    tables.add(
        "task_reports",
        """
        plan_row | unit_code | period | state       | reported_on
        A.I.1.1  | U1        | 2026   | not_started | 2026-06-09
        A.I.1.1  | U2        | 2026   | behind      | 2026-06-09
        A.I.1.1  | U3        | 2026   | done        | 2026-06-09
        A.I.1.2  | U1        | 2026   | not_started | 2026-06-09
        A.I.1.2  | U2        | 2026   | on_track    | 2026-06-09
        """,
    )
    found = states(tables)
    assert (found[("A.I.1.1", None)], found[("A.I.1.2", None)]) == ("behind", "not_started")
    assert found[("A.I.1.1", "U3")] == "done"


def test_a_report_about_the_next_period_is_not_of_this_one(tables: Tables) -> None:
    tables.add(
        "task_reports",
        "plan_row | unit_code | period | state | reported_on\nA.I.1.1 | U1 | 2026-04 | done | 2026-03-25",
    )
    assert states(tables, Period.parse("2026-03")) == {}
    assert states(tables, Period.parse("2026-04"))[("A.I.1.1", "U1")] == "done"


def test_a_local_survey_marks_its_unit_the_sum_and_all_units_together(tables: Tables) -> None:
    tables.add(
        "papi_scores",
        """
        place_code | year | dimension | score | origin
        U1         | 2026 | 3         | 6     | local_survey
        U1         | 2026 | 4         | 6     |
        U2         | 2025 | 4         | 6     | local_survey
        U2         | 2026 | 4         | 6     | published
        """,
    )
    found = stand_ins(tables.snapshot(AS_OF), YEAR)
    assert sorted(found.select("indicator", "unit_code").rows(), key=str) == [
        ("papi", "U1"),
        ("papi", None),
        ("papi_3", "U1"),
        ("papi_3", None),
        ("papi_4", "U1"),
        ("papi_4", None),
    ]
    assert set(found["proxy"]) == {PROXY.vi}
