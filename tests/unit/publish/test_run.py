import json
import os
import shutil
from datetime import datetime

import duckdb
import filelock
import polars as pl
import pytest

from par_metrics import UsageError, Workspace, WorkspaceBusyError, catalogue
from par_metrics.publish import latest, runs
from par_metrics.publish.manifest import fingerprint
from par_metrics.questions.scorecard.scorecard import COLUMNS
from tests.support.workspaces import load, small_workspace

AS_OF = datetime(2026, 4, 1)
FILES = {
    *(
        f"{name}.csv"
        for name in ("indicators", "scorecard", "pace", "scores", "at_risk", "changes", "units", "freshness", "rejects")
    ),
    "indicators.parquet",
    "metrics.duckdb",
    "manifest.json",
    "bang-diem.xlsx",
    "scorecard.html",
    "catalogue.csv",
    "datapackage.json",
    "semantic_model.yaml",
}
FORMS = {"II.06a-don-vi", "II.06a-linh-vuc", "766-tien-do", "766-thanh-toan", "766-so-hoa", "qua-han", "xin-loi"}


@pytest.fixture(scope="module")
def published(tmp_path_factory) -> Workspace:
    """Three runs of the same records, one of them due tomorrow, for the tests that look at what was written."""
    ws = small_workspace(tmp_path_factory.mktemp("published") / "ws")
    load(
        ws,
        "dossiers",
        "dossier_code | unit_code | status | received_at | due_at\n"
        "H60.101-260330-0007 | H60.101 | 4 | 2026-03-30 08:00 | 2026-04-02 17:00",
    )
    for run_id, load_ids in (("run-1", None), ("run-2", ["x"]), ("run-3", None)):
        assert ws.publish(AS_OF, load_ids, run_id).published
    return ws


@pytest.fixture(scope="module")
def folder(published):
    """What the last of them wrote."""
    return published.root / "published" / "run-3"


@pytest.fixture
def ws(published, tmp_path) -> Workspace:
    """One run was published; what is done to it is this test's own."""
    ws = Workspace(shutil.copytree(published.root, tmp_path / "ws", symlinks=True))
    for run_id in ("run-1", "run-2"):
        latest.remove_tree(ws.root / "published" / run_id)
    return ws


def manifest(folder) -> dict:
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def spoil(ws: Workspace) -> None:
    """A record of a unit that the register does not know: a gate fails."""
    load(ws, "dossiers", "dossier_code | unit_code | status\n H99.1-260101-0001 | H99.1 | 4")


def test_a_sound_run_is_complete_and_the_latest(published, folder):
    latest = published.root / "published" / "latest"
    assert latest.resolve() == folder.resolve()
    assert {path.name for path in latest.iterdir()} == {*FILES, "forms", "indicators"}
    assert manifest(latest)["state"] == "published"


def test_the_manifest_vouches_for_every_file(folder):
    stated = manifest(folder)["files"]
    assert {entry["name"] for entry in stated} == (
        FILES - {"manifest.json"}
        | {f"forms/{form}.xlsx" for form in FORMS}
        | {f"indicators/{indicator}.json" for indicator in catalogue}
    )
    assert all(fingerprint(folder / entry["name"], folder) == entry for entry in stated)


def test_the_manifest_says_what_the_figures_rest_on(published):
    stated = manifest(published.root / "published" / "run-2")
    assert stated["run_id"] == "run-2"
    assert stated["as_of"] == "2026-04-01T00:00:00"
    assert stated["loads"] == published.loads()["load_id"].to_list()
    assert stated["new_loads"] == ["x"]
    assert stated["definitions"]["on_time_rate"] == {"version": 2, "rules": "resolved"}
    assert stated["software"]["duckdb"] == duckdb.__version__
    assert [gate["id"] for gate in stated["gates"] if gate["passed"]] == [
        "accounting",
        "targets_matched",
        "units_known",
        "rows_refused",
        "plausible",
        "fresh",
    ]


