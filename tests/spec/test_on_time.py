"""The on-time rules side by side (plan A.III.3)."""

from datetime import datetime

import pytest

from par_metrics.testing import Ratio
from tests.spec.conftest import Spec

RULES = ("on_time_rate", "on_time_rate_original_due", "on_time_rate_due", "on_time_rate_qd766")


@pytest.mark.measure
def test_a_dossier_ended_on_its_due_day_is_on_time(spec: Spec) -> None:
    """Kết thúc trong ngày hẹn là đúng hạn; đang xử lý thì không tính."""
    spec.add(
        "dossiers",
        """
        dossier_code | status | received_at      | due_at     | completed_at
        d1           | 10     | 2026-03-01 08:00 | 2026-03-05 | 2026-03-05 16:00
        d2           | 10     | 2026-03-01 08:00 | 2026-03-05 | 2026-03-06 08:00
        d3           | 4      | 2026-03-01 08:00 | 2026-03-05 |
        """,
    )
    assert spec.compute("on_time_rate", "2026-03") == Ratio(1, 2)


@pytest.mark.parametrize("rule", RULES)
def test_a_due_date_with_a_time_ends_at_that_time(spec: Spec, rule: str) -> None:
    """Ngày hẹn có giờ thì hết hạn đúng giờ đó, kể cả trùng giờ là đúng hạn."""
    spec.add(
        "dossiers",
        """
        dossier_code | received_at      | due_at           | completed_at
        d1           | 2026-03-01 08:00 | 2026-03-05 17:00 | 2026-03-05 17:00
        d2           | 2026-03-01 08:00 | 2026-03-05 17:00 | 2026-03-05 17:01
        """,
    )
    assert spec.compute(rule, "2026-03") == Ratio(1, 2)


def test_the_end_is_the_end_of_handling_else_the_return(spec: Spec) -> None:
    """Có ngày kết thúc xử lý thì dùng ngày đó, không thì dùng ngày trả."""
    spec.add(
        "dossiers",
        """
        dossier_code | received_at      | due_at     | completed_at     | returned_at
        d1           | 2026-03-01 08:00 | 2026-03-05 | 2026-03-05 16:00 | 2026-03-09 08:00
        d2           | 2026-03-01 08:00 | 2026-03-05 |                  | 2026-03-05 08:00
        d3           | 2026-03-01 08:00 | 2026-03-05 |                  | 2026-03-09 08:00
        """,
    )
    assert spec.compute("on_time_rate", "2026-03") == Ratio(2, 3)


def test_the_period_is_that_of_the_end_and_half_open(spec: Spec) -> None:
    """Hồ sơ thuộc kỳ có ngày kết thúc; đúng 0 giờ đầu tháng sau thuộc tháng sau."""
    spec.add(
        "dossiers",
        """
        dossier_code | received_at      | due_at     | completed_at
        d1           | 2026-02-20 08:00 | 2026-03-05 | 2026-03-01 00:00
        d2           | 2026-03-20 08:00 | 2026-04-05 | 2026-04-01 00:00
        """,
    )
    assert spec.compute("on_time_rate", "2026-03") == Ratio(1, 1)
    assert spec.compute("on_time_rate", "2026-04") == Ratio(1, 1)
    assert spec.compute("on_time_rate", "2026") == Ratio(2, 2)


@pytest.mark.parametrize("status", [1, 3, 4, 5, 6, 7, 8])
def test_only_resolved_dossiers_count(spec: Spec, status: int) -> None:
    """Chỉ trạng thái 9 và 10 là đã giải quyết."""
    spec.insert(
        "dossiers",
        {
            "dossier_code": "d1",
            "status": status,
            "received_at": "2026-03-01",
            "due_at": "2026-03-05",
            "completed_at": "2026-03-03",
        },
    )
    assert spec.compute("on_time_rate", "2026-03") == Ratio(0, 0)


