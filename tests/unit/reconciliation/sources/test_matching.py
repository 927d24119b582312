"""Records are matched one to one, the surest way first, and never guessed."""

from datetime import datetime

from par_metrics.domain.period import Period
from par_metrics.reconciliation.sources.reconciliation import Scope
from tests.support.sides import matched, reconciled


def test_the_same_code() -> None:
    assert matched("dossier_code\nA-1\nA-2", "dossier_code\nA-2\nA-3") == [("A-2", "A-2", "same_key")]


def test_the_same_code_in_the_old_and_the_new_form() -> None:
    pairs = matched("dossier_code\n000.00.12.H60-250115-0001", "dossier_code\nH60.12-20250115-00001")
    assert pairs == [("000.00.12.H60-250115-0001", "H60.12-20250115-00001", "same_code")]


def test_one_code_in_both_forms_on_one_side_is_ambiguous() -> None:
    result = reconciled(
        "dossier_code\n000.00.12.H60-250115-0001\nH60.12-250115-1", "dossier_code\nH60.12-20250115-0001"
    )
    assert result.matched.is_empty() and result.only_left.is_empty() and result.only_right.is_empty()
    listed = result.ambiguous.select("group", "side", "matched_by", "dossier_code", "candidates", "first_candidates")
    assert listed.rows() == [
        (1, "left", "same_code", "000.00.12.H60-250115-0001", 1, "H60.12-20250115-0001"),
        (1, "left", "same_code", "H60.12-250115-1", 1, "H60.12-20250115-0001"),
        (1, "right", "same_code", "H60.12-20250115-0001", 2, "000.00.12.H60-250115-0001; H60.12-250115-1"),
    ]


def test_the_same_key_comes_before_the_same_code_in_another_form() -> None:
    """The exact code is taken, which leaves the other form on its own."""
    result = reconciled(
        "dossier_code\n000.00.12.H60-250115-0001\nH60.12-250115-0001", "dossier_code\nH60.12-250115-0001"
    )
    assert result.matched["dossier_code_left"].to_list() == ["H60.12-250115-0001"]
    assert result.only_left["dossier_code"].to_list() == ["000.00.12.H60-250115-0001"]


def test_the_same_unit_procedure_and_minute_where_codes_differ() -> None:
    left = """
        dossier_code | unit_code     | procedure_code | received_at
        A-1          | 000.00.12.H60 | 1.014390       | 2026-03-02 08:00:41
        A-2          | 000.00.12.H60 | 1.014390       | 2026-03-02 09:00:00
    """
    right = """
        dossier_code | unit_code | procedure_code   | received_at
        B-1          | H60.12    | 1.014390.H60     | 2026-03-02 08:00:00
        B-2          | H60.12    | 1.999999         | 2026-03-02 09:00:00
    """
    assert matched(left, right) == [("A-1", "B-1", "same_time")]


def test_seconds_tell_two_of_one_minute_apart() -> None:
    left = """
        dossier_code | procedure_code | received_at
        A-1          | 1.014390       | 2026-03-02 08:00:10
        A-2          | 1.014390       | 2026-03-02 08:00:40
    """
    right = """
        dossier_code | procedure_code | received_at
        B-2          | 1.014390       | 2026-03-02 08:00:40
        B-1          | 1.014390       | 2026-03-02 08:00:10
    """
    assert matched(left, right) == [("A-1", "B-1", "same_time"), ("A-2", "B-2", "same_time")]


def test_two_of_one_minute_without_seconds_are_ambiguous() -> None:
    left = """
        dossier_code | procedure_code | received_at
        A-1          | 1.014390       | 2026-03-02 08:00:10
        A-2          | 1.014390       | 2026-03-02 08:00:40
    """
    right = """
        dossier_code | procedure_code | received_at
        B-1          | 1.014390       | 2026-03-02 08:00:00
    """
    result = reconciled(left, right)
    assert result.matched.is_empty()
    assert (result.summary["ambiguous_left"], result.summary["ambiguous_right"]) == (2, 1)
    assert result.ambiguous["matched_by"].unique().to_list() == ["same_time"]


def test_the_only_one_of_its_day() -> None:
    left = """
        dossier_code | procedure_code | received_at
        A-1          | 1.014390       | 2026-03-02 08:00:10
    """
    right = """
        dossier_code | procedure_code | received_at
        B-1          | 1.014390       | 2026-03-02 00:00:00
    """
    assert matched(left, right) == [("A-1", "B-1", "same_day")]


