"""Units have a life: records of a closed one count for its successor, each unit owes what falls due while it is there."""

from dataclasses import replace
from datetime import datetime

import pytest

from par_metrics.domain.period import Period
from par_metrics.errors import ParMetricsError
from par_metrics.indicators.catalogue import catalogue
from par_metrics.testing import Ratio
from tests.spec.conftest import Spec

MERGED = """
    unit_code | unit_name      | level   | valid_from | valid_to   | successor_code
    OLD1      | xã Cũ Một      | commune |            | 2026-06-30 | NEW
    OLD2      | xã Cũ Hai      | commune |            | 2026-06-30 | NEW
    NEW       | phường Mới     | commune | 2026-07-01 |            |
"""
DOSSIERS = """
    dossier_code | unit_code | received_at      | channel
    d1           | OLD1      | 2026-03-02 08:00 | online
    d2           | OLD2      | 2026-03-02 08:00 | in_person
    d3           | NEW       | 2026-08-02 08:00 | online
"""


def _rows(spec: Spec, indicator: str, period: str, as_of: datetime | None = None) -> list[tuple[object, ...]]:
    by = ("unit_code",)
    figures = spec.figures(indicator, period, by=by) if as_of is None else spec.figures(indicator, period, as_of, by)
    return figures.select("unit_code", "numerator", "denominator").rows()


@pytest.mark.measure
def test_records_of_a_closed_unit_count_for_its_successor(spec: Spec) -> None:
    """Cuối kỳ sau ngày giải thể thì hồ sơ đơn vị cũ tính cho đơn vị kế thừa; kỳ trước đó vẫn của đơn vị cũ."""
    spec.add("units", MERGED)
    spec.add("dossiers", DOSSIERS)
    # The new one has a row before its time, too, as it has records.
    assert _rows(spec, "online_dossiers_rate", "2026-03") == [("NEW", 0, 0), ("OLD1", 1, 1), ("OLD2", 0, 1)]
    assert _rows(spec, "online_dossiers_rate", "2026") == [("NEW", 2, 3)]
    assert spec.compute("online_dossiers_rate", "2026") == Ratio(2, 3)
    assert spec.compute("online_dossiers_rate", "2026", unit="NEW") == Ratio(2, 3)
    shown = spec.explain("online_dossiers_rate", "2026", unit="NEW").sort("dossier_code")
    assert shown.select("dossier_code", "unit_code", "original_unit_code").rows() == [
        ("d1", "NEW", "OLD1"),
        ("d2", "NEW", "OLD2"),
        ("d3", "NEW", "NEW"),
    ]


@pytest.mark.parametrize(
    ("period", "as_of", "unit"),
    [
        ("2026-06", datetime(2026, 12, 1), "OLD1"),
        ("2026-H1", datetime(2026, 12, 1), "OLD1"),
        ("2026", datetime(2026, 6, 30, 23), "OLD1"),
        ("2026", datetime(2026, 7, 1), "OLD1"),
        ("2026", datetime(2026, 7, 1, 0, 0, 1), "NEW"),
        ("2026-03-01/2026-07-01", datetime(2026, 12, 1), "NEW"),
    ],
)
def test_a_unit_counts_itself_until_its_last_day_is_over(spec: Spec, period: str, as_of: datetime, unit: str) -> None:
    """Ngày cuối tính trọn ngày: cuối kỳ đúng 0 giờ hôm sau thì vẫn là đơn vị cũ, sau đó là đơn vị mới."""
    spec.add("units", MERGED)
    spec.add("dossiers", "dossier_code | unit_code | received_at | channel\nd1 | OLD1 | 2026-06-02 | online")
    figures = spec.figures("online_dossiers_rate", period, as_of, ("unit_code",))
    assert figures.filter(denominator=1)["unit_code"].to_list() == [unit]


