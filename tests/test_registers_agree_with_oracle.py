"""The engine and the plain-Python oracle agree on random registers, surveys and assessments, odd ones included."""

from collections.abc import Iterable
from datetime import datetime
from functools import cache

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
from tests.oracle.comparison import as_figures, flat, has_own_records, load
from tests.oracle.random_registers import DOMAINS, OWN, REGISTER, generate
from tests.oracle.truth import Record

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


@cache
def loaded(seed: int) -> tuple[Records, Tables]:
    """Random records, also loaded: into tables that stay for all who only ask."""
    records, tables = generate(seed), Tables(OWN)
    load(tables, records)
    return records, tables


def ask(tables: Tables, ids: Iterable[str], as_of: datetime, by: str) -> pl.DataFrame:
    question = Question(tuple(catalogue[i] for i in ids), PERIODS, as_of, (by,), with_totals=by == "unit_code")
    return answer(tables.snapshot().engine, question, targets_with((), "test"), catalogue)


@pytest.mark.parametrize("as_of", AS_OF, ids=str)
@pytest.mark.parametrize("seed", range(2))
def test_every_figure_is_the_oracles(seed: int, as_of: datetime) -> None:
    records, tables = loaded(seed)
    figures = ask(tables, oracle.OF_REGISTERS, as_of, "unit_code")
    for period in PERIODS:
        for code in UNITS:
            expected = oracle.compute(records, period.start, period.end, as_of, code, oracle.OF_REGISTERS)
            found = figures.filter(
                (pl.col("period") == period.label) & pl.col("unit_code").eq_missing(pl.lit(code, pl.String))
            )
            if not has_own_records(records, code, min(as_of, period.end)):
                # A unit that another took over from has a figure only where its own records stay with it.
                expected = {name: expected[name] for name in found["indicator"]}
            assert as_figures(found) == pytest.approx(flat(expected), abs=1e-9), (period.label, code)


@pytest.mark.parametrize("seed", range(4))
def test_par_index_of_a_domain_is_the_oracles(seed: int) -> None:
    records, tables = loaded(seed)
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
        "QUIET": [(300.0, 0.9)],
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
    ranks = {"STRAY": 1, "P1": 2, "P2": 2, "QUIET": 2, OWN: 5, "S1": None, "OLD": None, None: None}
    assert expected == ranks
    assert {code: found[code] for code in expected} == expected
