"""What an engine is: counts records, lists them, and says what loads did to them.

Questions and figures see these Protocols alone. Each gives polars frames, of the records as
known at one instant, and an engine of another instant is had by `at`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, Self

import polars as pl

from par_metrics.domain.period import Period
from par_metrics.domain.unit_lives import Life
from par_metrics.indicators.base import Definition, GroupColumn, Indicator, Window
from par_metrics.indicators.tables.base import RecordTable
from par_metrics.indicators.tables.records import TABLES

ORIGINAL_UNIT = "original_unit_code"
"""The unit that a record names, where it counts for another that took over."""
LATEST = datetime(9999, 12, 31)
"""Known at the end of time: whatever has been loaded."""

COUNTS_SCHEMA: dict[str, pl.DataType] = {
    "indicator": pl.String(),
    "period_id": pl.Int32(),
    "is_total": pl.Boolean(),
    "numerator": pl.Float64(),
    "denominator": pl.Float64(),
    "statistic": pl.Float64(),
    "unlike": pl.Float64(),
    "not_known": pl.Float64(),
    "excluded": pl.String(),
}
"""The cells that an engine counts: one row an indicator, period and group (group columns follow).

`indicator` is its alias. `statistic` is the sum of the measure for a mean, a ratio or a total, else
the quantile; the denominator of a ratio or a total is the sum of the weights; `unlike` is the number of
different texts of `alike`; `not_known` counts the records of which what decides is unknown; `excluded` is
JSON of the reasons that occur. A row of `is_total` is over all groups.
"""

Only = Mapping[str, Sequence[object]]
"""Column -> the values wanted; of several columns all must fit."""


@dataclass(frozen=True)
class Branch:
    """The indicators that one pass over a table serves: same table, same window."""

    table: RecordTable
    window: Window
    indicators: tuple[Indicator, ...]

    @classmethod
    def of(cls, indicator: Indicator) -> Self:
        """One indicator alone."""
        return cls(TABLES[indicator.table], indicator.window, (indicator,))


def branches(indicators: Sequence[Indicator]) -> Iterator[Branch]:
    """The indicators in as few passes over tables as serve them."""
    by_pass: dict[tuple[str, Window], list[Indicator]] = {}
    for indicator in indicators:
        by_pass.setdefault((indicator.table, indicator.window), []).append(indicator)
    for (table, window), of_pass in by_pass.items():
        yield Branch(TABLES[table], window, tuple(of_pass))


class Counting(Protocol):
    """How records count."""

    def count(
        self,
        indicators: Sequence[Indicator],
        periods: Sequence[Period],
        as_of: datetime,
        groupings: Sequence[tuple[str, ...]],
        further: Mapping[str, GroupColumn] | None = None,
    ) -> pl.DataFrame:
        """The cells that occur, `COUNTS_SCHEMA` and the group columns; a period's id is its place in `periods`.

        Args:
            further: group columns that the tables do not have themselves.
        """
        ...

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
        """Each record with its class, as `count` counts it.

        Args:
            branch: the indicators; of one table and window.
            columns: of the table, to be shown.
            only: the records wanted; None for all.
            every: also those that are no candidate of any of the indicators.
        Returns:
            `columns`, then for each indicator `class_<alias>` (1 numerator, 0 denominator only, -1 - n
            the n-th exclusion, null no candidate), `measure_<alias>` and `weight_<alias>` where it has them.
        """
        ...

    def sql_of(self, definition: Definition, period: str) -> str:
        """The query that counts `definition`, over the record versions this engine looks at."""
        ...


class Holding(Protocol):
    """What is held."""

    def stored(
        self,
        kind: str,
        columns: Sequence[str] | None = None,
        only: Only | None = None,
        *,
        present_at: datetime | None = None,
    ) -> pl.DataFrame:
        """The records of a kind: its stored columns (or `columns`, which may name those of versions too).

        Args:
            present_at: without those that full lists exported by then lack; None for all.
        """
        ...

    def as_they_stood(self, records: pl.DataFrame, kind: str, instant: datetime) -> pl.DataFrame:
        """Records that existed at `instant`, with what had happened by then.

        An event later than the instant is null; a record that came to exist later is left out; a
        dossier that ended later is in progress, whatever it became.

        Args:
            records: has the stored columns of `kind`; others are kept as they are.
        """
        ...

    def units(self) -> pl.DataFrame:
        """Every known unit, by code: registered, the workspace's own, and those of records.

        Returns:
            `unit_code, level, is_registered, has_records`.
        """
        ...

    def holdings(self, period: Period | None = None) -> pl.DataFrame:
        """One row a kind, in their order: `kind, records, first, last` (entry), `loaded_at` (of the newest).

        Args:
            period: only records that entered in it; kinds without an entry have none then.
        """
        ...

    def first_records(self, kind: str, condition: str = "TRUE") -> pl.DataFrame:
        """The first thing that happened to records of a kind, of every unit with any.

        That is its entry, or where a kind has none (payments) the first of its events.

        Args:
            condition: SQL over the stored columns, which the records must fulfil.
        Returns:
            `unit_code` (null for records without a unit), `first` (null where none is dated), `has_undated`.
        """
        ...

    def arrivals(self) -> pl.DataFrame:
        """How many records of each kind and unit entered on each day.

        Returns:
            `kind, unit_code, day, records`; `unit_code` is null of kinds without units, `day` of records
            without an entry.
        """
        ...

    def exports(self) -> pl.DataFrame:
        """The exports that hold: neither withdrawn nor without any accepted row.

        Returns:
            One row a load and source, `kind, source` (null of kinds without), `exported_at` (never later than it was
            loaded), `exported_at_from`.
        """
        ...

    def newest_records(self, as_of: datetime) -> pl.DataFrame:
        """The last entry by `as_of` of records of each kind and source: `kind, source, newest_record`."""
        ...

    def loads(self) -> pl.DataFrame:
        """Every load and refused file, oldest first; counts by rule are JSON text."""
        ...

    def refused(self) -> pl.DataFrame:
        """The refused rows that figures lack, as known: those of the newest load of each file name.

        One whose record a later load accepted is not among them.

        Returns:
            One row a kind and unit, `kind, unit_code, rows`; `unit_code` is null where no unit could be
            read, and for rows of loads that kept no more than their number.
        """
        ...

    def newest_loads(self) -> pl.DataFrame:
        """The newest load of each file name and kind: `load_id, file, kind, rows_read, accepted, refused`.

        `refused` are the rows that no later load accepted, as `refused()` counts them.
        """
        ...

    def nearest(self, code: str, limit: int) -> list[str]:
        """The codes of dossiers most like `code`, whenever loaded, the most alike first."""
        ...


class History(Protocol):
    """What loads did to records."""

    def versions(self, kind: str, only: Only) -> pl.DataFrame:
        """Every version of some records: stored columns, `load_id, exported_at, loaded_at`."""
        ...

    def withdrawals(self) -> pl.DataFrame:
        """Every withdrawal of a load (`withdraw`) and its taking back (`restore`), oldest first.

        Returns:
            `event_id, action, happened_at`, and of the load `load_id, file, kind, exported_at`.
        """
        ...

    def written(self, kind: str, load_ids: Sequence[str], key: Sequence[str]) -> pl.DataFrame:
        """The records that loads of a kind wrote.

        Args:
            key: stored columns of the kind, not always its whole key.
        Returns:
            `load_id`, `own` (its whole key as text), `former` and `record` (`key` before and after), `is_new` (no
            version before), `changes`: `status: 4 -> 10; completed_at: — -> 2026-03-09 08:00:00`.
        """
        ...

    def rewritten(self, since: datetime) -> pl.DataFrame:
        """How many records loads wrote, changed or took back after an instant of knowledge.

        Returns:
            `kind, unit_code, records`, each record once, under its latest unit; `unit_code` is null of kinds without
            units.
        """
        ...

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
        """The records that count otherwise by what was known at an instant than at the one before it.

        Args:
            key: columns that name what is counted; `links` are further ones to be shown.
            instants: of knowledge, in order, two or more.
            unit_code: this unit alone; None: every unit, and all of them together.
        Returns:
            `step` (the place of the later of the two instants, from 1), `record` (the key as text), `unit_code`,
            `is_total`, and of the n-th indicator `class_n`, and
            `numerator_n`, `denominator_n`, `measure_n` (what the record adds to each), each `_before` and
            `_after`; then `links`.
        """
        ...

    def kinds_read(self, branch: Branch) -> frozenset[str]:
        """The kinds whose records decide how those of a branch count."""
        ...


class Engine(Counting, Holding, History, Protocol):
    """Counts and lists the records of a workspace as known at one instant."""

    @property
    def own_unit(self) -> str | None:
        """The workspace's unit."""
        ...

    @property
    def lives(self) -> Mapping[str, Life]:
        """The units registered and the workspace's own, by code; without successors where none is followed."""
        ...

    def has_heirs(self, period: Period, as_of: datetime) -> bool:
        """Any unit had taken over from another by the end of the period."""
        ...

    @property
    def known_at(self) -> datetime:
        """What had been loaded by then is known; `LATEST`: whatever has been."""
        ...

    def at(self, known_at: datetime) -> Self:
        """The same records as known at another instant."""
        ...
