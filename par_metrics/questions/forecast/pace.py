"""For each target of a period: what the rest of it must bring, and where the present pace leads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import floor
from typing import TYPE_CHECKING, Any

import polars as pl

from par_metrics.domain.period import Period
from par_metrics.errors import UsageError
from par_metrics.figures.snapshot import Snapshot
from par_metrics.indicators.nature import adds_up, can_be_mended, nature_of
from par_metrics.questions.forecast.course import Course, course_of, course_of_all, whole
from par_metrics.questions.forecast.history import Asker, Key, Past, pasts, sides_of, working_days_left
from par_metrics.questions.forecast.interval import share_interval
from par_metrics.questions.forecast.need import need, status_of
from par_metrics.questions.forecast.volume import FEWEST_MONTHS, Volume
from schemas import Label

if TYPE_CHECKING:
    from par_metrics.indicators.base import Definition
    from par_metrics.indicators.targets import Target

PACE_SCHEMA: dict[str, pl.DataType] = {
    "indicator": pl.String(),
    "unit_code": pl.String(),
    "period": pl.String(),
    "as_of": pl.Datetime("us"),
    "numerator": pl.Float64(),
    "denominator": pl.Float64(),
    "value": pl.Float64(),
    "target": pl.Float64(),
    "expected_remaining": pl.Int64(),
    "needed_rate": pl.Float64(),
    "needed_records": pl.Int64(),
    "allowed_misses": pl.Int64(),
    "to_mend": pl.Int64(),
    "forecast": pl.Float64(),
    "low": pl.Float64(),
    "high": pl.Float64(),
    "level": pl.Float64(),
    "status": pl.String(),
    "method": pl.String(),
}

_MONTHS_TO_MEND = 2
"""Misses of so many months may still be mended: the interval reaches up to where all of them are."""

Row = dict[str, Any]


def pace(
    snapshot: Snapshot,
    period: Period,
    *,
    unit_code: str | None = None,
    ids: Sequence[str] | None = None,
    by: Sequence[str] = (),
    level: float = 0.95,
) -> pl.DataFrame:
    """`PACE_SCHEMA`, in the order of the catalogue; see `Workspace.pace` and docs/how-to/forecast.md."""
    _check(by, level)
    asker = Asker(snapshot, unit_code, every_unit=bool(by) and unit_code is None)
    asked = list(ids) if ids is not None else [d.id for d in snapshot.catalogue.values() if _targets_of(snapshot, d)]
    figures = asker.figures(asked, period)
    if ids is None:
        figures = figures.filter(pl.col("target").is_not_null())
    targeted = figures["indicator"].unique(maintain_order=True).to_list()
    is_over = snapshot.as_of >= period.end
    flows = [id for id in targeted if nature_of(snapshot.catalogue[id]) == "flow"]
    # All units together are the sum of the units: these are looked at whether or not they are shown.
    every = Asker(snapshot, unit_code, every_unit=unit_code is None)
    past = {} if is_over or not flows else pasts(every, flows, period)
    courses = _courses(snapshot, past, working_days_left(asker, period))
    rows = []
    for figure in figures.iter_rows(named=True):
        row = {name: figure.get(name) for name in PACE_SCHEMA} | {"level": level}
        key = figure["indicator"], figure["unit_code"]
        rows.append(row | _outlook(snapshot, figure, is_over, past.get(key), courses.get(key), level))
    return pl.DataFrame(rows, schema=PACE_SCHEMA, orient="row")


def _courses(snapshot: Snapshot, past: Mapping[Key, Past], days_left: int) -> dict[Key, Course]:
    """What is expected of every unit, and of all together as their sum."""
    # A miss of last month may still be mended, one of January hardly: that is no drift.
    courses = {
        key: course_of(
            of_key,
            0 if _has_closed(snapshot, key[1]) else days_left,
            may_drift=not can_be_mended(snapshot.catalogue[key[0]]),
        )
        for key, of_key in past.items()
    }
    units: dict[str, list[Course]] = {}
    for (id, unit), course in courses.items():
        if unit is not None and adds_up(snapshot.catalogue[id]):
            units.setdefault(id, []).append(course)
    return courses | {
        (id, None): course_of_all(own, courses[id, None]) for id, own in units.items() if (id, None) in courses
    }


def _has_closed(snapshot: Snapshot, unit_code: str | None) -> bool:
    """A unit of which nothing more is to come."""
    life = snapshot.engine.lives.get(unit_code or "")
    return life is not None and life.has_closed(snapshot.as_of)


def _outlook(
    snapshot: Snapshot, figure: Row, is_over: bool, past: Past | None, course: Course | None, level: float
) -> Row:
    """What a figure's row says beyond the figure."""
    definition = snapshot.catalogue[figure["indicator"]]
    if is_over:
        known = dict.fromkeys(("forecast", "low", "high"), figure["value"])
        status = "no_volume" if figure["status"] == "no_population" else figure["status"]
        return known | {"expected_remaining": 0, "status": status, "method": "period_over"}
    nature, is_share = nature_of(definition), definition.statistic == "share"
    natural = "higher" if is_share else "lower"
    if nature == "other" or _better(snapshot, definition, natural) != natural:
        return {"status": "not_forecast", "method": "not_forecast"}
    if figure["status"] == "incomplete":
        return {"status": "incomplete", "method": "not_forecast"}
    if nature == "stock":
        return _stock(figure, is_share, can_be_mended(definition))
    if figure["value"] is None and (figure["denominator"] or not is_share):
        # Not an empty beginning: nobody knows, as where nothing of the kind was loaded.
        return {"status": "no_volume", "method": "not_forecast"}
    assert past is not None and course is not None
    method = {"expected_remaining": course.to_come, "method": _method(course.volume, past)}
    if is_share:
        return method | _share(figure, course, level, past if can_be_mended(definition) else None)
    return method | _count(figure, course, level)


