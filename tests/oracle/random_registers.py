"""Random registers, surveys, assessments and reports to compare figures on, odd ones included."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from tests.oracle.base import Records
from tests.oracle.comparison import Chance, Exports
from tests.oracle.truth import Record

# QUIET is registered and in no record; OWN is the workspace's, not registered; STRAY occurs, not registered.
# OLDER became OLD on 11 March 2026, and OLD joined P2; GONE was closed for good.
REGISTER: tuple[Record, ...] = (
    {"unit_code": "P1", "level": "commune"},
    {"unit_code": "P2", "level": "commune", "valid_from": date(2026, 3, 10)},
    {"unit_code": "S1", "level": "department"},
    {"unit_code": "QUIET", "level": None},
    {"unit_code": "OLDER", "level": "commune", "valid_to": date(2026, 3, 10), "successor_code": "OLD"},
    {"unit_code": "OLD", "level": "commune", "valid_to": date(2026, 6, 9), "successor_code": "P2"},
    {"unit_code": "GONE", "level": "commune", "valid_to": date(2025, 12, 31)},
)
OWN = "OWN"
OF_RECORDS = ("P1", "P2", "S1", "STRAY", "P1", "P2", OWN, "OLD", "OLDER", "GONE")
# A table of 100 points. A maximum of nothing is odd, and must not be divided by.
MAX_POINTS = {"1.1": 40.0, "1.2": 20.5, "2.1": 30.0, "2.2": 9.5, "3": 0.0}
DOMAINS = {"1.1": "1", "1.2": "1", "2.1": "2", "2.2": "2", "3": None}
ROWS = ("A.I.1.1", "A.I.1.2", "A.II.2.4", "A.III.9", "P.IV.1", "P.IV.1", "P.III.3")
# No report is due for the second half; the rest by these days.
DUE = {
    "2025": date(2025, 12, 10),
    "2025-Q4": date(2025, 12, 10),
    "2026-Q1": date(2026, 3, 10),
    "2026-Q2": date(2026, 6, 10),
    "2026-H1": date(2026, 6, 10),
    "2026-H2": date(2026, 12, 10),
    "2026-Q4": date(2026, 12, 10),
    "2026": date(2026, 12, 10),
}
# For rows of the appendix a report may be for any part of the year.
PARTS = ("2026-02", "2026-03", "2026-01-15/2026-06-10", "2026-01-20/2026-03-31")


def unit(chance: Chance) -> object:
    return chance.of(*OF_RECORDS)


def finding(chance: Chance, number: int) -> dict[str, Any]:
    raised = chance.day()
    due = chance.maybe(0.8, chance.day_near(raised))
    return {
        "finding_code": f"f{number}",
        "unit_code": unit(chance),
        "kind": chance.of("par_inspection", "finance_audit"),
        "raised_on": raised,
        "due_on": due,
        "remedied_on": chance.maybe(0.7, chance.day_near(due)),
        "report_filed_on": chance.maybe(0.8, chance.day_near(due)),
    }


def staff(chance: Chance, number: int) -> dict[str, Any]:
    """Persons have several rows, some in another unit."""
    return {
        "staff_code": f"s{number % 25}",
        "unit_code": unit(chance),
        "as_of": chance.day(),
        "is_qualified": chance.flag(),
        "discipline": chance.of("none", "reprimand", "warning", "demotion", "dismissal", None),
        "disciplined_on": chance.maybe(0.7, chance.day()),
    }


def document(chance: Chance, number: int) -> dict[str, Any]:
    return {
        "document_code": f"v{number}",
        "unit_code": unit(chance),
        "direction": chance.of("in", "out", "internal", None),
        "handled_on": chance.day(),
        "is_handled_online": chance.flag(),
        "is_exchanged_electronically": chance.flag(),
        "is_digitally_signed": chance.flag(),
    }


def agency_report(chance: Chance, number: int) -> dict[str, Any]:
    return {
        "unit_code": unit(chance),
        "year": chance.of(2025, 2026, 2026, 2027),
        "duty": chance.of("budget_compliant", "documents_online", "edocuments_exchanged"),
        "is_fulfilled": chance.of(True, False),
    }


def survey_answer(chance: Chance, number: int) -> dict[str, Any]:
    """Few enough that some criteria have no answer in some periods and units."""
    return {
        "survey": chance.of("sipas", "sipas", "sipas", "papi_local"),
        "respondent_code": f"r{number}",
        "unit_code": unit(chance),
        "answered_on": chance.day(),
        "question_code": f"q{number}",
        "criterion": chance.of(1, 2, 3, 4, 5, 6, 7, 8, 9),
        "answer": chance.of(1, 2, 3, 4, 5, 4, 5, None),
    }


def papi_scores(chance: Chance) -> list[dict[str, Any]]:
    """Most places have whole years, of either origin; in some seeds all are alike, so that there is a mean of them."""
    places = ("P1", "P2") if chance.often(0.5) else ("P1", "P2", "S1", "STRAY", "OLDER", OWN)
    years = (2025,) if chance.often(0.5) else (2024, 2025, 2026, 2027)
    origins = ("published",) if chance.often(0.5) else ("published", "local_survey")
    found = []
    for place in places:
        for year in years:
            for origin in origins:
                lacking = chance.some([str(n) for n in range(1, 9)], chance.of(0.0, 0.0, 0.1, 0.7, 1.0))
                found += [
                    {"place_code": place, "year": year, "dimension": n, "score": papi_points(chance), "origin": origin}
                    for n in range(1, 9)
                    if str(n) not in lacking
                ]
    # Without an origin it is a local survey.
    return [row | {"origin": None} if row["origin"] != "published" and chance.often(0.5) else row for row in found]


def papi_points(chance: Chance) -> object:
    return chance.of(1.0, 4.9, 5.0, 6.35, 7.1, 10.0)


def assessments(chance: Chance) -> list[dict[str, Any]]:
    """Few different points: units tie, and their sums are not exact in binary. Half of the tables are complete."""
    found = []
    for unit_code in ("P1", "P2", "S1", "STRAY", "OLDER", OWN):
        for year in (2025, 2026, 2027):
            share = chance.of(0.0, 0.0, 0.2, 0.9)
            found += [
                {
                    "unit_code": unit_code,
                    "year": year,
                    "criterion_code": criterion,
                    "domain": DOMAINS[criterion],
                    "max_points": most,
                    "self_points": None if chance.often(share) else points(chance, most),
                    "appraised_points": None if chance.often(0.6) else points(chance, most),
                }
                for criterion, most in MAX_POINTS.items()
                if not chance.often(share)
            ]
    return found


def points(chance: Chance, most: float) -> object:
    return chance.of(0.1, 0.2, 0.3) if most else 0.0


def task_report(chance: Chance, number: int) -> dict[str, Any]:
    """The workspace's own unit never reports, and owes its reports all the same."""
    label = str(chance.of(*DUE))
    row = str(chance.of(*ROWS))
    return {
        "plan_row": row,
        "unit_code": chance.of("P1", "P2", "P2", "S1", "STRAY", "OLDER", "OLD"),
        "period": chance.of(label, *PARTS) if row.startswith("A.") else label,
        "state": chance.of("done", "on_track", "behind", "not_started"),
        "reported_on": chance.of(None, chance.day(), *(chance.day_near(DUE[label]) for _ in range(6))),
    }