def test_chains_of_successors_are_followed_as_far_as_they_have_got(spec: Spec) -> None:
    """Đơn vị kế thừa lại giải thể: tính cho đơn vị sau cùng ở cuối kỳ."""
    spec.add(
        "units",
        """
        unit_code | level   | valid_to   | successor_code
        A         | commune | 2026-03-31 | B
        B         | commune | 2026-06-30 | C
        C         | commune |            |
        """,
    )
    spec.add("dossiers", "dossier_code | unit_code | received_at | channel\nd1 | A | 2026-01-02 | online")
    counted = {period: _rows(spec, "online_dossiers_rate", period) for period in ("2026-Q1", "2026-H1", "2026")}
    assert counted == {
        "2026-Q1": [("A", 1, 1), ("B", 0, 0), ("C", 0, 0)],
        "2026-H1": [("B", 1, 1), ("C", 0, 0)],
        "2026": [("C", 1, 1)],
    }


def test_units_that_succeed_one_another_in_a_circle_are_refused(spec: Spec) -> None:
    """Danh mục có vòng kế thừa: báo lỗi, không tính."""
    spec.add("units", "unit_code | valid_to | successor_code\nA | 2026-03-31 | B\nB | 2026-03-31 | A")
    spec.add("dossiers", "dossier_code | unit_code | received_at | channel\nd1 | A | 2026-01-02 | online")
    with pytest.raises(ParMetricsError) as refused:
        spec.figures("online_dossiers_rate", "2026", by=("unit_code",))
    assert "A -> B -> A" in refused.value.label.en


def test_a_closed_unit_without_a_successor_keeps_its_records(spec: Spec) -> None:
    """Giải thể không có đơn vị kế thừa: hồ sơ vẫn ở dòng đơn vị cũ và ở tổng."""
    spec.add(
        "units",
        "unit_code | level | valid_to\nU1 | commune |\nGONE | commune | 2026-06-30\nEMPTY | commune | 2026-06-30",
    )
    spec.add("dossiers", "dossier_code | unit_code | received_at | channel\nd1 | GONE | 2026-03-02 | online")
    assert _rows(spec, "online_dossiers_rate", "2026") == [("GONE", 1, 1), ("U1", 0, 0)]
    assert spec.compute("online_dossiers_rate", "2026") == Ratio(1, 1)


def test_a_unit_that_has_not_opened_has_no_row_yet(spec: Spec) -> None:
    """Có dòng: đơn vị còn hoạt động ở cuối kỳ, hoặc có hồ sơ; đơn vị chưa thành lập thì chưa có dòng."""
    spec.add("units", MERGED)
    spec.add("dossiers", "dossier_code | unit_code | received_at | channel\nd1 | ELSE | 2026-03-02 | online")
    assert [code for code, *_ in _rows(spec, "online_dossiers_rate", "2026-03")] == ["ELSE", "OLD1", "OLD2"]
    assert [code for code, *_ in _rows(spec, "online_dossiers_rate", "2026-06")] == ["ELSE", "OLD1", "OLD2"]
    assert [code for code, *_ in _rows(spec, "online_dossiers_rate", "2026-07")] == ["ELSE", "NEW"]
    before = _rows(spec, "online_dossiers_rate", "2026", datetime(2026, 6, 30, 23))
    assert [code for code, *_ in before] == ["ELSE", "OLD1", "OLD2"]


def test_a_place_that_only_carries_scores_has_a_row_of_scores(spec: Spec) -> None:
    """Tỉnh chỉ có điểm PAPI: có dòng ở PAPI, không có dòng ở chỉ số khác."""
    spec.add("units", "unit_code | level\nU1 | commune")
    spec.add("papi_scores", "place_code | year | dimension | score | origin\nT | 2025 | 1 | 6 | published")
    assert _rows(spec, "papi_1", "2026") == [("T", 6, 1), ("U1", 0, 0)]
    assert _rows(spec, "online_dossiers_rate", "2026") == [("U1", 0, 0)]


def test_the_own_unit_has_a_row_before_any_register_is_loaded() -> None:
    """Đơn vị của mình có dòng dù chưa nạp danh mục đơn vị."""
    with Spec(own_unit="U1") as spec:
        assert _rows(spec, "online_dossiers_rate", "2026") == [("U1", 0, 0)]
        spec.add("units", "unit_code | level | valid_from\nU1 | commune | 2026-07-01")
        assert _rows(spec, "online_dossiers_rate", "2026-06") == []
        assert _rows(spec, "online_dossiers_rate", "2026-07") == [("U1", 0, 0)]


