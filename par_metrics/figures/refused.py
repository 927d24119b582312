"""What was refused of the kinds behind a figure, files and rows: what it may lack."""

from collections.abc import Collection
from datetime import datetime

import polars as pl

from par_metrics.domain.unit_lives import counting_frame, counts_for
from par_metrics.engines.base import Engine
from par_metrics.figures.question import Question
from par_metrics.indicators.catalogue import Catalogue
from par_metrics.indicators.parts import parts_of
from par_metrics.indicators.tables.records import TABLES


def refused_of(engine: Engine, unit_code: str | None, until: datetime, kinds: Collection[str]) -> dict[str, int]:
    """Kind -> rows refused, of one unit or of all, that an answer made of such records may lack."""
    refused = engine.refused().filter(pl.col("kind").is_in(list(kinds)))
    if unit_code is not None:
        units = refused["unit_code"].drop_nulls().unique()
        own = [unit for unit in units if counts_for(unit, engine.lives, until) == unit_code]
        refused = refused.filter(pl.col("unit_code").is_in(own))
    counted = refused.group_by("kind").agg(pl.col("rows").sum()).filter(pl.col("rows") > 0)
    return dict(counted.sort("kind").iter_rows())


def refused_files(loads: pl.DataFrame, kinds: Collection[str]) -> pl.DataFrame:
    """`file, reason_vi, reason_en`: the files whose newest load was refused as a whole, so that nothing of it counts.

    Args:
        loads: as `Engine.loads` gives them; one that was withdrawn is none.
        kinds: what an answer is made of; of a file that could not be read nobody knows its kind, and it may be of any.
    """
    newest = loads.filter(pl.col("state").is_in(["loaded", "refused"])).unique("file", keep="last", maintain_order=True)
    of_kinds = pl.col("kind").is_null() | pl.col("kind").is_in(list(kinds))
    return newest.filter(of_kinds, state="refused").select("file", "reason_vi", "reason_en").sort("file")


def newest_of_files(loads: pl.DataFrame) -> pl.DataFrame:
    """Of loads as `Engine.loads` gives them, those that were loaded last of each file name and kind."""
    return loads.filter(state="loaded").unique(["kind", "file"], keep="last", maintain_order=True)


def with_refused(table: pl.DataFrame, engine: Engine, question: Question, catalogue: Catalogue) -> pl.DataFrame:
    """`table` with `refused`: rows of the figure's kinds, whatever their period; rows of no known unit in totals only.

    Null under groups other than the unit: nobody knows the group of a row that was refused.

    Args:
        table: has `indicator` (its alias), `period_id`, `is_total` and the group columns.
    """
    refused = counting_frame(engine.refused(), engine.lives, question.periods, question.as_of)
    behind = {(d.alias, TABLES[part.table].kind) for d in question.indicators for part in parts_of(d, catalogue)}
    kinds = pl.DataFrame(sorted(behind), schema={"indicator": pl.String, "kind": pl.String}, orient="row")
    lacking = kinds.join(refused, on="kind")
    of_all = lacking.with_columns(of_unit=pl.lit(None, pl.String))
    of_units = lacking.drop_nulls("counts_for").with_columns(of_unit="counts_for")
    place = ["indicator", "period_id", "of_unit"]
    found = pl.concat([of_all, of_units]).group_by(place).agg(refused=pl.col("rows").sum())
    unit = pl.col("unit_code") if "unit_code" in question.by else pl.lit(None, pl.String)
    joined = table.with_columns(of_unit=pl.when(~pl.col("is_total")).then(unit)).join(
        found, on=place, how="left", nulls_equal=True, maintain_order="left"
    )
    # A record without a unit is in no row of a unit; nor do other groups have refused rows.
    is_one_unit = pl.lit(question.by == ("unit_code",)) & unit.is_not_null()
    known = pl.col("is_total") | pl.lit(question.by == ()) | is_one_unit
    return joined.with_columns(refused=pl.when(known).then(pl.col("refused").fill_null(0))).drop("of_unit")
