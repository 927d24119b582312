"""Disagreement: the same unit and period under every rule of "on time", and the dossiers that explain each difference.

Officers have several ways to compute on time that give several numbers. Here each rule
counts as `compute` does, and every dossier that moves a numerator or a denominator from
one rule to another is named, with why.
"""

from par_metrics.questions.disagreement.compare import disagreement
from par_metrics.questions.disagreement.result import Disagreement

__all__ = ["Disagreement", "disagreement"]
