"""What the charts share: the rows they draw, their axes, tooltips, targets and locale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import polars as pl

from par_metrics import display
from par_metrics.indicators.catalogue import catalogue
from schemas import Label, Language

WIDTH, ROW, HEIGHT = 420, 22, 220
GROUPS = ("unit_code", "procedure_code", "field", "channel")
TARGET_COLOUR = "#b25e00"
STATUS_COLOURS: Mapping[str, str] = {"met": "#1a7f37", "missed": "#b42318", "no_target": "#8a8a8a"}

# How the axis of a unit of measure is written (d3), and its title.
_AXES: Mapping[str, tuple[str, Label]] = {
    "share": (".1~%", Label("tỷ lệ", "share")),
    "count": (",d", Label("số lượng", "count")),
    "working_days": (",.1~f", Label("ngày làm việc", "working days")),
    "points": (",.2~f", Label("điểm", "points")),
    "rank": (",d", Label("thứ hạng, 1 là tốt nhất", "rank, 1 is best")),
}
_WHOLE = ("count", "rank")
_FINAL, _PROVISIONAL = Label("đã chốt kỳ", "complete period"), Label("tạm tính", "provisional")
_TITLES: Mapping[str, Label] = {
    "group": Label("Nhóm", "Group"),
    "period": Label("Kỳ", "Period"),
    "numerator_text": Label("Tử số", "Numerator"),
    "denominator_text": Label("Mẫu số", "Denominator"),
    "value_text": Label("Giá trị", "Value"),
    "target_text": Label("Chỉ tiêu", "Target"),
    "status_text": Label("Kết quả", "Status"),
    "finality": Label("Số liệu", "Figure"),
}


def figure_rows(frame: pl.DataFrame, unit: str, language: Language) -> list[dict[str, Any]]:
    """One plain row a figure: the numbers drawn, and beside them the texts read, rounded as everywhere."""
    group = next((name for name in GROUPS if name in frame.columns), None)
    rows = []
    for figure in frame.iter_rows(named=True):
        name = figure[group] if group else None
        rows.append(
            {
                "period": figure["period"],
                "group": name if name is not None else _everything(language),
                "value": figure["value"],
                "target": figure.get("target"),
                "status": figure.get("status"),
                "value_text": display.measured(figure["value"], unit, language),
                "numerator_text": display.number(figure.get("numerator"), language),
                "denominator_text": display.number(figure.get("denominator"), language),
                "target_text": display.measured(figure.get("target"), unit, language),
                "status_text": display.words(figure.get("status") or "", language),
                "finality": (_PROVISIONAL if figure.get("provisional") else _FINAL).in_language(language),
            }
        )
    return rows


def label_of(indicator: str, language: Language) -> str:
    """The indicator's name for people; its id where the catalogue does not know it."""
    return catalogue[indicator].label.in_language(language) if indicator in catalogue else indicator


def unit_of(indicator: str) -> str:
    """What the values of an indicator are measured in; of one that is gone, counts."""
    return catalogue[indicator].unit if indicator in catalogue else "count"


def axis(unit: str, language: Language) -> alt.Axis:
    """Percent for shares, whole numbers for counts and ranks, decimals for days and points."""
    form, title = _AXES[unit]
    step = 1 if unit in _WHOLE else alt.Undefined
    return alt.Axis(format=form, title=title.in_language(language), tickMinStep=step)


def scale(unit: str, zero: bool) -> alt.Scale:
    """The axis of values: ranks stand with the best on top."""
    return alt.Scale(reverse=True, zero=False) if unit == "rank" else alt.Scale(zero=zero)


def tooltip(names: Sequence[str], language: Language) -> list[alt.Tooltip]:
    """What is shown of a mark one points at."""
    return [alt.Tooltip(f"{name}:N", title=_TITLES[name].in_language(language)) for name in names]


def opacity(language: Language) -> alt.Opacity:
    """Provisional figures are pale."""
    names = [_FINAL.in_language(language), _PROVISIONAL.in_language(language)]
    return alt.Opacity("finality:N", scale=alt.Scale(domain=names, range=[1, 0.45]), legend=alt.Legend(title=None))


def locale(language: Language) -> dict[str, Any]:
    """Vietnamese axes write 1.234,5."""
    if language == "en":
        return {}
    return {"locale": {"number": {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", " ₫"]}}}


def _everything(language: Language) -> str:
    return Label("tất cả", "all").in_language(language)
