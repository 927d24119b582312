"""Every indicator by id: the one list that the command line, the scorecard, the docs and the engines read."""

from collections.abc import Iterable, Iterator, Mapping
from types import ModuleType

from par_metrics.errors import UsageError, nearest
from par_metrics.indicators.base import Definition, GroupColumn
from par_metrics.indicators.definitions import (
    assessments,
    dossiers,
    feedback,
    on_time,
    papi,
    payments,
    procedures,
    qd766,
    registers,
    reporting,
    retired,
    sipas,
)
from schemas import Label


class Catalogue(Mapping[str, Definition]):
    """Indicators by id, in the order of the plan's subjects. An unknown id raises UsageError with the nearest one.

    `catalogue["on_time_rate@1"]` is that version of it, also after a newer one has
    replaced it; iterating gives the versions in force.

    Args:
        definitions: those in force, and the retired ones.
        groups: what figures can be grouped by beside the groups of their tables.
    """

    def __init__(self, definitions: Iterable[Definition], groups: Mapping[str, GroupColumn] | None = None) -> None:
        self.groups: Mapping[str, GroupColumn] = groups or {}
        self._by_id: dict[str, Definition] = {}
        self._by_version: dict[str, Definition] = {}
        for definition in definitions:
            version = f"{definition.id}@{definition.version}"
            if version in self._by_version or (not definition.is_retired and definition.id in self._by_id):
                raise ValueError(f"indicator defined twice: {version}")
            self._by_version[version] = definition
            if not definition.is_retired:
                self._by_id[definition.id] = definition

    def __getitem__(self, indicator_id: str) -> Definition:
        by_name = self._by_version if "@" in indicator_id else self._by_id
        try:
            return by_name[indicator_id]
        except KeyError:
            raise _unknown(indicator_id, by_name) from None

    def with_own(self, own: Iterable[Definition]) -> "Catalogue":
        """These and further ones; one made anew takes the place of what had its id and version."""
        further = tuple(own)
        if not further:
            return self
        given = {(d.id, d.version) for d in further}
        return Catalogue([*(d for d in self.versions() if (d.id, d.version) not in given), *further], self.groups)

    def with_groups(self, groups: Mapping[str, GroupColumn]) -> "Catalogue":
        """The same indicators, which can be grouped by more."""
        return Catalogue(self.versions(), {**self.groups, **groups})

    def versions(self) -> tuple[Definition, ...]:
        """Every version of every indicator, retired ones too."""
        return tuple(self._by_version.values())

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_id)

    def __len__(self) -> int:
        return len(self._by_id)

    def __contains__(self, indicator_id: object) -> bool:
        return indicator_id in self._by_id or indicator_id in self._by_version

    def _ipython_key_completions_(self) -> list[str]:
        return list(self._by_id)

    def _repr_html_(self) -> str:
        from par_metrics.indicators.shown import catalogue_html

        return catalogue_html(self._by_id.values())

    def __repr__(self) -> str:
        lines = (f"  {i.id} v{i.version}: {i.label.vi} ({i.label.en})" for i in self._by_id.values())
        return "Catalogue(\n" + "\n".join(lines) + "\n)"


def _unknown(indicator_id: str, known: Iterable[str]) -> UsageError:
    near = nearest(indicator_id, known)
    return UsageError(
        Label(
            f'không có chỉ số "{indicator_id}".{near.vi} Xem danh mục: par-metrics indicators',
            f'no indicator "{indicator_id}".{near.en} See the catalogue: par-metrics indicators',
        ),
        "unknown_indicator",
    )


def _defined_in(*modules: ModuleType) -> Iterator[Definition]:
    for module in modules:
        yield from (value for value in vars(module).values() if isinstance(value, Definition))


catalogue = Catalogue(
    _defined_in(
        on_time,
        dossiers,
        procedures,
        payments,
        feedback,
        registers,
        sipas,
        papi,
        assessments,
        reporting,
        qd766,
        retired,
    )
)
