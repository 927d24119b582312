"""Scores of Quyết định 766/QĐ-TTg: the published figures, the formulas, what is missing or empty."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import par_metrics as pm
from par_metrics.display.numbers import rounded
from par_metrics.errors import UsageError

LIVE, TEXT = pm.rules["qd766-live-2026"], pm.rules["qd766-2022"]
BLOCKS = {
    "transparency": 18,
    "progress": 20,
    "online_service": 12,
    "payment": 10,
    "digitisation": 22,
    "satisfaction_dossiers": 6,
    "feedback_on_time": 6,
    "feedback_handling": 6,
    "satisfaction": 18,
    "total": 100,
}
FULL = dict.fromkeys(LIVE.inputs, (1, 1))


def payment(a: tuple[int, int], b: tuple[int, int], c: tuple[int, int]) -> dict[str, tuple[int, int]]:
    return {"payment_a": a, "payment_b": b, "payment_c": c}


@pytest.mark.parametrize(
    ("inputs", "block", "published"),
    [
        ({"progress": (528684, 597918)}, "progress", "17.68"),
        ({"progress": (7368, 8253)}, "progress", "17.86"),
        ({"progress": (5646, 6178)}, "progress", "18.28"),
        ({"progress": (2775, 3443)}, "progress", "16.12"),
        ({"progress": (3, 5)}, "progress", "12.00"),
        (payment((4015, 4920), (18, 38), (10, 38)), "payment", "6.74"),
        (payment((3384, 3804), (15, 40), (5, 40)), "payment", "6.59"),
        (payment((0, 0), (0, 1), (0, 1)), "payment", "0.00"),
        (payment((118, 118), (12, 13), (0, 13)), "payment", "8.00"),
        ({"satisfaction_dossiers": (402886, 464494)}, "satisfaction_dossiers", "5.78"),
        ({"feedback_handling": (300, 499)}, "feedback_handling", "3.61"),
        ({"feedback_on_time": (238, 499)}, "feedback_on_time", "2.86"),
        ({"feedback_on_time": (0, 0)}, "feedback_on_time", "6.00"),
        ({"feedback_handling": (0, 0)}, "feedback_handling", "6.00"),
    ],
)
def test_published_scores_are_reproduced(inputs: dict[str, Any], block: str, published: str) -> None:
    assert str(rounded(LIVE.score(inputs)[block], 2)) == published


def test_points_are_not_rounded() -> None:
    assert LIVE.score({"progress": (528684, 597918)}) == {"progress": 20 * 528684 / 597918}


@pytest.mark.parametrize(
    ("changed", "block", "points"),
    [
        # min(2, 2·0.6/0.8) + 4·0.25 + min(6, 6·0.3/0.5)
        ({"online_a": (6, 10), "online_b": (1, 4), "online_c": (3, 10)}, "online_service", 1.5 + 1 + 3.6),
        ({"online_a": (8, 10), "online_b": (1, 4), "online_c": (5, 10)}, "online_service", 2 + 1 + 6),
        ({"transparency_1": (1, 2), "transparency_4": (1, 3)}, "transparency", 3 + 4 + 2 + 2),
        # reuse: min(2, 2·0.6/0.8); the others by their ratio
        ({"digitisation_3": (6, 10), "digitisation_1": (1, 2)}, "digitisation", 3 + 4 + 1.5 + 2 + 4 + 2 + 2),
        # 6·0.45/0.9
        ({"satisfaction_dossiers": (45, 100)}, "satisfaction", 3 + 6 + 6),
        ({}, "total", 100),
    ],
)
def test_the_formulas(changed: dict[str, Any], block: str, points: float) -> None:
    assert LIVE.score({**FULL, **changed})[block] == pytest.approx(points, abs=1e-12)


def test_the_payment_block_never_gives_more_than_ten() -> None:
    """Các dòng cộng lại 10,5 điểm; nhóm tối đa 10."""
    assert LIVE.score(FULL)["payment"] == 10


def test_a_ratio_above_one_gives_the_maximum() -> None:
    """Tử số lớn hơn mẫu số không làm điểm vượt mức tối đa, cũng không bù cho dòng khác."""
    over = {**FULL, "progress": (6, 5), "transparency_1": (12, 6), "transparency_2": (0, 1)}
    assert LIVE.score(over)["progress"] == 20
    assert LIVE.score(over)["transparency"] == 14
    row = next(row for row in LIVE.rows(over) if row.key == "progress")
    assert (row.ratio, row.points) == (1.2, 20)


@pytest.mark.parametrize(
    ("key", "block", "lost"),
    [
        *((f"transparency_{n}", "transparency", most) for n, most in enumerate((6, 4, 2, 6), 1)),
        ("progress", "progress", 20),
        ("online_a", "online_service", 2),
        ("online_b", "online_service", 4),
        ("online_c", "online_service", 6),
        ("payment_a", "payment", 5.5),
        ("payment_b", "payment", 1.5),
        ("payment_c", "payment", 2),
        *((f"digitisation_{n}", "digitisation", most) for n, most in enumerate((6, 4, 2, 2, 4, 2, 2), 1)),
        ("satisfaction_dossiers", "satisfaction_dossiers", 6),
        ("feedback_on_time", "feedback_on_time", 0),
        ("feedback_handling", "feedback_handling", 0),
    ],
)
def test_a_denominator_of_zero_loses_the_row_except_for_feedback(key: str, block: str, lost: float) -> None:
    score = LIVE.score({**FULL, key: (0, 0)})
    assert score[block] == BLOCKS[block] - lost
    assert score["total"] == 100 - lost


def test_the_blocks_come_in_order_with_their_total_last() -> None:
    assert list(LIVE.score(FULL)) == list(BLOCKS)
    assert LIVE.score(FULL) == TEXT.score(FULL) == BLOCKS


@pytest.mark.parametrize("missing", [None, (None, None), (3, None)])
def test_a_block_that_lacks_an_input_is_not_there(missing: Any) -> None:
    """Chưa có số liệu thì không có điểm, không phải 0 điểm."""
    score = LIVE.score({**FULL, "feedback_on_time": missing})
    assert set(BLOCKS) - set(score) == {"feedback_on_time", "satisfaction", "total"}
    without = {key: pair for key, pair in FULL.items() if key != "payment_b"}
    assert set(BLOCKS) - set(LIVE.score(without)) == {"payment", "total"}
    assert LIVE.score({}) == {}


def test_rows_show_their_sides_and_formula() -> None:
    rows = {row.key: row for row in LIVE.rows({"online_c": (3, 10), "progress": (0, 0)})}
    online = rows["online_c"]
    assert (online.block, online.numerator, online.denominator, online.ratio) == ("online_service", 3, 10, 0.3)
    assert (online.points, online.max_points, online.formula) == (3.6, 6, "min(6, 6·(n/d)/0.5)")
    assert (rows["progress"].ratio, rows["progress"].points) == (None, 0)
    assert (rows["payment_a"].numerator, rows["payment_a"].points) == (None, None)
    assert tuple(rows) == LIVE.inputs


@pytest.mark.parametrize("pair", [(Fraction(3), 5.0), [3, 5], (np.int64(3), np.float32(5))])
def test_numbers_of_any_kind_are_read(pair: Any) -> None:
    assert LIVE.score({"progress": pair}) == {"progress": 12}


@pytest.mark.parametrize(
    "pair",
    [(-1, 5), (1, float("nan")), (1, float("inf")), ("3", 5), "35", 0.6, (1, 2, 3), (True, 1), (1j, 2)],
    ids=repr,
)
def test_what_is_no_pair_of_numbers_is_named(pair: Any) -> None:
    with pytest.raises(UsageError, match="progress") as raised:
        LIVE.score({"progress": pair})
    assert raised.value.rule == "bad_input"


def test_an_unknown_input_names_the_nearest() -> None:
    with pytest.raises(UsageError, match='"payment_a"'):
        LIVE.score({"paymnt_a": (1, 2)})


# --- the text of 2022 ----------------------------------------------------------------


def test_an_empty_row_leaves_its_points_to_its_group() -> None:
    """payment_a trống: 10,5 điểm chia cho payment_b, payment_c theo 2 : 2,5."""
    inputs = {**FULL, **payment((0, 0), (18, 40), (10, 40))}
    # 10.5/4.5 = 7/3: b 14/3 · 0.45/0.8 = 2.625, c 35/6 · 0.25 = 1.458333…
    assert TEXT.score(inputs)["payment"] == pytest.approx(2.625 + 35 / 24)
    assert TEXT.score(inputs)["total"] == pytest.approx(90 + 2.625 + 35 / 24)
    rows = {row.key: row for row in TEXT.rows(inputs)}
    assert (rows["payment_a"].points, rows["payment_a"].max_points) == (0, 0)
    assert rows["payment_b"].max_points == pytest.approx(14 / 3)


def test_an_empty_half_of_the_online_group_leaves_its_points_to_the_other_half() -> None:
    inputs = {**FULL, **payment((0, 0), (0, 0), (0, 0)), "online_b": (1, 2)}
    score = TEXT.score(inputs)
    # 22 points over 2 : 4 : 6, of which half of the 4 is lost.
    assert (score["payment"], score["online_service"]) == (0, pytest.approx(22 * 10 / 12))
    assert score["total"] == pytest.approx(100 - 22 * 2 / 12)


def test_an_empty_group_leaves_its_points_to_the_other_groups() -> None:
    empty = dict.fromkeys(("satisfaction_dossiers", "feedback_on_time", "feedback_handling"), (0, 0))
    score = TEXT.score({**FULL, **empty, "progress": (3, 5)})
    assert score["satisfaction"] == 0
    assert score["progress"] == pytest.approx(12 * 100 / 82)
    assert score["total"] == pytest.approx(100 - 8 * 100 / 82)


def test_feedback_that_is_empty_is_worth_what_the_other_feedback_is() -> None:
    """PAKN không phát sinh: cổng cho 6 điểm, văn bản phân bổ lại."""
    inputs = {**FULL, "satisfaction_dossiers": (45, 100), "feedback_on_time": (0, 0), "feedback_handling": (0, 0)}
    assert LIVE.score(inputs)["satisfaction"] == pytest.approx(15)
    assert TEXT.score(inputs)["satisfaction"] == pytest.approx(9)


def test_a_group_whose_inputs_are_missing_keeps_its_points() -> None:
    """Chưa có số liệu không phải là không phát sinh: điểm của nhóm không chia cho nhóm khác."""
    without = {key: pair for key, pair in FULL.items() if not key.startswith("payment")}
    assert TEXT.score(without)["online_service"] == 12


def test_where_nothing_is_in_use_nothing_is_given() -> None:
    assert set(TEXT.score(dict.fromkeys(TEXT.inputs, (0, 0))).values()) == {0}


# --- properties ----------------------------------------------------------------------

_count = st.integers(0, 50)
_inputs = st.fixed_dictionaries({key: st.tuples(_count, _count) for key in LIVE.inputs})
_used = st.fixed_dictionaries({key: st.tuples(_count, st.integers(1, 50)) for key in LIVE.inputs})


@pytest.mark.parametrize("rules", [LIVE, TEXT], ids=lambda r: r.name)
@given(inputs=_inputs)
def test_points_lie_between_zero_and_the_maximum(rules: pm.RuleSet, inputs: dict[str, Any]) -> None:
    maxima = {key: float(most) for key, most in rules.scorer.maxima(rules.read(inputs)).items()}
    for block, points in rules.score(inputs).items():
        assert 0 <= points <= maxima[block] <= 100
    assert maxima["total"] == 100
    assert rules is TEXT or {block: maxima[block] for block in BLOCKS} == BLOCKS


@pytest.mark.parametrize("rules", [LIVE, TEXT], ids=lambda r: r.name)
@given(inputs=_inputs, key=st.sampled_from(LIVE.inputs), more=st.integers(1, 20))
def test_a_larger_numerator_never_gives_fewer_points(
    rules: pm.RuleSet, inputs: dict[str, Any], key: str, more: int
) -> None:
    numerator, denominator = inputs[key]
    before, after = rules.score(inputs), rules.score({**inputs, key: (numerator + more, denominator)})
    assert all(after[block] >= before[block] for block in BLOCKS)


@given(inputs=_used)
def test_both_versions_agree_where_every_row_is_in_use(inputs: dict[str, Any]) -> None:
    assert LIVE.score(inputs) == TEXT.score(inputs)
