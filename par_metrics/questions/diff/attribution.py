"""The steps of the records, in words: how each was counted, which load changed that, and by what."""

from collections.abc import Sequence

import polars as pl

from par_metrics.engines.base import Engine
from par_metrics.indicators.base import ABSENT, Indicator
from par_metrics.questions.diff.causes import written
from par_metrics.questions.diff.records import Load, Pass
from schemas import KINDS

# Register -> the column by which records belong to its rows.
_LINK_TO = {"procedures": "procedure_code", "units": "unit_code"}

RECORDS_SCHEMA: dict[str, pl.DataType] = {
    "indicator": pl.String(),
    "version": pl.Int32(),
    "unit_code": pl.String(),
    "kind": pl.String(),
    "record": pl.String(),
    "counted_before": pl.String(),
    "counted_after": pl.String(),
    "reason_before": pl.String(),
    "reason_after": pl.String(),
    "numerator_change": pl.Float64(),
    "denominator_change": pl.Float64(),
    "cause": pl.String(),
    "changes": pl.String(),
    "load_id": pl.String(),
}


def attributed(engine: Engine, of_pass: Pass, found: pl.DataFrame, loads: Sequence[Load]) -> pl.DataFrame:
    """Each of the steps found, with its cause.

    Returns:
        `RECORDS_SCHEMA`, a row a step: `counted_*` is numerator, denominator, excluded or not_counted; `cause` is
        new_record, changed_record, full_list (one that lacks it, or an export that has it again),
        register (a unit or procedure it belongs to), withdrawal or restoration (of a load), or
        other_record (another record of the kind took its place, or made place for it).
    """
    caused = [
        _caused(engine, of_pass, rows, load)
        for load in loads
        if not (rows := found.filter(pl.col("load_id") == load.load_id)).is_empty()
    ]
    in_words = [
        _in_words(steps.filter(pl.col("alias") == indicator.alias), indicator)
        for steps in caused
        for indicator in of_pass.branch.indicators
    ]
    return pl.concat([pl.DataFrame(schema=RECORDS_SCHEMA), *in_words])


def _caused(engine: Engine, of_pass: Pass, rows: pl.DataFrame, load: Load) -> pl.DataFrame:
    kind = KINDS[of_pass.branch.table.kind]
    if load.event is not None:
        return rows.with_columns(cause=pl.lit(load.event), changes=pl.lit(""))
    if load.kind in _LINK_TO and load.kind != kind.name:
        return _by_register(engine, rows, load)
    if load.kind != kind.name or not set(of_pass.key) <= {field.name for field in kind.stored}:
        return rows.with_columns(cause=pl.lit("other_record"), changes=pl.lit(""))
    cause = (
        pl.when(pl.any_horizontal(pl.col("class_before", "class_after") == _absent(of_pass)))
        .then(pl.lit("full_list"))
        .when(pl.col("is_new").is_null())
        .then(pl.lit("other_record"))
        .when("is_new")
        .then(pl.lit("new_record"))
        .otherwise(pl.lit("changed_record"))
    )
    own = written(engine, load, of_pass.key)
    joined = rows.join(own, on="record", how="left", maintain_order="left")
    return joined.with_columns(cause=cause, changes=pl.col("changes").fill_null("")).drop("is_new")


def _absent(of_pass: Pass) -> int:
    """The class of records that a full list lacks: the same in every indicator, for it comes first."""
    (of_absent,) = {indicator.class_of[ABSENT] for indicator in of_pass.branch.indicators}
    return of_absent


def _by_register(engine: Engine, rows: pl.DataFrame, load: Load) -> pl.DataFrame:
    change = pl.when(pl.col("changes") == "").then(pl.lit("")).otherwise(pl.format(": {}", "changes"))
    entries = written(engine, load, KINDS[load.kind].key).select(
        entry="record", changes=pl.format(f"{load.kind} {{}}{{}}", "record", change)
    )
    joined = rows.join(entries, left_on=_LINK_TO[load.kind], right_on="entry", how="left", maintain_order="left")
    # In the figure of all units together a record has no unit; its change is that of its unit's row.
    elsewhere = pl.col("changes").drop_nulls().first().over("alias", "record")
    return joined.with_columns(cause=pl.lit("register"), changes=pl.coalesce("changes", elsewhere, pl.lit(load.kind)))


def _in_words(steps: pl.DataFrame, indicator: Indicator) -> pl.DataFrame:
    reasons = {n: reason for reason, n in indicator.class_of.items()}
    words: dict[str, pl.Expr] = {}
    for then in ("before", "after"):
        its_class = pl.col(f"class_{then}")
        words[f"counted_{then}"] = (
            pl.when(its_class.is_null())
            .then(pl.lit("not_counted"))
            .when(its_class == 1)
            .then(pl.lit("numerator"))
            .when(its_class == 0)
            .then(pl.lit("denominator"))
            .otherwise(pl.lit("excluded"))
        )
        words[f"reason_{then}"] = its_class.replace_strict(reasons, default="", return_dtype=pl.String)
    nothing = pl.lit(None, pl.Float64)
    has_numerator, has_denominator = indicator.statistic not in ("median", "p90"), indicator.statistic != "count"
    return steps.with_columns(
        **words,
        indicator=pl.lit(indicator.id),
        version=pl.lit(indicator.version, pl.Int32),
        numerator_change=_change("numerator") if has_numerator else nothing,
        denominator_change=_change("denominator") if has_denominator else nothing,
    ).select(*RECORDS_SCHEMA)


def _change(side: str) -> pl.Expr:
    return pl.col(f"{side}_after").fill_null(0) - pl.col(f"{side}_before").fill_null(0)
