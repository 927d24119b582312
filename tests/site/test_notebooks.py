"""The notebooks run, and what they show is what the library says."""

from importlib import import_module
from typing import Any

import polars as pl
import pytest

import par_metrics as pm
from docs.notebooks.demo import AS_OF
from docs.site.notebook_pages import NOTEBOOKS, cells_of
from tests.docs.pages import ROOT

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")  # what the library says beside an answer


def run(name: str) -> Any:
    return import_module(f"docs.notebooks.{name}").app.run()[1]


def test_the_on_time_rate_opens_down_to_its_dossiers(demo: pm.Workspace) -> None:
    made = run("on_time")
    assert made["figures"].equals(demo.compute("on_time_rate", "2026-Q3", by="unit_code", as_of=AS_OF))
    records = demo.explain("on_time_rate", "2026-Q3", "H60.101", AS_OF)
    assert set(made["late"]["dossier_code"]) == set(records.filter(counted_as="denominator")["dossier_code"])
    assert made["procedures"]["late"].sum() == made["late"].height
    assert made["own"]["denominator"] - made["own"]["numerator"] == made["late"].height
    found = demo.disagreement("2026-Q3", "H60.101", AS_OF).between("resolved", "qd766")
    assert made["between"].reasons["numerator_effect"].sum() == found.pairs["numerator_difference"].item()


def test_reconciling_finds_all_that_was_planted_and_changes_no_figure(demo: pm.Workspace) -> None:
    made = run("two_systems")
    assert made["found"] == vars(made["planted"])
    assert min(made["found"].values()) > 0
    assert made["before"].equals(made["after"])
    assert made["before"].equals(demo.compute("on_time_rate", "2026-Q3", by="unit_code", as_of=AS_OF))
    assert made["effect"]["dossiers"].sum() == made["result"].differences["dossier_code_left"].n_unique()


def test_an_own_indicator_reaches_the_published_tables(demo: pm.Workspace) -> None:
    made = run("own_indicator")
    assert tuple(made["tried"]) == (1, 2)
    own = made["own"]
    counted = made["ws"].explain("evening_online_rate", "2026", "H60.101", AS_OF)["counted_as"].to_list()
    assert (counted.count("numerator"), own["denominator"]) == (
        own["numerator"],
        counted.count("numerator") + counted.count("denominator"),
    )
    months = made["ws"].compute(
        "evening_online_rate", "2026", grain="month", by="unit_code", as_of=AS_OF, with_totals=False
    )
    published = made["dashboard"].join(months.filter(pl.col("unit_code") == "H60.101"), on="period", suffix="_asked")
    assert published.height == 6
    assert published["numerator"].equals(published["numerator_asked"], check_names=False)
    assert "evening_online_rate" not in demo.catalogue


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_is_told_in_both_languages(name: str) -> None:
    """Each text has a line of English; the first is the title."""
    texts = [cell.text for cell in cells_of(ROOT / "docs" / "notebooks" / f"{name}.py") if cell.text is not None]
    assert texts[0].startswith("# ")
    assert [text for text in texts if "*" not in text and text != "## Tóm lại"] == []
