"""The figures a run publishes: per unit and in total, by month, quarter, half and year."""

from datetime import datetime

import polars as pl

from par_metrics.domain.period import Grain, Period
from par_metrics.figures.snapshot import Snapshot
from schemas import KINDS

GROUPS = ("unit_code",)
_GRAINS: tuple[Grain, ...] = ("month", "quarter", "half", "year")


def published_figures(snapshot: Snapshot) -> pl.DataFrame:
    """The long table of `compute` with `unit_code`, null in the rows of all units together.

    The periods are those of the year of its instant that have begun, and of the year before
    it when there are records of that year. The period still open is provisional, so the
    row of the year is the year to date.
    """
    as_of, this = snapshot.as_of, Period.year_up_to(snapshot.as_of)
    years = [this.previous(), this] if _has_records(snapshot, this.previous()) else [this]
    periods = tuple(
        period for grain in _GRAINS for year in years for period in year.split(grain) if period.start < as_of
    )
    return snapshot.figures(snapshot.choose(None, GROUPS), periods, GROUPS, with_totals=True)


def _has_records(snapshot: Snapshot, year: Period) -> bool:
    """Whether any record of a unit entered in a year."""
    of_units = [kind.name for kind in KINDS.values() if kind.events and "unit_code" in kind.by_name]
    holdings = snapshot.engine.holdings(year)
    return bool(holdings.filter(pl.col("kind").is_in(of_units))["records"].sum())


def with_periods(cards: pl.DataFrame, period: Period, as_of: datetime) -> pl.DataFrame:
    """Published scorecards say what they are of: `period` and `as_of` beside each row."""
    return cards.with_columns(pl.lit(period.label).alias("period"), pl.lit(as_of, pl.Datetime("us")).alias("as_of"))
