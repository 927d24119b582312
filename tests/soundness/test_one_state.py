"""One answer is of one state: what is loaded while it is made is in all of it, or in none.

A run was once seen to say 4/6 in indicators.parquet and 4/8 in scorecard.csv, with every gate
passed: a file had been loaded between the two.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from par_metrics import Workspace
from par_metrics.engines.duckdb import DuckDBEngine
from par_metrics.publish.tables import TURNS
from tests.support.workspaces import DOSSIERS, csv_file, load, small_workspace

AS_OF = datetime(2026, 4, 1)
# On both systems, so that there is something to reconcile; one is late and open, one is on time.
MORE = """
    dossier_code        | source          | unit_code | status | received_at         | due_at              | completed_at        | channel
    H60.101-260301-0011 | one_stop        | H60.101   | 4      | 2026-03-03 08:00:00 | 2026-03-10 17:00:00 |                     | online
    H60.101-260301-0011 | national_portal | H60.101   | 10     | 2026-03-03 08:00:00 | 2026-03-10 17:00:00 | 2026-03-09 08:00:00 | online
    H60.101-260301-0012 | one_stop        | H60.101   | 10     | 2026-03-03 08:00:00 | 2026-03-10 17:00:00 | 2026-03-09 08:00:00 | online
    H60.101-260201-0002 | one_stop        | H60.101   | 10     | 2026-02-02 08:00:00 | 2026-02-12 17:00:00 | 2026-02-11 08:00:00 | postal
"""
ASSESSMENTS = """
    unit_code | year | criterion_code | domain | max_points | self_points
    H60.101   | 2026 | 1.1            | A      | 10         | {}
"""

_CHANGED = ["on_time_rate", "overdue_open_count", "par_index"]

Question = Callable[[Workspace], list[pl.DataFrame]]
QUESTIONS: dict[str, Question] = {
    "scorecard": lambda ws: [ws.scorecard("2026", as_of=AS_OF)],
    "pace": lambda ws: [ws.pace("2026", by="unit_code", as_of=AS_OF)],
    "score": lambda ws: [ws.score(period="2026", as_of=AS_OF)],
    "score_inputs": lambda ws: [ws.score_inputs(period="2026", as_of=AS_OF)],
    "diff": lambda ws: list(_tables_of(ws.diff("2026-01-01", period="2026", ids=_CHANGED, as_of=AS_OF))),
    "disagreement": lambda ws: [(d := ws.disagreement(period="2026-03", as_of=AS_OF)).figures, d.dossiers],
    "reconcile": lambda ws: [
        (r := ws.reconcile("dossiers", "one_stop", "national_portal")).only_left,
        r.only_right,
        r.differences,
    ],
    "par_index": lambda ws: [ws.par_index("2026", as_of=AS_OF)],
    "at_risk": lambda ws: [ws.at_risk(days=400, as_of=AS_OF)],
    "form": lambda ws: [ws.form(period="2026-03", as_of=AS_OF)],
    "why": lambda ws: [(w := ws.why("H60.101-260201-0002", "2026", as_of=AS_OF)).rows, w.records],
}


def _tables_of(diff: object) -> Iterator[pl.DataFrame]:
    for name in ("figures", "records", "loads"):
        yield getattr(diff, name)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace with a published run."""
    ws = small_workspace(tmp_path_factory.mktemp("loaded") / "ws")
    load(ws, "dossiers", "dossier_code|source|unit_code|status\nH60.101-260301-0003|national_portal|H60.101|10")
    load(ws, "assessments", ASSESSMENTS.format(7))
    ws.publish(AS_OF, run_id="before")
    return ws


@pytest.fixture
def ws(loaded: Workspace, tmp_path: Path) -> Workspace:
    return copy_of(loaded, tmp_path / "ws")


def copy_of(ws: Workspace, root: Path) -> Workspace:
    return Workspace(shutil.copytree(ws.root, root, symlinks=True))


def load_more(ws: Workspace) -> None:
    load(ws, "dossiers", MORE)
    load(ws, "assessments", ASSESSMENTS.format(9))


def same(answer: list[pl.DataFrame], other: list[pl.DataFrame]) -> bool:
    return all(mine.equals(theirs) for mine, theirs in zip(answer, other, strict=True))


