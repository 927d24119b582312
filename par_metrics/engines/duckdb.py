"""The DuckDB engine: runs the compiled queries over an open connection to the warehouse."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import duckdb
import polars as pl

from par_metrics.engines.dialect import DuckDBDialect
from par_metrics.engines.figures import COUNTS_SCHEMA
from par_metrics.engines.query import EXCLUDED, Compiler, Measure
from par_metrics.engines.written import WrittenSql
from par_metrics.indicators.base import Definition, Indicator
from par_metrics.period import Period
from par_metrics.working_days import WorkingCalendar
from schemas import KINDS


@dataclass(frozen=True)
class DuckDBEngine:
    """Counts and lists records.

    Args:
        connection: holds `<kind>_versions`; read-only is enough.
        calendar: working days.
        own_unit: the workspace's unit, a unit even before any register is loaded.
        known_at: look at the record versions loaded by then; None for the current ones.
    """

    connection: duckdb.DuckDBPyConnection
    calendar: WorkingCalendar
    own_unit: str | None = None
    known_at: datetime | None = None

    def count(
        self,
        indicators: Sequence[Indicator],
        periods: Sequence[Period],
        as_of: datetime,
        groupings: Sequence[tuple[str, ...]],
    ) -> pl.DataFrame:
        """Counts of what occurs, `COUNTS_SCHEMA` and the group columns; a period's id is its place in `periods`."""
        self._prepare(periods, as_of)
        compiler = Compiler(DuckDBDialect(), as_of, self._records())
        groups = tuple(dict.fromkeys(column for grouping in groupings for column in grouping))
        parts = [pl.DataFrame(schema={**COUNTS_SCHEMA, **dict.fromkeys(groups, pl.String())})]
        for query in compiler.kinds(indicators, groupings):
            counted = self.query(query.sql)
            parts += (_counts(counted, branch, of_branch, groups) for branch, of_branch in enumerate(query.measures))
        return pl.concat(parts)

    def query(self, sql: str) -> pl.DataFrame:
        """The result of a SELECT as a frame."""
        frame: pl.DataFrame = self.connection.sql(sql).pl()
        return frame

    def compiler(self, period: Period, as_of: datetime) -> Compiler:
        """A compiler for one period, its relations ready on the connection."""
        self._prepare([period], as_of)
        return Compiler(DuckDBDialect(), as_of, self._records())

    def units(self) -> list[tuple[str, str | None]]:
        """Code and level of every known unit, by code: registered, the workspace's own, and those of records."""
        of_records = (
            f"SELECT DISTINCT unit_code, NULL FROM {self.stored(kind.name)}"
            for kind in KINDS.values()
            if kind.name != "units" and "unit_code" in kind.by_name
        )
        known = " UNION ALL ".join((f"SELECT unit_code, level FROM {self._units()}", *of_records))
        sql = f"SELECT unit_code, max(level) FROM ({known}) WHERE unit_code IS NOT NULL GROUP BY 1 ORDER BY 1"
        return self.connection.execute(sql).fetchall()

    def places(self) -> list[str]:
        """Every code that figures can be asked for: the units, and the places that have only PAPI scores."""
        scored = self.connection.execute(f"SELECT DISTINCT place_code FROM {self.stored('papi_scores')}").fetchall()
        return sorted({code for code, _ in self.units()} | {code for (code,) in scored})

    def sql_of(self, definition: Definition, period: str) -> str:
        """The query that counts `definition`, over the record versions this engine looks at."""
        return WrittenSql(DuckDBDialect(), self._records()).sql_of(definition, period)

    def _prepare(self, periods: Sequence[Period], as_of: datetime) -> None:
        self.connection.register("calendar", self.calendar.table().to_arrow())
        self.connection.register("periods", _periods(periods, as_of).to_arrow())
        self.connection.register("period_days", _period_days(periods).to_arrow())

    def _records(self) -> dict[str, str]:
        return {kind: self._units() if kind == "units" else self.stored(kind) for kind in KINDS}

    def stored(self, kind: str) -> str:
        """A subquery of the records of a kind: the current versions, or those known at `known_at`."""
        if self.known_at is None:
            return f"(SELECT * FROM {kind}_versions WHERE superseded_at IS NULL)"
        known = f"TIMESTAMP '{self.known_at:%Y-%m-%d %H:%M:%S.%f}'"
        return (
            f"(SELECT * FROM {kind}_versions "
            f"WHERE loaded_at <= {known} AND (superseded_at IS NULL OR superseded_at > {known}))"
        )

    def _units(self) -> str:
        registered = f"SELECT unit_code, level FROM {self.stored('units')}"
        if self.own_unit is None:
            return f"({registered})"
        own = self.own_unit.replace("'", "''")
        return (
            f"({registered} UNION ALL SELECT '{own}', NULL "
            f"WHERE NOT EXISTS (SELECT 1 FROM {self.stored('units')} u WHERE u.unit_code = '{own}'))"
        )


def _counts(counted: pl.DataFrame, branch: int, measures: Sequence[Measure], groups: Sequence[str]) -> pl.DataFrame:
    """The rows of one branch, one for each of its indicators."""
    rows = counted.filter(pl.col("branch") == branch)
    by_indicator = {
        m.indicator: [(n, x) for n, x in enumerate(measures) if x.indicator == m.indicator] for m in measures
    }
    is_total = pl.all_horizontal(pl.col(f"without_{group}") == 1 for group in groups) if groups else pl.lit(False)
    parts = []
    for indicator, own in by_indicator.items():
        column = {measure.role: pl.col(f"m{n}") for n, measure in own}
        reasons = {m.role.removeprefix(EXCLUDED): pl.col(f"m{n}") for n, m in own if m.role.startswith(EXCLUDED)}
        parts.append(
            rows.select(
                pl.lit(indicator).alias("indicator"),
                pl.col("period_id").cast(pl.Int32),
                is_total.alias("is_total"),
                column["numerator"].alias("numerator"),
                column["denominator"].alias("denominator"),
                column.get("statistic", pl.lit(None, pl.Float64)).alias("statistic"),
                _json(reasons).alias("excluded"),
                *groups,
            )
        )
    return pl.concat(parts)


def _json(reasons: Mapping[str, pl.Expr]) -> pl.Expr:
    """`{"no_due_date": 3}`: the reasons that occur, with their counts."""
    parts = [
        pl.when(count > 0).then(pl.concat_str(pl.lit(f'"{reason}": '), count.cast(pl.Int64)))
        for reason, count in reasons.items()
    ]
    if not parts:
        return pl.lit("{}")
    return pl.concat_str(pl.lit("{"), pl.concat_str(parts, separator=", ", ignore_nulls=True), pl.lit("}"))


def _periods(periods: Sequence[Period], as_of: datetime) -> pl.DataFrame:
    return pl.DataFrame(
        [(n, p.start, p.end, p.cut(as_of)) for n, p in enumerate(periods)],
        schema={
            "period_id": pl.Int32,
            "period_start": pl.Datetime("us"),
            "period_end": pl.Datetime("us"),
            "t": pl.Datetime("us"),
        },
        orient="row",
    )


def _period_days(periods: Sequence[Period]) -> pl.DataFrame:
    """Every day of every period: an event finds its periods by an equality join."""
    days = [
        pl.select(
            day=pl.date_range(p.start.date(), (p.end - timedelta(days=1)).date(), "1d"),
            period_id=pl.lit(n, pl.Int32),
        )
        for n, p in enumerate(periods)
    ]
    return pl.concat(days)
