"""The oracle of registers, surveys, assessments and reports on tables small enough to work out by hand."""

from datetime import date, datetime
from typing import Any

from tests.oracle.base import Figure, Records
from tests.oracle.compute import OF_REGISTERS, compute

LATER = datetime(2026, 10, 1)


def counts(figure: Figure) -> tuple[float | None, float | None, dict[str, int]]:
    return figure.numerator, figure.denominator, figure.excluded


def day(text: str) -> date:
    return date.fromisoformat(text)


def registers(
    start: str, end: str, *, as_of: datetime = LATER, unit: str | None = None, **tables: Any
) -> dict[str, Figure]:
    period = (datetime.fromisoformat(start), datetime.fromisoformat(end))
    return compute(Records(**tables), *period, as_of, unit, OF_REGISTERS)


def finding(kind: str, raised: str, due: str | None, remedied: str | None, filed: str | None = None) -> dict[str, Any]:
    dates = {"due_on": due, "remedied_on": remedied, "report_filed_on": filed}
    return {"unit_code": "U1", "kind": kind, "raised_on": day(raised)} | {
        name: day(value) if value else None for name, value in dates.items()
    }


def test_findings_are_remedied_and_reported_by_their_due_day() -> None:
    findings = [
        finding("par_inspection", "2026-03-01", "2026-03-20", "2026-03-20", "2026-03-20"),
        finding("par_inspection", "2026-03-31", "2026-04-20", "2026-04-20", "2026-04-21"),
        finding("par_inspection", "2026-03-31", "2026-04-20", "2026-04-20"),
        finding("par_inspection", "2026-03-31", None, "2026-04-20", "2026-04-20"),
        finding("par_inspection", "2026-04-01", "2026-04-20", "2026-04-20", "2026-04-20"),
        finding("finance_audit", "2026-03-01", "2026-03-20", "2026-03-20", "2026-03-20"),
    ]
    march = ("2026-03-01", "2026-04-01")
    remedied = registers(*march, findings=findings)["par_findings_remedied_rate"]
    assert counts(remedied) == (1, 3, {"no_due_date": 1})
    # A day has happened as soon as it begins; a minute before it, nothing was done.
    seen = registers(*march, as_of=datetime(2026, 3, 20), findings=findings)["par_findings_remedied_rate"]
    assert counts(seen) == (1, 1, {})
    seen = registers(*march, as_of=datetime(2026, 3, 19, 23, 59), findings=findings)["par_findings_remedied_rate"]
    assert counts(seen) == (0, 1, {})


def test_audit_recommendations_are_due_when_their_day_is_over_and_done_before_the_end() -> None:
    findings = [
        finding("finance_audit", "2024-03-01", "2026-03-31", "2026-03-31"),
        finding("finance_audit", "2024-03-01", "2025-03-31", "2026-04-01"),
        finding("finance_audit", "2026-03-01", "2026-04-01", "2026-03-02"),
        finding("finance_audit", "2026-03-01", None, "2026-03-02"),
        finding("finance_audit", "2026-04-01", "2026-03-20", "2026-03-02"),
        finding("par_inspection", "2026-03-01", "2026-03-05", "2026-03-02"),
    ]
    done = registers("2026-03-01", "2026-04-01", findings=findings)["audit_recommendations_done_rate"]
    assert counts(done) == (1, 2, {})
    # During 31 March that day is not over: only the one due in 2025 is.
    seen = registers("2026-03-01", "2026-04-01", as_of=datetime(2026, 3, 31, 12), findings=findings)
    assert counts(seen["audit_recommendations_done_rate"]) == (0, 1, {})


def member(code: str, unit: str, as_of: str, qualified: bool | None, discipline: str, on: str | None) -> dict[str, Any]:
    return {
        "staff_code": code,
        "unit_code": unit,
        "as_of": day(as_of),
        "is_qualified": qualified,
        "discipline": discipline,
        "disciplined_on": day(on) if on else None,
    }