@pytest.mark.parametrize("rule", ["on_time_rate", "on_time_rate_original_due"])
def test_no_end_or_no_due_date_is_left_out_and_counted(spec: Spec, rule: str) -> None:
    """Thiếu ngày kết thúc hoặc ngày hẹn: loại ra, có đếm; không có ngày kết thúc thì xếp theo ngày tiếp nhận."""
    spec.add(
        "dossiers",
        """
        dossier_code | received_at      | due_at     | completed_at
        d1           | 2026-03-01 08:00 | 2026-03-05 |
        d2           | 2026-03-01 08:00 |            | 2026-03-05 08:00
        d3           | 2026-03-01 08:00 |            |
        d4           | 2026-03-01 08:00 | 2026-03-05 | 2026-03-05 08:00
        """,
    )
    assert spec.compute(rule, "2026-03") == Ratio(1, 1)
    assert spec.excluded(rule, "2026-03") == {"no_end_date": 2, "no_due_date": 1}


def test_nothing_resolved_has_no_value(spec: Spec) -> None:
    """Không có hồ sơ thì không có tỷ lệ: không phải 0 %, không phải 100 %."""
    figures = spec.figures("on_time_rate", "2026-03")
    assert figures.select("numerator", "denominator", "value", "status").row(0) == (0, 0, None, "no_population")


def test_a_rescheduled_dossier_is_late_against_its_first_date(spec: Spec) -> None:
    """Hẹn lại ngày trả: đúng hạn theo ngày mới, trễ theo ngày hẹn ban đầu."""
    spec.add(
        "dossiers",
        """
        dossier_code | received_at      | original_due_at | due_at     | completed_at
        d1           | 2026-03-01 08:00 | 2026-03-05      | 2026-03-12 | 2026-03-10 08:00
        d2           | 2026-03-01 08:00 |                 | 2026-03-12 | 2026-03-10 08:00
        """,
    )
    assert spec.compute("on_time_rate", "2026-03") == Ratio(2, 2)
    assert spec.compute("on_time_rate_original_due", "2026-03") == Ratio(1, 2)


def test_of_dossiers_that_fell_due_the_open_ones_count_against(spec: Spec) -> None:
    """Theo hồ sơ đến hạn: chưa xong mà đến hạn là không đúng hạn; công dân rút thì loại ra."""
    spec.add(
        "dossiers",
        """
        dossier_code | status | received_at      | due_at     | completed_at
        d1           | 10     | 2026-02-25 08:00 | 2026-03-05 | 2026-02-28 08:00
        d2           | 4      | 2026-03-01 08:00 | 2026-03-05 |
        d3           | 7      | 2026-03-01 08:00 | 2026-03-05 | 2026-03-02 08:00
        d4           | 8      | 2026-03-01 08:00 | 2026-03-05 | 2026-03-02 08:00
        d5           | 10     | 2026-03-01 08:00 | 2026-04-05 | 2026-03-02 08:00
        d6           | 1      |                  | 2026-03-05 |
        """,
    )
    assert spec.compute("on_time_rate_due", "2026-03") == Ratio(2, 3)
    assert spec.excluded("on_time_rate_due", "2026-03") == {"withdrawn": 1}


def test_what_falls_due_after_as_of_is_not_due_yet(spec: Spec) -> None:
    """Chưa tới ngày hẹn ở thời điểm lấy số liệu thì chưa đến hạn."""
    spec.add(
        "dossiers",
        """
        dossier_code | status | received_at      | due_at
        d1           | 4      | 2026-03-01 08:00 | 2026-03-20
        """,
    )
    assert spec.compute("on_time_rate_due", "2026-03", as_of=datetime(2026, 3, 15)) == Ratio(0, 0)
    assert spec.compute("on_time_rate_due", "2026-03", as_of=datetime(2026, 3, 25)) == Ratio(0, 1)


def test_an_end_date_without_a_final_status_is_no_end(spec: Spec) -> None:
    """Trạng thái đang xử lý mà có ngày kết thúc: vẫn là chưa kết thúc."""
    spec.add(
        "dossiers",
        """
        dossier_code | status | received_at      | due_at     | completed_at
        d1           | 4      | 2026-03-01 08:00 | 2026-03-05 | 2026-03-03 08:00
        """,
    )
    assert spec.compute("on_time_rate_due", "2026-03") == Ratio(0, 1)
    assert spec.compute("on_time_rate_qd766", "2026-03") == Ratio(0, 1)
    assert spec.compute("overdue_open_count", "2026-03") == Ratio(1, None)


