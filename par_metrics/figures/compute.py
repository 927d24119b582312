"""From a question to the long table of figures."""

from collections.abc import Sequence

import polars as pl

from par_metrics.engines.base import Engine
from par_metrics.figures.question import Question
from par_metrics.figures.table import figures
from par_metrics.indicators.catalogue import Catalogue
from par_metrics.indicators.parts import counted_for
from par_metrics.indicators.targets import Targets


def answer(engine: Engine, question: Question, targets: Targets, catalogue: Catalogue) -> pl.DataFrame:
    """The long table: by indicator, period and group, in the order asked for.

    Grouped by unit alone, every known unit has a row for every period, and a place that is
    none where it counts; other groups have those that occur.
    """
    counted = counted_for(question.indicators, catalogue)
    counts = engine.count(counted, question.periods, question.as_of, question.groupings)
    units = engine.units().select("unit_code", "level")
    rows = _rows(question, [indicator.alias for indicator in counted], counts, units).join(
        counts,
        on=["indicator", "period_id", "is_total", *question.by],
        how="left",
        nulls_equal=True,
        maintain_order="left",
    )
    if "unit_code" in question.by:
        rows = rows.join(units, on="unit_code", how="left", maintain_order="left")
    else:
        rows = rows.with_columns(pl.lit(None, pl.String).alias("level"))
    return figures(rows, question, targets, catalogue)


def _rows(question: Question, counted: Sequence[str], counts: pl.DataFrame, units: pl.DataFrame) -> pl.DataFrame:
    """A row for every known unit, for other groups where they occur, and for the total; groups in order."""
    indicators = pl.DataFrame({"indicator": counted}, schema={"indicator": pl.String})
    cells = indicators.join(pl.DataFrame({"period_id": range(len(question.periods))}), how="cross").cast(
        {"period_id": pl.Int32}
    )
    if not question.by:
        return cells.with_columns(is_total=pl.lit(False))
    occurring = counts.filter(~pl.col("is_total")).select("indicator", "period_id", *question.by)
    groups = cells.join(
        occurring.sort(question.by, nulls_last=True), on=["indicator", "period_id"], maintain_order="left_right"
    )
    if question.by == ("unit_code",):
        # A place that is no unit, such as the province with its PAPI scores, stands where it has a figure.
        elsewhere = groups.drop_nulls("unit_code").join(units, on="unit_code", how="anti")
        every = cells.join(units.select("unit_code"), how="cross")
        groups = pl.concat([every, elsewhere]).sort("unit_code", nulls_last=True, maintain_order=True)
    groups = groups.with_columns(is_total=pl.lit(False))
    if not question.with_totals:
        return groups
    totals = cells.with_columns(*(pl.lit(None, pl.String).alias(name) for name in question.by), is_total=pl.lit(True))
    return pl.concat([groups, totals.select(groups.columns)])
