"""Of whom anything is known: where nothing was loaded, nothing is zero."""

from collections.abc import Sequence
from datetime import datetime

import polars as pl

from par_metrics.domain.unit_lives import counts_for
from par_metrics.engines.base import Engine
from par_metrics.figures.question import Question
from par_metrics.indicators.base import Indicator
from par_metrics.indicators.tables.base import RecordTable
from par_metrics.indicators.tables.records import TABLES

_NOBODY = pl.DataFrame(schema={"table": pl.String, "period_id": pl.Int32, "of_unit": pl.String})


def with_presence(rows: pl.DataFrame, engine: Engine, counted: Sequence[Indicator], question: Question) -> pl.DataFrame:
    """`rows` with `is_present`: by the end of the period there is a record of what the indicator counts.

    Without records of its kind and source nothing is known of a unit: neither a count of 0 nor a share.

    Args:
        rows: has `indicator`, `period_id` and, grouped by unit, `unit_code`; other groups are those that occur.
    """
    unit = pl.col("unit_code") if "unit_code" in rows.columns else pl.lit(None, pl.String)
    tables = {indicator.alias: indicator.table for indicator in counted if TABLES[indicator.table].presence}
    known = pl.concat([_known(engine, TABLES[name], question) for name in sorted({*tables.values()})] or [_NOBODY])
    table = pl.col("indicator").replace_strict(tables, default=None, return_dtype=pl.String)
    found = rows.with_columns(table=table, of_unit=unit).join(
        known.with_columns(is_known=pl.lit(True)),
        on=["table", "period_id", "of_unit"],
        how="left",
        nulls_equal=True,
        maintain_order="left",
    )
    is_present = pl.col("table").is_null() | pl.col("is_known").fill_null(False)
    return found.with_columns(is_present=is_present).drop("table", "of_unit", "is_known")


def units_with_records(engine: Engine, table: str, until: datetime) -> set[str]:
    """The units with a record, before an instant, of what is counted in a table that asks for one."""
    firsts = (_firsts(engine, TABLES[table].kind, condition) for condition in TABLES[table].presence)
    return set.intersection(*(_units(engine, first, until) for first in firsts))


def _known(engine: Engine, table: RecordTable, question: Question) -> pl.DataFrame:
    """Of whom there are records: of each unit that has them, and, without a unit, of anybody."""
    rows: list[tuple[str, int, str | None]] = []
    firsts = [_firsts(engine, table.kind, condition) for condition in table.presence]
    for number, period in enumerate(question.periods):
        known = [_units(engine, first, period.cut(question.as_of)) for first in firsts]
        if all(known):
            rows += [(table.name, number, unit) for unit in {None, *set.intersection(*known)}]
    return pl.DataFrame(rows, schema=_NOBODY.schema, orient="row")


_First = tuple[str, datetime | None]


def _firsts(engine: Engine, kind: str, condition: str) -> list[_First]:
    """Each unit with its first record that is dated; where none is, nobody knows since when there are any."""
    undated = pl.when("has_undated").then(datetime.min)
    first = pl.coalesce("first", undated)
    return engine.first_records(kind, condition).select("unit_code", first).rows()


def _units(engine: Engine, firsts: Sequence[_First], until: datetime) -> set[str]:
    """The units with a record before `until`, as they stand at it."""
    return {counts_for(unit, engine.lives, until) for unit, first in firsts if first is not None and first < until}
