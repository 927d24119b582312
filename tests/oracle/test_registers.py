"""The oracle of findings, staff, duties and documents on tables small enough to work out by hand."""

from datetime import datetime
from typing import Any

from tests.oracle.asking import LATER, counts, day, registers
from tests.oracle.base import Figure


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
    assert counts(seen) == (0, 0, {"not_yet_due": 1})
    # While 20 April lasts the other two may still be reported in time.
    seen = registers(*march, as_of=datetime(2026, 4, 20, 23, 59), findings=findings)["par_findings_remedied_rate"]
    assert counts(seen) == (1, 1, {"no_due_date": 1, "not_yet_due": 2})
    seen = registers(*march, as_of=datetime(2026, 4, 21), findings=findings)["par_findings_remedied_rate"]
    assert counts(seen) == (1, 3, {"no_due_date": 1})


def test_findings_of_which_no_list_tells_are_not_known_to_be_open() -> None:
    def without(record: dict[str, Any], column: str) -> dict[str, Any]:
        return {name: value for name, value in record.items() if name != column}

    late = finding("par_inspection", "2026-03-01", "2026-03-20", "2026-03-21", "2026-03-20")
    raised = finding("par_inspection", "2026-03-01", "2026-03-20", None)
    audit = finding("finance_audit", "2024-03-01", "2026-03-20", None)
    findings = [
        without(late, "report_filed_on"),
        without(late, "remedied_on"),
        raised | {"unread": ["remedied_on"], "report_filed_on": day("2026-03-20")},
        without(raised, "remedied_on"),
        without(audit, "remedied_on"),
        without(audit, "remedied_on") | {"due_on": None},
        without(audit, "remedied_on") | {"due_on": day("2027-03-20")},
        audit | {"due_on": day("2026-03-31")},
        audit,
    ]
    figures = registers("2026-03-01", "2026-04-01", as_of=datetime(2026, 3, 31, 12), findings=findings)
    assert counts(figures["par_findings_remedied_rate"]) == (0, 2, {"not_known": 2})
    assert counts(figures["audit_recommendations_done_rate"]) == (0, 1, {"not_known": 3, "not_yet_due": 1})


def test_audit_recommendations_are_due_when_their_day_is_over_and_done_before_the_end() -> None:
    findings = [
        finding("finance_audit", "2024-03-01", "2026-03-31", "2026-03-31"),
        finding("finance_audit", "2024-03-01", "2025-03-31", "2026-04-01"),
        finding("finance_audit", "2026-03-01", "2026-04-01", "2026-03-02"),
        finding("finance_audit", "2026-03-01", "2026-04-01", "2026-04-01"),
        finding("finance_audit", "2026-03-01", None, "2026-03-02"),
        finding("finance_audit", "2026-03-01", None, None),
        finding("finance_audit", "2026-04-01", "2026-03-20", "2026-03-02"),
        finding("par_inspection", "2026-03-01", "2026-03-05", "2026-03-02"),
    ]
    done = registers("2026-03-01", "2026-04-01", findings=findings)["audit_recommendations_done_rate"]
    # Done before April: one due in March, one due in April, one without a due date.
    assert counts(done) == (3, 4, {"no_due_date": 1, "not_yet_due": 1})
    # On the 30th the first is not done, nor is its day over: of those open only the one due in 2025 is.
    seen = registers("2026-03-01", "2026-04-01", as_of=datetime(2026, 3, 30, 12), findings=findings)
    assert counts(seen["audit_recommendations_done_rate"]) == (2, 3, {"no_due_date": 1, "not_yet_due": 2})


def member(code: str, unit: str, as_of: str, qualified: bool | None, discipline: str, on: str | None) -> dict[str, Any]:
    return {
        "staff_code": code,
        "unit_code": unit,
        "as_of": day(as_of),
        "is_qualified": qualified,
        "discipline": discipline,
        "disciplined_on": day(on) if on else None,
    }


