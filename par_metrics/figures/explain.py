"""The records behind a figure, or the figures behind a composite, each with how it was counted and why."""

from collections.abc import Callable
from datetime import date, datetime

import polars as pl

from par_metrics.domain.period import Period
from par_metrics.engines.base import ORIGINAL_UNIT, Branch, Engine
from par_metrics.indicators.base import Composite, Definition, Indicator
from par_metrics.indicators.tables.records import TABLES

Ask = Callable[[Composite, tuple[str, ...]], pl.DataFrame]
"""The long table of a composite and its components, by these groups."""


def explain_figure(
    engine: Engine,
    definition: Definition,
    period: Period,
    as_of: datetime,
    unit_code: str | None,
    ask: Ask,
) -> pl.DataFrame:
    """What a figure is made of: every candidate record, or of a composite its components' figures.

    Args:
        ask: gives the figures of a composite and of its components.
    Returns:
        As `_records` and `_components` say; both have `unit_code`, `counted_as`, `reason`.
    """
    if isinstance(definition, Indicator):
        return _records(engine, definition, period, as_of, unit_code)
    assert isinstance(definition, Composite)
    return _components(definition, unit_code, ask)


def _components(composite: Composite, unit_code: str | None, ask: Ask) -> pl.DataFrame:
    """The figures of a composite.

    Returns:
        One row a component, for a rank one row a unit, those ranked best first: `component`
        (id, explained in its turn), `unit_code` (null for all units together),
        `numerator`, `denominator`, `value`, `counted_as` (numerator, or excluded where
        there is no value, or no rank) and `reason`.
    """
    is_rank = composite.statistic == "rank"
    by = ("unit_code",) if is_rank or unit_code is not None else ()
    answered = ask(composite, by)
    is_composite = pl.col("indicator") == composite.id
    figures = answered.filter(~is_composite)
    if not by:
        figures = figures.with_columns(unit_code=pl.lit(None, pl.String))
    elif not is_rank:
        figures = figures.filter(pl.col("unit_code") == unit_code)
    reason = pl.when(pl.col("value").is_null()).then(pl.lit("no_figure")).otherwise(pl.lit(""))
    if is_rank:
        ranks = answered.filter(is_composite).select("unit_code", rank="value")
        figures = figures.join(ranks, on="unit_code", nulls_equal=True, maintain_order="left")
        figures = figures.sort("rank", nulls_last=True, maintain_order=True)
        is_unranked = pl.col("value").is_not_null() & pl.col("rank").is_null()
        unranked = pl.when(pl.col("status") == "incomplete").then(pl.lit("incomplete")).otherwise(pl.lit("other_level"))
        reason = pl.when(is_unranked).then(unranked).otherwise(reason)
    return figures.with_columns(reason=reason).select(
        component="indicator",
        unit_code="unit_code",
        numerator="numerator",
        denominator="denominator",
        value="value",
        counted_as=pl.when(pl.col("reason") == "").then(pl.lit("numerator")).otherwise(pl.lit("excluded")),
        reason="reason",
    )


def _records(
    engine: Engine, indicator: Indicator, period: Period, as_of: datetime, unit_code: str | None
) -> pl.DataFrame:
    """Every candidate of a figure.

    Returns:
        One row a record (or a distinct value, where the indicator counts those): the
        key, `unit_code` (and `original_unit_code` where units took over from others), the
        dates used, `counted_as` (numerator, denominator, excluded) and `reason` (of an
        exclusion, else empty). The numerator of the figure is the rows counted as numerator;
        its denominator those and the ones counted as denominator.
    """
    table = TABLES[indicator.table]
    key = (indicator.distinct,) if indicator.distinct else table.key
    original = (ORIGINAL_UNIT,) if table.follows_units and engine.has_heirs(period, as_of) else ()
    columns = tuple(dict.fromkeys((*key, "unit_code", *original, *indicator.dates)))
    only = None if unit_code is None else {"unit_code": [unit_code]}
    order = indicator.best_first if indicator.distinct else (1, 0, *indicator.class_of.values())
    records = (
        engine.classes(Branch.of(indicator), period, as_of, columns, only)
        .select(*columns, pl.col(f"class_{indicator.alias}").alias("class"))
        .with_columns(place=pl.col("class").replace_strict({value: n for n, value in enumerate(order)}))
        .sort("place", *columns, nulls_last=True)
        .drop("place")
    )
    if indicator.distinct is not None:
        # A record without it, such as a dossier of no procedure, is of none of the things that are counted.
        named = records.drop_nulls(indicator.distinct)
        records = named.group_by(indicator.distinct, maintain_order=True).first().select(records.columns)
    return records.with_columns(
        counted_as=pl.when(pl.col("class") == 1)
        .then(pl.lit("numerator"))
        .when(pl.col("class") == 0)
        .then(pl.lit("denominator"))
        .otherwise(pl.lit("excluded")),
        reason=pl.col("class").replace_strict(
            {n: reason for reason, n in indicator.class_of.items()}, default="", return_dtype=pl.String
        ),
    ).drop("class")


def with_calendar_told(records: pl.DataFrame, definition: Definition, announced_until: date) -> pl.DataFrame:
    """What `explain_figure` gives, and where it shows deadlines, after the last of them, `is_calendar_announced`.

    Args:
        announced_until: last day of the calendar whose days off are announced; deadlines beyond may still move.
    Returns:
        As above; false where a deadline lies beyond, null where there is none.
    """
    if not isinstance(definition, Indicator):
        return records
    shown = [column for column in records.columns if column in TABLES[definition.table].deadlines]
    if not shown:
        return records
    last = pl.max_horizontal(pl.col(column).cast(pl.Date) for column in shown)
    place = records.columns.index(shown[-1]) + 1
    return records.insert_column(place, records.select(is_calendar_announced=last <= announced_until).to_series())
