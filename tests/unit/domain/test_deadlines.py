"""The days that the words of a plan name."""

from datetime import date

import pytest

from par_metrics.domain.deadlines import days_named


@pytest.mark.parametrize(
    ("deadline", "days"),
    [
        ("31/12 hằng năm", ["12-31"]),
        ("Ngày 10 của tháng cuối quý; 10/6; 10/12", ["03-10", "06-10", "09-10", "12-10"]),
        ("trước 15/11/2026", ["11-15"]),
        ("15/11/2027", []),
        ("Thường xuyên", []),
        ("31/2; 45/13", []),
        ("Quyết định 766/2022/QĐ-TTg", []),
    ],
)
def test_the_days_of_a_year(deadline: str, days: list[str]) -> None:
    assert days_named(deadline, 2026) == {date.fromisoformat(f"2026-{day}") for day in days}
