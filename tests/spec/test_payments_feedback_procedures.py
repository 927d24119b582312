"""Payments, feedback and procedures."""

from datetime import datetime

import pytest

from par_metrics.testing import Ratio
from tests.spec.conftest import Spec


def test_payments_made_in_the_period(spec: Spec) -> None:
    """Giao dịch đã thanh toán, số tiền lớn hơn 0, theo ngày thanh toán; chưa rõ hình thức thì loại ra, có đếm."""
    spec.add(
        "payments",
        """
        transaction_code | status   | amount_vnd | paid_at          | method
        t1               | paid     | 10000      | 2026-03-02 08:00 | online
        t2               | paid     | 10000      | 2026-03-02 08:00 | transfer
        t3               | paid     | 10000      | 2026-03-02 08:00 | cash
        t4               | paid     | 10000      | 2026-03-02 08:00 |
        t5               | paid     | 0          | 2026-03-02 08:00 | online
        t6               | refunded | 10000      | 2026-03-02 08:00 | online
        t7               | paid     | 10000      | 2026-04-02 08:00 | online
        t8               | paid     | 10000      |                  | online
        """,
    )
    assert spec.compute("online_payment_rate", "2026-03") == Ratio(1, 3)
    assert spec.compute("cashless_payment_rate", "2026-03") == Ratio(2, 3)
    assert spec.excluded("cashless_payment_rate", "2026-03") == {"not_known": 1}


@pytest.mark.parametrize(("cash", "value", "status"), [(0, 1.0, "met"), (1, 0.8, "met"), (2, 0.6, "missed")])
def test_a_target_is_met_from_the_exact_share_on(spec: Spec, cash: int, value: float, status: str) -> None:
    """Đúng 80 % là đạt, dưới 80 % là chưa đạt."""
    for number in range(5):
        method = "cash" if number < cash else "online"
        spec.insert("payments", {"transaction_code": f"t{number}", "paid_at": "2026-03-02", "method": method})
    figures = spec.figures("online_payment_rate", "2026-03")
    assert figures.select("value", "target", "status").row(0) == (value, 0.8, status)


@pytest.mark.parametrize(("period", "target"), [("2025-12", None), ("2026", 0.8), ("2030", 0.8), ("2031-01", None)])
def test_a_target_holds_in_the_years_of_the_plan(spec: Spec, period: str, target: float | None) -> None:
    """Chỉ tiêu theo năm của ngày đầu kỳ: từ năm 2026 đến hết năm 2030."""
    assert spec.figures("online_payment_rate", period)["target"].item() == target


FEEDBACK = """
    feedback_code | topic     | sent_at          | transferred_at   | processed_at     | published_at
    f1            | procedure | 2026-03-02 08:00 |                  | 2026-03-23 16:00 | 2026-03-24 08:00
    f2            | procedure | 2026-03-02 08:00 |                  | 2026-03-24 08:00 |
    f3            | procedure | 2026-03-02 08:00 | 2026-03-04 08:00 | 2026-03-25 16:00 |
    f4            | procedure | 2026-03-02 08:00 |                  |                  |
    f5            | conduct   | 2026-03-02 08:00 |                  | 2026-03-03 08:00 | 2026-03-03 08:00
    f6            |           | 2026-03-02 08:00 |                  | 2026-03-03 08:00 | 2026-03-03 08:00
"""


def test_feedback_has_fifteen_working_days_from_its_last_transfer(spec: Spec) -> None:
    """15 ngày làm việc kể từ khi gửi hoặc chuyển đến lần cuối; hết ngày cuối mới là quá hạn."""
    spec.add("feedback", FEEDBACK)
    assert spec.compute("feedback_resolved_rate", "2026-03") == Ratio(3, 4)
    assert spec.compute("feedback_on_time_rate", "2026-03") == Ratio(2, 4)
    assert spec.compute("feedback_published_rate", "2026-03") == Ratio(1, 3)


