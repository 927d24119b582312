"""For what the rows of an export were refused: counts by column and rule, and no value of any."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from par_metrics.operations.summary import FileOutcome
    from par_metrics.workspace import Workspace

Reasons = Mapping[tuple[str | None, str], int]
"""Column, as the export calls it (None: the row as a whole), and rule -> rows; the most frequent first."""


def refused_rows(ws: Workspace, outcome: FileOutcome) -> Reasons:
    """Of one entry of the inbox; nothing of one that was not loaded now."""
    report = outcome.report
    if report is None or report.load_id is None or report.already_loaded or not report.rejected:
        return {}
    counted = ws.rejects(report.load_id).group_by("column", "rule").len("rows")
    return {
        (column, rule): rows
        for column, rule, rows in counted.sort("rows", "column", "rule", descending=[True, False, False]).iter_rows()
    }
