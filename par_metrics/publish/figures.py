"""The figures a run publishes: per unit and in total, by month, quarter, half and year."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import polars as pl

from par_metrics.compute import Question, answer, choose_indicators
from par_metrics.period import Grain, Period
from schemas import KINDS

if TYPE_CHECKING:
    from par_metrics.workspace import Workspace

GROUPS = ("unit_code",)
_GRAINS: tuple[Grain, ...] = ("month", "quarter", "half", "year")


def published_figures(ws: Workspace, as_of: datetime) -> pl.DataFrame:
    """The long table of `compute` with `unit_code`, null in the rows of all units together.

    The periods are those of the year of `as_of` that have begun, and of the year before
    it when there are records of that year. The period still open is provisional, so the
    row of the year is the year to date.
    """
    years = [as_of.year - 1, as_of.year] if _has_records_before(ws, datetime(as_of.year, 1, 1)) else [as_of.year]
    periods = tuple(
        period
        for grain in _GRAINS
        for year in years
        for period in Period.parse(str(year)).split(grain)
        if period.start < as_of
    )
    question = Question(choose_indicators(None, GROUPS), periods, as_of, GROUPS, with_totals=True)
    with ws.engine() as engine:
        return answer(engine, question, ws.targets)


def _has_records_before(ws: Workspace, year_start: datetime) -> bool:
    """Whether any record entered in the year before `year_start`."""
    last_year = year_start.replace(year=year_start.year - 1)
    exists = " OR ".join(
        f"EXISTS (SELECT 1 FROM {kind.name} "
        f"WHERE {event} >= TIMESTAMP '{last_year}' AND {event} < TIMESTAMP '{year_start}')"
        for kind in KINDS.values()
        if kind.events and "unit_code" in kind.by_name
        for event in [kind.entry or kind.events[0]]
    )
    return bool(ws.sql(f"SELECT {exists} AS found")["found"].item())


def with_periods(cards: pl.DataFrame, period: Period, as_of: datetime) -> pl.DataFrame:
    """Published scorecards say what they are of: `period` and `as_of` beside each row."""
    return cards.with_columns(pl.lit(period.label).alias("period"), pl.lit(as_of, pl.Datetime("us")).alias("as_of"))
