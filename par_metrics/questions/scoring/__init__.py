"""Scores: points by rule sets and by a table of criteria, and what is at stake."""

from par_metrics.questions.scoring.par_index import par_index, unlisted
from par_metrics.questions.scoring.scores import explain_score, score
from par_metrics.questions.scoring.stakes import stakes

__all__ = ["explain_score", "par_index", "score", "stakes", "unlisted"]