@contextmanager
def before_call(monkeypatch: pytest.MonkeyPatch, number: int, act: Callable[[], None]) -> Iterator[list[str]]:
    """`act()` before the engine is asked for the `number`-th time; gives the calls made."""
    calls: list[str] = []
    with monkeypatch.context() as patch:
        for name in ("count", "classes", "stored", "units", "holdings", "loads", "versions", "written", "changed"):
            method = getattr(DuckDBEngine, name)

            def called(
                *args: object, _name: str = name, _method: Callable[..., object] = method, **rest: object
            ) -> object:
                calls.append(_name)
                if len(calls) == number:
                    act()
                return _method(*args, **rest)

            patch.setattr(DuckDBEngine, name, called)
        yield calls


@pytest.mark.parametrize("name", QUESTIONS)
def test_an_answer_does_not_know_what_is_loaded_while_it_is_made(
    ws: Workspace, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another thread of the process has the warehouse open and commits before the first query of the question.

    A query that knows of it shows it whichever it is: all come after.
    """
    ask = QUESTIONS[name]

    def commit(workspace: Workspace) -> None:
        # One load: a second would find the connection of the first closed.
        if name == "par_index":
            load(workspace, "assessments", ASSESSMENTS.format(9))
        else:
            load(workspace, "dossiers", MORE)

    with before_call(monkeypatch, 0, lambda: None) as calls:
        before = ask(ws)
    assert calls
    other = copy_of(ws, ws.root.with_name("copy"))
    with other.warehouse.writer(), before_call(monkeypatch, 1, lambda: commit(other)) as made:
        answer = ask(other)
    assert made
    assert same(answer, before), "the load shows"
    assert not same(ask(other), before), "the load must change the answer, or nothing was tried"


def tables_of(folder: Path) -> dict[str, pl.DataFrame]:
    """Everything a run publishes, by file and table."""
    found = {path.name: pl.read_csv(path, infer_schema=False) for path in folder.glob("*.csv")}
    found |= {path.name: pl.DataFrame({"bytes": [path.read_bytes()]}) for path in folder.rglob("*.xlsx")}
    found["indicators.parquet"] = pl.read_parquet(folder / "indicators.parquet")
    with duckdb.connect(str(folder / "metrics.duckdb"), read_only=True) as connection:
        names = [name for (name,) in connection.execute("SELECT table_name FROM information_schema.tables").fetchall()]
        found |= {name: connection.sql(f"SELECT * FROM {name}").pl() for name in names}
    return found


def test_a_load_between_two_tables_of_a_run_is_in_none_of_them(ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is made once what is known is pinned: each of the snapshots that follow would show it."""
    expected = tables_of(ws.root / "published" / "before")
    opened = 0
    whole = Workspace._open

    def opening(self: Workspace, *args: object, **rest: object) -> object:
        nonlocal opened
        opened += 1
        if opened == 2:
            load_more(ws)
        return whole(self, *args, **rest)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(Workspace, "_open", opening)
        run = ws.publish(AS_OF, run_id="meanwhile")
    assert opened == 2 + len(TURNS), "one snapshot to pin what is known, one for the tables of a turn, one for papers"
    found = tables_of(run.folder)
    assert found.keys() == expected.keys()
    for name, frame in expected.items():
        assert_frame_equal(found[name], frame)
    stated = json.loads((run.folder / "manifest.json").read_text())
    assert stated["known_at"] == expected["loads"]["loaded_at"].max().isoformat()
    after = ws.publish(AS_OF, run_id="after")
    changed = {name for name, frame in tables_of(after.folder).items() if not frame.equals(expected[name])}
    assert {
        "indicators",
        "scorecard",
        "scores",
        "at_risk",
        "loads",
        "II.06a-don-vi.xlsx",
        "bang-diem.xlsx",
    } <= changed


def test_a_run_before_anything_is_loaded_knows_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ws = Workspace.create(tmp_path, unit="H60.101")
    whole = ws._open

    def opening(*args: object, **rest: object) -> object:
        if args[1] is not None and not (ws.root / "warehouse.duckdb").exists():
            load(ws, "dossiers", MORE)
        return whole(*args, **rest)  # type: ignore[arg-type]

    monkeypatch.setattr(ws, "_open", opening)
    folder = ws.publish(AS_OF).folder
    assert json.loads((folder / "manifest.json").read_text())["known_at"] is None
    assert tables_of(folder)["loads"].is_empty()
    assert tables_of(folder)["indicators"]["numerator"].sum() == 0


def test_where_a_record_came_from_does_not_change_when_it_is_exported_again(ws: Workspace) -> None:
    """The same content exported a month later raised the time of export that `why` gave for what was known before."""
    known_at = ws.loads()["loaded_at"].max()
    asked = {"period": "2026", "as_of": AS_OF, "known_at": known_at}
    before = ws.why("H60.101-260201-0002", **asked).records
    again = csv_file(ws.root / "again.csv", DOSSIERS)
    again.write_text(again.read_text(encoding="utf-8") + "\n", encoding="utf-8")  # other bytes
    assert ws.ingest(again, kind="dossiers", exported_at="2026-05-01").unchanged > 0
    assert_frame_equal(ws.why("H60.101-260201-0002", **asked).records, before)


def test_what_changed_is_told_where_the_clock_was_set_back(ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """The newest load is later than now; without a second instant it was left out."""
    before = ws.loads()["loaded_at"].max()
    assert isinstance(before, datetime)
    monkeypatch.setattr("par_metrics.domain.clock.now", lambda timezone: before - timedelta(days=2))
    load(ws, "dossiers", MORE)
    found = ws.diff(period="2026", as_of=AS_OF, ids=_CHANGED)
    assert found.known_a == before and found.figures.height > 0
    assert found.figures.equals(ws.diff(before, "2099-01-01", period="2026", as_of=AS_OF, ids=_CHANGED).figures)


LOADER = """
import random, sys, time
from pathlib import Path
from par_metrics import Workspace
ws = Workspace(sys.argv[1])
for path in sorted(Path(sys.argv[2]).glob("*.csv")):
    assert not ws.ingest(path, kind="dossiers").refused, path
    time.sleep(random.random() / 4)
"""


def test_runs_published_while_another_process_loads_are_each_of_one_state(ws: Workspace, tmp_path: Path) -> None:
    files = tmp_path / "files"
    files.mkdir()
    for number in range(3):
        header, _, *rows = MORE.strip().splitlines()
        further = "\n".join([header, *(row.replace("-00", f"-{number + 1}0") for row in rows)])
        csv_file(files / f"{number}.csv", further)
    loader = subprocess.Popen([sys.executable, "-c", LOADER, str(ws.root), str(files)])
    runs = []
    while loader.poll() is None:
        runs.append(ws.publish(AS_OF).folder)
    runs += [ws.publish(AS_OF).folder for _ in range(2)]  # the last two of one state, however fast the loads were
    assert loader.returncode == 0
    first: dict[str, dict[str, pl.DataFrame]] = {}
    for folder in (run for run in runs if run.exists()):  # only the newest runs are kept
        found, known_at = tables_of(folder), json.loads((folder / "manifest.json").read_text())["known_at"]
        if known_at in first:
            # What is new is new against the run before, which is another one for each.
            for name in found.keys() - {"changes", "changes.csv"}:
                assert_frame_equal(found[name], first[known_at][name])
            continue
        first[known_at] = found
        then = {"as_of": AS_OF, "known_at": known_at}
        assert found["loads"]["loaded_at"].max().isoformat() == known_at
        assert_frame_equal(found["scores"], pl.DataFrame(ws.score(period="2026", **then)))
        assert_frame_equal(found["at_risk"], pl.DataFrame(ws.at_risk(**then)))
        figures = pl.DataFrame(ws.compute(period="2026", by="unit_code", with_totals=True, **then))
        year = found["indicators_full"].filter(period="2026").select(figures.columns)
        assert_frame_equal(year, figures, check_row_order=False)
        said = found["indicators"].filter(period="2026").select(figures.columns)
        assert_frame_equal(said, figures.join(said, on=figures.columns, how="semi", nulls_equal=True))
        card = found["scorecard"].filter(pl.col("unit_code").is_null())
        own = pl.DataFrame(ws.scorecard("2026", **then))
        same_card = card.select(own.columns).sort("plan_row", "indicator")
        assert_frame_equal(same_card, own.sort("plan_row", "indicator"))
    assert len(first) > 1, "the loads must come between the runs, or nothing was tried"
