"""What the charts share: the rows they draw, their axes, colours, tooltips, targets and locale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import polars as pl

from par_metrics import display
from par_metrics.display.charts.groups import group_name
from par_metrics.display.words import AXES, EVERYTHING
from par_metrics.indicators.met import definition_of
from schemas import Language

WIDTH, ROW, HEIGHT, LABEL_WIDTH = 420, 22, 220, 360

# Of the palette of Okabe and Ito, which people who see red and green alike tell apart.
BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY = "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"
GREY, TARGET_COLOUR = "#8a8a8a", "#222222"
STATUS_COLOURS: Mapping[str, str] = {"met": BLUE, "missed": VERMILION, "no_target": GREY}
RARE_STATUS_COLOURS: Mapping[str, str] = {"incomplete": ORANGE}
"""Of statuses that the legend shows only where they occur."""

_LINES = (BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY)
_DASHES = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3])

# How the numbers on the axis of a unit of measure are written (d3).
_FORMATS = {
    "share": ".1~%",
    "count": ",d",
    "working_days": ",.1~f",
    "days": ",.1~f",
    "dong": ",.2~f",
    "points": ",.2~f",
    "rank": ",d",
}
_WHOLE = ("count", "rank")


def figure_rows(
    frame: pl.DataFrame, unit: str, language: Language, groups: Sequence[str], names: Mapping[str, str]
) -> list[dict[str, Any]]:
    """One plain row a figure: the numbers drawn, and beside them the texts read, rounded as everywhere.

    Args:
        groups: the columns of its `group` and, if there is a second, of its `panel`; none: all records together.
        names: unit code -> name.
    """
    rows = []
    for figure in frame.iter_rows(named=True):
        texts = [group_name(figure, column, names, language) for column in groups]
        rows.append(
            {
                "period": figure["period"],
                "group": texts[0] if texts else EVERYTHING.in_language(language),
                "panel": texts[1] if len(texts) > 1 else "",
                "value": figure["value"],
                "target": figure.get("target"),
                "status": figure.get("status"),
                "value_text": display.measured(figure["value"], unit, language),
                "numerator_text": display.number(figure.get("numerator"), language),
                "denominator_text": display.number(figure.get("denominator"), language),
                "target_text": display.measured(figure.get("target"), unit, language),
                "status_text": display.words(figure.get("status") or "", language),
                "finality": _finality(bool(figure.get("provisional")), language),
            }
        )
    return rows


def label_of(indicator: str, language: Language) -> str:
    """The indicator's name for people; its id where the catalogue does not know it."""
    definition = definition_of(indicator)
    return indicator if definition is None else definition.label.in_language(language)


def unit_of(indicator: str) -> str:
    """What the values of an indicator are measured in; of one that is gone, counts."""
    definition = definition_of(indicator)
    return "count" if definition is None else definition.unit


def axis(unit: str, language: Language) -> alt.Axis:
    """Percent for shares, whole numbers for counts and ranks, decimals for days and points."""
    step = 1 if unit in _WHOLE else alt.Undefined
    return alt.Axis(format=_FORMATS[unit], title=AXES[unit].in_language(language), tickMinStep=step)


def scale(unit: str, zero: bool) -> alt.Scale:
    """The axis of values: ranks stand with the best on top."""
    return alt.Scale(reverse=True, zero=False) if unit == "rank" else alt.Scale(zero=zero)


def tooltip(names: Sequence[str], language: Language) -> list[alt.Tooltip]:
    """The columns under their headings; `value_text` is the text of `value`."""
    titles = {name: display.heading(name.removesuffix("_text"), language, "chart") for name in names}
    return [alt.Tooltip(f"{name}:N", title=title) for name, title in titles.items()]


def opacity(language: Language) -> alt.Opacity:
    """Provisional figures are pale."""
    names = [_finality(is_provisional, language) for is_provisional in (False, True)]
    return alt.Opacity("finality:N", scale=alt.Scale(domain=names, range=[1, 0.45]), legend=alt.Legend(title=None))


def line_colours(groups: Sequence[str]) -> dict[str, alt.Color | alt.StrokeDash]:
    """A colour for each group; beyond the six colours lines are broken too."""
    colours = [_LINES[n % len(_LINES)] for n in range(len(groups))]
    dashes = [_DASHES[n // len(_LINES) % len(_DASHES)] for n in range(len(groups))]
    scales = {"color": alt.Scale(domain=list(groups), range=colours)}
    encoded: dict[str, alt.Color | alt.StrokeDash] = {
        "color": alt.Color("group:N", title=None, sort=list(groups), scale=scales["color"])
    }
    if len(groups) > len(_LINES):
        encoded["strokeDash"] = alt.StrokeDash(
            "group:N", title=None, sort=list(groups), scale=alt.Scale(domain=list(groups), range=dashes)
        )
    return encoded


def locale(language: Language) -> dict[str, Any]:
    """Vietnamese axes write 1.234,5."""
    if language == "en":
        return {}
    return {"locale": {"number": {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", " ₫"]}}}


def _finality(is_provisional: bool, language: Language) -> str:
    return display.words("provisional" if is_provisional else "final", language, "finality")
