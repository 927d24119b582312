"""Targets are data: dated, overridable, and never unmatched."""

import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from importlib import resources
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    FiniteFloat,
    PositiveInt,
    ValidationError,
    model_validator,
)

from par_metrics.errors import SettingsError, nearest
from par_metrics.indicators.base import Definition, ValueUnit
from par_metrics.indicators.catalogue import Catalogue, catalogue
from par_metrics.support.wrong_values import first_wrong, wrong
from schemas import KINDS, Label

_LEVELS = tuple(str(level) for level in KINDS["units"].by_name["level"].values)


class Target(BaseModel):
    """What an indicator should reach in certain years, as a table `[[targets]]` says it.

    Args:
        indicator: id in the catalogue, or the target key that several indicators share.
        value: a share 0-1, or a count.
        years: the first and the last year, both included.
        better: "higher" is met at or above the value, "lower" at or below it.
        among: of a rank, how many units it is among; among fewer it may still fall, and is not met.
        level: the unit level it holds for; None for every unit and for totals.
        unit: the one unit it holds for, whose level it then does not say; None for every
            unit and for totals.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)

    indicator: Annotated[str, BeforeValidator(str)]
    value: FiniteFloat
    years: tuple[int, int]
    better: Literal["higher", "lower"] = "higher"
    among: PositiveInt | None = None
    level: str | None = None
    unit: str | None = None

    @model_validator(mode="after")
    def _may_be_shown(self) -> "Target":
        """One that no year, level or unit fits would silently never be shown."""
        if self.last_year < self.first_year:
            first, last = self.years
            raise wrong(
                Label(
                    f"years: năm cuối {last} trước năm đầu {first}",
                    f"years: the last year {last} lies before the first {first}",
                )
            )
        if self.level is not None and self.unit is not None:
            raise wrong(Label("chỉ ghi level hoặc unit", "it has both level and unit"))
        if self.level not in (None, *_LEVELS):
            raise wrong(Label(f'level: không có cấp "{self.level}"', f'level: there is no level "{self.level}"'))
        return self

    @property
    def first_year(self) -> int:
        return self.years[0]

    @property
    def last_year(self) -> int:
        return self.years[1]

    def holds_for(self, indicator: Definition, year: int, level: str | None, unit: str | None) -> bool:
        return (
            self.indicator in (indicator.target, indicator.id)
            and self.first_year <= year <= self.last_year
            and (self.level is None or self.level == level)
            and (self.unit is None or self.unit == unit)
        )


@dataclass(frozen=True)
class Targets:
    """The targets in force: a workspace's own first, then the plan's.

    Args:
        of_own_plan: those of them that a plan of the workspace's own brought. What is wrong with their units is told
            where the plan is looked at, and stops no figure.
    """

    entries: tuple[Target, ...]
    of_own_plan: frozenset[Target] = frozenset()

    def of(self, indicator: Definition, year: int, level: str | None = None, unit: str | None = None) -> Target | None:
        """The target of an indicator in a year, or None; a unit's own goes before that of all units."""
        fitting = [t for t in self.entries if t.holds_for(indicator, year, level, unit)]
        return next((t for t in fitting if t.unit is not None), next(iter(fitting), None))

    @property
    def units(self) -> frozenset[str]:
        """The units that have a target of their own."""
        return frozenset(t.unit for t in self.entries if t.unit is not None)

    def check_units(self, known: Collection[str]) -> None:
        """A target for a unit that nobody knows would silently never be shown.

        Raises:
            SettingsError: naming the target and the nearest unit.
        """
        for target in self.entries:
            if target.unit is not None and target.unit not in known and target not in self.of_own_plan:
                raise _unknown_unit(target, known)


@cache
def plan_targets() -> tuple[Target, ...]:
    """The plan's own targets.

    Raises:
        SettingsError: one names no indicator, or an indicator names none of them.
    """
    text = resources.files("par_metrics.indicators").joinpath("targets.toml").read_text("utf-8")
    entries = parse_targets(tomllib.loads(text)["targets"], "targets.toml")
    named = {target.indicator for target in entries}
    for indicator in catalogue.values():
        if indicator.target is not None and indicator.target not in named:
            raise _unmatched(indicator.target, "targets.toml", catalogue)
    return entries