def test_staff_are_persons_as_last_seen() -> None:
    staff = [
        member("s1", "U1", "2026-01-01", True, "none", None),
        member("s1", "U2", "2026-03-15", False, "reprimand", "2026-03-10"),
        member("s1", "U2", "2026-04-01", True, "warning", "2026-03-20"),
        member("s2", "U1", "2026-01-01", None, "dismissal", "2026-02-28"),
        member("s3", "U1", "2026-03-31", True, "none", "2026-03-02"),
    ]
    march = ("2026-03-01", "2026-04-01")
    figures = registers(*march, staff=staff)
    assert counts(figures["staff_disciplined_count"]) == (1, None, {})
    assert counts(figures["staff_qualified_rate"]) == (1, 3, {})
    assert counts(registers(*march, unit="U1", staff=staff)["staff_qualified_rate"]) == (1, 2, {})
    assert counts(registers(*march, unit="U2", staff=staff)["staff_qualified_rate"]) == (0, 1, {})
    # The row that names the reprimand is of 15 March, the one that names the warning of April.
    the_day_before = registers(*march, as_of=datetime(2026, 3, 14, 23, 59), staff=staff)
    assert counts(the_day_before["staff_disciplined_count"]) == (0, None, {})
    the_day = registers(*march, as_of=datetime(2026, 3, 15), staff=staff)
    assert counts(the_day["staff_disciplined_count"]) == (1, None, {})


def test_yearly_duties_and_documents() -> None:
    reports = [
        {"unit_code": unit, "year": year, "duty": "budget_compliant", "is_fulfilled": fulfilled}
        for unit, year, fulfilled in (("U1", 2026, True), ("U2", 2026, False), ("U3", 2025, True))
    ]
    documents = [
        {"unit_code": "U1", "handled_on": day(on), "is_handled_online": online, "is_digitally_signed": True}
        for on, online in (("2026-03-01", True), ("2026-03-31", None), ("2026-04-01", True))
    ]
    figures = registers("2026-03-01", "2026-04-01", agency_reports=reports, documents=documents)
    assert counts(figures["budget_compliant_units_rate"]) == (1, 2, {})
    assert counts(figures["edocument_units_rate"]) == (0, 0, {})
    assert counts(figures["online_documents_rate"]) == (1, 2, {})
    assert counts(figures["digitally_signed_rate"]) == (2, 2, {})
    assert counts(figures["edocument_rate"]) == (0, 2, {})


def test_sipas_is_the_mean_of_the_criteria_that_have_answers() -> None:
    answers = [
        {"survey": survey, "unit_code": "U1", "answered_on": day(on), "criterion": criterion, "answer": answer}
        for survey, on, criterion, answer in (
            ("sipas", "2026-03-01", 1, 4),
            ("sipas", "2026-03-01", 1, 3),
            ("sipas", "2026-03-01", 1, None),
            ("sipas", "2026-03-01", 2, 5),
            ("sipas", "2026-03-31", 9, 1),
            ("sipas", "2026-04-01", 3, 5),
            ("papi_local", "2026-03-01", 3, 5),
        )
    ]
    figures = registers("2026-03-01", "2026-04-01", survey_answers=answers)
    assert figures["sipas_1"] == Figure(1, 2, {"no_answer": 1}, 0.5)
    assert figures["sipas_policy"] == Figure(1.5, 2, {"no_figure_sipas_3": 1, "no_figure_sipas_4": 1}, 0.75)
    assert counts(figures["sipas_service"]) == (0, 1, {f"no_figure_sipas_{n}": 1 for n in (5, 6, 7, 8)})
    assert figures["sipas"].value == 0.5
    assert figures["sipas"].denominator == 3
    assert figures["sipas_4"] == Figure(0, 0, {}, None)


def test_papi_takes_each_places_latest_score_and_sums_only_all_eight() -> None:
    scores = [
        {"place_code": place, "year": year, "dimension": dimension, "score": score}
        for place, year, dimension, score in (
            *(("U1", 2025, dimension, 5.0) for dimension in range(1, 9)),
            ("U1", 2024, 1, 9.0),
            ("U1", 2026, 1, 6.0),
            ("U2", 2025, 1, 8.0),
        )
    ]
    # T is the first instant of 2026: the latest year is 2025.
    figures = registers("2025-01-01", "2026-01-01", papi_scores=scores)
    assert figures["papi_1"] == Figure(13, 2, {}, 6.5)
    assert figures["papi"] == Figure(None, None, {"different_places": 1}, None)
    figures = registers("2026-01-01", "2027-01-01", unit="U2", papi_scores=scores)
    assert figures["papi_1"].value == 8
    assert figures["papi"] == Figure(None, None, {f"no_figure_papi_{n}": 1 for n in range(2, 9)}, None)
    assert registers("2026-01-01", "2027-01-01", unit="U1", papi_scores=scores)["papi"].value == 41


