"""The Spark engine: runs the compiled queries on an existing session, over the lakes of one or several workspaces."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import NoReturn

import polars as pl

from par_metrics.domain.calendar import WorkingCalendar
from par_metrics.domain.period import Period
from par_metrics.domain.unit_lives import alive_frame, heirs_frame
from par_metrics.engines.base import LATEST, Branch, Only
from par_metrics.engines.compiled import CompiledEngine
from par_metrics.engines.compiler import Compiler, Sources
from par_metrics.engines.duckdb import DuckDBEngine
from par_metrics.engines.facts import procedure_facts
from par_metrics.engines.held import holdings_sql, literal
from par_metrics.engines.known import units_and_own
from par_metrics.engines.parts import KindQuery
from par_metrics.engines.spark.dialect import spark_sql
from par_metrics.engines.spark.records import Records
from par_metrics.engines.spark.session import Session, Views
from par_metrics.engines.spark.versions import LAKE, apart
from par_metrics.engines.times import Times
from par_metrics.engines.written import WrittenSql
from par_metrics.errors import UsageError
from par_metrics.indicators.base import Definition
from par_metrics.indicators.tables.base import Registers
from par_metrics.warehouse.lines import LakeLines
from schemas import KINDS, Label
from schemas.kind import key_sql

_CELLS: Mapping[str, pl.DataType] = {
    "part": pl.Int32(),
    "place": pl.Int32(),
    "text": pl.String(),
    "number": pl.Float64(),
    "counts": pl.List(pl.Int64()),
    "sums": pl.List(pl.Decimal(38, 10)),
}


@dataclass(frozen=True)
class SparkEngine(CompiledEngine):
    """Counts on a Spark session; what its methods give is said in `engines.base`.

    Records, versions and cells are Spark's; the lines of loads are read by the driver. What it cannot do says so and
    names DuckDB.

    Args:
        session: an existing one, classic or Connect. No option of it is set; its temporary views `pm_…` are the
            engine's, and gone after `close`.
        lakes: workspaces by path or URI, as the cluster reads them. Records of a lake are its own; registers of
            units and procedures, scores and assessments are united, the one exported last says what holds.
        calendar: working days.
        own_unit: the unit of the workspace, or of all of them.
        known_at: look at what had been loaded by then; instants of loading are those of each workspace.
        follows_units: records of closed units count for their successors.
        scratch: a folder that the cluster reads and writes, for what is read several times; None: its memory.
    """

    session: Session
    lakes: Sequence[str | Path | LakeLines]
    calendar: WorkingCalendar = field(default_factory=WorkingCalendar)
    own_unit: str | None = None
    known_at: datetime = LATEST
    follows_units: bool = True
    scratch: str | None = None
    _of_instants: dict[datetime, "SparkEngine"] = field(default_factory=dict, repr=False, compare=False)

    def at(self, known_at: datetime) -> "SparkEngine":
        if known_at == self.known_at:
            return self
        if known_at not in self._of_instants:
            self._of_instants[known_at] = replace(self, lakes=self._lines, known_at=known_at)
        return self._of_instants[known_at]

    def close(self) -> None:
        """Take its views out of the session; also those of the engines that `at` gave."""
        for view in {id(engine): engine for engine in (self, *self._of_instants.values())}.values():
            view._views.clear()

    # --- how records count -------------------------------------------------------------

    def _cells(self, query: KindQuery) -> pl.DataFrame:
        # Where several parts read the classified records of a pass, Spark would classify them anew for each.
        for name, sql in query.passes.items():
            self._records.ready(sql)
            (self._views.keep if name in query.read_again else self._views.make)(name, sql)
        try:
            cells = self._views.run(query.selects)
        finally:
            self._views.drop(list(query.passes))
        types = {name: _CELLS.get(name, pl.String()) for name in cells.columns}
        return cells.cast(pl.Schema(types))

    def classes(
        self,
        branch: Branch,
        period: Period,
        as_of: datetime,
        columns: Sequence[str],
        only: Only | None = None,
        *,
        every: bool = False,
    ) -> pl.DataFrame:
        classified = self._compiler(Times((period,), as_of)).classified(branch, columns)
        where = "TRUE" if every else " OR ".join(f"class_{i.alias} IS NOT NULL" for i in branch.indicators)
        return self._only("*", f"(SELECT * FROM ({classified}) c WHERE {where})", only).drop("period_id")

    def sql_of(self, definition: Definition, period: str) -> str:
        return spark_sql(WrittenSql().sql_of(definition, period))

    # --- what is held ------------------------------------------------------------------

    def stored(
        self,
        kind: str,
        columns: Sequence[str] | None = None,
        only: Only | None = None,
        *,
        present_at: datetime | None = None,
    ) -> pl.DataFrame:
        listed = ", ".join([field.name for field in KINDS[kind].stored] if columns is None else columns)
        records = self._known(kind)
        absent = {} if present_at is None else self._records.absent(present_at)
        if kind in absent:
            record = key_sql(apart(KINDS[kind]), "k")
            records = f"(SELECT k.* FROM {records} k ANTI JOIN ({absent[kind]}) a ON a.record = {record})"
        return self._only(listed, records, only)

    def holdings(self, period: Period | None = None) -> pl.DataFrame:
        loaded_at = "CAST(NULL AS TIMESTAMP)"
        return self._asked(holdings_sql(self._known, loaded_at, period)).drop("place")

    def loads(self) -> pl.DataFrame:
        """Those of all lakes; what became of their rows in the warehouse is not in a lake: these counts are 0."""
        return pl.concat([book.loads() for book in self._books])

    def refused(self) -> pl.DataFrame:
        return self._refused

    @cached_property
    def _refused(self) -> pl.DataFrame:
        every = pl.concat([book.refused() for book in self._books])
        return every.group_by("kind", "unit_code").agg(pl.col("rows").sum()).sort("kind", "unit_code", nulls_last=True)

    def newest_loads(self) -> pl.DataFrame:
        return pl.concat([book.newest_loads() for book in self._books])

    def withdrawals(self) -> pl.DataFrame:
        return pl.concat([book.withdrawals() for book in self._books]).sort("happened_at")

    # --- what only the warehouse can answer ----------------------------------------------

    def as_they_stood(self, records: pl.DataFrame, kind: str, instant: datetime) -> NoReturn:
        raise _only_duckdb("as_they_stood")

    def arrivals(self) -> NoReturn:
        raise _only_duckdb("arrivals")

    def exports(self) -> NoReturn:
        raise _only_duckdb("exports")

    def newest_records(self, as_of: datetime) -> NoReturn:
        raise _only_duckdb("newest_records")

    def nearest(self, code: str, limit: int) -> NoReturn:
        raise _only_duckdb("nearest")

    def versions(self, kind: str, only: Only) -> NoReturn:
        raise _only_duckdb("versions")

    def written(self, kind: str, load_ids: Sequence[str], key: Sequence[str]) -> NoReturn:
        raise _only_duckdb("written")

    def rewritten(self, since: datetime) -> NoReturn:
        raise _only_duckdb("rewritten")

    def changed(
        self,
        branch: Branch,
        key: Sequence[str],
        links: Sequence[str],
        period: Period,
        as_of: datetime,
        instants: Sequence[datetime],
        unit_code: str | None,
    ) -> NoReturn:
        raise _only_duckdb("changed")

    # --- queries -----------------------------------------------------------------------

    def _known(self, kind: str) -> str:
        return self._records.known(kind)

    def _asked(self, sql: str) -> pl.DataFrame:
        return self._records.run(sql)

    @property
    def _kinds(self) -> Collection[str]:
        return self._records.kinds

    def _only(self, columns: str, relation: str, only: Only | None) -> pl.DataFrame:
        """Columns of the rows of a relation that have the values wanted."""
        sql = f"SELECT {columns} FROM {relation} r"
        wanted = {
            f"wanted_{place}": pl.DataFrame({name: values}) for place, (name, values) in enumerate((only or {}).items())
        }
        for name, frame in wanted.items():
            self._views.put(name, frame)
        conditions = [
            f"r.{frame.columns[0]} IN (SELECT w.{frame.columns[0]} FROM {name} w)" for name, frame in wanted.items()
        ]
        return self._asked(f"{sql} WHERE {' AND '.join(conditions)}" if conditions else sql)

    def _compiler(self, times: Times) -> Compiler:
        heirs = heirs_frame(self.lives, times.periods, times.as_of)
        frames = {
            "calendar": self.calendar.table(),
            "procedure_facts": self._facts,
            "units_at": alive_frame(self.lives, times.periods, times.as_of),
            "unit_heirs": heirs,
            **times.relations(),
        }
        for name, frame in frames.items():
            self._views.put(name, frame)
        registers = Registers(units=units_and_own(self._known("units"), self._own), own_level=literal(self._own_level))
        records = {kind: self._known(kind) for kind in KINDS}
        absent = self._records.absent(times.as_of)
        return Compiler(times, Sources(records, registers, absent, not heirs.is_empty(), (LAKE,)))

    @cached_property
    def _facts(self) -> pl.DataFrame:
        """What holds of procedures, by the registers known."""
        return procedure_facts(self._records.dated("procedures"))

    @cached_property
    def _lines(self) -> tuple[LakeLines, ...]:
        return tuple(lake if isinstance(lake, LakeLines) else LakeLines.of(lake) for lake in self.lakes)

    @cached_property
    def _views(self) -> Views:
        return Views(self.session, self.scratch)

    @cached_property
    def _records(self) -> Records:
        return Records(self._views, self._lines, self.known_at)

    @cached_property
    def _books(self) -> list[DuckDBEngine]:
        """What is asked of loads is answered by tables of them alone."""
        return [DuckDBEngine(book, self.calendar, known_at=self.known_at) for book in self._records.books]


def _only_duckdb(what: str) -> UsageError:
    return UsageError(
        Label(
            f"Spark không trả lời được câu hỏi này ({what}): nó chỉ đọc lake/. Hãy hỏi kho làm việc (DuckDB).",
            f"Spark cannot answer this ({what}): it reads lake/ alone. Ask the workspace, whose engine is DuckDB.",
        ),
        "not_on_spark",
    )
