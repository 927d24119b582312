"""Each test names a wrong number that was once possible, here or elsewhere, and shows that it is not."""

import json
from datetime import datetime

import polars as pl
import pytest

from par_metrics.domain.period import Period
from par_metrics.indicators.base import Indicator
from par_metrics.indicators.catalogue import catalogue
from par_metrics.indicators.tables.records import TABLES
from par_metrics.testing import LATER, Ratio, Tables


def test_a_procedure_registered_under_two_codes_does_not_double_its_dossiers() -> None:
    """A join to the register that matches twice counts a dossier twice."""
    with Tables() as tables:
        tables.add("procedures", "procedure_code | service_level\n1.000001 | full")
        tables.connection.execute(
            "UPDATE procedures_versions SET superseded_at = TIMESTAMP '2026-02-01' WHERE procedure_code = '1.000001'"
        )
        tables.add("procedures", "procedure_code | service_level\n1.000001 | partial")
        tables.add(
            "dossiers", "dossier_code | procedure_code | channel | received_at\nd1 | 1.000001 | postal | 2026-03-02"
        )
        assert tables.compute("online_dossiers_rate", "2026-03") == Ratio(0, 1)
        assert tables.compute("full_online_dossiers_rate", "2026-03") == Ratio(0, 0)


def test_a_unit_name_with_a_quote_does_not_break_or_widen_the_explanation() -> None:
    with Tables() as tables:
        tables.add("dossiers", "dossier_code | unit_code | status | received_at\nd1 | O'Neill | 4 | 2026-03-02")
        tables.add("dossiers", "dossier_code | unit_code | status | received_at\nd2 | U2 | 4 | 2026-03-02")
        assert tables.explain("online_dossiers_rate", "2026-03", unit="O'Neill")["dossier_code"].to_list() == ["d1"]


def test_an_average_of_rates_is_not_the_rate() -> None:
    """1/1 and 0/9 is 1/10, not 50 %."""
    with Tables() as tables:
        tables.add(
            "dossiers", "dossier_code | unit_code | status | received_at | channel\nd0 | U1 | 4 | 2026-03-02 | online"
        )
        for number in range(1, 10):
            tables.insert(
                "dossiers",
                {
                    "dossier_code": f"d{number}",
                    "unit_code": "U2",
                    "status": 4,
                    "received_at": "2026-03-02",
                    "channel": "postal",
                },
            )
        assert tables.figures("online_dossiers_rate", "2026-03")["value"].item() == pytest.approx(0.1)


def all_figures(tables: Tables, as_of: datetime = LATER, by: tuple[str, ...] = ()) -> pl.DataFrame:
    """Of March, in one question."""
    return tables.snapshot(as_of).figures(list(catalogue.values()), [Period.parse("2026-03")], by)


def test_no_infinite_or_undefined_value_leaves_the_library() -> None:
    with Tables(own_unit="U1") as tables:
        figures = all_figures(tables, by=("unit_code",))
    assert set(figures["indicator"]) == set(catalogue)
    assert figures["value"].is_infinite().any() is False
    assert figures["value"].is_nan().any() is False


def test_nothing_of_the_future_counts_whatever_the_indicator() -> None:
    """A record that comes to exist after as_of changes no figure as of then."""
    early = datetime(2026, 3, 10)
    with Tables(own_unit="U1") as tables:
        of_procedures = {d.id for d in catalogue.values() if isinstance(d, Indicator) and d.table == "procedures"}
        before = all_figures(tables, early).filter(~pl.col("indicator").is_in(of_procedures))
        assert set(before["indicator"]) == set(catalogue) - of_procedures
        tables.add(
            "dossiers",
            """
            dossier_code | status | received_at      | due_at           | completed_at     | channel | supplement_requested_at | supplement_by_officer_fault
            d1           | 10     | 2026-03-12 08:00 | 2026-03-13 08:00 | 2026-03-14 08:00 | online  | 2026-03-12 09:00        | yes
            d2           | 4      | 2026-03-12 08:00 | 2026-03-09 08:00 |                  | online  |                         |
            """,
        )
        tables.add("payments", "transaction_code | paid_at | method\nt1 | 2026-03-12 08:00 | online")
        tables.add("feedback", "feedback_code | topic | sent_at\nf1 | procedure | 2026-03-12 08:00")
        after = all_figures(tables, early).filter(~pl.col("indicator").is_in(of_procedures))
    assert after.rows() == before.rows()


def test_candidates_are_population_and_excluded_always() -> None:
    """population = numerator + denominator-only, candidates = population + excluded, each candidate once."""
    with Tables(own_unit="U1") as tables:
        tables.add(
            "dossiers",
            """
            dossier_code | status | received_at      | due_at     | completed_at     | supplement_count
            d1           | 10     | 2026-03-02 08:00 | 2026-03-05 | 2026-03-04 08:00 | 0
            d2           | 9      | 2026-03-02 08:00 |            | 2026-03-04 08:00 | 2
            d3           | 10     | 2026-03-02 08:00 | 2026-03-05 |                  |
            d4           | 7      | 2026-03-02 08:00 | 2026-03-05 | 2026-03-04 08:00 |
            d5           | 5      | 2026-03-02 08:00 | 2026-03-05 |                  |
            """,
        )
        every = all_figures(tables)
        for indicator in catalogue.values():
            if not isinstance(indicator, Indicator):
                continue
            figures = every.filter(indicator=indicator.id)
            records = tables.explain(indicator.id, "2026-03")
            key = [indicator.distinct] if indicator.distinct else list(TABLES[indicator.table].key)
            excluded = sum(json.loads(figures["excluded"].item()).values())
            population = figures["denominator"].item()
            if population is None:
                population = figures["numerator"].item() or 0
            assert records.height == population + excluded
            assert records.select(pl.struct(key).n_unique()).item() == records.height


@pytest.mark.parametrize("scores", [(0.1, 0.2, 0.3), (0.3, 0.2, 0.1)])
def test_a_sum_is_the_same_in_whatever_order_the_records_come(scores: tuple[float, ...]) -> None:
    """Of doubles, 0.1 + 0.2 + 0.3 is not 0.3 + 0.2 + 0.1: asked twice, a mean differed from itself in the last digit."""
    with Tables() as tables:
        for place, score in enumerate(scores):
            tables.add("papi_scores", f"place_code | year | dimension | score\nU{place} | 2026 | 1 | {score}")
        assert tables.compute("papi_1", "2026") == (0.6, 3)
