"""Charts of the long table of figures: lines over periods, bars by group."""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from par_metrics.display.charts.parts import (
    HEIGHT,
    ROW,
    TARGET_COLOUR,
    WIDTH,
    axis,
    figure_rows,
    label_of,
    opacity,
    scale,
    tooltip,
    unit_of,
)
from schemas import Language

_TOOLTIP = ("period", "numerator_text", "denominator_text", "value_text", "target_text", "status_text", "finality")
_COLUMNS = 2


def draw_figures(frame: pl.DataFrame, language: Language) -> alt.LayerChart | alt.ConcatChart:
    """A chart for each indicator and version, side by side where there are several."""
    versions = [name for name in ("indicator", "version") if name in frame.columns]
    drawn = [_of_one(figures, language) for figures in frame.partition_by(versions, maintain_order=True)]
    return drawn[0] if len(drawn) == 1 else alt.concat(*drawn, columns=_COLUMNS).resolve_scale(color="independent")


def _of_one(frame: pl.DataFrame, language: Language) -> alt.LayerChart:
    indicator = frame["indicator"][0]
    if "period_start" in frame.columns:
        frame = frame.sort("period_start", maintain_order=True)
    unit = unit_of(indicator)
    rows = figure_rows(frame, unit, language)
    layers = _lines(rows, unit, language) if frame["period"].n_unique() > 1 else _bars(rows, unit, language)
    layers.title = alt.TitleParams(label_of(indicator, language), limit=WIDTH)
    return layers


def _lines(rows: list[dict[str, Any]], unit: str, language: Language) -> alt.LayerChart:
    """A line for each group; it breaks where there is no value."""
    periods = list(dict.fromkeys(row["period"] for row in rows))
    groups = list(dict.fromkeys(row["group"] for row in rows))
    x = alt.X("period:N", sort=periods, scale=alt.Scale(domain=periods), title=None)
    y = alt.Y("value:Q", axis=axis(unit, language), scale=scale(unit, zero=False))
    several = len(groups) > 1
    named = ("group", *_TOOLTIP) if several else _TOOLTIP
    base = alt.Chart().encode(x=x, y=y)
    if several:
        base = base.encode(color=alt.Color("group:N", sort=groups, title=None))
    line = base.mark_line(invalid="break-paths-filter-domains")
    points = base.transform_filter("isValid(datum.value)").mark_point(filled=True, size=60, opacity=1)
    points = points.encode(tooltip=tooltip(named, language), opacity=opacity(language))
    targets = [_target_rule(row, unit, language, "y") for row in _targets(rows)]
    return alt.LayerChart(layer=[line, points, *targets], data=alt.InlineData(values=rows), width=WIDTH, height=HEIGHT)


def _bars(rows: list[dict[str, Any]], unit: str, language: Language) -> alt.LayerChart:
    """A bar for each group, the highest on top (ranks: the best); one without a value keeps its empty row."""
    best_first = 1 if unit == "rank" else -1
    rows = sorted(rows, key=lambda row: (row["value"] is None, best_first * (row["value"] or 0), row["group"]))
    groups = list(dict.fromkeys(row["group"] for row in rows))
    y = alt.Y("group:N", sort=groups, scale=alt.Scale(domain=groups), title=None)
    x = alt.X("value:Q", axis=axis(unit, language), scale=alt.Scale(zero=True))
    bars = alt.Chart().transform_filter("isValid(datum.value)").mark_bar().encode(x=x, y=y)
    bars = bars.encode(tooltip=tooltip(("group", *_TOOLTIP), language), opacity=opacity(language))
    empty = alt.Chart().transform_filter("!isValid(datum.value)").mark_text(align="left", dx=4, color="#6b6b6b")
    words = empty.encode(x=alt.XDatum(0), y=y, text="status_text:N")
    targets = [_target_rule(row, unit, language, "x") for row in _targets(rows)]
    layers = [bars, words, *targets]
    return alt.LayerChart(layer=layers, data=alt.InlineData(values=rows), width=WIDTH, height=alt.Step(ROW))


def _targets(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One row for each target in force: units of another level, or other years, may have their own."""
    return list({row["target"]: row for row in rows if row["target"] is not None}.values())


def _target_rule(row: dict[str, Any], unit: str, language: Language, channel: str) -> alt.Chart:
    data = alt.InlineData(values=[{"target": row["target"], "target_text": row["target_text"]}])
    position = alt.Y("target:Q", axis=axis(unit, language)) if channel == "y" else alt.X("target:Q")
    rule = alt.Chart(data).mark_rule(strokeDash=[5, 4], strokeWidth=1.5, color=TARGET_COLOUR)
    encoded: alt.Chart = rule.encode(position, tooltip=tooltip(("target_text",), language))
    return encoded