def test_feedback_not_yet_due_is_left_out_until_its_deadline_has_passed(spec: Spec) -> None:
    """Chưa đến hạn thì chưa tính; qua hết ngày thứ 15 mới tính."""
    spec.add("feedback", FEEDBACK)
    before, after = datetime(2026, 3, 23, 12), datetime(2026, 3, 24)
    assert spec.compute("feedback_resolved_rate", "2026-03", as_of=before) == Ratio(0, 0)
    assert spec.excluded("feedback_resolved_rate", "2026-03", as_of=before) == {"not_known": 1, "not_yet_due": 4}
    assert spec.compute("feedback_resolved_rate", "2026-03", as_of=after) == Ratio(1, 3)
    assert spec.excluded("feedback_resolved_rate", "2026-03", as_of=after) == {"not_known": 1, "not_yet_due": 1}


def test_what_happens_to_feedback_after_as_of_has_not_happened(spec: Spec) -> None:
    """Chuyển đến, xử lý, công khai sau thời điểm lấy số liệu: lúc đó chưa có; đã xử lý trước hạn thì tính ngay."""
    spec.add(
        "feedback",
        """
        feedback_code | topic     | sent_at          | transferred_at   | processed_at     | published_at
        f1            | procedure | 2026-03-02 08:00 | 2026-03-25 08:00 | 2026-04-02 08:00 |
        f2            | procedure | 2026-03-02 08:00 |                  | 2026-03-10 08:00 | 2026-03-26 08:00
        f3            | procedure | 2026-03-20 08:00 |                  | 2026-03-23 08:00 |
        """,
    )
    early = datetime(2026, 3, 24, 12)
    assert spec.compute("feedback_resolved_rate", "2026-03", as_of=early) == Ratio(2, 3)
    assert spec.compute("feedback_published_rate", "2026-03", as_of=early) == Ratio(0, 2)
    assert spec.compute("feedback_resolved_rate", "2026-03") == Ratio(3, 3)
    assert spec.compute("feedback_published_rate", "2026-03") == Ratio(1, 3)


def test_a_deadline_that_ends_before_a_weekend_has_passed_on_the_weekend(spec: Spec) -> None:
    """Hạn là thứ Sáu thì thứ Bảy đã quá hạn; ngày chuyển ghi trước ngày gửi thì tính từ ngày gửi."""
    spec.add(
        "feedback",
        """
        feedback_code | topic     | sent_at          | transferred_at   | processed_at
        f1            | procedure | 2026-03-06 08:00 |                  |
        f2            | procedure | 2026-03-06 08:00 | 2026-03-02 08:00 |
        """,
    )
    friday, saturday = datetime(2026, 3, 27, 23, 59), datetime(2026, 3, 28)
    assert spec.compute("feedback_resolved_rate", "2026-03", as_of=friday) == Ratio(0, 0)
    assert spec.excluded("feedback_resolved_rate", "2026-03", as_of=friday) == {"not_yet_due": 2}
    assert spec.compute("feedback_resolved_rate", "2026-03", as_of=saturday) == Ratio(0, 2)
    assert spec.excluded("feedback_resolved_rate", "2026-03", as_of=saturday) == {}


def test_feedback_outside_competence_or_refused_is_not_ours(spec: Spec) -> None:
    """Không thuộc thẩm quyền hoặc đã từ chối thì không tính; từ chối sau thời điểm lấy số liệu thì lúc đó chưa."""
    spec.add(
        "feedback",
        """
        feedback_code | topic     | sent_at          | is_within_competence | refused_at       | status     | processed_at
        f1            | procedure | 2026-03-02 08:00 | no                   |                  |            |
        f2            | procedure | 2026-03-02 08:00 |                      | 2026-03-03 08:00 |            |
        f3            | procedure | 2026-03-02 08:00 |                      |                  | refused    |
        f4            | procedure | 2026-03-02 08:00 | yes                  |                  | processing |
        f5            | procedure | 2026-03-02 08:00 |                      | 2026-03-03 08:00 | refused    |
        """,
    )
    assert spec.compute("feedback_resolved_rate", "2026-03") == Ratio(0, 1)
    before = datetime(2026, 3, 3)
    assert spec.compute("feedback_resolved_rate", "2026-03", as_of=before) == Ratio(0, 0)
    assert spec.excluded("feedback_resolved_rate", "2026-03", as_of=before) == {"not_yet_due": 3}


