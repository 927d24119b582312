"""Figures in words: both sides, and what is missing never as a number."""

from dataclasses import replace

import pytest

import par_metrics as pm
from par_metrics.documents.report.lines import Line
from par_metrics.documents.report.outlook import LOST, MEND, REST, UNKNOWN, chance_of, concern_words, is_of_concern
from par_metrics.documents.report.wording import figure_words, line_words, printable, target_words
from par_metrics.domain.period import Period
from par_metrics.indicators.catalogue import catalogue

YEAR, QUARTER = Period.parse("2026"), Period.parse("2026-Q3")


def line(indicator: str, **given: object) -> Line:
    plain = Line(
        plan_row="A.III.3",
        title="Thực hiện cơ chế một cửa",
        index="PAR INDEX",
        owner=None,
        definition=catalogue[indicator],
        numerator=None,
        denominator=None,
        value=None,
        target=None,
        status="no_target",
        state=None,
        refused=0,
        excluded={},
        is_lower_better=False,
        is_stand_in=False,
        is_loaded=True,
    )
    return replace(plain, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("indicator", "numerator", "denominator", "value", "words"),
    [
        ("on_time_rate", 409.0, 435.0, 409 / 435, "94,02% (409/435)"),
        ("overdue_open_count", 1234.0, None, 1234.0, "1.234"),
        ("processing_working_days", 885.0, 196.0, 885 / 196, "4,52 ngày làm việc (196 hồ sơ)"),
        ("sipas", 7.36, 9.0, 7.36 / 9, "81,78% (trung bình của 9 tiêu chí)"),
        ("papi_1", 5.2, 1.0, 5.2, "5,2 điểm"),
        ("par_index", 83.75, 100.0, 0.8375, "83,75% (83,75/100 điểm)"),
        ("par_index_rank", 3.0, 4.0, 3.0, "thứ 3 trong 4 đơn vị có số liệu"),
    ],
)
def test_a_figure_has_its_unit_and_both_sides(
    indicator: str, numerator: float, denominator: float | None, value: float, words: str
) -> None:
    found = line(indicator, numerator=numerator, denominator=denominator, value=value)
    assert figure_words(found) == words


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"measure": "date_diff('day', sent_at, processed_at)", "unit": "days"}, "4,5 ngày (2 bản ghi)"),
        ({"table": "payments", "event": "paid_at", "measure": "amount_vnd", "unit": "dong"}, "4,5 đồng (2 bản ghi)"),
        ({"table": "dossiers", "event": "received_at", "measure": "fee_vnd", "unit": "dong"}, "4,5 đồng (2 hồ sơ)"),
        ({"table": "dossiers", "event": "received_at", "statistic": "ratio", "measure": "fee_vnd",
          "weight": "supplement_count", "unit": "dong"}, "4,5 đồng (9/2)"),
    ],
)  # fmt: skip
def test_an_own_figure_is_worded_in_its_unit(fields: dict[str, str], words: str) -> None:
    """Days of the calendar are no working days, and feedback is no dossier."""
    plain = {"table": "feedback", "event": "sent_at", "statistic": "mean"}
    own = pm.Indicator(id="own", label="l", formula="f", source="s", population="TRUE", **{**plain, **fields})  # type: ignore[typeddict-item]
    found = line("on_time_rate", definition=own, numerator=9.0, denominator=2.0, value=4.5)
    assert figure_words(found) == words


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"status": "suppressed"}, "không hiển thị do ít hồ sơ"),
        ({"status": "no_population", "numerator": 0.0, "denominator": 0.0}, "không phát sinh trong kỳ"),
        ({"status": "no_population", "numerator": 0.0, "denominator": 0.0, "is_loaded": False}, "chưa có số liệu"),
        # Nothing counts although there were records, and nobody knows although both sides are there.
        ({"status": "no_population", "denominator": 0.0, "excluded": {"not_known": 5}}, "chưa tính được (không rõ 5)"),
        ({"status": "no_population", "denominator": 211.0}, "chưa xác định được từ số liệu đã nạp"),
        ({"status": "incomplete"}, "số liệu chưa đầy đủ, chưa có giá trị"),
        (
            {"status": "incomplete", "numerator": 5.0, "denominator": 8.0, "value": 0.625},
            "số liệu chưa đầy đủ, chưa so với chỉ tiêu (phần đã có: 62,50% (5/8))",
        ),
    ],
)
def test_what_is_no_figure_says_so_in_words(given: dict[str, object], words: str) -> None:
    assert figure_words(line("on_time_rate", **given)) == words


