"""The days on which the plan wants reports, and how they are written."""

from datetime import date, datetime

import pytest

from par_metrics.domain.period import Period
from par_metrics.domain.reporting_days import period_in_words, report_instant, reporting_day, until_in_words

LONG_AFTER = datetime(2030, 1, 1)


@pytest.mark.parametrize(
    ("period", "day"),
    [
        ("2026-Q1", date(2026, 3, 10)),
        ("2026-Q2", date(2026, 6, 10)),
        ("2026-Q4", date(2026, 12, 10)),
        ("2026-H1", date(2026, 6, 10)),
        ("2026", date(2026, 12, 10)),
        # The plan asks for no report of these.
        ("2026-H2", None),
        ("2026-09", None),
        ("2026-W05", None),
        ("2026-01-01/2026-06-10", None),
    ],
)
def test_the_day_of_a_period_is_that_of_the_plan(period: str, day: date | None) -> None:
    assert reporting_day(Period.parse(period)) == day


def test_a_report_is_of_the_first_moment_of_its_day_or_of_now_or_of_the_end() -> None:
    quarter = Period.parse("2026-Q3")
    assert report_instant(quarter, LONG_AFTER) == datetime(2026, 9, 10)
    assert report_instant(quarter, datetime(2026, 8, 1, 9)) == datetime(2026, 8, 1, 9)
    assert report_instant(Period.parse("2026-09"), LONG_AFTER) == datetime(2026, 10, 1)


@pytest.mark.parametrize(
    ("period", "words"),
    [
        ("2026-Q4", "quý IV năm 2026"),
        ("2026-H1", "6 tháng đầu năm 2026"),
        ("2026-H2", "6 tháng cuối năm 2026"),
        ("2026", "năm 2026"),
        ("2026-09", "tháng 9 năm 2026"),
        ("2026-09-05", "ngày 5/9/2026"),
        ("2026-01-01/2026-06-10", "từ ngày 1/1/2026 đến hết ngày 10/6/2026"),
    ],
)
def test_a_period_in_words(period: str, words: str) -> None:
    assert period_in_words(Period.parse(period)) == words


def test_midnight_is_the_end_of_the_day_before() -> None:
    assert until_in_words(datetime(2026, 9, 10)) == "hết ngày 9/9/2026"
    assert until_in_words(datetime(2026, 9, 10, 8, 5)) == "8 giờ 05 phút ngày 10/9/2026"
