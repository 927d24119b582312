"""The plan of a workspace's own, held against the indicators there are."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from par_metrics.domain.plan import Plan
from par_metrics.errors import SettingsError, nearest
from par_metrics.indicators.catalogue import Catalogue
from par_metrics.indicators.targets import Target, parse_targets, plan_targets, target_names
from par_metrics.loading.plan.written import WrittenPlan, WrittenRow, WrittenTarget, told, unusable
from schemas import Label

_ORIGIN = "targets"


@dataclass(frozen=True)
class OwnPlan:
    """A plan that can be used.

    Args:
        plan: its rows, with the built-in ones where it keeps them.
        targets: its targets, then those of the built-in plan where it keeps them.
        problems: what of it is left out, and why.
        places: where each of its own targets is written.
    """

    plan: Plan
    targets: tuple[Target, ...]
    problems: tuple[Label, ...]
    places: Mapping[Target, WrittenTarget]

    def strange_units(self, known: Collection[str]) -> Iterator[Label]:
        """The targets for units that nobody knows: they are never shown."""
        for target, written in self.places.items():
            if target.unit is not None and target.unit not in known:
                near = nearest(target.unit, sorted(known))
                what = Label(
                    f'đơn vị "{target.unit}" không có trong danh mục hay bản ghi đã nạp.{near.vi} '
                    "Chỉ tiêu này chưa dùng",
                    f'the unit "{target.unit}" is neither in the register nor in the records loaded.{near.en} This '
                    "target is not used",
                )
                yield told(written.place, "unit", what, target.unit)


def own_plan_of(written: WrittenPlan, known: Catalogue) -> OwnPlan:
    """The plan, without the rows and targets that name what is not there.

    Raises:
        SettingsError: no row is left.
    """
    wrong_rows = {row.row: label for row in written.rows if (label := _wrong_row(row, known)) is not None}
    problems = [*written.problems, *wrong_rows.values()]
    plan = written.plan(without=wrong_rows)
    if not plan.rows:
        raise unusable(problems[0])
    places: dict[Target, WrittenTarget] = {}
    for target in written.targets:
        try:
            (read,) = parse_targets([_with_better(target.table, known)], _ORIGIN, known)
        except SettingsError as error:
            vi, en = (text.removeprefix(f"{_ORIGIN}: ") for text in error.label)
            problems.append(told(target.place, _key(target.table, known), Label(vi, en)))
            continue
        if read in places:
            problems.append(
                told(
                    target.place,
                    "indicator",
                    Label("chỉ tiêu này đã có ở trên; xóa bớt", "this target stands above already; remove one"),
                )
            )
            continue
        places[read] = target
    targets = (*places, *(plan_targets() if written.extends else ()))
    return OwnPlan(plan, targets, tuple(problems), places)


def _with_better(table: Mapping[str, Any], known: Catalogue) -> Mapping[str, Any]:
    """Which way it is met, where the plan leaves that open: as the built-in plan has it, else as the indicator has."""
    name = str(table.get("indicator"))
    of_plan = {target.indicator: target.better for target in plan_targets()}
    better = of_plan.get(name) or next((d.better for d in known.values() if name in (d.id, d.target)), "higher")
    return {"better": better, **table}


def _key(table: Mapping[str, Any], known: Catalogue) -> str:
    """The key a target is wrong at, as far as one can tell."""
    if str(table.get("indicator")) not in target_names(known):
        return "indicator"
    unknown = [key for key in table if key not in Target.model_fields]
    years = table.get("years")
    if isinstance(years, list) and years != sorted(years, key=str):
        return "years"
    return next((key for key in (*unknown, "level", "value") if key in table), "targets")


def _wrong_row(written: WrittenRow, known: Catalogue) -> Label | None:
    for id in written.row.indicators or ():
        if id not in set(known):
            near = nearest(id, known)
            what = Label(
                f'không có chỉ số "{id}".{near.vi} Mục này chưa dùng; xem danh mục: par-metrics indicators',
                f'no indicator "{id}".{near.en} This row is not used; see the catalogue: par-metrics indicators',
            )
            return told(written.place, "indicators", what, id)
    return None
