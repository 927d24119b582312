"""The folder of the open data: when a year comes into it, and that it stays."""

import json
import re
import shutil
from pathlib import Path

import polars as pl
import pytest

from par_metrics import Workspace
from par_metrics.operations.backup import back_up, restore
from par_metrics.publish import latest
from par_metrics.publish.open_data.figures import SHOWN
from tests.support.published import kept_up
from tests.support.workspaces import copy_of, load, small_workspace

LATER = "2027-02-01"
FILES = {"figures.csv", "figures.parquet", "units.csv", "indicators.csv", "datapackage.json", "README.md"}


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    """Two units with six dossiers in 2026, which is asked for."""
    return office(tmp_path / "ws")


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The same after a run that gave the year to everybody, for tests that only read it."""
    ws = office(tmp_path_factory.mktemp("shown") / "ws")
    assert said(ws).startswith("2026 is written to open-data/latest")
    return ws


@pytest.fixture
def going_on(shown: Workspace, tmp_path: Path) -> Workspace:
    """A copy of it, to go on with."""
    return copy_of(shown, tmp_path / "going-on")


def office(root: Path) -> Workspace:
    return asking(small_workspace(root), 'years = [2026]\nlicence = "CC-BY-4.0"\ncontact = "UBND phường An Tường"')


def asking(ws: Workspace, text: str) -> Workspace:
    file = ws.warehouse.layout.settings_file
    kept = file.read_text(encoding="utf-8").partition("[open_data]")[0]
    file.write_text(f"{kept}[open_data]\n{text}\n", encoding="utf-8")
    return Workspace(ws.root)


def said(ws: Workspace, as_of: str = LATER) -> str:
    result = ws.publish(as_of, accept="thử dữ liệu mở")
    assert result.published, result
    return "; ".join(label.en for label in result.open_data)


def figures(ws: Workspace) -> pl.DataFrame:
    return pl.read_parquet(ws.root / "open-data" / "latest" / "figures.parquet")


def test_nothing_is_written_unless_a_year_is_asked_for(tmp_path: Path) -> None:
    ws = small_workspace(tmp_path / "ws")
    assert ws.settings.open_data.years == ()
    assert said(ws) == "" and not (ws.root / "open-data").exists()


def test_a_year_is_written_when_it_has_been_over_for_thirty_days(ws: Workspace) -> None:
    assert kept_up(ws, "2027-01-30") == "2026 is written from 2027-01-31 on, when what comes late is in"
    assert not (ws.root / "open-data").exists()
    assert kept_up(ws, "2027-01-31").startswith("2026 is written to open-data/latest")
    assert figures(ws).schema == pl.Schema(SHOWN)


def test_a_run_that_a_gate_holds_back_opens_nothing(ws: Workspace) -> None:
    load(ws, "dossiers", "dossier_code | unit_code | status | received_at\nH60.109-1 | H60.109 | 4 | 2026-03-02 08:00")
    result = ws.publish(LATER)
    assert not result.published and result.open_data == ()
    assert not (ws.root / "open-data").exists()


def test_a_year_of_which_nothing_is_known_is_no_table_of_zeros(ws: Workspace) -> None:
    ws = asking(ws, "years = [2024]")
    assert kept_up(ws, LATER) == "there is no record of 2024" and not (ws.root / "open-data").exists()


def test_a_year_stays_as_it_was_shown(going_on: Workspace) -> None:
    """And so it does where other things are asked for: what is shown again with less hidden tells the rest."""
    ws = going_on
    before, runs = figures(ws), sorted((ws.root / "open-data").iterdir())
    rows = "\n".join(
        f"H60.101-260401-{n:04d} | H60.101 | 10 | 2026-04-01 08:00 | 2026-04-09 17:00 | 2026-04-08 08:00 | online"
        for n in range(40)
    )
    load(
        ws,
        "dossiers",
        f"dossier_code | unit_code | status | received_at | due_at | completed_at | channel\n{rows}",
    )
    ws = asking(ws, "years = [2026]\nthreshold = 3")
    assert kept_up(ws, "2027-03-01") == ""
    assert figures(ws).equals(before) and sorted((ws.root / "open-data").iterdir()) == runs


def test_a_further_year_comes_beside_the_first(going_on: Workspace) -> None:
    ws = going_on
    before = figures(ws)
    load(
        ws,
        "dossiers",
        "dossier_code | unit_code | status | received_at | due_at | completed_at | channel\n"
        "H60.101-270401-1 | H60.101 | 10 | 2027-04-01 08:00 | 2027-04-09 17:00 | 2027-04-08 08:00 | online",
    )
    ws = asking(ws, "years = [2026, 2027]")
    assert "2027 is written" in kept_up(ws, "2028-02-01")
    after = figures(ws)
    assert after.filter(pl.col("period").str.starts_with("2026")).equals(before)
    assert after["period"].str.head(4).unique().sort().to_list() == ["2026", "2027"]
    package = json.loads((ws.root / "open-data" / "latest" / "datapackage.json").read_text(encoding="utf-8"))
    assert package["version"] == "2.0.0"


def test_a_night_on_which_nothing_is_new_writes_the_year_that_is_due(going_on: Workspace) -> None:
    ws = going_on
    shutil.rmtree(ws.root / "open-data")
    again = ws.publish_if_new(LATER)
    assert not again.is_new
    assert (ws.root / "open-data" / "latest" / "figures.csv").exists()


def test_nothing_private_is_in_the_folder(shown: Workspace) -> None:
    folder = shown.root / "open-data" / "latest"
    assert {path.name for path in folder.iterdir()} == FILES
    assert {path.name for path in (shown.root / "open-data").iterdir()} == {
        "latest",
        "latest.json",
        folder.resolve().name,
    }
    for path in folder.iterdir():
        data = path.read_bytes()
        text = data.decode(errors="ignore")
        if path.suffix == ".parquet":
            text = str(pl.read_parquet(path).to_dict(as_series=False)) + str(pl.read_parquet_metadata(path))
        assert not re.search(r"H60\.10\d-\d{6}|dossiers\.csv|warehouse|lake/", text), path


def test_the_description_fits_the_files(shown: Workspace) -> None:
    folder = shown.root / "open-data" / "latest"
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert package["licenses"] == [{"name": "CC-BY-4.0"}]
    assert {of["path"] for of in package["resources"]} == FILES - {"datapackage.json"}
    for of in package["resources"]:
        assert (folder / of["path"]).stat().st_size == of["bytes"]
        if "schema" not in of:
            continue
        table = pl.read_csv(folder / of["path"], infer_schema=False)
        assert table.columns == [field["name"] for field in of["schema"]["fields"]]
        keys = table.select(of["schema"]["primaryKey"])
        assert keys.is_unique().all() and not keys.null_count().sum_horizontal().item()
    table = pl.read_csv(folder / "figures.csv", infer_schema=False)
    assert set(table["unit_code"]) <= set(pl.read_csv(folder / "units.csv", infer_schema=False)["unit_code"])
    named = pl.read_csv(folder / "indicators.csv", infer_schema=False).select("indicator", "version")
    assert table.join(named, on=["indicator", "version"], how="anti").is_empty()


@pytest.mark.parametrize("lost", ["figures.parquet", "datapackage.json", "all"])
def test_where_it_is_not_known_what_was_shown_nothing_is_added(going_on: Workspace, lost: str) -> None:
    ws = going_on
    folder = (ws.root / "open-data" / "latest").resolve()
    if lost == "all":
        latest.remove_tree(folder)
    else:
        (folder / lost).write_bytes(b"{}")
    before = sorted((ws.root / "open-data").iterdir())
    assert "Restore that folder from a backup" in kept_up(asking(ws, "years = [2025, 2026]"), "2027-03-01")
    assert sorted((ws.root / "open-data").iterdir()) == before


def test_what_a_killed_process_had_written_is_shown_and_not_made_again(going_on: Workspace) -> None:
    ws = going_on
    before = figures(ws)
    (ws.root / "open-data" / "latest").unlink()
    (ws.root / "open-data" / "latest.json").unlink()
    load(
        ws,
        "dossiers",
        "dossier_code | unit_code | status | received_at | channel\n"
        "H60.101-2 | H60.101 | 4 | 2026-05-01 08:00 | online",
    )
    assert kept_up(ws, "2027-03-01") == ""
    assert figures(ws).equals(before)


def test_a_backup_has_it_and_a_restored_workspace_adds_to_it(shown: Workspace, tmp_path: Path) -> None:
    before = figures(shown)
    made, _ = back_up(shown.root, tmp_path / "backup")
    restore(made, tmp_path / "restored")
    again = Workspace(tmp_path / "restored")
    assert figures(again).equals(before)


def test_the_readme_says_nothing_of_own_indicators_where_there_are_none(shown: Workspace) -> None:
    assert "chỉ số riêng" not in (shown.root / "open-data" / "latest" / "README.md").read_text(encoding="utf-8")


def test_the_readme_names_own_indicators_as_not_there(ws: Workspace) -> None:
    folder = ws.root / "indicators"
    folder.mkdir()
    (folder / "own.toml").write_text(
        '[[indicator]]\nid = "own_rate"\nversion = 1\nlabel = "l"\nformula = "f"\nsource = "s"\ntable = "dossiers"\n'
        'event = "received_at"\npopulation = "TRUE"\nnumerator = "status = 10"\n',
        encoding="utf-8",
    )
    opened = Workspace(ws.root)
    kept_up(opened, LATER)
    readme = (ws.root / "open-data" / "latest" / "README.md").read_text(encoding="utf-8")
    assert "own_rate" not in set(figures(opened)["indicator"])
    lines = [line for line in readme.splitlines() if "`own_rate`" in line]
    assert len(lines) == 2 and lines[0].startswith("- chỉ số riêng") and lines[1].startswith("- the office's own")
