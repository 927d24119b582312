"""How the records behind figures were counted before and after each load.

The engine tells what each load changed, so that each change belongs to one load, and the changes of a
figure's records add up to the change of the figure. Of a record that a stretch of loads left as it was,
nothing inside the stretch is told: stretches are all the loads, their halves, the halves of these, ...
"""

from collections.abc import Iterator, Mapping, Sequence
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

_AT_ONCE = 16
"""So many loads are looked at in one query: each holds every record again while it runs."""
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
    read = snapshot.engine.kinds_read(of_pass.branch)
    concerned = [load for load in loads if load.kind in read]
    found = [pl.DataFrame(schema=STEPS_SCHEMA)]
    for first in range(0, len(concerned), _AT_ONCE):
        together = concerned[first : first + _AT_ONCE]
        before = concerned[first - 1].loaded_at if first else known_at
        found += _changed(snapshot, of_pass, period, before, together, unit_code)
    return _told(pl.concat(found), loads, read) if len(concerned) > 1 else pl.concat(found)


def _changed(
    snapshot: Snapshot,
    of_pass: Pass,
    period: Period,
    known_at: datetime,
    loads: Sequence[Load],
    unit_code: str | None,
) -> Iterator[pl.DataFrame]:
    """What each of some loads changed, whatever those around it did: `STEPS_SCHEMA`, in their order."""
    instants = (known_at, *(load.loaded_at for load in loads))
    wide = snapshot.engine.changed(
        of_pass.branch, of_pass.key, of_pass.links, period, snapshot.as_of, instants, unit_code
    )
    ids = pl.DataFrame({"step": range(1, len(instants)), "load_id": [load.load_id for load in loads]})
    in_order = wide.join(ids.cast({"step": wide.schema["step"]}), on="step").sort("step", maintain_order=True)
    return (_of_indicator(in_order, of_pass, number) for number in range(len(of_pass.branch.indicators)))


def _told(steps: pl.DataFrame, loads: Sequence[Load], read: frozenset[str]) -> pl.DataFrame:
    """The steps within stretches of loads that, each as a whole, made their record count otherwise.

    Each record is followed by itself and the stretches are those of all loads, so that its steps are
    the same whatever indicators are asked beside, and whatever other records did. What changed once
    changed so in every stretch around it.
    """
    is_several = pl.struct(_RECORD).is_duplicated()
    once, steps = steps.filter(~is_several), steps.filter(is_several)
    for stretch_of in _stretches(loads, read):
        stretch = pl.col("load_id").replace_strict(stretch_of, default=None, return_dtype=pl.Int64)
        alike = (*_RECORD, stretch)
        as_a_whole = pl.any_horizontal(
            pl.col(f"{name}_before").first().over(alike).ne_missing(pl.col(f"{name}_after").last().over(alike))
            for name in _STATE
        )
        steps = steps.filter(stretch.is_null() | as_a_whole)
    return pl.concat([once, steps])


def _stretches(loads: Sequence[Load], read: frozenset[str]) -> Iterator[Mapping[str, int]]:
    """Load -> number of its stretch: all of them, their halves, and so on while any holds several of the kinds read."""
    level = [loads]
    while level:
        yield {load.load_id: number for number, stretch in enumerate(level) for load in stretch}
        halves = (half for stretch in level for half in _halves(stretch, read))
        level = [half for half in halves if sum(load.kind in read for load in half) > 1]


def _halves(loads: Sequence[Load], read: frozenset[str]) -> tuple[Sequence[Load], Sequence[Load]]:
    """Halves that both hold a load of the kinds read: one without is passed over, as records are as before it."""
    middle = len(loads) // 2
    first, second = loads[:middle], loads[middle:]
    if not any(load.kind in read for load in first):
        return _halves(second, read)
    if not any(load.kind in read for load in second):
        return _halves(first, read)
    return first, second


def _of_indicator(changed: pl.DataFrame, of_pass: Pass, number: int) -> pl.DataFrame:
    """The rows of one indicator of the pass that it concerns."""
    indicator = of_pass.branch.indicators[number]
    state = {f"{name}_{then}": pl.col(f"{name}_{number}_{then}") for name in _STATE for then in ("before", "after")}
    differs = pl.any_horizontal(state[f"{name}_before"].ne_missing(state[f"{name}_after"]) for name in _STATE)
    # What belongs to no unit is in the figure of all units together alone.
    has_figure = pl.col("is_total") | pl.col("unit_code").is_not_null()
    literal = {"alias": indicator.alias, "kind": of_pass.branch.table.kind}
    missing = {name: pl.lit(None, pl.String) for name in LINKS if name not in of_pass.links}
    return changed.filter(differs, has_figure).select(
        (state | {name: pl.lit(text) for name, text in literal.items()} | missing)
        .get(name, pl.col(name))
        .cast(dtype)
        .alias(name)
        for name, dtype in STEPS_SCHEMA.items()
    )
