"""What a record table is, and how stored columns are seen at an instant."""

from collections.abc import Callable
from dataclasses import dataclass

from schemas import KINDS


@dataclass(frozen=True)
class Relations:
    """Names or subqueries of what a table is made from.

    Args:
        records: the stored records; joined with the periods where the table is looked
            at period by period.
        all_records: the stored records, never joined.
        cutoff: SQL timestamp of the instant.
        carried: columns of `records` to hand on, the period's if it was joined.
        procedures, units, calendar: the registers and the working-day calendar.
        periods: the periods asked for: period_id, period_start, period_end, t.
    """

    records: str
    all_records: str
    cutoff: str
    carried: tuple[str, ...] = ()
    procedures: str = "procedures"
    units: str = "units"
    calendar: str = "calendar"
    periods: str = "periods"


@dataclass(frozen=True)
class RecordTable:
    """What the engine reads.

    Args:
        name: what indicators call it.
        kind: the record kind stored.
        select: makes the SELECT from the relations.
        groups: columns that figures can be grouped by.
        key: columns that name a record in `explain`.
    """

    name: str
    kind: str
    select: Callable[[Relations], str]
    groups: tuple[str, ...]
    key: tuple[str, ...]


def lines(columns: tuple[str, ...] | list[str]) -> str:
    return ",\n    ".join(columns)


def seen(kind: str, relations: Relations, without: tuple[str, ...] = ()) -> list[str]:
    """The stored columns of `kind` in relation `r`, events after the instant read as null."""
    record_kind = KINDS[kind]
    return [f"r.{column}" for column in relations.carried] + [
        f"CASE WHEN r.{f.name} <= {relations.cutoff} THEN r.{f.name} END AS {f.name}"
        if f.name in record_kind.events
        else f"r.{f.name}"
        for f in record_kind.stored
        if f.name not in without
    ]


def names(kind: str, relations: Relations, without: tuple[str, ...] = ()) -> list[str]:
    return [*relations.carried, *(f.name for f in KINDS[kind].stored if f.name not in without)]
