"""The oracle of reports on the plan on tables small enough to work out by hand."""

from datetime import datetime
from typing import Any

from tests.oracle.asking import counts, day, registers
from tests.oracle.base import Figure


def report(unit: str, row: str, period: str, on: str | None, state: str = "done") -> dict[str, Any]:
    return {
        "unit_code": unit,
        "plan_row": row,
        "period": period,
        "reported_on": day(on) if on else None,
        "state": state,
    }


def test_reports_on_the_plan_are_due_on_the_tenth_from_every_known_unit() -> None:
    reports = [
        report("U1", "A.III.9", "2026-Q1", "2026-03-01"),
        report("U1", "P.IV.1", "2026-Q1", "2026-03-12"),
        report("U2", "P.IV.1", "2026-Q1", "2026-03-10"),
        report("U2", "A.III.8", "2026-Q1", "2026-04-10"),
        report("U5", "P.IV.1", "2026-Q1", None),
    ]
    units = [
        {"unit_code": "U3", "level": "commune"},
        {"unit_code": "D1", "level": "department"},
        {"unit_code": "closed", "valid_to": day("2026-03-09")},
        {"unit_code": "closed later", "valid_from": day("2026-03-10"), "valid_to": day("2026-03-10")},
        {"unit_code": "opened later", "valid_from": day("2026-03-11")},
    ]
    known: dict[str, Any] = {"units": units, "own_unit": "U4", "task_reports": reports}
    quarter = ("2026-01-01", "2026-04-01")
    on_time = "plan_reports_on_time_rate"
    # U1 late, U2 in time, U3, U4 and one alive that day alone not at all; of U5's the day is not known.
    assert counts(registers(*quarter, **known)[on_time]) == (1, 5, {"not_known": 1})
    assert counts(registers(*quarter, unit="U1", **known)[on_time]) == (0, 1, {})
    assert counts(registers(*quarter, unit="D1", **known)[on_time]) == (0, 0, {})
    assert counts(registers(*quarter, unit="D1", **(known | {"own_unit": "D1"}))[on_time]) == (0, 1, {})
    # On 10 March none is overdue yet.
    assert counts(registers(*quarter, as_of=datetime(2026, 3, 10, 23), **known)[on_time]) == (0, 0, {})
    assert counts(registers(*quarter, as_of=datetime(2026, 3, 11), **known)[on_time]) == (1, 5, {"not_known": 1})
    # June asks for the second quarter and the half-year, December for the fourth quarter and the year.
    assert counts(registers("2026-06-01", "2026-07-01", unit="U4", **known)[on_time]) == (0, 2, {})
    december = registers("2026-12-01", "2027-01-01", as_of=datetime(2027, 1, 1), unit="U4", **known)
    assert counts(december[on_time]) == (0, 2, {})
    year = registers("2026-01-01", "2027-01-01", as_of=datetime(2027, 1, 1), unit="U2", **known)
    assert counts(year[on_time]) == (1, 6, {})


def test_no_report_is_owed_before_anybody_has_filed_one() -> None:
    known: dict[str, Any] = {"units": [{"unit_code": "U3"}], "task_reports": [report("U1", "A.I.1.1", "2026", None)]}
    quarter = ("2026-01-01", "2026-04-01")
    assert registers(*quarter, **known)["plan_reports_on_time_rate"] == Figure(0, 0, {}, None)
    known["task_reports"].append(report("U1", "A.I.1.2", "2026", "2026-06-01"))
    assert registers(*quarter, as_of=datetime(2026, 5, 31), **known)["plan_reports_on_time_rate"].denominator == 0
    assert registers(*quarter, as_of=datetime(2026, 6, 1), **known)["plan_reports_on_time_rate"].denominator == 2


def test_the_rows_of_the_appendix_are_as_reported_for_the_part_of_the_period_that_ends_last() -> None:
    reports = [
        report("U1", "A.III.9", "2026-01", "2026-03-10", "behind"),
        report("U1", "A.III.9", "2026-Q1", "2026-01-31"),
        # Of one row and end the latest filed.
        report("U1", "A.III.8", "2026-Q1", "2026-03-10", "on_track"),
        report("U1", "A.III.8", "2026-03", "2026-03-11", "behind"),
        report("U2", "A.III.8", "2026-01-01/2026-03-31", "2026-07-31", "not_started"),
        report("U2", "A.III.9", "2026-Q2", "2026-03-10"),
        report("U2", "A.III.6", "2026", "2026-03-10"),
        report("U2", "A.III.5", "2025-12-31/2026-01-31", "2026-03-10"),
        report("U2", "P.IV.1", "2026-Q1", "2026-03-10"),
        report("U2", "A.III.7", "2026-Q1", None),
        report("U1", "A.III.8", "2026-02", None),
    ]
    name = "plan_rows_on_track_rate"
    quarter = ("2026-01-01", "2026-04-01")
    assert counts(registers(*quarter, task_reports=reports)[name]) == (1, 3, {"not_known": 1})
    seen = registers(*quarter, as_of=datetime(2026, 3, 10), task_reports=reports)[name]
    assert counts(seen) == (2, 2, {"not_known": 1})
    year = registers("2026-01-01", "2027-01-01", unit="U2", task_reports=reports)[name]
    assert counts(year) == (2, 3, {"not_known": 1})
    assert counts(registers("2026-02-01", "2026-03-01", task_reports=reports)[name]) == (0, 0, {"not_known": 1})
