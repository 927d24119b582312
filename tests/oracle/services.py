"""The oracle of online services, digitisation, payments and feedback."""

from collections.abc import Callable
from typing import Any

from tests.oracle.base import (
    FEEDBACK_EVENTS,
    FEEDBACK_WORKING_DAYS,
    Figure,
    Question,
    Record,
    Tally,
    deadline,
    masked,
    received,
    resolved,
)


def _received_with(q: Question, condition: Callable[[Record], object]) -> Figure:
    tally = Tally()
    for d in received(q):
        tally.count(condition(d))
    return tally.rate()


def digital_components_rate(q: Question) -> Figure:
    return _received_with(q, lambda d: d.get("has_digital_components"))


def reused_components_rate(q: Question) -> Figure:
    return _received_with(q, lambda d: d.get("has_reused_components"))


def online_dossiers_rate(q: Question) -> Figure:
    return _received_with(q, lambda d: d.get("channel") == "online")


def _result_rate(q: Question, column: str) -> Figure:
    tally = Tally()
    ended, endless = resolved(q)
    for d in endless:
        if q.procedure(d).get("returns_document") is not False:
            tally.exclude("no_end_date")
    for d in ended:
        returns_document = q.procedure(d).get("returns_document")
        if returns_document is None:
            tally.exclude("unknown_procedure")
        elif returns_document:
            tally.count(d.get(column))
    return tally.rate()


def digital_result_rate(q: Question) -> Figure:
    return _result_rate(q, "has_digital_result")


def electronic_result_rate(q: Question) -> Figure:
    return _result_rate(q, "has_electronic_result")


def full_online_dossiers_rate(q: Question) -> Figure:
    tally = Tally()
    for d in received(q):
        service_level = q.procedure(d).get("service_level")
        if service_level is None:
            tally.exclude("unknown_procedure")
        elif service_level == "full":
            tally.count(d.get("channel") == "online")
    return tally.rate()


def full_online_services_used_rate(q: Question) -> Figure:
    used: dict[str, bool] = {}
    for d in received(q):
        procedure = q.procedure(d)
        if procedure.get("service_level") == "full":
            code = procedure["procedure_code"]
            used[code] = used.get(code, False) or d.get("channel") == "online"
    tally = Tally()
    for has_online in used.values():
        tally.count(has_online)
    return tally.rate()


def online_payment_dossiers_rate(q: Question) -> Figure:
    tally = Tally()
    for d in received(q):
        has_fee = q.procedure(d).get("has_fee")
        if d.get("fee_vnd") == 0 or has_fee is False:
            continue
        if has_fee is None:
            tally.exclude("unknown_procedure")
        else:
            tally.count(d.get("online_payment") in ("national", "provincial"))
    return tally.rate()


def _payments(q: Question) -> list[dict[str, Any]]:
    known = [masked(p, ("paid_at",), q.as_of) for p in q.records.payments]
    return [
        p
        for p in known
        if (q.unit is None or p["unit_code"] == q.unit)
        and p["status"] == "paid"
        and p["amount_vnd"] > 0
        and q.in_window(p.get("paid_at"))
    ]


def online_payment_rate(q: Question) -> Figure:
    tally = Tally()
    for p in _payments(q):
        tally.count(p.get("method") == "online")
    return tally.rate()


def cashless_payment_rate(q: Question) -> Figure:
    """A payment of unknown method is not known to be cashless."""
    tally = Tally()
    for p in _payments(q):
        tally.count(p.get("method") is not None and p["method"] != "cash")
    return tally.rate()


def _feedback(q: Question) -> list[dict[str, Any]]:
    """Feedback in question, each with its `deadline` and whether it `is_due` (processed, or its deadline passed)."""
    found = []
    for record in q.records.feedback:
        known = masked(record, FEEDBACK_EVENTS, q.as_of)
        # Refused without a date counts as refused; refused later than A is not yet.
        refused = known.get("refused_at") is not None or (
            record.get("status") == "refused" and record.get("refused_at") is None
        )
        within = record.get("is_within_competence") is not False
        if q.unit not in (None, record["unit_code"]) or record.get("topic") != "procedure" or not within or refused:
            continue
        if not q.in_window(known.get("sent_at")):
            continue
        start = max(known["sent_at"], known.get("transferred_at") or known["sent_at"])
        known["deadline"] = deadline(start, FEEDBACK_WORKING_DAYS)
        known["is_due"] = known.get("processed_at") is not None or q.as_of > known["deadline"]
        found.append(known)
    return found


def _feedback_rate(q: Question, condition: Callable[[Record], object]) -> Figure:
    tally = Tally()
    for f in _feedback(q):
        if f["is_due"]:
            tally.count(condition(f))
        else:
            tally.exclude("not_yet_due")
    return tally.rate()


def feedback_resolved_rate(q: Question) -> Figure:
    return _feedback_rate(q, lambda f: f.get("processed_at") is not None)


def feedback_on_time_rate(q: Question) -> Figure:
    return _feedback_rate(q, lambda f: f.get("processed_at") is not None and f["processed_at"] <= f["deadline"])


def feedback_published_rate(q: Question) -> Figure:
    tally = Tally()
    for f in _feedback(q):
        if f.get("processed_at") is not None:
            tally.count(f.get("published_at") is not None)
    return tally.rate()
