"""The queries a definition shows are the ones that count it: they run, and say what compute says."""

import re
from collections.abc import Iterator
from datetime import datetime

import polars as pl
import pytest

from par_metrics.domain.period import Period
from par_metrics.errors import UsageError
from par_metrics.indicators.base import Definition
from par_metrics.indicators.catalogue import catalogue
from par_metrics.indicators.parts import parts_of
from par_metrics.testing import Tables

PERIOD = "2026-H1"
END = Period.parse(PERIOD).end

# Something of each kind inside the period, and dossiers d4 and d5 that only the present has seen end.
RECORDS = {
    "units": "unit_code | level\nU1 | commune\nU2 | commune",
    "procedures": """
        procedure_code | level   | service_level | has_fee | returns_document | is_published | published_on
        1.000001       | commune | full          | yes     | yes              | yes          | 2026-02-05
        1.000002       | commune | partial       | no      | yes              | no           |
    """,
    "dossiers": """
        dossier_code | status | unit_code | procedure_code | channel | received_at      | due_at     | completed_at
        d1           | 10     | U1        | 1.000001       | online  | 2026-03-02 08:00 | 2026-03-05 | 2026-03-04 09:00
        d2           | 10     | U1        | 1.000001       | postal  | 2026-03-02 08:00 | 2026-03-05 | 2026-03-20 09:00
        d3           | 10     | U2        | 1.000002       | online  | 2026-04-02 08:00 |            | 2026-04-20 09:00
        d4           | 10     | U2        | 1.000002       | online  | 2026-06-02 08:00 | 2026-06-05 | 2026-07-20 09:00
        d5           | 10     | U1        |                |         | 2026-07-02 08:00 | 2026-07-05 | 2026-07-03 09:00
    """,
    "payments": """
        transaction_code | status | method | paid_at
        t1               | paid   | online | 2026-03-02 08:00
        t2               | paid   | cash   | 2026-03-03 08:00
    """,
    "feedback": """
        feedback_code | topic     | is_within_competence | sent_at          | processed_at     | published_at
        p1            | procedure | yes                  | 2026-03-02 08:00 | 2026-03-05 08:00 | 2026-03-06 08:00
        p2            | procedure | yes                  | 2026-03-02 08:00 | 2026-07-05 08:00 |
    """,
    "findings": """
        finding_code | unit_code | kind           | raised_on  | due_on     | remedied_on | report_filed_on
        f1           | U1        | par_inspection | 2026-03-01 | 2026-04-01 | 2026-03-20  | 2026-03-20
        f2           | U1        | finance_audit  | 2026-03-01 | 2026-04-01 | 2026-07-20  |
    """,
    "staff": """
        staff_code | unit_code | as_of      | is_qualified | discipline | disciplined_on
        s1         | U1        | 2026-03-31 | yes          | none       |
        s2         | U1        | 2026-03-31 | no           | warning    | 2026-03-02
    """,
    "documents": """
        document_code | unit_code | direction | handled_on | is_handled_online | is_digitally_signed
        v1            | U1        | in        | 2026-03-01 | yes               | no
    """,
    "agency_reports": "unit_code | year | duty | is_fulfilled\nU1 | 2026 | budget_compliant | yes",
    "survey_answers": """
        survey | respondent_code | unit_code | question_code | answered_on | criterion | answer
        sipas  | r1              | U1        | q1            | 2026-03-01  | 1         | 5
        sipas  | r2              | U1        | q1            | 2026-03-01  | 1         |
        sipas  | r1              | U1        | q5            | 2026-03-01  | 5         | 2
    """,
    "papi_scores": "place_code | year | dimension | score\nU1 | 2025 | 1 | 5.5\nU1 | 2025 | 8 | 6",
    "assessments": """
        unit_code | year | criterion_code | max_points | self_points | appraised_points
        U1        | 2026 | 1.1            | 2          | 2           | 1.5
        U1        | 2026 | 1.2            | 3          |             |
    """,
    "task_reports": """
        plan_row | unit_code | period  | state | reported_on
        P.IV.1   | U1        | 2026-Q1 | done  | 2026-03-10
        A.I.1.1  | U2        | 2026-Q1 | done  | 2026-03-11
    """,
}


@pytest.fixture(scope="module")
def tables() -> Iterator[Tables]:
    """Records, their current tables under the names of the kinds, the calendar, and what is made of registers."""
    with Tables() as tables:
        for kind, text in RECORDS.items():
            tables.add(kind, text)
        tables.connection.execute("UPDATE payments_versions SET amount_vnd = 1000")
        tables.snapshot().engine.compiler([Period.parse(PERIOD)], END)
        yield tables


