"""A value of a part is `incomplete`: neither met nor missed, and without a rank."""

from datetime import datetime

import pytest

from par_metrics.domain.period import Period
from par_metrics.indicators.catalogue import catalogue
from par_metrics.testing import Ratio, Tables
from tests.spec.conftest import Spec

ASSESSED = """
    unit_code | year | criterion_code | domain   | max_points | self_points | appraised_points
    U1        | 2026 | 1.1            | Thể chế  | 60         | 60          | 50
    U1        | 2026 | 2.1            | TTHC     | 40         | 40          |
    U2        | 2026 | 1.1            | Thể chế  | 60         | 60          | 60
    U2        | 2026 | 2.1            | TTHC     | 30         | 30          |
"""


def _statuses(spec: Tables, indicator: str, by: tuple[str, ...], period: str = "2026") -> list[tuple[object, ...]]:
    return spec.figures(indicator, period, by=by).select(*by, "value", "status").rows()


def test_a_par_index_below_the_total_of_its_table_is_incomplete(spec: Spec) -> None:
    """Điểm tối đa đã chấm chưa đủ tổng của bộ tiêu chí (mặc định 100): chưa đầy đủ, không đạt cũng không trượt."""
    spec.add("assessments", ASSESSED)
    assert _statuses(spec, "par_index", ("unit_code",)) == [("U1", 0.9, "met"), ("U2", 1.0, "incomplete")]
    # Over units it is incomplete if one of them is.
    figure = spec.figures("par_index", "2026").row(0, named=True)
    assert (figure["numerator"], figure["denominator"], figure["status"]) == (180, 190, "incomplete")


def test_a_par_index_without_points_yet_is_incomplete(spec: Spec) -> None:
    """Có tiêu chí mà chưa chấm điểm nào: chưa đầy đủ; không có bảng chấm thì không phát sinh."""
    assert _statuses(spec, "par_index", ()) == [(None, "no_population")]
    spec.add("assessments", "unit_code | year | criterion_code | max_points | self_points\nU1 | 2026 | 1.1 | 100 |")
    assert _statuses(spec, "par_index", ()) == [(None, "incomplete")]
    assert spec.excluded("par_index", "2026") == {"not_assessed": 1}


def test_the_total_is_that_of_the_table_of_the_year(spec: Spec) -> None:
    """Tổng điểm theo bộ tiêu chí của năm đó; đúng bằng tổng là đủ."""
    spec.whole = lambda year, _domain: {2025: 90.0, 2026: 100.0}[year]
    spec.add("assessments", ASSESSED.replace("2026", "2025"))
    assert _statuses(spec, "par_index", ("unit_code",), "2025") == [("U1", 0.9, "no_target"), ("U2", 1.0, "no_target")]
    spec.add("assessments", ASSESSED)
    assert _statuses(spec, "par_index", ("unit_code",)) == [("U1", 0.9, "met"), ("U2", 1.0, "incomplete")]


def test_a_domain_is_judged_by_its_own_maximum_and_not_at_all_without_a_table(spec: Spec) -> None:
    """Từng lĩnh vực so với tổng của lĩnh vực đó trong bộ tiêu chí; không có bộ tiêu chí thì không xét."""
    spec.add("assessments", ASSESSED)
    spec.add("assessments", "unit_code | year | criterion_code | max_points | self_points\nU1 | 2026 | 9 | 1 | 1")
    by = ("domain",)
    assert {status for *_, status in _statuses(spec, "par_index", by)} == {"met"}
    spec.whole = lambda _year, domain: {"Thể chế": 60.0, "TTHC": 40.0}.get(domain or "", 101.0)
    assert _statuses(spec, "par_index", by) == [
        ("TTHC", 1.0, "incomplete"),
        ("Thể chế", 110 / 120, "met"),
        (None, 1.0, "met"),
    ]


def test_the_total_beside_domains_is_judged_as_a_whole(spec: Spec) -> None:
    """Dòng tổng bên cạnh các lĩnh vực so với tổng điểm, dù các lĩnh vực không xét."""
    spec.add("assessments", ASSESSED)
    figures = spec.snapshot().figures([catalogue["par_index"]], [Period.parse("2026")], ("domain",), with_totals=True)
    assert figures.select("domain", "status").rows() == [("TTHC", "met"), ("Thể chế", "met"), (None, "incomplete")]


def test_a_unit_whose_index_is_incomplete_has_no_rank(spec: Spec) -> None:
    """Xếp hạng trong các đơn vị có PAR INDEX đầy đủ."""
    spec.add("assessments", ASSESSED)
    spec.add("assessments", "unit_code | year | criterion_code | max_points | self_points\nU3 | 2026 | 1.1 | 100 | 80")
    figures = spec.figures("par_index_rank", "2026", by=("unit_code",))
    assert figures.select("unit_code", "numerator", "denominator", "value", "status").rows() == [
        ("U1", 1, 2, 1, "incomplete"),
        ("U2", None, 2, None, "incomplete"),
        ("U3", 2, 2, 2, "incomplete"),
    ]
    assert spec.compute("par_index_rank", "2026", unit="U3") == Ratio(2, 2)
    opened = spec.explain("par_index_rank", "2026", unit="U3").select("unit_code", "value", "counted_as", "reason")
    assert opened.rows() == [
        ("U1", 0.9, "numerator", ""),
        ("U3", 0.8, "numerator", ""),
        ("U2", 1.0, "excluded", "incomplete"),
    ]


