"""What definitions are made of: the indicators counted from records behind each."""

from collections.abc import Iterable, Mapping

from par_metrics.indicators.base import Composite, Definition, Indicator
from par_metrics.indicators.tables.records import TABLES


def parts_of(definition: Definition, catalogue: Mapping[str, Definition]) -> tuple[Indicator, ...]:
    """The indicators counted from records that make a definition: itself, or its components."""
    if isinstance(definition, Indicator):
        return (definition,)
    assert isinstance(definition, Composite)
    parts = (catalogue[component] for component in definition.components)
    return tuple(part for part in parts if isinstance(part, Indicator))


def counted_for(asked: Iterable[Definition], catalogue: Mapping[str, Definition]) -> tuple[Indicator, ...]:
    """The indicators counted from records: those asked for, and those that composites asked for are made of."""
    found: dict[str, Indicator] = {}
    for definition in asked:
        for part in parts_of(definition, catalogue):
            found[part.alias] = part
    return tuple(found.values())


def groups_of(definition: Definition, catalogue: Mapping[str, Definition]) -> tuple[str, ...]:
    """The columns that the figures of a definition can be grouped by."""
    of_parts = [TABLES[part.table].groups for part in parts_of(definition, catalogue)]
    return tuple(group for group in of_parts[0] if all(group in groups for groups in of_parts))
