"""What the engine says of the records of one dossier: how each indicator counts them, and which conditions hold."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from par_metrics.engines.duckdb import DuckDBEngine
from par_metrics.engines.query import Branch, Compiler, branches
from par_metrics.indicators.base import Indicator, Window
from par_metrics.indicators.tables import TABLES
from par_metrics.period import Period
from par_metrics.why.conditions import Condition, parse
from par_metrics.why.records import KEY, record_name
from par_metrics.why.words import Facts
from schemas import KINDS


@dataclass(frozen=True)
class Conditions:
    """The conditions of an indicator, taken apart."""

    population: Condition
    exclude: Mapping[str, Condition]
    numerator: Condition

    @classmethod
    def of(cls, indicator: Indicator) -> "Conditions":
        exclude = {reason: parse(sql) for reason, sql in indicator.exclude.items()}
        return cls(parse(indicator.population), exclude, parse(indicator.numerator))

    @property
    def leaves(self) -> set[str]:
        whole = (self.population, self.numerator, *self.exclude.values())
        return {leaf for condition in whole for leaf in condition.leaves()}


@dataclass(frozen=True)
class Probed:
    """One record as one indicator's table shows it.

    Args:
        facts: its columns, and the parameters of conditions.
        holds: condition (a leaf) -> whether it holds.
        event: the timestamp that puts it in a period, None where there is none.
        class_: 1 numerator, 0 denominator only, below 0 excluded, None not counted.
    """

    facts: Facts
    holds: Mapping[str, bool]
    event: object
    class_: int | None


Answers = Mapping[str, Mapping[str, Probed]]
"""Indicator (alias) -> record -> what is said of it; a record the table does not show is not there."""


def probe(engine: DuckDBEngine, indicators: Sequence[Indicator], code: str, period: Period, as_of: datetime) -> Answers:
    """What every indicator says of the records of a dossier; a query or two for each table and instant."""
    compiler = engine.compiler(period, as_of)
    parameters = {":as_of": as_of, ":t": period.cut(as_of), ":period_start": period.start, ":period_end": period.end}

    def view(indicator: Indicator) -> tuple[str, str]:
        return indicator.table, indicator.window.judged_at

    answers: dict[str, Mapping[str, Probed]] = {}
    classes = _classes(engine, compiler, indicators, code)
    for _, of_view in groupby(sorted(indicators, key=view), key=view):
        together = list(of_view)
        rows = _rows(engine, compiler, together, code)
        for number, indicator in enumerate(together):
            answers[indicator.alias] = {
                record: _probed(row, number, indicator, parameters, classes[indicator.alias].get(record))
                for record, row in rows.items()
            }
    return answers


def class_of_value(
    engine: DuckDBEngine, indicator: Indicator, value: object, period: Period, as_of: datetime
) -> int | None:
    """How an indicator that counts distinct values counts one of them: as the best of its records."""
    compiler = engine.compiler(period, as_of)
    classified = compiler.classified(_branch(indicator), (str(indicator.distinct),))
    sql = f"SELECT max(class_{indicator.alias}) FROM ({classified}) c WHERE {indicator.distinct} = ?"
    found: int | None = engine.connection.execute(sql, [value]).fetchall()[0][0]
    return found


def _branch(indicator: Indicator) -> Branch:
    return Branch(TABLES[indicator.table], indicator.window, (indicator,))


def _classes(
    engine: DuckDBEngine, compiler: Compiler, indicators: Sequence[Indicator], code: str
) -> dict[str, dict[str, int | None]]:
    """Indicator (alias) -> record -> class, for the records that it looks at in the period."""
    found: dict[str, dict[str, int | None]] = {}
    for branch in branches(indicators):
        name = record_name(KINDS[branch.table.kind])
        aliases = [indicator.alias for indicator in branch.indicators]
        columns = ", ".join((name, *(f"class_{alias}" for alias in aliases)))
        sql = f"SELECT {columns} FROM ({compiler.classified(branch, (name, KEY))}) c WHERE {KEY} = ?"
        rows = engine.connection.execute(sql, [code]).fetchall()
        found |= {alias: {row[0]: row[place] for row in rows} for place, alias in enumerate(aliases, start=1)}
    return found


def _rows(
    engine: DuckDBEngine, compiler: Compiler, indicators: Sequence[Indicator], code: str
) -> dict[str, dict[str, object]]:
    """Record -> its columns, and of each probe its class (`class_<id>`) and its event (`measure_<id>`)."""
    table, window = TABLES[indicators[0].table], Window(judged_at=indicators[0].window.judged_at)
    probes = [p for number, indicator in enumerate(indicators) for p in _probes(number, indicator, window)]
    every = compiler.classified(Branch(table, window, tuple(probes)), ("*",))
    cursor = engine.connection.execute(f"SELECT * FROM ({every}) c WHERE {KEY} = ?", [code])
    columns = [column[0] for column in cursor.description]
    rows = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
    name = record_name(KINDS[table.kind])
    return {str(row[name]): row for row in rows}


def _probes(number: int, indicator: Indicator, window: Window) -> Iterable[Indicator]:
    """One indicator for each condition of an indicator, whose class tells whether it holds, whatever the period."""
    plain = replace(
        indicator,
        window=window,
        exclude={},
        numerator="TRUE",
        measure=indicator.window.event,
        weight=None,
        distinct=None,
        is_retired=False,
    )
    for place, leaf in enumerate(_leaves(indicator)):
        yield replace(plain, id=f"probe_{number}_{place}", population=leaf)


def _leaves(indicator: Indicator) -> list[str]:
    return sorted(Conditions.of(indicator).leaves)


def _probed(
    row: Mapping[str, object], number: int, indicator: Indicator, parameters: Facts, class_: int | None
) -> Probed:
    holds = {leaf: row[f"class_probe_{number}_{n}"] is not None for n, leaf in enumerate(_leaves(indicator))}
    facts = {name: value for name, value in row.items() if not name.startswith(("class_probe_", "measure_probe_"))}
    return Probed({**facts, **parameters}, holds, row.get(f"measure_probe_{number}_0"), class_)
