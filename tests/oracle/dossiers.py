"""The oracle of on-time handling, apologies, publication, and of the procedures register."""

from collections.abc import Callable
from datetime import datetime, timedelta

from tests.oracle.base import (
    Figure,
    Question,
    Tally,
    offered_procedures,
    received,
    resolved,
    working_days_between,
)
from tests.oracle.truth import Event, Record, Truth, among, both, either, event, flag, judged, opposite, start_of


def _on_time(q: Question, due: Callable[[Record], datetime]) -> Figure:
    tally = Tally()
    for d, stated in resolved(q):
        if stated is None and d.get("due_at") is None:
            stated = "no_due_date"
        tally.count(True, None if stated else d["end"] <= due(d), stated)
    return tally.rate()


def on_time_rate(q: Question) -> Figure:
    return _on_time(q, lambda d: d["due_at"])


def on_time_rate_original_due(q: Question) -> Figure:
    return _on_time(q, lambda d: d.get("original_due_at") or d["due_at"])


def on_time_rate_due(q: Question) -> Figure:
    tally = Tally()
    for d in q.dossiers(q.as_of):
        if d["status"] in (1, 3) or d.get("received_at") is None or not q.in_window(d.get("due_at")):
            continue
        ended_in_time = both(d["status"] in (8, 9, 10), d["ended"].by(d["due_at"]))
        tally.count(True, ended_in_time, "withdrawn" if d["status"] == 7 and not d["is_open"] else None)
    return tally.rate()


def _is_received(q: Question, d: Record) -> Truth:
    return d["received_at"] < q.until if d.get("received_at") is not None else None


def _overdue(q: Question) -> dict[str, bool | str | None]:
    """How each dossier counts in the stock at T.

    Without a due date, or received nobody knows when, an open one is not known to be overdue.
    """
    found: dict[str, bool | str | None] = {}
    for d in q.dossiers(q.until):
        is_received = _is_received(q, d)
        if is_received is False or not (d["is_open"] or d["is_endless"]):
            continue
        is_overdue = both(is_received, d["due_at"] < q.until if d.get("due_at") is not None else None)
        found[d["dossier_code"]] = judged(is_overdue, True, "no_end_date" if d["is_endless"] else None)
    return found


def overdue_open_count(q: Question) -> Figure:
    tally = Tally()
    for judgement in _overdue(q).values():
        tally.add(judgement)
    return tally.total(is_loaded=q.has_dossiers("one_stop"))


def _processing(q: Question) -> tuple[list[float], dict[str, int]]:
    tally, days = Tally(), []
    for d, stated in resolved(q):
        if stated is not None:
            tally.add(stated)
        elif d.get("due_at") is None:
            tally.add("no_due_date")
        elif d.get("received_at") is None:
            tally.add("no_received_date")
        else:
            days.append(working_days_between(d["received_at"], d["end"]) - (d.get("suspended_working_days") or 0.0))
    return sorted(days), tally.excluded


def processing_working_days(q: Question) -> Figure:
    days, excluded = _processing(q)
    return Figure(sum(days), len(days), excluded, sum(days) / len(days) if days else None)


def _quantile(q: Question, share: float) -> Figure:
    days, excluded = _processing(q)
    if not days:
        return Figure(None, 0, excluded, None)
    place = (len(days) - 1) * share
    low = int(place)
    high = min(low + 1, len(days) - 1)
    return Figure(None, len(days), excluded, days[low] + (days[high] - days[low]) * (place - low))


def processing_working_days_median(q: Question) -> Figure:
    return _quantile(q, 0.5)


def processing_working_days_p90(q: Question) -> Figure:
    return _quantile(q, 0.9)


def apology_rate(q: Question) -> Figure:
    """Judged at A; only being open and overdue is judged at T."""
    tally, overdue = Tally(), _overdue(q)
    for d in q.dossiers(q.as_of):
        in_overdue_count = {True: True, "not_known": None}.get(overdue.get(d["dossier_code"], False), False)
        asked_again = bool(d.get("supplement_by_officer_fault")) and q.in_window(d.get("supplement_requested_at"))
        owed = either(_ended_late(q, d), in_overdue_count, asked_again)
        tally.count(owed, both(d["apology"].by(q.as_of), flag(d, "is_apology_published")))
    return tally.rate()


