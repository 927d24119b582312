"""Unknown is not no: what nobody knows is left out as `not_known`, never counted as a failure."""

from datetime import datetime

import pytest

from par_metrics.testing import Ratio
from tests.spec.conftest import Spec

_RESOLVED = {"received_at": "2026-03-02 08:00", "completed_at": "2026-03-04 08:00", "procedure_code": "1.000001"}
_LATE = {
    "received_at": "2026-03-02 08:00",
    "due_at": "2026-03-03",
    "completed_at": "2026-03-04 08:00",
    "apology_sent_at": "2026-03-05 08:00",
}


@pytest.mark.parametrize(
    ("indicator", "kind", "key", "record", "column"),
    [
        ("results_published_rate", "dossiers", "dossier_code", _RESOLVED, "is_result_published"),
        ("digital_components_rate", "dossiers", "dossier_code", _RESOLVED, "has_digital_components"),
        ("reused_components_rate", "dossiers", "dossier_code", _RESOLVED, "has_reused_components"),
        ("digital_result_rate", "dossiers", "dossier_code", _RESOLVED, "has_digital_result"),
        ("electronic_result_rate", "dossiers", "dossier_code", _RESOLVED, "has_electronic_result"),
        ("apology_rate", "dossiers", "dossier_code", _LATE, "is_apology_published"),
        ("online_documents_rate", "documents", "document_code", {"handled_on": "2026-03-02"}, "is_handled_online"),
        ("edocument_rate", "documents", "document_code", {"handled_on": "2026-03-02"}, "is_exchanged_electronically"),
        ("digitally_signed_rate", "documents", "document_code", {"handled_on": "2026-03-02"}, "is_digitally_signed"),
        ("staff_qualified_rate", "staff", "staff_code", {"as_of": "2026-03-02"}, "is_qualified"),
    ],
)
def test_an_empty_cell_is_no_and_a_column_left_out_is_unknown(
    spec: Spec, indicator: str, kind: str, key: str, record: dict[str, object], column: str
) -> None:
    """Ô trống của cột có/không là "không"; ô không đọc được và cột không có trong tệp là chưa biết."""
    spec.add("procedures", "procedure_code | returns_document\n1.000001 | yes")
    for number, cell in enumerate(("yes", "no", None, "?")):
        spec.insert(kind, record | {key: f"r{number}", column: cell})
    assert spec.compute(indicator, "2026-03") == Ratio(1, 3)
    assert spec.excluded(indicator, "2026-03") == {"not_known": 1}
    for number in range(4):
        spec.insert(kind, record | {key: f"of another file {number}"})
    assert spec.compute(indicator, "2026-03") == Ratio(1, 3)
    assert spec.excluded(indicator, "2026-03") == {"not_known": 5}
    assert spec.figures(indicator, "2026-03")["status"].item() == "incomplete"


@pytest.mark.parametrize(
    ("indicator", "beside", "column"),
    [
        ("procedures_published_rate", {"published_on": "2026-02-02"}, "is_published"),
        ("one_stop_procedures_rate", {}, "is_one_stop"),
        (
            "online_payment_services_rate",
            {"has_fee": "yes", "is_eligible_online_payment": "yes"},
            "is_online_payment_enabled",
        ),
    ],
)
def test_of_procedures_too_an_empty_cell_is_no(
    spec: Spec, indicator: str, beside: dict[str, object], column: str
) -> None:
    """Danh mục thủ tục: ô trống là "không", ô không đọc được và cột không có là chưa biết."""
    for number, cell in enumerate(("yes", "no", None, "?")):
        spec.insert("procedures", beside | {"procedure_code": f"1.00000{number}", column: cell})
    spec.insert("procedures", beside | {"procedure_code": "1.000009"})
    assert spec.compute(indicator, "2026-03") == Ratio(1, 3)
    assert spec.excluded(indicator, "2026-03") == {"not_known": 2}


