"""What a figure lacks is said wherever the figure stands."""

from pathlib import Path

import polars as pl
import pytest

from par_metrics import Workspace
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
