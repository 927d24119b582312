"""What the oracle counts with: records as known at an instant, windows, working days."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import cache, cached_property
from typing import Any, NamedTuple

import holidays

from tests.oracle import facts, lives
from tests.oracle.truth import NOT_KNOWN, Event, Record, event, judged, start_of

DOSSIER_EVENTS = (
    "submitted_at",
    "received_at",
    "completed_at",
    "returned_at",
    "supplement_requested_at",
    "supplemented_at",
    "apology_sent_at",
)
FEEDBACK_EVENTS = ("sent_at", "transferred_at", "supplement_requested_at", "refused_at")
FEEDBACK_WORKING_DAYS = 15
_VIETNAM = holidays.country_holidays("VN")


class Figure(NamedTuple):
    """What an indicator should say: numerator, denominator, counts of excluded records by reason, value.

    `incomplete` is its status: a value of a part, or none because a part lacks.
    """

    numerator: float | None
    denominator: float | None
    excluded: dict[str, int]
    value: float | None
    incomplete: bool = False


NOTHING = Figure(None, None, {}, None)


@dataclass(frozen=True)
class Records:
    """The accepted records, canonical names, naive local times.

    A column that the record's export lacks is an absent key; `unread` names columns whose cell was filled and could
    not be read. A procedure has an entry for each register that has it (`exported_at`, `loaded_at`).
    `own_unit` is the workspace's unit, known without being registered; `par_index_total` the points of the
    criteria table.
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
    par_index_total: float = 100.0

    @cached_property
    def registered(self) -> lives.Units:
        return {unit["unit_code"]: unit for unit in self.units}

    @cached_property
    def known_units(self) -> lives.Units:
        """Those registered, and the workspace's own."""
        own = {} if self.own_unit is None else {self.own_unit: {"unit_code": self.own_unit}}
        return own | dict(self.registered)

    @cached_property
    def histories(self) -> Mapping[str, Sequence[facts.Version]]:
        return facts.histories(self.procedures)


@dataclass
class Tally:
    """Counts candidates one by one."""

    numerator: int = 0
    denominator: int = 0
    excluded: dict[str, int] = field(default_factory=dict)

    def add(self, judgement: bool | str | None) -> None:
        """One candidate as it was judged (`truth.judged`); None is none."""
        if isinstance(judgement, str):
            self.excluded[judgement] = self.excluded.get(judgement, 0) + 1
        elif judgement is not None:
            self.denominator += 1
            self.numerator += judgement

    def count(self, *condition: Any, **more: Any) -> None:
        """One candidate by its population, its numerator and what may leave it out."""
        self.add(judged(*condition, **more))

    def rate(self) -> Figure:
        value = self.numerator / self.denominator if self.denominator else None
        incomplete = self._not_known > self.denominator
        return Figure(self.numerator, self.denominator, self.excluded, value, incomplete)

    def total(self, *, is_loaded: bool) -> Figure:
        """A count; of a unit that nothing was loaded of it is no zero."""
        if not is_loaded:
            return Figure(None, None, self.excluded, None)
        return Figure(self.numerator, None, self.excluded, self.numerator, self._not_known > self.numerator)

    @property
    def _not_known(self) -> int:
        return self.excluded.get(NOT_KNOWN, 0)


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
        """T."""
        return min(self.as_of, self.end)

    @property
    def last_instant(self) -> datetime:
        """The last one seen: the end of a period is not in it, A is."""
        return self.end - timedelta(microseconds=1) if self.until == self.end else self.as_of

    @property
    def everywhere(self) -> "Question":
        return replace(self, unit=None)

    def in_window(self, moment: datetime | None) -> bool:
        """An event without a time is in no period."""
        return moment is not None and self.start <= moment < self.until

    def unit_of(self, code: str) -> str:
        """Who the records of a unit count for at T."""
        return self._heirs.get(code, code)

    @cached_property
    def _heirs(self) -> Mapping[str, str]:
        units = self.records.registered
        return {code: lives.line(units, code, self.until)[-1] for code in units}

    def rolled_up(self, records: Iterable[Record]) -> list[Record]:
        """Those of the unit asked for, and of the closed ones that it succeeds."""
        return [r for r in records if self.unit is None or self.unit_of(r["unit_code"]) == self.unit]

    def of_unit(self, records: Iterable[Record], column: str = "unit_code") -> list[Record]:
        """Those of the unit asked for, by its own code."""
        return [r for r in records if self.unit is None or r[column] == self.unit]

    def has_dossiers(self, *sources: str) -> bool:
        """By T there is a dossier of any of the sources; one received on no known day is there."""
        found = (d for d in self.rolled_up(self.records.dossiers) if source_of(d) in sources)
        return any(d.get("received_at") is None or d["received_at"] < self.until for d in found)

    def dossiers(self, at: datetime, source: str | None = "one_stop") -> list[dict[str, Any]]:
        """The dossiers as known at an instant: later events have not happened, later dossiers do not exist."""
        return [
            _dossier_at(record, at)
            for record in self.rolled_up(self.records.dossiers)
            if source in (None, source_of(record))
            and (record.get("received_at") is None or record["received_at"] <= at)
        ]

    def procedure(self, dossier: Record) -> Record | None:
        """The facts of its procedure, of the dossier's time; None if no register has it."""
        versions = self.records.histories.get(dossier.get("procedure_code") or "")
        return facts.of_dossier(versions, dossier.get("received_at")) if versions else None


