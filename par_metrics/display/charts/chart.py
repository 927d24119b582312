"""Figures, scorecards and records as altair charts; altair is loaded only when one is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import polars as pl

from par_metrics.errors import UsageError
from par_metrics.support.extras import need
from schemas import Label, Language

if TYPE_CHECKING:
    import altair as alt


def chart(
    frame: pl.DataFrame, language: Language = "vi", unit_names: Mapping[str, str] | None = None
) -> alt.TopLevelMixin:
    """Draw figures of `compute`, a scorecard, or records of `explain`.

    One indicator over several periods is a line with its target; in one period
    horizontal bars, the highest on top; several indicators are a chart each, the members of
    a second group a panel each. What has no value is a gap, never a zero; provisional
    figures are pale.

    Args:
        frame: a result, or a frame made from one that still has `indicator`, `period`
            and `value` (a scorecard: `plan_row`, `indicator`, `value`; records: `counted_as`).
        language: of titles, words and numbers.
        unit_names: unit code -> name, to stand instead of the codes; None: those that the
            frame has, where it is a result of a workspace.
    Returns:
        An altair chart: a notebook shows it, `.save("chart.html")` writes a page that needs no network.
    Raises:
        UsageError: there is nothing to draw, columns that a chart needs are gone, figures would lie
            over one another, or there are more groups than can be told apart.
        MissingExtraError: altair is not installed.
    """
    need("charts", "altair")
    from par_metrics.display.charts import figures, parts, scorecard
    from par_metrics.display.charts.saving import to_be_saved_whole

    has = set(frame.columns)
    drawn: Any
    if {"plan_row", "indicator", "value"} <= has and "period_start" not in has:
        drawn = scorecard.draw_scorecard(_filled(frame.filter(pl.col("value").is_not_null())), language)
    elif "counted_as" in has:
        drawn = scorecard.draw_records(_filled(frame), language)
    elif {"indicator", "period", "value"} <= has:
        names = getattr(frame, "unit_names", {}) if unit_names is None else unit_names
        drawn = figures.draw_figures(_filled(frame), language, names)
    else:
        raise UsageError(
            Label(
                "không vẽ được bảng này: cần các cột indicator, period, value (hoặc plan_row, hoặc counted_as); "
                f"bảng có: {', '.join(frame.columns)}. Vẽ trước khi bớt cột.",
                "this table cannot be drawn: it needs indicator, period and value (or plan_row, or counted_as); "
                f"it has {', '.join(frame.columns)}. Draw before columns are dropped.",
            ),
            "not_drawable",
        )
    return to_be_saved_whole(drawn.configure(**parts.locale(language)))


def _filled(frame: pl.DataFrame) -> pl.DataFrame:
    if frame.is_empty():
        raise UsageError(
            Label(
                "không có dòng nào để vẽ; kiểm tra lại kỳ và đơn vị",
                "there are no rows to draw; check the period and the unit",
            ),
            "nothing_to_draw",
        )
    return frame
