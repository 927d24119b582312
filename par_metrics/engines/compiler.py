"""From definitions to SQL: every indicator, period and grouping of a kind of record in one query.

Each record is classified once per indicator: -1 - n for the n-th of its reasons to be
excluded, 0 for population only, 1 for the numerator, null for no candidate. Figures count
the classes and `explain` lists the records with theirs, so the two cannot disagree.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby

from par_metrics.engines.base import ORIGINAL_UNIT, Branch, branches
from par_metrics.engines.dialect import Dialect
from par_metrics.indicators.base import ABSENT, NOT_KNOWN, Indicator
from par_metrics.indicators.conditions import with_parameters
from par_metrics.indicators.tables.base import Registers, Relations, heir_of
from schemas import KINDS
from schemas.kind import key_sql

EXCLUDED = "excluded:"
_PERIOD_COLUMNS = ("period_id", "period_start", "period_end", "t")
_PERIOD_PARAMETERS = {":period_start": "period_start", ":period_end": "period_end", ":t": "t"}


@dataclass(frozen=True)
class Measure:
    """One aggregate of one indicator (its alias).

    `role` is numerator, denominator, statistic, excluded:<reason>, or unlike: how many different
    texts of `alike` the records that count have.
    """

    indicator: str
    role: str
    sql: str


@dataclass(frozen=True)
class KindQuery:
    """One query: its SQL, and for each branch number what the columns `m0`, `m1`, … are."""

    sql: str
    measures: tuple[tuple[Measure, ...], ...]


@dataclass(frozen=True)
class Sources:
    """What queries read.

    Args:
        records: kind -> relation of its stored records, as known at the time asked for.
        registers: what the records are looked up in.
        absent: kind -> SELECT of `record`, the keys (as text) of those that a later full list lacks.
        has_heirs: whether any unit has taken over from another.
    """

    records: Mapping[str, str]
    registers: Registers = field(default_factory=Registers)
    absent: Mapping[str, str] = field(default_factory=dict)
    has_heirs: bool = True


class Compiler:
    """Writes queries for one instant.

    Args:
        dialect: how the engine writes what engines write differently.
        as_of: A, the instant everything is seen at.
        sources: what they read.
    """

    def __init__(self, dialect: Dialect, as_of: datetime, sources: Sources) -> None:
        self._dialect = dialect
        self._as_of = f"TIMESTAMP '{as_of:%Y-%m-%d %H:%M:%S.%f}'"
        self._sources = sources

    def kinds(self, indicators: Sequence[Indicator], groupings: Sequence[tuple[str, ...]]) -> Iterator[KindQuery]:
        """One query for each kind of record that the indicators need."""
        by_kind = sorted(branches(indicators), key=lambda branch: branch.table.kind)
        for _, of_kind in groupby(by_kind, key=lambda branch: branch.table.kind):
            yield self._kind(list(of_kind), groupings)

    def _kind(self, branches: Sequence[Branch], groupings: Sequence[tuple[str, ...]]) -> KindQuery:
        measures = tuple(tuple(m for i in branch.indicators for m in self._measures(i)) for branch in branches)
        width = max(len(of_branch) for of_branch in measures)
        groups = tuple(dict.fromkeys(column for grouping in groupings for column in grouping))
        selects = [
            self._aggregate(number, branch, measures[number], width, groups, groupings)
            for number, branch in enumerate(branches)
        ]
        return KindQuery("\nUNION ALL\n".join(selects), measures)

    def _aggregate(
        self,
        number: int,
        branch: Branch,
        measures: Sequence[Measure],
        width: int,
        groups: tuple[str, ...],
        groupings: Sequence[tuple[str, ...]],
    ) -> str:
        columns = [f"{number} AS branch", *(f"c.{g} AS {g}" for g in groups)]
        columns += [f"GROUPING(c.{g}) AS without_{g}" for g in groups]
        columns += ["c.period_id AS period_id"]
        columns += [
            f"CAST({measures[n].sql} AS DOUBLE) AS m{n}" if n < len(measures) else f"CAST(NULL AS DOUBLE) AS m{n}"
            for n in range(width)
        ]
        sets = ", ".join(
            "(" + ", ".join([*(f"c.{g}" for g in grouping), "c.period_id"]) + ")" for grouping in groupings
        )
        return (
            f"SELECT {', '.join(columns)}\nFROM ({self.classified(branch, groups)}) c\nGROUP BY GROUPING SETS ({sets})"
        )

    def classified(self, branch: Branch, columns: Sequence[str]) -> str:
        """The records of a branch in their periods, `class_<alias>` and `measure_<alias>` beside `columns`.

        `unit_code` is the unit a record counts for, `original_unit_code` the one it names.
        """
        relations = self._relations(branch)
        event = branch.window.event
        period_id = "s.period_id" if event is None else "d.period_id"
        follows = branch.table.follows_units and self._sources.has_heirs
        unit_code, heir = heir_of("s.unit_code", period_id, relations) if follows else ("s.unit_code", "")
        wanted = dict.fromkeys(columns)
        wanted.update(dict.fromkeys(i.distinct for i in branch.indicators if i.distinct))
        written = {"unit_code": f"{unit_code} AS unit_code", ORIGINAL_UNIT: f"s.unit_code AS {ORIGINAL_UNIT}"}
        selected = [written.get(column, f"s.{column}") for column in wanted]
        may_be_absent = branch.table.kind in self._sources.absent and branch.table.lists_records
        for i in branch.indicators:
            selected.append(f"{self._class(i, may_be_absent=may_be_absent)} AS class_{i.alias}")
            beside = {"measure": i.measure, "weight": i.weight, "alike": i.alike}
            selected += [f"{sql} AS {name}_{i.alias}" for name, sql in beside.items() if sql]
        source = f"({branch.table.select(relations)}\n) s"
        if event is None:
            return f"SELECT {period_id}, {', '.join(selected)}\nFROM {source}\n{heir}"
        return (
            f"SELECT {period_id}, {', '.join(selected)}\nFROM {source}\n"
            f"JOIN period_days d ON d.day = CAST({event} AS DATE)\n{heir}\nWHERE {event} < {self._as_of}"
        )

    def kinds_read(self, branch: Branch) -> frozenset[str]:
        """The kinds whose records decide how those of a branch count."""
        marked = {kind: f"<{kind}>" for kind in self._sources.records}
        units, procedures = marked["units"], marked["procedures"]
        registers = Registers(facts=procedures, units=units, units_at=units, heirs=units, own_level="''")
        sql = Compiler(self._dialect, datetime.min, Sources(marked, registers)).classified(branch, ("unit_code",))
        return frozenset(kind for kind, mark in marked.items() if mark in sql) | {branch.table.kind}

    def _relations(self, branch: Branch) -> Relations:
        kind = branch.table.kind
        stored = everything = self._sources.records[kind]
        carried: tuple[str, ...] = ()
        if kind in self._sources.absent:
            marked = (
                f"(SELECT k.*, a.record IS NOT NULL AS is_absent FROM {stored} k "
                f"LEFT JOIN ({self._sources.absent[kind]}) a ON a.record = {key_sql(KINDS[kind].key, 'k')})"
            )
            everything = f"(SELECT * FROM {marked} WHERE NOT is_absent)"
            # Where records are listed they are shown as left out; elsewhere they are not there.
            stored, carried = (marked, ("is_absent",)) if branch.table.lists_records else (everything, ())
        plain = Relations(stored, everything, self._as_of, carried, self._sources.registers)
        if branch.window.event is not None:
            return plain
        columns = ", ".join(f"p.{name}" for name in _PERIOD_COLUMNS)
        return replace(
            plain,
            records=f"(SELECT k.*, {columns} FROM {stored} k JOIN periods p ON {branch.window.touches})",
            cutoff="t" if branch.window.judged_at == "t" else self._as_of,
            carried=(*carried, *_PERIOD_COLUMNS),
        )

    def _class(self, indicator: Indicator, *, may_be_absent: bool) -> str:
        unknown = f"({indicator.population}) IS NULL OR ({indicator.numerator}) IS NULL"
        conditions = {ABSENT: "is_absent" if may_be_absent else "FALSE"}
        conditions |= {**indicator.exclude, NOT_KNOWN: unknown}
        whens = [f"WHEN NOT ({indicator.population}) THEN NULL"]
        whens += [f"WHEN ({conditions[reason]}) THEN {n}" for reason, n in indicator.class_of.items()]
        whens += [f"WHEN ({indicator.numerator}) THEN 1"]
        return self._with_parameters(f"CASE {' '.join(whens)} ELSE 0 END", indicator)

    def _with_parameters(self, sql: str, indicator: Indicator) -> str:
        per_period = indicator.window.event is None

        def value(name: str) -> str:
            if name == ":as_of":
                return self._as_of
            if per_period and name in _PERIOD_PARAMETERS:
                return _PERIOD_PARAMETERS[name]
            raise ValueError(f"{indicator.id}: no parameter {name} in its conditions")

        return with_parameters(sql, value)

    def _measures(self, indicator: Indicator) -> Iterator[Measure]:
        alias = indicator.alias
        column = f"c.class_{alias}"
        counts = self._distinct_counts(indicator) if indicator.distinct else _counts(indicator, column)
        counted = {name: f"CASE WHEN {column} = 1 THEN c.{name}_{alias} END" for name in ("measure", "weight", "alike")}
        if indicator.weight is not None:
            counts["denominator"] = self._dialect.total(counted["weight"])
        yield from (Measure(alias, role, sql) for role, sql in counts.items())
        if indicator.measure is not None:
            yield Measure(alias, "statistic", self._dialect.statistic(indicator.statistic, counted["measure"]))
        if indicator.alike is not None:
            yield Measure(alias, "unlike", f"count(DISTINCT {counted['alike']})")

    def _distinct_counts(self, indicator: Indicator) -> dict[str, str]:
        """Counts of distinct values, each by the best that any of its records says."""
        role = {1: "numerator", 0: "no"} | {n: f"{EXCLUDED}{reason}" for reason, n in indicator.class_of.items()}
        counts: dict[str, str] = {}
        best, before = indicator.best_first, ""
        for number, last in enumerate(best, 1):
            so_far = ", ".join(map(str, best[:number]))
            now = f"count(DISTINCT CASE WHEN c.class_{indicator.alias} IN ({so_far}) THEN c.{indicator.distinct} END)"
            counts[role[last]] = f"{now} - {before}" if before else now
            before = now
        counts["denominator"] = f"{counts['numerator']} + {counts.pop('no')}"
        return counts


def _counts(indicator: Indicator, column: str) -> dict[str, str]:
    """Counts of records by their class."""
    conditions = {"denominator": f"{column} >= 0", "numerator": f"{column} = 1"}
    conditions |= {f"{EXCLUDED}{reason}": f"{column} = {n}" for reason, n in indicator.class_of.items()}
    return {role: f"count(*) FILTER (WHERE {condition})" for role, condition in conditions.items()}
