"""What changed between two instants: which figures, and because of which records and loads."""

from par_metrics.questions.diff.diff import Diff, changes_between

__all__ = ["Diff", "changes_between"]
