"""How many rows of the kinds behind a figure were refused: what it may lack."""

import polars as pl

from par_metrics.domain.unit_lives import counts_for
from par_metrics.engines.base import Engine
from par_metrics.figures.question import Question
from par_metrics.indicators.catalogue import Catalogue
from par_metrics.indicators.parts import parts_of
from par_metrics.indicators.tables.records import TABLES

_SCHEMA = {"indicator": pl.String, "period_id": pl.Int32, "of_unit": pl.String, "refused": pl.Int64}


def with_refused(table: pl.DataFrame, engine: Engine, question: Question, catalogue: Catalogue) -> pl.DataFrame:
    """`table` with `refused`: rows of the figure's kinds, whatever their period; rows of no known unit in totals only.

    Null under groups other than the unit: nobody knows the group of a row that was refused.

    Args:
        table: has `indicator` (its alias), `period_id`, `is_total` and the group columns.
    """
    rows = engine.refused().rows()
    kinds = {d.alias: {TABLES[p.table].kind for p in parts_of(d, catalogue)} for d in question.indicators}
    counts: dict[tuple[str, int, str | None], int] = {}
    for alias, of_figure in kinds.items():
        for number, period in enumerate(question.periods):
            counts[alias, number, None] = sum(count for kind, _, count in rows if kind in of_figure)
            for kind, unit, count in rows:
                if kind in of_figure and unit is not None:
                    until = period.cut(question.as_of)
                    now = counts_for(unit, engine.lives, until)
                    counts[alias, number, now] = counts.get((alias, number, now), 0) + count
    found = pl.DataFrame([(*key, count) for key, count in counts.items()], schema=_SCHEMA, orient="row")
    unit = pl.col("unit_code") if "unit_code" in question.by else pl.lit(None, pl.String)
    joined = table.with_columns(of_unit=pl.when(~pl.col("is_total")).then(unit)).join(
        found, on=["indicator", "period_id", "of_unit"], how="left", nulls_equal=True, maintain_order="left"
    )
    # A record without a unit is in no row of a unit; nor do other groups have refused rows.
    is_one_unit = pl.lit(question.by == ("unit_code",)) & unit.is_not_null()
    known = pl.col("is_total") | pl.lit(question.by == ()) | is_one_unit
    return joined.with_columns(refused=pl.when(known).then(pl.col("refused").fill_null(0))).drop("of_unit")
