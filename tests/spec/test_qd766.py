"""On time by Quyết định 766/QĐ-TTg, section 4.1 of the definitions, as things stood at the end of the period."""

from datetime import datetime

import pytest

from par_metrics.testing import Ratio
from tests.spec.conftest import Spec


def test_open_and_not_due_counts_for_and_overdue_against(spec: Spec) -> None:
    """Đang giải quyết trong hạn tính vào tử số; quá hạn vẫn ở mẫu số."""
    spec.add(
        "dossiers",
        """
        dossier_code | status | received_at      | due_at     | completed_at
        d1           | 4      | 2026-03-20 08:00 | 2026-04-05 |
        d2           | 4      | 2026-03-20 08:00 | 2026-03-25 |
        d3           | 10     | 2026-03-20 08:00 | 2026-03-25 | 2026-03-24 08:00
        d4           | 10     | 2026-03-20 08:00 | 2026-03-25 | 2026-03-26 08:00
        """,
    )
    assert spec.compute("on_time_rate_qd766", "2026-03") == Ratio(2, 4)


@pytest.mark.measure
def test_carried_over_dossiers_count_until_they_ended(spec: Spec) -> None:
    """Hồ sơ kỳ trước chuyển sang được tính; đã kết thúc trước kỳ thì không."""
    spec.add(
        "dossiers",
        """
        dossier_code | status | received_at      | due_at     | completed_at
        d1           | 10     | 2026-02-20 08:00 | 2026-03-05 | 2026-03-02 08:00
        d2           | 10     | 2026-02-20 08:00 | 2026-03-05 | 2026-02-28 08:00
        d3           | 10     | 2026-04-20 08:00 | 2026-05-05 | 2026-04-28 08:00
        """,
    )
    assert spec.compute("on_time_rate_qd766", "2026-03") == Ratio(1, 1)


def test_the_period_of_carried_over_dossiers_is_half_open(spec: Spec) -> None:
    """Kết thúc đúng 0 giờ đầu kỳ còn thuộc kỳ; tiếp nhận đúng 0 giờ đầu kỳ sau thì không."""
    spec.add(
        "dossiers",
        """
        dossier_code | status | received_at      | due_at     | completed_at
        d1           | 10     | 2026-02-20 08:00 | 2026-03-05 | 2026-03-01 00:00
        d2           | 4      | 2026-04-01 00:00 | 2026-04-05 |
        """,
    )
    assert spec.compute("on_time_rate_qd766", "2026-03") == Ratio(1, 1)
    assert spec.compute("on_time_rate_qd766", "2026-04") == Ratio(0, 1)


def test_an_unanswered_request_for_papers_stops_the_clock(spec: Spec) -> None:
    """Chờ bổ sung: đồng hồ dừng khi yêu cầu; yêu cầu sau hạn là trễ; yêu cầu ở kỳ trước thì không thuộc kỳ."""
    spec.add(
        "dossiers",
        """
        dossier_code | status | received_at      | due_at     | supplement_requested_at
        d1           | 5      | 2026-03-02 08:00 | 2026-03-10 | 2026-03-05 08:00
        d2           | 5      | 2026-03-02 08:00 | 2026-03-10 | 2026-03-12 08:00
        d3           | 5      | 2026-02-02 08:00 | 2026-02-10 | 2026-02-05 08:00
        """,
    )
    assert spec.compute("on_time_rate_qd766", "2026-03") == Ratio(1, 2)


def test_a_request_for_papers_after_the_cut_has_not_stopped_the_clock(spec: Spec) -> None:
    """Yêu cầu bổ sung sau thời điểm lấy số liệu thì lúc đó chưa có: đang giải quyết, chưa đến hạn."""
    spec.add(
        "dossiers",
        """
        dossier_code | status | received_at      | due_at     | supplement_requested_at
        d1           | 5      | 2026-03-02 08:00 | 2026-03-20 | 2026-03-25 08:00
        """,
    )
    assert spec.compute("on_time_rate_qd766", "2026-03", as_of=datetime(2026, 3, 10)) == Ratio(1, 1)
    assert spec.compute("on_time_rate_qd766", "2026-03") == Ratio(0, 1)


def test_the_time_of_a_supplement_is_given_back(spec: Spec) -> None:
    """Thời gian chờ dân bổ sung được trừ, cả khi đã xong lẫn khi đang giải quyết."""
    spec.add(
        "dossiers",
        """
        dossier_code | status | received_at      | due_at     | completed_at     | supplement_requested_at | supplemented_at
        d1           | 10     | 2026-03-02 08:00 | 2026-03-10 | 2026-03-13 08:00 | 2026-03-04 08:00        | 2026-03-09 08:00
        d2           | 10     | 2026-03-02 08:00 | 2026-03-10 | 2026-03-13 08:00 | 2026-03-04 08:00        | 2026-03-05 08:00
        d3           | 4      | 2026-03-02 08:00 | 2026-03-29 |                  | 2026-03-04 08:00        | 2026-03-09 08:00
        """,
    )
    assert spec.compute("on_time_rate_qd766", "2026-03") == Ratio(2, 3)


