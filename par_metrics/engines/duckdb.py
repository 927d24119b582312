"""The DuckDB engine: runs the compiled queries over an open connection to the warehouse."""

import warnings
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache, cached_property

import duckdb
import polars as pl

from par_metrics.domain.calendar import WorkingCalendar
from par_metrics.domain.period import Period
from par_metrics.domain.unit_lives import alive_frame, heirs_frame
from par_metrics.engines.base import LATEST, Branch, Only
from par_metrics.engines.changes import changed_sql, rewritten_sql, written_sql
from par_metrics.engines.compiled import CompiledEngine
from par_metrics.engines.compiler import Compiler, Sources
from par_metrics.engines.facts import procedure_facts
from par_metrics.engines.held import exports_sql, has_units, holdings_sql, literal, newest_records_sql
from par_metrics.engines.known import (
    REGISTERS_CHANGED_SQL,
    absent_records,
    events_sql,
    known_versions,
    units_and_own,
    withdrawn_loads,
)
from par_metrics.engines.parts import KindQuery
from par_metrics.engines.refused import newest_loads_sql, refused_sql
from par_metrics.engines.states import RegistersThen, frames_of_states, sources_of_states
from par_metrics.engines.times import Times
from par_metrics.engines.written import WrittenSql
from par_metrics.indicators.base import Definition
from par_metrics.indicators.tables.base import Registers, Relations, stood_at
from schemas import KINDS
from schemas.kind import key_sql

_Run = Callable[[str, Mapping[str, object] | None], pl.DataFrame]

# It is known: see `_small_frame`.
warnings.filterwarnings("ignore", "Arrow output on a DB-API result", UserWarning)

# The part of a code from its date on, the same in every form of codes known: `260301-0001` of
# `H60.101-260301-0001`, `000.00.01.H60-260301-0001` and `H60.101-20260301-0001`.
_TAIL = r"'-(?:20)?(\d{6}-[0-9A-Z]+)$'"
_NEAREST_SQL = f"""
SELECT dossier_code FROM (
    SELECT DISTINCT dossier_code, jaro_winkler_similarity(dossier_code, $code) AS likeness,
        coalesce(
            regexp_extract(dossier_code, {_TAIL}, 1) = nullif(regexp_extract($code, {_TAIL}, 1), ''), FALSE
        ) AS has_tail
    FROM dossiers_versions
)
WHERE has_tail OR likeness > 0.7 ORDER BY has_tail DESC, likeness DESC, dossier_code LIMIT $limit
"""