def test_of_a_procedure_nobody_knows_to_be_eligible_the_offer_is_not_known(spec: Spec) -> None:
    """Chưa rõ đủ điều kiện: chưa biết; đã rõ không có phí thì không thuộc diện, dù điều kiện chưa rõ."""
    spec.add(
        "procedures",
        """
        procedure_code | is_eligible_full_online | service_level | has_fee | is_eligible_online_payment | is_online_payment_enabled
        1.000001       | yes                     | full          | yes     | yes                        | yes
        1.000002       | yes                     |               | ?       | yes                        | yes
        1.000003       | ?                       | full          | yes     | ?                          | yes
        1.000004       | ?                       | partial       | no      | ?                          | yes
        1.000005       |                         | full          | ?       | no                         | yes
        """,
    )
    assert spec.compute("full_online_services_rate", "2026-03") == Ratio(1, 1)
    assert spec.excluded("full_online_services_rate", "2026-03") == {"not_known": 3}
    assert spec.compute("online_payment_services_rate", "2026-03") == Ratio(1, 1)
    assert spec.excluded("online_payment_services_rate", "2026-03") == {"not_known": 2}
    assert spec.compute("qd766_online_services_rate", "2026-03") == Ratio(4, 4)
    assert spec.excluded("qd766_online_services_rate", "2026-03") == {"not_known": 1}


def test_a_known_procedure_with_an_unknown_fact_is_not_known(spec: Spec) -> None:
    """Ngoài danh mục: thủ tục chưa biết; trong danh mục mà thiếu dữ kiện: chưa biết."""
    spec.add(
        "procedures",
        """
        procedure_code | service_level | has_fee | returns_document
        1.000001       | full          | yes     | yes
        1.000002       |               | ?       | ?
        """,
    )
    spec.add(
        "dossiers",
        """
        dossier_code | procedure_code | received_at      | completed_at     | channel | fee_vnd | online_payment | has_digital_result | has_electronic_result | has_digital_components
        d1           | 1.000001       | 2026-03-02 08:00 | 2026-03-04 08:00 | online  | 5000    | national       | yes                | yes                   | yes
        d2           | 1.000002       | 2026-03-02 08:00 | 2026-03-04 08:00 | online  | 5000    | national       | yes                | yes                   | yes
        d3           | 1.000009       | 2026-03-02 08:00 | 2026-03-04 08:00 | online  | 5000    | national       | yes                | yes                   | yes
        d4           |                | 2026-03-02 08:00 | 2026-03-04 08:00 | online  | 5000    | national       | yes                | yes                   | yes
        """,
    )
    for indicator in (
        "digital_result_rate",
        "electronic_result_rate",
        "full_online_dossiers_rate",
        "online_payment_dossiers_rate",
        "qd766_digitised_dossiers_rate",
    ):
        assert spec.compute(indicator, "2026-03") == Ratio(1, 1)
        assert spec.excluded(indicator, "2026-03") == {"unknown_procedure": 2, "not_known": 1}


def test_a_fee_of_nothing_decides_even_where_the_procedure_is_unclear(spec: Spec) -> None:
    """Chưa rõ thủ tục có phí mà hồ sơ có phí bằng 0: không thuộc diện thanh toán."""
    spec.add("procedures", "procedure_code | has_fee\n1.000001 | ?\n1.000002 | yes\n1.000003 | no")
    spec.add(
        "dossiers",
        """
        dossier_code | procedure_code | received_at      | fee_vnd | online_payment
        d1           | 1.000001       | 2026-03-02 08:00 | 0       | national
        d2           | 1.000001       | 2026-03-02 08:00 |         | national
        d3           | 1.000002       | 2026-03-02 08:00 |         | national
        d4           | 1.000003       | 2026-03-02 08:00 |         | national
        d5           | 1.000002       | 2026-03-02 08:00 | 5000    |
        d6           | 1.000002       | 2026-03-02 08:00 | 5000    | none
        """,
    )
    assert spec.compute("online_payment_dossiers_rate", "2026-03") == Ratio(0, 1)
    assert spec.excluded("online_payment_dossiers_rate", "2026-03") == {"not_known": 3}


def test_a_channel_nobody_wrote_down_is_not_known(spec: Spec) -> None:
    """Kênh nộp để trống hoặc không có cột: chưa biết, không phải trực tiếp."""
    spec.add("procedures", "procedure_code | service_level\n1.000001 | full")
    spec.add(
        "dossiers",
        """
        dossier_code | procedure_code | received_at      | channel
        d1           | 1.000001       | 2026-03-02 08:00 | online
        d2           | 1.000001       | 2026-03-02 08:00 | in_person
        d3           | 1.000001       | 2026-03-02 08:00 |
        """,
    )
    spec.add("dossiers", "dossier_code | procedure_code | received_at\nd4 | 1.000001 | 2026-03-02 08:00")
    for indicator in ("online_dossiers_rate", "full_online_dossiers_rate"):
        assert spec.compute(indicator, "2026-03") == Ratio(1, 2)
        assert spec.excluded(indicator, "2026-03") == {"not_known": 2}


