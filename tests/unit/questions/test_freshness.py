"""How old the newest export of each feed is. Friday 13/3/2026 and Monday 16/3/2026 are working days."""

from datetime import datetime
from itertools import count
from typing import Any

import polars as pl
import pytest

from par_metrics import Workspace
from par_metrics.errors import Notice
from tests.support.workspaces import csv_file

DOSSIERS = "source | dossier_code | unit_code | status | received_at\n"
_FILES = count()


def export(ws: Workspace, kind: str, table: str, exported_at: str) -> str:
    """Load a table as exported then, from a file of its own; the load's id."""
    path = csv_file(ws.root / f"{next(_FILES)}.csv", table)
    report = ws.ingest(path, kind=kind, exported_at=exported_at)
    assert report.load_id is not None and not report.refused
    return report.load_id


def feedback(number: int) -> str:
    return f"feedback_code | unit_code | sent_at\n PA-{number} | H60.101 | 2026-02-0{number} 08:00:00"


def set_limits(ws: Workspace, text: str) -> Workspace:
    """The workspace with `[freshness]` of its own."""
    settings = ws.root / "par-metrics.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("[freshness]", f"[freshness]\n{text}"), "utf-8")
    return Workspace(ws.root)


@pytest.fixture(scope="module")
def ws(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    ws = Workspace.create(tmp_path_factory.mktemp("feeds"), unit="H60.101")
    for number, day in enumerate(("02", "03", "04", "05", "06", "09", "10"), 1):  # each working day, seven times
        export(ws, "feedback", feedback(number), f"2026-03-{day} 17:30")
    of_two = (
        f"{DOSSIERS} one_stop | D-1 | H60.101 | 4 | 2026-03-02 08:00:00\n"
        " paper_register | D-2 | H60.101 | 4 | 2026-03-03 08:00:00"
    )
    export(ws, "dossiers", of_two, "2026-03-04 17:30")
    export(ws, "dossiers", f"{DOSSIERS} one_stop | D-3 | H60.101 | 4 | 2026-03-05 08:00:00", "2026-03-06 17:30")
    # A list without anything new; of the very same bytes it would be no other load.
    nothing_new = "dossier_code | source | unit_code | status\n D-3 | one_stop | H60.101 | 4"
    export(ws, "dossiers", nothing_new, "2026-03-09 17:30")
    return set_limits(ws, 'dossiers = 3\n"dossiers.national_portal" = 10\nstaff = 20')


def row(ws: Workspace, feed: str, as_of: str, known_at: datetime | None = None) -> dict[str, Any]:
    kind, _, source = feed.partition(".")
    found: dict[str, Any] = (
        ws.freshness(as_of, known_at).filter(kind=kind).row(by_predicate=_is_source(source or None), named=True)
    )
    return found


def _is_source(source: str | None) -> pl.Expr:
    return pl.col("source").eq_missing(pl.lit(source, pl.String))


@pytest.mark.parametrize(
    ("as_of", "age", "is_old"),
    [
        ("2026-03-10 18:00", 0, False),
        ("2026-03-12 01:00", 1, False),
        ("2026-03-13 17:00", 2, False),
        ("2026-03-14 00:00", 3, True),
        ("2026-03-16 17:00", 3, True),
    ],
)
def test_a_feed_that_came_every_working_day_is_old_after_three_without(ws, as_of, age, is_old):
    """Ngày làm việc trọn vẹn đã qua kể từ ngày xuất; thứ bảy, chủ nhật không làm dữ liệu cũ đi."""
    found = row(ws, "feedback", as_of)
    assert (found["age_working_days"], found["limit_working_days"], found["limit_from"]) == (age, 2, "learned")
    assert found["is_old"] is is_old


def test_what_is_set_goes_before_what_was_learned_and_a_source_before_its_kind(ws):
    limits = {
        (kind, source): (limit, limit_from)
        for kind, source, limit, limit_from in ws.freshness("2026-03-16")
        .select("kind", "source", "limit_working_days", "limit_from")
        .iter_rows()
    }
    assert limits == {
        ("dossiers", "national_portal"): (10, "set"),
        ("dossiers", "one_stop"): (3, "set"),
        ("dossiers", "paper_register"): (3, "set"),
        ("feedback", None): (2, "learned"),
        ("staff", None): (20, "set"),
    }


def test_what_is_expected_and_never_came_is_old_and_what_nobody_expects_has_no_row(ws):
    found = row(ws, "dossiers.national_portal", "2026-03-16")
    assert (found["newest_export"], found["age_working_days"], found["is_old"]) == (None, None, True)
    assert "payments" not in ws.freshness("2026-03-16")["kind"]


def test_one_source_alive_does_not_hide_that_another_died(ws):
    one_stop, paper = (row(ws, f"dossiers.{source}", "2026-03-12") for source in ("one_stop", "paper_register"))
    assert (one_stop["newest_export"], one_stop["is_old"]) == (datetime(2026, 3, 9, 17, 30), False)
    assert (paper["newest_export"], paper["age_working_days"], paper["is_old"]) == (
        datetime(2026, 3, 4, 17, 30),
        5,
        True,
    )


def test_a_list_without_anything_new_is_fresh(ws):
    found = row(ws, "dossiers.one_stop", "2026-03-11")
    assert (found["newest_export"].day, found["newest_record"]) == (9, datetime(2026, 3, 5, 8))


def test_of_the_past_a_feed_is_as_old_as_it_was_known_to_be(ws):
    """Biết muộn hơn: bản xuất sau đã nói về ngày đó; chỉ biết đến khi đó: nguồn đã im lặng."""
    of_feedback = ws.loads().filter(kind="feedback")["loaded_at"].to_list()
    later = row(ws, "feedback", "2026-03-06 20:00")
    assert (later["newest_export"].day, later["is_old"]) == (6, None)  # four gaps by then: no rhythm
    of_paper = row(ws, "dossiers.one_stop", "2026-03-06 01:00")
    assert (of_paper["newest_export"].day, of_paper["age_working_days"]) == (4, 1)
    then = row(ws, "feedback", "2026-03-12", known_at=of_feedback[0])
    assert (then["newest_export"].day, then["age_working_days"], then["limit_from"]) == (2, 7, None)


def test_the_scorecard_says_which_feeds_are_old(ws):
    with pytest.warns(Notice) as told:
        ws.scorecard("2026", as_of="2026-03-12")
    (old,) = [str(notice.message) for notice in told if "old data" in str(notice.message)]
    assert "A dossier (national portal): no export was ever loaded" in old
    assert "A dossier (paper register): the newest export is of 2026-03-04, 5 working days ago (at most 3)" in old
    assert "one-stop" not in old
