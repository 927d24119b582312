"""What must not pass for fresh: a feed of which nothing is known is neither dead nor alive."""

from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from par_metrics import Workspace
from par_metrics.publish import gates
from par_metrics.publish.acceptance import accepted_gates
from par_metrics.publish.gate import Acceptance, Gate
from par_metrics.questions.freshness import FRESHNESS_SCHEMA
from tests.unit.questions.test_freshness import export, feedback, row, set_limits

DEAD = "2026-03-31"


@pytest.fixture(scope="module")
def ws(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    ws = Workspace.create(tmp_path_factory.mktemp("old"), unit="H60.101")
    export(ws, "feedback", feedback(1), "2026-03-02 17:30")
    return ws


def test_a_feed_that_came_once_has_no_rhythm_and_is_not_called_fresh(ws):
    found = row(ws, "feedback", "2029-01-01")
    assert (found["limit_working_days"], found["is_old"]) == (None, None)


def test_a_file_of_which_every_row_was_refused_brings_nothing(ws):
    unreadable = "feedback_code | unit_code | sent_at\n PA-9 | H60.101 | 32/13/2026"
    export(ws, "feedback", unreadable, "2026-03-20 17:30")
    assert row(ws, "feedback", DEAD)["newest_export"] == datetime(2026, 3, 2, 17, 30)


def test_a_withdrawn_load_brings_nothing_from_then_on(ws):
    load_id = export(ws, "feedback", feedback(2), "2026-03-19 17:30")
    before = ws.loads()["loaded_at"].max()
    assert row(ws, "feedback", DEAD)["newest_export"].day == 19
    ws.withdraw(load_id, "nhầm tệp")
    assert row(ws, "feedback", DEAD)["newest_export"].day == 2
    assert row(ws, "feedback", DEAD, known_at=before)["newest_export"].day == 19
    ws.warehouse.rebuild()
    assert row(ws, "feedback", DEAD)["newest_export"].day == 2


def test_an_export_dated_in_the_future_does_not_stay_fresh_until_then(tmp_path: Path):
    ws = Workspace.create(tmp_path, unit="H60.101")
    export(ws, "feedback", feedback(1), "2090-01-01")
    set_limits(ws, "feedback = 3")
    found = row(Workspace(tmp_path), "feedback", "2090-01-01")
    assert found["newest_export"] == ws.loads()["loaded_at"].item()
    assert found["is_old"]


def feeds(*old: tuple[str, str | None, datetime | None, str]) -> pl.DataFrame:
    rows = [
        {"kind": kind, "source": source, "newest_export": newest, "limit_from": limit_from, "is_old": True}
        for kind, source, newest, limit_from in old
    ]
    return pl.DataFrame(rows, schema=FRESHNESS_SCHEMA)


MARCH = datetime(2026, 3, 2)


def test_only_what_the_settings_name_holds_publishing_back():
    table = feeds(
        ("dossiers", "one_stop", MARCH, "set"),
        ("dossiers", "national_portal", None, "set"),
        ("payments", None, MARCH, "learned"),
        ("feedback", None, MARCH, "set"),
    )
    assert gates.fresh(table, ()).passed
    assert gates.fresh(table, ["dossiers", "payments"]).failures == (
        "dossiers.one_stop: 2026-03-02",
        "dossiers.national_portal: never",
    )
    assert gates.fresh(table, ["dossiers.national_portal"]).failures == ("dossiers.national_portal: never",)
    assert gates.fresh(pl.DataFrame(schema=FRESHNESS_SCHEMA), ["dossiers"]).passed


def test_a_silence_that_was_accepted_is_asked_about_again_after_the_next_export():
    def old_since(newest: datetime) -> Gate:
        return gates.fresh(feeds(("dossiers", "one_stop", newest, "set")), ["dossiers"])

    (accepted,) = accepted_gates([old_since(MARCH)], None, Acceptance("mất mạng, đã báo", "ca", MARCH))
    word = {"failure": "dossiers.one_stop: 2026-03-02", "reason": "x", "by": "ca", "at": "2026-03-20T08:00:00"}
    earlier = {"gates": [{"id": "fresh", "accepted": [word]}]}
    (same,), (other,) = (accepted_gates([old_since(newest)], earlier, None) for newest in (MARCH, datetime(2026, 3, 9)))
    assert not accepted.holds_back and not same.holds_back and other.holds_back