def test_a_service_is_used_online_if_any_dossier_is_else_unknown_if_any_is(spec: Spec) -> None:
    """Đếm dịch vụ một lần: có một hồ sơ trực tuyến là có; không có mà một hồ sơ chưa rõ kênh thì chưa biết."""
    spec.add("procedures", "procedure_code | service_level\n1.000001 | full\n1.000002 | full\n1.000003 | full")
    spec.add(
        "dossiers",
        """
        dossier_code | procedure_code | received_at      | channel
        d1           | 1.000001       | 2026-03-02 08:00 | online
        d2           | 1.000001       | 2026-03-02 08:00 |
        d3           | 1.000001       | 2026-03-02 08:00 | in_person
        d4           | 1.000002       | 2026-03-02 08:00 | in_person
        d5           | 1.000002       | 2026-03-02 08:00 |
        d6           | 1.000003       | 2026-03-02 08:00 | in_person
        """,
    )
    assert spec.compute("full_online_services_used_rate", "2026-03") == Ratio(1, 2)
    assert spec.excluded("full_online_services_used_rate", "2026-03") == {"not_known": 1}
    assert spec.compute("qd766_online_services_used_rate", "2026-03") == Ratio(1, 2)
    assert spec.excluded("qd766_online_services_used_rate", "2026-03") == {"not_known": 1}


def test_a_dossier_that_names_no_service_is_of_none(spec: Spec) -> None:
    """Đếm dịch vụ: mã ngoài danh mục là một dịch vụ chưa biết; hồ sơ không ghi mã thì không phải dịch vụ nào."""
    spec.add("procedures", "procedure_code | service_level\n1.000001 | full")
    spec.add(
        "dossiers",
        """
        dossier_code | procedure_code | received_at      | channel
        d1           | 1.000001       | 2026-03-02 08:00 | online
        d2           | 1.000009       | 2026-03-02 08:00 | online
        d3           | 1.000009       | 2026-03-02 08:00 | online
        d4           |                | 2026-03-02 08:00 | online
        d5           |                | 2026-03-02 08:00 | online
        """,
    )
    assert spec.compute("full_online_services_used_rate", "2026-03") == Ratio(1, 1)
    assert spec.excluded("full_online_services_used_rate", "2026-03") == {"unknown_procedure": 1}


def test_a_procedure_counts_once_for_several_units_even_where_one_does_not_know(spec: Spec) -> None:
    """Tổng của hai phường: một phường có hồ sơ trực tuyến là có, dù phường kia chưa rõ kênh."""
    spec.add("procedures", "procedure_code | service_level\n1.000001 | full\n1.000002 | full")
    spec.add(
        "dossiers",
        """
        dossier_code | unit_code | procedure_code | received_at      | channel
        d1           | U1        | 1.000001       | 2026-03-02 08:00 | online
        d2           | U2        | 1.000001       | 2026-03-02 08:00 |
        d3           | U1        | 1.000002       | 2026-03-02 08:00 | postal
        d4           | U2        | 1.000002       | 2026-03-02 08:00 |
        """,
    )
    assert spec.compute("full_online_services_used_rate", "2026-03") == Ratio(1, 1)
    assert spec.excluded("full_online_services_used_rate", "2026-03") == {"not_known": 1}
    assert spec.compute("full_online_services_used_rate", "2026-03", unit="U1") == Ratio(1, 2)
    assert spec.compute("full_online_services_used_rate", "2026-03", unit="U2") == Ratio(0, 0)


def test_a_payment_of_unknown_method_is_not_known(spec: Spec) -> None:
    """Hình thức thanh toán để trống hoặc không có cột: chưa biết là trực tuyến hay tiền mặt."""
    spec.add("payments", "transaction_code | paid_at | method\nt1 | 2026-03-02 | online\nt2 | 2026-03-02 |")
    spec.add("payments", "transaction_code | paid_at\nt3 | 2026-03-02")
    for indicator in ("online_payment_rate", "cashless_payment_rate"):
        assert spec.compute(indicator, "2026-03") == Ratio(1, 1)
        assert spec.excluded(indicator, "2026-03") == {"not_known": 2}


