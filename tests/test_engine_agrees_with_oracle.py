"""The engine and the plain-Python oracle agree on random records, odd ones included."""

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
from tests.oracle.base import Records
from tests.oracle.comparison import Chance, Exports, as_figures, flat, has_own_records, load
from tests.oracle.truth import Record

# OLDER became OLD, and OLD joined P2; GONE was closed for good; QUIET has no records.
UNITS: list[Record] = [
    {"unit_code": "P1", "level": "commune"},
    {"unit_code": "P2", "level": "commune", "valid_from": date(2026, 2, 11)},
    {"unit_code": "S1", "level": "department"},
    {"unit_code": "OLD", "level": "commune", "valid_to": date(2026, 2, 28), "successor_code": "P2"},
    {"unit_code": "OLDER", "level": "commune", "valid_to": date(2026, 1, 20), "successor_code": "OLD"},
    {"unit_code": "GONE", "level": "commune", "valid_to": date(2026, 2, 10)},
    {"unit_code": "QUIET", "level": None},
]
OF_RECORDS = ("P1", "P1", "P2", "P2", "S1", "S1", "OLD", "OLDER", "GONE")
REGISTERS = (datetime(2025, 12, 20, 7), datetime(2026, 2, 10, 12), datetime(2026, 2, 10, 12), datetime(2026, 4, 15))
PERIODS = ("2026-01", "2026-02", "2026-03", "2026-Q1", "2026")
AS_OF = (datetime(2026, 2, 14, 10, 30), datetime(2026, 4, 1), datetime(2027, 6, 1))


def dossier(chance: Chance, number: int) -> dict[str, Any]:
    received = chance.maybe(0.95, chance.moment())
    start = received if isinstance(received, datetime) else None
    requested = chance.maybe(0.3, chance.after(start, 10))
    return {
        "source": chance.of("one_stop", "one_stop", "one_stop", "national_portal", "paper_register"),
        "dossier_code": f"d{number % 150}",
        "unit_code": chance.of(*OF_RECORDS),
        "procedure_code": chance.of("1.000001", "1.000002", "1.000003", "1.000004", "1.000005", "1.999999", None),
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
        "unit_code": chance.of(*OF_RECORDS),
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
        "unit_code": chance.of(*OF_RECORDS),
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


def procedure(chance: Chance, number: int) -> dict[str, Any]:
    decided = chance.moment()
    return {
        "procedure_code": f"1.{number:06}",
        "level": chance.of("commune", "commune", "province", None),
        "service_level": chance.of("full", "full", "partial", "information", None),
        "is_eligible_full_online": chance.flag(),
        "has_fee": chance.flag(),
        "is_eligible_online_payment": chance.flag(),
        "is_online_payment_enabled": chance.flag(),
        "is_published": chance.flag(),
        "published_on": chance.maybe(0.8, chance.after(decided, 12).date()),
        "decision_on": chance.maybe(0.8, decided.date()),
        "is_one_stop": chance.flag(),
        "returns_document": chance.of(True, True, chance.flag()),
        "statutory_working_days": chance.of(None, 3, 10),
        "valid_from": chance.maybe(0.3, chance.moment().date()),
        "valid_to": chance.maybe(0.15, chance.moment().date()),
    }


def registers(chance: Chance) -> list[Record]:
    """Several registers of the procedures, each with its own columns, none with all procedures; loaded in any order."""
    found: list[Record] = []
    for number, exported_at in enumerate(REGISTERS):
        exports = Exports(chance, "procedures")
        origin = {"exported_at": exported_at, "loaded_at": datetime(2026, 5, 1 + number)}
        found += [exports.record(procedure(chance, n)) | origin for n in range(1, 6) if chance.often(0.6)]
    return chance.shuffled(found)


def generate(seed: int) -> Records:
    chance = Chance(seed)
    exports = {kind: Exports(chance, kind) for kind in ("dossiers", "payments", "feedback")}
    found = {(d["source"], d["dossier_code"]): d for d in (dossier(chance, n) for n in range(220))}
    return Records(
        dossiers=[of_source(exports["dossiers"].record(d), d["source"]) for d in found.values()],
        payments=[exports["payments"].record(payment(chance, n)) for n in range(60)],
        feedback=[exports["feedback"].record(feedback(chance, n)) for n in range(60)],
        procedures=registers(chance),
        units=UNITS,
    )


def of_source(record: dict[str, Any], source: object) -> dict[str, Any]:
    """An export that lacks the source is of the one-stop system."""
    return record if source == "one_stop" else record | {"source": source}


def test_every_indicator_has_an_oracle() -> None:
    lacking = set(catalogue) ^ set(oracle.INDICATORS)
    assert not lacking, f"enter in tests/oracle/compute.py, or remove there: {sorted(lacking)}"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "seed" in metafunc.fixturenames:
        metafunc.parametrize("seed", range(metafunc.config.getoption("seeds")))


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
                for unit in (*records.registered, None):
                    expected = oracle.compute(records, period.start, period.end, as_of, unit, oracle.OF_RECORDS)
                    found = figures.filter(
                        (pl.col("period") == period.label) & pl.col("unit_code").eq_missing(pl.lit(unit, pl.String))
                    )
                    if has_own_records(records, unit, min(as_of, period.end)) or not found.is_empty():
                        assert as_figures(found) == pytest.approx(flat(expected), abs=1e-9), (period.label, unit, as_of)
