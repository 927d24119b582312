"""Inputs of the score of Quyết định 766/QĐ-TTg that the records give."""

from datetime import datetime

import pytest

from par_metrics.testing import LATER, Ratio
from tests.spec.conftest import Spec

UNITS = "unit_code | level\nP1 | commune\nP2 | commune\nS1 | department"
PROCEDURES = """
    procedure_code | level    | service_level | has_fee
    1.000001       | commune  | full          | yes
    1.000002       | commune  | partial       | yes
    1.000003       | commune  | information   | no
    1.000004       | province | full          | yes
"""
DOSSIERS = """
    dossier_code | unit_code | procedure_code | status | received_at      | channel   | online_payment | source
    d1           | P1        | 1.000001       | 10     | 2026-03-02 08:00 | online    | national       | one_stop
    d2           | P1        | 1.000002       | 4      | 2026-03-02 08:00 | in_person | none           | one_stop
    d3           | P2        | 1.000002       | 10     | 2026-03-02 08:00 | online    | provincial     | one_stop
    d4           | P1        | 1.000003       | 10     | 2026-03-02 08:00 | online    |                | one_stop
    d5           | P1        | 1.000002       | 10     | 2026-04-01 00:00 | online    | national       | one_stop
    d6           | P1        | 1.000002       | 1      | 2026-03-02 08:00 | online    | national       | one_stop
    d7           | P1        | 1.000002       | 10     | 2026-03-02 08:00 | online    | national       | national_portal
    d8           | P1        | 1.000009       | 10     | 2026-03-02 08:00 | online    | national       | one_stop
"""


@pytest.mark.parametrize(
    ("indicator", "first", "second", "department", "total"),
    [
        ("qd766_online_services_rate", Ratio(2, 3), Ratio(2, 3), Ratio(1, 1), Ratio(3, 4)),
        ("qd766_online_services_used_rate", Ratio(1, 2), Ratio(1, 2), Ratio(0, 1), Ratio(2, 3)),
        ("qd766_procedures_paid_online_rate", Ratio(1, 2), Ratio(1, 2), Ratio(0, 1), Ratio(2, 3)),
        ("qd766_fee_procedures_used_rate", Ratio(2, 2), Ratio(1, 2), Ratio(0, 1), Ratio(2, 3)),
    ],
)
def test_procedures_of_a_level_count_whether_or_not_a_dossier_came_in(
    spec: Spec, indicator: str, first: Ratio, second: Ratio, department: Ratio, total: Ratio
) -> None:
    """Mẫu số là thủ tục thuộc thẩm quyền, kể cả không phát sinh hồ sơ; tổng đếm mỗi thủ tục một lần."""
    spec.add("units", UNITS)
    spec.add("procedures", PROCEDURES)
    spec.add("dossiers", DOSSIERS)
    assert spec.compute(indicator, "2026-03", unit="P1") == first
    assert spec.compute(indicator, "2026-03", unit="P2") == second
    assert spec.compute(indicator, "2026-03", unit="S1") == department
    assert spec.compute(indicator, "2026-03") == total


def test_a_period_without_any_dossier_still_has_its_procedures(spec: Spec) -> None:
    """Kỳ không có hồ sơ nào: 0 trên số thủ tục, không phải không phát sinh."""
    spec.add("units", UNITS)
    spec.add("procedures", PROCEDURES)
    spec.add("dossiers", DOSSIERS)
    assert spec.compute("qd766_fee_procedures_used_rate", "2025-12", unit="P1") == Ratio(0, 2)
    assert spec.compute("qd766_fee_procedures_used_rate", "2026-04", unit="P1") == Ratio(1, 2)


def test_a_dossier_received_after_as_of_has_not_come_in(spec: Spec) -> None:
    """Hồ sơ tiếp nhận sau thời điểm lấy số liệu: lúc đó chưa có."""
    spec.add("procedures", PROCEDURES)
    spec.add("dossiers", DOSSIERS)
    before, after = datetime(2026, 3, 2), datetime(2026, 3, 3)
    assert spec.compute("qd766_online_services_used_rate", "2026-03", as_of=before) == Ratio(0, 3)
    assert spec.compute("qd766_online_services_used_rate", "2026-03", as_of=after) == Ratio(2, 3)


