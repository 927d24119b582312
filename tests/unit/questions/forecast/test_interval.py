"""The interval of a share at the end of a period."""

import numpy as np
import pytest

from par_metrics.questions.forecast.interval import Rate, dispersion_of_rate, share_interval
from par_metrics.questions.forecast.volume import Volume, at_present_pace

PACE = at_present_pace(1000, 160, 80, 1.0)


def test_it_holds_the_figure_at_the_present_pace() -> None:
    low, high = share_interval(600, 1000, Rate(600, 1000), PACE, 0.95)
    assert 0.57 < low < 0.6 < high < 0.63


def test_it_is_close_to_the_normal_approximation() -> None:
    """500 of 1000 so far, 500 to come: the end's deviation is (500/1500)·√(¼/500 + ¼/1000) = 0.0091."""
    low, high = share_interval(500, 1000, Rate(500, 1000), Volume(500, 500.001, "working_days"), 0.95)
    assert (low, high) == (
        pytest.approx(0.5 - 1.96 * 0.00913, abs=0.001),
        pytest.approx(0.5 + 1.96 * 0.00913, abs=0.001),
    )


def test_a_lower_level_is_narrower() -> None:
    wide, narrow = (share_interval(600, 1000, Rate(600, 1000), PACE, level) for level in (0.95, 0.8))
    assert wide[0] < narrow[0] < narrow[1] < wide[1]


def test_months_that_differ_widen_it() -> None:
    """By the root of the dispersion: 4 doubles the width."""
    plain, wide = (share_interval(600, 1000, Rate(600, 1000, phi), PACE, 0.95) for phi in (1.0, 4.0))
    assert (wide[1] - wide[0]) / (plain[1] - plain[0]) == pytest.approx(2, rel=0.05)


def test_a_bound_never_misses_a_figure_by_rounding() -> None:
    """Where all to come are surely good, the figure is one of a few quotients, and the bounds hold them."""
    sure = Rate(10**9, 10**9)
    low, high = share_interval(2, 9, sure, Volume(0, 0, "working_days"), 0.95)
    assert low <= 2 / 9 <= high
    assert high - low < 1e-8
    low, high = share_interval(9, 9, sure, Volume(3, 3.1, "working_days"), 0.95)
    assert low <= 1.0 == high


def test_nothing_known_says_nothing() -> None:
    low, high = share_interval(0, 0, Rate(0, 0), Volume(20, 25, "working_days"), 0.95)
    assert low < 0.01 and high > 0.99


def test_the_same_question_has_the_same_answer() -> None:
    asked = [share_interval(33, 57, Rate(33, 57, 1.3), PACE, 0.9) for _ in range(2)]
    assert asked[0] == asked[1]


def test_dispersion_is_pearsons_chi_square_by_its_degrees_of_freedom() -> None:
    """20, 50, 80 of 100 each, expected 50: (900 + 0 + 900) / 25 = 72 over 2."""
    assert dispersion_of_rate([20, 50, 80], [100, 100, 100]) == pytest.approx(36)
    assert dispersion_of_rate([50, 50, 50], [100, 100, 100]) == 1
    assert dispersion_of_rate([100, 100, 100], [100, 100, 100]) == 1, "nothing but good ones"
    assert dispersion_of_rate([20, 80], [100, 100]) == 1, "two months say nothing"
    assert dispersion_of_rate([20, 50, 80, 0], [100, 100, 100, 0]) == pytest.approx(36), "empty months say nothing"


def _held(uses_dispersion: bool) -> float:
    """How often the 95 % interval after 9 months holds the year, where the share moves from month to month."""
    chance = np.random.default_rng(7)
    held = 0
    for _ in range(100):
        counted = chance.poisson(100, 12)
        good = chance.binomial(counted, chance.beta(28, 12, 12))
        phi = dispersion_of_rate(good[:9].tolist(), counted[:9].tolist()) if uses_dispersion else 1.0
        past = Rate(float(good[:9].sum()), float(counted[:9].sum()), phi)
        low, high = share_interval(past.good, past.counted, past, at_present_pace(past.counted, 189, 63, 1.0), 0.95)
        held += low <= good.sum() / counted.sum() <= high
    return held / 100


def test_the_interval_holds_where_months_differ_by_more_than_chance() -> None:
    assert _held(uses_dispersion=True) >= 0.88
    assert _held(uses_dispersion=False) < 0.85, "without the dispersion it would be too narrow"
