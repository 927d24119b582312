"""The rows of one year as they are shown."""

from collections.abc import Mapping

import polars as pl

from par_metrics.domain.period import Grain, Period
from par_metrics.figures.snapshot import Snapshot
from par_metrics.publish.open_data.cells import ALL_UNITS, Cells, Flags, cells_of
from par_metrics.publish.open_data.chosen import OPEN
from par_metrics.publish.open_data.suppress import hidden_cells
from par_metrics.publish.open_data.terms import thresholds_of
from par_metrics.publish.periods import GROUPS

SHOWN: Mapping[str, pl.DataType] = {
    "indicator": pl.String(),
    "version": pl.Int32(),
    "period": pl.String(),
    "unit_code": pl.String(),
    "numerator": pl.Int64(),
    "denominator": pl.Int64(),
    "value": pl.Float64(),
    "target": pl.Float64(),
    "status": pl.String(),
    "as_of": pl.Date(),
}
"""Columns of the open figures."""
SUPPRESSED = "suppressed"
_GRAINS: tuple[Grain, ...] = ("year", "quarter", "month")


def shown_figures(snapshot: Snapshot, year: int, threshold: int) -> pl.DataFrame:
    """The figures of a year that is over, small cells hidden and others with them.

    Returns:
        `SHOWN`; nothing where no unit has a record in the year.
    """
    whole = Period.parse(str(year))
    periods = [period for grain in _GRAINS for period in whole.split(grain)]
    figures = snapshot.figures(snapshot.choose(list(OPEN), GROUPS), periods, GROUPS, with_totals=True)
    answers = snapshot.stored("survey_answers", ["survey", "criterion", "question_code"])
    cells = cells_of(figures, whole.label, thresholds_of(answers, threshold))
    if not cells.counts.any():
        return pl.DataFrame(schema=SHOWN)
    better = {id: snapshot.catalogue[id].better for id in OPEN}
    return shown_rows(figures, cells, hidden_cells(cells), better)


def shown_rows(figures: pl.DataFrame, cells: Cells, hidden: Flags, better: Mapping[str, str]) -> pl.DataFrame:
    """`SHOWN`, a row for each cell that is not between two others.

    Args:
        figures: the long table that the cells are of.
        hidden: of each cell, whether it is hidden.
        better: which way each indicator improves.
    """
    key = ("indicator", "period", "unit_code")
    numerator, rest = cells.counts.T
    counted = pl.DataFrame(
        {
            **{name: [cell[n] for cell in cells.names] for n, name in enumerate(key)},
            "counted": numerator,
            "rest": rest,
            "is_count": cells.is_count,
            "is_between": cells.is_between,
            "is_hidden": hidden,
        }
    ).filter(~pl.col("is_between"))
    said = figures.with_columns(
        unit_code=pl.when("is_total").then(pl.lit(ALL_UNITS)).otherwise("unit_code"), as_of=pl.col("as_of").dt.date()
    ).drop_nulls("unit_code")
    rows = counted.join(said, on=list(key), how="left", maintain_order="left")
    # Of all units it leaves out records of no known unit, which the table counts.
    is_as_said = pl.col("counted").eq_missing(pl.col("numerator").fill_null(0).cast(pl.Int64)) & (
        pl.col("is_count") | (pl.col("counted") + pl.col("rest") == pl.col("denominator").cast(pl.Int64))
    )
    is_lower = pl.col("indicator").replace_strict(better, return_dtype=pl.String) == "lower"
    denominator = pl.when(~pl.col("is_count")).then(pl.col("counted") + pl.col("rest"))
    value = (
        pl.when("is_count")
        .then(pl.col("counted").cast(pl.Float64))
        .when(denominator > 0)
        .then(pl.col("counted") / denominator)
    )
    is_met = pl.when(is_lower).then(value <= pl.col("target")).otherwise(value >= pl.col("target"))
    judged = (
        pl.when(value.is_null())
        .then(pl.lit("no_population"))
        .when(pl.col("target").is_null())
        .then(pl.lit("no_target"))
        .when(is_met)
        .then(pl.lit("met"))
        .otherwise(pl.lit("missed"))
    )
    shown = ~pl.col("is_hidden")
    has_value = shown & ~(is_as_said & pl.col("value").is_null())
    return rows.select(
        *("indicator", "version", "period", "unit_code"),
        numerator=pl.when(shown & ~(pl.col("is_count") & ~has_value)).then("counted"),
        denominator=pl.when(shown).then(denominator),
        value=pl.when(has_value).then(value),
        target="target",
        status=pl.when(~shown).then(pl.lit(SUPPRESSED)).when(is_as_said).then("status").otherwise(judged),
        as_of="as_of",
    ).select(pl.col(name).cast(dtype) for name, dtype in SHOWN.items())
