"""Who has what to do: the misses and the tasks behind, by the office that leads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from par_metrics.domain.plan import Plan
from par_metrics.publish.outputs.page.actions import FIRST

_BEHIND = ("behind", "not_started")


@dataclass(frozen=True)
class Office:
    """One office.

    Args:
        name: as the plan has it, those of the built-in plan without the ward's.
        missed: the indicators of it that miss their target, those that can be mended first.
        behind: `[row of the plan, state]` of its tasks that are behind or not started.
    """

    name: str
    missed: list[str] = field(default_factory=list)
    behind: list[list[str]] = field(default_factory=list)


def offices_of(plan: Plan, card: Sequence[Mapping[str, Any]], figures: Mapping[str, Mapping[str, Any]]) -> list[Office]:
    """The offices that have something to do, those with the most first.

    Args:
        card: the scorecard of a unit.
        figures: its figures, with what can be done (`a`).
    """
    found: dict[str, Office] = {}
    for row in card:
        for name in plan.agencies_in(row["owner"] or ""):
            short = plan.without_ward(name)
            office = found.setdefault(short, Office(short))
            if row["status"] == "missed" and row["indicator"] not in office.missed:
                office.missed.append(row["indicator"])
            task = [row["plan_row"], row["state"]]
            if row["state"] in _BEHIND and task not in office.behind:
                office.behind.append(task)
    for office in found.values():
        office.missed.sort(key=lambda id: _urgency(figures[id]["a"]))
    busy = [office for office in found.values() if office.name and (office.missed or office.behind)]
    return sorted(busy, key=lambda office: -len(office.missed) - len(office.behind))


def _urgency(action: tuple[str, float] | None) -> tuple[int, float]:
    kind, amount = action or ("none", 0)
    return FIRST.index(kind), -amount
