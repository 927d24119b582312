"""How the records behind figures were counted before and after each load.

The loads between two instants are gone through one by one, so that each change belongs to
one load, and the changes of a figure's records add up to the change of the figure.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import polars as pl

from par_metrics.engines.duckdb import DuckDBEngine
from par_metrics.engines.query import Branch
from par_metrics.indicators.base import Indicator
from par_metrics.indicators.tables import TABLES
from par_metrics.period import Period
from schemas import KINDS

LINKS = ("procedure_code",)
"""Columns that tie a record to a register, where its kind has them; the unit does so always."""

_STATE = ("class", "numerator", "denominator", "measure")

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
    """A load that wrote record versions."""

    load_id: str
    kind: str
    loaded_at: datetime


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
    engine: DuckDBEngine,
    of_pass: Pass,
    period: Period,
    as_of: datetime,
    known_at: datetime,
    loads: Sequence[Load],
    unit_code: str | None,
) -> pl.DataFrame:
    """Every record that a load made count otherwise, load by load.

    Args:
        known_at: the instant before the first load.
        loads: oldest first.
        unit_code: look at this unit alone; None: at every unit, and at all together.
    Returns:
        `STEPS_SCHEMA`: one row a record, indicator, unit (null in rows of `is_total`) and
        load. The class is that of `Compiler.classified`, the higher where a key stands
        for several records; null where the record was no candidate.
    """
    walk = _Walk(engine, of_pass, period, as_of, unit_code)
    read = walk.counted(known_at)
    concerned = [load for load in loads if f"{load.kind}_versions" in read]
    return _without_detours(pl.concat([pl.DataFrame(schema=STEPS_SCHEMA), *walk.between(known_at, concerned)]))


@dataclass(frozen=True)
class _Walk:
    """Goes through loads by halves: where a whole stretch of them changed nothing, none of it is looked at."""

    engine: DuckDBEngine
    of_pass: Pass
    period: Period
    as_of: datetime
    unit_code: str | None

    def between(self, known_at: datetime, loads: Sequence[Load]) -> Iterator[pl.DataFrame]:
        """What each load changed, in their order."""
        if not loads:
            return
        changed_sql = _changed_sql(self.of_pass, self.counted(known_at), self.counted(loads[-1].loaded_at))
        if len(loads) == 1:
            changed = self.engine.query(changed_sql)
            for number in range(len(self.of_pass.branch.indicators)):
                yield _of_indicator(changed, self.of_pass, number, loads[0])
        elif self.engine.query(f"{changed_sql}\nLIMIT 1").height:
            middle = len(loads) // 2
            yield from self.between(known_at, loads[:middle])
            yield from self.between(loads[middle - 1].loaded_at, loads[middle:])

    def counted(self, known_at: datetime) -> str:
        """SELECT of how each record counts by what was known at an instant."""
        return _counted(replace(self.engine, known_at=known_at), self.of_pass, self.period, self.as_of, self.unit_code)


def _counted(engine: DuckDBEngine, of_pass: Pass, period: Period, as_of: datetime, unit_code: str | None) -> str:
    """SELECT of how each record counts, for its unit and for all units together."""
    indicators = of_pass.branch.indicators
    columns = tuple(dict.fromkeys((*of_pass.key, "unit_code", *of_pass.links)))
    classified = engine.compiler(period, as_of).classified(of_pass.branch, columns)
    record = f"concat_ws('/', {', '.join(f'CAST({name} AS VARCHAR)' for name in of_pass.key)})"
    links = "".join(f", max({name}) AS {name}_link" for name in of_pass.links)
    states = ", ".join(_state(indicator, n) for n, indicator in enumerate(indicators))
    candidate = " OR ".join(f"class_{indicator.alias} IS NOT NULL" for indicator in indicators)
    alone = "" if unit_code is None else f" AND unit_code = {_quoted(unit_code)}"
    sets = "(record, unit_code)" if unit_code is not None else "(record, unit_code), (record)"
    return (
        f"SELECT record, unit_code AS unit, GROUPING(unit_code) = 1 AS is_total{links}, {states}"
        f"\nFROM (SELECT *, {record} AS record FROM ({classified}) k WHERE ({candidate}){alone}) c"
        f"\nGROUP BY GROUPING SETS ({sets})"
    )


def _state(indicator: Indicator, number: int) -> str:
    """What a record adds to both sides of the figure, and its class."""
    alias = indicator.alias
    is_counted, is_good = f"class_{alias} >= 0", f"class_{alias} = 1"
    measure = f"sum(measure_{alias}) FILTER (WHERE {is_good})" if indicator.measure else "NULL"
    if indicator.distinct:
        numerator, denominator = f"max(({is_good})::INT)", f"max(({is_counted})::INT)"
    else:
        numerator, denominator = f"count(*) FILTER (WHERE {is_good})", f"count(*) FILTER (WHERE {is_counted})"
    if indicator.statistic in ("mean", "ratio"):
        numerator = f"coalesce({measure}, 0)"
    if indicator.weight:
        denominator = f"coalesce(sum(weight_{alias}) FILTER (WHERE {is_good}), 0)"
    columns = {"class": f"max(class_{alias})", "numerator": numerator, "denominator": denominator, "measure": measure}
    types = {"class": "INT"}
    return ", ".join(f"CAST({sql} AS {types.get(name, 'DOUBLE')}) AS {name}_{number}" for name, sql in columns.items())


def _changed_sql(of_pass: Pass, before: str, after: str) -> str:
    numbers = range(len(of_pass.branch.indicators))
    state = [f"{name}_{n}" for n in numbers for name in _STATE]
    differs = " OR ".join(f"b.{name} IS DISTINCT FROM a.{name}" for name in state)
    columns = [f"b.{name} AS {name}_before, a.{name} AS {name}_after" for name in state]
    columns += [f"coalesce(a.{name}_link, b.{name}_link) AS {name}" for name in of_pass.links]
    return (
        "SELECT coalesce(a.record, b.record) AS record, coalesce(a.unit, b.unit) AS unit_code, "
        f"coalesce(a.is_total, b.is_total) AS is_total, {', '.join(columns)}\n"
        f"FROM ({before}) b FULL JOIN ({after}) a ON a.record = b.record AND a.is_total = b.is_total "
        f"AND a.unit IS NOT DISTINCT FROM b.unit\nWHERE {differs}"
    )


def _of_indicator(changed: pl.DataFrame, of_pass: Pass, number: int, load: Load) -> pl.DataFrame:
    """The rows of one indicator of the pass that it concerns."""
    indicator = of_pass.branch.indicators[number]
    state = {f"{name}_{then}": pl.col(f"{name}_{number}_{then}") for name in _STATE for then in ("before", "after")}
    differs = pl.any_horizontal(state[f"{name}_before"].ne_missing(state[f"{name}_after"]) for name in _STATE)
    literal = {"alias": indicator.alias, "kind": of_pass.branch.table.kind, "load_id": load.load_id}
    missing = {name: pl.lit(None, pl.String) for name in LINKS if name not in of_pass.links}
    return changed.filter(differs).select(
        (state | {name: pl.lit(text) for name, text in literal.items()} | missing)
        .get(name, pl.col(name))
        .cast(dtype)
        .alias(name)
        for name, dtype in STEPS_SCHEMA.items()
    )


def _without_detours(found: pl.DataFrame) -> pl.DataFrame:
    """Without records that the last load counts as they counted before the first."""
    record = ("alias", "record", "unit_code", "is_total")
    returned = pl.all_horizontal(
        pl.col(f"{name}_before").first().over(record).eq_missing(pl.col(f"{name}_after").last().over(record))
        for name in _STATE
    )
    return found.filter(~returned)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
