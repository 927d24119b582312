"""From counts to figures: the long table of the contract, and the one place where anything is divided."""

from collections.abc import Callable, Sequence

import polars as pl

from par_metrics.domain.period import Period
from par_metrics.figures.composites import compose
from par_metrics.figures.question import Question
from par_metrics.figures.targets import with_targets
from par_metrics.indicators.base import Composite, Definition, Indicator
from par_metrics.indicators.catalogue import Catalogue
from par_metrics.indicators.parts import counted_for
from par_metrics.indicators.targets import Targets

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
    "refused": pl.Int64(),
}

IS_TOTAL = "is_total"
"""Whether a figure is over all groups; a column of tables with totals."""


def figures(
    rows: pl.DataFrame,
    question: Question,
    targets: Targets,
    catalogue: Catalogue,
    own_level: str,
    refused: Callable[[pl.DataFrame], pl.DataFrame],
) -> pl.DataFrame:
    """The long table.

    Args:
        rows: the rows of every indicator asked for, or needed by one, in order:
            `COUNTS_SCHEMA` (counts null where nothing was counted), the group columns, `level` of
            the unit (null for other groups), `is_present` and `is_short`.
        question: its indicators are shown, in their order.
        own_level: the level whose units are ranked.
        refused: gives the table its column `refused`.
    Returns:
        `FIGURES_SCHEMA`, then the group columns; with totals then `is_total`, as the group of what
        is not known is null too.
    """
    asked, periods, groups = question.indicators, question.periods, question.by
    statistics = _statistics_frame(counted_for(asked, catalogue))
    counted = rows.join(statistics, on="indicator", how="left", maintain_order="left").with_columns(
        pl.col("numerator", "denominator", "not_known").fill_null(0.0), pl.col("excluded").fill_null("{}")
    )
    valued = _with_values(counted)
    composed = [compose(d, valued, groups, catalogue, own_level) for d in asked if isinstance(d, Composite)]
    order = pl.Enum([definition.alias for definition in asked])
    table = (
        pl.concat([valued, *composed])
        .filter(pl.col("indicator").is_in(order.categories.to_list()))
        # A stable sort keeps the groups in order and puts each total behind its own.
        .sort(pl.col("indicator").cast(order), "period_id", "is_total", maintain_order=True)
        .join(_definitions_frame(asked), on="indicator", how="left", maintain_order="left")
        .join(_periods_frame(periods), on="period_id", how="left", maintain_order="left")
    )
    return (
        with_targets(refused(table), asked, targets)
        .with_columns(
            pl.lit(question.as_of, pl.Datetime("us")).alias("as_of"),
            (pl.col("period_end") > question.as_of).alias("provisional"),
            _status().alias("status"),
            pl.col("id").alias("indicator"),
        )
        .select(
            *(pl.col(name).cast(dtype) for name, dtype in FIGURES_SCHEMA.items()),
            *groups,
            *([IS_TOTAL] if question.with_totals and groups else ()),
        )
    )


def _with_values(table: pl.DataFrame) -> pl.DataFrame:
    """`table` with `value` and `is_part`; an empty population has no value, never 0 and never 1.

    Nor has a figure of records that nobody has, or of places that are not alike. It is of a part where more
    is unknown than counted, where an assessment is short of its whole, and where no year is whole.
    """
    kind = pl.col("kind")
    is_count, is_total = kind == "count", kind == "total"
    is_sum, is_quantile = kind.is_in(["mean", "ratio", "total"]), kind.is_in(["median", "p90"])
    numerator = pl.when(is_sum).then(pl.col("statistic").fill_null(0.0)).when(~is_quantile).then("numerator")
    ratio = pl.when(pl.col("denominator") > 0).then(numerator / pl.col("denominator"))
    value = pl.when(is_count).then(numerator).when(is_quantile).then("statistic").otherwise(ratio)
    is_even = pl.col("unlike").fill_null(0.0) <= 1
    has_value = is_even & pl.col("is_present")
    counted = pl.when(is_count).then("numerator").otherwise("denominator")
    no_year = pl.col("excluded").str.contains('"no_whole_year"', literal=True)
    return table.with_columns(
        value=pl.when(has_value).then(value),
        numerator=pl.when(is_total).then(pl.when(has_value).then(value)).when(~is_count | has_value).then(numerator),
        denominator=pl.when(~is_count & ~is_total).then("denominator"),
        excluded=pl.when(is_even | (pl.col("excluded") != "{}")).then("excluded").otherwise(_DIFFERENT_PLACES),
        is_part=pl.col("is_present") & ((pl.col("not_known") > counted) | pl.col("is_short") | no_year),
    ).drop("statistic", "kind", "unlike", "not_known", "is_present", "is_short")


_DIFFERENT_PLACES = pl.lit('{"different_places": 1}')


def _status() -> pl.Expr:
    is_met = (
        pl.when(pl.col("better") == "lower")
        .then(pl.col("value") <= pl.col("target"))
        .otherwise(pl.col("value") >= pl.col("target"))
    )
    # A rank only falls as more units are known: one that misses has missed, one that meets has not met yet.
    is_among_few = pl.col("denominator") < pl.col("among")
    return (
        pl.when("is_part")
        .then(pl.lit("incomplete"))
        .when(pl.col("value").is_null())
        .then(pl.lit("no_population"))
        .when(pl.col("target").is_null())
        .then(pl.lit("no_target"))
        .when(is_met & is_among_few)
        .then(pl.lit("incomplete"))
        .when(is_met)
        .then(pl.lit("met"))
        .otherwise(pl.lit("missed"))
    )


def _statistics_frame(counted: Sequence[Indicator]) -> pl.DataFrame:
    return pl.DataFrame(
        [(i.alias, i.statistic) for i in counted],
        schema={"indicator": pl.String, "kind": pl.String},
        orient="row",
    )


def _definitions_frame(asked: Sequence[Definition]) -> pl.DataFrame:
    return pl.DataFrame(
        [(d.alias, d.id, d.version, d.rules) for d in asked],
        schema={"indicator": pl.String, "id": pl.String, "version": pl.Int32, "rules": pl.String},
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
