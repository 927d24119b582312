"""What a workspace adds to the catalogue: its own indicators, checked before anything is asked of them."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import duckdb

from par_metrics.domain.period import Period
from par_metrics.errors import ParMetricsError, UsageError, nearest
from par_metrics.indicators.base import Definition, GroupColumn
from par_metrics.indicators.catalogue import catalogue
from par_metrics.indicators.met import meet
from par_metrics.indicators.own.files import OwnIndicators, read_own_indicators
from par_metrics.indicators.own.groups import Register, documented_groups, group_by_value, groups_of_register, is_free
from par_metrics.indicators.own.indicator import OwnIndicator
from par_metrics.indicators.own.registers import read_register
from par_metrics.indicators.reasons import meet_reasons
from par_metrics.indicators.targets import parse_targets
from par_metrics.settings.layout import Layout
from par_metrics.settings.tables import GroupSettings
from par_metrics.testing import Tables
from par_metrics.workspace.examples import wrong_example
from schemas import Label

Ids: TypeAlias = Sequence[str | Definition] | str | Definition | None
"""Indicators that are asked for: by id, or the definitions themselves."""

# "ML.1" is no slip of the pen for "P.IV.1".
_ALIKE = 0.7
_ANY_PERIOD = Period.parse("2026")


def own_of(root: Path, plan_rows: Sequence[str] | None) -> OwnIndicators:
    """The own indicators of a workspace; what is wrong with any is told, and it is left out.

    Args:
        plan_rows: the addresses of the workspace's plan; None where nobody knows them.
    """
    folder = Layout(root).indicators
    if not folder.is_dir():
        return OwnIndicators()
    published = _published_digests(root)
    with ExitStack() as stack:
        tables = stack.enter_context(Tables())
        return read_own_indicators(
            folder, tuple(catalogue), lambda own: _wrong(own, plan_rows, tables, published) or wrong_example(own)
        )


@dataclass(frozen=True)
class OwnGroups:
    """What figures of a workspace can be grouped by beside the groups of the tables.

    Args:
        groups: by name.
        wrong: what is wrong with any, which is left out.
        registers: the lists that could be read.
    """

    groups: Mapping[str, GroupColumn] = field(default_factory=dict)
    wrong: Sequence[Label] = ()
    registers: Sequence[Register] = ()


def own_groups(root: Path, settings: Mapping[str, GroupSettings]) -> OwnGroups:
    """The documented columns, the groups of the settings, then the columns of registers.

    Args:
        settings: `[groups]`.
    """
    groups, wrong = documented_groups(), list[Label]()
    for name, asked in settings.items():
        made = group_by_value(asked.table, asked.value)
        if isinstance(made, Label) or name in groups or not is_free(name):
            taken = Label("đã có cột tên này", "there is a column of this name")
            what = made if isinstance(made, Label) else taken
            wrong.append(
                Label(f"par-metrics.toml, [groups.{name}]: {what.vi}", f"par-metrics.toml, [groups.{name}]: {what.en}")
            )
            continue
        groups[name] = made
    read = [read_register(path) for path in sorted(Layout(root).registers.glob("*.csv"))]
    wrong += [one for one in read if isinstance(one, Label)]
    registers = [one for one in read if isinstance(one, Register)]
    # Of two lists with one column the longer is used, of equals the first by name: a file that is added by mistake must
    # not take the place of the list in use, whenever either was written or copied.
    owner: dict[str, Register] = {}
    for register in sorted(registers, key=lambda one: (-len(one.keys), one.file)):
        for name, group in groups_of_register(str(len(groups)), register).items():
            if name in owner:
                wrong.append(_in_two(name, register, owner[name]))
            elif name in groups or not is_free(name):
                wrong.append(_taken(name, register))
            else:
                groups[name], owner[name] = group, register
    return OwnGroups(groups, wrong, registers)


def _taken(name: str, register: Register) -> Label:
    at = register.file
    return Label(f'{at}: cột "{name}" đã có; đặt tên khác', f'{at}: there is a column "{name}" already; rename it')


def _in_two(name: str, unused: Register, used: Register) -> Label:
    few, many = len(unused.keys), len(used.keys)
    return Label(
        f'{unused.file}: cột "{name}" đã có trong {used.file} ({many} khóa, tệp này {few}), danh sách đó được dùng; '
        "đổi tên cột, hoặc xóa một trong hai tệp",
        f'{unused.file}: the column "{name}" is in {used.file} too ({many} keys, this one {few}), which is used; '
        "rename the column, or remove one of the two files",
    )


def ids_and_own(ids: Ids, plan_rows: Sequence[str] | None) -> tuple[list[str] | None, tuple[OwnIndicator, ...]]:
    """What was asked for by id, and which definitions came with it that no catalogue has.

    Args:
        plan_rows: as in `own_of`.
    Raises:
        UsageError: one of these cannot be counted.
    """
    if ids is None:
        return None, ()
    asked = [ids] if isinstance(ids, str | Definition) else list(ids)
    own = tuple(one for one in asked if isinstance(one, OwnIndicator))
    meet(own)
    for one in own:
        meet_reasons(one.reason_labels)
    with ExitStack() as stack:
        tables = stack.enter_context(Tables()) if own else None
        for one in own:
            assert tables is not None
            if (wrong := _wrong(one, plan_rows, tables, {})) is not None:
                key, what = wrong
                raise UsageError(
                    Label(f'chỉ số "{one.id}", {key}: {what.vi}', f'the indicator "{one.id}", {key}: {what.en}'),
                    "bad_own_indicator",
                )
    return [one if isinstance(one, str) else f"{one.id}@{one.version}" for one in asked], own


def _published_digests(root: Path) -> Mapping[str, str]:
    """`id@version` -> digest of the own indicators that published runs were made with."""
    from par_metrics.publish.manifest import latest_manifest

    stated = None
    # A damaged one is told of where runs are compared.
    with suppress(ParMetricsError, OSError):
        stated = latest_manifest(Layout(root).published)
    own: Mapping[str, str] = (stated or {}).get("own_definitions", {})
    return own


def _wrong(
    own: OwnIndicator, plan_rows: Sequence[str] | None, tables: Tables, published: Mapping[str, str]
) -> tuple[str, Label] | None:
    """What is wrong with an indicator of which every word is right, by its key."""
    if published.get(f"{own.id}@{own.version}") not in (None, own.digest):
        return "version", Label(
            f"điều kiện đã khác so với phiên bản {own.version} đã công bố; ghi version = {own.version + 1}, và giữ "
            "bảng cũ nếu còn cần tính lại",
            f"it counts otherwise than version {own.version} that was published; write version = {own.version + 1}, "
            "and keep the old table where it must stay computable",
        )
    for row in own.plan_rows:
        if plan_rows is not None and row not in plan_rows:
            near = nearest(row, plan_rows, _ALIKE)
            return "plan_rows", Label(
                f'kế hoạch không có dòng "{row}".{near.vi}', f'the plan has no row "{row}".{near.en}'
            )
    known = catalogue.with_own([own])
    try:
        parse_targets(own.aims, "target", known)
        tables.snapshot(catalogue=known).records(own, _ANY_PERIOD)
    except ParMetricsError as error:
        return "target", error.label
    except duckdb.Error as error:
        said = str(error).partition("\n")[0].partition("Error: ")[2] or type(error).__name__
        return "population", Label(f"kiểu dữ liệu không khớp ({said})", f"types do not fit ({said})")
    return None
