"""Apologies, completeness, publication, online filing, digitisation, payment of dossiers."""

from datetime import datetime

import polars as pl
import pytest

from par_metrics.testing import Ratio
from tests.spec.conftest import Spec

PROCEDURES = """
    procedure_code | level   | service_level | has_fee | returns_document | field
    1.000001       | commune | full          | yes     | yes              | Hộ tịch
    1.000002       | commune | partial       | no      | no               | Đất đai
    1.000003       | commune |               | ?       | ?                |
"""


def test_every_late_dossier_needs_a_published_apology(spec: Spec) -> None:
    """Kết thúc trễ, đang quá hạn, hoặc bổ sung do lỗi cán bộ: mỗi hồ sơ một lần, phải có thư xin lỗi công khai."""
    spec.add(
        "dossiers",
        """
        dossier_code | status | received_at      | due_at     | completed_at     | apology_sent_at  | is_apology_published | supplement_by_officer_fault | supplement_requested_at
        d1           | 10     | 2026-03-02 08:00 | 2026-03-10 | 2026-03-12 08:00 | 2026-03-11 08:00 | yes                  |                             |
        d2           | 10     | 2026-03-02 08:00 | 2026-03-10 | 2026-03-12 08:00 | 2026-03-11 08:00 | no                   |                             |
        d3           | 4      | 2026-03-02 08:00 | 2026-03-10 |                  |                  | yes                  |                             |
        d4           | 10     | 2026-03-02 08:00 | 2026-03-10 | 2026-03-09 08:00 | 2026-03-05 08:00 | yes                  | yes                         | 2026-03-05 08:00
        d5           | 10     | 2026-03-02 08:00 | 2026-03-10 | 2026-03-09 08:00 |                  |                      | no                          | 2026-03-05 08:00
        d6           | 10     | 2026-03-02 08:00 | 2026-03-10 | 2026-04-12 08:00 | 2026-03-11 08:00 | yes                  | yes                         | 2026-03-05 08:00
        d7           | 8      | 2026-03-02 08:00 | 2026-03-10 |                  |                  |                      |                             |
        d8           | 1      | 2026-03-02 08:00 | 2026-03-10 |                  |                  |                      |                             |
        d9           | 3      | 2026-03-02 08:00 | 2026-03-10 |                  |                  |                      |                             |
        d10          | 7      | 2026-03-02 08:00 | 2026-03-10 | 2026-03-12 08:00 |                  |                      |                             |
        """,
    )
    assert spec.compute("apology_rate", "2026-03") == Ratio(3, 5)
    assert spec.compute("apology_rate", "2026-04") == Ratio(1, 2)


def test_the_end_and_the_due_time_decide_who_is_owed_an_apology(spec: Spec) -> None:
    """Xong đúng giờ hẹn không nợ thư; xong đúng 0 giờ đầu kỳ sau thuộc kỳ sau; xong đúng hạn mà trả sau thì không nợ."""
    spec.add(
        "dossiers",
        """
        dossier_code | received_at      | due_at           | completed_at     | returned_at      | apology_sent_at | is_apology_published
        d1           | 2026-03-02 08:00 | 2026-03-10 17:00 | 2026-03-10 17:00 |                  |                 |
        d2           | 2026-03-02 08:00 | 2026-03-10       | 2026-04-01 00:00 |                  |                 |
        d3           | 2026-03-02 08:00 | 2026-03-10       | 2026-03-09 08:00 | 2026-04-05 08:00 |                 |
        d4           | 2026-03-02 08:00 | 2026-04-01 00:00 | 2026-04-02 08:00 |                  |                 |
        """,
    )
    assert spec.compute("apology_rate", "2026-03") == Ratio(0, 0)
    assert spec.compute("apology_rate", "2026-04") == Ratio(0, 2)


def test_an_apology_for_the_officers_fault_belongs_to_the_period_of_the_request(spec: Spec) -> None:
    """Bổ sung do lỗi cán bộ thuộc kỳ có ngày yêu cầu, dù đã kết thúc trước đó; đúng 0 giờ đầu kỳ sau thuộc kỳ sau."""
    spec.add(
        "dossiers",
        """
        dossier_code | received_at      | due_at     | completed_at     | supplement_by_officer_fault | supplement_requested_at | is_apology_published
        d1           | 2026-03-02 08:00 | 2026-04-30 | 2026-04-09 08:00 | yes                         | 2026-04-01 00:00        |
        d2           | 2026-03-02 08:00 | 2026-04-30 | 2026-03-31 16:00 | yes                         | 2026-04-01 08:00        |
        """,
    )
    assert spec.compute("apology_rate", "2026-03") == Ratio(0, 0)
    assert spec.compute("apology_rate", "2026-04") == Ratio(0, 2)