def test_a_target_is_met_from_its_own_side() -> None:
    assert target_words(line("results_published_rate", target=1.0)) == "100%"
    assert target_words(line("online_payment_rate", target=0.8)) == "từ 80% trở lên"
    assert target_words(line("overdue_open_count", target=0.0, is_lower_better=True)) == "0"
    assert target_words(line("overdue_open_count", target=5.0, is_lower_better=True)) == "không quá 5"
    assert target_words(line("par_index_rank", target=35.0, is_lower_better=True)) == "thứ 35 trở lên"


def _row(**given: object) -> dict[str, object]:
    sides = {"numerator": 163.0, "denominator": 372.0, "value": 163 / 372, "method": "working_days"}
    need = {"expected_remaining": 176, "needed_rate": 1.56, "to_mend": 100, "allowed_misses": 0, "status": "at_risk"}
    return {**sides, **need, **given}


PAID = line("online_payment_rate", numerator=51.0, denominator=119.0, value=51 / 119, target=0.8, status="missed")


def test_what_cannot_be_mended_is_lost_and_never_a_number_that_is_missing() -> None:
    row = _row(status="out_of_reach")
    words = concern_words(PAID, row, QUARTER, YEAR)
    assert chance_of(row) is LOST
    assert words == (
        "Tỷ lệ giao dịch thanh toán trực tuyến: 42,86% (51/119), chưa đạt chỉ tiêu từ 80% trở lên; "
        "từ đầu năm 43,82% (163/372); không thể đạt chỉ tiêu trong năm 2026"
    )
    assert "100 " not in words and "276" not in words


def test_what_can_be_mended_says_how_many_and_what_the_rest_must_bring() -> None:
    assert chance_of(_row()) is MEND
    assert concern_words(PAID, _row(), QUARTER, YEAR).endswith(
        "phải khắc phục 100 trường hợp đã qua, và toàn bộ phần còn lại của năm (ước 176) phải đạt"
    )
    rest = _row(to_mend=0, needed_rate=0.9)
    assert chance_of(rest) is REST
    assert concern_words(PAID, rest, QUARTER, YEAR).endswith(
        "phần còn lại của năm (ước 176) cần đạt từ 90,00% trở lên để cả năm đạt chỉ tiêu"
    )


def test_what_no_pace_knows_is_not_guessed() -> None:
    for row in (None, _row(status="not_forecast", method="not_forecast")):
        assert chance_of(row) is UNKNOWN
        assert "năm 2026" not in concern_words(PAID, row, QUARTER, YEAR)


def test_a_target_lost_for_the_year_is_of_concern_although_the_quarter_meets_it() -> None:
    met = replace(PAID, status="met")
    assert is_of_concern(met, _row(status="out_of_reach"))
    assert not is_of_concern(met, _row())


def test_a_line_without_a_value_still_names_its_target() -> None:
    nothing = line("online_payment_rate", target=0.8, status="no_population", denominator=0.0)
    assert line_words(nothing) == (
        "Tỷ lệ giao dịch thanh toán trực tuyến: không phát sinh trong kỳ, chỉ tiêu từ 80% trở lên"
    )


def test_text_of_exports_is_one_line_that_xml_can_hold() -> None:
    assert printable("a\x07\u202eb\n c\ufffe  <d>\ud800") == "ab c <d>"
