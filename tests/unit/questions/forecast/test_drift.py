"""What share is expected where monthly shares drift."""

from collections.abc import Sequence

import pytest

from par_metrics.questions.forecast.drift import UNFORESEEN, Counted, expected_rate
from par_metrics.questions.forecast.interval import Rate


def months(good: Sequence[int], counted: int = 100) -> list[Counted]:
    return [Counted(of_month, counted) for of_month in good]


def test_months_that_differ_by_chance_weigh_nearly_alike() -> None:
    rate = expected_rate([], months([61, 58, 63, 60, 57, 62, 59, 60]), 4)
    assert rate.share == pytest.approx(0.6, abs=0.005)
    assert 400 < rate.counted <= 800


def test_months_that_drift_weigh_by_their_age() -> None:
    rate = expected_rate([], months([80, 75, 70, 65, 60, 55, 50, 45]), 4)
    assert rate.share is not None
    assert 0.45 < rate.share < 0.54, "the mean of all is 0.625"
    assert rate.counted < 300


def test_a_step_is_followed() -> None:
    rate = expected_rate([], months([80, 81, 79, 80, 50, 51, 49]), 4)
    assert rate.share == pytest.approx(0.52, abs=0.03)


def test_drift_seen_before_the_pace_counts_and_its_months_do_not() -> None:
    """Last year's fall makes recent months weigh more; the share is that of the months of the pace alone."""
    falling = months([90, 85, 80, 75, 70, 65, 60, 55, 50])
    share = expected_rate(falling, months([45, 40, 35]), 4).share
    assert share is not None and 0.35 < share < 0.39
    steady = expected_rate(months([40] * 9), months([45, 40, 35]), 4).share
    assert steady is not None and 0.39 < steady <= 0.41


def test_the_further_ahead_the_less_sure() -> None:
    near, far = (expected_rate([], months([60] * 6), ahead).wander for ahead in (1, 6))
    assert near == pytest.approx(UNFORESEEN * 1, rel=0.5)
    assert far > 2 * near
    assert expected_rate([], months([60] * 6), 0).wander == 0


def test_months_without_records_say_nothing() -> None:
    some = months([60, 55, 62])
    assert expected_rate([], [Counted(0, 0), *some, Counted(0, 0)], 3) == expected_rate([], some, 3)
    assert expected_rate(months([60]), [], 3) == Rate(0, 0)


def test_all_good_or_all_bad_is_no_trouble() -> None:
    for good in (0, 100):
        rate = expected_rate([], months([good] * 12), 6)
        assert rate.share == pytest.approx(good / 100)
        assert rate.dispersion == 1


def test_months_whose_misses_are_still_to_be_mended_weigh_alike() -> None:
    rate = expected_rate([], months([90, 90, 90, 90, 70, 50]), 4, may_drift=False)
    assert rate.share == pytest.approx(0.8)
    assert rate.counted == pytest.approx(600)