def test_an_apology_sent_after_the_period_counts_once_sent(spec: Spec) -> None:
    """Thư xin lỗi gửi sau kỳ vẫn được ghi nhận khi đã gửi."""
    spec.add(
        "dossiers",
        """
        dossier_code | received_at      | due_at     | completed_at     | apology_sent_at  | is_apology_published
        d1           | 2026-03-02 08:00 | 2026-03-10 | 2026-03-12 08:00 | 2026-04-02 08:00 | yes
        """,
    )
    assert spec.compute("apology_rate", "2026-03", as_of=datetime(2026, 4, 1)) == Ratio(0, 1)
    assert spec.compute("apology_rate", "2026-03", as_of=datetime(2026, 4, 3)) == Ratio(1, 1)


def test_a_code_known_to_two_sources_is_one_dossier(spec: Spec) -> None:
    """Hồ sơ có ở nhiều nguồn chỉ là một hồ sơ; có trên hệ thống một cửa là đạt."""
    spec.add(
        "dossiers",
        """
        source          | dossier_code | status | received_at      | completed_at
        one_stop        | d1           | 4      | 2026-03-02 08:00 |
        national_portal | d1           | 4      | 2026-03-02 09:00 |
        national_portal | d2           | 10     | 2026-03-02 09:00 | 2026-04-02 09:00
        paper_register  | d3           | 4      | 2026-03-02 09:00 |
        one_stop        | d3           | 4      | 2026-04-02 09:00 |
        national_portal | d4           | 3      | 2026-03-02 09:00 |
        national_portal | d5           | 4      | 2026-03-02 09:00 |
        one_stop        | d5           | 1      |                  |
        """,
    )
    assert spec.compute("dossiers_on_system_rate", "2026-03") == Ratio(3, 4)
    assert spec.compute("dossiers_on_system_rate", "2026") == Ratio(3, 4)
    assert spec.compute("dossiers_on_system_rate", "2026-03", as_of=datetime(2026, 4, 1)) == Ratio(2, 4)


def test_results_published_needs_no_due_date(spec: Spec) -> None:
    """Công khai kết quả: mọi hồ sơ đã giải quyết, có hay không có ngày hẹn."""
    spec.add(
        "dossiers",
        """
        dossier_code | received_at      | due_at     | completed_at     | is_result_published
        d1           | 2026-03-02 08:00 |            | 2026-03-04 08:00 | yes
        d2           | 2026-03-02 08:00 | 2026-03-10 | 2026-03-04 08:00 |
        d3           | 2026-03-02 08:00 | 2026-03-10 |                  | yes
        """,
    )
    assert spec.compute("results_published_rate", "2026-03") == Ratio(1, 2)
    assert spec.excluded("results_published_rate", "2026-03") == {"no_end_date": 1}


@pytest.mark.parametrize(
    ("indicator", "column"),
    [("digital_components_rate", "has_digital_components"), ("reused_components_rate", "has_reused_components")],
)
def test_components_of_received_dossiers(spec: Spec, indicator: str, column: str) -> None:
    """Số hóa, tái sử dụng: trên hồ sơ tiếp nhận trong kỳ; để trống là không có."""
    spec.add(
        "dossiers",
        f"""
        dossier_code | status | received_at      | {column}
        d1           | 4      | 2026-03-02 08:00 | yes
        d2           | 4      | 2026-03-02 08:00 | no
        d3           | 4      | 2026-03-02 08:00 |
        d4           | 1      |                  | yes
        d5           | 3      | 2026-03-02 08:00 | yes
        """,
    )
    assert spec.compute(indicator, "2026-03") == Ratio(1, 3)


@pytest.mark.parametrize(
    ("indicator", "column"),
    [("digital_result_rate", "has_digital_result"), ("electronic_result_rate", "has_electronic_result")],
)
def test_results_of_procedures_that_return_a_document(spec: Spec, indicator: str, column: str) -> None:
    """Kết quả số: chỉ TTHC có trả giấy tờ; thủ tục ngoài danh mục, hoặc chưa rõ có trả giấy tờ, loại ra, có đếm."""
    spec.add("procedures", PROCEDURES)
    spec.add(
        "dossiers",
        f"""
        dossier_code | procedure_code | received_at      | completed_at     | {column}
        d1           | 1.000001       | 2026-03-02 08:00 | 2026-03-04 08:00 | yes
        d2           | 1.000001       | 2026-03-02 08:00 | 2026-03-04 08:00 |
        d3           | 1.000002       | 2026-03-02 08:00 | 2026-03-04 08:00 | yes
        d4           | 1.000003       | 2026-03-02 08:00 | 2026-03-04 08:00 | yes
        d5           | 1.999999       | 2026-03-02 08:00 | 2026-03-04 08:00 | yes
        d6           | 1.000001       | 2026-03-02 08:00 |                  | yes
        """,
    )
    assert spec.compute(indicator, "2026-03") == Ratio(1, 2)
    assert spec.excluded(indicator, "2026-03") == {"unknown_procedure": 1, "not_known": 1, "no_end_date": 1}