def test_not_the_only_one_of_its_day_even_if_the_other_has_its_pair() -> None:
    left = """
        dossier_code | procedure_code | received_at
        A-1          | 1.014390       | 2026-03-02 08:00:10
        C-1          | 1.014390       | 2026-03-02 10:00:00
    """
    right = """
        dossier_code | procedure_code | received_at
        B-1          | 1.014390       | 2026-03-02 00:00:00
        C-1          | 1.014390       | 2026-03-02 10:00:00
    """
    result = reconciled(left, right)
    assert result.matched["dossier_code_left"].to_list() == ["C-1"]
    assert result.ambiguous.select("side", "dossier_code", "first_candidates").rows() == [
        ("left", "A-1", "B-1"),
        ("right", "B-1", "A-1"),
    ]


def test_without_a_procedure_the_time_matches_nothing() -> None:
    left = "dossier_code | procedure_code | received_at\nA-1 | | 2026-03-02 08:00:10"
    right = "dossier_code | procedure_code | received_at\nB-1 | | 2026-03-02 08:00:10"
    assert matched(left, right) == []


def test_an_ambiguous_code_is_not_settled_by_a_weaker_way() -> None:
    left = """
        dossier_code              | procedure_code | received_at
        000.00.12.H60-250115-0001 | 1.014390       | 2026-03-02 08:00:10
        H60.12-250115-1           | 1.014391       | 2026-03-02 08:00:10
    """
    right = """
        dossier_code         | procedure_code | received_at
        H60.12-20250115-0001 | 1.014390       | 2026-03-02 08:00:10
    """
    assert matched(left, right) == []


def test_payments_are_matched_by_dossier_amount_and_minute() -> None:
    left = """
        transaction_code | dossier_code       | amount_vnd | paid_at
        T1               | H60.12-250115-0001 | 20000      | 2026-03-02 08:00:10
    """
    right = """
        transaction_code | dossier_code              | amount_vnd | paid_at
        X9               | 000.00.12.H60-250115-0001 | 20000      | 2026-03-02 08:00:00
    """
    result = reconciled(left, right, "payments")
    assert result.matched["matched_by"].to_list() == ["same_time"]
    assert result.differences.select("field", "reason").rows() == [("paid_at", "seconds_lost")]


def test_a_key_of_several_columns() -> None:
    left = "place_code | year | dimension | score\nH60 | 2024 | 1 | 5.1\nH60 | 2024 | 2 | 5.2"
    right = "place_code | year | dimension | score\nh60 | 2024 | 1 | 5.0\nH60 | 2025 | 2 | 5.2"
    result = reconciled(left, right, "papi_scores")
    assert result.matched.select("place_code_left", "dimension_left", "matched_by").rows() == [("H60", 1, "same_code")]


# --- scope ---------------------------------------------------------------------------------

TWO_MONTHS = """
    dossier_code | unit_code | received_at
    A-1          | H60.101   | 2026-03-31 08:00
    A-2          | H60.102   | 2026-04-01 08:00
    A-3          | H60.102   |
"""
ONE_DAY_LATER = """
    dossier_code | unit_code | received_at
    A-1          | H60.101   | 2026-04-01 08:00
    B-2          | H60.102   | 2026-04-02 08:00
"""


def test_a_pair_is_in_the_period_if_either_of_its_records_is() -> None:
    march = Scope(period=Period.parse("2026-03"))
    result = reconciled(TWO_MONTHS, ONE_DAY_LATER, scope=march)
    assert result.matched["dossier_code_left"].to_list() == ["A-1"]
    assert result.only_left.is_empty() and result.only_right.is_empty()
    april = reconciled(TWO_MONTHS, ONE_DAY_LATER, scope=Scope(period=Period.parse("2026-04")))
    assert april.only_left["dossier_code"].to_list() == ["A-2"]
    assert april.only_right["dossier_code"].to_list() == ["B-2"]


def test_one_unit_however_its_code_is_written() -> None:
    left = "dossier_code | unit_code\nA-1 | 000.00.12.H60\nA-2 | H60.13"
    right = "dossier_code | unit_code\nA-1 | H60.13\nA-3 | H60.12"
    result = reconciled(left, right, scope=Scope(unit_code="H60.12"))
    assert result.matched["dossier_code_left"].to_list() == ["A-1"]
    assert result.only_right["dossier_code"].to_list() == ["A-3"]
    assert result.summary["left"] == 1


def test_both_sides_as_they_stood() -> None:
    left = """
        dossier_code | received_at      | status | completed_at
        A-1          | 2026-03-02 08:00 | 9      | 2026-03-05 08:00
        A-2          | 2026-03-06 08:00 | 4      |
    """
    right = """
        dossier_code | received_at      | status | completed_at
        A-1          | 2026-03-02 08:00 | 4      |
    """
    then = reconciled(left, right, as_of=datetime(2026, 3, 4))
    assert then.summary["identical"] == 1 and then.summary["left"] == 1
    now = reconciled(left, right)
    assert now.differences["field"].to_list() == ["ended", "status"]
