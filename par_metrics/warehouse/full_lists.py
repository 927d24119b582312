"""Exports that are everything of their kind: what each says it covers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from schemas import RecordKind

_DAYS = ("start", "end", "first", "last")
# An export is of one source and of the units it names: it says nothing of others.
_SCOPE = ("source", "survey", "origin", "unit_code", "place_code")
# Where nothing says when a record came to exist, an export is of the years it names.
_TIMES = ("year", "period")


@dataclass(frozen=True)
class FullList:
    """What a load that is everything of its kind covers; part of the load's line.

    Args:
        start, end: the entry dates it is of, both included, as its title or the caller says; None: nobody says.
        first, last: the first and last entry date of its rows; None: they have none.
        scopes: the sources and units it names, as `scope_text` gives them.
    """

    start: date | None = None
    end: date | None = None
    first: date | None = None
    last: date | None = None
    scopes: tuple[str, ...] = ()

    def as_values(self) -> dict[str, Any]:
        """As plain values that JSON can hold."""
        days = {name: None if (day := getattr(self, name)) is None else day.isoformat() for name in _DAYS}
        return days | {"scopes": list(self.scopes)}

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> FullList:
        days = {name: None if values[name] is None else date.fromisoformat(values[name]) for name in _DAYS}
        return cls(**days, scopes=tuple(values["scopes"]))


def full_list_of(kind: RecordKind, rows: pl.DataFrame, span: tuple[date, date] | None) -> FullList:
    """What a list of some rows covers.

    Args:
        rows: its accepted rows, with the columns that it provides.
        span: the entry dates it says it is of; kinds without an entry date have none.
    """
    first, last = None, None
    if kind.entry in rows.columns and rows.height:
        days = rows[kind.entry].cast(pl.Date)
        first, last = days.min(), days.max()
    start, end = span if span is not None and kind.entry is not None else (None, None)
    named = [
        pl.col(name).cast(pl.String).fill_null("") if name in rows.columns else pl.lit("")
        for name in scope_columns(kind)
    ]
    scopes = rows.select(pl.concat_str(named, separator="/") if named else pl.lit("")).to_series().unique().sort()
    return FullList(start, end, first, last, tuple(scopes))  # type: ignore[arg-type]


def scope_columns(kind: RecordKind) -> tuple[str, ...]:
    """The columns that say which source and unit a record is of; none where they are all that names it."""
    stored = {field.name for field in kind.stored}
    wanted = _SCOPE if kind.entry is not None else _SCOPE + _TIMES
    found = tuple(name for name in wanted if name in stored)
    return () if set(found) >= set(kind.key) else found


def scope_text(kind: RecordKind, alias: str) -> str:
    """SQL of the scope of a record of the relation `alias`."""
    columns = [f"coalesce(CAST({alias}.{name} AS VARCHAR), '')" for name in scope_columns(kind)]
    return f"concat_ws('/', {', '.join(columns)})" if columns else "''"
