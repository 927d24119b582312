"""How many records are still to come, and how sure that is."""

import pytest

from par_metrics.questions.forecast.volume import Volume, after_last_year, at_present_pace, dispersion_of_volume


def test_the_present_pace_goes_on() -> None:
    """300 records in 60 working days are 5 a day: 100 in 20 days; variance 100 + (20/60)² · 300."""
    volume = at_present_pace(300, 60, 20, dispersion=1.0)
    assert (volume.mean, volume.method) == (100, "working_days")
    assert volume.variance == pytest.approx(100 + 300 / 9)


def test_months_that_differ_widen_it() -> None:
    assert at_present_pace(300, 60, 20, 3.0).variance == pytest.approx(3 * (100 + 300 / 9))


def test_last_years_course() -> None:
    """Last year 400 records were followed by 100; this year 200 should be followed by 50."""
    volume = after_last_year(200, 400, 100, dispersion=1.0)
    assert (volume.mean, volume.method) == (50, "last_year")
    assert volume.variance == pytest.approx(50 + 50**2 * (1 / 200 + 1 / 400 + 1 / 100))


def test_no_days_so_far_no_pace() -> None:
    assert at_present_pace(0, 0, 20, 1.0).mean == 0


def test_quantiles_are_whole_numbers_about_the_mean() -> None:
    low, middle, high = Volume(100, 150, "working_days").quantiles([0.025, 0.5, 0.975])
    assert 74 <= low <= 80 and 98 <= middle <= 100 and 122 <= high <= 127
    assert low == int(low) and high == int(high)
    assert list(Volume(0, 0, "working_days").quantiles([0.1, 0.9])) == [0, 0]


def test_dispersion_is_pearsons_chi_square_by_its_degrees_of_freedom() -> None:
    """100 and 40 and 40 records in months of 20 days: expected 60 each, (1600 + 400 + 400) / 60 / 2 = 20."""
    assert dispersion_of_volume([100, 40, 40], [20, 20, 20]) == pytest.approx(20)
    assert dispersion_of_volume([60, 60, 60], [20, 20, 20]) == 1
    assert dispersion_of_volume([50, 40, 60], [25, 20, 30]) == 1, "longer months hold more"
    assert dispersion_of_volume([100, 40], [20, 20]) == 1, "two months say nothing"