@pytest.mark.parametrize(
    ("kind", "record", "indicator"),
    [
        ("payments", {"transaction_code": "t1", "paid_at": "2026-03-02", "method": "online"}, "online_payment_rate"),
        (
            "feedback",
            {
                "feedback_code": "f1",
                "topic": "procedure",
                "sent_at": "2026-03-02 08:00",
                "processed_at": "2026-03-03 08:00",
            },
            "feedback_resolved_rate",
        ),
        (
            "survey_answers",
            {
                "survey": "sipas",
                "respondent_code": "r1",
                "question_code": "q1",
                "answered_on": "2026-03-02",
                "criterion": 1,
                "answer": 5,
            },
            "sipas_1",
        ),
        (
            "documents",
            {"document_code": "v1", "handled_on": "2026-03-02", "is_handled_online": "yes"},
            "online_documents_rate",
        ),
        (
            "findings",
            {
                "finding_code": "f1",
                "kind": "par_inspection",
                "raised_on": "2026-03-02",
                "due_on": "2026-03-20",
                "remedied_on": "2026-03-20",
                "report_filed_on": "2026-03-20",
            },
            "par_findings_remedied_rate",
        ),
        ("staff", {"staff_code": "s1", "as_of": "2026-03-02", "is_qualified": "yes"}, "staff_qualified_rate"),
        (
            "dossiers",
            {"dossier_code": "d1", "received_at": "2026-03-02 08:00", "due_at": "2026-12-31", "status": 4},
            "on_time_rate_qd766",
        ),
    ],
)
def test_records_of_work_follow_the_unit(spec: Spec, kind: str, record: dict[str, object], indicator: str) -> None:
    """Thanh toán, phản ánh, phiếu khảo sát, văn bản, kết luận, cán bộ: theo đơn vị kế thừa."""
    spec.add("units", MERGED)
    spec.insert(kind, record | {"unit_code": "OLD1"})
    assert spec.compute(indicator, "2026-H1", unit="OLD1") == Ratio(1, 1)
    assert _rows(spec, indicator, "2026-01-01/2026-08-31") == [("NEW", 1, 1)]


def test_counts_follow_the_unit(spec: Spec) -> None:
    """Hồ sơ quá hạn của đơn vị cũ là của đơn vị kế thừa; đơn vị kế thừa biết số 0 của mình nhờ hồ sơ đó."""
    spec.add("units", MERGED)
    spec.add(
        "dossiers",
        """
        dossier_code | unit_code | status | received_at | due_at
        d1           | OLD1      | 4      | 2026-03-02  | 2026-03-10
        d2           | OLD1      | 4      | 2026-03-02  | 2027-03-10
        """,
    )
    assert _rows(spec, "overdue_open_count", "2026-06") == [("OLD1", 1, None), ("OLD2", None, None)]
    assert _rows(spec, "overdue_open_count", "2026-07") == [("NEW", 1, None)]


def test_duties_assessments_and_scores_stay_with_their_unit_and_year(spec: Spec) -> None:
    """Báo cáo của cơ quan, bảng chấm điểm, điểm PAPI, báo cáo nhiệm vụ: của đơn vị và năm đã ghi, không chuyển."""
    spec.add("units", MERGED)
    spec.add("agency_reports", "unit_code | year | duty | is_fulfilled\nOLD1 | 2026 | budget_compliant | yes")
    spec.add("assessments", "unit_code | year | criterion_code | max_points | self_points\nOLD1 | 2026 | 1 | 100 | 90")
    spec.add("papi_scores", "place_code | year | dimension | score | origin\nOLD1 | 2026 | 1 | 6 | published")
    spec.add(
        "task_reports",
        "plan_row | unit_code | period | state | reported_on\nA.I.1.1 | OLD1 | 2026-Q1 | done | 2026-03-09",
    )
    for indicator, sides in {
        "budget_compliant_units_rate": (1, 1),
        "par_index": (90, 100),
        "papi_1": (6, 1),
        "plan_rows_on_track_rate": (1, 1),
    }.items():
        figures = {code: rest for code, *rest in _rows(spec, indicator, "2026")}
        assert figures["OLD1"] == list(sides), indicator
        assert figures["NEW"] == [0, 0], indicator


