"""Why: how one dossier counts in every indicator that looks at dossiers, and by which of its values.

All is read from the definitions: an indicator added to the catalogue is explained like
the others. How a record counts is what the engine says of it, so that this and `explain`
cannot disagree.
"""

from par_metrics.questions.why.answer import Why, looking_at_dossiers, why

__all__ = ["Why", "looking_at_dossiers", "why"]
