"""Charts of the long table of figures: lines over periods, bars by group, a panel for each of a second group."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import polars as pl

from par_metrics.display.charts.groups import check_one_figure_each, groups_in, shared_groups
from par_metrics.display.charts.parts import (
    HEIGHT,
    LABEL_WIDTH,
    ROW,
    TARGET_COLOUR,
    WIDTH,
    axis,
    figure_rows,
    label_of,
    line_colours,
    opacity,
    scale,
    tooltip,
    unit_of,
)
from par_metrics.errors import UsageError
from schemas import Label, Language

_TOOLTIP = ("period", "numerator_text", "denominator_text", "value_text", "target_text", "status_text", "finality")
_COLUMNS = 2
_MOST_PANELS = 24
_Rows = list[dict[str, Any]]


def draw_figures(
    frame: pl.DataFrame, language: Language, names: Mapping[str, str]
) -> alt.LayerChart | alt.ConcatChart | alt.VConcatChart:
    """A chart for each indicator and version, side by side where there are several.

    Raises:
        UsageError: there are more groups than can be told apart, or several figures of one group.
    """
    check_one_figure_each(frame)
    versions = [name for name in ("indicator", "version") if name in frame.columns]
    drawn = [_of_one(figures, language, names) for figures in frame.partition_by(versions, maintain_order=True)]
    return drawn[0] if len(drawn) == 1 else alt.concat(*drawn, columns=_COLUMNS).resolve_scale(color="independent")


def _of_one(
    frame: pl.DataFrame, language: Language, names: Mapping[str, str]
) -> alt.LayerChart | alt.ConcatChart | alt.VConcatChart:
    indicator = frame["indicator"][0]
    if "period_start" in frame.columns:
        frame = frame.sort("period_start", maintain_order=True)
    unit = unit_of(indicator)
    # The group with fewer members is that of the panels.
    groups = sorted(groups_in(frame), key=lambda name: -frame[name].n_unique())
    rows = figure_rows(frame, unit, language, groups, names)
    title = alt.TitleParams(label_of(indicator, language), limit=WIDTH)
    # A bar has its group beside it; a line alone, and panels, do not say what all of it is of.
    if shared := shared_groups(frame, groups if len(frame["period"].unique()) == 1 else (), names, language):
        title.subtitle = shared
    if len(groups) > 1:
        return _panels(rows, unit, language, title)
    layers = _lines(rows, rows, unit, language) if _is_over_time(rows) else _bars(rows, unit, language)
    layers.title = title
    return layers


def _is_over_time(rows: _Rows) -> bool:
    return len({row["period"] for row in rows}) > 1


def _panels(rows: _Rows, unit: str, language: Language, title: alt.TitleParams) -> alt.ConcatChart | alt.VConcatChart:
    """A panel for each member of the second group, all on one scale."""
    names = list(dict.fromkeys(row["panel"] for row in rows))
    if len(names) > _MOST_PANELS:
        raise _too_many_panels(len(names))
    drawn = []
    for name in names:
        own = [row for row in rows if row["panel"] == name]
        panel = _lines(own, rows, unit, language) if _is_over_time(rows) else _bars(own, unit, language)
        panel.title = alt.TitleParams(name, limit=WIDTH, anchor="start", frame="group")
        drawn.append(panel)
    if _is_over_time(rows):
        lines: alt.ConcatChart = alt.concat(*drawn, columns=_COLUMNS, title=title).resolve_scale(y="shared")
        return lines
    bars: alt.VConcatChart = alt.vconcat(*drawn, title=title).resolve_scale(x="shared")
    return bars


def _lines(rows: _Rows, beside: _Rows, unit: str, language: Language) -> alt.LayerChart:
    """A line for each group; it breaks where there is no value.

    Args:
        beside: the rows of all panels, whose periods and colours these share.
    """
    periods = list(dict.fromkeys(row["period"] for row in beside))
    groups = list(dict.fromkeys(row["group"] for row in beside))
    x = alt.X("period:N", sort=periods, scale=alt.Scale(domain=periods), title=None)
    y = alt.Y("value:Q", axis=axis(unit, language), scale=scale(unit, zero=False))
    several = len(groups) > 1
    named = ("group", *_TOOLTIP) if several else _TOOLTIP
    base = alt.Chart().encode(x=x, y=y)
    line = base.mark_line(invalid="break-paths-filter-domains")
    points = base.transform_filter("isValid(datum.value)").mark_point(filled=True, size=60, opacity=1)
    points = points.encode(tooltip=tooltip(named, language), opacity=opacity(language))
    if several:
        line, points = line.encode(**line_colours(groups)), points.encode(color=line_colours(groups)["color"])
    targets = [_target_rule(row, unit, language, "y") for row in _targets(rows)]
    return alt.LayerChart(layer=[line, points, *targets], data=alt.InlineData(values=rows), width=WIDTH, height=HEIGHT)


def _bars(rows: _Rows, unit: str, language: Language) -> alt.LayerChart:
    """A bar for each group, the highest on top (ranks: the best); one without a value keeps its empty row."""
    best_first = 1 if unit == "rank" else -1
    rows = sorted(rows, key=lambda row: (row["value"] is None, best_first * (row["value"] or 0), row["group"]))
    groups = list(dict.fromkeys(row["group"] for row in rows))
    labels = alt.Axis(labelLimit=LABEL_WIDTH)
    y = alt.Y("group:N", sort=groups, scale=alt.Scale(domain=groups), title=None, axis=labels)
    x = alt.X("value:Q", axis=axis(unit, language), scale=alt.Scale(zero=True))
    bars = alt.Chart().transform_filter("isValid(datum.value)").mark_bar().encode(x=x, y=y)
    bars = bars.encode(tooltip=tooltip(("group", *_TOOLTIP), language), opacity=opacity(language))
    empty = alt.Chart().transform_filter("!isValid(datum.value)").mark_text(align="left", dx=4, color="#6b6b6b")
    words = empty.encode(x=alt.XDatum(0), y=y, text="status_text:N")
    targets = [_target_rule(row, unit, language, "x") for row in _targets(rows)]
    layers = [bars, words, *targets]
    return alt.LayerChart(layer=layers, data=alt.InlineData(values=rows), width=WIDTH, height=alt.Step(ROW))


def _targets(rows: _Rows) -> _Rows:
    """One row for each target in force: units of another level, or other years, may have their own."""
    return list({row["target"]: row for row in rows if row["target"] is not None}.values())


def _target_rule(row: dict[str, Any], unit: str, language: Language, channel: str) -> alt.Chart:
    data = alt.InlineData(values=[{"target": row["target"], "target_text": row["target_text"]}])
    position = alt.Y("target:Q", axis=axis(unit, language)) if channel == "y" else alt.X("target:Q")
    rule = alt.Chart(data).mark_rule(strokeDash=[5, 4], strokeWidth=1.5, color=TARGET_COLOUR)
    encoded: alt.Chart = rule.encode(position, tooltip=tooltip(("target_text",), language))
    return encoded


def _too_many_panels(number: int) -> UsageError:
    return UsageError(
        Label(
            f"hai nhóm cho {number} biểu đồ con, tối đa {_MOST_PANELS}. Lọc bớt giá trị của một nhóm rồi vẽ lại",
            f"two groups make {number} panels, {_MOST_PANELS} at most. Keep fewer members of one group and draw again",
        ),
        "too_many_groups",
    )
