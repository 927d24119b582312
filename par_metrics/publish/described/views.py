"""Views over the published tables, in SQL that DuckDB and PostgreSQL both read."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from par_metrics.indicators.base import Definition
from par_metrics.indicators.catalogue import Catalogue
from schemas import Label

BY_UNIT_MONTH, ALL_UNITS = "figures_by_unit_month", "figures_of_all_units"
_GRAIN = (
    "CASE WHEN period LIKE '%Q%' THEN 'quarter' WHEN period LIKE '%H%' THEN 'half' "
    "WHEN length(period) = 4 THEN 'year' ELSE 'month' END"
)
SELECTIONS: Mapping[str, tuple[str, Label]] = {
    # One grain, and no totals: what has both is added up twice.
    BY_UNIT_MONTH: (
        f"SELECT * FROM indicators WHERE NOT is_total AND {_GRAIN} = 'month'",
        Label(
            "Số liệu của từng đơn vị theo tháng, không có dòng cộng chung: các dòng không chồng lên nhau.",
            "Figures of each unit by month, without totals: no two rows overlap.",
        ),
    ),
    ALL_UNITS: (
        f"SELECT *, {_GRAIN} AS grain FROM indicators WHERE is_total",
        Label(
            "Số liệu của tất cả các đơn vị cộng chung; grain: month, quarter, half, year. Không cộng các dòng.",
            "Figures of all units together; grain: month, quarter, half, year. Never add these rows up.",
        ),
    ),
}
"""Name -> SELECT over the table `indicators`, and what its rows are."""


def views_of(catalogue: Catalogue, tables: Collection[str]) -> dict[str, tuple[str, str]]:
    """Name -> SELECT, and what it is in Vietnamese; the view of an indicator has its id for a name.

    Args:
        tables: the names that are taken: an indicator of such a name has no view.
    """
    taken = {name.casefold() for name in (*tables, *SELECTIONS)}
    views = {name: (select, words.vi) for name, (select, words) in SELECTIONS.items()}
    for definition in catalogue.values():
        if definition.id.casefold() not in taken:
            select = f"SELECT * FROM indicators WHERE indicator = {literal(definition.id)}"
            views[definition.id] = (select, _comment(definition))
    return views


def _comment(definition: Definition) -> str:
    return f"{definition.label.vi}: {definition.formula.vi}. Căn cứ: {definition.source}."


def literal(text: str) -> str:
    """Text as SQL."""
    return "'" + text.replace("'", "''") + "'"


def quoted(name: str) -> str:
    """A name as SQL."""
    return '"' + name.replace('"', '""') + '"'
