"""What adds up in a form: its total row, and which totals of a row are the sum of its parts."""

from collections.abc import Mapping, Sequence
from typing import Any

from par_metrics.documents.forms.form import Column
from par_metrics.documents.forms.paper import Paper


def totals_of(paper: Paper) -> dict[str, float | None]:
    """What stands in the total row: sums of what is known; null where nothing is."""
    frame, totals = paper.filled.frame, dict[str, float | None]()
    for column in paper.form.columns:
        if column.kind == "count" and column.adds_up:
            totals[column.id] = int(frame[column.id].sum()) if frame[column.id].count() else None
        elif column.kind == "count":
            totals[column.id] = paper.filled.totals.get(column.id)
    for column in paper.form.columns:
        if column.kind == "share":
            whole = sum(totals[part] or 0 for part in column.share_of)
            totals[column.id] = (totals[column.share_of[-1]] or 0) / whole if whole else None
    return totals


def adds_up(column: Column, row: Mapping[str, Any]) -> bool:
    """Whether a cell is what its parts come to: not where some of them are not known."""
    parts: Sequence[Any] = [row[part] for part in column.parts]
    return None not in parts and sum(parts) == row[column.id]
