"""The oracle of the inputs of the 766 score (Quyết định 766/QĐ-TTg; working document of the portal).

Procedures belong to units by level; over all units a procedure counts once, and is used if any unit used it.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from tests.oracle import services
from tests.oracle.base import (
    FEEDBACK_EVENTS,
    FEEDBACK_WORKING_DAYS,
    Figure,
    Question,
    Tally,
    day_in_window,
    deadline,
    masked,
    offered_procedures,
    received,
)
from tests.oracle.truth import Event, Record, Truth, among, both, either, event, flag, opposite, start_of

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
        if not day_in_window(q, p.get("decision_on")):
            continue
        due = deadline(start_of(p["decision_on"]), PUBLICATION_WORKING_DAYS)
        published = event(p, "published_on", q.as_of)
        in_time = both(flag(p, "is_published"), published.by(due))
        tally.count(True, in_time, waits=not published.happened and q.as_of <= due)
    return tally.rate()


def _is_online_service(p: Record) -> Truth:
    return among(p.get("service_level"), "partial", "full")


def _has_fee(p: Record) -> Truth:
    return flag(p, "has_fee")


def _used(q: Question, population: Callable[[Record], Truth], condition: Callable[[Record], Truth]) -> Figure:
    """Used by a unit that offers it; agreed: a province's procedure handed in at a commune is used by neither.

    Where no dossier is loaded by T nobody knows what is used, nor what is used by a unit none of whose dossiers says
    both when it came and of what procedure it is.
    """
    offering = {
        code: {p["procedure_code"] for p in offered_procedures(replace(q, unit=code))} for code in q.records.known_units
    }
    uses: dict[str, list[Truth]] = {}
    for d in received(q):
        if d.get("procedure_code") in offering.get(q.unit_of(d["unit_code"]), ()):
            uses.setdefault(d["procedure_code"], []).append(condition(d))
    for unit, offered in offering.items():
        said = [
            d.get("received_at") is not None and d.get("procedure_code") is not None
            for d in q.dossiers(q.as_of)
            if q.unit_of(d["unit_code"]) == unit
            and d["status"] not in (1, 3)
            and (d.get("received_at") is None or q.in_window(d["received_at"]))
        ]
        if said and not any(said):
            for code in offered:
                uses.setdefault(code, []).append(None)
    tally = Tally()
    for p in offered_procedures(q):
        tally.count(population(p), either(*uses.get(p["procedure_code"], ())))
    figure = tally.rate()
    return figure if q.has_dossiers("one_stop") else figure._replace(value=None, incomplete=False)


def qd766_online_services_rate(q: Question) -> Figure:
    tally = Tally()
    for p in offered_procedures(q):
        tally.count(True, _is_online_service(p))
    return tally.rate()


def qd766_online_services_used_rate(q: Question) -> Figure:
    return _used(q, _is_online_service, lambda d: among(d.get("channel"), "online"))


def qd766_procedures_paid_online_rate(q: Question) -> Figure:
    return _used(q, _has_fee, lambda d: among(d.get("online_payment"), *services.PAID_ONLINE))


def qd766_fee_procedures_used_rate(q: Question) -> Figure:
    return _used(q, _has_fee, lambda d: True)


def qd766_digitised_dossiers_rate(q: Question) -> Figure:
    def is_digitised(d: Record) -> Truth:
        return both(flag(d, "has_digital_components"), flag(d, "has_digital_result"))

    return services.result_rate(q, is_digitised)


class _Feedback(NamedTuple):
    """Feedback as it stood at T, of any topic."""

    record: Record
    processed: Event
    published: Event


def _in_time(f: _Feedback, at: datetime) -> Truth:
    """Every step taken was taken within its limit, and an answer that is owed still has time.

    Feedback that awaits a supplement (PA chờ bổ sung) owes no answer: that document lists it as processed.
    An answer that awaits publication (chờ công khai) counts as processed, however long it waits: agreed,
    as the text limits when an answer is published and does not say what one is worth that never is.
    """
    sent, refused = f.record["sent_at"], f.record.get("refused_at")
    start = max(sent, f.record.get("transferred_at") or sent)
    requested = f.record.get("supplement_requested_at")
    if refused is not None:
        return bool(refused <= deadline(start, REFUSAL_WORKING_DAYS))
    if requested is not None and requested > deadline(start, SUPPLEMENT_WORKING_DAYS):
        return False
    if f.processed.moment is None:
        still_has_time = requested is not None or at <= deadline(start, FEEDBACK_WORKING_DAYS)
        return still_has_time if f.processed.is_known else None
    if f.processed.moment > deadline(start, FEEDBACK_WORKING_DAYS):
        return False
    was_published_late = both(
        f.published.happened, opposite(f.published.by(deadline(f.processed.moment, ANSWER_PUBLICATION_WORKING_DAYS)))
    )
    return opposite(was_published_late)


def qd766_feedback_on_time_rate(q: Question) -> Figure:
    return _feedback_rate(q, lambda f: _in_time(f, q.until))


def qd766_feedback_handling_rate(q: Question) -> Figure:
    """Satisfied unless overdue, reminded, or more disliked than liked; an empty count is 0."""

    def is_satisfied(f: _Feedback) -> Truth:
        likes, dislikes, reminders = (f.record.get(name) or 0 for name in ("likes", "dislikes", "reminders"))
        return both(_in_time(f, q.until), dislikes <= likes, reminders == 0)

    return _feedback_rate(q, is_satisfied)


def _feedback_rate(q: Question, condition: Callable[[_Feedback], Truth]) -> Figure:
    """Within competence. Refused by its status alone, nobody knows when: neither in time nor late."""
    tally = Tally()
    for f in q.rolled_up(q.records.feedback):
        if not q.in_window(f["sent_at"]):
            continue
        outcomes = (event(f, name, q.until) for name in ("processed_at", "published_at"))
        seen = _Feedback(masked(f, FEEDBACK_EVENTS, q.until), *outcomes)
        undated = f.get("status") == "refused" and f.get("refused_at") is None
        stated = "no_refusal_date" if undated else None
        tally.count(flag(f, "is_within_competence", if_absent=True), condition(seen), stated)
    return tally.rate()
