"""Queries to read: what an engine runs for one indicator and period, as text."""

from dataclasses import dataclass, field
from itertools import chain

from par_metrics.domain.period import Period
from par_metrics.engines.compiler import Compiler, Sources
from par_metrics.engines.dialect import Dialect, DuckDBDialect
from par_metrics.indicators.base import SQL_WRITERS, Definition
from par_metrics.indicators.catalogue import catalogue
from par_metrics.indicators.parts import parts_of
from schemas import KINDS


@dataclass(frozen=True)
class WrittenSql:
    """Writes queries without running them.

    Args:
        dialect: of the engine that would run them.
        sources: what they read; the current tables if left out.
    """

    dialect: Dialect
    sources: Sources = field(default_factory=lambda: Sources({kind: kind for kind in KINDS}))

    def sql_of(self, definition: Definition, period: str) -> str:
        """One SELECT of the counts of `definition` as they stood at the end of `period`.

        It reads the tables of records; `calendar`, one row a day with its number of working
        days; and what the library makes of the registers: `procedure_facts`, `units_at` (alive at
        the end of the period) and `unit_heirs`. The columns `m0`, `m1`, … are named in the comments; a composite is
        the query of its components.
        """
        asked = Period.parse(period)
        compiler = Compiler(self.dialect, asked.end, self.sources)
        queries = list(compiler.kinds(parts_of(definition, catalogue), ((),)))
        measures = chain.from_iterable(enumerate(branch) for query in queries for branch in query.measures)
        lines = [f"-- {definition.id}@{definition.version}: {definition.label.en} ({definition.label.vi})"]
        lines += [f"-- {definition.formula.en}"]
        lines += [f"-- m{n}: {measure.role} of {measure.indicator}" for n, measure in measures]
        start, end = (f"TIMESTAMP '{instant:%Y-%m-%d %H:%M:%S}'" for instant in (asked.start, asked.end))
        lines += [
            f"WITH periods AS (SELECT 0 AS period_id, {start} AS period_start, {end} AS period_end, {end} AS t,",
            f"    {end} - INTERVAL '1' MICROSECOND AS seen_at),",
            "period_days AS (SELECT p.period_id, c.day FROM periods p",
            "    JOIN calendar c ON c.day >= p.period_start AND c.day < p.period_end)",
            *(query.sql for query in queries),
        ]
        return "\n".join(lines)


SQL_WRITERS["duckdb"] = WrittenSql(DuckDBDialect())
