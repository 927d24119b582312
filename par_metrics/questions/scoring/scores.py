"""Scores of units by a rule set: points of each block, rank, and the inputs they are made of."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime

import polars as pl

from par_metrics.domain.period import Period
from par_metrics.figures.snapshot import Snapshot, unknown_unit_error
from par_metrics.indicators.rulesets import RuleSet, ScoredRow
from par_metrics.indicators.rulesets.points import Block, Pairs, Row
from par_metrics.questions.scoring.inputs import gather

SCORES_SCHEMA = pl.Schema(
    {
        "rules": pl.String(),
        "rules_version": pl.Int32(),
        "period": pl.String(),
        "as_of": pl.Datetime("us"),
        "unit_code": pl.String(),
        "block": pl.String(),
        "points": pl.Float64(),
        "max_points": pl.Float64(),
        "missing": pl.String(),
        "rank": pl.UInt32(),
        "n_units": pl.UInt32(),
        "parent": pl.String(),
    }
)
SCORE_INPUTS_SCHEMA = pl.Schema(
    {
        "rules": pl.String(),
        "rules_version": pl.Int32(),
        "period": pl.String(),
        "as_of": pl.Datetime("us"),
        "unit_code": pl.String(),
        "block": pl.String(),
        "input": pl.String(),
        "label_vi": pl.String(),
        "label_en": pl.String(),
        "numerator": pl.Float64(),
        "denominator": pl.Float64(),
        "ratio": pl.Float64(),
        "points": pl.Float64(),
        "max_points": pl.Float64(),
        "formula": pl.String(),
        "origin": pl.String(),
        "evidence": pl.String(),
        "note": pl.String(),
    }
)


def score(snapshot: Snapshot, named: RuleSet, period: Period, unit_code: str | None = None) -> pl.DataFrame:
    """Points of every unit, by block and in total.

    Returns:
        `SCORES_SCHEMA`, one row a unit and block, the total last. `points` are not rounded;
        null where an input is missing, and `missing` is the JSON list of their names.
        `rank` is among the units of the same level that have the block, 1 = best, ties
        share the better rank; `n_units` is how many those are. `parent` is the block that
        its points are part of, null of the total: blocks of one parent add up to it.
    Raises:
        UsageError: the unit is unknown, or the rule set does not score.
    """
    pairs = unit_pairs(gather(snapshot, named, period), named)
    levels = snapshot.unit_levels()
    records = [row for unit, of_unit in pairs.items() for row in _blocks(named, unit, of_unit)]
    schema = {name: SCORES_SCHEMA[name] for name in ("unit_code", "block", "points", "max_points", "missing")}
    among = ["block", "level"]
    scored = (
        pl.DataFrame(records, schema=schema, orient="row")
        .join(levels, on="unit_code", how="left", maintain_order="left")
        .with_columns(
            rank=pl.col("points").rank("min", descending=True).over(among),
            n_units=pl.col("points").is_not_null().sum().over(among),
            parent=pl.col("block").replace_strict(named.scorer.parents, return_dtype=pl.String),
        )
    )
    return of_unit(
        with_origin(scored, named, period, snapshot.as_of).select(list(SCORES_SCHEMA)).cast(SCORES_SCHEMA), unit_code
    )


def explain_score(snapshot: Snapshot, named: RuleSet, period: Period, unit_code: str | None = None) -> pl.DataFrame:
    """What a score is made of.

    Returns:
        `SCORE_INPUTS_SCHEMA`, one row a unit and input: both sides, ratio, points, the most
        possible, the formula, and where it comes from: `indicator <id>@<version>`, which
        `ws.explain(id)` opens down to its records, or `typed`, with its `evidence`. `note`
        says why it is missing, or that a typed row stands over a figure
        (`par_metrics.questions.scoring.inputs.INPUTS_SCHEMA`).
    Raises:
        UsageError: the unit is unknown, or the rule set does not score.
    """
    inputs = gather(snapshot, named, period)
    rows = [
        (unit, *_row(row))
        for unit, pairs in unit_pairs(inputs, named).items()
        for row in named.scorer.scored_rows(pairs)
    ]
    kept = ("unit_code", "block", "input", "label_vi", "label_en", "ratio", "points", "max_points", "formula")
    scored = pl.DataFrame(rows, schema={name: SCORE_INPUTS_SCHEMA[name] for name in kept}, orient="row").join(
        inputs, on=["unit_code", "input"], maintain_order="left"
    )
    shown = (
        with_origin(scored, named, period, snapshot.as_of).select(list(SCORE_INPUTS_SCHEMA)).cast(SCORE_INPUTS_SCHEMA)
    )
    return of_unit(shown, unit_code)


def unit_pairs(inputs: pl.DataFrame, rule_set: RuleSet) -> dict[str, Pairs]:
    """The inputs of each unit as the rule set takes them."""
    found = {}
    for (unit,), frame in inputs.group_by("unit_code", maintain_order=True):
        sides = {key: (n, d) for key, n, d in frame.select("input", "numerator", "denominator").iter_rows()}
        found[str(unit)] = rule_set.read(sides)
    return found


def with_origin(frame: pl.DataFrame, rule_set: RuleSet, period: Period, as_of: datetime) -> pl.DataFrame:
    """The frame with the rule set, period and instant it was made with."""
    return frame.with_columns(
        rules=pl.lit(rule_set.name),
        rules_version=pl.lit(rule_set.version),
        period=pl.lit(period.label),
        as_of=pl.lit(as_of, pl.Datetime("us")),
    )


def of_unit(frame: pl.DataFrame, unit_code: str | None) -> pl.DataFrame:
    """The rows of one unit; of all without one.

    Raises:
        UsageError: the unit is not there.
    """
    if unit_code is None:
        return frame
    found = frame.filter(pl.col("unit_code") == unit_code)
    if found.is_empty():
        raise unknown_unit_error(unit_code, frame["unit_code"].unique().to_list(), {})
    return found


def _blocks(rule_set: RuleSet, unit: str, pairs: Pairs) -> Iterator[tuple[str, str, float | None, float, str]]:
    points, most = rule_set.scorer.block_points(pairs), rule_set.scorer.maxima(pairs)
    for block in rule_set.scorer.blocks:
        own = points.get(block.key)
        missing = [key for key in _inputs_of(block) if key not in pairs]
        yield unit, block.key, None if own is None else float(own), float(most[block.key]), json.dumps(missing)


def _inputs_of(part: Block | Row) -> Iterator[str]:
    if isinstance(part, Row):
        yield part.key
        return
    for inner in part.parts:
        yield from _inputs_of(inner)


def _row(row: ScoredRow) -> tuple[object, ...]:
    return row.block, row.key, row.label.vi, row.label.en, row.ratio, row.points, row.max_points, row.formula
