"""Lines of the page as SVG. `page.js` draws the same for other units, step by step in the same way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor

from markupsafe import Markup

Line = Sequence[float | None]
_SPARK = (100, 24)
_CHART = (560, 170)
_LEFT, _BOTTOM, _TOP = 46, 22, 8


def percentages(series: Sequence[Line], is_ratio: bool, unit: str) -> list[float | None]:
    """The values of a line from its numerators and denominators, shares in percent; values alone as they are."""
    if not is_ratio:
        return list(series[0])
    scale = 100 if unit == "share" else 1
    return [None if n is None or not d else n / d * scale for n, d in zip(*series, strict=True)]


def spark(values: Line, target: float | None) -> Markup:
    """A small line with its target dashed and its last point; a month without records is a gap, a lone one a dot."""
    there = [value for value in (*values, target) if value is not None]
    if all(value is None for value in values):
        return Markup("")
    scale = _Scale(min(there), max(there), len(values), _SPARK[0] - 4, _SPARK[1] - 6, left=2, top=3)
    box = f"0 0 {_SPARK[0]} {_SPARK[1]}"
    return Markup(f'<svg class="spark" viewBox="{box}" aria-hidden="true">{_drawn(values, target, scale)}</svg>')


def chart(values: Line, target: float | None, labels: Sequence[str], unit: str) -> Markup:
    """The same with axes: ticks beside, months below."""
    there = [value for value in (*values, target) if value is not None]
    if all(value is None for value in values):
        return Markup("")
    ticks = nice(min(there), max(there), unit)
    scale = _Scale(
        ticks[0], ticks[-1], len(values), _CHART[0] - _LEFT - 12, _CHART[1] - _TOP - _BOTTOM, left=_LEFT, top=_TOP
    )
    lines = "".join(
        f'<line class="grid" x1="{_LEFT}" x2="{_CHART[0]}" y1="{scale.y(tick)}" y2="{scale.y(tick)}"/>'
        + _tick(tick, unit, _shown(float(scale.y(tick)) + 4))
        for tick in ticks
    )
    last = len(labels) - 1
    # The first begins at the axis: half of it would lie on the lowest tick.
    anchors = {0: "start"} | {last: "end"}
    months = "".join(
        f'<text x="{scale.x(place)}" y="{_CHART[1] - 4}" text-anchor="{anchors.get(place, "middle")}">'
        f"{label[5:]}/{label[:4]}</text>"
        for place, label in enumerate(labels)
        if place % 3 == last % 3
    )
    return Markup(
        f'<svg class="chart" viewBox="0 0 {_CHART[0]} {_CHART[1]}" aria-hidden="true">'
        f"{lines}{months}{_drawn(values, target, scale)}</svg>"
    )


def nice(low: float, high: float, unit: str) -> list[float]:
    """Ticks at round numbers around two values; a share stays between 0 and 100."""
    span = (high - low) or 1.0
    step = 1.0
    while step * 10 <= span:
        step *= 10
    while step > span:
        step /= 10
    step = step / 2 if span / step < 2 else step if span / step < 5 else step * 2
    first, last = floor(low / step) * step, ceil(high / step) * step
    if unit == "share":
        first, last = max(first, 0.0), min(last, 100.0)
    if last <= first:
        first, last = (first - step, last) if first > 0 else (first, first + step)
    middle = (first + last) / 2
    return [first, middle, last]


@dataclass(frozen=True)
class _Scale:
    low: float
    high: float
    places: int
    width: float
    height: float
    left: float
    top: float

    def x(self, place: int) -> str:
        return _shown(self.left + self.width * (place / (self.places - 1) if self.places > 1 else 0.5))

    def y(self, value: float) -> str:
        share = (value - self.low) / (self.high - self.low) if self.high > self.low else 0.5
        return _shown(self.top + self.height * (1 - share))


def _drawn(values: Line, target: float | None, scale: _Scale) -> str:
    drawn = ""
    if target is not None:
        y = scale.y(target)
        drawn += f'<line class="aim" x1="{scale.x(0)}" x2="{scale.x(len(values) - 1)}" y1="{y}" y2="{y}"/>'
    path, last = "", None
    for place, value in enumerate(values):
        if value is None:
            continue
        is_joined = place > 0 and values[place - 1] is not None
        is_alone = not is_joined and (place + 1 == len(values) or values[place + 1] is None)
        last = (scale.x(place), scale.y(value))
        if is_alone:
            drawn += f'<circle cx="{last[0]}" cy="{last[1]}" r="1.6"/>'
        path += f"{'L' if is_joined else 'M'}{last[0]} {last[1]}"
    drawn += f'<path d="{path}"/>'
    if last is not None:
        drawn += f'<circle cx="{last[0]}" cy="{last[1]}" r="2.4"/>'
    return drawn


def _shown(number: float) -> str:
    """One decimal, rounded half up as JavaScript rounds."""
    rounded = floor(number * 10 + 0.5) / 10
    return f"{rounded:g}"


def _tick(tick: float, unit: str, y: str) -> str:
    """The number beside a line, in each language where they differ."""
    english = f"{floor(tick * 100 + 0.5) / 100:g}" + ("%" if unit == "share" else "")
    vietnamese = english.replace(".", ",").replace("%", " %")
    placed = f'x="{_LEFT - 6}" y="{y}" text-anchor="end"'
    if vietnamese == english:
        return f"<text {placed}>{english}</text>"
    return f'<text lang="vi" {placed}>{vietnamese}</text><text lang="en" {placed}>{english}</text>'
