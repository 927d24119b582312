"""Rule sets: named, versioned ways of counting and scoring, as `pm.rules`."""

from par_metrics.indicators.rulesets.base import RuleSet
from par_metrics.indicators.rulesets.named import NAMED
from par_metrics.indicators.rulesets.points import Row, ScoredRow, Scoring
from par_metrics.indicators.rulesets.qd766 import QD766_2022, QD766_LIVE_2026
from par_metrics.indicators.rulesets.registry import RuleSets

rules = RuleSets((*NAMED, QD766_LIVE_2026, QD766_2022))

__all__ = ["Row", "RuleSet", "RuleSets", "ScoredRow", "Scoring", "rules"]