def targets_with(
    overrides: Sequence[Mapping[str, Any]],
    origin: str,
    known: Catalogue = catalogue,
    own_plan: Sequence[Target] | None = None,
) -> Targets:
    """The plan's targets with a workspace's own before them.

    Args:
        known: the indicators there are.
        own_plan: the targets of a plan of the workspace's own, in place of those of the built-in one.

    `better` and `among` are the plan's where an own one leaves them open.
    """
    in_force = plan_targets() if own_plan is None else tuple(own_plan)
    of_plan = {target.indicator: {"better": target.better, "among": target.among} for target in reversed(in_force)}
    own = [{**of_plan.get(str(table.get("indicator")), {}), **table} for table in overrides]
    return Targets(parse_targets(own, origin, known) + in_force, frozenset(own_plan or ()))


def parse_targets(tables: Sequence[Mapping[str, Any]], origin: str, known: Catalogue = catalogue) -> tuple[Target, ...]:
    """Targets from their TOML tables.

    Raises:
        SettingsError: a key is unknown or missing, or the target matches no indicator.
    """
    return tuple(_parse(table, origin, known) for table in tables)


def _parse(table: Mapping[str, Any], origin: str, known: Catalogue) -> Target:
    try:
        target = Target(**table)
    except ValidationError as error:
        place, what = first_wrong(error, partial(nearest, known=Target.model_fields))
        at = f"{place[0]}: " if place else ""
        raise _malformed(table, origin, Label(f"{at}{what.vi}", f"{at}{what.en}")) from error
    if target.indicator not in target_names(known):
        raise _unmatched(target.indicator, origin, known)
    if not 0 <= target.value <= 1 and any(_is_of(definition, target, "share") for definition in known.values()):
        raise _no_share(target, origin)
    if target.among is not None and not any(_is_of(definition, target, "rank") for definition in known.values()):
        raise _malformed(table, origin, Label("among: chỉ dùng cho thứ hạng", "among: is of ranks alone"))
    return target


def _is_of(definition: Definition, target: Target, unit: ValueUnit) -> bool:
    return target.indicator in (definition.id, definition.target) and definition.unit == unit


def target_names(known: Mapping[str, Definition]) -> frozenset[str]:
    """What a target can be for: the ids of a catalogue and the target keys of its indicators."""
    return frozenset(name for i in known.values() for name in (i.id, i.target) if name is not None)


def _malformed(table: Mapping[str, Any], origin: str, why: Label) -> SettingsError:
    example = '[[targets]] indicator = "…", value = 0.8, years = [2026, 2030]'
    levels = ", ".join(_LEVELS)
    of = f' "{table["indicator"]}"' if "indicator" in table else ""
    return SettingsError(
        Label(
            f"{origin}: chỉ tiêu{of} sai: {why.vi}; viết như {example}; thêm level ({levels}) hoặc unit nếu cần; "
            "thứ hạng thì thêm được among (trong bao nhiêu đơn vị)",
            f"{origin}: bad target{of}: {why.en}; write {example}, with level ({levels}) or unit where needed; "
            "a rank may say among how many units",
        ),
        "bad_target",
    )


def _no_share(target: Target, origin: str) -> SettingsError:
    written = f"{target.value / 100:g}" if 1 < target.value <= 100 else "0.8"
    return SettingsError(
        Label(
            f'{origin}: chỉ tiêu "{target.indicator}" là tỷ lệ, viết từ 0 đến 1 (ví dụ value = {written}), '
            f"không phải {target.value:g}",
            f'{origin}: the target "{target.indicator}" is a share, written 0 to 1 (such as value = {written}), '
            f"not {target.value:g}",
        ),
        "bad_target",
    )


def _unmatched(name: str, origin: str, known: Catalogue) -> SettingsError:
    near = nearest(name, target_names(known))
    return SettingsError(
        Label(
            f'{origin}: chỉ tiêu "{name}" không ứng với chỉ số nào.{near.vi} Sửa tên theo par-metrics indicators.',
            f'{origin}: the target "{name}" matches no indicator.{near.en} Correct it after par-metrics indicators.',
        ),
        "unmatched_target",
    )


def _unknown_unit(target: Target, known: Collection[str]) -> SettingsError:
    near = nearest(str(target.unit), sorted(known))
    return SettingsError(
        Label(
            f'par-metrics.toml: chỉ tiêu "{target.indicator}" dành cho đơn vị "{target.unit}" không có trong danh mục '
            f"hay bản ghi đã nạp.{near.vi} Sửa mã đơn vị, hoặc nạp danh mục đơn vị trước.",
            f'par-metrics.toml: the target "{target.indicator}" is for the unit "{target.unit}", which is neither in '
            f"the register nor in the records loaded.{near.en} Correct the code, or load the register of units first.",
        ),
        "unknown_target_unit",
    )
