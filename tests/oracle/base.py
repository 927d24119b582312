"""What the oracle counts with: records as known at an instant, windows, working days."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any, NamedTuple

import holidays

Record = Mapping[str, Any]

DOSSIER_EVENTS = (
    "submitted_at",
    "received_at",
    "completed_at",
    "returned_at",
    "supplement_requested_at",
    "supplemented_at",
    "apology_sent_at",
)
FEEDBACK_EVENTS = ("sent_at", "transferred_at", "supplement_requested_at", "refused_at", "processed_at", "published_at")
FEEDBACK_WORKING_DAYS = 15
_VIETNAM = holidays.country_holidays("VN")


class Figure(NamedTuple):
    """What an indicator should say: numerator, denominator, counts of excluded records by reason, value."""

    numerator: float | None
    denominator: float | None
    excluded: dict[str, int]
    value: float | None


@dataclass(frozen=True)
class Records:
    """The accepted records, canonical names, naive local times; absent columns may be absent keys.

    `own_unit` is the workspace's unit, known without being registered.
    """

    dossiers: Sequence[Record] = ()
    payments: Sequence[Record] = ()
    feedback: Sequence[Record] = ()
    procedures: Sequence[Record] = ()
    units: Sequence[Record] = ()
    survey_answers: Sequence[Record] = ()
    staff: Sequence[Record] = ()
    findings: Sequence[Record] = ()
    documents: Sequence[Record] = ()
    agency_reports: Sequence[Record] = ()
    assessments: Sequence[Record] = ()
    papi_scores: Sequence[Record] = ()
    task_reports: Sequence[Record] = ()
    own_unit: str | None = None


@dataclass
class Tally:
    """Counts candidates one by one."""

    numerator: int = 0
    denominator: int = 0
    excluded: dict[str, int] = field(default_factory=dict)

    def count(self, holds: object) -> None:
        self.denominator += 1
        self.numerator += bool(holds)

    def exclude(self, reason: str) -> None:
        self.excluded[reason] = self.excluded.get(reason, 0) + 1

    def rate(self) -> Figure:
        value = self.numerator / self.denominator if self.denominator else None
        return Figure(self.numerator, self.denominator, self.excluded, value)


@dataclass(frozen=True)
class Question:
    """Records of one unit (or all), a window [start, end) and the instant they are judged at."""

    records: Records
    start: datetime
    end: datetime
    as_of: datetime
    unit: str | None = None

    @property
    def until(self) -> datetime:
        return min(self.as_of, self.end)

    def in_window(self, moment: datetime | None) -> bool:
        return moment is not None and self.start <= moment < self.until

    def dossiers(self, at: datetime, source: str | None = "one_stop") -> list[dict[str, Any]]:
        """The dossiers as known at an instant: later events have not happened, later dossiers do not exist."""
        found = []
        for record in self.records.dossiers:
            if source is not None and (record.get("source") or "one_stop") != source:
                continue
            if self.unit is not None and record["unit_code"] != self.unit:
                continue
            if record.get("received_at") is not None and record["received_at"] > at:
                continue
            found.append(_dossier_at(record, at))
        return found

    def procedure(self, dossier: Record) -> Record:
        code = dossier.get("procedure_code")
        return next((p for p in self.records.procedures if code is not None and p["procedure_code"] == code), {})


def masked(record: Record, events: Iterable[str], at: datetime) -> dict[str, Any]:
    known = dict(record)
    for name in events:
        if known.get(name) is not None and known[name] > at:
            known[name] = None
    return known


def end(record: Record) -> datetime | None:
    completed = record.get("completed_at")
    return completed if completed is not None else record.get("returned_at")


def _dossier_at(record: Record, at: datetime) -> dict[str, Any]:
    """Adds `end` and `is_open`: a status 7-10 whose end is yet to come is open at that instant."""
    known = masked(record, DOSSIER_EVENTS, at)
    known["end"] = end(known)
    known["is_open"] = known["status"] in (2, 4, 5, 6) or (
        known["status"] in (7, 8, 9, 10) and known["end"] is None and end(record) is not None
    )
    return known


@cache
def is_working_day(day: date) -> bool:
    # Công văn 12729/VPCP-KGVX: Friday 2/1/2026 off for Saturday 10/1/2026, which the library lacks.
    exchanged = {date(2026, 1, 2): False, date(2026, 1, 10): True}
    return exchanged.get(day, bool(_VIETNAM.is_working_day(day)))


def working_days_between(start: datetime, end: datetime) -> int:
    """Working days after the day of `start`, up to and with the day of `end`; 0 if the end is not later."""
    days = (end.date() - start.date()).days
    return sum(is_working_day(start.date() + timedelta(days=n)) for n in range(1, days + 1))


def deadline(start: datetime, working_days: int) -> datetime:
    """The end of the n-th working day after the day of `start`."""
    day = start.date()
    while working_days:
        day += timedelta(days=1)
        working_days -= is_working_day(day)
    return datetime.combine(day, time.max)


def received(q: Question, source: str | None = "one_stop") -> list[dict[str, Any]]:
    return [d for d in q.dossiers(q.as_of, source) if q.in_window(d.get("received_at")) and d["status"] not in (1, 3)]


def resolved(q: Question) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Dossiers of status 9, 10 that ended in the window, and those without any end date.

    The latter have no moment of their own; they are placed by the day they were received.
    """
    done = [d for d in q.dossiers(q.as_of) if d["status"] in (9, 10) and not d["is_open"]]
    return (
        [d for d in done if q.in_window(d["end"])],
        [d for d in done if d["end"] is None and q.in_window(d.get("received_at"))],
    )


def offered_procedures(q: Question) -> list[Record]:
    """Procedures of the unit's level; of all levels that occur among the units if no unit is asked for."""
    units = [u for u in q.records.units if q.unit is None or u["unit_code"] == q.unit]
    if q.unit is None and not units:
        return list(q.records.procedures)
    return [p for p in q.records.procedures if any(_offers(u, p) for u in units)]


def _offers(unit: Record, procedure: Record) -> bool:
    level = {"commune": "commune", "department": "province", "province": "province"}.get(unit.get("level") or "")
    return level is None or procedure.get("level") in (None, level)
