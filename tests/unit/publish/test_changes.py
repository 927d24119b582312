"""What a run says is new since the run published before."""

import duckdb
import polars as pl
import pytest

from par_metrics import Workspace
from par_metrics.publish.changes import changes_since
from par_metrics.publish.history import past_runs
from par_metrics.publish.periods import published_figures
from tests.support.workspaces import UNITS, load, small_workspace

AS_OF = "2026-04-01"


def would_be_new(ws: Workspace, as_of: str) -> pl.DataFrame:
    """The changes that a run would have now, without the run."""
    (past, *_) = past_runs(ws.root / "published")
    assert past.known_at is not None
    with ws.snapshot(as_of) as snapshot:
        rewritten = snapshot.engine.rewritten(past.known_at)
        return changes_since(past, published_figures(snapshot), rewritten, snapshot.catalogue)


def changes_of(ws: Workspace, as_of: str, run_id: str | None = None) -> pl.DataFrame:
    """The changes of a run that is published."""
    with duckdb.connect(ws.publish(as_of, run_id=run_id).folder / "metrics.duckdb", read_only=True) as connection:
        return connection.sql("FROM changes").pl()


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pl.DataFrame]:
    """The changes of a first run, of one of the same records, of one after a load, and of one a day later."""
    ws: Workspace = small_workspace(tmp_path_factory.mktemp("changes"))
    found = {"first": changes_of(ws, AS_OF), "same": would_be_new(ws, AS_OF)}
    # One dossier that was late is corrected, one is new; a unit of whose figures nothing changes has none.
    load(
        ws,
        "dossiers",
        """
        dossier_code        | unit_code | status | received_at         | due_at              | completed_at
        H60.101-260301-0005 | H60.101   | 10     | 2026-03-02 08:00:00 | 2026-03-10 17:00:00 | 2026-03-10 08:00:00
        H60.101-260301-0007 | H60.101   | 4      | 2026-03-30 08:00:00 | 2026-04-01 17:00:00 |
        """,
    )
    return found | {"loaded": changes_of(ws, AS_OF, "loaded"), "later": would_be_new(ws, "2026-04-03")}


def test_a_first_run_has_nothing_to_compare_with_and_the_same_records_change_nothing(runs):
    assert runs["first"].is_empty()
    assert runs["same"].is_empty()


def test_a_figure_that_changed_stands_beside_what_it_was_with_the_records_that_came(runs):
    changed = runs["loaded"].filter(indicator="on_time_rate").sort("unit_code", nulls_last=True)
    columns = ("unit_code", "period", "numerator_before", "numerator_after", "denominator_after", "records")
    # H60.101: 3 of 5 in the year were on time, now 4 of 5; two dossiers came, of which one counts.
    assert changed.select(columns).rows() == [("H60.101", "2026", 3.0, 4.0, 5.0, 2), (None, "2026", 4.0, 5.0, 6.0, 2)]
    assert changed["change"].to_list() == pytest.approx([4 / 5 - 3 / 5, 5 / 6 - 4 / 6])
    assert changed["version"].n_unique() == 1
    assert runs["loaded"].filter(unit_code="H60.102").is_empty()


def test_what_time_alone_moved_has_no_records_behind_it(runs):
    overdue = runs["later"].filter(indicator="overdue_open_count", unit_code="H60.101")
    columns = ("value_before", "value_after", "records", "run_before")
    assert overdue.select(columns).row(0) == (0.0, 1.0, 0, "loaded")


def test_a_figure_that_a_unit_has_for_the_first_time_is_new(tmp_path):
    """The run before had no row of it, since there never was a record: it was left out as if nothing had come."""
    ws = Workspace.create(tmp_path, unit="H60.101")
    load(ws, "units", UNITS)
    load(ws, "dossiers", "dossier_code | unit_code | status | received_at\nD-1 | H60.101 | 4 | 2026-03-02")
    ws.publish(AS_OF)
    head = "dossier_code | unit_code | status | received_at | due_at | completed_at"
    load(ws, "dossiers", f"{head}\nD-2 | H60.101 | 10 | 2026-03-02 | 2026-03-10 | 2026-03-09")
    new = would_be_new(ws, AS_OF).filter(indicator="on_time_rate")
    told = new.select("unit_code", "status_before", "value_before", "value_after", "records")
    assert sorted(told.rows(), key=str) == [
        ("H60.101", "no_population", None, 1.0, 1),
        (None, "no_population", None, 1.0, 1),
    ]
