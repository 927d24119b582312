"""Rows as they come in real life: each way of being wrong, in a known number."""

from collections.abc import Sequence
from datetime import timedelta

from par_metrics.sample.writers import Row

# One row in so many is spoiled, in each way.
_ONE_IN = 250


def spoiled(row: Row, rule: str) -> Row:
    """The sound row of a finished dossier, payment or feedback made wrong in the way the rule names.

    Raises:
        KeyError: no such way.
    """
    # Named by the rule that refuses the row; the sets of cells of all kinds, of which a row has its own.
    made_wrong: dict[str, Row] = {
        "unreadable_value": {"due_at": "32/13/2026"},
        "unreadable_amount": {"amount_vnd": "chưa rõ"},
        "unreadable_sent": {"sent_at": "hôm qua"},
        "unknown_status": {"status": "Chờ xin ý kiến"},
        "empty_required": {
            "dossier_code": None,
            "transaction_code": None,
            "feedback_code": None,
            "receipt_number": None,
        },
        "ends_before_received": {"completed_at": row.get("received_at") and row["received_at"] - timedelta(days=3)},
        "date_out_of_range": dict.fromkeys(("received_at", "paid_at"), "15/03/1926 08:00:00"),
        "negative_amount": {"fee_vnd": -15_000, "amount_vnd": -15_000, "charge_vnd": 0, "duty_vnd": -15_000},
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