def _ended_late(q: Question, d: Record) -> Truth:
    """In the period. Agreed: of a dossier whose end nobody knows it is unknown in the period it was received in."""
    if d["status"] not in (9, 10):
        return False
    if d["ended"].happened is None:
        # One that is due after the period cannot have ended late in it.
        may_be_late = d.get("due_at") is None or d["due_at"] < q.until
        return None if may_be_late and q.in_window(d.get("received_at")) else False
    if not q.in_window(d["end"]):
        return False
    return d["end"] > d["due_at"] if d.get("due_at") is not None else None


def dossiers_on_system_rate(q: Question) -> Figure:
    """Of a unit of which only one system is loaded nobody can tell what the other one lacks."""
    on_system = {d["dossier_code"] for d in q.everywhere.dossiers(q.as_of)}
    tally = Tally()
    for code in {d["dossier_code"] for d in received(q, source=None)}:
        tally.count(True, code in on_system)
    figure = tally.rate()
    is_comparable = q.has_dossiers("one_stop") and q.has_dossiers("national_portal", "paper_register")
    return figure if is_comparable else figure._replace(value=None, incomplete=False)


def results_published_rate(q: Question) -> Figure:
    tally = Tally()
    for d, stated in resolved(q):
        tally.count(True, flag(d, "is_result_published"), stated)
    return tally.rate()


def procedures_published_rate(q: Question) -> Figure:
    """Agreed: what is to be decided on a day not before T is not in force yet."""
    tally = Tally()
    for p in offered_procedures(q):
        if p.get("decision_on") is not None and start_of(p["decision_on"]) >= q.until:
            continue
        tally.count(True, both(flag(p, "is_published"), event(p, "published_on", q.until).before(q.until)))
    return tally.rate()


def one_stop_procedures_rate(q: Question) -> Figure:
    tally = Tally()
    for p in offered_procedures(q):
        tally.count(True, flag(p, "is_one_stop"))
    return tally.rate()


def full_online_services_rate(q: Question) -> Figure:
    tally = Tally()
    for p in offered_procedures(q):
        tally.count(flag(p, "is_eligible_full_online"), among(p.get("service_level"), "full"))
    return tally.rate()


def online_payment_services_rate(q: Question) -> Figure:
    tally = Tally()
    for p in offered_procedures(q):
        payable = both(flag(p, "has_fee"), flag(p, "is_eligible_online_payment"))
        tally.count(payable, flag(p, "is_online_payment_enabled"))
    return tally.rate()


def on_time_rate_qd766(q: Question) -> Figure:
    tally = Tally()
    for d in q.dossiers(q.until):
        if d.get("received_at") is None or d["received_at"] >= q.until or d["status"] in (1, 3):
            continue
        end = _qd766_end(d)
        tally.count(opposite(end.before(q.start)), *_qd766_on_time(q, d, end))
    return tally.rate()


def _qd766_end(d: Record) -> Event:
    requested, supplemented = d.get("supplement_requested_at"), d.get("supplemented_at")
    if d["status"] in (7, 8, 9, 10):
        return d["ended"]  # type: ignore[no-any-return]
    is_unanswered = requested is not None and (supplemented is None or supplemented <= requested)
    return Event(requested if d["status"] == 5 and is_unanswered else None)


def _qd766_on_time(q: Question, d: Record, end: Event) -> tuple[Truth, str | None]:
    """And the reason it is left out for. One that ended nobody knows when is not known to be asked for at all."""
    if (d.get("supplement_count") or 0) > 1:
        return False, None
    adjusted = end.moment if end.moment is not None else q.until
    requested, supplemented = d.get("supplement_requested_at"), d.get("supplemented_at")
    if requested is not None and supplemented is not None:
        adjusted -= max(supplemented - requested, timedelta(0))
    if d.get("due_at") is not None:
        return bool(adjusted <= d["due_at"]), None
    limit = (q.procedure(d) or {}).get("statutory_working_days")
    if limit is None:
        return None, "no_due_date"
    return working_days_between(d["received_at"], adjusted) <= limit, None
