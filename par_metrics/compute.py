"""From a question (which indicators, when, by what) to the long table of figures."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from par_metrics.engines.composites import counted_for, parts_of
from par_metrics.engines.duckdb import DuckDBEngine
from par_metrics.engines.figures import figures
from par_metrics.errors import UsageError
from par_metrics.indicators.base import Definition
from par_metrics.indicators.catalogue import catalogue
from par_metrics.indicators.rulesets import rules as rule_sets
from par_metrics.indicators.tables import TABLES
from par_metrics.indicators.targets import Targets
from par_metrics.period import Period
from schemas import Label


@dataclass(frozen=True)
class Question:
    """What is asked.

    Args:
        indicators: which; all must have the columns of `by`.
        periods: when.
        as_of: the instant everything is seen at.
        by: group columns; none for one figure over all records.
        with_totals: also the figures over all groups, group columns null.
    """

    indicators: tuple[Definition, ...]
    periods: tuple[Period, ...]
    as_of: datetime
    by: tuple[str, ...] = ()
    with_totals: bool = False

    @property
    def groupings(self) -> tuple[tuple[str, ...], ...]:
        return (self.by, ()) if self.with_totals and self.by else (self.by,)


def choose_indicators(ids: Iterable[str] | None, by: Sequence[str], rules: str | None = None) -> tuple[Definition, ...]:
    """The indicators asked for; without ids, all that can be grouped so; of one rule set, if named.

    Raises:
        UsageError: an id or rule set is unknown, or an indicator cannot be grouped so.
    """
    chosen = _choose(ids, by)
    if rules is None:
        return chosen
    named = rule_sets[rules].name
    of_set = tuple(indicator for indicator in chosen if indicator.rules == named)
    if not of_set:
        raise UsageError(
            Label(
                f'không chỉ số nào được hỏi thuộc bộ quy tắc "{named}". Điểm của bộ này: par-metrics score --rules',
                f'none of the indicators asked for is of the rule set "{named}". Its score: par-metrics score --rules',
            ),
            "no_indicator_of_rules",
        )
    return of_set


def _choose(ids: Iterable[str] | None, by: Sequence[str]) -> tuple[Definition, ...]:
    if ids is None:
        chosen = tuple(d for d in catalogue.values() if set(by) <= set(groups_of(d)))
        if not chosen:
            raise _no_group(", ".join(by), "", sorted({g for t in TABLES.values() for g in t.groups}))
        return chosen
    # One that is asked for twice, or by its id and its version, is answered once.
    chosen = tuple({d.alias: d for d in (catalogue[indicator_id] for indicator_id in ids)}.values())
    for indicator in chosen:
        groups = groups_of(indicator)
        for column in by:
            if column not in groups:
                raise _no_group(column, indicator.id, groups)
    return chosen


def groups_of(definition: Definition) -> tuple[str, ...]:
    """The columns that the figures of a definition can be grouped by."""
    of_parts = [TABLES[part.table].groups for part in parts_of(definition)]
    return tuple(group for group in of_parts[0] if all(group in groups for groups in of_parts))


def answer(engine: DuckDBEngine, question: Question, targets: Targets) -> pl.DataFrame:
    """The long table: by indicator, period and group, in the order asked for.

    Grouped by unit alone, every known unit has a row for every period, and a place that is
    none where it counts; other groups have those that occur.
    """
    counted = counted_for(question.indicators)
    counts = engine.count(counted, question.periods, question.as_of, question.groupings)
    units = pl.DataFrame(engine.units(), schema={"unit_code": pl.String, "level": pl.String}, orient="row")
    if engine.known_at is None:
        # What was known in the past may lack a unit that has its target today.
        targets.check_units(units["unit_code"].to_list())
    rows = _rows(question, [indicator.alias for indicator in counted], counts, units).join(
        counts,
        on=["indicator", "period_id", "is_total", *question.by],
        how="left",
        nulls_equal=True,
        maintain_order="left",
    )
    if "unit_code" in question.by:
        rows = rows.join(units, on="unit_code", how="left", maintain_order="left")
    else:
        rows = rows.with_columns(pl.lit(None, pl.String).alias("level"))
    return figures(rows, question.indicators, question.periods, question.as_of, targets, question.by)


def _rows(question: Question, counted: Sequence[str], counts: pl.DataFrame, units: pl.DataFrame) -> pl.DataFrame:
    """A row for every known unit, for other groups where they occur, and for the total; groups in order."""
    indicators = pl.DataFrame({"indicator": counted}, schema={"indicator": pl.String})
    cells = indicators.join(pl.DataFrame({"period_id": range(len(question.periods))}), how="cross").cast(
        {"period_id": pl.Int32}
    )
    if not question.by:
        return cells.with_columns(is_total=pl.lit(False))
    occurring = counts.filter(~pl.col("is_total")).select("indicator", "period_id", *question.by)
    groups = cells.join(
        occurring.sort(question.by, nulls_last=True), on=["indicator", "period_id"], maintain_order="left_right"
    )
    if question.by == ("unit_code",):
        # A place that is no unit, such as the province with its PAPI scores, stands where it has a figure.
        elsewhere = groups.drop_nulls("unit_code").join(units, on="unit_code", how="anti")
        every = cells.join(units.select("unit_code"), how="cross")
        groups = pl.concat([every, elsewhere]).sort("unit_code", nulls_last=True, maintain_order=True)
    groups = groups.with_columns(is_total=pl.lit(False))
    if not question.with_totals:
        return groups
    totals = cells.with_columns(*(pl.lit(None, pl.String).alias(name) for name in question.by), is_total=pl.lit(True))
    return pl.concat([groups, totals.select(groups.columns)])


def _no_group(column: str, indicator: str, groups: Sequence[str]) -> UsageError:
    allowed = ", ".join(groups)
    return UsageError(
        Label(
            f'không nhóm được {indicator or "chỉ số"} theo "{column}"; nhóm được theo: {allowed}',
            f'{indicator or "indicators"} cannot be grouped by "{column}"; groups are {allowed}',
        ),
        "unknown_group",
    )