def test_a_unit_is_ranked_among_those_of_the_own_level() -> None:
    """Xếp hạng cùng cấp với đơn vị mình (mặc định cấp xã, không rõ cấp là cấp xã), không với tỉnh hay sở."""
    with Spec(own_unit="S1") as departments, Spec() as communes:
        for spec in (departments, communes):
            spec.add("units", "unit_code | level\nP1 | commune\nX1 |\nS1 | department\nS2 | department\nT1 | province")
            for code, points in {"P1": 70, "X1": 80, "S1": 85, "S2": 90, "T1": 95}.items():
                row = {"unit_code": code, "year": 2026, "criterion_code": "1.1", "max_points": 100.0}
                spec.insert("assessments", row | {"self_points": float(points)})
        assert _statuses(communes, "par_index_rank", ("unit_code",)) == [
            ("P1", 2, "incomplete"),
            ("S1", None, "no_population"),
            ("S2", None, "no_population"),
            ("T1", None, "no_population"),
            ("X1", 1, "incomplete"),
        ]
        opened = communes.explain("par_index_rank", "2026").select("unit_code", "reason").rows()
        assert opened == [("X1", ""), ("P1", ""), ("S1", "other_level"), ("S2", "other_level"), ("T1", "other_level")]
        ranks = {code: rank for code, rank, _ in _statuses(departments, "par_index_rank", ("unit_code",))}
        assert ranks == {"P1": None, "S1": 2, "S2": 1, "T1": None, "X1": None}


def _answers(*criteria: int) -> str:
    rows = [f"sipas | r1 | q{n} | 2026-03-01 | {n} | 5" for n in criteria]
    return "\n".join(["survey | respondent_code | question_code | answered_on | criterion | answer", *rows])


@pytest.mark.parametrize(
    ("criteria", "policy", "service", "index"),
    [
        (range(1, 10), "met", "met", "met"),
        (range(1, 5), "met", "no_population", "incomplete"),
        (range(5, 10), "no_population", "met", "incomplete"),
        ((1, 2, 3, 5, 6, 7, 8, 9), "incomplete", "met", "incomplete"),
        ((), "no_population", "no_population", "no_population"),
    ],
)
def test_a_satisfaction_index_without_all_its_criteria_is_incomplete(
    spec: Spec, criteria: range, policy: str, service: str, index: str
) -> None:
    """SIPAS thiếu tiêu chí: chưa đầy đủ; không có tiêu chí nào: không phát sinh."""
    if criteria:
        spec.add("survey_answers", _answers(*criteria))
    statuses = [spec.figures(name, "2026")["status"].item() for name in ("sipas_policy", "sipas_service", "sipas")]
    assert statuses == [policy, service, index]


def test_what_is_incomplete_is_shown_with_its_value(spec: Spec) -> None:
    """Chưa đầy đủ vẫn có giá trị của phần đã có, và có tên phần thiếu."""
    spec.add("survey_answers", _answers(1, 2, 4))
    figure = spec.figures("sipas_policy", "2026").row(0, named=True)
    assert (figure["value"], figure["target"], figure["excluded"]) == (1.0, 0.8, '{"no_figure_sipas_3": 1}')


def test_a_period_that_is_not_over_is_provisional(spec: Spec) -> None:
    """Số liệu lấy trước cuối kỳ là tạm tính."""
    for as_of, is_provisional in ((datetime(2026, 3, 31, 23), True), (datetime(2026, 4, 1), False)):
        assert spec.figures("online_dossiers_rate", "2026-03", as_of)["provisional"].item() is is_provisional


def test_statuses_of_one_figure_after_another(spec: Spec) -> None:
    """Không phát sinh, rồi trượt, rồi đạt; chỉ số không có chỉ tiêu thì không xét."""
    by = ("value", "target", "status")
    assert spec.figures("online_payment_rate", "2026-03").select(by).row(0) == (None, 0.8, "no_population")
    spec.add("payments", "transaction_code | paid_at | method\nt1 | 2026-03-02 | cash")
    assert spec.figures("online_payment_rate", "2026-03").select(by).row(0) == (0, 0.8, "missed")
    assert spec.figures("cashless_payment_rate", "2026-03").select(by).row(0) == (0, None, "no_target")
    online = "\n".join(f"o{n} | 2026-03-02 | online" for n in range(4))
    spec.add("payments", f"transaction_code | paid_at | method\n{online}")
    assert spec.figures("online_payment_rate", "2026-03").select(by).row(0) == (0.8, 0.8, "met")
    assert spec.compute("cashless_payment_rate", "2026-03") == Ratio(4, 5)


