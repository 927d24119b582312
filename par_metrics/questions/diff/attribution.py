"""The steps of the records, in words: how each was counted, which load changed that, and by what."""

from collections.abc import Sequence

import polars as pl

from par_metrics.indicators.base import ABSENT, Indicator
from par_metrics.questions.diff.causes import Causes
from par_metrics.questions.diff.records import Pass
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


def attributed(of_pass: Pass, found: pl.DataFrame, causes: Causes) -> pl.DataFrame:
    """Each of the steps found, with its cause.

    Returns:
        `RECORDS_SCHEMA`, a row a step: `counted_*` is numerator, denominator, excluded or not_counted; `cause` is
        new_record, changed_record, full_list (one that lacks it, or an export that has it again),
        register (a unit or procedure it belongs to), withdrawal or restoration (of a load), or
        other_record (another record of the kind took its place, or made place for it).
    """
    by_kind: dict[tuple[str, str | None], list[str]] = {}
    for load in causes.loads:
        by_kind.setdefault((load.kind, load.event), []).append(load.load_id)
    caused = [
        _caused(of_pass, rows, kind, event, causes)
        for (kind, event), ids in by_kind.items()
        if not (rows := found.filter(pl.col("load_id").is_in(ids))).is_empty()
    ]
    if not caused:
        return pl.DataFrame(schema=RECORDS_SCHEMA)
    return _in_words(pl.concat(caused), of_pass.branch.indicators)


def _caused(of_pass: Pass, rows: pl.DataFrame, kind_loaded: str, event: str | None, causes: Causes) -> pl.DataFrame:
    """The steps of loads of one kind, or of withdrawals or restorations of such, with `cause` and `changes`."""
    kind = KINDS[of_pass.branch.table.kind]
    columns = [*rows.columns, "cause", "changes"]
    if event is not None:
        return rows.with_columns(cause=pl.lit(event), changes=pl.lit("")).select(columns)
    if kind_loaded in _LINK_TO and kind_loaded != kind.name:
        return _by_register(rows, kind_loaded, causes).select(columns)
    if kind_loaded != kind.name or not set(of_pass.key) <= {field.name for field in kind.stored}:
        return rows.with_columns(cause=pl.lit("other_record"), changes=pl.lit("")).select(columns)
    cause = (
        pl.when(pl.any_horizontal(pl.col("class_before", "class_after") == _absent(of_pass)))
        .then(pl.lit("full_list"))
        .when(pl.col("is_new").is_null())
        .then(pl.lit("other_record"))
        .when("is_new")
        .then(pl.lit("new_record"))
        .otherwise(pl.lit("changed_record"))
    )
    own = causes.written(kind.name, of_pass.key)
    joined = rows.join(own, on=["load_id", "record"], how="left", maintain_order="left")
    return joined.with_columns(cause=cause, changes=pl.col("changes").fill_null("")).select(columns)


def _absent(of_pass: Pass) -> int:
    """The class of records that a full list lacks: the same in every indicator, for it comes first."""
    (of_absent,) = {indicator.class_of[ABSENT] for indicator in of_pass.branch.indicators}
    return of_absent


def _by_register(rows: pl.DataFrame, register: str, causes: Causes) -> pl.DataFrame:
    change = pl.when(pl.col("changes") == "").then(pl.lit("")).otherwise(pl.format(": {}", "changes"))
    entries = causes.written(register, KINDS[register].key).select(
        "load_id", entry="record", changes=pl.format(f"{register} {{}}{{}}", "record", change)
    )
    joined = rows.join(
        entries,
        left_on=["load_id", _LINK_TO[register]],
        right_on=["load_id", "entry"],
        how="left",
        maintain_order="left",
    )
    # In the figure of all units together a record has no unit; its change is that of its unit's row.
    elsewhere = pl.col("changes").drop_nulls().first().over("load_id", "alias", "record")
    return joined.with_columns(cause=pl.lit("register"), changes=pl.coalesce("changes", elsewhere, pl.lit(register)))


def _in_words(steps: pl.DataFrame, indicators: Sequence[Indicator]) -> pl.DataFrame:
    about = pl.DataFrame(
        [(i.alias, i.id, i.version, i.statistic not in ("median", "p90"), i.statistic != "count") for i in indicators],
        schema={
            "alias": pl.String,
            "indicator": pl.String,
            "version": pl.Int32,
            "has_numerator": pl.Boolean,
            "has_denominator": pl.Boolean,
        },
        orient="row",
    )
    reasons = pl.DataFrame(
        [(i.alias, n, reason) for i in indicators for reason, n in i.class_of.items()],
        schema={"alias": pl.String, "class": pl.Int32, "reason": pl.String},
        orient="row",
    )
    told = steps.join(about, on="alias", how="left", maintain_order="left")
    for then in ("before", "after"):
        told = told.join(
            reasons.rename({"class": f"class_{then}", "reason": f"reason_{then}"}),
            on=["alias", f"class_{then}"],
            how="left",
            maintain_order="left",
        )
    counted = {f"counted_{then}": _counted_as(pl.col(f"class_{then}")) for then in ("before", "after")}
    changes = {f"{side}_change": pl.when(f"has_{side}").then(_change(side)) for side in ("numerator", "denominator")}
    return told.with_columns(pl.col("^reason_.*$").fill_null(""), **counted, **changes).select(*RECORDS_SCHEMA)


def _counted_as(its_class: pl.Expr) -> pl.Expr:
    return (
        pl.when(its_class.is_null())
        .then(pl.lit("not_counted"))
        .when(its_class == 1)
        .then(pl.lit("numerator"))
        .when(its_class == 0)
        .then(pl.lit("denominator"))
        .otherwise(pl.lit("excluded"))
    )


def _change(side: str) -> pl.Expr:
    return pl.col(f"{side}_after").fill_null(0) - pl.col(f"{side}_before").fill_null(0)
