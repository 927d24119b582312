"""What definitions are made of: the indicators counted from records behind each."""

from collections.abc import Iterable, Mapping

from par_metrics.indicators.base import Composite, Definition, Indicator
from par_metrics.indicators.catalogue import Catalogue
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


def groups_of(definition: Definition, catalogue: Catalogue) -> tuple[str, ...]:
    """The columns that the figures of a definition can be grouped by, those of its tables first."""
    parts = parts_of(definition, catalogue)
    tables = [part.table for part in parts]
    of_first = TABLES[tables[0]].groups
    # What must add up to a whole is none by other groups.
    named = {} if any(part.has_whole for part in parts) else catalogue.groups
    own = [name for name, group in named.items() if name not in of_first and tables[0] in group.sql]

    def has(table: str, name: str) -> bool:
        return name in TABLES[table].groups or (name in own and table in named[name].sql)

    return tuple(name for name in (*of_first, *own) if all(has(table, name) for table in tables))