@pytest.mark.parametrize("indicator", ["feedback_resolved_rate", "feedback_on_time_rate", "feedback_published_rate"])
def test_feedback_of_unknown_topic_or_competence_is_not_known(spec: Spec, indicator: str) -> None:
    """Lĩnh vực để trống, ô thẩm quyền không đọc được: chưa biết; ô thẩm quyền trống hoặc không có cột là thuộc."""
    spec.add(
        "feedback",
        """
        feedback_code | topic     | is_within_competence | sent_at          | processed_at     | published_at
        f1            | procedure |                      | 2026-03-02 08:00 | 2026-03-03 08:00 | 2026-03-04 08:00
        f2            |           | yes                  | 2026-03-02 08:00 | 2026-03-03 08:00 | 2026-03-04 08:00
        f3            | procedure | ?                    | 2026-03-02 08:00 | 2026-03-03 08:00 | 2026-03-04 08:00
        f4            |           | no                   | 2026-03-02 08:00 | 2026-03-03 08:00 | 2026-03-04 08:00
        f5            | conduct   | ?                    | 2026-03-02 08:00 | 2026-03-03 08:00 | 2026-03-04 08:00
        """,
    )
    spec.add(
        "feedback",
        """
        feedback_code | topic     | sent_at          | processed_at     | published_at
        f6            | procedure | 2026-03-02 08:00 | 2026-03-03 08:00 | 2026-03-04 08:00
        """,
    )
    assert spec.compute(indicator, "2026-03") == Ratio(2, 2)
    assert spec.excluded(indicator, "2026-03") == {"not_known": 2}


_MARCH_2 = {"topic": "procedure", "sent_at": "2026-03-02 08:00"}


def test_feedback_is_open_only_where_the_load_says_so(spec: Spec) -> None:
    """Ngày xử lý trống: chưa xử lý; không có cột, hoặc ô không đọc được: chưa biết; sau thời điểm lấy số liệu: chưa."""
    spec.insert("feedback", _MARCH_2 | {"feedback_code": "open", "processed_at": None})
    spec.insert("feedback", _MARCH_2 | {"feedback_code": "done", "processed_at": "2026-03-10 08:00"})
    spec.insert("feedback", _MARCH_2 | {"feedback_code": "later", "processed_at": "2026-06-10 08:00"})
    spec.insert("feedback", _MARCH_2 | {"feedback_code": "no column"})
    spec.insert("feedback", _MARCH_2 | {"feedback_code": "unread", "processed_at": None, "unread": ["processed_at"]})
    may = datetime(2026, 5, 1)
    for indicator in ("feedback_resolved_rate", "feedback_on_time_rate"):
        assert spec.compute(indicator, "2026-03", may) == Ratio(1, 3)
        assert spec.excluded(indicator, "2026-03", may) == {"not_known": 2}
    assert spec.compute("feedback_resolved_rate", "2026-03") == Ratio(2, 3)
    assert spec.compute("qd766_feedback_on_time_rate", "2026-03", datetime(2026, 3, 31)) == Ratio(0, 2)
    assert spec.excluded("qd766_feedback_on_time_rate", "2026-03", datetime(2026, 3, 31)) == {"not_known": 3}


def test_an_answer_is_unpublished_only_where_the_load_says_so(spec: Spec) -> None:
    """Ngày công khai trống: chưa công khai; không có cột, hoặc ô không đọc được: chưa biết."""
    processed = _MARCH_2 | {"processed_at": "2026-03-10 08:00"}
    spec.insert("feedback", processed | {"feedback_code": "not yet", "published_at": None})
    spec.insert("feedback", processed | {"feedback_code": "published", "published_at": "2026-03-11 08:00"})
    spec.insert("feedback", processed | {"feedback_code": "later", "published_at": "2026-06-10 08:00"})
    spec.insert("feedback", processed | {"feedback_code": "no column"})
    spec.insert("feedback", processed | {"feedback_code": "unread", "published_at": None, "unread": ["published_at"]})
    may = datetime(2026, 5, 1)
    assert spec.compute("feedback_published_rate", "2026-03", may) == Ratio(1, 3)
    assert spec.excluded("feedback_published_rate", "2026-03", may) == {"not_known": 2}
    assert spec.compute("feedback_published_rate", "2026-03") == Ratio(2, 3)


