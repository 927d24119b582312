"""SIPAS, PAPI, PAR INDEX and the reports on the plan."""

from datetime import datetime

import pytest

from par_metrics.testing import Ratio
from tests.spec.conftest import Spec


def test_a_criterion_is_the_share_of_answers_4_and_5(spec: Spec) -> None:
    """Không trả lời thì không tính vào mẫu số; phiếu khảo sát khác không phải SIPAS."""
    spec.add(
        "survey_answers",
        """
        survey     | respondent_code | question_code | answered_on | criterion | answer
        sipas      | r1              | q1            | 2026-03-01  | 1         | 5
        sipas      | r1              | q2            | 2026-03-01  | 1         | 4
        sipas      | r2              | q1            | 2026-03-01  | 1         | 3
        sipas      | r2              | q2            | 2026-03-01  | 1         |
        sipas      | r3              | q1            | 2026-04-01  | 1         | 1
        papi_local | r1              | q1            | 2026-03-01  | 1         | 1
        """,
    )
    assert spec.compute("sipas_1", "2026-03") == Ratio(2, 3)
    assert spec.excluded("sipas_1", "2026-03") == {"no_answer": 1}
    assert spec.compute("sipas_1", "2026") == Ratio(2, 4)


@pytest.mark.measure
def test_the_index_is_the_mean_of_the_criteria_that_have_answers(spec: Spec) -> None:
    """Trung bình cộng các tiêu chí, không phải tỷ lệ gộp; tiêu chí không có câu trả lời được nêu tên."""
    answers = ["survey | respondent_code | question_code | answered_on | criterion | answer"]
    good = {1: 10, 2: 5, 3: 5, 5: 8, 6: 9, 7: 10, 8: 10, 9: 4}
    for criterion, satisfied in good.items():
        for n in range(10 if criterion != 1 else 40):
            level = 4 if n < (satisfied if criterion != 1 else 40) else 2
            answers.append(f"sipas | r{n} | q{criterion} | 2026-03-01 | {criterion} | {level}")
    answers.append("sipas | r1 | q4 | 2026-03-01 | 4 |")
    spec.add("survey_answers", "\n".join(answers))
    assert spec.compute("sipas_policy", "2026") == pytest.approx(Ratio(1 + 0.5 + 0.5, 3))
    assert spec.figures("sipas_policy", "2026")["excluded"].item() == '{"no_figure_sipas_4": 1}'
    assert spec.compute("sipas_service", "2026") == pytest.approx(Ratio(0.8 + 0.9 + 1 + 1 + 0.4, 5))
    assert spec.compute("sipas", "2026") == pytest.approx(Ratio(2 + 4.1, 8))
    figure = spec.figures("sipas", "2026").row(0, named=True)
    assert (figure["value"], figure["target"], figure["status"]) == (pytest.approx(6.1 / 8), 0.8, "incomplete")
    assert figure["rules"] == "sipas-top2"
    assert spec.figures("sipas", "2025").select("value", "status").row(0) == (None, "no_population")


def test_a_composite_of_a_unit_opens_into_the_figures_of_that_unit(spec: Spec) -> None:
    """Giải trình chỉ số của một đơn vị chỉ gồm số của đơn vị đó."""
    spec.add(
        "survey_answers",
        """
        survey | respondent_code | question_code | answered_on | criterion | answer | unit_code
        sipas  | r1              | q1            | 2026-03-01  | 1         | 5      | U1
        sipas  | r2              | q1            | 2026-03-01  | 1         | 1      | U2
        sipas  | r3              | q2            | 2026-03-01  | 2         | 4      | U2
        """,
    )
    assert spec.compute("sipas_policy", "2026", unit="U1") == Ratio(1, 1)
    opened = spec.explain("sipas_policy", "2026", unit="U1").select("component", "unit_code", "value", "reason").rows()
    assert opened == [("sipas_1", "U1", 1, ""), *((f"sipas_{n}", "U1", None, "no_figure") for n in (2, 3, 4))]
    together = spec.explain("sipas_policy", "2026").select("component", "unit_code", "value").rows()
    assert together[:2] == [("sipas_1", None, 0.5), ("sipas_2", None, 1)]


PAPI_2025 = "place_code | year | dimension | score\n" + "\n".join(f"U1 | 2025 | {n} | 5.5" for n in range(1, 9))


