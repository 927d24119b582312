from datetime import datetime

import polars as pl
import pytest

from par_metrics import UsageError, Workspace
from par_metrics.plan import plan_rows
from par_metrics.scorecard import COLUMNS, scorecards
from tests.unit.workspaces import small_workspace

AS_OF = datetime(2026, 4, 1)


@pytest.fixture(scope="module")
def ws(tmp_path_factory) -> Workspace:
    return small_workspace(tmp_path_factory.mktemp("scorecard"))


def row(card: pl.DataFrame, plan_row: str, indicator: str) -> dict[str, object]:
    return card.filter(plan_row=plan_row, indicator=indicator).row(0, named=True)


def test_every_row_of_the_plan_has_a_line_in_the_order_of_the_plan(ws):
    card = ws.scorecard("2026-03", as_of=AS_OF)
    assert tuple(card.columns) == COLUMNS
    assert card["plan_row"].unique(maintain_order=True).to_list() == [row.plan_row for row in plan_rows()]


def test_a_row_without_a_figure_says_so(ws):
    card = ws.scorecard("2026-03", as_of=AS_OF).filter(plan_row="A.I.1.1")
    assert card.select("indicator", "value", "status", "state").rows() == [(None, None, None, "not_reported")]


def test_a_row_with_a_figure_has_it_as_compute_gives_it(ws):
    figure = ws.compute("on_time_rate", "2026-03", as_of=AS_OF).row(0, named=True)
    shown = row(ws.scorecard("2026-03", as_of=AS_OF), "A.III.3", "on_time_rate")
    assert (shown["numerator"], shown["denominator"]) == (3, 4)
    assert {k: shown[k] for k in ("value", "target", "status")} == {k: figure[k] for k in ("value", "target", "status")}
    assert shown["state"] is None
    assert shown["evidence"] == "on_time_rate@1 · resolved · 2026-04-01 00:00:00"


def test_the_trend_is_the_value_less_that_of_the_period_before(ws):
    card = ws.scorecard("2026-03", as_of=AS_OF)
    assert row(card, "A.III.3", "on_time_rate")["trend"] == pytest.approx(3 / 4 - 1 / 2)
    february = ws.scorecard("2026-02", as_of=AS_OF)
    assert row(february, "A.III.3", "on_time_rate")["trend"] is None, "nothing was resolved in January"


def test_one_unit_alone(ws):
    card = ws.scorecard("2026-03", unit_code="H60.101", as_of=AS_OF)
    shown = row(card, "A.III.3", "on_time_rate")
    assert (shown["numerator"], shown["denominator"]) == (2, 3)
    assert card.height == ws.scorecard("2026-03", as_of=AS_OF).height


def test_a_unit_that_does_not_exist_is_named_with_the_nearest(ws):
    with pytest.raises(UsageError, match=r'"H60.10".*nearest is "H60.10[12]"'):
        ws.scorecard("2026-03", unit_code="H60.10", as_of=AS_OF)


def test_an_indicator_of_two_rows_has_the_owner_of_each(ws):
    card = ws.scorecard("2026-03", as_of=AS_OF)
    assert row(card, "A.II.2.4", "feedback_resolved_rate")["owner"] == "Văn phòng HĐND và UBND phường"
    assert row(card, "A.III.4", "feedback_resolved_rate")["owner"] == "Trung tâm Phục vụ hành chính công phường"


def test_scorecards_hold_one_of_each_unit_and_the_total(ws):
    cards = scorecards(ws, "2026-03", AS_OF)
    sizes = cards.group_by("unit_code").len()["len"].unique().to_list()
    assert set(cards["unit_code"]) == {"H60.101", "H60.102", None}
    assert len(sizes) == 1