def test_feedback_nobody_knows_to_be_processed_is_not_known_to_be_published(spec: Spec) -> None:
    """Chưa biết đã xử lý chưa: chưa biết có thuộc diện công khai; biết là chưa xử lý thì không thuộc."""
    spec.add("feedback", "feedback_code | topic | sent_at | published_at\nf1 | procedure | 2026-03-02 |")
    spec.add("feedback", "feedback_code | topic | sent_at | processed_at\nf2 | procedure | 2026-03-02 |")
    assert spec.compute("feedback_published_rate", "2026-03") == Ratio(0, 0)
    assert spec.excluded("feedback_published_rate", "2026-03") == {"not_known": 1}


_DUE = {"received_at": "2026-03-02 08:00", "due_at": "2026-03-10"}


def test_a_dossier_has_ended_late_or_not_only_where_the_load_says_so(spec: Spec) -> None:
    """Đến hạn, trạng thái 10: không có cột ngày kết thúc hay ngày trả thì chưa biết; có cột mà trống là chưa kết thúc."""
    ends = {"completed_at": None, "returned_at": None}
    spec.insert("dossiers", _DUE | ends | {"dossier_code": "not ended"})
    spec.insert("dossiers", _DUE | ends | {"dossier_code": "in time", "completed_at": "2026-03-10 16:00"})
    spec.insert("dossiers", _DUE | ends | {"dossier_code": "returned in time", "returned_at": "2026-03-10 16:00"})
    spec.insert("dossiers", _DUE | ends | {"dossier_code": "later", "completed_at": "2026-06-10 16:00"})
    spec.insert("dossiers", _DUE | {"dossier_code": "no column"})
    spec.insert("dossiers", _DUE | {"dossier_code": "no return", "completed_at": None})
    spec.insert("dossiers", _DUE | ends | {"dossier_code": "unread", "unread": ["completed_at"]})
    spec.insert("dossiers", _DUE | {"dossier_code": "open", "status": 4})
    may = datetime(2026, 5, 1)
    assert spec.compute("on_time_rate_due", "2026-03", may) == Ratio(2, 5)
    assert spec.excluded("on_time_rate_due", "2026-03", may) == {"not_known": 3}
    # Of those that ended, or may have, an open one is late: `later` and `open` are, as `not ended` is.
    assert spec.compute("on_time_rate_qd766", "2026-03", may) == Ratio(2, 5)
    assert spec.excluded("on_time_rate_qd766", "2026-03", may) == {"not_known": 3}
    # A resolved dossier without an end is named as such, whatever the reason.
    assert spec.compute("on_time_rate", "2026-03", may) == Ratio(2, 2)
    assert spec.excluded("on_time_rate", "2026-03", may) == {"no_end_date": 4}
    assert spec.compute("overdue_open_count", "2026-03", may) == Ratio(2, None)
    assert spec.excluded("overdue_open_count", "2026-03", may) == {"no_end_date": 4}


def test_an_apology_is_unsent_only_where_the_load_says_so(spec: Spec) -> None:
    """Ngày gửi thư trống: chưa gửi; không có cột, ô không đọc được: chưa biết, trừ khi biết là không công khai."""
    late = _DUE | {"completed_at": "2026-03-12 08:00", "is_apology_published": "yes"}
    spec.insert("dossiers", late | {"dossier_code": "not sent", "apology_sent_at": None})
    spec.insert("dossiers", late | {"dossier_code": "sent", "apology_sent_at": "2026-03-13 08:00"})
    spec.insert("dossiers", late | {"dossier_code": "later", "apology_sent_at": "2026-06-13 08:00"})
    spec.insert("dossiers", late | {"dossier_code": "no column"})
    spec.insert("dossiers", late | {"dossier_code": "unread", "apology_sent_at": None, "unread": ["apology_sent_at"]})
    spec.insert("dossiers", late | {"dossier_code": "unpublished", "is_apology_published": "no"})
    may = datetime(2026, 5, 1)
    assert spec.compute("apology_rate", "2026-03", may) == Ratio(1, 4)
    assert spec.excluded("apology_rate", "2026-03", may) == {"not_known": 2}