@pytest.mark.measure
def test_papi_is_the_latest_score_of_each_dimension_and_the_sum_of_a_whole_year(spec: Spec) -> None:
    """Nội dung: điểm của năm mới nhất không sau kỳ; tổng: của năm mới nhất có đủ 8 nội dung."""
    spec.add("papi_scores", PAPI_2025)
    spec.add("papi_scores", "place_code | year | dimension | score\nU1 | 2026 | 1 | 4.0\nU1 | 2027 | 1 | 9")
    assert spec.compute("papi_1", "2026") == Ratio(4.0, 1)
    assert spec.compute("papi_1", "2025") == Ratio(5.5, 1)
    assert spec.compute("papi_1", "2026", datetime(2026, 1, 1)) == Ratio(5.5, 1)
    assert spec.compute("papi", "2026") == Ratio(8 * 5.5, None)
    assert set(spec.explain("papi", "2026")["year"]) == {2025}
    figures = spec.figures("papi", "2026").select("value", "target", "status").row(0)
    assert figures == (44, 40, "met")
    assert spec.figures("papi_1", "2026").select("target", "status").row(0) == (5, "missed")


def test_papi_has_no_sum_without_a_whole_year(spec: Spec) -> None:
    """Chưa năm nào đủ 8 nội dung: không có tổng, chưa đầy đủ; không có điểm nào thì là không phát sinh."""
    assert spec.figures("papi", "2026").select("value", "status").row(0) == (None, "no_population")
    spec.add("papi_scores", PAPI_2025.rsplit("\n", 1)[0])
    figure = spec.figures("papi", "2026").row(0, named=True)
    assert (figure["value"], figure["status"], figure["excluded"]) == (None, "incomplete", '{"no_whole_year": 7}')


def test_a_place_without_a_whole_year_leaves_the_sum_of_several_incomplete(spec: Spec) -> None:
    """Một nơi chưa đủ 8 nội dung: tổng chung là của phần còn lại, chưa đầy đủ."""
    spec.add("papi_scores", PAPI_2025)
    spec.add("papi_scores", "place_code | year | dimension | score\nU2 | 2025 | 1 | 6.5")
    assert spec.compute("papi_1", "2026") == Ratio(12, 2)
    assert spec.figures("papi", "2026")["status"].item() == "incomplete"
    assert spec.excluded("papi", "2026") == {"no_whole_year": 1}
    assert spec.compute("papi", "2026", unit="U1") == Ratio(44, None)


ASSESSMENTS = """
    unit_code | year | criterion_code | domain   | max_points | self_points | appraised_points
    U1        | 2026 | 1.1            | Thể chế  | 2          | 2           | 1.5
    U1        | 2026 | 1.2            | Thể chế  | 3          | 3           |
    U1        | 2026 | 2.1            | TTHC     | 4          |             |
    U2        | 2026 | 1.1            | Thể chế  | 2          | 2           | 1.8
"""


@pytest.mark.measure
def test_par_index_takes_the_appraised_points_or_else_the_self_assessed(spec: Spec) -> None:
    """Điểm thẩm định thay điểm tự chấm; tiêu chí chưa chấm để ra cả điểm tối đa."""
    spec.add("assessments", ASSESSMENTS)
    assert spec.compute("par_index", "2026", unit="U1") == Ratio(4.5, 5)
    assert spec.compute("par_index", "2026-Q3", unit="U1") == Ratio(4.5, 5)
    assert spec.excluded("par_index", "2026") == {"not_assessed": 1}
    assert spec.compute("par_index", "2026", datetime(2026, 1, 1)) == Ratio(0, 0), "the year has not begun"
    by_domain = spec.figures("par_index", "2026", by=("unit_code", "domain")).filter(unit_code="U1")
    assert by_domain.select("domain", "numerator", "denominator").rows() == [("TTHC", 0, 0), ("Thể chế", 4.5, 5)]


@pytest.mark.measure
def test_ranks_are_shared_and_count_only_units_with_an_index(spec: Spec) -> None:
    """Bằng điểm thì cùng hạng tốt hơn; đơn vị không có PAR INDEX năm đó không có hạng."""
    spec.whole = lambda _year, _domain: 2
    spec.add(
        "assessments",
        """
        unit_code | year | criterion_code | max_points | self_points
        U1        | 2026 | 1.1            | 2          | 1.8
        U2        | 2026 | 1.1            | 2          | 1.8
        U3        | 2026 | 1.1            | 2          | 0.6
        U4        | 2026 | 1.1            | 0.5        | 0.1
        U4        | 2026 | 1.2            | 0.5        | 0.2
        U4        | 2026 | 1.3            | 1          | 0.3
        U5        | 2025 | 1.1            | 2          | 2
        """,
    )
    figures = spec.figures("par_index_rank", "2026", by=("unit_code",))
    ranks = dict(figures.select("unit_code", "value").iter_rows())
    # U1 and U2 both have 0.9; U3 and U4 both 0.3, of 0.6 and of 0.1 + 0.2 + 0.3.
    assert ranks == {"U1": 1, "U2": 1, "U3": 3, "U4": 3, "U5": None}
    assert set(figures.drop_nulls("value")["denominator"]) == {4}
    assert set(figures.drop_nulls("value")["status"]) == {"incomplete"}, "among 4 of 124 nobody knows it yet"
    assert spec.figures("par_index_rank", "2026")["value"].item() is None
    assert spec.compute("par_index_rank", "2026", unit="U3") == Ratio(3, 4)
    opened = spec.explain("par_index_rank", "2026", unit="U3")
    # Whoever asks for one unit's rank sees whom it stands among, best first.
    assert opened.select("unit_code", "reason").rows() == [
        ("U1", ""),
        ("U2", ""),
        ("U3", ""),
        ("U4", ""),
        ("U5", "no_figure"),
    ]


