"""What an indicator is: frozen data, no execution.

Conditions are SQL over the columns of a record table (`par_metrics.indicators.tables.records`),
in the subset common to DuckDB and Spark, with `:as_of`, and `:period_start`,
`:period_end` and `:t` where the indicator is judged period by period. A condition that
is null is unknown: the record is no failure, it is excluded as `NOT_KNOWN`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from par_metrics.errors import UsageError
from schemas import Label

Statistic = Literal["share", "count", "mean", "median", "p90", "ratio", "total", "mean_of", "rank"]
ValueUnit = Literal["share", "count", "working_days", "days", "dong", "points", "rank"]
JudgedAt = Literal["as_of", "t"]
Better = Literal["higher", "lower"]

SUMS: tuple[Statistic, ...] = ("mean", "ratio", "total")
"""Statistics whose value divides, or is, a sum."""
QUANTILES: Mapping[Statistic, tuple[int, int]] = {"median": (1, 2), "p90": (9, 10)}
"""Statistics that are quantiles of the measure, by linear interpolation; of which share, as a fraction."""

ABSENT, NOT_KNOWN, NOT_YET_DUE = "absent_upstream", "not_known", "not_yet_due"
"""Reasons for which any record may be excluded: it is missing in a later full list; what decides it is unknown.