def test_lateness_nobody_knows_owes_no_apology_that_anyone_knows_of(spec: Spec) -> None:
    """Không có ngày hẹn: chưa biết trễ hay không, đã xong hay đang xử lý; lỗi cán bộ đã rõ thì vẫn nợ thư."""
    spec.add(
        "dossiers",
        """
        dossier_code | status | received_at      | due_at | completed_at     | supplement_by_officer_fault | supplement_requested_at | is_apology_published
        d1           | 10     | 2026-03-02 08:00 |        | 2026-03-12 08:00 |                             |                         |
        d2           | 4      | 2026-03-02 08:00 |        |                  |                             |                         |
        d3           | 10     | 2026-03-02 08:00 |        | 2026-03-12 08:00 | yes                         | 2026-03-05 08:00        |
        d4           | 10     | 2026-03-02 08:00 |        | 2026-03-12 08:00 | ?                           | 2026-03-05 08:00        |
        d5           | 3      | 2026-03-02 08:00 |        |                  |                             |                         |
        """,
    )
    assert spec.compute("apology_rate", "2026-03") == Ratio(0, 1)
    assert spec.excluded("apology_rate", "2026-03") == {"not_known": 3}


def test_an_end_nobody_knows_leaves_the_apology_unknown_where_it_was_received(spec: Spec) -> None:
    """Đã giải quyết mà không có cột ngày kết thúc: chưa biết có trễ, xếp vào kỳ tiếp nhận, chỉ một lần."""
    spec.add(
        "dossiers",
        "dossier_code | received_at | due_at | is_apology_published\nd1 | 2026-03-02 08:00 | 2026-03-10 |",
    )
    assert spec.compute("apology_rate", "2026-03") == Ratio(0, 0)
    assert spec.excluded("apology_rate", "2026-03") == {"not_known": 1}
    assert spec.excluded("apology_rate", "2026-04") == {}
    assert spec.excluded("apology_rate", "2026") == {"not_known": 1}


def test_an_open_dossier_without_a_due_date_may_be_overdue(spec: Spec) -> None:
    """Đang xử lý mà không có ngày hẹn: chưa biết có quá hạn; nhiều hơn số đếm được thì chưa đầy đủ."""
    spec.add(
        "dossiers",
        """
        dossier_code | status | received_at      | due_at
        d1           | 4      | 2026-03-02 08:00 | 2026-03-10
        d2           | 4      | 2026-03-02 08:00 |
        d3           | 1      | 2026-03-02 08:00 |
        """,
    )
    assert spec.compute("overdue_open_count", "2026-03") == Ratio(1, None)
    assert spec.excluded("overdue_open_count", "2026-03") == {"not_known": 1}
    assert spec.figures("overdue_open_count", "2026-03")["status"].item() == "missed"
    spec.add("dossiers", "dossier_code | status | received_at | due_at\nd4 | 5 | 2026-03-02 |")
    assert spec.figures("overdue_open_count", "2026-03")["status"].item() == "incomplete"


def test_an_open_dossier_received_nobody_knows_when_may_be_overdue(spec: Spec) -> None:
    """Danh sách không có ngày tiếp nhận: chưa biết hồ sơ quá hạn, không phải 0 và đạt chỉ tiêu."""
    spec.add("dossiers", "dossier_code | status | due_at\nd1 | 4 | 2026-03-10\nd2 | 4 | 2026-04-10")
    assert spec.compute("overdue_open_count", "2026-03") == Ratio(0, None)
    assert spec.excluded("overdue_open_count", "2026-03") == {"not_known": 1}
    assert spec.figures("overdue_open_count", "2026-03")["status"].item() == "incomplete"


def test_a_procedure_is_unpublished_only_where_the_load_says_so(spec: Spec) -> None:
    """Ngày công khai trống: chưa công khai; không có cột, ô không đọc được: chưa biết; không công khai thì là không."""
    spec.add(
        "procedures",
        """
        procedure_code | is_published | published_on
        1.000001       | yes          | 2026-02-02
        1.000002       | yes          |
        1.000003       | yes          | 2026-04-02
        """,
    )
    spec.add("procedures", "procedure_code | is_published\n1.000004 | yes\n1.000005 | no")
    unread = {"published_on": None, "unread": ["published_on"]}
    spec.insert("procedures", {"procedure_code": "1.000006", "is_published": "yes"} | unread)
    assert spec.compute("procedures_published_rate", "2026-03") == Ratio(1, 4)
    assert spec.excluded("procedures_published_rate", "2026-03") == {"not_known": 2}


