"""What is at stake: the points each input or criterion has lost, and what one more percent of it brings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from par_metrics.domain.period import Period
from par_metrics.errors import SettingsError
from par_metrics.figures.snapshot import Snapshot
from par_metrics.indicators.catalogue import Catalogue
from par_metrics.indicators.rulesets import RuleSet, ScoredRow
from par_metrics.indicators.rulesets.points import Pairs
from par_metrics.questions.scoring.criterion_row import Criterion
from par_metrics.questions.scoring.inputs import gather
from par_metrics.questions.scoring.par_index import Figure, computed_points, par_index
from par_metrics.questions.scoring.scores import of_unit, unit_pairs, with_origin
from schemas import Label

BY_CRITERIA = "par-index"
STAKES_SCHEMA = pl.Schema(
    {
        "rules": pl.String(),
        "rules_version": pl.Int32(),
        "period": pl.String(),
        "as_of": pl.Datetime("us"),
        "unit_code": pl.String(),
        "block": pl.String(),
        "input": pl.String(),
        "indicator": pl.String(),
        "numerator": pl.Float64(),
        "denominator": pl.Float64(),
        "value": pl.Float64(),
        "points": pl.Float64(),
        "max_points": pl.Float64(),
        "lost": pl.Float64(),
        "one_percent": pl.Float64(),
        "records_of_one_percent": pl.Float64(),
    }
)
_STEP = 0.01


def stakes(
    snapshot: Snapshot,
    named: RuleSet,
    period: Period,
    unit_code: str | None = None,
    criteria: Sequence[Criterion] = (),
) -> pl.DataFrame:
    """What each input of a score, or criterion of the PAR INDEX, is worth now and could be.

    Args:
        criteria: the table of the PAR INDEX of the period's year.
    Returns:
        `STAKES_SCHEMA`, one row a unit and input (criterion, under the rules `par-index`),
        the most points lost first. `lost` is the most possible less the points; `one_percent` is
        what the block gains when the ratio rises by one percentage point, 1 at most (falls by
        one, where fewer is better), and is 0 on a flat part; `records_of_one_percent` is how
        many records that point is. Both are null of all that is no share of records: a
        count, a mean, a rank, a composite. All null where the input is missing or its
        population empty.
    Raises:
        UsageError: the unit is unknown, or the rule set does not score.
        SettingsError: there is no table to say what a point is.
    """
    if named.name == BY_CRITERIA:
        if not criteria:
            raise _no_table(period.start.year)
        frame = _of_criteria(criteria, par_index(snapshot, period, criteria), snapshot.catalogue)
    else:
        pairs = unit_pairs(gather(snapshot, named, period), named)
        rows = [row for unit, of_unit in pairs.items() for row in _of_inputs(named, unit, of_unit)]
        frame = pl.DataFrame(rows, schema=_ROW_SCHEMA, orient="row")
    shown = with_origin(frame, named, period, snapshot.as_of).select(list(STAKES_SCHEMA)).cast(STAKES_SCHEMA)
    ordered = shown.sort("unit_code", "lost", descending=[False, True], nulls_last=True, maintain_order=True)
    return of_unit(ordered, unit_code)


_ROW_SCHEMA = {
    name: dtype for name, dtype in STAKES_SCHEMA.items() if name not in ("rules", "rules_version", "period", "as_of")
}


def _of_inputs(rule_set: RuleSet, unit: str, pairs: Pairs) -> Iterator[tuple[object, ...]]:
    indicators = {row.key: row.indicator for row in rule_set.scorer.rows}
    for row in rule_set.scorer.scored_rows(pairs):
        yield (
            unit,
            row.block,
            row.key,
            indicators[row.key],
            row.numerator,
            row.denominator,
            row.ratio,
            row.points,
            row.max_points,
            None if row.points is None else row.max_points - row.points,
            _gain(rule_set, row, pairs),
            row.denominator * _STEP if row.denominator else None,
        )


def _gain(rule_set: RuleSet, row: ScoredRow, pairs: Pairs) -> float | None:
    """What one percentage point more brings: to the block if it has points, else to the row."""
    if row.ratio is None:
        return None
    numerator, denominator = pairs[row.key]
    # Beyond 1 a row gives no more, so that the step needs no limit.
    more = {**pairs, row.key: (numerator + denominator / 100, denominator)}
    before, after = rule_set.scorer.block_points(pairs), rule_set.scorer.block_points(more)
    if row.block in before:
        return float(after[row.block] - before[row.block])
    raised = next(r for r in rule_set.scorer.scored_rows(more) if r.key == row.key)
    return None if raised.points is None or row.points is None else raised.points - row.points


def _of_criteria(table: Sequence[Criterion], index: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    """The criteria that figures give points for."""
    criteria = {c.code: c for c in table if c.indicator is not None}
    columns = (
        "unit_code", "domain", "criterion_code", "indicator",
        "numerator", "denominator", "value", "computed_points", "max_points",
    )  # fmt: skip
    rows = []
    for record in index.filter(level="criterion").select(columns).iter_rows():
        unit, domain, code, indicator, numerator, denominator, value, points, most = record
        if code not in criteria:
            continue
        of_records = catalogue[indicator].statistic == "share" and denominator
        gain = _gain_of_criterion(criteria[code], Figure(numerator, denominator, value), points) if of_records else None
        lost = None if points is None else most - points
        records = denominator * _STEP if of_records else None
        rows.append((unit, domain, code, indicator, numerator, denominator, value, points, most, lost, gain, records))
    return pl.DataFrame(rows, schema=_ROW_SCHEMA, orient="row")


def _gain_of_criterion(criterion: Criterion, figure: Figure, points: float | None) -> float | None:
    """What a percentage point brings, towards what the rule takes for better."""
    if figure.value is None or figure.sides is None or points is None:
        return None
    is_fewer_better = criterion.rule.is_fewer_better
    value = max(figure.value - _STEP, 0.0) if is_fewer_better else max(figure.value, min(figure.value + _STEP, 1.0))
    denominator = figure.sides.denominator
    improved, _ = computed_points(criterion, Figure(value * denominator, denominator, value))
    return None if improved.points is None else improved.points - points


def _no_table(year: int) -> SettingsError:
    return SettingsError(
        Label(
            f"chưa có bảng tiêu chí PAR INDEX năm {year} nên không biết mỗi chỉ số đáng bao nhiêu điểm. Lập bảng theo "
            "mẫu (par-metrics template criteria) rồi khai báo [par_index] criteria trong par-metrics.toml",
            f"no table of criteria of the PAR INDEX of {year}, so nobody knows what an indicator is worth. Fill in the "
            "template (par-metrics template criteria) and name it as [par_index] criteria in par-metrics.toml",
        ),
        "no_criteria",
    )
