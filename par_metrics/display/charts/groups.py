"""The groups of the figures to draw: which columns tell them apart, and what each group is called."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from par_metrics import display
from par_metrics.errors import UsageError
from par_metrics.indicators.tables.records import TABLES
from schemas import Label, Language

GROUPS = tuple(dict.fromkeys(name for table in TABLES.values() for name in table.groups))
"""Every column that figures can be grouped by."""

_OF_FIGURES = frozenset(
    "indicator version rules period period_start period_end as_of provisional numerator denominator value excluded "  # noqa: SIM905
    "target status refused is_total".split()
)

MOST_GROUPS = 2
"""One by place or colour, and one by panel; a third would lie over the others."""


def group_columns(frame: pl.DataFrame) -> list[str]:
    """The group columns of a table of figures: those of the tables in their order, then an office's own."""
    own = [name for name in frame.columns if name not in _OF_FIGURES and name not in GROUPS]
    return [*(name for name in GROUPS if name in frame.columns), *own]


def groups_in(frame: pl.DataFrame) -> tuple[str, ...]:
    """The columns that tell the groups of one indicator apart: those that hold more than one.

    A single one of several columns is no group; where all columns hold one group the first stands for it.

    Raises:
        UsageError: there are more than can be drawn.
    """
    columns = group_columns(frame)
    of_total = ["is_total"] if "is_total" in frame.columns else []
    several = tuple(name for name in columns if frame.select(name, *of_total).n_unique() > 1)
    if len(several) > MOST_GROUPS:
        raise _too_many(several)
    return several or tuple(columns[:1])


def group_name(figure: Mapping[str, Any], column: str, names: Mapping[str, str], language: Language) -> str:
    """The group of a figure; a unit by its name, where that is known, with its code where another bears it too."""
    text = display.group_words(column, figure[column], figure.get("is_total"), language)
    name = names.get(str(figure[column])) if column == "unit_code" else None
    if not name:
        return text
    return name if list(names.values()).count(name) == 1 else f"{name} ({text})"


def shared_groups(frame: pl.DataFrame, shown: Sequence[str], names: Mapping[str, str], language: Language) -> str:
    """What all figures are of: the groups of which there is one, other than those shown already."""
    of_total = ["is_total"] if "is_total" in frame.columns else []
    single = [
        name for name in group_columns(frame) if name not in shown and frame.select(name, *of_total).n_unique() == 1
    ]
    first = frame.row(0, named=True)
    return " · ".join(dict.fromkeys(group_name(first, name, names, language) for name in single))


def check_one_figure_each(frame: pl.DataFrame) -> None:
    """Refuses figures of which several would lie on one place, and read as their sum.

    Raises:
        UsageError: some indicator has several figures of one period and group.
    """
    told_apart = [
        n for n in ("indicator", "version", "period", *group_columns(frame), "is_total") if n in frame.columns
    ]
    doubled = frame.filter(frame.select(told_apart).is_duplicated())
    if not doubled.is_empty():
        first = doubled.row(0, named=True)
        raise _several(str(first["indicator"]), str(first["period"]))


def _too_many(columns: Sequence[str]) -> UsageError:
    listed = ", ".join(columns)
    return UsageError(
        Label(
            f"không vẽ được theo {len(columns)} nhóm cùng lúc ({listed}): tối đa {MOST_GROUPS}. Lọc còn một giá trị "
            "của một cột, hoặc nhóm theo ít cột hơn",
            f"figures by {len(columns)} groups at once ({listed}) cannot be drawn: {MOST_GROUPS} at most. Keep one "
            "value of a column, or group by fewer",
        ),
        "too_many_groups",
    )


def _several(indicator: str, period: str) -> UsageError:
    return UsageError(
        Label(
            f"{indicator}, kỳ {period}: có nhiều số liệu cho cùng một kỳ và nhóm, vẽ chồng lên nhau sẽ đọc sai. Giữ "
            "lại các cột nhóm, hoặc lọc còn một số liệu cho mỗi nhóm",
            f"{indicator}, {period}: there are several figures of one period and group; drawn over one another they "
            "would be misread. Keep the group columns, or one figure for each group",
        ),
        "several_figures",
    )