def test_reports_are_due_by_the_tenth_and_counted_once_the_day_is_over(spec: Spec) -> None:
    """Quý: ngày 10 tháng cuối quý; 6 tháng: 10/6; năm: 10/12."""
    spec.add("units", "unit_code\nU1\nU2")
    spec.add(
        "task_reports",
        """
        plan_row | unit_code | period  | state    | reported_on
        P.IV.1   | U1        | 2026-Q1 | done     | 2026-03-10
        P.IV.1   | U1        | 2026-Q2 | done     | 2026-06-11
        P.IV.1   | U1        | 2026-H1 | done     | 2026-06-10
        A.I.1.1  | U2        | 2026-Q1 | on_track | 2026-03-09
        A.I.1.2  | U2        | 2026-Q1 | on_track | 2026-03-20
        A.I.1.1  | U2        | 2026-Q2 | on_track | 2026-06-09
        P.IV.1   | U2        | 2026-Q2 | done     | 2026-06-12
        """,
    )
    assert spec.compute("plan_reports_on_time_rate", "2026-Q1") == Ratio(1, 2), "rows of the appendix are no report"
    assert spec.compute("plan_reports_on_time_rate", "2026-Q1", datetime(2026, 3, 10, 12)) == Ratio(0, 0)
    assert spec.compute("plan_reports_on_time_rate", "2026-Q2", unit="U1") == Ratio(1, 2)
    assert spec.compute("plan_reports_on_time_rate", "2026-Q2", unit="U2") == Ratio(0, 2)
    assert spec.compute("plan_reports_on_time_rate", "2026-Q2", datetime(2026, 6, 11, 12)) == Ratio(1, 4)
    assert spec.compute("plan_reports_on_time_rate", "2026") == Ratio(2, 12)
    late = "plan_row | unit_code | period | state | reported_on\nP.IV.1 | U3 | 2026-Q1 | done | 2026-03-11"
    spec.add("task_reports", late)
    assert spec.compute("plan_reports_on_time_rate", "2026-Q1") == Ratio(1, 3), "a unit that reports is one"


def test_a_row_of_the_appendix_counts_by_its_latest_report(spec: Spec) -> None:
    """Báo cáo cho kỳ cuối nhất trong kỳ được hỏi quyết định, nộp ngày nào cũng vậy; mục chưa báo cáo không tính."""
    spec.add(
        "task_reports",
        """
        plan_row | unit_code | period  | state       | reported_on
        A.I.1.1  | U1        | 2026-Q1 | done        | 2026-03-09
        A.I.1.1  | U1        | 2026-Q2 | behind      | 2026-06-09
        A.I.1.2  | U1        | 2026-Q2 | on_track    | 2026-06-09
        A.I.1.2  | U2        | 2026-Q2 | behind      | 2026-06-08
        A.I.1.3  | U1        | 2026-Q2 | not_started | 2026-06-09
        A.I.1.4  | U1        | 2026-Q2 | done        | 2026-07-01
        P.IV.1   | U1        | 2026-Q2 | done        | 2026-06-09
        """,
    )
    assert spec.compute("plan_rows_on_track_rate", "2026") == Ratio(2, 5)
    assert spec.compute("plan_rows_on_track_rate", "2026-Q1") == Ratio(1, 1)
    assert spec.compute("plan_rows_on_track_rate", "2026-Q2") == Ratio(2, 5), "filed on 1 July, but for the quarter"
    assert spec.compute("plan_rows_on_track_rate", "2026-Q2", datetime(2026, 6, 30)) == Ratio(1, 4)
    assert spec.compute("plan_rows_on_track_rate", "2026-Q3") == Ratio(0, 0)
    assert spec.compute("plan_rows_on_track_rate", "2026", datetime(2026, 6, 1)) == Ratio(1, 1)
