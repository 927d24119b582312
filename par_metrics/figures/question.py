"""A question: which indicators, when, by what."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from par_metrics.domain.period import Period
from par_metrics.errors import UsageError, nearest
from par_metrics.indicators.base import Definition
from par_metrics.indicators.catalogue import Catalogue
from par_metrics.indicators.parts import groups_of
from par_metrics.indicators.rulesets import rules as rule_sets
from par_metrics.indicators.tables.records import TABLES
from schemas import Label


@dataclass(frozen=True)
class Question:
    """What is asked.

    Args:
        indicators: which; all must have the columns of `by`.
        periods: when.
        as_of: the instant everything is seen at.
        by: group columns; none for one figure over all records.
        with_totals: also the figures over all groups, group columns null, told apart by `is_total`.
    """

    indicators: tuple[Definition, ...]
    periods: tuple[Period, ...]
    as_of: datetime
    by: tuple[str, ...] = ()
    with_totals: bool = False

    @property
    def groupings(self) -> tuple[tuple[str, ...], ...]:
        return (self.by, ()) if self.with_totals and self.by else (self.by,)


def choose_indicators(
    catalogue: Catalogue, ids: Iterable[str] | None, by: Sequence[str], rules: str | None = None
) -> tuple[Definition, ...]:
    """The indicators asked for; without ids, all that can be grouped so; of one rule set, if named.

    Raises:
        UsageError: an id or rule set is unknown, or an indicator cannot be grouped so.
    """
    chosen = _choose(catalogue, ids, by)
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


def _choose(catalogue: Catalogue, ids: Iterable[str] | None, by: Sequence[str]) -> tuple[Definition, ...]:
    if ids is None:
        chosen = tuple(d for d in catalogue.values() if set(by) <= set(groups_of(d, catalogue)))
        if not chosen:
            raise no_group_error(", ".join(by), "", sorted({g for t in TABLES.values() for g in t.groups}))
        return chosen
    # One that is asked for twice, or by its id and its version, is answered once.
    chosen = tuple({d.alias: d for d in (catalogue[indicator_id] for indicator_id in ids)}.values())
    for indicator in chosen:
        groups = groups_of(indicator, catalogue)
        for column in by:
            if column not in groups:
                raise no_group_error(column, indicator.id, groups)
    return chosen


def no_group_error(column: str, indicator: str, groups: Sequence[str]) -> UsageError:
    """The error of grouping an indicator, or what else is counted, by what it has not."""
    allowed, near = ", ".join(groups), nearest(column.lower(), groups)
    return UsageError(
        Label(
            f'không nhóm được {indicator or "chỉ số"} theo "{column}"; nhóm được theo: {allowed}.{near.vi}',
            f'{indicator or "indicators"} cannot be grouped by "{column}"; groups are {allowed}.{near.en}',
        ),
        "unknown_group",
    )
