"""Conditions that may be unknown (None), and events that may not have happened: unknown is not no."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

Record = Mapping[str, Any]
Truth = bool | None
NOT_KNOWN = "not_known"
NOT_YET_DUE = "not_yet_due"
REASONS = ("no_end_date", "no_due_date", "unknown_procedure")
"""Those that come first, in this order; other stated ones follow, then what is not known, then what is not yet due."""


def both(*conditions: Truth) -> Truth:
    """Unknown and no is no."""
    if False in conditions:
        return False
    return None if None in conditions else True


def either(*conditions: Truth) -> Truth:
    """Unknown or yes is yes."""
    if True in conditions:
        return True
    return None if None in conditions else False


def opposite(condition: Truth) -> Truth:
    return None if condition is None else not condition


def among(value: object, *values: object) -> Truth:
    """A category, number or date that holds nothing decides nothing."""
    return None if value is None else value in values


def flag(record: Record, column: str, *, if_absent: Truth = None) -> Truth:
    """A Boolean column: a blank cell was stored as "no", so None could not be read."""
    value = record.get(column, if_absent)
    return None if value is None else bool(value)


def start_of(day: date) -> datetime:
    return datetime.combine(day, time.min)


@dataclass(frozen=True)
class Event:
    """Whether something has happened, and when; without a moment it has not, or nobody knows."""

    moment: datetime | None
    is_known: bool = True

    @property
    def happened(self) -> Truth:
        return True if self.moment is not None else False if self.is_known else None

    def by(self, limit: datetime) -> Truth:
        return self.moment <= limit if self.moment is not None else self.happened

    def before(self, limit: datetime) -> Truth:
        return self.moment < limit if self.moment is not None else self.happened


def event(record: Record, column: str, at: datetime) -> Event:
    """An outcome as seen at an instant.

    Empty says "has not happened" where an export had the column; it says nothing where none had, or the cell
    could not be read. A day happens as it begins. What happened later has not happened yet.
    """
    value = record.get(column)
    if value is None:
        return Event(None, column in record and column not in record.get("unread", ()))
    moment = value if isinstance(value, datetime) else start_of(value)
    return Event(moment if moment <= at else None)


def judged(population: Truth, counts: Truth, stated: str | None = None, *, waits: bool = False) -> bool | str | None:
    """How one record counts: True, False (denominator only), the reason it is left out for, None (no candidate)."""
    if population is False:
        return None
    if stated is not None:
        return stated
    if population is None or counts is None:
        return NOT_KNOWN
    return NOT_YET_DUE if waits else counts


def once(judgements: Iterable[bool | str | None]) -> bool | str | None:
    """How a thing of several records counts: yes if any is, else unknown if any is, else no, else left out."""
    found = set(judgements) - {None}
    for first in (True, NOT_KNOWN, False):
        if first in found:
            return first
    return min(found, key=_rank, default=None)


def _rank(reason: object) -> tuple[int, str]:
    return REASONS.index(reason) if reason in REASONS else len(REASONS), str(reason)
