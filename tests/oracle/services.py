"""The oracle of online services, digitisation, payments and feedback."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from tests.oracle.base import (
    FEEDBACK_EVENTS,
    FEEDBACK_WORKING_DAYS,
    Figure,
    Question,
    Tally,
    deadline,
    masked,
    received,
    resolved,
)
from tests.oracle.truth import Event, Record, Truth, among, both, either, event, flag, judged, once, opposite

UNKNOWN_PROCEDURE = "unknown_procedure"
PAID_ONLINE = ("national", "provincial")


def _received_with(q: Question, condition: Callable[[Record], Truth]) -> Figure:
    tally = Tally()
    for d in received(q):
        tally.count(True, condition(d))
    return tally.rate()


def digital_components_rate(q: Question) -> Figure:
    return _received_with(q, lambda d: flag(d, "has_digital_components"))


def reused_components_rate(q: Question) -> Figure:
    return _received_with(q, lambda d: flag(d, "has_reused_components"))


def online_dossiers_rate(q: Question) -> Figure:
    return _received_with(q, _is_online)


def _is_online(d: Record) -> Truth:
    return among(d.get("channel"), "online")


def result_rate(q: Question, condition: Callable[[Record], Truth]) -> Figure:
    """Of dossiers resolved whose procedure returns a document; those of procedures in no register are left out."""
    tally = Tally()
    for d, stated in resolved(q):
        procedure = q.procedure(d)
        if procedure is None:
            tally.count(None, None, stated or UNKNOWN_PROCEDURE)
        else:
            tally.count(flag(procedure, "returns_document"), condition(d), stated)
    return tally.rate()


def digital_result_rate(q: Question) -> Figure:
    return result_rate(q, lambda d: flag(d, "has_digital_result"))


def electronic_result_rate(q: Question) -> Figure:
    return result_rate(q, lambda d: flag(d, "has_electronic_result"))


def _of_full_online(q: Question, d: Record) -> bool | str | None:
    procedure = q.procedure(d)
    if procedure is None:
        return UNKNOWN_PROCEDURE
    return judged(among(procedure.get("service_level"), "full"), _is_online(d))


def full_online_dossiers_rate(q: Question) -> Figure:
    tally = Tally()
    for d in received(q):
        tally.add(_of_full_online(q, d))
    return tally.rate()


def full_online_services_used_rate(q: Question) -> Figure:
    """A service counts once, by the facts that its dossiers had; a dossier without a procedure names none."""
    services: dict[str, list[bool | str | None]] = {}
    for d in received(q):
        if d.get("procedure_code") is not None:
            services.setdefault(d["procedure_code"], []).append(_of_full_online(q, d))
    tally = Tally()
    for judgements in services.values():
        tally.add(once(judgements))
    return tally.rate()


def online_payment_dossiers_rate(q: Question) -> Figure:
    """Agreed: a dossier of which no fee is known may have none to pay."""
    tally = Tally()
    for d in received(q):
        procedure = q.procedure(d)
        owes = opposite(among(d.get("fee_vnd"), 0))
        has_fee = flag(procedure, "has_fee") if procedure is not None else None
        stated = UNKNOWN_PROCEDURE if procedure is None else None
        tally.count(both(has_fee, owes), among(d.get("online_payment"), *PAID_ONLINE), stated)
    return tally.rate()


def _payment_rate(q: Question, condition: Callable[[Record], Truth]) -> Figure:
    tally = Tally()
    for p in q.rolled_up(q.records.payments):
        if p["status"] == "paid" and p["amount_vnd"] > 0 and q.in_window(p.get("paid_at")):
            tally.count(True, condition(p))
    return tally.rate()


def online_payment_rate(q: Question) -> Figure:
    return _payment_rate(q, lambda p: among(p.get("method"), "online"))


def cashless_payment_rate(q: Question) -> Figure:
    return _payment_rate(q, lambda p: opposite(among(p.get("method"), "cash")))


class _Feedback(NamedTuple):
    """Feedback on procedures: whether it is asked for, until when it is to be answered, and what became of it."""

    belongs: Truth
    deadline: datetime
    processed: Event
    published: Event


def _feedback(q: Question) -> list[_Feedback]:
    """Sent in the period. Refused without a date counts as refused; refused later than A is not yet."""
    found = []
    for f in q.rolled_up(q.records.feedback):
        known = masked(f, FEEDBACK_EVENTS, q.as_of)
        refused = known.get("refused_at") is not None or (f.get("status") == "refused" and f.get("refused_at") is None)
        if not q.in_window(known.get("sent_at")):
            continue
        start = max(known["sent_at"], known.get("transferred_at") or known["sent_at"])
        belongs = both(among(f.get("topic"), "procedure"), flag(f, "is_within_competence", if_absent=True), not refused)
        outcomes = (event(f, name, q.as_of) for name in ("processed_at", "published_at"))
        found.append(_Feedback(belongs, deadline(start, FEEDBACK_WORKING_DAYS), *outcomes))
    return found


def _feedback_rate(q: Question, condition: Callable[[_Feedback], Truth]) -> Figure:
    """In question once it is processed, or its deadline has passed: else it is not yet due."""
    tally = Tally()
    for f in _feedback(q):
        is_due = either(f.processed.happened, q.as_of > f.deadline)
        tally.count(f.belongs, condition(f), waits=is_due is False)
    return tally.rate()


def feedback_resolved_rate(q: Question) -> Figure:
    return _feedback_rate(q, lambda f: f.processed.happened)


def feedback_on_time_rate(q: Question) -> Figure:
    return _feedback_rate(q, lambda f: f.processed.by(f.deadline))


def feedback_published_rate(q: Question) -> Figure:
    tally = Tally()
    for f in _feedback(q):
        tally.count(both(f.belongs, f.processed.happened), f.published.happened)
    return tally.rate()
