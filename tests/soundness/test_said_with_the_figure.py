"""What a figure lacks is said wherever the figure stands."""

import warnings
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from par_metrics import Workspace
from par_metrics.errors import Notice
from tests.soundness.test_gates import A, B, C, dossiers, drop


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    """One dossier that could be read, two rows that could not."""
    ws = Workspace.create(tmp_path, unit="H60.101")
    drop(ws, "a.csv", dossiers((A, "09/03/2026"), (C, "??"), (B, "??")))
    return ws


def test_the_scorecard_says_how_many_rows_its_figures_lack(ws: Workspace) -> None:
    card = ws.scorecard("2026-03", as_of="2026-04-01")
    assert card.filter(indicator="on_time_rate")["refused"].to_list() == [2]
    assert (
        ws.scorecard("2026-03", "H60.101", as_of="2026-04-01").filter(indicator="on_time_rate")["refused"].item() == 1
    )
    assert card.filter(pl.col("indicator").is_null())["refused"].null_count() > 0, "a row without a figure lacks none"
    assert "Dòng bị từ chối" in card._repr_html_()


def test_so_do_the_published_tables(ws: Workspace) -> None:
    run = ws.publish("2026-04-01", accept="đã xem")
    cards = pl.read_csv(run.folder / "scorecard.csv")
    assert cards.filter(indicator="on_time_rate").select("unit_code", "refused").rows() == [("H60.101", 1), (None, 2)]


@pytest.mark.parametrize(
    ("ask", "rows"),
    [
        (lambda ws, unit: ws.at_risk(unit_code=unit, as_of="2026-04-01"), "dossiers"),
        (lambda ws, unit: ws.score(period="2026-03", unit_code=unit, as_of="2026-04-01"), "dossiers"),
        (lambda ws, unit: ws.stakes(period="2026-03", unit_code=unit, as_of="2026-04-01"), "dossiers"),
        (lambda ws, unit: ws.pace("2026", unit_code=unit, as_of="2026-04-01"), "dossiers"),
        (lambda ws, unit: ws.form(period="2026-03", unit_code=unit, as_of="2026-04-01"), "dossiers"),
        (lambda ws, unit: ws.disagreement("2026-03", unit, as_of="2026-04-01"), "dossiers"),
    ],
    ids=["at-risk", "score", "stakes", "pace", "form", "disagreement"],
)
def test_answers_without_a_column_for_them_tell_of_refused_rows(
    ws: Workspace, ask: Callable[[Workspace, str | None], object], rows: str
) -> None:
    with pytest.warns(Notice, match=rf"refused are not counted: {rows} 2"):
        ask(ws, None)
    with pytest.warns(Notice, match=rf"refused are not counted: {rows} 1"):
        ask(ws, "H60.101")


def test_nothing_is_told_where_nothing_is_lacking(ws: Workspace) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error", Notice)
        ws.compute("on_time_rate", "2026-03", as_of="2026-04-01")
    # Of a kind of which nothing is loaded, nobody knows whether anything is due: that is lacking, too.
    with pytest.warns(Notice, match="no feedback is loaded"):
        ws.at_risk(kind="feedback", as_of="2026-04-01")
