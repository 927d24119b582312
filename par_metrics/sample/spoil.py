"""Rows as they come in real life: each way of being wrong, in a known number."""

from collections.abc import Sequence
from datetime import timedelta

from par_metrics.sample.writers import Row

# One row in so many is spoiled, in each way.
_ONE_IN = 250

# The codes by which records of the kinds are known.
_OWN_CODES = (
    "dossier_code",
    "transaction_code",
    "feedback_code",
    "receipt_number",
    "respondent_code",
    "staff_code",
    "document_code",
    "plan_row",
)


def spoiled(row: Row, rule: str) -> Row:
    """The sound row of a record made wrong in the way the rule names.

    Raises:
        KeyError: no such way.
    """
    # Named by the rule that refuses the row; the sets of cells of all kinds, of which a row has its own.
    made_wrong: dict[str, Row] = {
        "unreadable_value": {"due_at": "32/13/2026"},
        "unreadable_amount": {"amount_vnd": "chưa rõ"},
        "unreadable_sent": {"sent_at": "hôm qua"},
        "unreadable_answered": {"answered_on": "tuần trước"},
        "unreadable_discipline": {"discipline": "Bị phạt"},
        "unreadable_kind": {"kind": "Kiểm tra chéo"},
        "unreadable_handled": {"handled_on": "31/02/2026"},
        "unreadable_state": {"state": "Sắp xong"},
        "unknown_status": {"status": "Chờ xin ý kiến"},
        "empty_required": dict.fromkeys(_OWN_CODES),
        "ends_before_received": {"completed_at": row.get("received_at") and row["received_at"] - timedelta(days=3)},
        "date_out_of_range": dict.fromkeys(("received_at", "paid_at", "raised_on"), "15/03/1926 08:00:00"),
        "negative_amount": {
            "fee_vnd": -15_000,
            "amount_vnd": -15_000,
            "charge_vnd": 0,
            "duty_vnd": -15_000,
            "numerator": -15,
        },
        "answer_out_of_range": {"answer": 6},
        "year_out_of_range": {"year": 1926},
        "score_out_of_range": {"score": 11},
        "points_above_maximum": {"self_points": 90},
        "conflicting_rows": {},
        "too_many_cells": {"extra": ("thừa", "thừa")},
    }
    return row | made_wrong[rule]


def count_of_each(rows: int) -> int:
    """How many rows of a file of `rows` are spoiled in each way."""
    return max(1, rows // _ONE_IN)


def mixed_in(sound: Sequence[Row], wrong: Sequence[Row]) -> list[Row]:
    """The wrong rows spread evenly among the sound ones, and the sound rows' order kept."""
    rows = list(sound)
    step = max(1, len(rows) // (len(wrong) + 1))
    for place, row in enumerate(wrong):
        rows.insert((place + 1) * step + place, row)
    return rows
