"""How good the forecasts are: made as of past instants, compared with what the figure became."""

from collections.abc import Sequence

import polars as pl

from par_metrics.domain.period import Period
from par_metrics.figures.snapshot import Snapshot
from par_metrics.indicators.nature import nature_of
from par_metrics.questions.forecast.pace import pace

_SAME = ["indicator", "unit_code", "period"]


def backtest(snapshot: Snapshot, periods: Sequence[str], levels: Sequence[float] = (0.8, 0.95)) -> pl.DataFrame:
    """Forecasts of shares with a target at every month's end within the periods, beside what the figures became.

    Args:
        snapshot: its records reach to the end of every period.
        periods: periods of several months.
        levels: of the intervals.
    Returns:
        One row an indicator, unit (null: all together), period, instant and level, where
        there is both an interval and an outcome: `indicator, unit_code, period, as_of,
        level, value` (at the instant), `forecast, low, high, outcome`.
    """
    shares = [d.id for d in snapshot.catalogue.values() if d.target and d.unit == "share" and nature_of(d) == "flow"]
    by = ("unit_code",)
    parts = []
    for period in (Period.parse(label) for label in periods):
        over = snapshot.judged_at(period.end)
        figures = over.figures(over.choose(shares, by), [period], by, with_totals=True)
        outcomes = figures.select(*_SAME, outcome="value")
        for month in period.split("month")[:-1]:
            for level in levels:
                made = pace(snapshot.judged_at(month.end), period, ids=shares, by=by, level=level)
                parts.append(made.join(outcomes, on=_SAME, how="left", nulls_equal=True))
    compared = pl.concat(parts).drop_nulls(["low", "high", "outcome"])
    return compared.select(*_SAME, "as_of", "level", "value", "forecast", "low", "high", "outcome")


def quality(compared: pl.DataFrame, by: Sequence[str] = ()) -> pl.DataFrame:
    """How the forecasts of `backtest` did.

    Args:
        by: columns to tell apart besides the level.
    Returns:
        One row a level (and group): `forecasts`, how many; `held`, the share whose interval
        held the outcome; `width`, mean width of the intervals; `error` and `naive_error`,
        mean absolute error of the forecast, and of the value at the instant taken for it.
    """
    outcome = pl.col("outcome")
    held = (pl.col("low") <= outcome) & (outcome <= pl.col("high"))
    return (
        compared.group_by("level", *by)
        .agg(
            pl.len().alias("forecasts"),
            held.mean().alias("held"),
            (pl.col("high") - pl.col("low")).mean().alias("width"),
            (pl.col("forecast") - outcome).abs().mean().alias("error"),
            (pl.col("value") - outcome).abs().mean().alias("naive_error"),
        )
        .sort("level", *by)
    )
