"""The oracle on tables small enough to work out by hand."""

from datetime import date, datetime, time
from typing import Any

import pytest

from tests.oracle.base import deadline, is_working_day, working_days_between
from tests.oracle.compute import Figure, Records, compute

LATER = datetime(2026, 10, 1)


def at(text: str) -> datetime:
    """`03-05 16` is 5 March 2026, 16:00; `03-05` the end of that day."""
    day, _, hour = text.partition(" ")
    moment = time(int(hour)) if hour else time.max
    return datetime.combine(date.fromisoformat(f"2026-{day}"), moment)


def dossier(
    code: str, status: int, received: str | None, due: str | None, end: str | None, **more: Any
) -> dict[str, Any]:
    return {
        "dossier_code": code,
        "unit_code": "H60.101",
        "status": status,
        "received_at": at(received) if received else None,
        "due_at": at(due) if due else None,
        "completed_at": at(end) if end else None,
        **more,
    }


def march(as_of: datetime = LATER, unit: str | None = None, **tables: list[dict[str, Any]]) -> dict[str, Figure]:
    return compute(Records(**tables), datetime(2026, 3, 1), datetime(2026, 4, 1), as_of, unit)


def counts(figure: Figure) -> tuple[float | None, float | None, dict[str, int]]:
    return figure.numerator, figure.denominator, figure.excluded


ON_TIME = [
    dossier("on the day", 10, "03-02 8", "03-05", "03-05 16"),
    dossier("a day late", 10, "03-02 8", "03-05", "03-06 8"),
    dossier("late, once moved", 9, "03-02 8", "03-09", "03-06 8", original_due_at=at("03-05")),
    dossier("open", 4, "03-02 8", "03-05", None),
    dossier("withdrawn", 7, "03-02 8", "03-05", "03-03 8"),
    dossier("no due date", 10, "03-02 8", None, "03-05 16"),
    dossier("no end date", 10, "03-02 8", "03-05", None),
    dossier("ended in April", 10, "03-30 8", "04-03", "04-02 8"),
    dossier("never received", 3, None, None, None),
]


def test_on_time_counts_dossiers_that_ended_in_the_month() -> None:
    figures = march(dossiers=ON_TIME)
    excluded = {"no_end_date": 1, "no_due_date": 1}
    assert counts(figures["on_time_rate"]) == (2, 3, excluded)
    assert counts(figures["on_time_rate_original_due"]) == (1, 3, excluded)
    assert counts(figures["results_published_rate"]) == (0, 4, {"no_end_date": 1})


def test_on_time_of_dossiers_due_in_the_month_counts_open_ones_and_excludes_withdrawn_ones() -> None:
    # Due in March: on the day, a day late, late once moved, open, no end date; in time are the first and the third.
    assert counts(march(dossiers=ON_TIME)["on_time_rate_due"]) == (2, 5, {"withdrawn": 1})


def test_what_ends_after_as_of_is_still_open() -> None:
    figures = march(as_of=at("03-06 0"), dossiers=ON_TIME)
    assert counts(figures["on_time_rate"]) == (1, 1, {"no_end_date": 1, "no_due_date": 1})
    # Past their due day and open at 6 March 0:00: a day late, open.
    assert counts(figures["overdue_open_count"]) == (2, None, {"no_end_date": 1})


def test_overdue_is_a_stock_at_the_end_of_the_month_whatever_was_done_later() -> None:
    cleared = dossier("cleared in April", 10, "02-02 8", "02-20", "04-10 8")
    assert march(dossiers=[cleared])["overdue_open_count"].numerator == 1


def test_qd766_counts_carried_over_and_open_dossiers() -> None:
    dossiers = [
        dossier("carried over, in time", 10, "02-25 8", "03-05", "03-04 8"),
        dossier("ended before", 10, "02-02 8", "02-05", "02-04 8"),
        dossier("open, not due", 4, "03-30 8", "04-05", None),
        dossier("open, overdue", 4, "03-02 8", "03-05", None),
        dossier("asked twice", 10, "03-02 8", "03-05", "03-04 8", supplement_count=2),
        dossier("clock stopped", 5, "03-02 8", "03-05", None, supplement_requested_at=at("03-04 8")),
        dossier(
            "saved by the supplement",
            10,
            "03-02 8",
            "03-05",
            "03-09 8",
            supplement_requested_at=at("03-03 8"),
            supplemented_at=at("03-08 8"),
        ),
        dossier("no due date at all", 4, "03-02 8", None, None),
        dossier("within the law's limit", 10, "03-02 8", None, "03-04 8", procedure_code="1.000001"),
    ]
    procedures = [{"procedure_code": "1.000001", "statutory_working_days": 2}]
    figures = march(dossiers=dossiers, procedures=procedures)
    # In time: carried over, open not due, clock stopped, saved, within the limit; late: overdue, asked twice.
    assert counts(figures["on_time_rate_qd766"]) == (5, 7, {"no_due_date": 1})


def test_working_days_skip_tet_and_count_the_make_up_saturday() -> None:
    assert working_days_between(datetime(2026, 2, 13, 8), datetime(2026, 2, 24, 8)) == 2
    assert is_working_day(date(2026, 8, 22))
    assert not is_working_day(date(2026, 8, 31))
    assert deadline(datetime(2026, 8, 20, 8), 2) == datetime(2026, 8, 22, 23, 59, 59, 999999)