PROCEDURES = """
    procedure_code | level    | decision_on | is_published | published_on | is_one_stop | is_eligible_full_online | service_level | has_fee | is_eligible_online_payment | is_online_payment_enabled
    1.000001       | commune  | 2026-01-05  | yes          | 2026-01-10   | yes         | yes                     | full          | yes     | yes                        | yes
    1.000002       | commune  |             | yes          | 2026-04-10   | no          | yes                     | partial       | yes     | yes                        | no
    1.000003       | commune  | 2026-03-05  | no           |              | yes         | no                      | partial       | yes     | no                         | no
    1.000004       | province | 2026-01-05  | yes          | 2026-01-10   |             | yes                     | full          | no      | yes                        | yes
"""


@pytest.mark.parametrize(
    ("indicator", "ward", "department", "total"),
    [
        ("procedures_published_rate", Ratio(1, 3), Ratio(1, 1), Ratio(2, 4)),
        ("one_stop_procedures_rate", Ratio(2, 3), Ratio(0, 1), Ratio(2, 4)),
        ("full_online_services_rate", Ratio(1, 2), Ratio(1, 1), Ratio(2, 3)),
        ("online_payment_services_rate", Ratio(1, 2), Ratio(0, 0), Ratio(1, 2)),
    ],
)
def test_procedures_belong_to_the_units_of_their_level(
    spec: Spec, indicator: str, ward: Ratio, department: Ratio, total: Ratio
) -> None:
    """Thủ tục cấp xã của phường, cấp tỉnh của sở; tổng đếm mỗi thủ tục một lần."""
    spec.add("units", "unit_code | level\nP1 | commune\nP2 | commune\nS1 | department")
    spec.add("procedures", PROCEDURES)
    assert spec.compute(indicator, "2026-03", unit="P1") == ward
    assert spec.compute(indicator, "2026-03", unit="P2") == ward
    assert spec.compute(indicator, "2026-03", unit="S1") == department
    assert spec.compute(indicator, "2026-03") == total


def test_a_procedure_or_unit_of_unknown_level_belongs_to_all(spec: Spec) -> None:
    """Chưa rõ cấp của thủ tục hoặc của đơn vị thì không loại ra."""
    spec.add("units", "unit_code | level\nP1 | commune\nX1 |")
    spec.add(
        "procedures",
        """
        procedure_code | level    | is_one_stop
        1.000001       | province | yes
        1.000002       |          | yes
        1.000003       | commune  | yes
        """,
    )
    assert spec.compute("one_stop_procedures_rate", "2026-03", unit="P1") == Ratio(2, 2)
    assert spec.compute("one_stop_procedures_rate", "2026-03", unit="X1") == Ratio(3, 3)


def test_a_procedure_of_a_level_without_units_is_nobodys(spec: Spec) -> None:
    """Thủ tục cấp tỉnh ở nơi chỉ có phường thì không tính vào tổng; chưa có danh mục đơn vị thì tính tất cả."""
    spec.add("procedures", "procedure_code | level | is_one_stop\n1.000001 | province | yes\n1.000002 | commune | yes")
    assert spec.compute("one_stop_procedures_rate", "2026-03") == Ratio(2, 2)
    spec.add("units", "unit_code | level\nP1 | commune")
    assert spec.compute("one_stop_procedures_rate", "2026-03") == Ratio(1, 1)


def test_what_is_decided_or_published_on_the_day_after_the_period_is_not_of_it(spec: Spec) -> None:
    """Công bố, công khai từ ngày đầu kỳ sau thì kỳ này chưa có; có ngày mà chưa công khai thì chưa tính."""
    spec.add(
        "procedures",
        """
        procedure_code | decision_on | is_published | published_on
        1.000001       | 2026-04-01  | no           |
        1.000002       | 2026-01-05  | yes          | 2026-04-01
        1.000003       | 2026-01-05  | no           | 2026-01-10
        """,
    )
    assert spec.compute("procedures_published_rate", "2026-03") == Ratio(0, 2)
    assert spec.compute("procedures_published_rate", "2026-04") == Ratio(1, 3)


def test_a_procedure_is_in_force_from_its_decision(spec: Spec) -> None:
    """Thủ tục có hiệu lực từ ngày quyết định công bố."""
    spec.add("procedures", PROCEDURES)
    assert spec.compute("procedures_published_rate", "2026-02") == Ratio(2, 3)
    assert spec.compute("procedures_published_rate", "2026-04") == Ratio(3, 4)
    assert spec.compute("procedures_published_rate", "2026-04", as_of=datetime(2026, 4, 5)) == Ratio(2, 4)
