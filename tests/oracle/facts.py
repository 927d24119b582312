"""Facts of procedures, each of its time: what several registers say of one procedure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from tests.oracle.lives import lifetime
from tests.oracle.truth import Record, start_of

LONG_AGO = datetime.min


class Version(NamedTuple):
    """What is known of a procedure from one register on."""

    start: datetime
    reaches_back: bool
    """It says no day from which it holds, and is of the workspace's first register."""
    facts: Record


def histories(procedures: Iterable[Record]) -> Mapping[str, Sequence[Version]]:
    """The versions of each procedure, in the order they were exported; of one time, in which they were loaded."""
    found: dict[str, list[Version]] = {}
    registers = sorted(procedures, key=lambda p: (_exported(p), p.get("loaded_at") or LONG_AGO))
    for entry in registers:
        versions = found.setdefault(entry["procedure_code"], [])
        start = start_of(entry["valid_from"]) if entry.get("valid_from") else _exported(entry)
        is_first = entry.get("valid_from") is None and _exported(entry) == _exported(registers[0])
        versions.append(Version(start, is_first, _merged(versions[-1].facts if versions else {}, entry)))
    return found


def of_dossier(versions: Sequence[Version], received_at: datetime | None) -> Record:
    """Of the versions begun by the day it was received the one exported last, else the one that begins first."""
    begun = [v for v in versions if received_at is not None and v.start <= received_at]
    if begun:
        return begun[-1].facts
    first = min(v.start for v in versions)
    return next(v.facts for v in reversed(versions) if v.start == first)


def at(versions: Sequence[Version], instant: datetime) -> Record | None:
    """The facts of a procedure in force at an instant; None before it begins, and after its last day."""
    begun = [v.facts for v in versions if v.reaches_back or v.start <= instant]
    return begun[-1] if begun and instant < lifetime(begun[-1])[1] else None


def _exported(entry: Record) -> datetime:
    return entry.get("exported_at") or LONG_AGO


def _merged(before: Record, entry: Record) -> Record:
    """Columns that a register lacks keep the value before, and whether that could be read."""
    unread = {column for column in before.get("unread", ()) if column not in entry} | set(entry.get("unread", ()))
    return {**before, **entry, "unread": unread}
