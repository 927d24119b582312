"""From definitions to SQL: every indicator, period and grouping of a kind of record in one query.

Each record is classified once per indicator: -1 - n for the n-th exclusion, 0 for
population only, 1 for the numerator, null for no candidate. Figures count the classes
and `explain` lists the records with theirs, so the two cannot disagree.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from par_metrics.engines.base import Branch, branches
from par_metrics.engines.dialect import Dialect
from par_metrics.indicators.base import Indicator
from par_metrics.indicators.conditions import with_parameters
from par_metrics.indicators.tables.base import Relations

EXCLUDED = "excluded:"
_PERIOD_COLUMNS = ("period_id", "period_start", "period_end", "t")
_PERIOD_PARAMETERS = {":period_start": "period_start", ":period_end": "period_end", ":t": "t"}


@dataclass(frozen=True)
class Measure:
    """One aggregate of one indicator (its alias): `role` is numerator, denominator, statistic, or excluded:<reason>."""

    indicator: str
    role: str
    sql: str


@dataclass(frozen=True)
class KindQuery:
    """One query: its SQL, and for each branch number what the columns `m0`, `m1`, … are."""

    sql: str
    measures: tuple[tuple[Measure, ...], ...]


class Compiler:
    """Writes queries for one instant.

    Args:
        dialect: how the engine writes what engines write differently.
        as_of: A, the instant everything is seen at.
        records: kind -> relation of its stored records, as known at the time asked for.
    """

    def __init__(self, dialect: Dialect, as_of: datetime, records: Mapping[str, str]) -> None:
        self._dialect = dialect
        self._as_of = f"TIMESTAMP '{as_of:%Y-%m-%d %H:%M:%S.%f}'"
        self._records = records

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
        """The records of a branch in their periods, `class_<alias>` and `measure_<alias>` beside `columns`."""
        wanted = dict.fromkeys(columns)
        wanted.update(dict.fromkeys(i.distinct for i in branch.indicators if i.distinct))
        selected = [f"s.{column}" for column in wanted]
        selected += [f"{self._class(i)} AS class_{i.alias}" for i in branch.indicators]
        selected += [f"{i.measure} AS measure_{i.alias}" for i in branch.indicators if i.measure]
        selected += [f"{i.weight} AS weight_{i.alias}" for i in branch.indicators if i.weight]
        event = branch.window.event
        source = branch.table.select(self._relations(branch))
        if event is None:
            return f"SELECT s.period_id, {', '.join(selected)}\nFROM ({source}\n) s"
        return (
            f"SELECT d.period_id, {', '.join(selected)}\nFROM ({source}\n) s\n"
            f"JOIN period_days d ON d.day = CAST({event} AS DATE)\nWHERE {event} < {self._as_of}"
        )

    def kinds_read(self, branch: Branch) -> frozenset[str]:
        """The kinds whose records decide how those of a branch count."""
        marked = Compiler(self._dialect, datetime.min, {kind: f"<{kind}>" for kind in self._records})
        sql = marked.classified(branch, ())
        return frozenset(kind for kind in self._records if f"<{kind}>" in sql)

    def _relations(self, branch: Branch) -> Relations:
        kind = branch.table.kind
        stored = self._records[kind]
        plain = Relations(
            records=stored,
            all_records=stored,
            cutoff=self._as_of,
            procedures=self._records["procedures"],
            units=self._records["units"],
        )
        if branch.window.event is not None:
            return plain
        columns = ", ".join(f"p.{name}" for name in _PERIOD_COLUMNS)
        return replace(
            plain,
            records=f"(SELECT k.*, {columns} FROM {stored} k JOIN periods p ON {branch.window.touches})",
            cutoff="t" if branch.window.judged_at == "t" else self._as_of,
            carried=_PERIOD_COLUMNS,
        )

    def _class(self, indicator: Indicator) -> str:
        whens = [f"WHEN NOT coalesce(({indicator.population}), FALSE) THEN NULL"]
        whens += [f"WHEN ({condition}) THEN {-1 - n}" for n, condition in enumerate(indicator.exclude.values())]
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
        column = f"c.class_{indicator.alias}"

        def count(condition: str) -> str:
            if indicator.distinct is None:
                return f"count(*) FILTER (WHERE {condition})"
            return f"count(DISTINCT CASE WHEN {condition} THEN c.{indicator.distinct} END)"

        def counted(name: str) -> str:
            return f"CASE WHEN {column} = 1 THEN c.{name}_{indicator.alias} END"

        weighed = indicator.weight is not None
        yield Measure(
            indicator.alias,
            "denominator",
            self._dialect.total(counted("weight")) if weighed else count(f"{column} >= 0"),
        )
        yield Measure(indicator.alias, "numerator", count(f"{column} = 1"))
        for n, reason in enumerate(indicator.exclude):
            yield Measure(indicator.alias, f"{EXCLUDED}{reason}", count(f"{column} = {-1 - n}"))
        if indicator.measure is not None:
            yield Measure(
                indicator.alias, "statistic", self._dialect.statistic(indicator.statistic, counted("measure"))
            )
