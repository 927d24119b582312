"""The tables that say what the figures of a run are of: indicators, targets, units, the plan."""

from collections.abc import Iterable

import polars as pl

from par_metrics.domain.plan import Plan
from par_metrics.figures.snapshot import Snapshot
from par_metrics.indicators.answers import rows_of
from par_metrics.indicators.base import Composite, Definition, Indicator
from par_metrics.indicators.targets import Targets


def catalogue_frame(indicators: Iterable[Definition], plan: Plan) -> pl.DataFrame:
    """One row an indicator.

    `unit` says how to read a value: share (0-1), count, working_days, days (of the calendar), dong (VND),
    points, rank; `better` which way it
    improves (higher, lower); `records` are the record tables counted, or the indicators a composite is made of.
    """

    def made_of(definition: Definition) -> str:
        if isinstance(definition, Composite):
            return ", ".join(definition.components)
        assert isinstance(definition, Indicator)
        return definition.table

    columns = {
        "indicator": pl.String,
        "version": pl.Int32,
        "label_vi": pl.String,
        "label_en": pl.String,
        "formula_vi": pl.String,
        "formula_en": pl.String,
        "unit": pl.String,
        "better": pl.String,
        "records": pl.String,
        "rules": pl.String,
        "target": pl.String,
        "plan_rows": pl.String,
        "owner_vi": pl.String,
        "owner_en": pl.String,
        "source": pl.String,
    }
    rows = [
        (
            i.id,
            i.version,
            i.label.vi,
            i.label.en,
            i.formula.vi,
            i.formula.en,
            i.unit,
            i.better,
            made_of(i),
            i.rules,
            i.target,
            ", ".join(rows_of(plan, i)),
            i.owner and i.owner.vi,
            i.owner and plan.office_in_english(i.owner),
            i.source,
        )
        for i in indicators
    ]
    return pl.DataFrame(rows, schema=columns, orient="row")


def targets_frame(targets: Targets) -> pl.DataFrame:
    """The targets in force: of those that fit an indicator and year a unit's own holds, else the first."""
    columns = {
        "target": pl.String,
        "value": pl.Float64,
        "first_year": pl.Int32,
        "last_year": pl.Int32,
        "better": pl.String,
        "level": pl.String,
        "unit_code": pl.String,
    }
    rows = [(t.indicator, t.value, t.first_year, t.last_year, t.better, t.level, t.unit) for t in targets.entries]
    return pl.DataFrame(rows, schema=columns, orient="row")


UNITS_SCHEMA: dict[str, pl.DataType] = dict.fromkeys(("unit_code", "unit_name", "level", "parent_code"), pl.String())


def units_frame(snapshot: Snapshot) -> pl.DataFrame:
    """Every unit that figures are of: those of the register, the workspace's own, and those of records.

    Returns:
        `unit_code, unit_name, level, parent_code`; the last three are null of what the register does not know. A
        ranking of communes is of the units of level `commune`, and of those without a level.
    """
    register = snapshot.engine.stored("units", ["unit_code", "unit_name", "parent_code"])
    known = snapshot.engine.units().select("unit_code", "level")
    return known.join(register, on="unit_code", how="left", maintain_order="left").select(*UNITS_SCHEMA)


def plan_frame(plan: Plan) -> pl.DataFrame:
    """The rows of the plan in their order, with who leads, who takes part and by when; in both languages."""
    english = plan.in_english
    rows = [
        (
            *(row.plan_row, row.index, row.title, row.title_en),
            *(row.owner, english(row.owner), row.coordinating, english(row.coordinating)),
            *(row.deadline, english(row.deadline)),
        )
        for row in plan.rows
    ]
    both = (
        f"{name}_{language}" for name in ("title", "owner", "coordinating", "deadline") for language in ("vi", "en")
    )
    return pl.DataFrame(rows, schema=dict.fromkeys(("plan_row", "index", *both), pl.String), orient="row")
