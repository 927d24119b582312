"""Queries to read: the counts of one indicator in one period, as plain aggregates."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from par_metrics.domain.period import Period
from par_metrics.engines.base import Branch, branches
from par_metrics.engines.cells import total
from par_metrics.engines.compiler import Compiler, Sources
from par_metrics.engines.times import Times
from par_metrics.indicators.base import QUANTILES, SQL_WRITERS, Definition, Indicator
from par_metrics.indicators.catalogue import catalogue
from par_metrics.indicators.parts import parts_of
from schemas import KINDS


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
class WrittenSql:
    """Writes queries without running them.

    Args:
        sources: what they read; the current tables if left out.
    """

    sources: Sources = field(default_factory=lambda: Sources({kind: kind for kind in KINDS}))

    def sql_of(self, definition: Definition, period: str) -> str:
        """One SELECT of the counts of `definition` as they stood at the end of `period`.

        It reads the tables of records; `calendar`, one row a day with its number of working
        days; and what the library makes of the registers: `procedure_facts`, `units_at` (alive at
        the end of the period) and `unit_heirs`. The columns `m0`, `m1`, … are named in the comments; a composite is
        the query of its components.
        """
        asked = Period.parse(period)
        compiler = Compiler(Times((asked,), asked.end), self.sources)
        of_branches = list(branches(parts_of(definition, catalogue)))
        measures = [[m for i in branch.indicators for m in _measures(i)] for branch in of_branches]
        lines = [f"-- {definition.id}@{definition.version}: {definition.label.en} ({definition.label.vi})"]
        lines += [f"-- {definition.formula.en}"]
        lines += [f"-- m{n}: {m.role} of {m.indicator}" for of_branch in measures for n, m in enumerate(of_branch)]
        start, end = (f"TIMESTAMP '{instant:%Y-%m-%d %H:%M:%S}'" for instant in (asked.start, asked.end))
        lines += [
            f"WITH periods AS (SELECT 0 AS period_id, {start} AS period_start, {end} AS period_end, {end} AS t,",
            f"    {end} - INTERVAL '1' MICROSECOND AS seen_at),",
            "period_days AS (SELECT p.period_id, c.day FROM periods p",
            "    JOIN calendar c ON c.day >= p.period_start AND c.day < p.period_end)",
        ]
        width = max(map(len, measures), default=0)
        selects = [
            _select(number, branch, compiler, measures[number], width) for number, branch in enumerate(of_branches)
        ]
        return "\n".join([*lines, "\nUNION ALL\n".join(selects)])


def _select(number: int, branch: Branch, compiler: Compiler, measures: Sequence[Measure], width: int) -> str:
    written = [measure.sql for measure in measures] + ["NULL"] * (width - len(measures))
    columns = [f"{number} AS branch", "c.period_id AS period_id"]
    columns += [f"CAST({sql} AS DOUBLE) AS m{n}" for n, sql in enumerate(written)]
    return f"SELECT {', '.join(columns)}\nFROM ({compiler.classified(branch, ())}) c\nGROUP BY c.period_id"


def _measures(indicator: Indicator) -> Iterator[Measure]:
    alias = indicator.alias
    column = f"c.class_{alias}"
    counts = _distinct_counts(indicator, column) if indicator.distinct else _counts(indicator, column)
    counted = {name: f"CASE WHEN {column} = 1 THEN c.{name}_{alias} END" for name in ("measure", "weight", "alike")}
    if indicator.weight is not None:
        counts["denominator"] = total(counted["weight"])
    yield from (Measure(alias, role, sql) for role, sql in counts.items())
    if indicator.measure is not None:
        yield Measure(alias, "statistic", _statistic(indicator, counted["measure"]))
    if indicator.alike is not None:
        yield Measure(alias, "unlike", f"count(DISTINCT {counted['alike']})")


def _statistic(indicator: Indicator, measure: str) -> str:
    if indicator.statistic not in QUANTILES:
        return total(measure)
    numerator, denominator = QUANTILES[indicator.statistic]
    return f"percentile_cont({numerator / denominator}) WITHIN GROUP (ORDER BY {measure})"


def _counts(indicator: Indicator, column: str) -> dict[str, str]:
    """Counts of records by their class."""
    conditions = {"denominator": f"{column} >= 0", "numerator": f"{column} = 1"}
    conditions |= {f"excluded:{reason}": f"{column} = {n}" for reason, n in indicator.class_of.items()}
    return {role: f"count(*) FILTER (WHERE {condition})" for role, condition in conditions.items()}


def _distinct_counts(indicator: Indicator, column: str) -> dict[str, str]:
    """Counts of distinct values, each by the best that any of its records says."""
    role = {1: "numerator", 0: "no"} | {n: f"excluded:{reason}" for reason, n in indicator.class_of.items()}
    counts: dict[str, str] = {}
    best, before = indicator.best_first, ""
    for number, last in enumerate(best, 1):
        so_far = ", ".join(map(str, best[:number]))
        now = f"count(DISTINCT CASE WHEN {column} IN ({so_far}) THEN c.{indicator.distinct} END)"
        counts[role[last]] = f"{now} - {before}" if before else now
        before = now
    counts["denominator"] = f"{counts['numerator']} + {counts.pop('no')}"
    return counts


SQL_WRITERS["duckdb"] = WrittenSql()
