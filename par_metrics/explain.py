"""The records behind a figure, each with how it was counted and why."""

from datetime import datetime

import polars as pl

from par_metrics.engines.duckdb import DuckDBEngine
from par_metrics.engines.query import Branch
from par_metrics.indicators.base import Indicator
from par_metrics.indicators.tables import TABLES
from par_metrics.period import Period


def explain_figure(
    engine: DuckDBEngine, indicator: Indicator, period: Period, as_of: datetime, unit_code: str | None
) -> pl.DataFrame:
    """Every candidate of a figure.

    Returns:
        One row a record (or a distinct value, where the indicator counts those): the
        key, `unit_code`, the dates used, `counted_as` (numerator, denominator,
        excluded) and `reason` (of an exclusion, else empty). The numerator of the
        figure is the rows counted as numerator; its denominator those and the ones
        counted as denominator.
    """
    table = TABLES[indicator.table]
    key = (indicator.distinct,) if indicator.distinct else table.key
    columns = tuple(dict.fromkeys((*key, "unit_code", *indicator.dates)))
    compiler = engine.compiler(period, as_of)
    branch = Branch(table, indicator.window, (indicator,))
    classified = compiler.classified(branch, columns)
    unit = "" if unit_code is None else f" AND unit_code = '{unit_code.replace(chr(39), chr(39) * 2)}'"
    listed = ", ".join((*columns, f"class_{indicator.id} AS class"))
    order = ", ".join(("class DESC", *columns))
    records = engine.query(
        f"SELECT {listed} FROM ({classified}) c WHERE class_{indicator.id} IS NOT NULL{unit} ORDER BY {order}"
    )
    if indicator.distinct is not None:
        records = records.group_by(indicator.distinct, maintain_order=True).first().select(records.columns)
    return records.with_columns(
        counted_as=pl.when(pl.col("class") == 1)
        .then(pl.lit("numerator"))
        .when(pl.col("class") == 0)
        .then(pl.lit("denominator"))
        .otherwise(pl.lit("excluded")),
        reason=pl.col("class").replace_strict(
            {-1 - n: reason for n, reason in enumerate(indicator.exclude)}, default="", return_dtype=pl.String
        ),
    ).drop("class")