def test_parquet_csv_and_database_hold_the_same_figures(folder):
    parquet = pl.read_parquet(folder / "indicators.parquet")
    csv = pl.read_csv(folder / "indicators.csv", infer_schema=False).cast(
        {"numerator": pl.Float64, "value": pl.Float64}
    )
    with duckdb.connect(folder / "metrics.duckdb", read_only=True) as connection:
        stored = connection.execute("SELECT numerator, value FROM indicators").fetchall()
        tables = {name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    assert tables == {
        *("indicators", "scorecard", "pace", "scores", "at_risk", "changes"),
        *("loads", "rejects", "catalogue", "targets", "units", "plan", "freshness"),
    }
    assert parquet.select("numerator", "value").rows() == stored
    assert csv["numerator"].to_list() == parquet["numerator"].to_list()
    assert csv["value"].to_list() == parquet["value"].to_list()


def test_the_scorecard_of_each_unit_and_of_all(folder):
    card = pl.read_csv(folder / "scorecard.csv")
    compared = ("numerator_before", "denominator_before", "is_beyond_chance")
    assert tuple(card.columns) == (*COLUMNS, "unit_code", "period", "as_of", "title_en", "owner_en", *compared)
    assert card["title_en"].null_count() == card.filter(pl.col("owner").is_not_null())["owner_en"].null_count() == 0
    assert set(card["unit_code"]) == {"H60.101", "H60.102", None}
    assert set(card["period"].cast(pl.String)) == {"2026"}


def test_refused_rows_of_the_new_loads_are_published(ws):
    bad = load(ws, "dossiers", "dossier_code | unit_code | status\n H60.101-260101-0009 | H60.101 | Lạ")
    everything = pl.read_csv(ws.publish(AS_OF).folder / "rejects.csv")
    assert everything.select("load_id", "rule").rows() == [(bad, "unknown_status")]
    other = ws.loads()["load_id"].to_list()[0]
    later = ws.publish(AS_OF, load_ids=[other]).folder
    assert pl.read_csv(later / "rejects.csv").is_empty()
    # Papers name what is still missing, whichever night refused it.
    sheet = pl.read_excel(later / "bang-diem.xlsx", sheet_name="Dòng bị từ chối", has_header=False)
    assert "unknown_status" in str(sheet.rows()) and "chưa biết trạng thái" in (later / "scorecard.html").read_text()


def test_the_same_records_give_the_same_bytes(folder):
    """But for what names the run and its time; the database has the same rows, in blocks of its own."""
    former, later = folder.with_name("run-2"), folder
    files = [path.relative_to(former) for path in former.rglob("*") if path.is_file()]
    same = [
        file
        for file in files
        if (former / file).read_bytes().replace(b'"run_id":"run-2"', b'"run_id":"run-3"') == (later / file).read_bytes()
    ]
    assert {str(file) for file in files} - {str(file) for file in same} <= {
        "manifest.json",
        "metrics.duckdb",
        "scorecard.html",
    }
    assert len(same) > 10


def test_a_failed_gate_holds_the_run_back(ws):
    spoil(ws)
    held = ws.publish(AS_OF)
    assert not held.published
    assert [gate.id for gate in held.failed] == ["units_known"]
    assert (ws.root / "published" / "latest").resolve().name == "run-3"
    assert manifest(held.folder)["state"] == "held"
    assert manifest(held.folder)["gates"][2]["failures"] == ["H99.1"]
    assert {path.name for path in held.folder.iterdir()} == {*FILES, "forms", "indicators"}


def test_a_run_is_complete_before_anyone_is_sent_to_it(ws, monkeypatch):
    """Killed while switching, a run is there in full and readers follow the one before."""

    def killed(*arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(latest, "switch", killed)
    with pytest.raises(KeyboardInterrupt):
        ws.publish(AS_OF, run_id="r2")
    assert {path.name for path in (ws.root / "published" / "r2").iterdir()} == {*FILES, "forms", "indicators"}
    assert (ws.root / "published" / "latest").resolve().name == "run-3"


def as_if_published(ws: Workspace, run_id: str, seconds: int):
    """The same run under another name, so much later (or earlier)."""
    folder = ws.root / "published" / run_id
    shutil.copytree(folder.with_name("run-3"), folder)
    written = (folder / "manifest.json").stat().st_mtime + seconds
    os.utime(folder / "manifest.json", (written, written))


def test_only_the_last_runs_are_kept_and_never_the_latest_removed(ws, monkeypatch):
    monkeypatch.setenv("PAR_METRICS_PUBLISH__KEEP_RUNS", "2")
    as_if_published(ws, "run-1", -2)
    as_if_published(ws, "run-2", -1)
    spoil(ws)
    limited = Workspace(ws.root)
    limited.publish(AS_OF, run_id="r4")
    assert {path.name for path in (ws.root / "published").glob("r*")} == {"run-3", "r4"}
    limited.publish(AS_OF, run_id="r5")
    assert {path.name for path in (ws.root / "published").glob("r*")} == {"run-3", "r4", "r5"}
    assert (ws.root / "published" / "latest" / "manifest.json").exists()


def test_a_run_killed_while_switching_leaves_both_runs_that_readers_may_follow(ws, monkeypatch):
    """The pointer is written before the link: they may name two runs."""
    as_if_published(ws, "run-1", -1)
    link = ws.root / "published" / "latest"
    link.unlink()
    link.symlink_to("run-1")
    monkeypatch.setenv("PAR_METRICS_PUBLISH__KEEP_RUNS", "1")
    spoil(ws)
    Workspace(ws.root).publish(AS_OF, run_id="r4")
    assert {path.name for path in link.parent.glob("r*")} == {"run-1", "run-3", "r4"}


def test_what_a_killed_run_left_is_swept(ws):
    leftover = ws.root / "published" / ".building-old"
    leftover.mkdir()
    (leftover / "metrics.duckdb").touch(mode=0o444)
    link = ws.root / "published" / ".latest-old"
    link.symlink_to("nowhere")
    ws.publish(AS_OF)
    assert not leftover.exists() and not link.is_symlink()


def test_two_runs_of_one_second_have_two_names(tmp_path):
    first = runs.new_name(tmp_path, AS_OF)
    (tmp_path / first).mkdir()
    assert runs.new_name(tmp_path, AS_OF) != first


@pytest.mark.parametrize("run_id", ["../x", "latest", "latest.json", "", ".hidden", "a/b", "taken"])
def test_a_run_id_is_a_plain_new_name(ws, run_id):
    (ws.root / "published" / "taken").mkdir()
    with pytest.raises(UsageError):
        ws.publish(AS_OF, run_id=run_id)


def test_one_run_is_published_at_a_time(ws):
    with filelock.FileLock(ws.root / "published" / ".lock"), pytest.raises(WorkspaceBusyError):
        ws.publish(AS_OF)


def test_a_workspace_without_records_can_be_published(tmp_path):
    result = Workspace.create(tmp_path).publish(AS_OF)
    assert result.published
    assert set(pl.read_parquet(result.folder / "indicators.parquet")["value"].drop_nulls()) <= {0.0}


def test_the_score_and_what_falls_due_are_published_as_they_stand(folder):
    with duckdb.connect(str(folder / "metrics.duckdb"), read_only=True) as connection:
        due = connection.execute("SELECT dossier_code, working_days_left, state FROM at_risk").fetchall()
        points = connection.execute(
            "SELECT unit_code, points FROM scores WHERE block = 'progress' ORDER BY unit_code"
        ).fetchall()
    assert due == [("H60.101-260330-0007", 1, "due_soon")]
    # H60.101: 2 and 1 of 5 resolved in time and the open one not yet due, H60.102: 1 of 1.
    assert points == [("H60.101", 20 * 4 / 6), ("H60.102", 20.0)]
