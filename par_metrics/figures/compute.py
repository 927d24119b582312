"""From a question to the long table of figures."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

import polars as pl

from par_metrics.domain.period import Period
from par_metrics.domain.unit_lives import counts_for, last_seen, level_of
from par_metrics.engines.base import Engine
from par_metrics.figures.completeness import Whole, a_hundred, with_short_of_whole
from par_metrics.figures.presence import with_presence
from par_metrics.figures.question import Question
from par_metrics.figures.refused import with_refused
from par_metrics.figures.table import figures
from par_metrics.indicators.catalogue import Catalogue
from par_metrics.indicators.parts import counted_for
from par_metrics.indicators.targets import Targets


def answer(
    engine: Engine, question: Question, targets: Targets, catalogue: Catalogue, whole: Whole = a_hundred
) -> pl.DataFrame:
    """The long table: by indicator, period and group, in the order asked for.

    Grouped by unit alone, every unit that is alive at the end of a period, or has records, has a row for it,
    and a place that is none where it counts; other groups have those that occur.

    Args:
        whole: what assessments must add up to.
    """
    counted = counted_for(question.indicators, catalogue)
    counts = engine.count(counted, question.periods, question.as_of, question.groupings, catalogue.groups)
    units = engine.units().select("unit_code", "level", "has_records")
    rows = _rows(question, [indicator.alias for indicator in counted], counts, _standing(engine, question, units)).join(
        counts,
        on=["indicator", "period_id", "is_total", *question.by],
        how="left",
        nulls_equal=True,
        maintain_order="left",
    )
    if "unit_code" in question.by:
        rows = rows.join(units.select("unit_code", "level"), on="unit_code", how="left", maintain_order="left")
    else:
        rows = rows.with_columns(pl.lit(None, pl.String).alias("level"))
    rows = with_presence(rows, engine, counted, question)
    rows = with_short_of_whole(rows, engine, counted, question, whole)
    own_level = level_of(engine.own_unit, engine.lives)
    refused = partial(with_refused, engine=engine, question=question, catalogue=catalogue)
    return figures(rows, question, targets, catalogue, own_level, refused)


def standing(engine: Engine, period: Period, as_of: datetime, units: pl.DataFrame) -> list[str]:
    """The units that have a row in a period.

    One that had closed, or had not opened, has one only for records that no other unit took over.

    Args:
        units: as `Holding.units` gives them.
    """
    until, seen = period.cut(as_of), last_seen(period, as_of)
    found = []
    for unit_code, has_records in units.select("unit_code", "has_records").iter_rows():
        life = engine.lives.get(unit_code)
        is_alive = life is None or life.is_alive(seen)
        is_taken_over = counts_for(unit_code, engine.lives, until) != unit_code
        if is_alive or (has_records and not is_taken_over):
            found.append(unit_code)
    return found


def _standing(engine: Engine, question: Question, units: pl.DataFrame) -> pl.DataFrame:
    """`period_id, unit_code`: `standing` of each period."""
    rows = [
        (number, unit_code)
        for number, period in enumerate(question.periods)
        for unit_code in standing(engine, period, question.as_of, units)
    ]
    return pl.DataFrame(rows, schema={"period_id": pl.Int32, "unit_code": pl.String}, orient="row")


def _rows(question: Question, counted: Sequence[str], counts: pl.DataFrame, standing: pl.DataFrame) -> pl.DataFrame:
    """A row for every unit that stands, for other groups where they occur, and for the total; groups in order."""
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
        elsewhere = groups.drop_nulls("unit_code").join(standing, on=["period_id", "unit_code"], how="anti")
        every = cells.join(standing, on="period_id", maintain_order="left_right")
        groups = pl.concat([every, elsewhere]).sort("unit_code", nulls_last=True, maintain_order=True)
    groups = groups.with_columns(is_total=pl.lit(False))
    if not question.with_totals:
        return groups
    totals = cells.with_columns(*(pl.lit(None, pl.String).alias(name) for name in question.by), is_total=pl.lit(True))
    return pl.concat([groups, totals.select(groups.columns)])
