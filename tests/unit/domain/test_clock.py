"""Instants as people and programs write them."""

from datetime import date, datetime

import pytest

from par_metrics.domain.clock import instant
from par_metrics.errors import UsageError

ZONE = "Asia/Ho_Chi_Minh"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("2026-09-10", datetime(2026, 9, 10)),
        ("2026-09-10T08:00", datetime(2026, 9, 10, 8)),
        ("2026-09-10T08:00+00:00", datetime(2026, 9, 10, 15)),
        (date(2026, 9, 10), datetime(2026, 9, 10)),
        ("10/9/2026", datetime(2026, 9, 10)),
        ("10-09-2026", datetime(2026, 9, 10)),
        ("10.9.2026", datetime(2026, 9, 10)),
        (" ngày 10 tháng 9 năm 2026 ", datetime(2026, 9, 10)),
        ("10/9/2026 17:30", datetime(2026, 9, 10, 17, 30)),
        ("17h30 ngày 10/9/2026", datetime(2026, 9, 10, 17, 30)),
        ("10/9/2026 05:00 CH", datetime(2026, 9, 10, 17)),
        ("12:05 SA 10/9/2026", datetime(2026, 9, 10, 0, 5)),
    ],
)
def test_an_instant_is_naive_local(given: str | date, expected: datetime) -> None:
    assert instant(given, ZONE) == expected


@pytest.mark.parametrize("text", ["10/9/26", "9/2026", "10/13/2026", "31/02/2026", "13:00 SA 10/9/2026", "mai", ""])
def test_what_is_no_instant_is_refused_in_both_languages(text: str) -> None:
    with pytest.raises(UsageError) as raised:
        instant(text, ZONE)
    assert raised.value.rule == "unknown_instant"
    assert "không phải thời điểm" in raised.value.label.vi and "01/10/2026" in str(raised.value)