def test_a_finding_is_open_only_where_the_load_says_so(spec: Spec) -> None:
    """Ngày khắc phục, ngày báo cáo trống: chưa; không có cột, ô không đọc được: chưa biết; một bên trễ là trễ."""
    raised = {"kind": "par_inspection", "raised_on": "2026-03-02", "due_on": "2026-03-20"}
    both = {"remedied_on": "2026-03-20", "report_filed_on": "2026-03-20"}
    spec.insert("findings", raised | both | {"finding_code": "done"})
    spec.insert("findings", raised | both | {"finding_code": "open", "remedied_on": None})
    spec.insert("findings", raised | {"finding_code": "no report column", "remedied_on": "2026-03-20"})
    spec.insert("findings", raised | {"finding_code": "late anyway", "remedied_on": "2026-03-21"})
    spec.insert("findings", raised | {"finding_code": "no remedy column", "report_filed_on": "2026-03-20"})
    spec.insert("findings", raised | both | {"finding_code": "unread", "remedied_on": None, "unread": ["remedied_on"]})
    assert spec.compute("par_findings_remedied_rate", "2026-03") == Ratio(1, 3)
    assert spec.excluded("par_findings_remedied_rate", "2026-03") == {"not_known": 3}
    early = datetime(2026, 3, 20, 12)
    assert spec.compute("par_findings_remedied_rate", "2026-03", early) == Ratio(1, 1)
    # The one that is late anyway is not yet remedied then, and nobody knows whether it is reported.
    assert spec.excluded("par_findings_remedied_rate", "2026-03", early) == {"not_yet_due": 2, "not_known": 3}


def test_a_recommendation_is_open_only_where_the_load_says_so(spec: Spec) -> None:
    """Kiến nghị: không có cột ngày thực hiện, hoặc ô không đọc được, thì chưa biết đã thực hiện chưa."""
    raised = {"kind": "finance_audit", "raised_on": "2026-01-02", "due_on": "2026-03-20"}
    spec.insert("findings", raised | {"finding_code": "done", "remedied_on": "2026-03-22"})
    spec.insert("findings", raised | {"finding_code": "open", "remedied_on": None})
    spec.insert("findings", raised | {"finding_code": "later", "remedied_on": "2026-04-02"})
    spec.insert("findings", raised | {"finding_code": "no column"})
    spec.insert("findings", raised | {"finding_code": "unread", "remedied_on": None, "unread": ["remedied_on"]})
    assert spec.compute("audit_recommendations_done_rate", "2026-03") == Ratio(1, 3)
    assert spec.excluded("audit_recommendations_done_rate", "2026-03") == {"not_known": 2}


def test_what_is_usually_left_empty_is_not_unknown(spec: Spec) -> None:
    """Số lần bổ sung, ngày tạm dừng, ngày hẹn ban đầu, ngày yêu cầu, ngày bổ sung, lỗi cán bộ: thiếu cột vẫn tính được."""
    spec.add(
        "dossiers",
        """
        dossier_code | received_at      | due_at     | completed_at     | apology_sent_at | is_apology_published
        d1           | 2026-03-02 08:00 | 2026-03-10 | 2026-03-04 08:00 |                 |
        d2           | 2026-03-02 08:00 | 2026-03-10 | 2026-03-12 08:00 |                 |
        """,
    )
    for rule in ("on_time_rate", "on_time_rate_original_due", "on_time_rate_due", "on_time_rate_qd766"):
        assert spec.compute(rule, "2026-03") == Ratio(1, 2)
        assert spec.excluded(rule, "2026-03") == {}
    assert spec.compute("processing_working_days", "2026-03") == Ratio(2 + 8, 2)
    assert spec.compute("apology_rate", "2026-03") == Ratio(0, 1)
    assert spec.excluded("apology_rate", "2026-03") == {}


def test_feedback_not_said_to_be_transferred_or_refused_is_neither(spec: Spec) -> None:
    """Không có cột ngày chuyển, ngày từ chối: tính từ ngày gửi, chưa từ chối."""
    spec.add(
        "feedback",
        """
        feedback_code | topic     | sent_at          | processed_at     | published_at
        f1            | procedure | 2026-03-02 08:00 | 2026-03-23 16:00 |
        f2            | procedure | 2026-03-02 08:00 | 2026-03-24 08:00 |
        """,
    )
    for indicator in ("feedback_on_time_rate", "qd766_feedback_on_time_rate"):
        assert spec.compute(indicator, "2026-03") == Ratio(1, 2)
        assert spec.excluded(indicator, "2026-03") == {}