def test_discipline_is_what_a_persons_latest_row_says_in_the_unit_of_its_day() -> None:
    staff = [
        member("s1", "U1", "2026-01-01", True, "none", None),
        member("s1", "U2", "2026-03-15", False, "reprimand", "2026-03-10"),
        member("s1", "U2", "2026-04-01", True, "warning", "2026-03-20"),
        member("s2", "U1", "2026-01-01", None, "dismissal", "2026-02-28"),
        member("s3", "U1", "2026-03-31", True, "none", "2026-03-02"),
        # Lifted on appeal.
        member("s4", "U1", "2026-03-05", True, "warning", "2026-03-02"),
        member("s4", "U1", "2026-03-20", True, "none", None),
        # On no list before the day: in the unit of the first.
        member("s5", "U3", "2026-04-05", True, "warning", "2026-03-03"),
        member("s5", "U1", "2026-04-06", True, "warning", "2026-03-03"),
    ]

    def disciplined(unit: str | None, as_of: datetime = LATER) -> tuple[float | None, dict[str, int]]:
        figure = registers("2026-03-01", "2026-04-01", as_of=as_of, unit=unit, staff=staff)["staff_disciplined_count"]
        assert figure.value == figure.numerator
        return figure.numerator, figure.excluded

    assert disciplined(None) == (2, {})
    assert disciplined("U2") == (1, {})
    assert disciplined("U1") == (0, {})
    # Before April U3 had no list: nothing was loaded, and that is not zero.
    assert disciplined("U3") == (None, {})
    assert disciplined("U4") == (None, {})
    # The row of 15 March names a reprimand of the 10th, when s1 was in U1.
    assert disciplined("U1", datetime(2026, 3, 15)) == (2, {})
    assert disciplined("U1", datetime(2026, 3, 14, 23, 59)) == (1, {})
    assert disciplined("U1", datetime(2026, 3, 20)) == (1, {})


def test_staff_of_whose_discipline_no_list_tells_are_not_known_to_be_blameless() -> None:
    bare = {"unit_code": "U1", "as_of": day("2026-03-01")}
    blameless = {"discipline": "none", "disciplined_on": None}
    staff = [
        bare | {"staff_code": "s1"},
        bare | {"staff_code": "s2", "discipline": "warning", "disciplined_on": None},
        bare | {"staff_code": "s3", "discipline": None, "disciplined_on": day("2026-02-03")},
        bare | {"staff_code": "s4", "is_qualified": True} | blameless,
        bare | {"staff_code": "s5", "is_qualified": None} | blameless,
        bare | {"staff_code": "s6", "is_qualified": False} | blameless,
    ]
    figures = registers("2026-03-01", "2026-04-01", staff=staff)
    assert figures["staff_disciplined_count"] == Figure(0, None, {"not_known": 2}, 0, incomplete=True)
    # Of a day nobody knows, it is asked of the unit of the latest row.
    moved = [bare | {"staff_code": "s1"}, bare | {"staff_code": "s1", "unit_code": "U2", "as_of": day("2026-03-02")}]
    excluded = {
        unit: registers("2026-03-01", "2026-04-01", unit=unit, staff=moved)["staff_disciplined_count"].excluded
        for unit in ("U1", "U2")
    }
    assert excluded == {"U1": {}, "U2": {"not_known": 1}}
    assert figures["staff_qualified_rate"] == Figure(1, 2, {"not_known": 4}, 0.5, incomplete=True)


def test_who_is_on_no_newer_list_has_left() -> None:
    staff = [
        member("s1", "U1", "2026-01-01", True, "none", None),
        member("s2", "U1", "2026-01-01", True, "none", None),
        member("s2", "U2", "2026-02-01", True, "none", None),
        member("s3", "U1", "2026-03-01", False, "none", None),
        member("s4", "U1", "2026-03-01", True, "none", None),
        member("s4", "U1", "2026-04-01", False, "none", None),
        member("s5", "U2", "2026-02-01", False, "none", None),
    ]

    def qualified(unit: str | None, as_of: datetime = LATER) -> tuple[float | None, float | None, dict[str, int]]:
        figures = registers("2026-03-01", "2026-04-01", as_of=as_of, unit=unit, staff=staff)
        return counts(figures["staff_qualified_rate"])

    assert qualified("U1") == (1, 2, {})
    assert qualified("U2") == (1, 2, {})
    assert qualified(None) == (2, 4, {})
    # A list of 1 March is not there before that day has begun: s1 is still on the newest one.
    assert qualified("U1", datetime(2026, 3, 1)) == (1, 1, {})
    before = registers("2026-02-01", "2026-03-01", unit="U1", staff=staff)["staff_qualified_rate"]
    assert counts(before) == (1, 1, {})


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
    assert counts(figures["online_documents_rate"]) == (1, 1, {"not_known": 1})
    assert counts(figures["digitally_signed_rate"]) == (2, 2, {})
    assert figures["edocument_rate"] == Figure(0, 0, {"not_known": 2}, None, incomplete=True)