# --- staff ---------------------------------------------------------------------------


def _staff(spec: Spec, rows: str) -> None:
    spec.add("units", MERGED)
    spec.add("staff", f"unit_code | staff_code | as_of | is_qualified\n{rows}")


def _listed(spec: Spec, period: str) -> set[str]:
    return set(spec.explain("staff_qualified_rate", period)["staff_code"])


def test_each_original_unit_keeps_its_newest_list_until_the_successor_has_one(spec: Spec) -> None:
    """Danh sách mới nhất của từng đơn vị cũ còn giá trị đến khi đơn vị kế thừa có danh sách sau ngày giải thể."""
    _staff(
        spec,
        """OLD1 | s0 | 2026-01-31 | yes
        OLD1 | s1 | 2026-03-31 | yes
        OLD1 | s2 | 2026-03-31 | no
        OLD2 | s3 | 2026-05-31 | yes
        NEW  | s1 | 2026-09-30 | yes
        NEW  | s4 | 2026-09-30 | no""",
    )
    assert _listed(spec, "2026-07") == {"s1", "s2", "s3"}
    assert spec.compute("staff_qualified_rate", "2026-07", unit="NEW") == Ratio(2, 3)
    assert _listed(spec, "2026-H1") == {"s1", "s2", "s3"}
    assert _listed(spec, "2026") == {"s1", "s4"}
    assert spec.compute("staff_qualified_rate", "2026", unit="NEW") == Ratio(1, 2)


def test_a_list_of_the_successor_from_before_the_closing_does_not_replace(spec: Spec) -> None:
    """Đơn vị nhận đã có danh sách từ trước khi sáp nhập: chưa có người của đơn vị cũ, nên cả hai còn giá trị."""
    spec.add(
        "units",
        """
        unit_code | level   | valid_to   | successor_code
        OLD       | commune | 2026-06-30 | BIG
        BIG       | commune |            |
        """,
    )
    spec.add(
        "staff",
        """
        unit_code | staff_code | as_of      | is_qualified
        OLD       | s1         | 2026-03-31 | yes
        BIG       | s2         | 2026-06-30 | yes
        """,
    )
    assert _listed(spec, "2026") == {"s1", "s2"}
    spec.add("staff", "unit_code | staff_code | as_of | is_qualified\nBIG | s2 | 2026-07-01 | yes")
    assert _listed(spec, "2026") == {"s2"}


def test_who_is_on_no_newer_list_has_left(spec: Spec) -> None:
    """Không còn tên trong danh sách mới của đơn vị là đã đi; sang đơn vị khác thì tính ở đơn vị đó."""
    spec.add(
        "staff",
        """
        unit_code | staff_code | as_of      | is_qualified
        U1        | left       | 2026-03-31 | yes
        U1        | moved      | 2026-03-31 | yes
        U1        | stayed     | 2026-03-31 | yes
        U1        | stayed     | 2026-06-30 | no
        U2        | moved      | 2026-05-31 | yes
        """,
    )
    assert _rows(spec, "staff_qualified_rate", "2026-04") == [("U1", 3, 3), ("U2", 0, 0)]
    assert _rows(spec, "staff_qualified_rate", "2026-05") == [("U1", 2, 2), ("U2", 1, 1)]
    assert _rows(spec, "staff_qualified_rate", "2026") == [("U1", 0, 1), ("U2", 1, 1)]


