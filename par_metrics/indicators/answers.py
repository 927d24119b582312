"""Which indicators answer which row of a plan."""

from collections.abc import Iterable, Mapping, Sequence

from par_metrics.domain.plan import Plan
from par_metrics.indicators.base import Definition
from par_metrics.indicators.own.indicator import OwnIndicator


def rows_of(plan: Plan, definition: Definition) -> tuple[str, ...]:
    """The rows of a plan that an indicator answers.

    A row that lists its indicators is answered by those, and by a workspace's own ones that name it: what a built-in
    definition names are rows of the built-in plan, and in another the same address may mean something else.
    """
    listed = [row.plan_row for row in plan.rows if definition.id in (row.indicators or ())]
    is_own = isinstance(definition, OwnIndicator)
    named = [
        row for row in definition.plan_rows if row in plan.by_row and (is_own or plan.by_row[row].indicators is None)
    ]
    return tuple(dict.fromkeys([*listed, *named]))


def answers_of(plan: Plan, definitions: Iterable[Definition]) -> Mapping[str, Sequence[str]]:
    """Row -> ids of the indicators that answer it: as the row lists them, then as the definitions come."""
    known = list(definitions)
    ids = {definition.id for definition in known}
    found = {row.plan_row: [id for id in dict.fromkeys(row.indicators or ()) if id in ids] for row in plan.rows}
    for definition in known:
        for row in rows_of(plan, definition):
            if definition.id not in found[row]:
                found[row].append(definition.id)
    return found
