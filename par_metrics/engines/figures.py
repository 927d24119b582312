"""From counts to figures: the long table of the contract, and the one place where anything is divided."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import polars as pl

from par_metrics.indicators.base import Indicator
from par_metrics.indicators.targets import Targets
from par_metrics.period import Period

FIGURES_SCHEMA: dict[str, pl.DataType] = {
    "indicator": pl.String(),
    "version": pl.Int32(),
    "rules": pl.String(),
    "period": pl.String(),
    "period_start": pl.Datetime("us"),
    "period_end": pl.Datetime("us"),
    "as_of": pl.Datetime("us"),
    "provisional": pl.Boolean(),
    "numerator": pl.Float64(),
    "denominator": pl.Float64(),
    "value": pl.Float64(),
    "excluded": pl.String(),
    "target": pl.Float64(),
    "status": pl.String(),
}

COUNTS_SCHEMA: dict[str, pl.DataType] = {
    "indicator": pl.String(),
    "period_id": pl.Int32(),
    "is_total": pl.Boolean(),
    "numerator": pl.Float64(),
    "denominator": pl.Float64(),
    "statistic": pl.Float64(),
    "excluded": pl.String(),
}
"""What an engine counts: one row an indicator, period and group (group columns follow).

`statistic` is the sum of the measure for a mean, else the quantile; `excluded` is JSON of
the reasons that occur. A row of `is_total` is over all groups.
"""


def figures(
    rows: pl.DataFrame,
    indicators: Sequence[Indicator],
    periods: Sequence[Period],
    as_of: datetime,
    targets: Targets,
    groups: Sequence[str],
) -> pl.DataFrame:
    """The long table.

    Args:
        rows: the rows to show, in order: `COUNTS_SCHEMA` (counts null where nothing was
            counted), the group columns, and `level` of the unit (null for other groups).
    Returns:
        `FIGURES_SCHEMA`, then the group columns.
    """
    table = (
        rows.join(_indicators_frame(indicators), on="indicator", how="left", maintain_order="left")
        .join(_periods_frame(periods), on="period_id", how="left", maintain_order="left")
        .with_columns(pl.col("numerator", "denominator").fill_null(0.0), pl.col("excluded").fill_null("{}"))
    )
    levels = table["level"].unique().to_list()
    years = sorted({period.start.year for period in periods})
    wanted = _targets_frame(indicators, years, levels, targets)
    return (
        _with_values(table)
        .with_columns(pl.col("period_start").dt.year().alias("year"))
        .join(wanted, on=["indicator", "year", "level"], how="left", nulls_equal=True, maintain_order="left")
        .with_columns(
            pl.lit(as_of, pl.Datetime("us")).alias("as_of"),
            (pl.col("period_end") > as_of).alias("provisional"),
            _status().alias("status"),
        )
        .select(*(pl.col(name).cast(dtype) for name, dtype in FIGURES_SCHEMA.items()), *groups)
    )


def _with_values(table: pl.DataFrame) -> pl.DataFrame:
    """Numerator, denominator and value; an empty population has no value, never 0 and never 1."""
    is_count, is_mean = pl.col("kind") == "count", pl.col("kind") == "mean"
    is_quantile = pl.col("kind").is_in(["median", "p90"])
    numerator = pl.when(is_mean).then(pl.col("statistic").fill_null(0.0)).when(~is_quantile).then("numerator")
    ratio = pl.when(pl.col("denominator") > 0).then(numerator / pl.col("denominator"))
    value = pl.when(is_count).then(numerator).when(is_quantile).then("statistic").otherwise(ratio)
    return table.with_columns(
        value=value,
        numerator=numerator,
        denominator=pl.when(~is_count).then("denominator"),
    )


def _status() -> pl.Expr:
    is_met = pl.when(pl.col("better") == "lower").then(pl.col("value") <= pl.col("target"))
    return (
        pl.when(pl.col("value").is_null())
        .then(pl.lit("no_population"))
        .when(pl.col("target").is_null())
        .then(pl.lit("no_target"))
        .when(is_met.otherwise(pl.col("value") >= pl.col("target")))
        .then(pl.lit("met"))
        .otherwise(pl.lit("missed"))
    )


def _indicators_frame(indicators: Sequence[Indicator]) -> pl.DataFrame:
    return pl.DataFrame(
        [(i.id, i.version, i.rules, i.statistic) for i in indicators],
        schema={"indicator": pl.String, "version": pl.Int32, "rules": pl.String, "kind": pl.String},
        orient="row",
    )


def _periods_frame(periods: Sequence[Period]) -> pl.DataFrame:
    return pl.DataFrame(
        [(n, p.label, p.start, p.end) for n, p in enumerate(periods)],
        schema={
            "period_id": pl.Int32,
            "period": pl.String,
            "period_start": pl.Datetime("us"),
            "period_end": pl.Datetime("us"),
        },
        orient="row",
    )


def _targets_frame(
    indicators: Sequence[Indicator], years: Iterable[int], levels: Iterable[str | None], targets: Targets
) -> pl.DataFrame:
    found = [
        (indicator.id, year, level, target.value, target.better)
        for indicator in indicators
        for year in years
        for level in levels
        if (target := targets.of(indicator, year, level)) is not None
    ]
    schema = {
        "indicator": pl.String,
        "year": pl.Int32,
        "level": pl.String,
        "target": pl.Float64,
        "better": pl.String,
    }
    return pl.DataFrame(found, schema=schema, orient="row")