def test_par_index_and_its_ranks() -> None:
    rows = (
        ("U1", 2026, "1", 1.0, 0.1, None),
        ("U1", 2026, "2", 1.0, 0.9, 0.2),
        ("U1", 2026, "3", 8.0, None, None),
        ("U2", 2026, "1", 2.0, 0.3, None),
        ("U3", 2026, "1", 1.0, 1.0, 0.0),
        ("U4", 2026, "1", 1.0, None, None),
        ("U5", 2026, "1", 1.0, 1.0, None),
        ("U5", 2025, "1", 1.0, 0.0, None),
    )
    names = ("unit_code", "year", "criterion_code", "max_points", "self_points", "appraised_points")
    assessments = [dict(zip(names, row, strict=True)) for row in rows]

    def ask(unit: str | None) -> dict[str, Figure]:
        return registers("2026-01-01", "2027-01-01", unit=unit, assessments=assessments)

    assert ask("U1")["par_index"] == Figure(0.3, 2, {"not_assessed": 1}, 0.15)
    assert counts(ask(None)["par_index"]) == (1.6, 6, {"not_assessed": 2})
    assert ask("U4")["par_index"] == Figure(0, 0, {"not_assessed": 1}, None)
    # 0.1 + 0.2 and 0.3 of 2 are a tie, though not in binary; U5 leads, U3 has nothing, U4 is not ranked.
    ranks = {unit: ask(unit)["par_index_rank"].value for unit in ("U5", "U1", "U2", "U3", "U4", None)}
    assert ranks == {"U5": 1, "U1": 2, "U2": 2, "U3": 4, "U4": None, None: None}
    assert ask("U3")["par_index_rank"] == Figure(4, 4, {}, 4)


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
        report("U2", "P.IV.1", "2026-Q1", None),
        report("U2", "A.III.9", "2026-Q1", "2026-03-10"),
        report("U2", "A.III.8", "2026-Q1", "2026-04-10"),
        report("U5", "A.III.8", "2026-Q1", None),
    ]
    known: dict[str, Any] = {"units": [{"unit_code": "U3"}], "own_unit": "U4", "task_reports": reports}
    quarter = ("2026-01-01", "2026-04-01")
    on_time = "plan_reports_on_time_rate"
    assert counts(registers(*quarter, **known)[on_time]) == (1, 5, {})
    assert counts(registers(*quarter, unit="U1", **known)[on_time]) == (0, 1, {})
    # On 10 March none is overdue yet; on the 11th U1's own report is not filed, and its other one counts.
    assert counts(registers(*quarter, as_of=datetime(2026, 3, 10, 23), **known)[on_time]) == (0, 0, {})
    assert counts(registers(*quarter, as_of=datetime(2026, 3, 11), **known)[on_time]) == (2, 5, {})
    # June asks for the second quarter and the half-year, December for the fourth quarter and the year.
    assert counts(registers("2026-06-01", "2026-07-01", unit="U4", **known)[on_time]) == (0, 2, {})
    december = registers("2026-12-01", "2027-01-01", as_of=datetime(2027, 1, 1), unit="U4", **known)
    assert counts(december[on_time]) == (0, 2, {})
    year = registers("2026-01-01", "2027-01-01", as_of=datetime(2027, 1, 1), unit="U2", **known)
    assert counts(year[on_time]) == (1, 6, {})


def test_the_rows_of_the_appendix_are_as_last_reported_in_the_period() -> None:
    reports = [
        report("U1", "A.III.9", "2026-01", "2026-03-10", "behind"),
        report("U1", "A.III.9", "2026-Q1", "2026-01-31"),
        report("U1", "A.III.8", "2026-Q1", "2026-03-10", "on_track"),
        report("U1", "A.III.8", "2026-01", "2026-03-10", "behind"),
        report("U2", "A.III.8", "2026-Q1", "2026-03-31", "not_started"),
        report("U2", "A.III.9", "2026-Q2", "2026-04-01"),
        report("U2", "P.IV.1", "2026-Q1", "2026-03-10"),
        report("U2", "A.III.7", "2026-Q1", None),
    ]
    figures = registers("2026-01-01", "2026-04-01", task_reports=reports)
    assert counts(figures["plan_rows_on_track_rate"]) == (1, 3, {})
    figures = registers("2026-01-01", "2026-04-01", as_of=datetime(2026, 2, 10), task_reports=reports)
    assert counts(figures["plan_rows_on_track_rate"]) == (1, 1, {})