def test_online_share_of_full_online_dossiers(spec: Spec) -> None:
    """Chỉ hồ sơ của dịch vụ toàn trình; kênh để trống là chưa biết, không phải không trực tuyến."""
    spec.add("procedures", PROCEDURES)
    spec.add(
        "dossiers",
        """
        dossier_code | status | procedure_code | received_at      | channel
        d1           | 4      | 1.000001       | 2026-03-02 08:00 | online
        d2           | 4      | 1.000001       | 2026-03-02 08:00 | postal
        d3           | 4      | 1.000001       | 2026-03-02 08:00 |
        d4           | 4      | 1.000002       | 2026-03-02 08:00 | online
        d5           | 4      |                | 2026-03-02 08:00 | online
        d6           | 1      | 1.000001       | 2026-03-02 08:00 | online
        d7           | 3      | 1.000001       | 2026-03-02 08:00 | online
        """,
    )
    assert spec.compute("full_online_dossiers_rate", "2026-03") == Ratio(1, 2)
    assert spec.excluded("full_online_dossiers_rate", "2026-03") == {"unknown_procedure": 1, "not_known": 1}
    assert spec.compute("online_dossiers_rate", "2026-03") == Ratio(3, 4)
    assert spec.excluded("online_dossiers_rate", "2026-03") == {"not_known": 1}


@pytest.mark.measure
def test_full_online_services_are_counted_not_their_dossiers(spec: Spec) -> None:
    """Đếm dịch vụ, không đếm hồ sơ."""
    spec.add("procedures", PROCEDURES + "    1.000009 | commune | full | no | no |\n")
    spec.add(
        "dossiers",
        """
        dossier_code | status | unit_code | procedure_code | received_at      | channel
        d1           | 4      | U1        | 1.000001       | 2026-03-02 08:00 | online
        d2           | 4      | U1        | 1.000001       | 2026-03-02 08:00 | in_person
        d3           | 4      | U2        | 1.000009       | 2026-03-02 08:00 | in_person
        d4           | 4      | U2        | 1.000001       | 2026-03-02 08:00 | online
        d5           | 4      | U1        | 1.000002       | 2026-03-02 08:00 | online
        d6           | 3      | U2        | 1.000009       | 2026-03-02 08:00 | online
        """,
    )
    assert spec.compute("full_online_services_used_rate", "2026-03") == Ratio(1, 2)
    assert spec.compute("full_online_services_used_rate", "2026-03", unit="U2") == Ratio(1, 2)
    assert spec.compute("full_online_services_used_rate", "2026-03", unit="U1") == Ratio(1, 1)


def test_dossiers_with_a_fee_of_nothing_are_not_to_be_paid(spec: Spec) -> None:
    """Hồ sơ có phí bằng 0 không tính; chưa biết phí, chưa rõ thủ tục có phí thì loại ra, có đếm."""
    spec.add("procedures", PROCEDURES)
    spec.add(
        "dossiers",
        """
        dossier_code | status | procedure_code | received_at      | fee_vnd | online_payment
        d1           | 4      | 1.000001       | 2026-03-02 08:00 | 50000   | national
        d2           | 4      | 1.000001       | 2026-03-02 08:00 | 50000   | provincial
        d3           | 4      | 1.000001       | 2026-03-02 08:00 |         | none
        d4           | 4      | 1.000001       | 2026-03-02 08:00 | 0       | national
        d5           | 4      | 1.000002       | 2026-03-02 08:00 | 50000   | national
        d6           | 4      | 1.000003       | 2026-03-02 08:00 | 50000   | national
        d7           | 3      | 1.000001       | 2026-03-02 08:00 | 50000   | national
        d8           | 4      | 1.999999       | 2026-03-02 08:00 | 50000   | national
        d9           | 4      | 1.000001       | 2026-03-02 08:00 | 50000   | none
        """,
    )
    assert spec.compute("online_payment_dossiers_rate", "2026-03") == Ratio(2, 3)
    assert spec.excluded("online_payment_dossiers_rate", "2026-03") == {"unknown_procedure": 1, "not_known": 2}


