"""How the records behind figures were counted before and after each load.

The loads between two instants are gone through one by one, so that each change belongs to
one load, and the changes of a figure's records add up to the change of the figure.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from par_metrics.domain.period import Period
from par_metrics.engines.base import Branch
from par_metrics.figures.snapshot import Snapshot
from par_metrics.indicators.base import Indicator
from par_metrics.indicators.tables.records import TABLES
from schemas import KINDS

LINKS = ("procedure_code",)
"""Columns that tie a record to a register, where its kind has them; the unit does so always."""

_STATE = ("class", "numerator", "denominator", "measure")
_RECORD = ("alias", "record", "unit_code", "is_total")

STEPS_SCHEMA: dict[str, pl.DataType] = {
    "alias": pl.String(),
    "kind": pl.String(),
    "record": pl.String(),
    "unit_code": pl.String(),
    "is_total": pl.Boolean(),
    **dict.fromkeys(LINKS, pl.String()),
    **{f"class_{then}": pl.Int32() for then in ("before", "after")},
    **{f"{side}_{then}": pl.Float64() for side in _STATE[1:] for then in ("before", "after")},
    "load_id": pl.String(),
}


@dataclass(frozen=True)
class Load:
    """A load; or the withdrawal or restoration of one, at its own instant."""

    load_id: str
    kind: str
    loaded_at: datetime

    @property
    def event(self) -> str | None:
        """`withdrawal`, `restoration`, or None for a load."""
        ending = self.load_id.rpartition("-")[2]
        return {"withdraw": "withdrawal", "restore": "restoration"}.get(ending)


@dataclass(frozen=True)
class Pass:
    """Indicators that are looked at together: same table and window, same thing counted."""

    branch: Branch
    key: tuple[str, ...]

    @property
    def links(self) -> tuple[str, ...]:
        return tuple(name for name in LINKS if name in KINDS[self.branch.table.kind].by_name)


def passes(indicators: Sequence[Indicator]) -> list[Pass]:
    """The indicators in as few passes as can be."""
    found: dict[tuple[object, ...], list[Indicator]] = {}
    for indicator in indicators:
        found.setdefault((indicator.table, indicator.window, indicator.distinct), []).append(indicator)
    return [
        Pass(
            Branch(TABLES[first.table], first.window, tuple(together)),
            (first.distinct,) if first.distinct else TABLES[first.table].key,
        )
        for together in found.values()
        for first in together[:1]
    ]


def steps(
    snapshot: Snapshot,
    of_pass: Pass,
    period: Period,
    known_at: datetime,
    loads: Sequence[Load],
    unit_code: str | None,
) -> pl.DataFrame:
    """Every record that counts otherwise after the loads than before, load by load.

    Args:
        known_at: the instant before the first load.
        loads: all of them, of whatever kind, oldest first.
        unit_code: look at this unit alone; None: at every unit, and at all together.
    Returns:
        `STEPS_SCHEMA`: one row a record, indicator, unit (null in rows of `is_total`) and
        load. The class is that of `Counting.classes`, the higher where a key stands
        for several records; null where the record was no candidate.
    """
    walk = _Walk(snapshot, of_pass, period, unit_code, snapshot.engine.kinds_read(of_pass.branch))
    return pl.concat([pl.DataFrame(schema=STEPS_SCHEMA), *walk.between(known_at, loads)])


@dataclass(frozen=True)
class _Walk:
    """Goes through loads by halves: of a record that a whole stretch of them left as it was, nothing inside is told.

    Each record is followed by itself and the halves are those of all loads, so that its steps are
    the same whatever indicators are asked beside, and whatever other records did.
    """

    snapshot: Snapshot
    of_pass: Pass
    period: Period
    unit_code: str | None
    read: frozenset[str]

    def between(
        self, known_at: datetime, loads: Sequence[Load], followed: pl.DataFrame | None = None
    ) -> Iterator[pl.DataFrame]:
        """What each load changed, in their order.

        Args:
            followed: the records (`_RECORD`) that the stretch around this one changed; None: all.
        """
        concerned = [load for load in loads if load.kind in self.read]
        if not concerned:
            return
        changed = self.changed(known_at, concerned[-1])
        if followed is not None:
            changed = changed.join(followed, on=_RECORD, how="semi", nulls_equal=True)
        if len(concerned) == 1 or changed.is_empty():
            yield changed
            return
        followed = changed.select(_RECORD)
        del changed  # may be large, and is not needed while its parts are looked at
        first, second = self._halves(loads)
        yield from self.between(known_at, first, followed)
        yield from self.between(first[-1].loaded_at, second, followed)

    def _halves(self, loads: Sequence[Load]) -> tuple[Sequence[Load], Sequence[Load]]:
        """Halves that both concern the pass: one that does not is passed over, as its records are as before it."""
        middle = len(loads) // 2
        first, second = loads[:middle], loads[middle:]
        if not any(load.kind in self.read for load in first):
            return self._halves(second)
        if not any(load.kind in self.read for load in second):
            return self._halves(first)
        return first, second

    def changed(self, before: datetime, after: Load) -> pl.DataFrame:
        """The records that count otherwise by what was known after a load than before; `STEPS_SCHEMA`."""
        of_pass = self.of_pass
        wide = self.snapshot.engine.changed(
            of_pass.branch,
            of_pass.key,
            of_pass.links,
            self.period,
            self.snapshot.as_of,
            (before, after.loaded_at),
            self.unit_code,
        )
        return pl.concat(
            _of_indicator(wide, of_pass, number, after) for number in range(len(of_pass.branch.indicators))
        )


def _of_indicator(changed: pl.DataFrame, of_pass: Pass, number: int, load: Load) -> pl.DataFrame:
    """The rows of one indicator of the pass that it concerns."""
    indicator = of_pass.branch.indicators[number]
    state = {f"{name}_{then}": pl.col(f"{name}_{number}_{then}") for name in _STATE for then in ("before", "after")}
    differs = pl.any_horizontal(state[f"{name}_before"].ne_missing(state[f"{name}_after"]) for name in _STATE)
    # What belongs to no unit is in the figure of all units together alone.
    has_figure = pl.col("is_total") | pl.col("unit_code").is_not_null()
    literal = {"alias": indicator.alias, "kind": of_pass.branch.table.kind, "load_id": load.load_id}
    missing = {name: pl.lit(None, pl.String) for name in LINKS if name not in of_pass.links}
    return changed.filter(differs, has_figure).select(
        (state | {name: pl.lit(text) for name, text in literal.items()} | missing)
        .get(name, pl.col(name))
        .cast(dtype)
        .alias(name)
        for name, dtype in STEPS_SCHEMA.items()
    )