def test_nothing_after_as_of_has_happened(spec: Spec) -> None:
    """Số liệu tại một thời điểm đã qua không đổi vì việc xảy ra sau đó."""
    spec.add(
        "dossiers",
        """
        dossier_code | received_at      | due_at     | completed_at
        d1           | 2026-03-01 08:00 | 2026-03-05 | 2026-03-05 08:00
        d2           | 2026-03-01 08:00 | 2026-03-05 | 2026-03-20 08:00
        d3           | 2026-03-18 08:00 | 2026-03-25 | 2026-03-20 08:00
        """,
    )
    early = datetime(2026, 3, 15)
    assert spec.compute("on_time_rate", "2026-03", as_of=early) == Ratio(1, 1)
    assert spec.compute("overdue_open_count", "2026-03", as_of=early) == Ratio(1, None)
    assert spec.compute("on_time_rate_due", "2026-03", as_of=early) == Ratio(1, 2)
    assert spec.excluded("on_time_rate", "2026-03", as_of=early) == {}
    assert spec.compute("on_time_rate", "2026-03") == Ratio(2, 3)


def test_a_return_after_as_of_has_not_happened(spec: Spec) -> None:
    """Chỉ có ngày trả, và trả sau thời điểm lấy số liệu: đang xử lý, không phải thiếu ngày kết thúc."""
    spec.add(
        "dossiers",
        """
        dossier_code | received_at      | due_at     | returned_at
        d1           | 2026-03-01 08:00 | 2026-03-05 | 2026-03-20 08:00
        """,
    )
    early = datetime(2026, 3, 15)
    assert spec.compute("overdue_open_count", "2026-03", as_of=early) == Ratio(1, None)
    assert spec.excluded("overdue_open_count", "2026-03", as_of=early) == {}
    assert spec.excluded("on_time_rate", "2026-03", as_of=early) == {}


def test_a_dossier_ended_at_the_very_instant_of_as_of_is_not_yet_in_the_period(spec: Spec) -> None:
    """Kỳ tính đến trước thời điểm lấy số liệu: kết thúc đúng lúc đó thì chưa tính."""
    spec.add(
        "dossiers",
        """
        dossier_code | received_at      | due_at     | completed_at
        d1           | 2026-03-01 08:00 | 2026-03-05 | 2026-03-05 16:00
        """,
    )
    assert spec.compute("on_time_rate", "2026-03", as_of=datetime(2026, 3, 5, 16)) == Ratio(0, 0)
    assert spec.compute("on_time_rate", "2026-03", as_of=datetime(2026, 3, 5, 16, 1)) == Ratio(1, 1)


def test_a_withdrawal_or_stop_after_as_of_has_not_happened(spec: Spec) -> None:
    """Rút hoặc dừng sau thời điểm lấy số liệu: lúc đó đang xử lý."""
    spec.add(
        "dossiers",
        """
        dossier_code | status | received_at      | due_at     | completed_at
        d1           | 7      | 2026-03-01 08:00 | 2026-03-05 | 2026-03-20 08:00
        d2           | 8      | 2026-03-01 08:00 | 2026-03-05 | 2026-03-20 08:00
        """,
    )
    early = datetime(2026, 3, 15)
    assert spec.compute("overdue_open_count", "2026-03", as_of=early) == Ratio(2, None)
    assert spec.compute("on_time_rate_due", "2026-03", as_of=early) == Ratio(0, 2)
    assert spec.excluded("on_time_rate_due", "2026-03", as_of=early) == {}
    assert spec.excluded("on_time_rate_due", "2026-03") == {"withdrawn": 1}