def counted(tables: Tables, sql: str) -> dict[str, dict[str, float]]:
    """Indicator -> role -> count, of the columns as the query's own comments name them; what is 0 or null left out."""
    named = re.findall(r"^-- m(\d+): (\S+) of (\S+)$", sql, flags=re.MULTILINE)
    rows = tables.connection.sql(sql).pl().sort("branch").drop("branch", "period_id").rows()
    assert len(rows) <= 1, "the components of a composite share one pass"
    counts: dict[str, dict[str, float]] = {}
    for row in rows:
        for column, role, indicator in named:
            if row[int(column)]:
                counts.setdefault(indicator, {})[role] = row[int(column)]
    return counts


def computed(tables: Tables, definition: Definition) -> dict[str, dict[str, float]]:
    """The same from the engine."""
    counts = {}
    engine, period = tables.snapshot().engine, Period.parse(PERIOD)
    frame = engine.count(parts_of(definition, catalogue), [period], END, [()])
    excluded = frame["excluded"].str.json_decode(pl.Struct(dict.fromkeys(_reasons(definition), pl.Float64)))
    for figure, reasons in zip(frame.iter_rows(named=True), excluded, strict=True):
        roles = {role: figure[role] for role in ("numerator", "denominator", "statistic", "unlike")}
        roles |= {f"excluded:{reason}": count for reason, count in (reasons or {}).items()}
        counts[figure["indicator"]] = {role: count for role, count in roles.items() if count}
    return {indicator: roles for indicator, roles in counts.items() if roles}


def _reasons(definition: Definition) -> set[str]:
    return {reason for part in parts_of(definition, catalogue) for reason in part.reasons}


@pytest.mark.parametrize("definition", catalogue.versions(), ids=lambda d: d.alias)
def test_a_query_runs_as_it_stands_and_counts_what_compute_counts(tables: Tables, definition: Definition) -> None:
    """Câu lệnh in ra chạy được ngay trên các bảng hiện hành và cho đúng số đếm."""
    counts = counted(tables, definition.sql("duckdb", PERIOD))
    expected = computed(tables, definition)
    assert counts.keys() == expected.keys()
    for indicator, roles in expected.items():
        # A quantile is interpolated in doubles there.
        assert counts[indicator] == pytest.approx(roles, rel=1e-12)
    assert set(counts) <= {part.alias for part in parts_of(definition, catalogue)}


@pytest.mark.parametrize("definition", catalogue.versions(), ids=lambda d: d.alias)
def test_an_engine_writes_it_over_the_versions_it_looks_at(tables: Tables, definition: Definition) -> None:
    counts = counted(tables, definition.sql(tables.snapshot().engine, PERIOD))
    assert counts == counted(tables, definition.sql("duckdb", PERIOD))


def test_the_counts_are_those_of_the_rule(tables: Tables) -> None:
    """d1 was on time, d2 late, d3 has no due date; d4 ended only after the period."""
    on_time = counted(tables, catalogue["on_time_rate"].sql("duckdb", PERIOD))
    assert on_time == {"on_time_rate": {"numerator": 1, "denominator": 2, "excluded:no_due_date": 1}}
    index = counted(tables, catalogue["sipas"].sql("duckdb", PERIOD))
    assert index == {
        "sipas_1": {"numerator": 1, "denominator": 1, "excluded:no_answer": 1},
        "sipas_5": {"denominator": 1},
    }
    points = counted(tables, catalogue["par_index_rank"].sql("duckdb", PERIOD))["par_index"]
    assert (points["statistic"], points["denominator"], points["excluded:not_assessed"]) == (1.5, 2, 1)


def test_an_engine_that_knows_less_writes_what_it_knows(tables: Tables) -> None:
    """The records were loaded on 1 January 2026: the day before there was nothing to count."""
    engine = tables.snapshot().engine.at(datetime(2025, 12, 31))
    assert counted(tables, catalogue["on_time_rate"].sql(engine, PERIOD)) == {}


def test_a_query_says_what_it_counts(tables: Tables) -> None:
    first, formula, *_ = catalogue["on_time_rate"].sql().splitlines()
    assert first == "-- on_time_rate@2: On-time rate of resolved dossiers (Tỷ lệ hồ sơ giải quyết đúng hạn)"
    assert formula == f"-- {catalogue['on_time_rate'].formula.en}"


def test_an_unknown_engine_or_period_is_named() -> None:
    with pytest.raises(UsageError, match='no engine "oracle"; there are: duckdb'):
        catalogue["on_time_rate"].sql("oracle")
    with pytest.raises(UsageError, match="2026-13"):
        catalogue["on_time_rate"].sql("duckdb", "2026-13")