@pytest.mark.measure
def test_processing_time_is_in_working_days_less_suspension(spec: Spec) -> None:
    """Ngày làm việc: bỏ cuối tuần, ngày lễ, cộng ngày làm bù, trừ tạm dừng."""
    spec.add(
        "dossiers",
        """
        dossier_code | received_at      | due_at     | completed_at     | returned_at      | suspended_working_days
        d1           | 2026-08-21 08:00 | 2026-09-30 | 2026-09-03 08:00 |                  |
        d2           | 2026-09-07 08:00 | 2026-09-30 | 2026-09-07 16:00 | 2026-09-09 08:00 |
        d3           | 2026-09-07 08:00 | 2026-09-30 |                  | 2026-09-17 16:00 | 2.5
        d4           |                  | 2026-09-30 | 2026-09-17 16:00 |                  |
        d5           | 2026-09-07 08:00 |            | 2026-09-17 16:00 |                  |
        """,
    )
    # d1: Sat 22/8 worked, 24-28/8, Mon 31/8 to 2/9 off, 3/9 = 7; d2: 0; d3: 8 - 2.5.
    assert spec.compute("processing_working_days", "2026-09") == Ratio(12.5, 3)
    values = [
        spec.figures(f"processing_working_days{suffix}", "2026-09")["value"].item()
        for suffix in ("", "_median", "_p90")
    ]
    assert values == pytest.approx([12.5 / 3, 5.5, 6.7])
    assert spec.excluded("processing_working_days", "2026-09") == {"no_received_date": 1, "no_due_date": 1}


def test_no_dossier_took_no_days(spec: Spec) -> None:
    """Không có hồ sơ: tổng là 0, không có bình quân."""
    assert spec.compute("processing_working_days", "2026-09") == Ratio(0, 0)
    assert spec.figures("processing_working_days", "2026-09")["value"].item() is None


def test_an_end_before_the_reception_took_no_time(spec: Spec) -> None:
    """Ngày kết thúc ghi trước ngày tiếp nhận một ngày: 0 ngày làm việc, không âm."""
    spec.add(
        "dossiers",
        """
        dossier_code | received_at      | due_at     | completed_at
        d1           | 2026-03-11 08:00 | 2026-03-20 | 2026-03-10 09:00
        """,
    )
    assert spec.compute("processing_working_days", "2026-03") == Ratio(0, 1)


def test_the_field_is_that_of_the_procedure_else_the_one_exported(spec: Spec) -> None:
    """Lĩnh vực lấy theo danh mục thủ tục; thủ tục chưa biết thì lấy theo tệp xuất."""
    spec.add("procedures", PROCEDURES)
    spec.add(
        "dossiers",
        """
        dossier_code | status | procedure_code | field   | received_at      | channel
        d1           | 4      | 1.000001       | Đất đai | 2026-03-02 08:00 | online
        d2           | 4      | 1.999999       | Y tế    | 2026-03-02 08:00 | online
        """,
    )
    figures = spec.figures("online_dossiers_rate", "2026-03", by=("field",))
    assert figures.select("field", "denominator").rows() == [("Hộ tịch", 1), ("Y tế", 1)]


def test_figures_by_group_sum_to_the_total_and_keep_the_unknown(spec: Spec) -> None:
    """Nhóm theo lĩnh vực: cộng lại bằng tổng; không rõ lĩnh vực là một nhóm riêng."""
    spec.add("procedures", PROCEDURES)
    spec.add(
        "dossiers",
        """
        dossier_code | status | procedure_code | received_at      | channel
        d1           | 4      | 1.000001       | 2026-03-02 08:00 | online
        d2           | 4      | 1.000002       | 2026-03-02 08:00 | in_person
        d3           | 4      |                | 2026-03-02 08:00 | online
        """,
    )
    figures = spec.figures("online_dossiers_rate", "2026-03", by=("field",))
    assert figures.select("field", "numerator", "denominator").rows() == [
        ("Hộ tịch", 1, 1),
        ("Đất đai", 0, 1),
        (None, 1, 1),
    ]


def test_every_known_unit_has_a_row(spec: Spec) -> None:
    """Đơn vị không có hồ sơ vẫn có dòng, trạng thái không phát sinh."""
    spec.add("units", "unit_code | level\nU1 | commune\nU2 | commune")
    spec.add("dossiers", "dossier_code | status | received_at | channel\nd1 | 4 | 2026-03-02 08:00 | postal")
    figures = spec.figures("online_dossiers_rate", "2026-03", by=("unit_code",))
    assert figures.select("unit_code", "denominator", "status").rows() == [
        ("U1", 1, "no_target"),
        ("U2", 0, "no_population"),
    ]
    assert isinstance(figures, pl.DataFrame)