def test_processing_days() -> None:
    dossiers = [
        dossier("1", 10, "03-02 8", "03-05", "03-03 8"),
        dossier("2", 10, "03-02 8", "03-05", "03-04 8"),
        dossier("9", 10, "03-02 8", "03-05", "03-13 8"),
        dossier("9 - 3", 10, "03-02 8", "03-05", "03-13 8", suspended_working_days=3.0),
    ]
    figures = march(dossiers=dossiers)
    assert counts(figures["processing_working_days"]) == (18, 4, {})
    assert figures["processing_working_days_median"].value == 4.0
    # Sorted 1, 2, 6, 9: place 2.7 lies at 6 + 0.7 x 3.
    assert figures["processing_working_days_p90"].value == pytest.approx(8.1)


def test_apologies_are_owed_for_late_overdue_and_faulty_ones_once_each() -> None:
    sent = {"apology_sent_at": at("03-20 8"), "is_apology_published": True}
    fault = {"supplement_by_officer_fault": True, "supplement_requested_at": at("03-03 8")}
    dossiers = [
        dossier("late and at fault", 10, "03-02 8", "03-05", "03-06 8", **sent, **fault),
        dossier("overdue", 4, "03-02 8", "03-05", None),
        dossier("at fault", 4, "03-02 8", "05-05", None, **fault, **(sent | {"is_apology_published": False})),
        dossier("in time", 10, "03-02 8", "03-05", "03-04 8", **sent),
    ]
    assert counts(march(dossiers=dossiers)["apology_rate"]) == (1, 3, {})


def test_services_and_payments() -> None:
    procedures: list[dict[str, Any]] = [
        {"procedure_code": "full", "level": "commune", "service_level": "full", "has_fee": True, "is_one_stop": True},
        {"procedure_code": "partial", "level": "commune", "service_level": "partial", "has_fee": False},
        {"procedure_code": "of the province", "level": "province", "service_level": "full"},
    ]
    dossiers = [
        dossier("a", 4, "03-02 8", "03-05", None, procedure_code="full", channel="online", online_payment="national"),
        dossier("b", 4, "03-02 8", "03-05", None, procedure_code="full", fee_vnd=0),
        dossier("c", 4, "03-02 8", "03-05", None, procedure_code="partial", channel="online"),
        dossier("d", 4, "03-02 8", "03-05", None),
        dossier("e", 4, "03-02 8", "03-05", None, source="paper_register"),
        dossier("a", 4, "03-02 8", "03-05", None, source="national_portal"),
    ]
    payments: list[dict[str, Any]] = [
        {"unit_code": "H60.101", "status": status, "amount_vnd": amount, "method": method, "paid_at": at("03-03 8")}
        for status, amount, method in (
            ("paid", 1, "online"),
            ("paid", 1, "card"),
            ("paid", 1, "cash"),
            ("paid", 0, "online"),
            ("unpaid", 1, "online"),
            ("paid", 1, None),
        )
    ]
    units = [{"unit_code": "H60.101", "level": "commune"}]
    figures = march(dossiers=dossiers, procedures=procedures, payments=payments, units=units)
    assert counts(figures["full_online_dossiers_rate"]) == (1, 2, {"unknown_procedure": 1})
    assert counts(figures["online_dossiers_rate"]) == (2, 4, {})
    assert counts(figures["full_online_services_used_rate"]) == (1, 1, {})
    assert counts(figures["online_payment_dossiers_rate"]) == (1, 1, {"unknown_procedure": 1})
    assert counts(figures["dossiers_on_system_rate"]) == (4, 5, {})
    assert counts(figures["one_stop_procedures_rate"]) == (1, 2, {})
    assert counts(figures["online_payment_rate"]) == (1, 4, {})
    assert counts(figures["cashless_payment_rate"]) == (2, 4, {})


def test_feedback_waits_for_its_fifteenth_working_day() -> None:
    def sent(day: str, **more: Any) -> dict[str, Any]:
        return {"unit_code": "H60.101", "topic": "procedure", "sent_at": at(day), **more}

    feedback = [
        sent("03-02 8", processed_at=at("03-23"), published_at=at("03-24 8")),  # 15 working days after 2 March
        sent("03-02 8", processed_at=at("03-24 8")),
        sent("03-02 8"),
        sent("03-30 8"),  # due at the end of 20 April
        sent("03-02 8", refused_at=at("03-03 8")),
        sent("03-02 8", status="refused"),
        sent("03-02 8") | {"topic": "conduct"},
        sent("03-02 8", is_within_competence=False),
    ]
    figures = march(as_of=at("04-15 8"), feedback=feedback)
    assert counts(figures["feedback_resolved_rate"]) == (2, 3, {"not_yet_due": 1})
    assert counts(figures["feedback_on_time_rate"]) == (1, 3, {"not_yet_due": 1})
    assert counts(figures["feedback_published_rate"]) == (1, 2, {})


def test_nothing_counted_is_no_value() -> None:
    figures = march(unit="H60.102", dossiers=ON_TIME)
    assert figures["on_time_rate"] == Figure(0, 0, {}, None)
    assert figures["processing_working_days_median"] == Figure(None, 0, {}, None)
    assert figures["overdue_open_count"] == Figure(0, None, {}, 0)
