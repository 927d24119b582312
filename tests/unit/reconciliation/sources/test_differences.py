"""What matched records disagree on, and why."""

import polars as pl
import pytest

from par_metrics.reconciliation.sources.reasons import REASONS
from tests.support.sides import differing, reconciled


@pytest.mark.parametrize(
    ("left", "right", "reason"),
    [
        ("5", "9", "paused_pushed_as_done"),
        ("6", "9", "paused_pushed_as_done"),
        ("9", "8", "paused_pushed_as_done"),
        ("5", "10", "other_status"),
        ("4", "9", "one_step_behind"),
        ("10", "4", "one_step_behind"),
        ("9", "10", "one_step_behind"),
        ("2", "4", "one_step_behind"),
        ("7", "4", "withdrawn_or_not"),
        ("9", "7", "withdrawn_or_not"),
        ("3", "4", "other_status"),
        ("2", "9", "other_status"),
    ],
)
def test_statuses(left: str, right: str, reason: str) -> None:
    table = "dossier_code | status\nA-1 | {}"
    assert differing(table.format(left), table.format(right)) == [("status", left, right, reason)]


@pytest.mark.parametrize(
    ("left", "right", "reason"),
    [
        ("2026-03-05", "2026-03-05 17:00", "date_only"),
        ("2026-03-05 00:00", "2026-03-05 17:00", "date_only"),
        ("2026-03-05 17:00:31", "2026-03-05 17:00:00", "seconds_lost"),
        ("2026-03-05 17:00:31", "2026-03-05 17:00:30", "same_day"),
        ("2026-03-05 17:00", "2026-03-05 16:00", "same_day"),
        ("2026-03-05", "2026-03-06", "days_apart"),
        ("", "2026-03-06", "missing_left"),
        ("2026-03-05", "", "missing_right"),
    ],
)
def test_due_dates(left: str, right: str, reason: str) -> None:
    table = "dossier_code | due_at\nA-1 | {}"
    found = differing(table.format(left), table.format(right))
    assert [(field, why) for field, _, _, why in found] == [("due_at", reason)]


def test_a_date_alone_is_shown_alone() -> None:
    found = differing("dossier_code | due_at\nA-1 | 2026-03-05", "dossier_code | due_at\nA-1 | 2026-03-06 17:00:30")
    assert found == [("due_at", "2026-03-05", "2026-03-06 17:00:30", "days_apart")]


def test_rescheduled_where_one_side_knows_the_new_date() -> None:
    left = "dossier_code | original_due_at | due_at\nA-1 | 2026-03-05 | 2026-03-12"
    right = "dossier_code | due_at\nA-1 | 2026-03-05 17:00"
    expected = ("due_at", "rescheduled")
    assert [(field, why) for field, _, _, why in differing(left, right)] == [expected]
    assert [(field, why) for field, _, _, why in differing(right, left)] == [expected]


def test_the_return_date_taken_for_the_end() -> None:
    left = "dossier_code | completed_at | returned_at\nA-1 | 2026-03-05 10:00 | 2026-03-09 15:00:20"
    right = "dossier_code | returned_at\nA-1 | 2026-03-09 15:00:00"
    found = differing(left, right)
    assert found == [("ended", "2026-03-05 10:00:00", "2026-03-09 15:00:00", "return_date_for_end_date")]
    assert differing(right, left)[0][3] == "return_date_for_end_date"


def test_ends_that_only_differ() -> None:
    left = "dossier_code | completed_at\nA-1 | 2026-03-05 10:00"
    assert differing(left, "dossier_code | completed_at\nA-1 | 2026-03-05 11:00")[0][3] == "same_day"
    assert differing(left, "dossier_code | completed_at\nA-1 | 2026-03-06 10:00")[0][3] == "days_apart"
    assert differing(left, "dossier_code | completed_at\nA-1 |")[0][3] == "missing_right"


def test_an_empty_channel_is_in_person_on_the_portal() -> None:
    table = "dossier_code | channel\nA-1 | {}"
    assert differing(table.format(""), table.format("in_person"))[0][3] == "null_is_in_person"
    assert differing(table.format(""), table.format("online"))[0][3] == "missing_left"
    assert differing(table.format("postal"), table.format("online"))[0][3] == "other_value"


def test_codes_written_differently_are_no_difference() -> None:
    left = "dossier_code | unit_code | procedure_code\nA-1 | 000.00.12.H60 | 1.014390.H60"
    right = "dossier_code | unit_code | procedure_code\nA-1 | H60.12 | 1.014390"
    assert differing(left, right) == []
    other = "dossier_code | unit_code | procedure_code\nA-1 | H60.13 | 1.014391"
    assert [row[0] for row in differing(left, other)] == ["unit_code", "procedure_code"]


def test_payments() -> None:
    left = "transaction_code | amount_vnd | method | status | paid_at\nT1 | 20000 | cash | paid | 2026-03-05 10:00"
    right = (
        "transaction_code | amount_vnd | method | status | paid_at\nT1 | 25000 | online | refunded | 2026-03-06 10:00"
    )
    assert [(field, why) for field, _, _, why in differing(left, right, "payments")] == [
        ("amount_vnd", "other_value"),
        ("method", "other_value"),
        ("status", "other_value"),
        ("paid_at", "days_apart"),
    ]


def test_feedback() -> None:
    left = "feedback_code | sent_at | processed_at\nF1 | 2026-03-05 10:00 | 2026-03-06 10:00"
    right = "feedback_code | sent_at | processed_at\nF1 | 2026-03-05 10:00 |"
    assert [(field, why) for field, _, _, why in differing(left, right, "feedback")] == [
        ("processed_at", "missing_right")
    ]


def test_other_kinds_are_compared_on_every_stored_column() -> None:
    left = "unit_code | unit_name | level\nH60.1 | Phường A | commune"
    right = "unit_code | unit_name | level\nH60.1 | Phường B | commune"
    assert differing(left, right, "units") == [("unit_name", "Phường A", "Phường B", "other_value")]


def test_columns_that_were_not_compared_are_named() -> None:
    left = "dossier_code | due_at | channel\nA-1 | 2026-03-05 | online\nA-2 | 2026-03-05 | online"
    right = "dossier_code | due_at\nA-1 | 2026-03-05\nA-2 | 2026-03-05"
    result = reconciled(left, right)
    assert result.differences.is_empty()
    assert result.not_compared.filter(field="channel").rows() == [("channel", 0, 2)]
    assert result.not_compared.filter(field="fee_vnd").rows() == [("fee_vnd", 2, 2)]
    assert "due_at" not in result.not_compared["field"]


def test_reasons_are_counted() -> None:
    left = "dossier_code | status | due_at\nA-1 | 5 | 2026-03-05\nA-2 | 6 | 2026-03-05\nA-3 | 4 | 2026-03-05"
    right = "dossier_code | status | due_at\nA-1 | 9 | 2026-03-05\nA-2 | 9 | 2026-03-07\nA-3 | 4 | 2026-03-05"
    result = reconciled(left, right)
    assert result.by_reason.select("field", "reason", "pairs").rows() == [
        ("status", "paused_pushed_as_done", 2),
        ("due_at", "days_apart", 1),
    ]
    assert result.by_reason["reason_en"][0] == REASONS["paused_pushed_as_done"].en
    assert result.matched.select("dossier_code_left", "differences").rows() == [("A-1", 1), ("A-2", 2), ("A-3", 0)]
    assert (result.summary["identical"], result.summary["differing"]) == (1, 2)
    assert isinstance(result.differences, pl.DataFrame)
