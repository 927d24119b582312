"""The tables of a run, each made from one snapshot."""

from collections.abc import Callable, Iterable, Mapping, Sequence

import polars as pl

from par_metrics.domain.period import Period
from par_metrics.figures.snapshot import Snapshot
from par_metrics.indicators.base import Composite, Definition, Indicator
from par_metrics.indicators.rulesets import rules
from par_metrics.indicators.rulesets.registry import SCORE_RULES
from par_metrics.indicators.targets import Targets
from par_metrics.publish.periods import published_figures, with_periods
from par_metrics.questions.at_risk import at_risk
from par_metrics.questions.scorecard.scorecard import scorecards
from par_metrics.questions.scoring.scores import score


def catalogue_frame(indicators: Iterable[Definition]) -> pl.DataFrame:
    """One row an indicator.

    `unit` says how to read a value: share (0-1), count, working_days, points, rank;
    `records` are the record tables counted, or the indicators a composite is made of.
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
            made_of(i),
            i.rules,
            i.target,
            ", ".join(i.plan_rows),
            i.owner and i.owner.vi,
            i.owner and i.owner.en,
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


def _year(snapshot: Snapshot) -> Period:
    return Period.parse(str(snapshot.as_of.year))


TURNS: Sequence[Mapping[str, Callable[[Snapshot], pl.DataFrame]]] = (
    {"indicators": published_figures},
    {"scorecard": lambda s: with_periods(scorecards(s, _year(s)), _year(s), s.as_of)},
    {
        "scores": lambda s: score(s, rules[SCORE_RULES], _year(s)),
        "at_risk": at_risk,
        "loads": lambda s: s.engine.loads(),
        "catalogue": lambda s: catalogue_frame(s.catalogue.values()),
        "targets": lambda s: targets_frame(s.targets),
    },
)
"""Name -> how it is made, for the tables of each turn; between two turns others may write.

The refused rows are read beside them.
"""
