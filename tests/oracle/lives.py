"""Units have a life: what a closed unit did counts for its successor; and what only living units owe."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from tests.oracle.truth import Record, start_of

ONE_DAY = timedelta(days=1)
Units = Mapping[str, Record]


def lifetime(record: Record) -> tuple[datetime, datetime]:
    """`[valid_from, valid_to]`, both days included, as instants [start, end)."""
    first, last = record.get("valid_from"), record.get("valid_to")
    return start_of(first) if first else datetime.min, start_of(last) + ONE_DAY if last else datetime.max


def is_alive(unit: Record, instant: datetime) -> bool:
    start, end = lifetime(unit)
    return start <= instant < end


def is_alive_on(unit: Record, day: date) -> bool:
    return is_alive(unit, start_of(day))


def line(units: Units, code: str, at: datetime) -> Sequence[str]:
    """A unit and, where it is closed by T, who its records count for, in turn: the last one has them.

    Closed means that T is later than the end of its last day. A circle leads nowhere: its units keep their records.
    """
    passed = [code]
    while (unit := units.get(passed[-1])) is not None and lifetime(unit)[1] < at and unit.get("successor_code"):
        if unit["successor_code"] in passed:
            return [code]
        passed.append(unit["successor_code"])
    return passed


def level(units: Units, code: str | None) -> str:
    """For rankings and reports due: a unit of no known level counts as a commune."""
    return (code is not None and units.get(code, {}).get("level")) or "commune"
