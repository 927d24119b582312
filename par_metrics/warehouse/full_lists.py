"""Exports that are everything of their kind: what each says it covers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

_DAYS = ("start", "end", "first", "last")


@dataclass(frozen=True)
class FullList:
    """What a load that is everything of its kind covers; part of the load's line.

    Args:
        start, end: the entry dates it is of, both included, as its title or the caller says; None: nobody says.
        first, last: the first and last entry date of its rows; None: they have none.
        scopes: the sources and units it names, as `scope_text` gives them.
        spared: records (`key_sql`) that it lacks only because their rows were refused.
    """

    start: date | None = None
    end: date | None = None
    first: date | None = None
    last: date | None = None
    scopes: tuple[str, ...] = ()
    spared: tuple[str, ...] = ()

    def as_values(self) -> dict[str, Any]:
        """As plain values that JSON can hold."""
        days = {name: None if (day := getattr(self, name)) is None else day.isoformat() for name in _DAYS}
        return days | {"scopes": list(self.scopes), "spared": list(self.spared)}

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> FullList:
        days = {name: None if values[name] is None else date.fromisoformat(values[name]) for name in _DAYS}
        return cls(**days, scopes=tuple(values["scopes"]), spared=tuple(values["spared"]))