def test_a_procedure_has_five_working_days_to_be_published(spec: Spec) -> None:
    """Công khai trong 5 ngày làm việc từ ngày quyết định: 2/3/2026 (thứ Hai) thì hạn là 9/3."""
    spec.add(
        "procedures",
        """
        procedure_code | decision_on | is_published | published_on
        1.000001       | 2026-03-02  | yes          | 2026-03-09
        1.000002       | 2026-03-02  | yes          | 2026-03-10
        1.000003       | 2026-03-02  | no           |
        1.000004       | 2026-02-27  | yes          | 2026-03-02
        1.000005       |             | yes          | 2026-03-02
        1.000006       | 2026-03-06  | no           | 2026-03-06
        """,
    )
    assert spec.compute("qd766_published_on_time_rate", "2026-03") == Ratio(1, 4)
    assert spec.compute("qd766_published_on_time_rate", "2026-02") == Ratio(1, 1)


def test_a_procedure_not_yet_due_for_publication_is_left_out(spec: Spec) -> None:
    """Chưa đến hạn công khai thì chưa tính, đã công khai thì tính ngay; qua hết ngày cuối mới tính là trễ."""
    spec.add(
        "procedures",
        """
        procedure_code | decision_on | is_published | published_on
        1.000001       | 2026-03-30  | no           |
        1.000002       | 2026-03-30  | yes          | 2026-03-31
        """,
    )
    last, next_day = datetime(2026, 4, 6, 23), datetime(2026, 4, 7)
    assert spec.compute("qd766_published_on_time_rate", "2026-03", as_of=last) == Ratio(1, 1)
    assert spec.excluded("qd766_published_on_time_rate", "2026-03", as_of=last) == {"not_yet_due": 1}
    assert spec.compute("qd766_published_on_time_rate", "2026-03", as_of=next_day) == Ratio(1, 2)


def test_digitised_is_with_its_papers_and_its_result(spec: Spec) -> None:
    """Số hóa: có cả thành phần và kết quả; thủ tục không trả giấy tờ thì không tính."""
    spec.add("procedures", "procedure_code | returns_document\n1.000001 | yes\n1.000002 | no")
    spec.add(
        "dossiers",
        """
        dossier_code | procedure_code | status | received_at      | completed_at     | has_digital_components | has_digital_result
        d1           | 1.000001       | 10     | 2026-03-02 08:00 | 2026-03-05 08:00 | yes                    | yes
        d2           | 1.000001       | 9      | 2026-03-02 08:00 | 2026-03-05 08:00 | yes                    | no
        d3           | 1.000001       | 10     | 2026-03-02 08:00 | 2026-03-05 08:00 |                        | yes
        d4           | 1.000002       | 10     | 2026-03-02 08:00 | 2026-03-05 08:00 | yes                    | yes
        d5           | 1.000009       | 10     | 2026-03-02 08:00 | 2026-03-05 08:00 | yes                    | yes
        d6           | 1.000001       | 4      | 2026-03-02 08:00 |                  | yes                    | yes
        """,
    )
    assert spec.compute("qd766_digitised_dossiers_rate", "2026-03") == Ratio(1, 3)
    assert spec.excluded("qd766_digitised_dossiers_rate", "2026-03") == {"unknown_procedure": 1}


# Sent on Monday 2/3/2026: to be refused by 4/3, asked about by 9/3, processed by 23/3, published 2 working days later.
FEEDBACK = """
    feedback_code | topic     | is_within_competence | status  | sent_at          | transferred_at   | refused_at       | supplement_requested_at | processed_at     | published_at
    processed     | procedure |                      |         | 2026-03-02 08:00 |                  |                  |                         | 2026-03-23 16:00 | 2026-03-25 16:00
    publ. late    | procedure |                      |         | 2026-03-02 08:00 |                  |                  |                         | 2026-03-23 16:00 | 2026-03-26 08:00
    late          | procedure |                      |         | 2026-03-02 08:00 |                  |                  |                         | 2026-03-24 08:00 |
    transferred   | procedure |                      |         | 2026-03-02 08:00 | 2026-03-03 08:00 |                  |                         | 2026-03-24 08:00 |
    refused       | procedure | yes                  |         | 2026-03-02 08:00 |                  | 2026-03-04 17:00 |                         |                  |
    refused late  | procedure |                      |         | 2026-03-02 08:00 |                  | 2026-03-05 08:00 |                         |                  |
    asked         | procedure |                      |         | 2026-03-02 08:00 |                  |                  | 2026-03-09 17:00        |                  |
    asked late    | procedure |                      |         | 2026-03-02 08:00 |                  |                  | 2026-03-10 08:00        | 2026-03-12 08:00 |
    open, late    | procedure |                      |         | 2026-03-02 08:00 |                  |                  |                         |                  |
    open          | procedure |                      |         | 2026-03-20 08:00 |                  |                  |                         |                  |
    of conduct    | conduct   |                      |         | 2026-03-02 08:00 |                  |                  |                         | 2026-03-03 08:00 |
    not ours      | procedure | no                   |         | 2026-03-02 08:00 |                  |                  |                         | 2026-03-03 08:00 |
    no date       | procedure |                      | refused | 2026-03-02 08:00 |                  |                  |                         |                  |
    of April      | procedure |                      |         | 2026-04-01 00:00 |                  |                  |                         | 2026-04-01 08:00 |
"""


