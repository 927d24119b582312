"""Where the inputs of a score come from: the figures of the records, and what somebody typed in over them."""

from __future__ import annotations

from datetime import datetime

import polars as pl

from par_metrics.domain.period import Period
from par_metrics.figures.presence import units_with_records
from par_metrics.figures.snapshot import Snapshot
from par_metrics.indicators.rulesets import RuleSet

TYPED = "typed"
# An exclusion that leaves nothing to judge is no lack of data; every other one is.
_NOTHING_TO_JUDGE = ("not_yet_due",)

INPUTS_SCHEMA = pl.Schema(
    {
        "unit_code": pl.String(),
        "input": pl.String(),
        "numerator": pl.Float64(),
        "denominator": pl.Float64(),
        "origin": pl.String(),
        "evidence": pl.String(),
        "note": pl.String(),
    }
)
"""One row a unit and input. `note`: `typed` (instead of nothing), `typed_over` (instead of a
figure), `no_records` (no record of a kind it needs was ever loaded, or no dossier of the unit),
`not_determined` (the records do not say to whom it applies), `to_be_typed` (no record can give
it), else empty."""


def gather(snapshot: Snapshot, rule_set: RuleSet, period: Period) -> pl.DataFrame:
    """Every input of every unit there is in the period, `INPUTS_SCHEMA`; sides null where it is missing."""
    typed = _typed(snapshot.stored("score_inputs"), rule_set, period, snapshot.as_of)
    computed = _computed(snapshot, rule_set, period)
    # What somebody typed in stays with the unit and period it is of, though another took over since.
    units = sorted({*snapshot.units_in(period), *typed["unit_code"]})
    wanted = pl.DataFrame({"unit_code": units}, schema={"unit_code": pl.String}).join(
        pl.DataFrame({"input": rule_set.inputs}), how="cross"
    )
    same = ["unit_code", "input"]
    merged = (
        wanted.join(computed, on=same, how="left", maintain_order="left")
        .join(typed, on=same, how="left", suffix="_typed", maintain_order="left")
        .with_columns(pl.col("note").fill_null("to_be_typed"), is_typed=pl.col("numerator_typed").is_not_null())
    )
    return merged.select(
        *same,
        pl.when("is_typed").then("numerator_typed").otherwise("numerator").alias("numerator"),
        pl.when("is_typed").then("denominator_typed").otherwise("denominator").alias("denominator"),
        pl.when("is_typed").then(pl.lit(TYPED)).otherwise("origin").alias("origin"),
        pl.col("evidence"),
        pl.when(~pl.col("is_typed"))
        .then("note")
        .when(pl.col("numerator").is_null())
        .then(pl.lit("typed"))
        .otherwise(pl.lit("typed_over"))
        .alias("note"),
    ).cast(INPUTS_SCHEMA)


def _computed(snapshot: Snapshot, rule_set: RuleSet, period: Period) -> pl.DataFrame:
    """The inputs that indicators give: unit_code, input, numerator, denominator, origin, note."""
    has = set(snapshot.engine.holdings().filter(pl.col("records") > 0)["kind"])
    rows = [row for row in rule_set.scorer.rows if row.indicator is not None]
    inputs = pl.DataFrame(
        [(row.key, row.indicator, set(row.needs) <= has, "dossiers" in row.needs) for row in rows],
        schema={"input": pl.String, "indicator": pl.String, "is_loaded": pl.Boolean, "of_dossiers": pl.Boolean},
        orient="row",
    )
    # A unit may never have had feedback; one without a single dossier was not loaded.
    with_dossiers = sorted(units_with_records(snapshot.engine, "dossiers", period.cut(snapshot.as_of)))
    is_unknown = pl.col("of_dossiers") & ~pl.col("unit_code").is_in(with_dossiers)
    ids = [snapshot.catalogue[str(row.indicator)].id for row in rows]
    figures = snapshot.figures_by_unit(ids, period)
    reasons = pl.col("excluded").str.extract_all(r'"[a-z_]+"').list.eval(pl.element().str.strip_chars('"'))
    has_lacking = reasons.list.set_difference(list(_NOTHING_TO_JUDGE)).list.len() > 0
    lacks = ((pl.col("denominator") == 0) & has_lacking) | (pl.col("status") == "incomplete")
    note = (
        pl.when(~pl.col("is_loaded") | is_unknown)
        .then(pl.lit("no_records"))
        .when(lacks)
        .then(pl.lit("not_determined"))
        .otherwise(pl.lit(""))
    )
    return (
        figures.join(inputs, on="indicator")
        .with_columns(note=note)
        .select(
            "unit_code",
            "input",
            pl.when(pl.col("note") == "").then("numerator").alias("numerator"),
            pl.when(pl.col("note") == "").then("denominator").alias("denominator"),
            pl.format("indicator {}@{}", "indicator", "version").alias("origin"),
            "note",
        )
    )


def _typed(stored: pl.DataFrame, rule_set: RuleSet, period: Period, as_of: datetime) -> pl.DataFrame:
    """The typed rows of the rule set and period, as reported by then."""
    # Days are stored under the one label that is shortest, however they were written.
    label = Period.between(period.start, period.end).label
    return stored.filter(
        pl.col("rules") == rule_set.name,
        pl.col("period") == label,
        pl.col("reported_on").is_null() | (pl.col("reported_on").cast(pl.Datetime("us")) <= as_of),
    ).select("unit_code", "input", "numerator", "denominator", evidence="origin")