def test_papers_count_as_answered_only_after_they_were_asked_for(spec: Spec) -> None:
    """Bổ sung trước lần yêu cầu mới nhất không trả lời yêu cầu đó: đồng hồ dừng; đã trả lời thì chạy tiếp."""
    spec.add(
        "dossiers",
        """
        dossier_code | status | received_at      | due_at     | completed_at     | supplement_requested_at | supplemented_at
        d1           | 5      | 2026-03-02 08:00 | 2026-03-10 |                  | 2026-03-08 08:00        | 2026-03-05 08:00
        d2           | 5      | 2026-03-02 08:00 | 2026-03-10 |                  | 2026-03-04 08:00        | 2026-03-05 08:00
        d3           | 10     | 2026-03-02 08:00 | 2026-03-10 | 2026-03-09 08:00 |                         | 2026-03-05 08:00
        """,
    )
    assert spec.compute("on_time_rate_qd766", "2026-03") == Ratio(2, 3)
    listed = spec.explain("on_time_rate_qd766", "2026-03").filter(counted_as="numerator")
    assert listed["dossier_code"].sort().to_list() == ["d1", "d3"]


def test_the_time_of_a_supplement_is_given_back_to_the_statutory_limit(spec: Spec) -> None:
    """Không có ngày hẹn: thời gian chờ bổ sung cũng được trừ khỏi số ngày làm việc đã dùng."""
    spec.add("procedures", "procedure_code | statutory_working_days\n1.000001 | 3")
    spec.add(
        "dossiers",
        """
        dossier_code | procedure_code | received_at      | completed_at     | supplement_requested_at | supplemented_at
        d1           | 1.000001       | 2026-03-05 08:00 | 2026-03-16 08:00 | 2026-03-06 08:00        | 2026-03-13 08:00
        d2           | 1.000001       | 2026-03-05 08:00 | 2026-03-16 08:00 |                         |
        """,
    )
    assert spec.compute("on_time_rate_qd766", "2026-03") == Ratio(1, 2)


def test_a_supplement_after_the_period_is_not_known_in_it(spec: Spec) -> None:
    """Bổ sung xong sau cuối kỳ thì trong kỳ chưa được trừ."""
    spec.add(
        "dossiers",
        """
        dossier_code | status | received_at      | due_at     | completed_at     | supplement_requested_at | supplemented_at
        d1           | 10     | 2026-03-02 08:00 | 2026-03-30 | 2026-04-10 08:00 | 2026-03-20 08:00        | 2026-04-05 08:00
        """,
    )
    assert spec.compute("on_time_rate_qd766", "2026-03") == Ratio(0, 1)
    assert spec.compute("on_time_rate_qd766", "2026-04") == Ratio(1, 1)


def test_more_than_one_supplement_request_is_late(spec: Spec) -> None:
    """Yêu cầu bổ sung quá một lần là trễ, dù xong sớm, dù không có hạn nào."""
    spec.add(
        "dossiers",
        """
        dossier_code | received_at      | due_at     | completed_at     | supplement_count
        d1           | 2026-03-02 08:00 | 2026-03-10 | 2026-03-04 08:00 | 2
        d2           | 2026-03-02 08:00 | 2026-03-10 | 2026-03-04 08:00 | 1
        d3           | 2026-03-02 08:00 |            | 2026-03-04 08:00 | 2
        """,
    )
    assert spec.compute("on_time_rate_qd766", "2026-03") == Ratio(1, 3)
    assert spec.excluded("on_time_rate_qd766", "2026-03") == {}


def test_without_a_due_date_the_statutory_limit_decides(spec: Spec) -> None:
    """Không có ngày hẹn thì so với thời hạn luật định theo ngày làm việc; cũng không có thì loại ra."""
    spec.add("procedures", "procedure_code | statutory_working_days\n1.000001 | 3\n1.000002 |")
    spec.add(
        "dossiers",
        """
        dossier_code | procedure_code | received_at      | completed_at
        d1           | 1.000001       | 2026-03-05 08:00 | 2026-03-10 16:00
        d2           | 1.000001       | 2026-03-05 08:00 | 2026-03-11 08:00
        d3           | 1.000002       | 2026-03-05 08:00 | 2026-03-06 08:00
        d4           |                | 2026-03-05 08:00 | 2026-03-06 08:00
        """,
    )
    assert spec.compute("on_time_rate_qd766", "2026-03") == Ratio(1, 2)
    assert spec.excluded("on_time_rate_qd766", "2026-03") == {"no_due_date": 2}


def test_withdrawn_and_stopped_dossiers_end_like_others(spec: Spec) -> None:
    """Rút hồ sơ, dừng xử lý: có ngày kết thúc như hồ sơ khác; từ chối tiếp nhận thì không tính."""
    spec.add(
        "dossiers",
        """
        dossier_code | status | received_at      | due_at     | completed_at     | returned_at
        d1           | 7      | 2026-03-02 08:00 | 2026-03-10 | 2026-03-04 08:00 |
        d2           | 8      | 2026-03-02 08:00 | 2026-03-10 | 2026-03-12 08:00 |
        d3           | 3      | 2026-03-02 08:00 | 2026-03-10 | 2026-03-04 08:00 |
        d4           | 1      | 2026-03-02 08:00 | 2026-03-10 |                  |
        d5           | 10     | 2026-03-02 08:00 | 2026-03-10 |                  |
        """,
    )
    assert spec.compute("on_time_rate_qd766", "2026-03") == Ratio(1, 3)


def test_an_end_after_the_cut_is_open(spec: Spec) -> None:
    """Kết thúc sau thời điểm lấy số liệu thì coi như đang giải quyết."""
    spec.add(
        "dossiers",
        """
        dossier_code | received_at      | due_at     | completed_at
        d1           | 2026-03-02 08:00 | 2026-03-20 | 2026-03-18 08:00
        """,
    )
    assert spec.compute("on_time_rate_qd766", "2026-03", as_of=datetime(2026, 3, 10)) == Ratio(1, 1)
    assert spec.compute("on_time_rate_qd766", "2026-02", as_of=datetime(2026, 3, 10)) == Ratio(0, 0)
