"""The engine and the plain-Python oracle agree on random registers, surveys and assessments, odd ones included."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import polars as pl
import pytest

from par_metrics.domain.period import Period
from par_metrics.figures.compute import answer
from par_metrics.figures.question import Question
from par_metrics.indicators.catalogue import catalogue
from par_metrics.indicators.targets import targets_with
from par_metrics.testing import Tables
from tests.oracle import compute as oracle
from tests.oracle.base import Figure, Record, Records
from tests.oracle.comparison import Chance, as_figures, flat, load

# SILENT is registered and in no record; OWN is the workspace's, not registered; STRAY occurs, not registered.
REGISTERED = ("P1", "P2", "S1", "SILENT")
OWN = "OWN"
OF_RECORDS = ("P1", "P2", "S1", "STRAY", "P1", "P2", OWN)
UNITS = (*REGISTERED, OWN, "STRAY", None)
PERIODS = tuple(
    Period.parse(label)
    for label in (
        "2026-02",
        "2026-03",
        "2026-Q1",
        "2026-Q2",
        "2026-H1",
        "2026",
        "2025",
        "2026-03-10",
        "2026-01-15/2026-06-10",
        "2025-12-10/2026-03-09",
        "2027-01-01/2027-06-09",
    )
)
AS_OF = (
    datetime(2025, 12, 20, 9),
    datetime(2026, 3, 10),
    datetime(2026, 3, 10, 12),
    datetime(2026, 3, 11),
    datetime(2026, 7, 1),
    datetime(2028, 1, 1),
)
# A maximum of nothing is odd, and must not be divided by.
MAX_POINTS = {"1.1": 1.0, "1.2": 0.5, "2.1": 2.0, "2.2": 1.0, "3": 0.0}
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


def papi_score(chance: Chance, number: int) -> dict[str, Any]:
    return {
        "place_code": unit(chance),
        "year": chance.of(2024, 2025, 2025, 2026, 2027),
        "dimension": number % 8 + 1,
        "score": chance.of(1.0, 4.9, 5.0, 6.35, 7.1, 10.0),
        "origin": chance.of("published", "local_survey", None),
    }


def assessment(chance: Chance, number: int) -> dict[str, Any]:
    """Few different points: units tie, and their sums are not exact in binary."""
    criterion = str(chance.of(*MAX_POINTS))
    points = (0.0,) if MAX_POINTS[criterion] == 0 else (0.1, 0.2, 0.3, 0.5)
    return {
        "unit_code": unit(chance),
        "year": chance.of(2025, 2026, 2026, 2027),
        "criterion_code": criterion,
        "domain": DOMAINS[criterion],
        "max_points": MAX_POINTS[criterion],
        "self_points": chance.maybe(0.7, chance.of(*points)),
        "appraised_points": chance.maybe(0.4, chance.of(*points)),
    }


def task_report(chance: Chance, number: int) -> dict[str, Any]:
    """The workspace's own unit never reports, and owes its reports all the same."""
    label = str(chance.of(*DUE))
    return {
        "plan_row": chance.of(*ROWS),
        "unit_code": chance.of("P1", "P2", "P2", "S1", "STRAY"),
        "period": label,
        "state": chance.of("done", "on_track", "behind", "not_started"),
        "reported_on": chance.of(None, chance.day(), *(chance.day_near(DUE[label]) for _ in range(3))),
    }


def of_key(records: Iterable[Record], *key: str) -> list[Record]:
    return list({tuple(record[name] for name in key): record for record in records}.values())


def generate(seed: int) -> Records:
    chance = Chance(seed)
    return Records(
        units=[{"unit_code": code, "level": "department" if code == "S1" else "commune"} for code in REGISTERED],
        findings=[finding(chance, n) for n in range(90)],
        staff=of_key((staff(chance, n) for n in range(90)), "staff_code", "as_of"),
        documents=[document(chance, n) for n in range(60)],
        agency_reports=of_key((agency_report(chance, n) for n in range(30)), "unit_code", "year", "duty"),
        survey_answers=[survey_answer(chance, n) for n in range(160)],
        papi_scores=of_key((papi_score(chance, n) for n in range(80)), "place_code", "year", "dimension"),
        assessments=of_key((assessment(chance, n) for n in range(60)), "unit_code", "year", "criterion_code"),
        task_reports=of_key((task_report(chance, n) for n in range(150)), "plan_row", "unit_code", "period"),
        own_unit=OWN,
    )


