"""The benchmarks themselves: that they measure the same work on both sides, and show what they found."""

import subprocess
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from benchmarks import exports, history, page
from benchmarks.__main__ import main
from benchmarks.agreement import ours, same, theirs
from benchmarks.machine import ROOT, peer
from benchmarks.named.growth import exponent
from benchmarks.results import LARGE, SMALL, Result, verdict
from benchmarks.stages import STAGES
from par_metrics import Workspace
from par_metrics.sample import write_sample

DOSSIERS = 400
A_RESULT = Result("peers", "ingest", LARGE, 3.0, "s", 3, "ingest FILE", "bare", 1.5, "load")


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, Path]:
    """A workspace with one CSV of dossiers, as the benchmarks load it, and the CSV."""
    folder = tmp_path_factory.mktemp("benchmarks")
    csv = write_sample(DOSSIERS, 3, exports.SEED, folder / "sample", "csv")[-1]
    workspace = Workspace.create(folder / "workspace")
    workspace.ingest(csv)
    return workspace, csv


@pytest.fixture(scope="module")
def figures(loaded: tuple[Workspace, Path]) -> Path:
    """What `compute` writes of it."""
    workspace, csv = loaded
    table = workspace.compute(period="2026", grain="month", by="unit_code", as_of="2026-10-01")
    path = csv.with_name("figures.csv")
    table.with_columns(pl.col("excluded").struct.json_encode()).write_csv(path)
    return path


def test_one_command_measures_and_writes_the_page(tmp_path: Path) -> None:
    written, shown, folder = tmp_path / "history.jsonl", tmp_path / "performance.md", tmp_path / "data"
    words = ["--quick", "--sizes", str(DOSSIERS), "--only", "memory", "--history", str(written), "--page", str(shown)]
    assert main([*words, "--folder", str(folder)]) == 0
    (run,) = history.read(written)
    assert [(result.what, result.rows) for result in run.results] == [("peak of ingest", DOSSIERS)]
    assert run.results[0].ours > 50 and run.machine["cores"] and "polars" in run.versions
    assert f"| peak of ingest | {DOSSIERS} |" in shown.read_text(encoding="utf-8")
    assert str(tmp_path) not in shown.read_text(encoding="utf-8") + written.read_text(encoding="utf-8")
    assert list(folder.iterdir()) == []


def test_what_is_kept_in_git_is_what_the_page_shows() -> None:
    """Run `python -m benchmarks.page` after changing how it is written."""
    assert page.PAGE.read_text(encoding="utf-8") == page.text(history.read(history.HISTORY))


def test_a_run_is_read_as_it_was_written(tmp_path: Path) -> None:
    run = history.Run("2026-11-26 09:00", 1.5, "make bench", {"cpu": "x", "cores": 2}, {}, (A_RESULT,), ("dbt",), {})
    for at in ("2026-11-26 09:00", "2026-11-27 09:00"):
        history.append(tmp_path / "history.jsonl", replace(run, at=at))
    assert history.read(tmp_path / "history.jsonl") == [run, replace(run, at="2026-11-27 09:00")]


def test_the_last_figure_of_several_runs_counts() -> None:
    first = history.Run(
        "2026-11-26 09:00", 1, "", {"cpu": "x", "cores": 2, "memory_gb": 8, "system": "y"}, {}, (A_RESULT,)
    )
    slower = replace(first, at="2026-11-27 09:00", results=(replace(A_RESULT, ours=6.0),))
    text = page.text([first, slower])
    assert "| 4 x (1,000,000) | **missed** | 2026-11-27 |" in text
    assert "| peers: ingest / bare | 1,000,000 | x, s | 2 | 4 |" in text


def test_a_target_is_judged_at_its_sizes_alone() -> None:
    assert A_RESULT.is_met and verdict([A_RESULT]) == "met"
    assert replace(A_RESULT, rows=SMALL).is_met is None
    assert replace(A_RESULT, ours=4.6).is_met is False
    assert verdict([A_RESULT, replace(A_RESULT, ours=4.6)]) == "**missed**"
    assert verdict([]) == "not measured"


def test_the_exponent_of_what_grows_in_proportion_is_one() -> None:
    assert exponent({100: 2.0, 1000: 20.0, 10_000: 200.0}) == pytest.approx(1)
    assert exponent({100: 3.0, 10_000: 3.0}) == pytest.approx(0)


def test_the_pandas_script_counts_what_we_count(loaded: tuple[Workspace, Path], figures: Path) -> None:
    programs = peer("pandas")
    if programs is None:
        pytest.skip("pandas has no environment here: make .venv/bench-pandas/.ready")
    table = figures.with_name("pandas.csv")
    subprocess.run([programs / "python", ROOT / "benchmarks" / "pandas_figures.py", loaded[1], table], check=True)
    shared = same(ours(figures), theirs(table))
    assert {"on_time_rate", "online_dossiers_rate", "digital_components_rate", "overdue_open_count"} <= set(shared)


def test_a_fast_wrong_number_is_no_yardstick(figures: Path) -> None:
    own = ours(figures)
    assert same(own, own)
    with pytest.raises(ValueError, match=r"1 of .* cells differ"):
        same(own, own.with_columns(numerator=pl.col("numerator") + (pl.int_range(pl.len()) == 0)))
    with pytest.raises(ValueError, match="not compared: on_time_rate"):
        same(own, own.filter(pl.col("indicator") != "on_time_rate"))


def test_a_cell_that_the_other_lacks_differs(figures: Path) -> None:
    own = ours(figures).filter(pl.col("denominator") > 0)
    with pytest.raises(ValueError, match=r"1 of .* cells differ"):
        same(own, own.slice(1))


def test_a_nights_changes_are_of_dossiers_that_are_known(loaded: tuple[Workspace, Path], tmp_path: Path) -> None:
    workspace, _ = loaded
    exports.changes(100, DOSSIERS, 3, 2, tmp_path)
    (changed,) = tmp_path.iterdir()
    report = workspace.ingest(changed, exported_at="2026-10-02")
    assert report.superseding == report.rows_read > 90


def test_every_room_that_loads_or_counts_has_its_share_of_the_time() -> None:
    """A stage that no module is of would be shown as taking no time."""
    for stage, rooms in STAGES.items():
        for room in rooms:
            assert list((ROOT / "par_metrics").glob(f"{room}*")), f"{stage}: {room}"
