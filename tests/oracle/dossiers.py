"""The oracle of on-time handling, apologies, publication, and of the procedures register."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

from tests.oracle.base import (
    Figure,
    Question,
    Record,
    Tally,
    offered_procedures,
    received,
    resolved,
    working_days_between,
)


def _on_time(q: Question, due: Callable[[Record], datetime]) -> Figure:
    tally = Tally()
    ended, endless = resolved(q)
    for _ in endless:
        tally.exclude("no_end_date")
    for d in ended:
        if d.get("due_at") is None:
            tally.exclude("no_due_date")
        else:
            tally.count(d["end"] <= due(d))
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
        if d["status"] == 7 and not d["is_open"]:
            tally.exclude("withdrawn")
        else:
            tally.count(d["status"] in (8, 9, 10) and d["end"] is not None and d["end"] <= d["due_at"])
    return tally.rate()


def _overdue_open(q: Question) -> list[dict[str, Any]]:
    return [d for d in q.dossiers(q.until) if d["is_open"] and _is_overdue(q, d)]


def _is_overdue(q: Question, d: Record) -> bool:
    received, due = d.get("received_at"), d.get("due_at")
    return received is not None and received < q.until and due is not None and due < q.until


def overdue_open_count(q: Question) -> Figure:
    tally = Tally(numerator=len(_overdue_open(q)))
    for d in q.dossiers(q.until):
        if d["status"] in (7, 8, 9, 10) and d["end"] is None and not d["is_open"] and _is_overdue(q, d):
            tally.exclude("no_end_date")
    return Figure(tally.numerator, None, tally.excluded, tally.numerator)


def _processing(q: Question) -> tuple[list[float], dict[str, int]]:
    tally = Tally()
    ended, endless = resolved(q)
    for _ in endless:
        tally.exclude("no_end_date")
    days = []
    for d in ended:
        if d.get("due_at") is None:
            tally.exclude("no_due_date")
        elif d.get("received_at") is None:
            tally.exclude("no_received_date")
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
    tally = Tally()
    overdue = {d["dossier_code"] for d in _overdue_open(q)}
    for d in q.dossiers(q.as_of):
        ended_late = (
            d["status"] in (9, 10) and q.in_window(d["end"]) and d.get("due_at") is not None and d["end"] > d["due_at"]
        )
        asked_again = d.get("supplement_by_officer_fault") and q.in_window(d.get("supplement_requested_at"))
        if ended_late or asked_again or d["dossier_code"] in overdue:
            tally.count(d.get("apology_sent_at") is not None and d.get("is_apology_published"))
    return tally.rate()


def dossiers_on_system_rate(q: Question) -> Figure:
    everywhere = Question(q.records, q.start, q.end, q.as_of)
    on_system = {d["dossier_code"] for d in everywhere.dossiers(q.as_of)}
    tally = Tally()
    for code in {d["dossier_code"] for d in received(q, source=None)}:
        tally.count(code in on_system)
    return tally.rate()


def results_published_rate(q: Question) -> Figure:
    tally = Tally()
    ended, endless = resolved(q)
    for _ in endless:
        tally.exclude("no_end_date")
    for d in ended:
        tally.count(d.get("is_result_published"))
    return tally.rate()


def procedures_published_rate(q: Question) -> Figure:
    tally = Tally()
    for p in offered_procedures(q):
        if p.get("decision_on") is not None and datetime.combine(p["decision_on"], time.min) >= q.until:
            continue
        published = p.get("published_on")
        tally.count(p.get("is_published") and published and datetime.combine(published, time.min) < q.until)
    return tally.rate()


def one_stop_procedures_rate(q: Question) -> Figure:
    tally = Tally()
    for p in offered_procedures(q):
        tally.count(p.get("is_one_stop"))
    return tally.rate()


def full_online_services_rate(q: Question) -> Figure:
    tally = Tally()
    for p in offered_procedures(q):
        if p.get("is_eligible_full_online"):
            tally.count(p.get("service_level") == "full")
    return tally.rate()


def online_payment_services_rate(q: Question) -> Figure:
    tally = Tally()
    for p in offered_procedures(q):
        if p.get("has_fee") and p.get("is_eligible_online_payment"):
            tally.count(p.get("is_online_payment_enabled"))
    return tally.rate()


def on_time_rate_qd766(q: Question) -> Figure:
    tally = Tally()
    for d in q.dossiers(q.until):
        if d.get("received_at") is None or d["received_at"] >= q.until or d["status"] in (1, 3):
            continue
        end = _qd766_end(d)
        if end is not None and end < q.start:
            continue
        on_time = _qd766_on_time(q, d, end)
        if on_time is None:
            tally.exclude("no_due_date")
        else:
            tally.count(on_time)
    return tally.rate()


def _qd766_end(d: Record) -> datetime | None:
    requested, supplemented = d.get("supplement_requested_at"), d.get("supplemented_at")
    if d["status"] in (7, 8, 9, 10):
        end: datetime | None = d["end"]
        return end
    if d["status"] == 5 and requested is not None and (supplemented is None or supplemented <= requested):
        return requested  # type: ignore[no-any-return]
    return None


def _qd766_on_time(q: Question, d: Record, end: datetime | None) -> bool | None:
    if (d.get("supplement_count") or 0) > 1:
        return False
    adjusted = end if end is not None else q.until
    requested, supplemented = d.get("supplement_requested_at"), d.get("supplemented_at")
    if requested is not None and supplemented is not None:
        adjusted -= max(supplemented - requested, timedelta(0))
    if d.get("due_at") is not None:
        return bool(adjusted <= d["due_at"])
    limit = q.procedure(d).get("statutory_working_days")
    if limit is None:
        return None
    return bool(working_days_between(d["received_at"], adjusted) <= limit)
