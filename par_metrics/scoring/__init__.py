"""Scores: points by rule sets and by a table of criteria, and what is at stake."""

from par_metrics.scoring.par_index import par_index
from par_metrics.scoring.scores import explain_score, score
from par_metrics.scoring.stakes import stakes

__all__ = ["explain_score", "par_index", "score", "stakes"]