def test_feedback_is_in_time_while_every_step_is(spec: Spec) -> None:
    """Từ chối 2, yêu cầu bổ sung 5, xử lý 15, công khai thêm 2 ngày làm việc; mọi lĩnh vực thuộc thẩm quyền."""
    spec.add("feedback", FEEDBACK)
    assert spec.compute("qd766_feedback_on_time_rate", "2026-03") == Ratio(6, 11)
    assert spec.excluded("qd766_feedback_on_time_rate", "2026-03") == {"no_refusal_date": 1}
    good = spec.explain("qd766_feedback_on_time_rate", "2026-03").filter(counted_as="numerator")
    assert set(good["feedback_code"]) == {"processed", "transferred", "refused", "asked", "open", "of conduct"}


@pytest.mark.parametrize(
    ("period", "as_of", "sides"),
    [
        ("2026-03", LATER, Ratio(1, 1)),
        ("2026-03-01/2026-04-15", LATER, Ratio(0, 1)),
        ("2026-03-01/2026-04-15", datetime(2026, 4, 1), Ratio(1, 1)),
    ],
)
def test_feedback_is_judged_as_it_stood_at_the_end_of_the_period(
    spec: Spec, period: str, as_of: datetime, sides: Ratio
) -> None:
    """Cuối kỳ còn trong hạn là đúng hạn của kỳ đó, dù sau này xử lý trễ."""
    spec.add("feedback", "feedback_code | sent_at | processed_at\nf1 | 2026-03-20 08:00 | 2026-05-20 08:00")
    assert spec.compute("qd766_feedback_on_time_rate", period, as_of=as_of) == sides


def test_handling_is_good_in_time_without_reminder_or_more_dislikes_than_likes(spec: Spec) -> None:
    """Trễ, bị nhắc hoặc chê nhiều hơn thích thì không hài lòng; ô trống là không có lượt nào."""
    spec.add(
        "feedback",
        """
        feedback_code | sent_at          | processed_at     | published_at | likes | dislikes | reminders
        f1            | 2026-03-02 08:00 | 2026-03-03 08:00 |              |       |          |
        f2            | 2026-03-02 08:00 | 2026-03-03 08:00 |              | 1     | 1        | 0
        f3            | 2026-03-02 08:00 | 2026-03-03 08:00 |              | 0     | 1        | 0
        f4            | 2026-03-02 08:00 | 2026-03-03 08:00 |              | 5     |          | 1
        f5            | 2026-03-02 08:00 | 2026-03-27 08:00 |              | 5     |          |
        f6            | 2026-03-02 08:00 | 2026-03-27 08:00 |              |       | 5        | 2
        """,
    )
    assert spec.compute("qd766_feedback_handling_rate", "2026-03") == Ratio(2, 6)
    assert spec.excluded("qd766_feedback_handling_rate", "2026-03") == {}


@pytest.mark.parametrize("lacking", ["procedure_code", "received_at"])
def test_dossiers_that_name_no_procedure_or_day_do_not_say_that_none_was_used(spec: Spec, lacking: str) -> None:
    """Danh sách hồ sơ thiếu cột mã thủ tục (hoặc ngày tiếp nhận): không rõ thủ tục nào có hồ sơ, không phải 0."""
    spec.add("procedures", "procedure_code | level | has_fee | service_level\n1.000001 | commune | yes | full")
    values = {
        "dossier_code": "d1",
        "procedure_code": "1.000001",
        "received_at": "2026-03-02 08:00",
        "channel": "online",
    }
    spec.insert("dossiers", {name: value for name, value in values.items() if name != lacking})
    for indicator in (
        "qd766_online_services_used_rate",
        "qd766_procedures_paid_online_rate",
        "qd766_fee_procedures_used_rate",
    ):
        assert spec.compute(indicator, "2026-03") == Ratio(0, 0)
        assert spec.excluded(indicator, "2026-03") == {"not_known": 1}
        assert spec.figures(indicator, "2026-03")["status"].item() == "incomplete"
    spec.add("dossiers", "dossier_code | procedure_code | received_at\nd2 | 1.000002 | 2026-03-03 08:00")
    assert spec.compute("qd766_fee_procedures_used_rate", "2026-03") == Ratio(0, 1), "one that names another one"
