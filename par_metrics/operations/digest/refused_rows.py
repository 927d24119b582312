"""For what the rows of an export were refused: counts by column and rule, and no value of any."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from par_metrics.operations.summary import FileOutcome
    from par_metrics.workspace import Workspace

Reasons = Mapping[tuple[str | None, str], int]
"""Column, as the export calls it (None: the row as a whole), and rule -> rows; the most frequent first."""


def refused_rows(ws: Workspace, outcomes: Sequence[FileOutcome]) -> list[Reasons]:
    """Of each entry of the inbox; nothing of one that was not loaded now."""
    load_ids = [_refused_by(outcome) for outcome in outcomes]
    reasons = ws.warehouse.reasons([load_id for load_id in load_ids if load_id is not None])
    return [{} if load_id is None else _counted(next(reasons)) for load_id in load_ids]


def _refused_by(outcome: FileOutcome) -> str | None:
    """The load that refused rows of it now."""
    report = outcome.report
    return None if report is None or report.already_loaded or not report.rejected else report.load_id


def _counted(rows: pl.DataFrame) -> Reasons:
    counted = rows.group_by("column", "rule").len("rows")
    return {
        (column, rule): rows
        for column, rule, rows in counted.sort("rows", "column", "rule", descending=[True, False, False]).iter_rows()
    }
