"""The plan of a workspace's own, held against the indicators there are."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from par_metrics.domain.plan import Plan
from par_metrics.errors import nearest
from par_metrics.indicators.catalogue import Catalogue
from par_metrics.indicators.targets import Target, TargetError, parse_targets, plan_targets
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
        remarks: what may be a slip, and holds all the same.
    """

    plan: Plan
    targets: tuple[Target, ...]
    problems: tuple[Label, ...]
    places: Mapping[Target, WrittenTarget]
    remarks: tuple[Label, ...] = ()

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
    remarks: list[Label] = []
    for target in written.targets:
        try:
            (read,) = parse_targets([_with_better(target.table, known)], _ORIGIN, known)
        except TargetError as error:
            vi, en = (text.removeprefix(f"{_ORIGIN}: ") for text in error.label)
            problems.append(told(target.place, error.key, Label(vi, en)))
            continue
        if (above := next((other for other in places if _overlap(other, read)), None)) is not None:
            problems.append(_twice(above, places[above], read, target))
            continue
        places[read] = target
        if (remark := _against_nature(read, target, known)) is not None:
            remarks.append(remark)
    targets = (*places, *(plan_targets() if written.extends else ()))
    return OwnPlan(plan, targets, tuple(problems), places, tuple(remarks))


def _overlap(one: Target, other: Target) -> bool:
    """Both hold for the same units in some year: only one of them could ever be shown."""
    alike = (one.indicator, one.level, one.unit) == (other.indicator, other.level, other.unit)
    return alike and one.first_year <= other.last_year and other.first_year <= one.last_year


def _twice(above: Target, written: WrittenTarget, read: Target, target: WrittenTarget) -> Label:
    if above == read:
        what = Label("chỉ tiêu này đã có ở trên; xóa bớt", "this target stands above already; remove one")
        return told(target.place, "indicator", what)
    where = written.place.at("years")
    first, last = max(above.first_year, read.first_year), min(above.last_year, read.last_year)
    years = f"{first}" if first == last else f"{first}-{last}"
    what = Label(
        f'chỉ tiêu "{read.indicator}" của {years} đã có ở trên ({where.vi}); sửa năm, hoặc xóa bớt',
        f'a target "{read.indicator}" of {years} stands above already ({where.en}); change the years, or remove one',
    )
    return told(target.place, "years", what)


def _against_nature(read: Target, target: WrittenTarget, known: Catalogue) -> Label | None:
    """A target met the other way round than its indicator is good: it may be meant so."""
    bare = {key: value for key, value in target.table.items() if key != "better"}
    natural = _with_better(bare, known)["better"]
    if read.better == natural:
        return None
    ways = {
        "higher": Label("càng cao càng tốt", "the higher the better"),
        "lower": Label("càng thấp càng tốt", "the lower the better"),
    }
    what = Label(
        f'"{read.indicator}" vốn {ways[natural].vi}, chỉ tiêu này ghi ngược lại; nếu nhầm thì bỏ better',
        f'"{read.indicator}" is {ways[natural].en}, and this target says the opposite; if that is a slip, '
        "leave better out",
    )
    return told(target.place, "better", what, read.better)


def _with_better(table: Mapping[str, Any], known: Catalogue) -> Mapping[str, Any]:
    """Which way it is met, where the plan leaves that open: as the built-in plan has it, else as the indicator has."""
    name = str(table.get("indicator"))
    of_plan = {target.indicator: target.better for target in plan_targets()}
    better = of_plan.get(name) or next((d.better for d in known.values() if name in (d.id, d.target)), "higher")
    return {"better": better, **table}


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
