"""What adds up in a form: its total row, and which totals of a row are the sum of its parts."""

from collections.abc import Mapping, Sequence
from typing import Any

from par_metrics.documents.forms.form import Column, Filled, Form
from schemas import Label

_PART_UNKNOWN = Label(
    "Để trống ô của dòng Tổng số mà có dòng chưa rõ số: cộng riêng các dòng đã rõ thì không phải là tổng số.",
    "Cells of the total row are empty where a row is not known: what the others add up to is no total.",
)


def totals_of(form: Form, filled: Filled) -> dict[str, float | None]:
    """What stands in the total row; null where any row is unknown: a sum of the others would read as that of all."""
    frame, totals = filled.frame, dict[str, float | None]()
    for column in form.columns:
        if column.kind == "count" and column.adds_up:
            is_known = not frame.is_empty() and not frame[column.id].null_count()
            totals[column.id] = int(frame[column.id].sum()) if is_known else None
        elif column.kind == "count":
            totals[column.id] = filled.totals.get(column.id)
    for column in form.columns:
        if column.kind == "share":
            parts = [totals[part] for part in column.share_of]
            known = [part for part in parts if part is not None]
            is_known = len(known) == len(parts) and sum(known) > 0
            totals[column.id] = known[-1] / sum(known) if is_known else None
    return totals


def on_totals(form: Form, filled: Filled) -> tuple[Label, ...]:
    """The note on the cells of the total row that are empty; none where there are none, or no total row."""
    if not form.bys or filled.frame.is_empty():
        return ()
    totals = totals_of(form, filled)
    is_empty = any(column.kind == "count" and totals[column.id] is None for column in form.columns)
    return (_PART_UNKNOWN,) if is_empty else ()


def adds_up(column: Column, row: Mapping[str, Any]) -> bool:
    """Whether a cell is what its parts come to: not where some of them are not known."""
    parts: Sequence[Any] = [row[part] for part in column.parts]
    return None not in parts and sum(parts) == row[column.id]
