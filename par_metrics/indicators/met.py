"""Definitions by id, for those who show figures and have nothing but the id: the built-in, and own ones met."""

from collections.abc import Iterable

from par_metrics.indicators.base import Definition
from par_metrics.indicators.catalogue import catalogue

_own: dict[str, Definition | None] = {}


def meet(definitions: Iterable[Definition]) -> None:
    """Figures of these may have to be shown.

    Of one that two workspaces measure in different units nothing is known: a share must not be shown as a count.
    """
    for definition in definitions:
        before = _own.get(definition.id, definition)
        _own[definition.id] = definition if before is not None and before.unit == definition.unit else None


def definition_of(id: str) -> Definition | None:
    """The definition in force of this id; None where none is known."""
    return catalogue[id] if id in catalogue else _own.get(id)


def definitions_met() -> list[Definition]:
    """All that `definition_of` knows."""
    return [*catalogue.values(), *(definition for definition in _own.values() if definition is not None)]