def test_discipline_counts_in_the_unit_of_its_day(spec: Spec) -> None:
    """Kỷ luật tính cho đơn vị của người đó ở ngày kỷ luật: danh sách mới nhất đến ngày đó, không có thì danh sách đầu."""
    spec.add(
        "staff",
        """
        unit_code | staff_code | as_of      | discipline | disciplined_on
        U1        | moved      | 2026-01-31 | none       |
        U2        | moved      | 2026-04-30 | reprimand  | 2026-03-15
        U1        | first      | 2026-03-31 | none       |
        U2        | first      | 2026-06-30 | warning    | 2026-03-15
        U1        | on its day | 2026-01-31 | none       |
        U2        | on its day | 2026-03-15 | warning    | 2026-03-15
        U2        | lifted     | 2026-03-31 | warning    | 2026-03-15
        U2        | lifted     | 2026-06-30 | none       |
        """,
    )
    counted = spec.explain("staff_disciplined_count", "2026-03")
    assert dict(counted.select("staff_code", "unit_code").iter_rows()) == {
        "moved": "U1",
        "first": "U1",
        "on its day": "U2",
    }
    assert spec.compute("staff_disciplined_count", "2026-03") == Ratio(3, None)
    assert _rows(spec, "staff_disciplined_count", "2026-03") == [("U1", 2, None), ("U2", 1, None)]


def test_a_discipline_is_what_the_latest_row_by_as_of_says(spec: Spec) -> None:
    """Theo dòng mới nhất đến thời điểm lấy số liệu; quyết định sau thời điểm đó thì chưa có."""
    spec.add(
        "staff",
        """
        unit_code | staff_code | as_of      | discipline | disciplined_on
        U1        | s1         | 2026-03-31 | warning    | 2026-03-15
        U1        | s1         | 2026-06-30 | none       |
        U1        | s2         | 2026-03-31 | warning    | 2026-04-15
        """,
    )
    april = datetime(2026, 4, 1)
    assert spec.compute("staff_disciplined_count", "2026", april) == Ratio(1, None)
    assert spec.compute("staff_disciplined_count", "2026") == Ratio(1, None)
    assert spec.explain("staff_disciplined_count", "2026", april)["staff_code"].to_list() == ["s1"]
    assert spec.explain("staff_disciplined_count", "2026")["staff_code"].to_list() == ["s2"]


# --- reports due ---------------------------------------------------------------------

REPORTED = "plan_row | unit_code | period | state | reported_on\nP.IV.1 | NEW | 2026-Q3 | done | 2026-09-10"


def test_a_unit_owes_the_reports_that_fall_due_within_its_life(spec: Spec) -> None:
    """Báo cáo đến hạn khi đơn vị còn hoạt động mới là của đơn vị đó; không chuyển cho đơn vị kế thừa."""
    spec.add("units", MERGED)
    spec.add("task_reports", REPORTED)
    owed = {code: rest for code, *rest in _rows(spec, "plan_reports_on_time_rate", "2026")}
    # Q3, Q4 and the year; the closed ones owed Q1, Q2 and the half year.
    assert owed["NEW"] == [1, 3]
    assert spec.compute("plan_reports_on_time_rate", "2026") == Ratio(1, 3 + 3 + 3)
    assert set(spec.explain("plan_reports_on_time_rate", "2026", unit="OLD1")["report_period"]) == {
        "2026-Q1",
        "2026-Q2",
        "2026-H1",
    }


def test_the_first_and_the_last_day_of_a_unit_are_its_own(spec: Spec) -> None:
    """Hạn đúng ngày đầu hoặc ngày cuối của đơn vị vẫn là của đơn vị."""
    spec.add(
        "units",
        """
        unit_code | valid_from | valid_to
        A         |            | 2026-03-10
        B         |            | 2026-03-09
        C         | 2026-03-10 |
        D         | 2026-03-11 |
        """,
    )
    spec.add(
        "task_reports", "plan_row | unit_code | period | state | reported_on\nP.IV.1 | A | 2026-Q1 | done | 2026-03-09"
    )
    owed = spec.explain("plan_reports_on_time_rate", "2026-Q1")
    assert set(owed["unit_code"]) == {"A", "C"}