def of_key(records: Iterable[Record], *key: str) -> list[Record]:
    return list({tuple(record[name] for name in key): record for record in records}.values())


def staff_lists(chance: Chance) -> list[dict[str, Any]]:
    """Lists of whole units: on each are most of its persons, some of another unit's."""
    found = []
    for unit_code in ("P1", "P2", "S1", "STRAY", "OLD", "OLDER"):
        for _ in range(3):
            as_of = chance.day()
            codes = chance.some([f"{unit_code} {n}" for n in range(6)], 0.7) + chance.some(["P1 0", "OLD 1"], 0.3)
            listed = {"unit_code": unit_code, "as_of": as_of}
            found += [staff(chance, n) | listed | {"staff_code": code} for n, code in enumerate(codes)]
    return found


def exported(chance: Chance, kind: str, make: Callable[[Chance, int], Record], count: int) -> list[dict[str, Any]]:
    exports = Exports(chance, kind)
    return [exports.record(make(chance, n)) for n in range(count)]


def generate(seed: int) -> Records:
    chance = Chance(seed)
    lists = Exports(chance, "staff")
    persons = [*(staff(chance, n) for n in range(60)), *staff_lists(chance)]
    return Records(
        units=REGISTER,
        findings=exported(chance, "findings", finding, 120),
        staff=of_key((lists.record(row) for row in persons), "staff_code", "as_of"),
        documents=exported(chance, "documents", document, 60),
        agency_reports=of_key((agency_report(chance, n) for n in range(30)), "unit_code", "year", "duty"),
        survey_answers=exported(chance, "survey_answers", survey_answer, 160),
        papi_scores=papi_scores(chance),
        assessments=assessments(chance),
        task_reports=of_key((task_report(chance, n) for n in range(150)), "plan_row", "unit_code", "period"),
        own_unit=OWN,
    )
