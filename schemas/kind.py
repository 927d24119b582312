"""What a record kind is: its columns, its key, its rules."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import polars as pl

from schemas.field import Field
from schemas.labels import Label
from schemas.rule import Rule, Severity


def known_column(outcome: str) -> str:
    """The column beside an outcome that says whether an empty cell of it means "has not happened"."""
    return f"{outcome}_known"


def key_sql(key: Iterable[str], alias: str) -> str:
    """SQL of a record's key as one text: its parts in their order, with `/` between them."""
    return f"concat_ws('/', {', '.join(f'CAST({alias}.{name} AS VARCHAR)' for name in key)})"


def key_expr(key: Iterable[str]) -> pl.Expr:
    """The text of `key_sql` in a frame; null where a part is."""
    return pl.concat_str([pl.col(name).cast(pl.String) for name in key], separator="/")


@dataclass(frozen=True)
class RecordKind:
    """One kind of record (a table of the warehouse).

    Args:
        name: plural English name, the table's name.
        label: what one row is.
        key: columns that identify a record.
        required: columns that must be present and filled in every row.
        fields: all columns an export may hold, in the order they are stored.
        events: columns of things that happened; what lies after `as_of` has not.
        outcomes: the events of which an empty cell says "has not happened", where the export has the
            column; where it lacks it, or the cell could not be read, nobody knows.
        entry: the event by which a record comes to exist, None for registers.
        is_dated: what a row says holds from a day on, so that every load of it is kept beside the versions.
        rules: row rules beyond types and required columns.
        conflicts: what becomes of rows of one file that share a key and differ. `newest` keeps the
            one whose events are newest; `refuse` keeps none, for registers without dates, of
            whose rows nobody can know which one is right.
    """

    name: str
    label: Label
    key: tuple[str, ...]
    required: tuple[str, ...]
    fields: tuple[Field, ...]
    events: tuple[str, ...]
    entry: str | None
    rules: tuple[Rule, ...]
    outcomes: tuple[str, ...] = ()
    is_dated: bool = False
    conflicts: Literal["newest", "refuse"] = "newest"

    @cached_property
    def by_name(self) -> dict[str, Field]:
        return {field.name: field for field in self.fields}

    @cached_property
    def stored(self) -> tuple[Field, ...]:
        """The columns of the warehouse: neither personal nor only read for others."""
        return tuple(f for f in self.fields if f.stored and not f.personal)

    @property
    def sources(self) -> tuple[str, ...]:
        """The systems that know its records, each by its own exports; none where the key does not tell them apart."""
        return tuple(map(str, self.by_name["source"].values)) if "source" in self.key else ()

    @property
    def feeds(self) -> tuple[str, ...]:
        """What brings it, as the settings name it: the kind, and each of its sources; nothing without dates."""
        return (self.name, *(f"{self.name}.{source}" for source in self.sources)) if self.events else ()

    def decides(self, field: Field) -> bool:
        """Whether an unreadable cell of `field` refuses its row, and does not merely stay empty."""
        return field.decisive or field.name in self.required or field.name in self.key

    @property
    def refusals(self) -> tuple[Rule, ...]:
        return tuple(r for r in self.rules if r.severity is Severity.REFUSE)

    @property
    def emptying(self) -> tuple[Rule, ...]:
        """Rules that leave the cell empty which breaks them."""
        return tuple(r for r in self.rules if r.severity is Severity.EMPTY)

    @property
    def warnings(self) -> tuple[Rule, ...]:
        return tuple(r for r in self.rules if r.severity is Severity.WARN)