def test_reports_are_owed_once_any_is_known_and_by_the_own_level_only(spec: Spec) -> None:
    """Chưa có báo cáo nào thì chưa biết; có một báo cáo bất kỳ thì mọi đơn vị cùng cấp đều phải báo cáo."""
    spec.add("units", "unit_code | level\nP1 | commune\nP2 |\nS1 | department\nT1 | province")
    spec.add("papi_scores", "place_code | year | dimension | score\nELSEWHERE | 2025 | 1 | 6")
    assert spec.compute("plan_reports_on_time_rate", "2026-Q1") == Ratio(0, 0)
    spec.add(
        "task_reports",
        "plan_row | unit_code | period | state | reported_on\nA.I.1.1 | P1 | 2026-Q1 | done | 2026-04-02",
    )
    assert spec.compute("plan_reports_on_time_rate", "2026-Q1", datetime(2026, 4, 1)) == Ratio(0, 0)
    assert spec.compute("plan_reports_on_time_rate", "2026-Q1") == Ratio(0, 2)
    owed = spec.explain("plan_reports_on_time_rate", "2026-Q1")
    assert set(owed["unit_code"]) == {"P1", "P2"}
    with Spec(own_unit="S1") as departments:
        departments.add("units", "unit_code | level\nP1 | commune\nS1 | department\nS2 | department")
        departments.add(
            "task_reports",
            "plan_row | unit_code | period | state | reported_on\nP.IV.1 | S1 | 2026-Q1 | done | 2026-03-10",
        )
        assert departments.compute("plan_reports_on_time_rate", "2026-Q1") == Ratio(1, 2)


@pytest.mark.parametrize(
    ("period", "due", "label"),
    [
        ("2026-Q1", "2026-03-10", "2026-Q1"),
        ("2026-06", "2026-06-10", "2026-Q2"),
        ("2026-06", "2026-06-10", "2026-H1"),
        ("2026-09", "2026-09-10", "2026-Q3"),
        ("2026-12", "2026-12-10", "2026-Q4"),
        ("2026-12", "2026-12-10", "2026"),
    ],
)
def test_the_report_is_the_row_of_its_period_and_nothing_else(spec: Spec, period: str, due: str, label: str) -> None:
    """Chỉ dòng P.IV.1 của đúng kỳ, nộp không muộn hơn hạn."""
    others = {"2026-Q1", "2026-Q2", "2026-H1", "2026-Q3", "2026-Q4", "2026", "2026-01"} - {label}
    row = {"unit_code": "U1", "state": "done", "reported_on": due}
    for other in others:
        spec.insert("task_reports", row | {"plan_row": "A.I.1.1", "period": other})
    spec.insert("task_reports", row | {"plan_row": "A.I.1.1", "period": label})
    owed = spec.explain("plan_reports_on_time_rate", period).filter(report_period=label)
    assert owed.select("due_on", "counted_as").rows() == [(datetime.fromisoformat(due).date(), "denominator")]
    spec.insert("task_reports", row | {"plan_row": "P.IV.1", "period": label})
    owed = spec.explain("plan_reports_on_time_rate", period).filter(report_period=label)
    assert owed["counted_as"].to_list() == ["numerator"]


# --- rows of the plan ----------------------------------------------------------------

TASKS = """
    plan_row | unit_code | period  | state    | reported_on
    A.I.1.1  | U1        | 2026-Q1 | behind   | 2026-03-09
    A.I.1.1  | U1        | 2026-H1 | done     | 2026-06-09
    A.I.1.1  | U1        | 2026-Q2 | behind   | 2026-06-12
    A.I.1.2  | U1        | 2026-03 | behind   | 2026-07-20
    A.I.1.2  | U1        | 2026-Q2 | done     | 2026-06-09
    A.I.1.3  | U1        | 2026    | done     | 2026-06-09
    P.II.2.1 | U1        | 2026-Q1 | done     | 2026-03-09
"""


