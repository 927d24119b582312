"""What engines that run the compiled queries do alike: how a query is sent and where records are found is their own."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import cached_property

import polars as pl

from par_metrics.domain.period import Period
from par_metrics.domain.unit_lives import Life, heirs_frame, level_of
from par_metrics.engines.base import Branch
from par_metrics.engines.compiler import Compiler, Sources
from par_metrics.engines.finish import finish
from par_metrics.engines.held import first_records_sql, literal, units_sql
from par_metrics.engines.parts import KindQuery
from par_metrics.engines.times import Times
from par_metrics.indicators.base import GroupColumn, Indicator
from par_metrics.support.steps import in_steps
from schemas import KINDS, Label


class CompiledEngine(ABC):
    """The part of `engines.base.Engine` that has one answer on every engine."""

    @property
    @abstractmethod
    def own_unit(self) -> str | None:
        """The workspace's unit."""

    @property
    @abstractmethod
    def follows_units(self) -> bool:
        """Records of closed units count for their successors; else no unit has one."""

    @property
    @abstractmethod
    def _kinds(self) -> Collection[str]:
        """The kinds of which there may be records."""

    @abstractmethod
    def _known(self, kind: str) -> str:
        """A relation of the records known of a kind; the one place that says what that means."""

    @abstractmethod
    def _asked(self, sql: str) -> pl.DataFrame:
        """The result of a query of few rows."""

    @abstractmethod
    def _compiler(self, times: Times) -> Compiler:
        """A compiler, whose relations of periods, days and registers are ready."""

    @abstractmethod
    def _cells(self, query: KindQuery) -> pl.DataFrame:
        """The cells of a kind."""

    def count(
        self,
        indicators: Sequence[Indicator],
        periods: Sequence[Period],
        as_of: datetime,
        groupings: Sequence[tuple[str, ...]],
        further: Mapping[str, GroupColumn] | None = None,
    ) -> pl.DataFrame:
        times = Times(tuple(periods), as_of)
        groups = tuple(dict.fromkeys(column for grouping in groupings for column in grouping))
        named = {name: (further or {}).get(name) for name in groups}
        queries = list(self._compiler(times).kinds(indicators, named, self._kinds))
        sizes = self._sizes
        size = None if sizes is None else lambda query: 1.0 + sizes.get(query.kind.name, 0)
        cells = [self._cells(query) for query in in_steps(queries, self._step, size)]
        parts = [part for query in queries for part in query.parts]
        return finish(cells, parts, times, heirs_frame(self.lives, periods, as_of), groupings)

    def _step(self, query: KindQuery) -> Label:
        label, size = query.kind.label, (self._sizes or {}).get(query.kind.name)
        if size is None:
            return label
        of = query.kind.name.replace("_", " ")
        in_vi = f"{size:,}".replace(",", ".")
        return Label(f"{label.vi}: {in_vi} bản ghi", f"{of}: {size:,} records")

    @property
    def _sizes(self) -> Mapping[str, int] | None:
        """How many records of each kind there are, more or less; None where that is not known at no cost."""
        return None

    def first_records(self, kind: str, condition: str = "TRUE") -> pl.DataFrame:
        return self._asked(first_records_sql(self._known, kind, condition))

    def kinds_read(self, branch: Branch) -> frozenset[str]:
        return Compiler(Times((), datetime.min), Sources({kind: kind for kind in KINDS})).kinds_read(branch)

    def units(self) -> pl.DataFrame:
        return self._units

    @cached_property
    def _units(self) -> pl.DataFrame:
        return self._asked(units_sql(self._known, self._own, self._kinds))

    def has_heirs(self, period: Period, as_of: datetime) -> bool:
        return not heirs_frame(self.lives, [period], as_of).is_empty()

    @cached_property
    def lives(self) -> Mapping[str, Life]:
        """The units registered and the workspace's own, by code."""
        successor = "successor_code" if self.follows_units else "CAST(NULL AS VARCHAR) AS successor_code"
        columns = f"unit_code, level, valid_from, valid_to, {successor}, unit_name, former_names"
        rows = self._asked(f"SELECT {columns} FROM {self._known('units')} k ORDER BY 1").rows()
        registered = {row[0]: Life(*row) for row in rows}
        return registered if self.own_unit is None else {self.own_unit: Life(self.own_unit)} | registered

    @property
    def _own(self) -> str | None:
        """The workspace's unit as an SQL literal."""
        return None if self.own_unit is None else literal(self.own_unit)

    @property
    def _own_level(self) -> str:
        return level_of(self.own_unit, self.lives)