# --- PAPI ----------------------------------------------------------------------------


def _scores(place: str, year: int, score: float, origin: str | None = "published", dimensions: int = 8) -> str:
    rows = [f"{place} | {year} | {n} | {score} | {origin or ''}" for n in range(1, dimensions + 1)]
    return "\n".join(["place_code | year | dimension | score | origin", *rows])


def _papi(spec: Spec, indicator: str = "papi", period: str = "2026") -> tuple[object, ...]:
    return spec.figures(indicator, period).select("value", "status").row(0)


def test_published_scores_stand_before_a_local_survey(spec: Spec) -> None:
    """Một nơi chỉ theo một nguồn: điểm công bố nếu có năm nào đến cuối kỳ, không thì khảo sát tại chỗ."""
    spec.add("papi_scores", _scores("U1", 2025, 6.0, "local_survey"))
    spec.add("papi_scores", _scores("U1", 2026, 7.0, None))
    assert _papi(spec) == (56, "met"), "an empty origin is a local survey"
    assert spec.compute("papi_1", "2026") == Ratio(7, 1)
    spec.add("papi_scores", _scores("U1", 2024, 5.0))
    assert _papi(spec) == (40, "met")
    assert spec.compute("papi_1", "2026") == Ratio(5, 1), "published, though of an earlier year"
    assert spec.figures("papi_1", "2023").select("value", "status").row(0) == (None, "no_population")


def test_published_scores_of_a_year_to_come_are_not_there_yet(spec: Spec) -> None:
    """Điểm công bố của năm sau kỳ: lúc đó chưa có, vẫn theo khảo sát tại chỗ."""
    spec.add("papi_scores", _scores("U1", 2025, 6.0, "local_survey"))
    spec.add("papi_scores", _scores("U1", 2026, 5.0))
    assert _papi(spec, period="2025") == (48, "no_target")
    assert _papi(spec, period="2026-01") == (40, "met")


def test_a_dimension_is_of_the_latest_year_that_has_it_and_the_total_of_a_whole_year(spec: Spec) -> None:
    """Nội dung: năm mới nhất có nội dung đó; tổng: năm mới nhất có đủ 8, năm đó nêu trong giải trình."""
    spec.add("papi_scores", _scores("U1", 2024, 5.0))
    spec.add("papi_scores", _scores("U1", 2025, 6.0, dimensions=7))
    assert spec.compute("papi_7", "2026") == Ratio(6, 1)
    assert spec.compute("papi_8", "2026") == Ratio(5, 1)
    assert spec.compute("papi", "2026") == Ratio(40, None)
    assert set(spec.explain("papi", "2026")["year"]) == {2024}


def test_scores_but_no_whole_year_have_no_total(spec: Spec) -> None:
    """Có điểm mà không năm nào đủ 8: không có tổng, chưa đầy đủ."""
    spec.add("papi_scores", _scores("U1", 2025, 6.0, dimensions=7))
    spec.add("papi_scores", "place_code | year | dimension | score | origin\nU1 | 2026 | 8 | 6 | published")
    assert _papi(spec) == (None, "incomplete")
    assert _papi(spec, "papi_8") == (6, "met")


def test_several_places_have_a_mean_if_they_are_alike(spec: Spec) -> None:
    """Nhiều nơi: trung bình cộng của các nơi cùng cấp, cùng nguồn, cùng năm; khác thì không có giá trị."""
    spec.add("units", "unit_code | level\nU1 | commune\nU2 |\nT1 | province")
    spec.add("papi_scores", _scores("U1", 2025, 5.0))
    spec.add("papi_scores", _scores("U2", 2025, 6.0))
    assert _papi(spec) == (44, "met")
    assert _papi(spec, "papi_3") == (5.5, "met")


@pytest.mark.measure
@pytest.mark.parametrize(
    "other",
    [_scores("T1", 2025, 6.0), _scores("U2", 2024, 6.0), _scores("U2", 2025, 6.0, None)],
    ids=["level", "year", "origin"],
)
def test_places_that_are_not_alike_have_no_mean(spec: Spec, other: str) -> None:
    """Xã với tỉnh, năm này với năm khác, công bố với khảo sát: không cộng chung."""
    spec.add("units", "unit_code | level\nU1 | commune\nU2 | commune\nT1 | province")
    spec.add("papi_scores", _scores("U1", 2025, 5.0))
    spec.add("papi_scores", other)
    for indicator in ("papi", "papi_3"):
        figure = spec.figures(indicator, "2026").row(0, named=True)
        assert (figure["value"], figure["status"]) == (None, "no_population")
        assert figure["excluded"] == '{"different_places": 1}'
    assert spec.compute("papi", "2026", unit="U1") == Ratio(40, None)