def _share(figure: Row, course: Course, level: float, mendable: Past | None) -> Row:
    """A share; `mendable` is its past where misses may still be mended."""
    now, target, to_come = sides_of(figure), figure["target"], course.to_come
    if now.counted + to_come == 0:
        return {"status": "no_volume"}
    forecast = (now.good + course.good_to_come) / (now.counted + to_come)
    low, high = share_interval(now.good, now.counted, course.rate, course.volume, level)
    if mendable is not None and (open_misses := _recent_misses(mendable)):
        high = share_interval(now.good + open_misses, now.counted, course.rate, course.volume, level)[1]
    # A pace without a single miss leads to 100 %; the bounds allow for misses all the same.
    row: Row = {"forecast": forecast, "low": min(low, forecast), "high": max(high, forecast)}
    if target is None:
        return row | {"status": "no_target"}
    needed = need(int(now.good), int(now.counted), to_come, target)
    to_be_mended = int(now.counted - now.good) if mendable is not None else 0
    return row | {
        "needed_rate": needed.rate,
        "needed_records": needed.records,
        "allowed_misses": needed.allowed_misses,
        "to_mend": needed.to_mend,
        "status": status_of(needed, forecast, target, to_be_mended),
    }


def _recent_misses(past: Past) -> float:
    """Misses of this month and the one before, which may all be mended yet; no more than the figure has."""
    recent = sum(month.sides.counted - month.sides.good for month in past.months[-_MONTHS_TO_MEND:])
    return min(recent, past.now.counted - past.now.good)


def _count(figure: Row, course: Course, level: float) -> Row:
    """A number of events that should stay at or below its target."""
    value, target = figure["value"], figure["target"]
    forecast = value + course.to_come
    row: Row = {"forecast": forecast}
    if course.volume.mean > 0:
        low, high = course.volume.quantiles([(1 - level) / 2, (1 + level) / 2])
        row |= {"low": min(value + float(low), forecast), "high": max(value + float(high), forecast)}
    if target is None:
        return row | {"status": "no_target"}
    allowed = max(floor(target - value), 0)
    status = "out_of_reach" if value > target else "on_course" if forecast <= target else "at_risk"
    return row | {"allowed_misses": allowed, "status": status}


def _stock(figure: Row, is_share: bool, is_mendable: bool) -> Row:
    """No pace to go by: what is missing now must be mended, if it can be."""
    row: Row = {"expected_remaining": 0, "method": "stock"}
    if figure["value"] is None:
        return row | {"status": "no_volume"}
    if figure["target"] is None:
        return row | {"status": "no_target"}
    now, target = sides_of(figure), figure["target"]
    if is_share:
        to_mend = need(int(now.good), int(now.counted), 0, target).records
        allowed = int(now.counted) - need(0, int(now.counted), 0, target).records - int(now.counted - now.good)
    else:
        to_mend, allowed = max(whole(now.good - target), 0), floor(target - now.good)
    return row | {
        "needed_records": to_mend,
        "to_mend": to_mend,
        "allowed_misses": max(allowed, 0),
        "status": "on_course" if not to_mend else "at_risk" if is_mendable else "out_of_reach",
    }


def _method(volume: Volume, past: Past) -> str:
    if volume.method == "working_days" and sum(m.sides.counted > 0 for m in past.months) < FEWEST_MONTHS:
        return "working_days_few_months"
    return volume.method


def _targets_of(snapshot: Snapshot, definition: Definition) -> list[Target]:
    """The targets of an indicator, of any year and unit."""
    return [t for t in snapshot.targets.entries if t.indicator in (definition.id, definition.target)]


def _better(snapshot: Snapshot, definition: Definition, natural: str) -> str:
    """Which way the target is met; without one, the way that suits the indicator."""
    return next((t.better for t in _targets_of(snapshot, definition)), natural)


def _check(by: Sequence[str], level: float) -> None:
    if set(by) - {"unit_code"}:
        raise UsageError(
            Label("nhịp độ chỉ nhóm được theo unit_code", "pace can be grouped by unit_code only"), "unknown_group"
        )
    if not 0 < level < 1:
        raise UsageError(
            Label(
                f"độ tin cậy phải giữa 0 và 1 (ví dụ 0.95), không phải {level}",
                f"the level must lie between 0 and 1 (such as 0.95), not {level}",
            ),
            "level_out_of_range",
        )