def test_stated_reasons_come_before_what_is_not_known(spec: Spec) -> None:
    """Thứ tự: không ngày kết thúc, không ngày hẹn, thủ tục chưa biết, các lý do nêu rõ khác, rồi chưa biết."""
    spec.add("procedures", "procedure_code | returns_document\n1.000001 | yes\n1.000002 | ?")
    spec.add(
        "dossiers",
        """
        dossier_code | status | procedure_code | received_at      | due_at     | completed_at
        d1           | 10     | 1.000009       | 2026-03-02 08:00 |            |
        d2           | 10     | 1.000009       | 2026-03-02 08:00 |            | 2026-03-04 08:00
        d3           | 10     | 1.000002       | 2026-03-02 08:00 | 2026-03-10 | 2026-03-04 08:00
        d4           | 7      | 1.000002       | 2026-03-02 08:00 | 2026-03-10 |
        """,
    )
    assert spec.excluded("on_time_rate", "2026-03") == {"no_end_date": 1, "no_due_date": 1}
    assert spec.excluded("digital_result_rate", "2026-03") == {
        "no_end_date": 1,
        "unknown_procedure": 1,
        "not_known": 1,
    }
    assert spec.excluded("on_time_rate_due", "2026-03") == {"withdrawn": 1}
    spec.add(
        "findings",
        """
        finding_code | kind           | raised_on  | due_on
        f1           | par_inspection | 2026-03-02 |
        f3           | par_inspection | 2026-03-02 | 2026-06-30
        """,
    )
    early = datetime(2026, 4, 1)
    # Who does not know whether it was remedied, does not know either whether it is open.
    assert spec.excluded("par_findings_remedied_rate", "2026-03", early) == {"no_due_date": 1, "not_known": 1}
    spec.add("feedback", "feedback_code | status | sent_at | is_within_competence\nf1 | refused | 2026-03-02 | ?")
    assert spec.excluded("qd766_feedback_on_time_rate", "2026-03") == {"no_refusal_date": 1}


def test_a_figure_is_incomplete_once_more_is_unknown_than_counted(spec: Spec) -> None:
    """Chưa biết nhiều hơn mẫu số thì chưa đầy đủ, không đạt cũng không trượt; bằng mẫu số thì còn xét."""
    online = {"paid_at": "2026-03-02", "method": "online"}
    for code in ("t1", "t2"):
        spec.insert("payments", online | {"transaction_code": code})
    for code in ("t3", "t4"):
        spec.insert("payments", {"paid_at": "2026-03-02", "transaction_code": code})
    figures = spec.figures("online_payment_rate", "2026-03")
    assert figures.select("numerator", "denominator", "value", "status").row(0) == (2, 2, 1, "met")
    spec.insert("payments", {"paid_at": "2026-03-02", "transaction_code": "t5", "unit_code": "U2"})
    figures = spec.figures("online_payment_rate", "2026-03")
    assert figures.select("numerator", "denominator", "value", "status").row(0) == (2, 2, 1, "incomplete")
    by_unit = spec.figures("online_payment_rate", "2026-03", by=("unit_code",))
    # Of U2 nothing could be counted, as nothing is known; that is not the same as nothing being there.
    assert by_unit.select("unit_code", "denominator", "value", "status").rows() == [
        ("U1", 2, 1, "met"),
        ("U2", 0, None, "incomplete"),
    ]


def test_candidates_are_those_counted_and_those_left_out(spec: Spec) -> None:
    """Ứng viên = mẫu số + loại ra, luôn luôn."""
    spec.add(
        "feedback",
        """
        feedback_code | topic     | sent_at          | processed_at
        f1            | procedure | 2026-03-02 08:00 | 2026-03-03 08:00
        f2            | procedure | 2026-03-02 08:00 |
        f3            | procedure | 2026-03-26 08:00 |
        f4            |           | 2026-03-26 08:00 |
        f5            | other     | 2026-03-26 08:00 |
        """,
    )
    early = datetime(2026, 3, 31)
    assert spec.compute("feedback_resolved_rate", "2026-03", early) == Ratio(1, 2)
    assert spec.excluded("feedback_resolved_rate", "2026-03", early) == {"not_known": 1, "not_yet_due": 1}
    assert len(spec.explain("feedback_resolved_rate", "2026-03", early)) == 4