@pytest.mark.parametrize(
    ("period", "good", "of"),
    [
        # The row 1.1 for Q2, filed after that for H1, which ends on the same day; 1.2 for Q2, though March came later.
        ("2026-H1", {"A.I.1.2"}, {"A.I.1.1", "A.I.1.2"}),
        ("2026-Q1", set(), {"A.I.1.1", "A.I.1.2"}),
        ("2026-03", set(), {"A.I.1.2"}),
        ("2026-Q2", {"A.I.1.2"}, {"A.I.1.1", "A.I.1.2"}),
        ("2026-06", set(), set()),
        ("2026", {"A.I.1.2", "A.I.1.3"}, {"A.I.1.1", "A.I.1.2", "A.I.1.3"}),
        ("2026-01-01/2026-03-31", set(), {"A.I.1.1", "A.I.1.2"}),
    ],
)
def test_a_row_of_the_plan_counts_by_the_report_for_the_period(
    spec: Spec, period: str, good: set[str], of: set[str]
) -> None:
    """Báo cáo của kỳ nằm trong kỳ được hỏi; nhiều báo cáo: kỳ kết thúc sau cùng, rồi nộp sau cùng."""
    spec.add("task_reports", TASKS)
    assert spec.compute("plan_rows_on_track_rate", period) == Ratio(len(good), len(of))
    rows = spec.explain("plan_rows_on_track_rate", period)
    assert set(rows["plan_row"]) == of
    assert set(rows.filter(counted_as="numerator")["plan_row"]) == good


def test_a_report_filed_after_as_of_is_not_there(spec: Spec) -> None:
    """Báo cáo nộp sau thời điểm lấy số liệu: lúc đó chưa có."""
    spec.add("task_reports", TASKS)
    assert spec.compute("plan_rows_on_track_rate", "2026-H1", datetime(2026, 6, 10)) == Ratio(2, 2)


# --- asking --------------------------------------------------------------------------


def test_an_old_code_or_a_former_name_answers_for_the_successor(spec: Spec) -> None:
    """Hỏi bằng mã cũ hoặc tên cũ thì trả lời cho đơn vị kế thừa; trước ngày giải thể thì cho chính nó."""
    spec.add("units", MERGED)
    spec.add("units", "unit_code | unit_name | former_names\nU9 | phường Chín | xã Chín; xã Số 9")
    snapshot, june, july = spec.snapshot(), datetime(2026, 6, 30), datetime(2026, 7, 2)
    assert [snapshot.unit_of(given, july) for given in ("OLD1", "xã Cũ Một", "XA CU HAI", "NEW")] == ["NEW"] * 4
    assert [snapshot.unit_of(given, june) for given in ("OLD1", "xã Cũ Một")] == ["OLD1"] * 2
    assert [snapshot.unit_of(given, july) for given in ("xã Chín", "Xã số 9", "phường Chín", "U9")] == ["U9"] * 4
    assert snapshot.unit_of("xã Mười", july) == "xã Mười", "unknown, to be refused by whoever looks it up"
    assert snapshot.unit_of(None, july) is None


def test_a_name_borne_by_several_units_is_that_of_the_one_alive(spec: Spec) -> None:
    """Tên trùng: đơn vị còn hoạt động ở ngày đó."""
    spec.add(
        "units",
        """
        unit_code | unit_name | valid_from | valid_to   | successor_code
        OLD       | xã Một    |            | 2026-06-30 |
        NEW       | xã Một    | 2026-07-01 |            |
        """,
    )
    snapshot = spec.snapshot()
    assert snapshot.unit_of("xã Một", datetime(2026, 6, 30, 12)) == "OLD"
    assert snapshot.unit_of("xã Một", datetime(2026, 7, 1)) == "NEW"


def test_records_stay_with_closed_units_where_that_is_set(spec: Spec) -> None:
    """Tắt roll_up_units: hồ sơ ở lại dòng đơn vị cũ."""
    spec.add("units", MERGED)
    spec.add("dossiers", DOSSIERS)
    snapshot = spec.snapshot()
    apart = replace(snapshot, engine=replace(snapshot.engine, follows_units=False))
    figures = apart.figures([catalogue["online_dossiers_rate"]], [Period.parse("2026")], ("unit_code",))
    assert figures.select("unit_code", "numerator", "denominator").rows() == [
        ("NEW", 1, 1),
        ("OLD1", 1, 1),
        ("OLD2", 0, 1),
    ]
