"""The oracle of online services, payments and feedback on tables small enough to work out by hand."""

from typing import Any

from tests.oracle.base import Figure
from tests.oracle.test_compute import at, counts, dossier, march, without


def test_services_and_payments() -> None:
    full: dict[str, Any] = {"procedure_code": "full", "level": "commune", "service_level": "full"}
    procedures: list[dict[str, Any]] = [
        full | {"has_fee": True, "is_one_stop": True},
        {"procedure_code": "partial", "level": "commune", "service_level": "partial", "has_fee": False},
        {"procedure_code": "bare", "level": "commune", "is_one_stop": False},
        {"procedure_code": "of the province", "level": "province", "service_level": "full"},
    ]
    paid = {"online_payment": "national", "fee_vnd": 1}
    dossiers = [
        dossier("a", 4, "03-02 8", "03-05", None, procedure_code="full", channel="online", **paid),
        dossier("b", 4, "03-02 8", "03-05", None, procedure_code="full", channel="postal", fee_vnd=0),
        dossier("c", 4, "03-02 8", "03-05", None, procedure_code="full", fee_vnd=1),
        dossier("d", 4, "03-02 8", "03-05", None, procedure_code="full", channel="postal", online_payment="none"),
        dossier("e", 4, "03-02 8", "03-05", None, procedure_code="partial", channel="online"),
        dossier("f", 4, "03-02 8", "03-05", None, procedure_code="bare", channel="online", **paid),
        dossier("g", 4, "03-02 8", "03-05", None, procedure_code="in no register"),
        dossier("h", 4, "03-02 8", "03-05", None),
        dossier("i", 4, "03-02 8", "03-05", None, source="paper_register"),
        dossier("a", 4, "03-02 8", "03-05", None, source="national_portal"),
    ]
    units = [{"unit_code": "H60.101", "level": "commune"}]
    figures = march(dossiers=dossiers, procedures=procedures, units=units)
    assert counts(figures["full_online_dossiers_rate"]) == (1, 3, {"not_known": 2, "unknown_procedure": 2})
    assert counts(figures["online_dossiers_rate"]) == (3, 5, {"not_known": 3})
    # Of the full one an online dossier is known; of the bare one the level is not.
    used = figures["full_online_services_used_rate"]
    assert used == Figure(1, 1, {"not_known": 1, "unknown_procedure": 1}, 1.0)
    not_online = [d for d in dossiers if d.get("procedure_code") == "full" and d["dossier_code"] != "a"]
    figure = march(dossiers=not_online, procedures=procedures, units=units)["full_online_services_used_rate"]
    assert counts(figure) == (0, 0, {"not_known": 1})
    # Whether c was paid online, whether d owes a fee, and whether f's procedure has one, is not known.
    paid_online = figures["online_payment_dossiers_rate"]
    assert counts(paid_online) == (1, 1, {"not_known": 3, "unknown_procedure": 2})
    assert counts(figures["one_stop_procedures_rate"]) == (1, 2, {"not_known": 1})
    assert counts(figures["dossiers_on_system_rate"]) == (8, 9, {})


def test_payments_of_unknown_method() -> None:
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
    figures = march(payments=[*payments, without(payments[0], "method")])
    assert counts(figures["online_payment_rate"]) == (1, 3, {"not_known": 2})
    assert counts(figures["cashless_payment_rate"]) == (2, 3, {"not_known": 2})


def test_one_system_alone_cannot_tell_what_it_lacks() -> None:
    here = dossier("here", 4, "03-02 8", "03-05", None)
    there = dossier("there", 4, "03-02 8", "03-05", None, source="national_portal")
    name = "dossiers_on_system_rate"
    assert march(dossiers=[here])[name] == Figure(1, 1, {}, None)
    assert march(dossiers=[there])[name] == Figure(0, 1, {}, None)
    assert march(dossiers=[here, there])[name] == Figure(1, 2, {}, 0.5)
    # The other one has been loaded for the unit, be it of February; of April it is too late.
    of_february = [here, there | {"received_at": at("02-02 8")}]
    assert march(dossiers=of_february)[name] == Figure(1, 1, {}, 1.0)
    assert march(dossiers=[here, there | {"received_at": at("04-02 8")}])[name].value is None
    elsewhere = [here, there | {"unit_code": "H60.102"}]
    assert march(dossiers=elsewhere, unit="H60.101")[name].value is None
    assert march(dossiers=elsewhere)[name].value == 0.5


def sent(day: str, **more: Any) -> dict[str, Any]:
    record = {"unit_code": "H60.101", "topic": "procedure", "sent_at": at(day)}
    return record | {"processed_at": None, "published_at": None} | more


def test_feedback_waits_for_its_fifteenth_working_day() -> None:
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


def test_feedback_of_which_too_little_is_known() -> None:
    answered = sent("03-02 8", processed_at=at("03-03 8"), published_at=at("03-04 8"))
    feedback = [
        answered,
        answered | {"topic": None},
        answered | {"is_within_competence": None},
        answered | {"is_within_competence": None, "topic": "other"},
        without(answered, "published_at"),
        without(sent("03-02 8"), "processed_at"),
        # Not known goes before not yet due.
        without(sent("03-30 8"), "processed_at"),
        without(sent("03-30 8"), "topic"),
        sent("03-30 8", unread={"published_at"}),
    ]
    figures = march(as_of=at("04-15 8"), feedback=feedback)
    excluded = {"not_known": 5, "not_yet_due": 1}
    assert counts(figures["feedback_resolved_rate"]) == (2, 2, excluded)
    assert counts(figures["feedback_on_time_rate"]) == (2, 2, excluded)
    # The one of 30 March without a topic is known not to have been processed.
    assert counts(figures["feedback_published_rate"]) == (1, 1, {"not_known": 5})
