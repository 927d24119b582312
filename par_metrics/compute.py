"""From a question (which indicators, when, by what) to the long table of figures."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product

import polars as pl

from par_metrics.engines.duckdb import DuckDBEngine, Key
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


def choose_indicators(ids: Iterable[str] | None, by: Sequence[str], rules: str | None = None) -> tuple[Indicator, ...]:
    """The indicators asked for; without ids, all that can be grouped so; of one rule set, if named.

    Raises:
        UsageError: an id or rule set is unknown, or an indicator cannot be grouped so.
    """
    chosen = _choose(ids, by)
    if rules is None:
        return chosen
    known = sorted({indicator.rules for indicator in catalogue.values()})
    if rules not in known:
        raise UsageError(
            Label(
                f'không có bộ quy tắc "{rules}"; có: {", ".join(known)}',
                f'no rule set "{rules}"; there are {", ".join(known)}',
            ),
            "unknown_rules",
        )
    return tuple(indicator for indicator in chosen if indicator.rules == rules)


def _choose(ids: Iterable[str] | None, by: Sequence[str]) -> tuple[Indicator, ...]:
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
    groups = _Groups(question, counts, levels)
    rows = []
    for indicator, (number, period) in product(question.indicators, enumerate(question.periods)):
        for group in groups.of(indicator.id, number):
            counted = counts.get((indicator.id, number, group), Counts())
            level = _level(group, question.by, levels)
            shown = _padded(group, question.by)
            rows.append(figure(indicator, period, shown, counted, question.as_of, targets, level))
    return figures_frame(rows, question.by)


class _Groups:
    """The groups that have a row: every known unit always, others where they occur, the total last."""

    def __init__(self, question: Question, counts: Iterable[Key], levels: Mapping[str, str | None]) -> None:
        self._question = question
        self._occurring: dict[tuple[str, int], set[Group]] = {}
        for indicator, number, group in counts:
            if len(group) == len(question.by):
                self._occurring.setdefault((indicator, number), set()).add(group)
        self._units: list[Group] = [(code,) for code in levels]

    def of(self, indicator: str, number: int) -> list[Group]:
        if not self._question.by:
            return [()]
        if self._question.by == ("unit_code",):
            groups = self._units
        else:
            found = self._occurring.get((indicator, number), set())
            groups = sorted(found, key=lambda group: tuple((value is None, value or "") for value in group))
        return [*groups, ()] if self._question.with_totals else groups


def _padded(group: Group, by: Sequence[str]) -> Group:
    return group if len(group) == len(by) else (None,) * len(by)


def _level(group: Group, by: Sequence[str], levels: Mapping[str, str | None]) -> str | None:
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
