"""The engine and the plain-Python oracle agree on random records, odd ones included."""

from datetime import datetime
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
from tests.oracle.base import Records
from tests.oracle.comparison import Chance, as_figures, flat, load

UNITS = [
    {"unit_code": "P1", "level": "commune"},
    {"unit_code": "P2", "level": "commune"},
    {"unit_code": "S1", "level": "department"},
]
PERIODS = ("2026-01", "2026-02", "2026-03", "2026-Q1", "2026")
AS_OF = (datetime(2026, 2, 14, 10, 30), datetime(2026, 4, 1), datetime(2027, 6, 1))


def dossier(chance: Chance, number: int) -> dict[str, Any]:
    received = chance.maybe(0.95, chance.moment())
    start = received if isinstance(received, datetime) else None
    requested = chance.maybe(0.3, chance.after(start, 10))
    return {
        "source": chance.of("one_stop", "one_stop", "one_stop", "national_portal", "paper_register"),
        "dossier_code": f"d{number % 90}",
        "unit_code": chance.of("P1", "P2", "S1"),
        "procedure_code": chance.of("1.000001", "1.000002", "1.000003", "1.000004", "1.999999", None),
        "channel": chance.of("online", "in_person", "postal", None),
        "received_at": received,
        "original_due_at": chance.maybe(0.3, chance.due(start)),
        "due_at": chance.maybe(0.85, chance.due(start)),
        "completed_at": chance.maybe(0.6, chance.after(start, 25)),
        "returned_at": chance.maybe(0.4, chance.after(start, 30)),
        "status": chance.of(1, 2, 3, 4, 4, 5, 5, 6, 7, 8, 9, 9, 10, 10, 10),
        "supplement_count": chance.of(None, 0, 1, 2),
        "supplement_requested_at": requested,
        "supplemented_at": chance.maybe(0.3, chance.after(start, 15)),
        "suspended_working_days": chance.of(None, None, 1.5, 3.0),
        "fee_vnd": chance.of(None, 0, 50000),
        "online_payment": chance.of("none", "national", "provincial", None),
        "has_digital_components": chance.flag(),
        "has_reused_components": chance.flag(),
        "has_digital_result": chance.flag(),
        "has_electronic_result": chance.flag(),
        "is_result_published": chance.flag(),
        "apology_sent_at": chance.maybe(0.4, chance.after(start, 30)),
        "is_apology_published": chance.flag(),
        "supplement_by_officer_fault": chance.flag(),
    }


def payment(chance: Chance, number: int) -> dict[str, Any]:
    return {
        "transaction_code": f"t{number}",
        "unit_code": chance.of("P1", "P2", "S1"),
        "amount_vnd": chance.of(0, 10000, 50000),
        "method": chance.of("online", "transfer", "card", "cash", None),
        "status": chance.of("paid", "paid", "paid", "pending", "refunded"),
        "paid_at": chance.maybe(0.9, chance.moment()),
    }


def feedback(chance: Chance, number: int) -> dict[str, Any]:
    sent = chance.moment()
    processed = chance.maybe(0.7, chance.after(sent, 40))
    return {
        "feedback_code": f"f{number}",
        "unit_code": chance.of("P1", "P2", "S1"),
        "topic": chance.of("procedure", "procedure", "procedure", "conduct", None),
        "is_within_competence": chance.of(True, True, None, False),
        "sent_at": sent,
        "transferred_at": chance.maybe(0.4, chance.after(sent, 5)),
        "supplement_requested_at": chance.maybe(0.2, chance.after(sent, 10)),
        "refused_at": chance.maybe(0.1, chance.after(sent, 5)),
        "processed_at": processed,
        "published_at": chance.maybe(0.5, chance.after(processed if isinstance(processed, datetime) else sent, 6)),
        "status": chance.of("processed", "processing", "refused", None, None, None),
        "likes": chance.of(None, 0, 1, 2),
        "dislikes": chance.of(None, None, 0, 1, 2),
        "reminders": chance.of(None, None, 0, 0, 1),
    }


def procedures(chance: Chance) -> list[dict[str, Any]]:
    decided = [chance.moment() for _ in range(4)]
    return [
        {
            "procedure_code": f"1.{number:06}",
            "level": chance.of("commune", "commune", "province", None),
            "service_level": chance.of("full", "full", "partial", None),
            "is_eligible_full_online": chance.flag(),
            "has_fee": chance.flag(),
            "is_eligible_online_payment": chance.flag(),
            "is_online_payment_enabled": chance.flag(),
            "is_published": chance.flag(),
            "published_on": chance.maybe(0.8, chance.after(decided[number - 1], 12).date()),
            "decision_on": chance.maybe(0.8, decided[number - 1].date()),
            "is_one_stop": chance.flag(),
            "returns_document": chance.flag(),
            "statutory_working_days": chance.of(None, 3, 10),
        }
        for number in range(1, 5)
    ]


def generate(seed: int) -> Records:
    chance = Chance(seed)
    found = {(d["source"], d["dossier_code"]): d for d in (dossier(chance, n) for n in range(140))}
    return Records(
        dossiers=list(found.values()),
        payments=[payment(chance, n) for n in range(60)],
        feedback=[feedback(chance, n) for n in range(60)],
        procedures=procedures(chance),
        units=UNITS,
    )


def test_every_indicator_has_an_oracle() -> None:
    lacking = set(catalogue) ^ set(oracle.INDICATORS)
    assert not lacking, f"enter in tests/oracle/compute.py, or remove there: {sorted(lacking)}"


@pytest.mark.parametrize("seed", range(12))
def test_every_figure_is_the_oracles(seed: int) -> None:
    records = generate(seed)
    indicators = tuple(catalogue[indicator] for indicator in oracle.OF_RECORDS)
    with Tables() as tables:
        load(tables, records)
        periods = tuple(Period.parse(label) for label in PERIODS)
        for as_of in AS_OF:
            asked = Question(indicators, periods, as_of, ("unit_code",), with_totals=True)
            figures = answer(tables.snapshot().engine, asked, targets_with((), "test"), catalogue)
            for period in periods:
                for unit in ("P1", "P2", "S1", None):
                    expected = oracle.compute(records, period.start, period.end, as_of, unit, oracle.OF_RECORDS)
                    found = figures.filter(
                        (pl.col("period") == period.label) & pl.col("unit_code").eq_missing(pl.lit(unit, pl.String))
                    )
                    assert as_figures(found) == pytest.approx(flat(expected), abs=1e-9), (period.label, unit, as_of)
