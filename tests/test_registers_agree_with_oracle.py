"""The engine and the plain-Python oracle agree on random registers, surveys and assessments, odd ones included."""

from collections.abc import Callable, Iterable
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
from tests.oracle.base import Figure, Records
from tests.oracle.comparison import Chance, Exports, as_figures, flat, has_own_records, load
from tests.oracle.truth import Record

# SILENT is registered and in no record; OWN is the workspace's, not registered; STRAY occurs, not registered.
# OLDER became OLD on 11 March 2026, and OLD joined P2; GONE was closed for good.
REGISTER: tuple[Record, ...] = (
    {"unit_code": "P1", "level": "commune"},
    {"unit_code": "P2", "level": "commune", "valid_from": date(2026, 3, 10)},
    {"unit_code": "S1", "level": "department"},
    {"unit_code": "SILENT", "level": None},
    {"unit_code": "OLDER", "level": "commune", "valid_to": date(2026, 3, 10), "successor_code": "OLD"},
    {"unit_code": "OLD", "level": "commune", "valid_to": date(2026, 6, 9), "successor_code": "P2"},
    {"unit_code": "GONE", "level": "commune", "valid_to": date(2025, 12, 31)},
)
OWN = "OWN"
OF_RECORDS = ("P1", "P2", "S1", "STRAY", "P1", "P2", OWN, "OLD", "OLDER", "GONE")
UNITS = (*(unit["unit_code"] for unit in REGISTER), OWN, "STRAY", None)
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
            if has_own_records(records, code, min(as_of, period.end)) or not found.is_empty():
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
    """Without a table no domain can be told to be incomplete."""
    records = Records(assessments=assessments, par_index_total=0)
    return {"par_index": oracle.compute(records, period.start, period.end, AS_OF[-1])["par_index"]}


def test_units_of_the_same_points_tie_though_their_binary_sums_differ() -> None:
    """0.1 + 0.2 of 100 is 0.3 of 100, and 0.9 of 300."""
    points = {
        "P1": [(50.0, 0.1), (50.0, 0.2)],
        "P2": [(100.0, 0.3)],
        "SILENT": [(300.0, 0.9)],
        "STRAY": [(99.9, 0.4), (0.1, 0.0)],
        "S1": [(100.0, 0.5)],
        "OLD": [(99.9, 0.5)],
        OWN: [(100.0, 0.0)],
    }
    records = Records(
        units=REGISTER,
        assessments=[
            {"unit_code": code, "year": 2026, "criterion_code": str(n), "max_points": most, "self_points": given}
            for code, rows in points.items()
            for n, (most, given) in enumerate(rows)
        ],
        own_unit=OWN,
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
    # S1 is no commune, and OLD's table falls short of 100 points.
    ranks = {"STRAY": 1, "P1": 2, "P2": 2, "SILENT": 2, OWN: 5, "S1": None, "OLD": None, None: None}
    assert expected == ranks
    assert {code: found[code] for code in expected} == expected
