"""How the published figures of an indicator may be added up, and the SQL that adds no other ones."""

from __future__ import annotations

from typing import Literal

from par_metrics.indicators.base import Definition, Indicator
from par_metrics.publish.described.views import BY_UNIT_MONTH, literal
from schemas import Label

Sums = Literal["units_and_months", "units", "none"]

SAID: dict[Sums, Label] = {
    "units_and_months": Label(
        "Cộng được theo đơn vị và theo tháng: cộng tử số, mẫu số rồi chia một lần.",
        "Adds up over units and months: add up both sides, then divide once.",
    ),
    "units": Label(
        "Cộng được theo đơn vị trong cùng một tháng, không cộng được các tháng: mỗi tháng là hiện trạng của tháng đó.",
        "Adds up over the units of one month, never over months: each month is as things stood then.",
    ),
    "none": Label(
        "Không cộng được: chỉ lấy số liệu đã công bố của một đơn vị và kỳ, hoặc của tất cả các đơn vị "
        "(figures_of_all_units).",
        "Does not add up: take the published figure of one unit and period, or that of all units "
        "(figures_of_all_units).",
    ),
}


def sums_of(definition: Definition) -> Sums:
    """What its figures by unit and month may be added up over.

    Things counted once, quantiles, ranks, figures made of figures, and scores that must be alike are no sums.
    """
    if not isinstance(definition, Indicator) or definition.statistic not in ("share", "count", "mean", "ratio"):
        return "none"
    if definition.distinct is not None or definition.alike is not None:
        return "none"
    # A record that is looked at in every period is in several of them.
    return "units" if definition.window.event is None else "units_and_months"


def side(definition: Definition, column: str, prefix: str = "") -> str:
    """A column of the rows of one indicator; null in the others."""
    return f"CASE WHEN {prefix}indicator = {literal(definition.id)} THEN {prefix}{column} END"


def expression(definition: Definition) -> str:
    """SQL over rows of the view `figures_by_unit_month`; null of rows that do not add up."""
    prefix = f"{BY_UNIT_MONTH}."

    def of(column: str) -> str:
        return side(definition, column, prefix)

    sums = sums_of(definition)
    if sums == "none":
        return f"CASE WHEN COUNT({of('period')}) = 1 THEN MAX({of('value')}) END"
    total = f"SUM({of('numerator')})"
    if definition.statistic != "count":
        total = f"{total} / NULLIF(SUM({of('denominator')}), 0)"
    return total if sums == "units_and_months" else f"CASE WHEN COUNT(DISTINCT {of('period')}) = 1 THEN {total} END"
