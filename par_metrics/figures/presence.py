"""Of whom anything is known: where nothing was loaded, nothing is zero."""

from collections.abc import Iterator, Sequence
from datetime import datetime

import polars as pl

from par_metrics.domain.unit_lives import counts_for
from par_metrics.engines.base import Engine
from par_metrics.figures.question import Question
from par_metrics.indicators.base import Indicator
from par_metrics.indicators.tables.records import TABLES

_SCHEMA = {"indicator": pl.String, "period_id": pl.Int32, "unit_code": pl.String}


def with_presence(rows: pl.DataFrame, engine: Engine, counted: Sequence[Indicator], question: Question) -> pl.DataFrame:
    """`rows` with `is_present`: by the end of the period there is a record of what the indicator counts.

    Without records of its kind and source nothing is known of a unit: neither a count of 0 nor a share.

    Args:
        rows: has `indicator`, `period_id` and, grouped by unit, `unit_code`; other groups are those that occur.
    """
    unit = pl.col("unit_code") if "unit_code" in rows.columns else pl.lit(None, pl.String)
    needing = [indicator for indicator in counted if TABLES[indicator.table].presence]
    known = pl.DataFrame(list(_known(engine, needing, question)), schema=_SCHEMA, orient="row")
    found = rows.with_columns(of_unit=unit).join(
        known.rename({"unit_code": "of_unit"}).with_columns(is_known=pl.lit(True)),
        on=["indicator", "period_id", "of_unit"],
        how="left",
        nulls_equal=True,
        maintain_order="left",
    )
    needs = pl.col("indicator").is_in([indicator.alias for indicator in needing])
    return found.with_columns(is_present=~needs | pl.col("is_known").fill_null(False)).drop("of_unit", "is_known")


def _known(engine: Engine, needing: Sequence[Indicator], question: Question) -> Iterator[tuple[str, int, str | None]]:
    """Of whom there are records: of each unit that has them, and, without a unit, of anybody."""
    for indicator in needing:
        table = TABLES[indicator.table]
        entries = [engine.first_entries(table.kind, condition) for condition in table.presence]
        for number, period in enumerate(question.periods):
            known = [_units(engine, first, period.cut(question.as_of)) for first in entries]
            if all(known):
                yield from ((indicator.alias, number, unit) for unit in (None, *set.intersection(*known)))


def _units(engine: Engine, first: pl.DataFrame, until: datetime) -> set[str]:
    """The units with a record before `until`, as they stand at it."""
    units = first.filter(pl.col("first") < until)["unit_code"].to_list()
    return {counts_for(unit, engine.lives, until) for unit in units}
