"""Names with codes that are no character: a workbook and a document with one in it did not open."""

import warnings
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

import polars as pl
import pytest

from par_metrics import Workspace
from par_metrics.publish.outputs.csv import csv_text
from par_metrics.publish.outputs.page.render import page_of
from tests.support.pages import outcome_of
from tests.support.workspaces import DOSSIERS, load

ODD = "Phường\ufffe An\U0001ffff\ufdd0 \x01Tường\uffff"
PLAIN, AS_OF = "Phường An Tường", "2026-04-01"
UNITS = f"unit_code | unit_name | level\n H60.101 | {ODD} | commune\n H60.102 | {ODD} Hai | commune"


@pytest.fixture(scope="module")
def ws(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    ws = Workspace.create(tmp_path_factory.mktemp("odd") / "ws", unit="H60.101")
    load(ws, "units", UNITS)
    load(ws, "dossiers", DOSSIERS)
    return ws


@pytest.fixture(scope="module")
def run(ws: Workspace) -> Path:
    return ws.publish(AS_OF, run_id="odd").folder


def texts(path: Path) -> str:
    """Every text of a workbook or document, which must be XML to be read."""
    with zipfile.ZipFile(path) as parts:
        trees = [ET.fromstring(parts.read(name)) for name in parts.namelist() if name.endswith((".xml", ".rels"))]
    return "\n".join(text for tree in trees for text in tree.itertext())


def is_clean(text: str) -> bool:
    return not set(text) & set(ODD.replace(" ", "")) - set(PLAIN)


def test_every_output_of_a_run_is_readable(run: Path) -> None:
    files = [path for path in run.rglob("*") if path.suffix in (".csv", ".html")]
    for text in (path.read_text(encoding="utf-8-sig") for path in files):
        assert is_clean(text)
    assert PLAIN in (run / "units.csv").read_text() and PLAIN in (run / "scorecard.html").read_text()
    for text in map(texts, run.rglob("*.xlsx")):
        assert is_clean(text)
    assert PLAIN in texts(run / "bang-diem.xlsx")


def test_the_papers_are_readable(ws: Workspace, tmp_path: Path) -> None:
    with warnings.catch_warnings(action="ignore"):
        ws.write_form(tmp_path / "form.xlsx", "II.06a", "2026-03", as_of=AS_OF)
    ws.report("2026-Q1", as_of=AS_OF).write(tmp_path / "report.docx")
    for path in tmp_path.iterdir():
        assert is_clean(text := texts(path)) and PLAIN in text


def test_so_are_those_of_a_name_that_was_loaded_as_it_came(run: Path) -> None:
    """Readers once took out less than they do."""
    outcome = outcome_of(run, "H60.101")
    odd = pl.col("unit_name").replace_strict({PLAIN: ODD}, default=f"{ODD} Hai")
    outcome.tables["units"] = outcome.tables["units"].with_columns(odd)
    page = page_of(outcome)
    assert is_clean(page) and f"{PLAIN} Hai" in page
    assert f"{PLAIN} Hai" in csv_text(outcome.tables["units"])
