"""What the records to come must bring, reckoned in whole records."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from par_metrics.questions.forecast.need import Need, need, status_of


def test_the_rate_and_the_records_needed() -> None:
    """70 of 100 are good, 50 come, 80 % of 150 are 120: 50 more, every one of them."""
    assert need(70, 100, 50, 0.8) == Need(rate=1.0, records=50, allowed_misses=0, to_mend=0)


def test_a_part_of_a_record_is_a_whole_one() -> None:
    """80 % of 101 are 80.8: 81 are needed, so 11 of the 21 to come; 10 may miss."""
    assert need(70, 80, 21, 0.8) == Need(rate=pytest.approx(10.8 / 21), records=11, allowed_misses=10, to_mend=0)


def test_a_share_that_comes_out_even_needs_no_record_more() -> None:
    """0.8 of 100 are exactly 80; 0.07 of 100 exactly 7, which as a float is 7.000000000000001."""
    assert need(80, 90, 10, 0.8).records == 0
    assert need(6, 90, 10, 0.07).records == 1


def test_more_than_all_to_come_must_be_mended() -> None:
    """60 of 100 and 20 to come: 96 are needed, so 16 of the 40 misses must be mended."""
    assert need(60, 100, 20, 0.8) == Need(rate=1.8, records=36, allowed_misses=0, to_mend=16)


def test_enough_already() -> None:
    assert need(100, 100, 20, 0.8) == Need(rate=0.0, records=0, allowed_misses=20, to_mend=0)


def test_nothing_to_come_has_no_rate() -> None:
    assert need(7, 10, 0, 0.8) == Need(rate=None, records=1, allowed_misses=0, to_mend=1)


@given(st.integers(0, 500), st.integers(0, 500), st.integers(0, 500), st.integers(0, 100))
def test_with_the_records_needed_the_target_is_reached_and_with_one_less_it_is_not(
    good: int, bad: int, to_come: int, percent: int
) -> None:
    target = percent / 100
    total, exact = good + bad + to_come, Fraction(percent, 100)
    needed = need(good, good + bad, to_come, target)
    assert good + needed.records >= exact * total
    assert needed.records == 0 or good + needed.records - 1 < exact * total
    assert needed.allowed_misses == max(to_come - needed.records, 0)
    assert needed.to_mend <= bad


@pytest.mark.parametrize(
    ("good", "counted", "to_come", "forecast", "mendable", "status"),
    [
        (100, 100, 20, 0.99, 0, "secured"),
        (85, 100, 50, 0.85, 0, "on_course"),
        (80, 100, 50, 0.8, 0, "on_course"),
        (75, 100, 50, 0.75, 0, "at_risk"),
        (60, 100, 20, 0.6, 0, "out_of_reach"),
        (60, 100, 20, 0.6, 40, "at_risk"),
        (60, 100, 20, 0.6, 15, "out_of_reach"),
    ],
)
def test_where_it_stands(good: int, counted: int, to_come: int, forecast: float, mendable: int, status: str) -> None:
    assert status_of(need(good, counted, to_come, 0.8), forecast, 0.8, mendable) == status
