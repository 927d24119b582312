"""The tables of a run, each made from one snapshot."""

from collections.abc import Callable, Mapping, Sequence

import polars as pl

from par_metrics.domain.period import Period
from par_metrics.figures.snapshot import Snapshot
from par_metrics.indicators.rulesets import rules
from par_metrics.indicators.rulesets.registry import SCORE_RULES
from par_metrics.publish.lists import catalogue_frame, plan_frame, targets_frame, units_frame
from par_metrics.publish.periods import published_figures, with_periods
from par_metrics.questions.at_risk import at_risk
from par_metrics.questions.forecast import pace
from par_metrics.questions.scorecard.chance import with_chance
from par_metrics.questions.scorecard.scorecard import COLUMNS, scorecards
from par_metrics.questions.scoring.scores import score
from schemas import Label


def _year(snapshot: Snapshot) -> Period:
    return Period.year_up_to(snapshot.as_of)


def _scorecards(snapshot: Snapshot) -> pl.DataFrame:
    """The scorecards of the year, with their words in English too, and whether a trend is more than chance."""
    cards = with_chance(scorecards(snapshot, _year(snapshot)), snapshot.catalogue)
    of_period = with_periods(cards, _year(snapshot), snapshot.as_of)
    titles = plan_frame(snapshot.plan).select("plan_row", "title_en")
    owners = {i.owner.vi: i.owner.en for i in snapshot.catalogue.values() if i.owner is not None}
    named = {
        owner: snapshot.plan.office_in_english(Label(owner, owners.get(owner, owner)))
        for owner in cards["owner"].drop_nulls().unique()
    }
    further = ("unit_code", "period", "as_of")
    compared = ("numerator_before", "denominator_before", "is_beyond_chance")
    return (
        of_period.join(titles, on="plan_row", how="left", maintain_order="left")
        .with_columns(owner_en=pl.col("owner").replace_strict(named, default=None, return_dtype=pl.String))
        .select(*COLUMNS, *further, "title_en", "owner_en", *compared)
    )


TURNS: Sequence[Mapping[str, Callable[[Snapshot], pl.DataFrame]]] = (
    {"indicators": published_figures},
    {"scorecard": _scorecards},
    {"pace": lambda s: pace(s, _year(s), by=("unit_code",))},
    {
        "scores": lambda s: score(s, rules[SCORE_RULES], _year(s)),
        "at_risk": at_risk,
        "loads": lambda s: s.engine.loads(),
        "catalogue": lambda s: catalogue_frame(s.catalogue.values(), s.plan),
        "targets": lambda s: targets_frame(s.targets),
        "units": units_frame,
        "plan": lambda s: plan_frame(s.plan),
    },
)
"""Name -> how it is made, for the tables of each turn; between two turns others may write.

The refused rows are read beside them.
"""