def ask(tables: Tables, ids: Iterable[str], as_of: datetime, by: str) -> pl.DataFrame:
    question = Question(tuple(catalogue[i] for i in ids), PERIODS, as_of, (by,), with_totals=by == "unit_code")
    return answer(tables.snapshot().engine, question, targets_with((), "test"), catalogue)


@pytest.mark.parametrize("as_of", AS_OF, ids=str)
@pytest.mark.parametrize("seed", range(4))
def test_every_figure_is_the_oracles(seed: int, as_of: datetime) -> None:
    records = generate(seed)
    with Tables(OWN) as tables:
        load(tables, records)
        figures = ask(tables, oracle.OF_REGISTERS, as_of, "unit_code")
    for period in PERIODS:
        for code in UNITS:
            expected = oracle.compute(records, period.start, period.end, as_of, code, oracle.OF_REGISTERS)
            found = figures.filter(
                (pl.col("period") == period.label) & pl.col("unit_code").eq_missing(pl.lit(code, pl.String))
            )
            assert as_figures(found) == pytest.approx(flat(expected), abs=1e-9), (period.label, code)


@pytest.mark.parametrize("seed", range(4))
def test_par_index_of_a_domain_is_the_oracles(seed: int) -> None:
    records = generate(seed)
    with Tables(OWN) as tables:
        load(tables, records)
        figures = ask(tables, ["par_index"], AS_OF[-1], "domain")
    for period in PERIODS:
        for domain in set(DOMAINS.values()):
            of_domain = [row for row in records.assessments if row["domain"] == domain]
            expected = oracle_par_index(of_domain, period)
            found = figures.filter(
                (pl.col("period") == period.label) & pl.col("domain").eq_missing(pl.lit(domain, pl.String))
            )
            # A domain that nobody was assessed in has no row.
            if any(row["year"] == period.start.year for row in of_domain):
                assert as_figures(found) == pytest.approx(flat(expected), abs=1e-9), (period.label, domain)
            else:
                assert found.is_empty()


def oracle_par_index(assessments: list[Record], period: Period) -> dict[str, Figure]:
    computed = oracle.compute(Records(assessments=assessments), period.start, period.end, AS_OF[-1])
    return {"par_index": computed["par_index"]}


def test_units_of_the_same_points_tie_though_their_binary_sums_differ() -> None:
    """0.1 + 0.2 of 2 is 0.3 of 2; 1 of 3 is 0.1 of 0.3."""
    points = {
        "P1": [(1.0, 0.1), (1.0, 0.2)],
        "P2": [(2.0, 0.3)],
        "S1": [(3.0, 1.0)],
        "STRAY": [(0.3, 0.1)],
        OWN: [(1.0, 0.0)],
    }
    records = Records(
        assessments=[
            {"unit_code": code, "year": 2026, "criterion_code": str(n), "max_points": most, "self_points": given}
            for code, rows in points.items()
            for n, (most, given) in enumerate(rows)
        ]
    )
    with Tables(OWN) as tables:
        load(tables, records)
        figures = ask(tables, ["par_index_rank"], AS_OF[-1], "unit_code")
    year = Period.parse("2026")
    found = dict(figures.filter(pl.col("period") == year.label).select("unit_code", "value").rows())
    expected = {
        code: oracle.compute(records, year.start, year.end, AS_OF[-1], code)["par_index_rank"].value
        for code in (*points, None)
    }
    assert expected == {"P1": 3, "P2": 3, "S1": 1, "STRAY": 1, OWN: 5, None: None}
    assert found == expected