def source_of(dossier: Record) -> str:
    return dossier.get("source") or "one_stop"


def masked(record: Record, events: Iterable[str], at: datetime) -> dict[str, Any]:
    known = dict(record)
    for name in events:
        if known.get(name) is not None and known[name] > at:
            known[name] = None
    return known


def ended(record: Record, at: datetime) -> Event:
    """Completed, else returned. An end that lies later is known not to have come yet."""
    completed, returned = event(record, "completed_at", at), event(record, "returned_at", at)
    if completed.moment is not None or returned.moment is not None:
        return completed if completed.moment is not None else returned
    return Event(None, _has_end(record) or (completed.is_known and returned.is_known))


def _has_end(record: Record) -> bool:
    return record.get("completed_at") is not None or record.get("returned_at") is not None


def _dossier_at(record: Record, at: datetime) -> dict[str, Any]:
    """Adds `ended`, `end`, `apology`, `is_open` and `is_endless`.

    A status 7-10 whose end is yet to come is open at that instant; one without any end date is endless.
    """
    known = masked(record, DOSSIER_EVENTS, at)
    known["ended"] = ended(record, at)
    known["end"] = known["ended"].moment
    known["apology"] = event(record, "apology_sent_at", at)
    is_final = known["status"] in (7, 8, 9, 10)
    known["is_open"] = known["status"] in (2, 4, 5, 6) or (is_final and known["end"] is None and _has_end(record))
    known["is_endless"] = is_final and not _has_end(record)
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


def resolved(q: Question) -> list[tuple[dict[str, Any], str | None]]:
    """Dossiers of status 9, 10 that ended in the window, and those without any end date, with that reason.

    The latter have no moment of their own; they are placed by the day they were received.
    """
    done = [d for d in q.dossiers(q.as_of) if d["status"] in (9, 10)]
    return [(d, None) for d in done if q.in_window(d["end"])] + [
        (d, "no_end_date") for d in done if d["is_endless"] and q.in_window(d.get("received_at"))
    ]


def offered_procedures(q: Question) -> list[Record]:
    """Procedures in force of the levels of the units alive; all of them if nothing is known of units.

    Agreed: where the level of either is unknown the two are kept together.
    """
    known = q.records.known_units
    in_force = [p for v in q.records.histories.values() if (p := facts.at(v, q.last_instant)) is not None]
    if q.unit is None and not known:
        return in_force
    units = [u for u in q.of_unit(known.values()) if lives.is_alive(u, q.last_instant)]
    return [p for p in in_force if any(_offers(u, p) for u in units)]


def _offers(unit: Record, procedure: Record) -> bool:
    level = {"commune": "commune", "department": "province", "province": "province"}.get(unit.get("level") or "")
    return level is None or procedure.get("level") in (None, level)


def day_in_window(q: Question, day: date | None) -> bool:
    return day is not None and q.in_window(start_of(day))
