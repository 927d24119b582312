"""Which trends are more than chance."""

import polars as pl
import pytest

from par_metrics import catalogue
from par_metrics.questions.scorecard.chance import with_chance


def judged(indicator: str, now: tuple[int, int] | None, before: tuple[int, int] | None) -> bool | None:
    (n, d), (x, m) = now or (None, None), before or (None, None)
    trend = None if now is None or before is None else n / d - x / m
    schema = dict.fromkeys(("numerator", "denominator", "numerator_before", "denominator_before"), pl.Float64)
    card = pl.DataFrame([(n, d, x, m)], schema=schema, orient="row").with_columns(
        indicator=pl.lit(indicator), trend=pl.lit(trend, pl.Float64)
    )
    told: bool | None = with_chance(card, catalogue)["is_beyond_chance"].item()
    return told


@pytest.mark.parametrize(
    ("now", "before", "beyond"),
    [
        ((409, 435), (380, 430), True),  # |z| = 2.96
        ((56, 100), (45, 100), False),  # |z| = 1.56
        ((59, 100), (45, 100), True),  # |z| = 1.98
        ((3, 3), (1, 3), False),  # Fisher's exact test: 0.4
        ((8, 8), (1, 8), True),  # Fisher: 0.001
        ((5, 5), (9, 9), False),  # all in both
        ((0, 4), (0, 90), False),
    ],
)
def test_two_proportions_are_compared(now, before, beyond):
    assert judged("on_time_rate", now, before) is beyond


@pytest.mark.parametrize(
    "indicator",
    [
        "procedures_published_rate",  # the same register, looked at again
        "processing_working_days",  # no share
        "sipas",  # a mean of others
        "overdue_open_count",
    ],
)
def test_of_what_is_no_share_of_records_that_came_nothing_is_said(indicator):
    assert judged(indicator, (409, 435), (380, 430)) is None


def test_without_a_trend_nothing_is_said():
    assert judged("on_time_rate", (409, 435), None) is None
