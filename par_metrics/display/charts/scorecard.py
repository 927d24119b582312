"""Charts of a scorecard and of the records behind a figure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import polars as pl

from par_metrics import display
from par_metrics.display.charts.parts import (
    BLUE,
    GREY,
    LABEL_WIDTH,
    RARE_STATUS_COLOURS,
    ROW,
    STATUS_COLOURS,
    TARGET_COLOUR,
    VERMILION,
    WIDTH,
    axis,
    label_of,
    scale,
    tooltip,
    unit_of,
)
from schemas import Language

_TOOLTIP = ("numerator_text", "denominator_text", "value_text", "target_text", "status_text")
_COUNTED_COLOURS = {"numerator": BLUE, "denominator": VERMILION, "excluded": GREY}


def draw_scorecard(card: pl.DataFrame, language: Language) -> alt.VConcatChart:
    """A bar for each row of the plan with a figure, coloured by status, its target as a tick.

    Shares, counts, days and points each have an axis of their own.
    """
    rows = [_card_row(line, language) for line in card.iter_rows(named=True)]
    units = list(dict.fromkeys(row["unit"] for row in rows))
    panels = [_panel([row for row in rows if row["unit"] == unit], unit, language) for unit in units]
    return alt.vconcat(*panels)


def _card_row(line: dict[str, Any], language: Language) -> dict[str, Any]:
    indicator = str(line["indicator"])
    unit = unit_of(indicator)
    return {
        "row": f"{line['plan_row']} · {label_of(indicator, language)}",
        "unit": unit,
        "value": line["value"],
        "target": line.get("target"),
        "status": line.get("status"),
        "status_text": display.words(line.get("status") or "", language),
        "value_text": display.measured(line["value"], unit, language),
        "target_text": display.measured(line.get("target"), unit, language),
        "numerator_text": display.number(line.get("numerator"), language),
        "denominator_text": display.number(line.get("denominator"), language),
    }


def _panel(rows: list[dict[str, Any]], unit: str, language: Language) -> alt.LayerChart:
    order = [row["row"] for row in rows]
    y = alt.Y("row:N", sort=order, title=None, axis=alt.Axis(labelLimit=LABEL_WIDTH))
    rare = {code: colour for code, colour in RARE_STATUS_COLOURS.items() if code in {row["status"] for row in rows}}
    base = alt.Chart().encode(y=y, tooltip=tooltip(_TOOLTIP, language))
    # Where all is 0 there is no extent to draw on, and 0 would stand in the middle.
    is_nothing = not any(row["value"] or row["target"] for row in rows)
    extent = alt.Scale(domain=[0, 1]) if is_nothing else alt.Scale(zero=True)
    bars = base.mark_bar().encode(
        x=alt.X("value:Q", axis=axis(unit, language), scale=extent),
        color=_coloured("status_text", {**STATUS_COLOURS, **rare}, language),
    )
    ticks = base.transform_filter("isValid(datum.target)").mark_tick(
        color=TARGET_COLOUR, thickness=3, size=ROW - 4, opacity=1
    )
    layers = [bars, ticks.encode(x="target:Q")]
    return alt.LayerChart(layer=layers, data=alt.InlineData(values=rows), width=WIDTH, height=alt.Step(ROW))


def draw_records(records: pl.DataFrame, language: Language) -> alt.Chart:
    """How many records were counted as what, with the reasons of those left out."""
    reason = pl.col("reason") if "reason" in records.columns else pl.lit("")
    counts = records.group_by("counted_as", reason.alias("reason"), maintain_order=True).len("records")
    rows = [_record_row(line, language) for line in counts.iter_rows(named=True)]
    x = alt.X("records:Q", axis=axis("count", language), scale=scale("count", zero=True))
    y = alt.Y("counted:N", sort=[row["counted"] for row in rows], title=None, axis=alt.Axis(labelLimit=LABEL_WIDTH))
    title = display.heading("records", language)
    bars = alt.Chart(alt.InlineData(values=rows), title=title, width=WIDTH, height=alt.Step(ROW)).mark_bar()
    encoded: alt.Chart = bars.encode(
        x=x,
        y=y,
        color=_coloured("counted_as", _COUNTED_COLOURS, language, legend=None),
        tooltip=[alt.Tooltip("counted:N", title=""), alt.Tooltip("records_text:N", title=title)],
    )
    return encoded


def _record_row(line: dict[str, Any], language: Language) -> dict[str, Any]:
    counted_as = display.words(line["counted_as"], language)
    reason = f" ({display.words(line['reason'], language)})" if line["reason"] else ""
    return {
        "counted": counted_as + reason,
        "counted_as": counted_as,
        "records": line["records"],
        "records_text": display.number(line["records"], language),
    }


def _coloured(column: str, colours: Mapping[str, str], language: Language, **options: Any) -> alt.Color:
    """Colour by a coded value that is shown in words."""
    names = [display.words(code, language) for code in colours]
    domain = alt.Scale(domain=names, range=list(colours.values()))
    return alt.Color(f"{column}:N", scale=domain, title=None, **options)
