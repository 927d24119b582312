"""The oracle of the inputs of the 766 score (Quyết định 766/QĐ-TTg; working document of the portal).

Procedures belong to units by level; over all units a procedure counts once, and is used if any unit used it.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time
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
    offered_procedures,
    received,
    resolved,
)

PUBLICATION_WORKING_DAYS = 5
REFUSAL_WORKING_DAYS = 2
SUPPLEMENT_WORKING_DAYS = 5
ANSWER_PUBLICATION_WORKING_DAYS = 2


def qd766_published_on_time_rate(q: Question) -> Figure:
    """Publication is an event like others: after A it has not happened, and is awaited until its deadline passed.

    A day of publication of what is not published is a contradiction; agreed: it is no longer awaited, and is not
    in time.
    """
    tally = Tally()
    for p in offered_procedures(q):
        decided = p.get("decision_on")
        if decided is None or not q.in_window(datetime.combine(decided, time.min)):
            continue
        due = deadline(datetime.combine(decided, time.min), PUBLICATION_WORKING_DAYS)
        published = datetime.combine(p["published_on"], time.min) if p.get("published_on") else None
        happened = published is not None and published <= q.as_of
        if not happened and q.as_of <= due:
            tally.exclude("not_yet_due")
        else:
            tally.count(p.get("is_published") and happened and published is not None and published <= due)
    return tally.rate()


def _online_services(q: Question) -> list[Record]:
    return [p for p in offered_procedures(q) if p.get("service_level") in ("partial", "full")]


def _fee_procedures(q: Question) -> list[Record]:
    return [p for p in offered_procedures(q) if p.get("has_fee")]


def _used(q: Question, procedures: list[Record], condition: Callable[[Record], object]) -> Figure:
    """Used by a unit that offers it; agreed: a province's procedure handed in at a commune is used by neither."""
    offering = {
        u["unit_code"]: {p["procedure_code"] for p in offered_procedures(replace(q, unit=u["unit_code"]))}
        for u in q.records.units
    }
    used = {
        d.get("procedure_code")
        for d in received(q)
        if condition(d) and d.get("procedure_code") in offering.get(d["unit_code"], ())
    }
    tally = Tally()
    for p in procedures:
        tally.count(p["procedure_code"] in used)
    return tally.rate()


def qd766_online_services_rate(q: Question) -> Figure:
    tally = Tally()
    for p in offered_procedures(q):
        tally.count(p in _online_services(q))
    return tally.rate()


def qd766_online_services_used_rate(q: Question) -> Figure:
    return _used(q, _online_services(q), lambda d: d.get("channel") == "online")


def qd766_procedures_paid_online_rate(q: Question) -> Figure:
    return _used(q, _fee_procedures(q), lambda d: d.get("online_payment") in ("national", "provincial"))


def qd766_fee_procedures_used_rate(q: Question) -> Figure:
    return _used(q, _fee_procedures(q), lambda d: True)


def qd766_digitised_dossiers_rate(q: Question) -> Figure:
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
            tally.count(d.get("has_digital_components") and d.get("has_digital_result"))
    return tally.rate()


def _feedback(q: Question) -> list[dict[str, Any]]:
    """Within competence, of any topic, as it stood at T."""
    return [
        masked(f, FEEDBACK_EVENTS, q.until) | {"never_dated_refusal": f.get("refused_at") is None}
        for f in q.records.feedback
        if q.unit in (None, f["unit_code"]) and f.get("is_within_competence") is not False and q.in_window(f["sent_at"])
    ]


def _in_time(f: Record, at: datetime) -> bool:
    """Every step taken was taken within its limit, and an answer that is owed still has time.

    Feedback that awaits a supplement (PA chờ bổ sung) owes no answer: that document lists it as processed.
    An answer that awaits publication (chờ công khai) counts as processed, however long it waits: agreed,
    as the text limits when an answer is published and does not say what one is worth that never is.
    """
    start = max(f["sent_at"], f.get("transferred_at") or f["sent_at"])
    refused, requested = f.get("refused_at"), f.get("supplement_requested_at")
    processed, published = f.get("processed_at"), f.get("published_at")
    if refused is not None:
        return bool(refused <= deadline(start, REFUSAL_WORKING_DAYS))
    if requested is not None and requested > deadline(start, SUPPLEMENT_WORKING_DAYS):
        return False
    if processed is None:
        return requested is not None or at <= deadline(start, FEEDBACK_WORKING_DAYS)
    if processed > deadline(start, FEEDBACK_WORKING_DAYS):
        return False
    return published is None or published <= deadline(processed, ANSWER_PUBLICATION_WORKING_DAYS)


def qd766_feedback_on_time_rate(q: Question) -> Figure:
    return _feedback_rate(q, lambda f: _in_time(f, q.until))


def qd766_feedback_handling_rate(q: Question) -> Figure:
    """Satisfied unless overdue, reminded, or more disliked than liked."""

    def is_satisfied(f: Record) -> bool:
        disliked = (f.get("dislikes") or 0) > (f.get("likes") or 0)
        return _in_time(f, q.until) and not disliked and not f.get("reminders")

    return _feedback_rate(q, is_satisfied)


def _feedback_rate(q: Question, condition: Callable[[Record], bool]) -> Figure:
    """Refused by its status alone, nobody knows when: neither in time nor late."""
    tally = Tally()
    for f in _feedback(q):
        if f.get("status") == "refused" and f["never_dated_refusal"]:
            tally.exclude("no_refusal_date")
        else:
            tally.count(condition(f))
    return tally.rate()
