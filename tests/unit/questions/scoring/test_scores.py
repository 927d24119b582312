"""Scores of a workspace: inputs from records or typed in, ranks, what a score is made of, what is at stake."""

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from par_metrics import Workspace
from par_metrics import rules as rule_sets
from par_metrics.cli.entry import run
from par_metrics.errors import SettingsError, UsageError
from tests.support.workspaces import load, small_workspace

RULES = "qd766-live-2026"
MARCH: dict[str, Any] = {"period": "2026-03", "as_of": "2026-04-01"}


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    return small_workspace(tmp_path / "workspace")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The same, for tests that load nothing into it."""
    return small_workspace(tmp_path_factory.mktemp("scores") / "workspace")


def type_in(ws: Workspace, rows: str, rules: str = RULES) -> None:
    """Rows `unit | period | input | n | d [| reported_on]`."""
    header = "rules | unit_code | period | input | numerator | denominator | origin | reported_on"
    lines = []
    for line in rows.strip().splitlines():
        unit, period, key, n, d, *day = (cell.strip() for cell in line.split("|"))
        lines.append(f"{rules} | {unit} | {period} | {key} | {n} | {d} | Cong DVCQG | {day[0] if day else ''}")
    load(ws, "score_inputs", "\n".join((header, *lines)))


def type_all(ws: Workspace, unit: str, **changed: str) -> None:
    """Every input of March at 1/1 but those given as `n | d`."""
    inputs = rule_sets[RULES].inputs
    type_in(ws, "\n".join(f"{unit} | 2026-03 | {key} | {changed.get(key, '1 | 1')}" for key in inputs))


def points(ws: Workspace, unit: str, rules: str = RULES, **when: Any) -> dict[str, float | None]:
    frame = ws.score(rules, unit_code=unit, **(when or MARCH))
    return dict(frame.select("block", "points").iter_rows())


def one(ws: Workspace, unit: str, key: str, **when: Any) -> dict[str, Any]:
    frame = ws.score_inputs(unit_code=unit, **(when or MARCH)).filter(pl.col("input") == key)
    return frame.row(0, named=True)


def test_points_come_from_the_records(small: Workspace) -> None:
    """Tháng 3: H60.101 đúng hạn 2/3, H60.102 1/1."""
    frame = small.score(**MARCH).filter(pl.col("block") == "progress")
    assert frame.select("unit_code", "points", "max_points", "missing", "rank", "n_units").rows() == [
        ("H60.101", 20 * 2 / 3, 20.0, "[]", 2, 2),
        ("H60.102", 20.0, 20.0, "[]", 1, 2),
    ]
    assert frame.select("rules", "rules_version", "period").unique().rows() == [(RULES, 1, "2026-03")]


def test_what_was_never_loaded_is_missing_not_full_and_not_zero(small: Workspace) -> None:
    """Chưa nạp phản ánh nào: không được 6 điểm; chưa nạp thủ tục: không phải 0 điểm."""
    score = points(small, "H60.101")
    assert score["feedback_on_time"] is None and score["online_service"] is None and score["total"] is None
    missing = small.score(unit_code="H60.101", **MARCH).filter(pl.col("block") == "online_service")["missing"].item()
    assert json.loads(missing) == ["online_a", "online_b"]
    assert one(small, "H60.101", "feedback_on_time")["note"] == "no_records"
    assert one(small, "H60.101", "transparency_1")["note"] == "to_be_typed"


def test_feedback_that_did_not_occur_is_worth_all_points(ws: Workspace) -> None:
    """Đã nạp phản ánh của đơn vị khác: đơn vị này không phát sinh, được điểm tối đa."""
    load(ws, "feedback", "feedback_code | unit_code | sent_at | processed_at\nf1 | H60.102 | 2026-03-02 08:00:00 |")
    assert points(ws, "H60.101")["feedback_on_time"] == 6
    assert points(ws, "H60.102")["feedback_on_time"] == 0
    assert one(ws, "H60.101", "feedback_on_time")["denominator"] == 0


def test_what_the_records_do_not_determine_is_missing(ws: Workspace) -> None:
    """Mọi hồ sơ đều không rõ thủ tục: chưa biết hồ sơ nào có phí, không phải 0 hồ sơ."""
    load(ws, "procedures", "procedure_code | level | has_fee\n1.000001 | commune | yes")
    found = one(ws, "H60.101", "payment_a")
    assert (found["numerator"], found["note"]) == (None, "not_determined")
    assert (one(ws, "H60.101", "payment_b")["note"], points(ws, "H60.101")["payment"]) == ("not_determined", None)


def test_a_typed_row_stands_over_the_figure_and_says_so(ws: Workspace) -> None:
    type_in(ws, "H60.101 | 2026-03 | progress | 3 | 5\nH60.101 | 2026-03 | transparency_1 | 7 | 8")
    found = one(ws, "H60.101", "progress")
    assert (found["numerator"], found["denominator"], found["points"]) == (3, 5, 12)
    assert (found["origin"], found["evidence"], found["note"]) == ("typed", "Cong DVCQG", "typed_over")
    assert one(ws, "H60.101", "transparency_1")["note"] == "typed"
    assert one(ws, "H60.102", "progress")["origin"] == "indicator on_time_rate_qd766@2"


@pytest.mark.parametrize(
    ("row", "rules", "counts"),
    [
        ("H60.101 | 2026-03-01/2026-03-31 | progress | 3 | 5", RULES, True),
        ("H60.101 | 2026-03 | progress | 3 | 5 | 2026-04-01", RULES, True),
        ("H60.101 | 2026-03 | progress | 3 | 5 | 2026-04-02", RULES, False),
        ("H60.101 | 2026-Q1 | progress | 3 | 5", RULES, False),
        ("H60.101 | 2026-03-01/2026-04-15 | progress | 3 | 5", RULES, False),
        ("H60.101 | 2026-03 | progress | 3 | 5", "qd766-2022", False),
    ],
)
def test_a_typed_row_counts_for_its_days_rules_and_time(ws: Workspace, row: str, rules: str, counts: bool) -> None:
    """Đúng kỳ, đúng bộ quy tắc, đã báo cáo đến thời điểm lấy số liệu."""
    type_in(ws, row, rules)
    assert points(ws, "H60.101")["progress"] == (12 if counts else 20 * 2 / 3)


def test_a_typed_row_is_found_however_the_period_is_asked_for(ws: Workspace) -> None:
    type_in(ws, "H60.101 | 2026-03 | progress | 3 | 5")
    assert points(ws, "H60.101", period="2026-03-01/2026-03-31", as_of="2026-04-01")["progress"] == 12


def test_what_was_typed_later_was_not_known_before(ws: Workspace) -> None:
    before = ws.loads()["loaded_at"].max()
    type_in(ws, "H60.101 | 2026-03 | progress | 3 | 5")
    assert points(ws, "H60.101", known_at=before, **MARCH)["progress"] == 20 * 2 / 3
    assert points(ws, "H60.101")["progress"] == 12


def test_a_whole_score_adds_up(ws: Workspace) -> None:
    type_all(ws, "H60.101", progress="3 | 5", payment_a="1 | 2", payment_b="0 | 1", satisfaction_dossiers="45 | 100")
    score = points(ws, "H60.101")
    # 20·0.6; 6·0.5 + 0 + 2.5; 6·0.45/0.9
    assert (score["progress"], score["payment"], score["satisfaction"]) == (12, 5.5, 15)
    assert score["total"] == 18 + 12 + 12 + 5.5 + 22 + 15


def test_the_text_of_2022_redistributes(ws: Workspace) -> None:
    type_in(ws, "H60.101 | 2026-03 | payment_a | 0 | 0\nH60.101 | 2026-03 | payment_b | 1 | 2", "qd766-2022")
    type_in(ws, "H60.101 | 2026-03 | payment_c | 1 | 4", "qd766-2022")
    inputs = ws.score_inputs("qd766-2022", unit_code="H60.101", **MARCH)
    maxima = dict(inputs.select("input", "max_points").iter_rows())
    # 10.5 over 2 : 2.5
    assert maxima["payment_a"] == 0 and maxima["payment_b"] == pytest.approx(14 / 3)
    assert points(ws, "H60.101", "qd766-2022")["payment"] == pytest.approx(14 / 3 * 0.5 / 0.8 + 35 / 6 * 0.25)


def test_ties_share_the_better_rank_and_levels_are_ranked_apart(ws: Workspace) -> None:
    """Phường xếp hạng với phường, sở với sở; bằng điểm thì cùng hạng tốt hơn."""
    load(
        ws,
        "units",
        """
        unit_code | unit_name      | level
        H60.103   | Phường Ba      | commune
        H60.104   | Phường Bốn     | commune
        H60.S1    | Sở Một         | department
        """,
    )
    rows = {"H60.101": "1 | 2", "H60.102": "3 | 4", "H60.103": "6 | 8", "H60.S1": "1 | 9"}
    type_in(ws, "\n".join(f"{unit} | 2026-03 | transparency_1 | {pair}" for unit, pair in rows.items()))
    for key in ("transparency_2", "transparency_3", "transparency_4"):
        type_in(ws, "\n".join(f"{unit} | 2026-03 | {key} | 1 | 1" for unit in rows))
    frame = ws.score(**MARCH).filter(pl.col("block") == "transparency")
    ranks = {unit: (rank, n) for unit, rank, n in frame.select("unit_code", "rank", "n_units").iter_rows()}
    assert ranks == {
        "H60.101": (3, 3),
        "H60.102": (1, 3),
        "H60.103": (1, 3),
        "H60.104": (None, 3),
        "H60.S1": (1, 1),
    }


def test_an_input_opens_down_to_its_records(small: Workspace) -> None:
    found = one(small, "H60.101", "online_c")
    indicator = found["origin"].removeprefix("indicator ")
    records = small.explain(indicator.split("@")[0], unit_code="H60.101", **MARCH)
    counted = records["counted_as"].to_list()
    assert (found["numerator"], found["denominator"]) == (counted.count("numerator"), len(counted)) == (2, 3)
    assert found["formula"] == "min(6, 6·(n/d)/0.5)"
    assert found["points"] == 6


def test_every_input_of_the_records_is_in_the_catalogue() -> None:
    from par_metrics import catalogue
    from schemas import KINDS

    for row in rule_sets[RULES].scorer.rows:
        assert row.indicator is None or (row.indicator in catalogue and row.needs and set(row.needs) <= set(KINDS))


@pytest.mark.parametrize(
    ("arguments", "rule"),
    [
        ({"rules": "qd766-live"}, "unknown_rules"),
        ({"rules": "resolved"}, "no_score_rules"),
        ({"unit_code": "H60.999"}, "unknown_unit"),
    ],
)
@pytest.mark.parametrize("ask", ["score", "score_inputs", "stakes"])
def test_what_does_not_exist_is_named(small: Workspace, ask: str, arguments: dict[str, Any], rule: str) -> None:
    with pytest.raises(UsageError) as raised:
        getattr(small, ask)(**arguments, **MARCH)
    assert raised.value.rule == rule


# --- at stake ------------------------------------------------------------------------


def stake(ws: Workspace, key: str) -> dict[str, Any]:
    return ws.stakes(unit_code="H60.101", **MARCH).filter(pl.col("input") == key).row(0, named=True)


def test_points_lost_and_what_one_percent_brings(ws: Workspace) -> None:
    type_all(
        ws, "H60.101", progress="150 | 200", digitisation_3="10 | 50", online_a="90 | 100", feedback_on_time="0 | 0"
    )
    progress = stake(ws, "progress")
    assert (progress["points"], progress["lost"]) == (15, 5)
    assert progress["one_percent"] == pytest.approx(0.2)
    assert progress["records_of_one_percent"] == pytest.approx(2)
    assert stake(ws, "digitisation_3")["one_percent"] == pytest.approx(2 * 0.01 / 0.8)
    # Above 0.8 the points of online_a do not grow; without feedback there is no percent to gain.
    assert (stake(ws, "online_a")["lost"], stake(ws, "online_a")["one_percent"]) == (0, 0)
    assert (stake(ws, "feedback_on_time")["lost"], stake(ws, "feedback_on_time")["one_percent"]) == (0, None)


def test_a_ratio_cannot_rise_above_one(ws: Workspace) -> None:
    type_all(ws, "H60.101", progress="1995 | 2000", transparency_1="5 | 4")
    assert stake(ws, "progress")["one_percent"] == pytest.approx(20 * 0.0025)
    assert stake(ws, "transparency_1")["one_percent"] == 0


def test_a_row_brings_nothing_to_a_block_that_is_full(ws: Workspace) -> None:
    """Nhóm thanh toán đã đủ 10 điểm thì tăng thêm không được gì."""
    type_all(ws, "H60.101", payment_c="90 | 100")
    assert stake(ws, "payment_c")["one_percent"] == 0
    assert stake(ws, "payment_c")["lost"] == pytest.approx(0.25)
    type_in(ws, "H60.101 | 2026-03 | payment_c | 70 | 100")
    assert stake(ws, "payment_c")["one_percent"] == pytest.approx(0.025)


def test_a_row_of_an_incomplete_block_has_its_own_gain(ws: Workspace) -> None:
    type_in(ws, "H60.101 | 2026-03 | transparency_1 | 1 | 2")
    assert stake(ws, "transparency_1")["one_percent"] == pytest.approx(0.06)
    assert stake(ws, "transparency_2")["points"] is None


def test_the_most_points_lost_come_first(ws: Workspace) -> None:
    type_all(ws, "H60.101", progress="1 | 2", payment_a="1 | 2")
    lost = ws.stakes(unit_code="H60.101", **MARCH)
    assert lost["input"].to_list()[:2] == ["progress", "payment_a"]


# --- command line --------------------------------------------------------------------


def shown(ws: Workspace, capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    capsys.readouterr()
    assert run(["--workspace", str(ws.root), "--lang", "en", *arguments]) == 0
    return capsys.readouterr().out


def test_the_command_line_lists_rule_sets(small: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    assert "Score of 766 by the text of 2022" in shown(small, capsys, "rules")
    listed = {r["rules"]: r for r in json.loads(shown(small, capsys, "rules", "--format", "json"))}
    assert json.loads(listed[RULES]["inputs"]) == list(rule_sets[RULES].inputs)
    assert (listed["resolved"]["scores"], listed["sipas-top2"]["is_confirmed"]) == (False, False)


def test_the_command_line_scores(small: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    when = ("--period", "2026-03", "--as-of", "2026-04-01", "--unit", "H60.101")
    table = shown(small, capsys, "score", *when).splitlines()
    assert any("Progress" in line and "13.33" in line for line in table)
    assert any("online_a, online_b" in line for line in table)
    inputs = shown(small, capsys, "score", "--inputs", *when).splitlines()
    assert any("on_time_rate_qd766@2" in line for line in inputs)
    assert any("transparency_1" in line and "to be typed" in line for line in inputs)
    assert shown(small, capsys, "explain", RULES, *when).splitlines() == inputs
    opened = json.loads(shown(small, capsys, "explain", RULES, *when, "--format", "json"))
    assert {"label_vi", "label_en", "formula"} <= set(opened[0])
    found = json.loads(shown(small, capsys, "score", *when, "--format", "json"))
    assert {r["block"]: r["points"] for r in found}["progress"] == 20 * 2 / 3
    stakes = shown(small, capsys, "stakes", "--rules", RULES, *when).splitlines()
    assert all(text in stakes[1] for text in ("progress", "66.67%", "6.67"))


def test_explain_opens_a_score_into_its_inputs_and_an_input_into_its_records(small: Workspace) -> None:
    """Điểm mở ra thành phần, thành phần mở ra từng hồ sơ."""
    inputs = small.explain(RULES, unit_code="H60.101", **MARCH)
    shown_in_notebook = inputs._repr_html_()
    assert "on_time_rate_qd766@2" in shown_in_notebook and "rules_version" not in shown_in_notebook
    progress = inputs.filter(pl.col("input") == "progress").row(0, named=True)
    assert (progress["numerator"], progress["denominator"], progress["points"]) == (2, 3, 20 * 2 / 3)
    indicator, _, version = progress["origin"].removeprefix("indicator ").partition("@")
    records = small.explain(f"{indicator}@{version}", unit_code="H60.101", **MARCH)
    counted = records["counted_as"].to_list()
    assert (counted.count("numerator"), counted.count("denominator")) == (2, 1)


def test_without_a_table_of_criteria_nobody_knows_what_a_criterion_is_worth(small: Workspace) -> None:
    with pytest.raises(SettingsError, match="template criteria"):
        small.stakes("par-index", unit_code="H60.101", **MARCH)
