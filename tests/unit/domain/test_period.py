"""Periods and their labels."""

from datetime import datetime
from itertools import pairwise

import pytest

from par_metrics.domain.period import Period
from par_metrics.errors import UsageError


@pytest.mark.parametrize(
    ("label", "start", "end"),
    [
        ("2026", datetime(2026, 1, 1), datetime(2027, 1, 1)),
        ("2026-H2", datetime(2026, 7, 1), datetime(2027, 1, 1)),
        ("2026-Q3", datetime(2026, 7, 1), datetime(2026, 10, 1)),
        ("2026-12", datetime(2026, 12, 1), datetime(2027, 1, 1)),
        ("2026-03-05", datetime(2026, 3, 5), datetime(2026, 3, 6)),
        ("2026-W01", datetime(2025, 12, 29), datetime(2026, 1, 5)),
        ("2026-01-01/2026-06-10", datetime(2026, 1, 1), datetime(2026, 6, 11)),
    ],
)
def test_a_label_names_a_half_open_interval(label: str, start: datetime, end: datetime) -> None:
    period = Period.parse(label)
    assert (period.start, period.end, period.label) == (start, end, label)


@pytest.mark.parametrize(
    ("words", "label"),
    [
        ("Quý 3/2026", "2026-Q3"),
        ("quý III/2026", "2026-Q3"),
        ("3/2026", "2026-03"),
        ("03-2026", "2026-03"),
        ("Q3/2026", "2026-Q3"),
        ("quý 3 năm 2026", "2026-Q3"),
        ("QUÝ IV NĂM 2026", "2026-Q4"),
        ("qui 1 nam 2026", "2026-Q1"),
        ("Q2/2026", "2026-Q2"),
        ("tháng 9/2026", "2026-09"),
        ("Tháng 09 năm 2026", "2026-09"),
        ("thang 12-2026", "2026-12"),
        ("6 tháng đầu năm 2026", "2026-H1"),
        ("sáu tháng cuối năm 2026", "2026-H2"),
        ("06 thang dau nam 2026", "2026-H1"),
        ("9 tháng đầu năm 2026", "2026-01-01/2026-09-30"),
        ("3 tháng đầu năm 2026", "2026-Q1"),
        ("năm 2026", "2026"),
        ("ngày 10/9/2026", "2026-09-10"),
        ("10-9-2026", "2026-09-10"),
        ("01/01/2026 - 10/06/2026", "2026-01-01/2026-06-10"),
        ("từ ngày 1/1/2026 đến hết ngày 10/6/2026", "2026-01-01/2026-06-10"),
        ("  2026-q3 ", "2026-Q3"),
    ],
)
def test_a_period_in_words_has_the_label_of_its_grain(words: str, label: str) -> None:
    period = Period.parse(words)
    assert period.label == label
    assert Period.parse(period.label) == period


@pytest.mark.parametrize(
    "text",
    [
        "quý 5/2026",
        "quý 0/2026",
        "quý V/2026",
        "quý 3",
        "tháng 13/2026",
        "tháng 9/26",
        "12 tháng đầu năm 2026",
        "0 tháng đầu năm 2026",
        "6 tháng cuối",
        "10/13/2026",
        "10/9/26",
        "10/9-2026",
        "",
        "26",
        "2026-13",
        "2026-Q5",
        "2026-H3",
        "2026/03",
        "13/2026",
        "0/2026",
        "3/26",
        "2026-02-30",
        "2026-W54",
    ],
)
def test_what_is_no_period_is_refused_in_both_languages(text: str) -> None:
    with pytest.raises(UsageError) as raised:
        Period.parse(text)
    assert "2026-Q3" in str(raised.value)
    assert "không phải" in raised.value.label.vi


def test_a_reporting_half_year_cut_early_keeps_an_honest_label() -> None:
    """Báo cáo 6 tháng chốt 10/6: tháng 6 chỉ có 10 ngày, nhãn phải nói vậy."""
    labels = [p.label for p in Period.parse("2026-01-01/2026-06-10").split("month")]
    assert labels == ["2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06-01/2026-06-10"]


@pytest.mark.parametrize("grain", ["day", "week", "month", "quarter", "half", "year"])
def test_the_pieces_cover_the_period_without_gap_or_overlap(grain: str) -> None:
    period = Period.parse("2025-11-17/2027-02-03")
    pieces = period.split(grain)  # type: ignore[arg-type]
    assert pieces[0].start == period.start
    assert pieces[-1].end == period.end
    assert all(a.end == b.start for a, b in pairwise(pieces))
    assert all(Period.parse(p.label) == p for p in pieces)


def test_an_unknown_grain_names_the_known_ones() -> None:
    with pytest.raises(UsageError, match="quarter"):
        Period.parse("2026").split("decade")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("label", "previous"),
    [
        ("2026", "2025"),
        ("2026-H1", "2025-H2"),
        ("2026-Q1", "2025-Q4"),
        ("2026-01", "2025-12"),
        ("2026-W01", "2025-W52"),
        ("2026-01-01", "2025-12-31"),
        ("2026-01-05/2026-01-08", "2026-01-01/2026-01-04"),
    ],
)
def test_the_previous_period_is_of_the_same_kind(label: str, previous: str) -> None:
    assert Period.parse(label).previous().label == previous


def test_the_cut_is_the_earlier_of_as_of_and_the_end() -> None:
    period = Period.parse("2026-03")
    assert period.cut(datetime(2026, 3, 10)) == datetime(2026, 3, 10)
    assert period.cut(datetime(2026, 5, 10)) == datetime(2026, 4, 1)


@pytest.mark.parametrize("text", ["2026-06-30/2026-01-01", "2026-06-10/2026-06-09"])
def test_a_period_written_backwards_says_so(text: str) -> None:
    with pytest.raises(UsageError, match="ends before it starts") as raised:
        Period.parse(text)
    assert "kết thúc trước khi bắt đầu" in raised.value.label.vi


@pytest.mark.parametrize(
    ("label", "instant", "before"),
    [
        ("2026", datetime(2026, 4, 1, 10), datetime(2025, 4, 1, 10)),
        ("2028", datetime(2028, 2, 29, 10), datetime(2027, 3, 1)),
        ("2028", datetime(2028, 3, 1), datetime(2027, 3, 1)),
        ("2026-H1", datetime(2026, 3, 15), datetime(2025, 9, 15)),
        ("2026-Q2", datetime(2026, 5, 31, 10), datetime(2026, 3, 1)),
        ("2026-Q2", datetime(2026, 6, 30, 23), datetime(2026, 3, 30, 23)),
        ("2026-03", datetime(2026, 3, 28, 10), datetime(2026, 2, 28, 10)),
        ("2026-03", datetime(2026, 3, 31, 10), datetime(2026, 3, 1)),
        ("2026-W10", datetime(2026, 3, 4, 8), datetime(2026, 2, 25, 8)),
        ("2026-03-05", datetime(2026, 3, 5, 8), datetime(2026, 3, 4, 8)),
        ("2026-01-05/2026-01-08", datetime(2026, 1, 6, 8), datetime(2026, 1, 2, 8)),
    ],
)
def test_the_same_day_of_the_period_before(label: str, instant: datetime, before: datetime) -> None:
    assert Period.parse(label).same_day_before(instant) == before


@pytest.mark.parametrize(
    ("label", "is_year"), [("2026", True), ("2026-01-01/2026-12-31", True), ("2026-H1", False), ("2026-01", False)]
)
def test_a_year_is_a_year_however_it_is_written(label: str, is_year: bool) -> None:
    assert Period.parse(label).is_year is is_year
