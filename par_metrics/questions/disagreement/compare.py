"""Every rule of "on time" against every other."""

from collections.abc import Sequence
from datetime import datetime
from itertools import combinations

import polars as pl

from par_metrics.domain.period import Period
from par_metrics.figures.snapshot import Snapshot
from par_metrics.questions.disagreement.facts import DATES, KEY, UNIT, classes, facts
from par_metrics.questions.disagreement.reasons import REASONS, difference, why
from par_metrics.questions.disagreement.result import Disagreement
from par_metrics.questions.disagreement.rules import Rule, rules_of
from schemas import Language

_STATES = {1: "numerator", 0: "denominator"}
_SIDES = ("numerator", "denominator")


def disagreement(
    snapshot: Snapshot, period: Period, unit_code: str | None = None, language: Language = "vi"
) -> Disagreement:
    """The figures of all rules, and the dossiers that make them differ; see `Disagreement`."""
    snapshot.check_place(unit_code)
    rules, as_of = rules_of(snapshot.catalogue.values()), snapshot.as_of
    counted = classes(snapshot, rules, period, unit_code)
    pairs = list(combinations(rules, 2))
    moved = {(a.name, b.name): counted.filter(_moves(a, b)) for a, b in pairs}
    codes = pl.concat([frame[KEY] for frame in moved.values()]).unique()
    known = facts(snapshot, codes, period)
    parts = [
        _explained(moved[a.name, b.name].join(known, on=KEY, maintain_order="left"), a, b, period, as_of)
        for a, b in pairs
    ]
    figures = _figures(snapshot, rules, period, unit_code)
    return Disagreement(period.label, as_of, unit_code, figures, _pairs(figures), pl.concat(parts), language)


def _effect(a: Rule, b: Rule, side: str) -> pl.Expr:
    """What going from rule A to rule B does to a side of the figure: +1, 0 or -1."""

    def counts(rule: Rule) -> pl.Expr:
        class_ = pl.col(rule.name)
        return (class_ == 1 if side == "numerator" else class_ >= 0).fill_null(False).cast(pl.Int8)

    return counts(b) - counts(a)


def _moves(a: Rule, b: Rule) -> pl.Expr:
    return pl.any_horizontal(_effect(a, b, side) != 0 for side in _SIDES)


def _explained(dossiers: pl.DataFrame, a: Rule, b: Rule, period: Period, as_of: datetime) -> pl.DataFrame:
    def words(language: Language) -> pl.Expr:
        return pl.col("reason").replace({reason: label.in_language(language) for reason, label in REASONS.items()})

    return (
        dossiers.with_columns(why_a=why(a, period, as_of), why_b=why(b, period, as_of))
        .with_columns(reason=difference(a, b, period, as_of))
        .select(
            pl.lit(a.name).alias("rule_a"),
            pl.lit(b.name).alias("rule_b"),
            KEY,
            UNIT,
            _counted_as(a).alias("counted_as_a"),
            _counted_as(b).alias("counted_as_b"),
            "why_a",
            "why_b",
            "reason",
            words("vi").alias("reason_vi"),
            words("en").alias("reason_en"),
            *(_effect(a, b, side).alias(f"{side}_effect") for side in _SIDES),
            "status",
            *DATES,
        )
        .sort("reason", KEY)
    )


def _counted_as(rule: Rule) -> pl.Expr:
    class_ = pl.col(rule.name)
    state = class_.replace_strict(_STATES, default="excluded", return_dtype=pl.String)
    return pl.when(class_.is_null()).then(pl.lit("not_counted")).otherwise(state)


def _figures(snapshot: Snapshot, rules: Sequence[Rule], period: Period, unit_code: str | None) -> pl.DataFrame:
    by = () if unit_code is None else (UNIT,)
    figures = snapshot.figures([rule.indicator for rule in rules], [period], by)
    if unit_code is not None:
        figures = figures.filter(pl.col(UNIT) == unit_code)
    names = {rule.indicator.id: rule.name for rule in rules}
    return figures.select(
        pl.col("indicator").replace_strict(names, return_dtype=pl.String).alias("rule"),
        "indicator",
        "version",
        *_SIDES,
        "value",
        "excluded",
        (pl.col("value") - pl.col("value").first()).alias("difference"),
    )


def _pairs(figures: pl.DataFrame) -> pl.DataFrame:
    rows = figures.select("rule", *_SIDES, "value").rows()
    return pl.DataFrame(
        [(a[0], b[0], b[1] - a[1], b[2] - a[2], _less(b[3], a[3])) for a, b in combinations(rows, 2)],
        schema={
            "rule_a": pl.String,
            "rule_b": pl.String,
            "numerator_difference": pl.Int64,
            "denominator_difference": pl.Int64,
            "value_difference": pl.Float64,
        },
        orient="row",
    )


def _less(value: float | None, other: float | None) -> float | None:
    return None if value is None or other is None else value - other
