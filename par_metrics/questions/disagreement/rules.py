"""The rules of "on time" that the catalogue holds, and how each looks at a dossier."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from par_metrics.indicators.base import Definition, Indicator
from par_metrics.indicators.conditions import columns_in

_ON_TIME = "on_time_rate"

Basis = Literal["ended", "due", "received", "stock", "other"]
_BASES: tuple[tuple[str, Basis], ...] = (("due_at", "due"), ("ended_at", "ended"), ("received_at", "received"))
"""Column of a window's event -> what it puts a dossier in a period by; the first that the event names."""


@dataclass(frozen=True)
class Rule:
    """One rule of "on time": an indicator of the catalogue under a short name.

    Args:
        name: the rule set's name, or the indicator's id where two share a rule set.
        indicator: the definition.
    """

    name: str
    indicator: Indicator

    @property
    def basis(self) -> Basis:
        """What puts a dossier in a period: its end, its due date, its reception, or its being at hand."""
        event = self.indicator.window.event
        if event is None:
            return "stock"
        named = columns_in(event)
        return next((basis for column, basis in _BASES if column in named), "other")

    @property
    def is_judged_at_t(self) -> bool:
        """Whether it sees dossiers as they stood at T, the end of the period, rather than at `as_of`."""
        return self.indicator.window.judged_at == "t"

    def looks_at(self, column: str) -> bool:
        """Whether its conditions name this very column: one whose name is part of another's is not meant by it."""
        return column in (*columns_in(self.indicator.population), *columns_in(self.indicator.numerator))


def rules_of(definitions: Iterable[Definition]) -> tuple[Rule, ...]:
    """Every indicator whose id starts with `on_time_rate`, in the catalogue's order."""
    found = [d for d in definitions if isinstance(d, Indicator) and d.id.startswith(_ON_TIME)]
    shared = [indicator.rules for indicator in found]
    return tuple(Rule(i.rules if shared.count(i.rules) == 1 else i.id, i) for i in found)
