"""From a question (which indicators, when, by what) to the long table of figures."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product

import polars as pl

from par_metrics.engines.duckdb import DuckDBEngine
from par_metrics.engines.figures import Counts, Group, figure, figures_frame
from par_metrics.errors import UsageError
from par_metrics.indicators.base import Indicator
from par_metrics.indicators.catalogue import catalogue
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

    indicators: tuple[Indicator, ...]
    periods: tuple[Period, ...]
    as_of: datetime
    by: tuple[str, ...] = ()
    with_totals: bool = False

    @property
    def groupings(self) -> tuple[tuple[str, ...], ...]:
        return (self.by, ()) if self.with_totals and self.by else (self.by,)


def choose_indicators(ids: Iterable[str] | None, by: Sequence[str]) -> tuple[Indicator, ...]:
    """The indicators asked for; without ids, all that can be grouped so.

    Raises:
        UsageError: an id is unknown, or an indicator cannot be grouped so.
    """
    if ids is None:
        chosen = tuple(i for i in catalogue.values() if set(by) <= set(TABLES[i.table].groups))
        if not chosen:
            raise _no_group(", ".join(by), "", sorted({g for t in TABLES.values() for g in t.groups}))
        return chosen
    chosen = tuple(catalogue[indicator_id] for indicator_id in ids)
    for indicator in chosen:
        groups = TABLES[indicator.table].groups
        for column in by:
            if column not in groups:
                raise _no_group(column, indicator.id, groups)
    return chosen


def answer(engine: DuckDBEngine, question: Question, targets: Targets) -> pl.DataFrame:
    """The long table: by indicator, period and group, in the order asked for.

    Grouped by unit alone, every known unit has a row for every period; other groups
    have those that occur.
    """
    counts = engine.count(question.indicators, question.periods, question.as_of, question.groupings)
    levels = dict(engine.units())
    rows = [
        figure(indicator, period, _padded(group, question.by), counts.get(key, Counts()), question.as_of, targets, level)
        for indicator, (number, period) in product(question.indicators, enumerate(question.periods))
        for group in _groups(question, counts.keys(), levels, indicator.id, number)
        for key in [(indicator.id, number, group)]
        for level in [_level(group, question.by, levels)]
    ]
    return figures_frame(rows, question.by)


def _groups(
    question: Question, keys: Iterable[tuple[str, int, Group]], levels: dict[str, str | None], indicator: str, number: int
) -> list[Group]:
    if question.by == ("unit_code",):
        found = {group for _, _, group in keys if group and group[0] is not None}
        groups = sorted(found | {(code,) for code in levels})
    elif question.by:
        found = {group for i, n, group in keys if (i, n) == (indicator, number) and len(group) == len(question.by)}
        groups = sorted(found, key=lambda group: tuple((value is None, value or "") for value in group))
    else:
        return [()]
    return [*groups, ()] if question.with_totals else groups


def _padded(group: Group, by: Sequence[str]) -> Group:
    return group if len(group) == len(by) else (None,) * len(by)


def _level(group: Group, by: Sequence[str], levels: dict[str, str | None]) -> str | None:
    if "unit_code" not in by or not group:
        return None
    code = group[by.index("unit_code")]
    return None if code is None else levels.get(code)


def _no_group(column: str, indicator: str, groups: Sequence[str]) -> UsageError:
    allowed = ", ".join(groups)
    return UsageError(
        Label(
            f'không nhóm được {indicator or "chỉ số"} theo "{column}"; nhóm được theo: {allowed}',
            f'{indicator or "indicators"} cannot be grouped by "{column}"; groups are {allowed}',
        ),
        "unknown_group",
    )