def test_a_dossier_received_after_as_of_does_not_exist(spec: Spec) -> None:
    """Ngày kết thúc ghi trước ngày tiếp nhận vài giờ: chưa tiếp nhận thì chưa có hồ sơ."""
    spec.add(
        "dossiers",
        """
        dossier_code | received_at      | due_at     | completed_at
        d1           | 2026-03-11 08:00 | 2026-03-20 | 2026-03-10 09:00
        """,
    )
    assert spec.compute("on_time_rate", "2026-03", as_of=datetime(2026, 3, 10, 12)) == Ratio(0, 0)
    assert spec.compute("on_time_rate", "2026-03") == Ratio(1, 1)


def test_what_happens_at_the_very_end_of_the_period_has_ended_by_then(spec: Spec) -> None:
    """Kết thúc đúng 0 giờ đầu kỳ sau: cuối kỳ này không còn tồn đọng; tiếp nhận đúng lúc đó thì chưa thuộc kỳ này."""
    spec.add(
        "dossiers",
        """
        dossier_code | status | received_at      | due_at           | completed_at
        d1           | 10     | 2026-03-01 08:00 | 2026-03-20       | 2026-04-01 00:00
        d2           | 4      | 2026-04-01 00:00 | 2026-03-20       |
        d3           | 4      | 2026-03-01 08:00 | 2026-04-01 00:00 |
        """,
    )
    assert spec.compute("overdue_open_count", "2026-03") == Ratio(0, None)
    assert spec.compute("overdue_open_count", "2026-04") == Ratio(2, None)


@pytest.mark.parametrize("rule", RULES)
def test_other_sources_do_not_count(spec: Spec, rule: str) -> None:
    """Chỉ hồ sơ của hệ thống một cửa được tính."""
    spec.insert(
        "dossiers",
        {
            "source": "national_portal",
            "dossier_code": "d1",
            "received_at": "2026-03-01",
            "due_at": "2026-03-05",
            "completed_at": "2026-03-03",
        },
    )
    assert spec.compute(rule, "2026-03") == Ratio(0, 0)


def test_overdue_open_is_as_things_stood_at_the_end_of_the_period(spec: Spec) -> None:
    """Tồn đọng quá hạn tính tại cuối kỳ, dù sau đó đã xong."""
    spec.add(
        "dossiers",
        """
        dossier_code | status | received_at      | due_at     | completed_at
        d1           | 10     | 2026-03-01 08:00 | 2026-03-20 | 2026-04-02 08:00
        d2           | 4      | 2026-03-01 08:00 | 2026-03-20 |
        d3           | 4      | 2026-03-01 08:00 | 2026-03-31 |
        d4           | 10     | 2026-03-01 08:00 | 2026-03-20 | 2026-03-25 08:00
        d5           | 7      | 2026-03-01 08:00 | 2026-03-20 |
        d6           | 3      | 2026-03-01 08:00 | 2026-03-20 |
        d7           | 5      | 2026-01-01 08:00 | 2026-01-20 |
        d8           | 1      | 2026-03-01 08:00 | 2026-03-20 |
        d9           | 7      | 2026-03-01 08:00 | 2026-03-20 | 2026-03-25 08:00
        """,
    )
    assert spec.compute("overdue_open_count", "2026-03") == Ratio(4, None)
    assert spec.excluded("overdue_open_count", "2026-03") == {"no_end_date": 1}
    assert spec.compute("overdue_open_count", "2026-04") == Ratio(3, None)


@pytest.mark.measure
def test_a_count_of_none_meets_a_target_of_none(spec: Spec) -> None:
    """Không có hồ sơ quá hạn là đạt chỉ tiêu 0; có một hồ sơ là không đạt; chưa nạp hồ sơ nào thì chưa biết."""
    figures = spec.figures("overdue_open_count", "2026-03")
    assert figures.select("numerator", "value", "target", "status").row(0) == (None, None, 0, "no_population")
    spec.add("dossiers", "dossier_code | status | received_at | due_at\nd0 | 4 | 2026-03-01 | 2026-04-05")
    assert spec.figures("overdue_open_count", "2026-03").select("value", "target", "status").row(0) == (0, 0, "met")
    spec.add("dossiers", "dossier_code | status | received_at | due_at\nd1 | 4 | 2026-03-01 | 2026-03-05")
    assert spec.figures("overdue_open_count", "2026-03").select("value", "target", "status").row(0) == (1, 0, "missed")
