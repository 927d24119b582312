"""Which dossiers another way of counting moves, and where."""

import polars as pl
import pytest

from par_metrics.reconciliation.forms.explanations import ALTERNATIVES, moved
from tests.unit.reconciliation.forms.tables import MARCH, dossiers

# reason: the one dossier (columns as in _HEADER), and the cells it enters (+) and leaves (-).
_HEADER = (
    "dossier_code | received_at | due_at | completed_at | status | channel "
    "| submitted_at | original_due_at | returned_at"
)
_CASES = {
    "withdrawn_as_resolved": (
        "A-1 | 2026-03-02 08:00 | 2026-03-09 | 2026-03-03 08:00 | 7 | online | | |",
        {"other": -1, "resolved_total": 1, "early": 1},
    ),
    "withdrawn_left_out": (
        "A-1 | 2026-03-02 08:00 | 2026-03-09 | 2026-03-03 08:00 | 8 | online | | |",
        {"other": -1, "received_total": -1, "received_online": -1},
    ),
    "paused_left_out": (
        "A-1 | 2026-03-02 08:00 | 2026-03-09 | | 5 | online | | |",
        {"received_total": -1, "received_online": -1, "in_progress_total": -1, "overdue": -1},
    ),
    "paused_as_resolved": (
        "A-1 | 2026-03-02 08:00 | 2026-03-09 | | 6 | online | | |",
        {"in_progress_total": -1, "overdue": -1, "resolved_total": 1, "early": 1},
    ),
    "no_end_date": (
        "A-1 | 2026-03-02 08:00 | 2026-03-09 | | 10 | online | | |",
        {"other": -1, "resolved_total": 1, "early": 1},
    ),
    "no_due_date": ("A-1 | 2026-03-02 08:00 | | 2026-03-03 08:00 | 10 | online | | |", {"on_time": -1}),
    "by_date": (
        "A-1 | 2026-03-02 08:00 | 2026-03-03 10:00 | 2026-03-03 11:00 | 10 | online | | |",
        {"late": -1, "on_time": 1},
    ),
    "return_date": (
        "A-1 | 2026-03-02 08:00 | 2026-03-03 10:00 | 2026-03-03 09:00 | 10 | online | | | 2026-03-04 09:00",
        {"late": 1, "on_time": -1},
    ),
    "original_due": (
        "A-1 | 2026-03-02 08:00 | 2026-03-13 10:00 | 2026-03-12 09:00 | 10 | online | | 2026-03-05 |",
        {"late": 1, "early": -1},
    ),
    "ended_just_after": (
        "A-1 | 2026-03-02 08:00 | 2026-04-13 10:00 | 2026-04-02 09:00 | 10 | online | | |",
        {"in_progress_total": -1, "in_time": -1, "resolved_total": 1, "early": 1},
    ),
    "submitted": (
        "A-1 | 2026-03-02 08:00 | 2026-03-13 10:00 | 2026-03-10 09:00 | 10 | online | 2026-02-28 09:00 | |",
        {"received_online": -1, "carried_over": 1},
    ),
    "carried_over_left_out": (
        "A-1 | 2026-02-02 08:00 | 2026-03-13 10:00 | 2026-03-10 09:00 | 10 | online | | |",
        {"received_total": -1, "carried_over": -1, "resolved_total": -1, "early": -1},
    ),
    "null_channel": (
        "A-1 | 2026-03-02 08:00 | 2026-03-13 10:00 | 2026-03-10 09:00 | 10 | | | |",
        {"received_other": -1},
    ),
}


@pytest.mark.parametrize("reason", _CASES)
def test_what_moves(reason: str) -> None:
    dossier, expected = _CASES[reason]
    moves = moved(dossiers(f"{_HEADER}\n{dossier}"), MARCH, "unit_code").filter(reason=reason)
    assert moves["dossier_code"].unique().to_list() == ["A-1"]
    assert dict(moves.select("cell", "effect").iter_rows()) == expected


def test_every_other_way_of_counting_is_tried_here() -> None:
    assert set(_CASES) == {alternative.id for alternative in ALTERNATIVES}


def test_an_ordinary_dossier_moves_nowhere() -> None:
    frame = dossiers(f"{_HEADER}\nA-1 | 2026-03-02 08:00 | 2026-03-13 10:00 | 2026-03-10 09:00 | 10 | online | | |")
    assert moved(frame, MARCH, "unit_code").is_empty()


def test_withdrawn_after_the_period_is_in_progress_then() -> None:
    """It was in progress at the end of the period however withdrawn dossiers are counted."""
    frame = dossiers(f"{_HEADER}\nA-1 | 2026-03-02 08:00 | 2026-05-13 | 2026-04-20 09:00 | 7 | online | | |")
    assert moved(frame, MARCH, "unit_code").filter(pl.col("reason").str.starts_with("withdrawn")).is_empty()
