"""What a record table is, and how stored columns read at an instant."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from schemas import KINDS, Field
from schemas.kind import known_column


@dataclass(frozen=True)
class Registers:
    """Names or subqueries of what records are looked up in.

    Args:
        calendar: the working-day calendar.
        periods: the periods asked for: period_id, period_start, period_end, t.
        facts: what holds of procedures, from when until when (`engines.facts`).
        units: every unit known, with its life: unit_code, level, valid_from, valid_to.
        units_at: the units alive at the end of each period: period_id, unit_code, level.
        heirs: the units that took over from one closed by the end of a period: period_id, unit_code,
            heir, is_last (the one that its records count for), closed_on (its last day).
        own_level: the level of the workspace's own unit, an SQL literal.
    """

    calendar: str = "calendar"
    periods: str = "periods"
    facts: str = "procedure_facts"
    units: str = "units"
    units_at: str = "units_at"
    heirs: str = "unit_heirs"
    own_level: str = "'commune'"


@dataclass(frozen=True)
class Relations:
    """Names or subqueries of what a table is made from.

    Args:
        records: the stored records; joined with the periods where the table is looked
            at period by period.
        all_records: the stored records, never joined.
        cutoff: SQL timestamp of the instant.
        carried: columns of `records` to hand on, the period's if it was joined.
        registers: what the records are looked up in.
        needed: the columns of the table that are asked for; None for all.
        stored: the stored columns that are read at all; None for all.
    """

    records: str
    all_records: str
    cutoff: str
    carried: tuple[str, ...] = ()
    registers: Registers = Registers()
    needed: frozenset[str] | None = None
    stored: frozenset[str] | None = None

    def need(self, *columns: str) -> bool:
        """Whether any of these columns is asked for: what serves no other need not be looked up."""
        return self.needed is None or not self.needed.isdisjoint(columns)

    def only(self, *columns: str) -> "Relations":
        """The same for a table within the table, of which no more than these columns and the stored ones are needed."""
        return self if self.needed is None else replace(self, needed=frozenset(columns))

    def fields(self, kind: str) -> list[Field]:
        """The fields of a kind that are read."""
        return [f for f in KINDS[kind].stored if self.stored is None or f.name in self.stored]


@dataclass(frozen=True)
class RecordTable:
    """What the engine reads.

    Args:
        name: what indicators call it.
        kind: the record kind stored.
        select: makes the SELECT from the relations.
        groups: columns that figures can be grouped by.
        key: columns that name a record in `explain`.
        lists_records: its rows are stored records, each with its key.
        follows_units: records of a unit that has closed count for its successor.
        presence: conditions over the stored columns; of each a unit must have a record by T, or nothing
            is known of it. None where without records nothing is counted anyway.
        deadlines: columns that are reckoned in working days.
    """

    name: str
    kind: str
    select: Callable[[Relations], str]
    groups: tuple[str, ...]
    key: tuple[str, ...]
    lists_records: bool = True
    follows_units: bool = True
    presence: tuple[str, ...] = ()
    deadlines: tuple[str, ...] = ()

    def sql(self, relations: Relations) -> str:
        """Its SELECT, without stored columns that neither `relations.needed` nor the table itself speaks of.

        To read a query takes an engine longer than to answer it where records are few.
        """
        if relations.needed is None:
            return self.select(relations)
        bare = self.select(replace(relations, stored=frozenset()))
        return self.select(replace(relations, stored=words([bare]) | relations.needed))


def words(texts: Iterable[str]) -> frozenset[str]:
    """Every word of some SQL, so every column that it may speak of."""
    return frozenset(re.findall(r"\w+", " ".join(texts).lower()))


def lines(columns: tuple[str, ...] | list[str]) -> str:
    """Columns of a SELECT, one a line."""
    return ",\n    ".join(columns)


def columns_at(kind: str, relations: Relations) -> list[str]:
    """The stored columns of `kind` in relation `r`, events after the instant read as null."""
    record_kind = KINDS[kind]
    return [f"r.{column}" for column in relations.carried] + [
        f"CASE WHEN r.{f.name} <= {relations.cutoff} THEN r.{f.name} END AS {f.name}"
        if f.name in record_kind.events
        else f"r.{f.name}"
        for f in relations.fields(kind)
    ]


def heir_of(unit_code: str, period_id: str, relations: Relations) -> tuple[str, str]:
    """SQL of the unit that records of `unit_code` count for at the end of a period, and the join that it needs."""
    join = (
        f"LEFT JOIN {relations.registers.heirs} heir ON heir.is_last AND heir.unit_code = {unit_code} "
        f"AND heir.period_id = {period_id}"
    )
    return f"coalesce(heir.heir, {unit_code})", join


def stood_at(kind: str, relations: Relations, further: Sequence[str] = ()) -> str:
    """SELECT of records as they stood at the instant: those that existed, with what had happened by then.

    A dossier that ended after the instant is in progress at it, whatever it became later. Status
    7-10 without any end date stays: that defect is counted, not mended. This is the one place
    that says what "as it stood" means.

    Args:
        further: SQL of further columns, over the stored ones in relation `r`.
    """
    record_kind = KINDS[kind]
    columns = columns_at(kind, relations)
    if "r.status" in columns and kind == "dossiers":
        # `least` passes over nulls: every end it has is later.
        ended_later = f"r.status IN (7, 8, 9, 10) AND least(r.completed_at, r.returned_at) > {relations.cutoff}"
        columns[columns.index("r.status")] = f"CASE WHEN {ended_later} THEN 4 ELSE r.status END AS status"
    entry = record_kind.entry
    existed = "TRUE" if entry is None else f"(r.{entry} IS NULL OR r.{entry} <= {relations.cutoff})"
    return f"""
SELECT
    {lines([*columns, *further])}
FROM {relations.records} r
WHERE {existed}"""


def happened(kind: str, relations: Relations) -> list[str]:
    """`<outcome>_happened` of each outcome of `kind` in relation `r`: by the instant or not; null for unknown."""
    return [
        f"CASE WHEN r.{outcome} IS NOT NULL THEN r.{outcome} <= {relations.cutoff} "
        f"WHEN r.{known_column(outcome)} THEN FALSE END AS {outcome}_happened"
        for outcome in KINDS[kind].outcomes
    ]


def names(kind: str, relations: Relations, without: tuple[str, ...] = ()) -> list[str]:
    """The stored columns of a kind, and those handed on, by name."""
    return [*relations.carried, *(f.name for f in relations.fields(kind) if f.name not in without)]