@dataclass(frozen=True)
class DuckDBEngine(CompiledEngine):
    """Counts and lists records; what its methods give is said in `engines.base`.

    Args:
        connection: holds `<kind>_versions` and `loads`; read-only is enough.
        calendar: working days.
        own_unit: the workspace's unit, a unit even before any register is loaded.
        known_at: look at the record versions loaded by then.
        follows_units: records of closed units count for their successors; else no unit has one.
    """

    connection: duckdb.DuckDBPyConnection
    calendar: WorkingCalendar
    own_unit: str | None = None
    known_at: datetime = LATEST
    follows_units: bool = True
    _of_instants: dict[datetime, "DuckDBEngine"] = field(default_factory=dict, repr=False, compare=False)
    """Those of other instants, made once: what each knows of registers is read once."""
    _prepared: dict[Times, tuple[datetime, Compiler]] = field(default_factory=dict, repr=False, compare=False)
    """The compiler whose relations are on the connection, with the instant known: one, shared as the connection is."""

    def at(self, known_at: datetime) -> "DuckDBEngine":
        if known_at == self.known_at:
            return self
        if known_at not in self._of_instants:
            self._of_instants[known_at] = replace(self, known_at=known_at)
        return self._of_instants[known_at]

    # --- how records count -------------------------------------------------------------

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
        classified = self.compiler([period], as_of).classified(branch, columns)
        where = "TRUE" if every else " OR ".join(f"class_{i.alias} IS NOT NULL" for i in branch.indicators)
        return self._only(
            "* EXCLUDE (period_id)", f"(SELECT * FROM ({classified}) WHERE {where})", only, self._small_frame
        )

    def sql_of(self, definition: Definition, period: str) -> str:
        self.compiler([Period.parse(period)], Period.parse(period).end)
        return WrittenSql(self._sources()).sql_of(definition, period)

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
        if present_at is not None:
            absent = absent_records(KINDS[kind], f"TIMESTAMP '{present_at}'", self._instant())
            key = key_sql(KINDS[kind].key, "k")
            records = f"(SELECT * FROM {records} k WHERE NOT EXISTS (FROM ({absent}) a WHERE a.record = {key}))"
        return self._only(listed, records, only, self._frame)

    def as_they_stood(self, records: pl.DataFrame, kind: str, instant: datetime) -> pl.DataFrame:
        further = [name for name in records.columns if name not in {field.name for field in KINDS[kind].stored}]
        relations = Relations(records="records_given", all_records="records_given", cutoff=f"TIMESTAMP '{instant}'")
        self.connection.register("records_given", records.to_arrow())
        try:
            stood = self._frame(stood_at(kind, relations, [f"r.{name}" for name in further]))
        finally:
            self.connection.unregister("records_given")
        return stood.select(records.columns).cast(records.schema)

    def holdings(self, period: Period | None = None) -> pl.DataFrame:
        return self._small_frame(holdings_sql(self._known, "max(loaded_at)", period)).drop("place")

    def arrivals(self) -> pl.DataFrame:
        of_kinds = (
            f"SELECT '{kind.name}' AS kind, {'unit_code' if has_units(kind) else 'NULL::VARCHAR'} AS unit_code, "
            f"CAST({kind.entry or 'NULL'} AS DATE) AS day, count(*) AS records "
            f"FROM {self._known(kind.name)} GROUP BY ALL"
            for kind in KINDS.values()
        )
        return self._small_frame(" UNION ALL ".join(of_kinds) + " ORDER BY ALL")

    def exports(self) -> pl.DataFrame:
        return self._small_frame(exports_sql(self._instant()))

    def newest_records(self, as_of: datetime) -> pl.DataFrame:
        return self._small_frame(newest_records_sql(self._known, f"TIMESTAMP '{as_of}'"))

    def loads(self) -> pl.DataFrame:
        return self._frame(f"SELECT * FROM loads_known({self._instant()}) ORDER BY loaded_at, load_id")

    def refused(self) -> pl.DataFrame:
        return self._refused

    @cached_property
    def _refused(self) -> pl.DataFrame:
        return self._small_frame(refused_sql(self._instant()))

    def newest_loads(self) -> pl.DataFrame:
        return self._small_frame(newest_loads_sql(self._instant()))

    def nearest(self, code: str, limit: int) -> list[str]:
        rows = self.connection.execute(_NEAREST_SQL, {"code": code, "limit": limit}).fetchall()
        return [found for (found,) in rows]

    # --- what loads did ----------------------------------------------------------------

    def versions(self, kind: str, only: Only) -> pl.DataFrame:
        columns = [*(field.name for field in KINDS[kind].stored), "load_id", "exported_at", "loaded_at"]
        by_then = f"(SELECT * FROM {kind}_versions WHERE loaded_at <= {self._instant()})"
        return self._only(", ".join(columns), by_then, only, self._small_frame)

    def withdrawals(self) -> pl.DataFrame:
        return self._small_frame(events_sql(self._instant()))

    def written(self, kind: str, load_ids: Sequence[str], key: Sequence[str]) -> pl.DataFrame:
        return self._frame(written_sql(KINDS[kind], load_ids, key))

    def rewritten(self, since: datetime) -> pl.DataFrame:
        return self._small_frame(rewritten_sql(KINDS.values(), f"TIMESTAMP '{since}'", self._instant()))

    def changed(
        self,
        branch: Branch,
        key: Sequence[str],
        links: Sequence[str],
        period: Period,
        as_of: datetime,
        instants: Sequence[datetime],
        unit_code: str | None,
    ) -> pl.DataFrame:
        frames = frames_of_states(instants, [self._registers_at(instant) for instant in instants], period, as_of)
        times = Times((period,), as_of)
        self._register(times, frames)
        sources = sources_of_states(frames, self._own, self._kinds_absent(), f"TIMESTAMP '{as_of}'")
        compiler = Compiler(times, sources)
        columns = tuple(dict.fromkeys((*key, "unit_code", *links)))
        classified = compiler.classified(branch, columns)
        unit = None if unit_code is None else literal(unit_code)
        return self._small_frame(changed_sql(branch, key, links, classified, len(instants), unit))

    def _registers_at(self, instant: datetime) -> RegistersThen:
        """What the registers said at an instant: the same object while they say the same."""
        changes = self._registers_changed
        latest = bisect_right(changes, instant)
        return self.at(changes[latest - 1] if latest else datetime.min)._registers

    @cached_property
    def _registers_changed(self) -> list[datetime]:
        return [at for (at,) in self.connection.execute(REGISTERS_CHANGED_SQL).fetchall()]

    @cached_property
    def _registers(self) -> RegistersThen:
        return RegistersThen(self._facts, self.lives, self._own_level)

    # --- queries -----------------------------------------------------------------------

    def _frame(self, sql: str, parameters: Mapping[str, object] | None = None) -> pl.DataFrame:
        """The result of a query that may be large."""
        frame: pl.DataFrame = self.connection.sql(sql, params=parameters).pl()
        return frame

    def _small_frame(self, sql: str, parameters: Mapping[str, object] | None = None) -> pl.DataFrame:
        """The result of a query of few rows: executed at once, it is bound once, but its rows are copied once more."""
        frame = pl.from_arrow(self.connection.execute(sql, parameters).to_arrow_table(), rechunk=False)
        assert isinstance(frame, pl.DataFrame)
        return frame

    @cached_property
    def _kinds(self) -> dict[str, int]:
        """Those of which there ever were any, with how many versions: to plan a query takes longer than this."""
        counts = " UNION ALL ".join(f"SELECT '{kind}' AS kind, count(*) AS size FROM {kind}_versions" for kind in KINDS)
        return dict(self._asked(f"FROM ({counts}) WHERE size > 0").iter_rows())

    @property
    def _sizes(self) -> dict[str, int]:
        return self._kinds

    def _asked(self, sql: str) -> pl.DataFrame:
        return self._small_frame(sql)

    def _cells(self, query: KindQuery) -> pl.DataFrame:
        return self._small_frame(query.sql)

    def _only(self, columns: str, relation: str, only: Only | None, run: _Run) -> pl.DataFrame:
        """Columns of the rows of a relation that have the values wanted; `run` is for when some are."""
        sql = f"SELECT {columns} FROM {relation} r"
        if not only:
            return self._frame(sql)
        wanted = {f"wanted_{place}": pl.DataFrame({name: only[name]}) for place, name in enumerate(only)}
        single = {name: frame.item() for name, frame in wanted.items() if frame.height == 1}
        conditions = [
            f"{frame.columns[0]} = ${name}" if name in single else f"{frame.columns[0]} IN (SELECT * FROM {name})"
            for name, frame in wanted.items()
        ]
        several = [name for name in wanted if name not in single]
        for name in several:
            self.connection.register(name, wanted[name].to_arrow())
        try:
            return run(f"{sql} WHERE {' AND '.join(conditions)}", single)
        finally:
            for name in several:
                self.connection.unregister(name)

    def compiler(self, periods: Sequence[Period], as_of: datetime) -> Compiler:
        """A compiler, its relations of periods, days and registers ready on the connection."""
        return self._compiler(Times(tuple(periods), as_of))

    def _compiler(self, times: Times) -> Compiler:
        known_at, compiler = self._prepared.get(times, (None, None))
        if compiler is None or known_at != self.known_at:
            compiler = self._made_compiler(times)
            self._prepared[times] = (self.known_at, compiler)
        return compiler

    def _made_compiler(self, times: Times) -> Compiler:
        heirs = heirs_frame(self.lives, times.periods, times.as_of)
        registers = {
            "procedure_facts": self._facts,
            "units_at": alive_frame(self.lives, times.periods, times.as_of),
            "unit_heirs": heirs,
        }
        self._register(times, registers)
        return Compiler(times, replace(self._sources(times.as_of), has_heirs=not heirs.is_empty()))

    def _register(self, times: Times, registers: Mapping[str, pl.DataFrame]) -> None:
        self._prepared.clear()
        self.connection.register("calendar", _calendar(self.calendar))
        for name, frame in {**times.relations(), **registers}.items():
            self.connection.register(name, frame.to_arrow())

    @cached_property
    def _facts(self) -> pl.DataFrame:
        """What holds of procedures, by the registers known."""
        rows = self._small_frame(
            f"SELECT d.* EXCLUDE (load_id), l.provided FROM procedures_dated d JOIN loads l USING (load_id) "
            f"WHERE d.loaded_at <= {self._instant()} AND d.load_id NOT IN ({withdrawn_loads(self._instant())})"
        )
        return procedure_facts(rows)

    def _sources(self, as_of: datetime | None = None) -> Sources:
        registers = Registers(units=units_and_own(self._known("units"), self._own), own_level=literal(self._own_level))
        absent = {} if as_of is None else self._absent(f"TIMESTAMP '{as_of}'")
        return Sources({kind: self._known(kind) for kind in KINDS}, registers, absent)

    def _absent(self, as_of: str) -> dict[str, str]:
        """Of the kinds of which full lists lack any record: which these are."""
        return {kind: absent_records(KINDS[kind], as_of, self._instant()) for kind in self._kinds_absent()}

    def _kinds_absent(self) -> list[str]:
        return [kind for (kind,) in self.connection.execute("SELECT DISTINCT kind FROM absences").fetchall()]

    def _known(self, kind: str) -> str:
        if self.known_at == LATEST:
            return f"(SELECT * FROM {kind}_versions WHERE superseded_at IS NULL)"
        return known_versions(kind, self._instant())

    def _instant(self) -> str:
        return f"TIMESTAMP '{self.known_at}'"


@cache
def _calendar(calendar: WorkingCalendar) -> object:
    """The days of a calendar, as DuckDB takes them."""
    return calendar.table().to_arrow()
