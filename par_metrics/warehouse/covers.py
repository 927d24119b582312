"""Of which records a full list may say that they are absent, given the full lists before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from par_metrics.warehouse.full_lists import FullList
from par_metrics.warehouse.loads import Load
from schemas import RecordKind


@dataclass(frozen=True)
class Cover:
    """The records that a full list speaks of: entry dates, both included, and scopes."""

    start: date
    end: date
    scopes: frozenset[str]

    @property
    def label(self) -> str:
        """`2026-01-01/2026-03-31`; `all` where no entry dates bound it."""
        return "all" if self.start == date.min else f"{self.start}/{self.end}"

    def meets(self, other: Cover) -> bool:
        return self.start <= other.end and other.start <= self.end and not self.scopes.isdisjoint(other.scopes)


def cover_of(kind: RecordKind, load: Load, lists: Sequence[Load]) -> Cover | None:
    """What a full list may say is absent; None for nothing.

    Where a list says no dates, it is of those from the first to the last entry date of its own rows and of the
    list before it. What a newer list covers an older one that is loaded after it says nothing of.

    Args:
        lists: the full lists of the kind that were loaded before it and hold.
    """
    whole = _cover(kind, load, lists)
    if whole is None:
        return None
    made = _made_at(load)
    newer = [cover for o in lists if _made_at(o) > made and (cover := _cover(kind, o, lists)) and cover.meets(whole)]
    left = whole.scopes.difference(*(cover.scopes for cover in newer))
    return Cover(whole.start, whole.end, left) if left else None


def _cover(kind: RecordKind, load: Load, lists: Sequence[Load]) -> Cover | None:
    of_list = _full_list(load)
    scopes = frozenset(of_list.scopes)
    if kind.entry is None:
        return Cover(date.min, date.max, scopes)
    if of_list.start is not None and of_list.end is not None:
        return Cover(of_list.start, of_list.end, scopes)
    spoken = [of_list]
    # A list of a day (its key holds the date) is made anew for another: the one before is of another day.
    if kind.entry not in kind.key:
        spoken += [_full_list(before) for before in _just_before(load, lists)]
    days = [day for spoken_of in spoken for day in (spoken_of.first, spoken_of.last) if day is not None]
    return Cover(min(days), max(days), scopes) if days else None


def _just_before(load: Load, lists: Sequence[Load]) -> list[Load]:
    """The full list made last before this one, of a source and unit of it."""
    scopes = set(_full_list(load).scopes)
    order = (_made_at(load), load.load_id)
    before = [
        other
        for other in lists
        if other.loaded_at < load.loaded_at
        and (_made_at(other), other.load_id) < order
        and not scopes.isdisjoint(_full_list(other).scopes)
    ]
    return [max(before, key=lambda other: (_made_at(other), other.load_id))] if before else []


def _full_list(load: Load) -> FullList:
    if load.full_list is None:
        raise ValueError(f"{load.load_id} is no full list")
    return load.full_list


def _made_at(load: Load) -> datetime:
    if load.exported_at is None:
        raise ValueError(f"{load.load_id} was refused")
    return load.exported_at