What is not yet due is left out last: of a record that is not known, nobody knows that either.
"""


@dataclass(frozen=True, kw_only=True)
class Window:
    """How records fall into periods.

    Args:
        event: SQL timestamp or date; the record belongs to the period in which it lies,
            before `as_of`. None: the record is looked at in every period, and
            `population` says whether it counts there.
        touches: with no event, a condition over the stored columns and `period_start`,
            `t` without which no record can count: it only spares work.
        begins, ends: where `touches` says that a record began before `t` and did not end before the period's
            start, or `t` if that is earlier: SQL over the stored columns of both instants; null for one that has
            always been there, or has not ended. They spare more of it.
        judged_at: `as_of`, or `t` for a stock as things stood at the end of the period.
    """

    event: str | None = None
    touches: str = "TRUE"
    begins: str | None = None
    ends: str | None = None
    judged_at: JudgedAt = "as_of"


@dataclass(frozen=True)
class GroupColumn:
    """What figures are grouped by where their table has no such column of its own.

    Args:
        sql: name of a record table -> SQL text over its columns in relation `s`.
        join: what has to be joined to `s` for it.
    """

    sql: Mapping[str, str]
    join: str = ""


class WritesSql(Protocol):
    """An engine, as far as showing queries goes."""

    def sql_of(self, definition: "Definition", period: str) -> str: ...


SQL_WRITERS: dict[str, WritesSql] = {}
"""Name of an engine -> what writes its queries; the engines enter themselves."""


@dataclass(frozen=True, kw_only=True, repr=False)
class Definition:
    """What every indicator says of itself, whatever it is computed from.

    Args:
        id: stable name, also the key of its target.
        version: rises whenever a condition changes; figures carry it.
        label: name for people.
        formula: the definition in words.
        rules: name of the rule set the figure is made with.
        statistic: what the value is. A count has its numerator as value and no
            denominator; mean, median and p90 are of `measure` over the population; a
            ratio divides the sum of `measure` by the sum of `weight`, and so does a total,
            of which no denominator is shown; mean_of and rank are of other indicators' figures.
        unit: what the value is measured in; a share is 0-1.
        target: key in `targets.toml`.
        plan_rows: rows of the plan it answers (`A.` appendix, `P.` text).
        owner: who answers for it.
        source: the plan's row or the law the definition comes from.
        is_retired: a newer version has replaced it; it is computed only when asked for
            as `id@version`.
    """

    id: str
    version: int
    label: Label
    formula: Label
    rules: str = "plan-2026"
    statistic: Statistic = "share"
    unit: ValueUnit = "share"
    target: str | None = None
    plan_rows: tuple[str, ...] = ()
    owner: Label | None = None
    source: str
    is_retired: bool = False

    @property
    def better(self) -> Better:
        """Which way a value improves: fewer is better of whatever goes wrong or takes time, and of a rank."""
        return "lower" if self.unit in ("count", "working_days", "days", "rank") else "higher"

    @property
    def misses_may_turn_good(self) -> bool | None:
        """Whether a record that counts as a miss now may still turn good; None where the definition does not say."""
        return None

    @property
    def alias(self) -> str:
        """A name of its own among all versions, fit for SQL."""
        return f"{self.id}_v{self.version}" if self.is_retired else self.id

    def __str__(self) -> str:
        return f"{self.id}@{self.version}: {self.label.vi} ({self.label.en})"

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self})"

    def _repr_html_(self) -> str:
        from par_metrics.indicators.shown import definition_html

        return definition_html(self)

    def sql(self, engine: WritesSql | str = "duckdb", period: str = "2026") -> str:
        """The query that counts it for one period, as an engine (or the engine of that name) runs it.

        Raises:
            UsageError: no engine of that name, or no such period.
        """
        if isinstance(engine, str):
            if engine not in SQL_WRITERS:
                known = ", ".join(SQL_WRITERS)
                raise UsageError(
                    Label(f'không có máy tính "{engine}"; có: {known}', f'no engine "{engine}"; there are: {known}'),
                    "unknown_engine",
                )
            engine = SQL_WRITERS[engine]
        return engine.sql_of(self, period)


@dataclass(frozen=True, kw_only=True, repr=False)
class Indicator(Definition):
    """An indicator counted from records: who is counted, what counts as good, what is left out and why.

    Args:
        table: name of the record table the conditions speak of.
        window: how records fall into periods.
        population: condition of the candidates.
        numerator: condition of what counts as good among the population.
        exclude: reason -> condition; the first that holds takes a candidate out of the
            population and is counted.
        measure: SQL number, for mean, median, p90 and ratio.
        weight: SQL number, for a ratio or a total.
        distinct: column whose distinct values are counted instead of records: one counts as good if any of its
            records does, else it is unknown if any is.
        alike: SQL text that must be the same for all records that count, as else there is no value.
        has_whole: its weights must add up to what is assessed in the year, or the figure is incomplete.
        dates: columns that `explain` shows beside the record's key.
    """

    table: str
    window: Window
    population: str
    numerator: str
    exclude: Mapping[str, str] = field(default_factory=dict, hash=False)
    measure: str | None = None
    weight: str | None = None
    distinct: str | None = None
    alike: str | None = None
    has_whole: bool = False
    dates: tuple[str, ...] = ()

    @property
    def reasons(self) -> tuple[str, ...]:
        """Every reason for which a record may be excluded, in the order in which they are looked for."""
        stated = [reason for reason in self.exclude if reason != NOT_YET_DUE]
        last = [reason for reason in self.exclude if reason == NOT_YET_DUE]
        return (ABSENT, *stated, NOT_KNOWN, *last)

    @property
    def class_of(self) -> dict[str, int]:
        """Reason -> the class of records excluded for it; 1 is the numerator, 0 the denominator alone."""
        return {reason: -1 - n for n, reason in enumerate(self.reasons)}

    @property
    def best_first(self) -> tuple[int, ...]:
        """The classes of records by how much they say of a thing counted once: yes, unknown, no, and left out."""
        excluded = self.class_of
        return (1, excluded.pop(NOT_KNOWN), 0, *excluded.values())


@dataclass(frozen=True, kw_only=True, repr=False)
class Composite(Definition):
    """An indicator made of other indicators' figures of the same period and group.

    Args:
        components: ids of the indicators it is made of. `mean_of` leaves out those
            without a value and names them; `rank` orders the units of the own unit's level by
            the value of its one component, 1 = best, ties share the better rank.
    """

    components: tuple[str, ...]
