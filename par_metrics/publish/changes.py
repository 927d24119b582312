"""What is new since the run published before: the figures that changed, and how many records came behind each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import polars as pl

from par_metrics.domain.period import Period
from par_metrics.indicators.base import Definition, Indicator
from par_metrics.indicators.parts import parts_of
from par_metrics.indicators.tables.records import TABLES
from par_metrics.publish.left_out import without_unused

if TYPE_CHECKING:
    from par_metrics.indicators.catalogue import Catalogue
    from par_metrics.publish.history import PastRun

_ROW = ("indicator", "version", "period", "unit_code")
_SIDES = ("numerator", "denominator", "value", "status")

CHANGES_SCHEMA: Mapping[str, pl.DataType] = {
    "indicator": pl.String(),
    "version": pl.Int32(),
    "period": pl.String(),
    "unit_code": pl.String(),
    **{
        f"{side}_{then}": pl.String() if side == "status" else pl.Float64()
        for side in _SIDES
        for then in ("before", "after")
    },
    "change": pl.Float64(),
    "records": pl.Int64(),
    "run_before": pl.String(),
    "as_of_before": pl.Datetime("us"),
}


def changes_since(
    past: PastRun | None, figures: pl.DataFrame, rewritten: pl.DataFrame, catalogue: Catalogue
) -> pl.DataFrame:
    """The figures of the year that are not what the run published before said.

    Args:
        past: that run; None: there is none, and nothing to compare with.
        figures: of the new run, of every period, by unit and in total.
        rewritten: what loads wrote since, see `History.rewritten`.
    Returns:
        `CHANGES_SCHEMA`, `unit_code` null for all units together. Compared are figures of one definition, version and
        year. `records` is how many records of the kinds it is
        counted from loads wrote, changed or took back since, in its unit: 0 where time alone moved it (or a target,
        or a register of another kind). Whatever they did to the figure, `par-metrics diff` names them.
    """
    year = Period.year_up_to(figures["as_of"][0]).label if figures.height else ""
    told = None if past is None else past.of_period(year)
    if past is None or told is None:
        return pl.DataFrame(schema=CHANGES_SCHEMA)
    before = told.select(*_ROW, *(pl.col(side).alias(f"{side}_before") for side in _SIDES))
    # Of a unit and indicator that never had a record a run has no row: it is compared as without population.
    known = before.select("indicator", "version").unique()
    now, said = figures.filter(period=year), without_unused(figures).filter(period=year).select(_ROW)
    had = before.with_columns(was_said=pl.lit(True))
    joined = (
        now.select(*_ROW, *(pl.col(side).alias(f"{side}_after") for side in _SIDES))
        .join(known, on=["indicator", "version"], how="semi", maintain_order="left")
        .join(had, on=_ROW, how="left", nulls_equal=True, maintain_order="left")
        .join(said.with_columns(is_said=pl.lit(True)), on=_ROW, how="left", nulls_equal=True, maintain_order="left")
        .filter(pl.col("was_said") | pl.col("is_said"))
        .with_columns(status_before=pl.when("was_said").then("status_before").otherwise(pl.lit("no_population")))
    )
    differs = pl.any_horizontal(pl.col(f"{side}_before").ne_missing(pl.col(f"{side}_after")) for side in _SIDES)
    return (
        joined.filter(differs)
        .join(_behind(catalogue, rewritten), on=["indicator", "unit_code"], how="left", nulls_equal=True)
        .with_columns(
            pl.col("records").fill_null(0),
            change=pl.col("value_after") - pl.col("value_before"),
            run_before=pl.lit(past.folder.name),
            as_of_before=pl.lit(past.as_of, pl.Datetime("us")),
        )
        .select(pl.col(name).cast(dtype) for name, dtype in CHANGES_SCHEMA.items())
    )


def _behind(catalogue: Catalogue, rewritten: pl.DataFrame) -> pl.DataFrame:
    """`indicator, unit_code, records`: by unit, and for all units together."""
    kinds = pl.DataFrame(
        [(d.id, kind) for d in catalogue.values() for kind in _kinds_of(d, catalogue)],
        schema={"indicator": pl.String, "kind": pl.String},
        orient="row",
    )
    of_units = kinds.join(rewritten, on="kind").group_by("indicator", "unit_code").agg(pl.col("records").sum())
    everywhere = of_units.group_by("indicator").agg(pl.col("records").sum())
    by_unit = of_units.filter(pl.col("unit_code").is_not_null())
    return pl.concat([by_unit, everywhere.with_columns(unit_code=pl.lit(None, pl.String)).select(by_unit.columns)])


def _kinds_of(definition: Definition, catalogue: Catalogue) -> list[str]:
    """The kinds of records that a figure counts, of a composite those of its parts."""
    parts = (definition,) if isinstance(definition, Indicator) else parts_of(definition, catalogue)
    return sorted({TABLES[part.table].kind for part in parts if isinstance(part, Indicator)})
