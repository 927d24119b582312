"""What a digest says of a night, of a run as it is written, and of one that is held back."""

import json
import re
from dataclasses import replace

import pytest

from par_metrics import UsageError, Workspace
from par_metrics.operations import nightly
from par_metrics.operations.digest import making
from par_metrics.operations.digest.digest import Digest
from par_metrics.operations.digest.message import message_of
from par_metrics.operations.digest.written import as_document, as_html, as_text
from par_metrics.settings.layout import Layout
from schemas import Label
from tests.unit.operations.digest.conftest import DONE, OPEN, SECOND, THIRD, Night, drop


def made(night: Night) -> Digest:
    """The digest of a night with what it changed."""
    return making.with_changes(night.ws, making.of_night(night.ws, night.summary))


def test_what_failed_was_refused_changed_and_is_due(second: Night) -> None:
    told = made(second)
    assert told.state == "published" and told.has_problems and told.unit_name == "Phường An Tường"
    assert [(file.name, file.rejected) for file in told.with_refused_rows] == [("ho-so_2026-04-01.csv", 1)]
    assert [file.name for file in told.not_loaded] == ["•••• (13).csv"]
    (missed,) = told.missed  # of all units together; that of the one unit says the same
    assert (missed.indicator, missed.unit_code, missed.before, missed.after) == ("overdue_open_count", None, 0, 1)
    assert told.met == () and told.due is not None
    assert told.due.today == ("H60.101-260301-0021",) and told.due.overdue == 1
    assert told.due.tomorrow == ("H60.101-260301-0022",)


def test_the_weekend_comes_with_monday(after_second: Workspace) -> None:
    summary = nightly.run(after_second.root, THIRD)
    due = making.of_night(after_second, summary).due
    assert due is not None and due.next_day.isoformat() == "2026-04-06" and due.overdue == 2
    assert due.today == ("H60.101-260301-0022",) and due.tomorrow == ("H60.101-260301-0024", "H60.101-260301-0025")


def test_what_is_met_again(after_second: Workspace) -> None:
    drop(after_second, "ho-so_2026-04-02", DONE)
    told = making.of_run(after_second, nightly.run(after_second.root, THIRD).run_id)
    assert [(move.indicator, move.status_before) for move in told.met] == [("overdue_open_count", "missed")]
    assert told.missed == () and told.compared_with is not None and told.compared_with.isoformat() == f"{SECOND}:00"


def test_a_run_as_it_is_written_says_the_same_of_its_files(second: Night) -> None:
    night, run = made(second), making.of_run(second.ws, None)
    assert run.with_refused_rows == night.with_refused_rows and (run.missed, run.due) == (night.missed, night.due)
    assert [file.name for file in run.not_loaded] == [file.name for file in night.not_loaded]
    assert making.of_run(second.ws, second.summary.run_id) == run


def test_a_run_that_is_not_there_names_the_nearest(second: Night) -> None:
    run_id = second.summary.run_id
    assert run_id is not None
    for wrong in (run_id[:-1] + "x", "../published", "latest.json"):
        with pytest.raises(UsageError, match="there is no run"):
            making.of_run(second.ws, wrong)


def test_of_a_run_that_is_held_back_no_figure_is_told(after_first: Workspace) -> None:
    ws = after_first
    (ws.root / "par-metrics.toml").write_text("[publish]\nrefused_limit = 0.0\n", encoding="utf-8")
    drop(ws, "ho-so_2026-04-01", OPEN)
    summary = nightly.run(ws.root, SECOND)
    for told in (making.of_night(Workspace(ws.root), summary), making.of_run(Workspace(ws.root), summary.run_id)):
        assert told.state == "held" and not told.missed and not told.met
        assert [problem.en.partition(":")[0] for problem in told.problems] == ["gate not too many rows refused"]
        assert told.due is not None and told.due.seen_at.isoformat() == "2026-04-01T01:00:00" and told.due.overdue == 0
    assert "NOT PUBLISHED" in message_of(told, "en").subject


def test_rows_of_the_plan_that_are_due(ws: Workspace) -> None:
    nightly.run(ws.root, "2026-06-09T01:00")
    due = making.of_run(ws, None).due
    assert due is not None and {row.day.isoformat() for row in due.plan_rows} == {"2026-06-10"}
    assert all(row.plan_row in ws.plan.by_row for row in due.plan_rows) and due.plan_rows


def test_problems_come_first_in_short_lines_and_no_name_of_a_person(second: Night) -> None:
    told = made(second)
    text = as_text(told, "vi")
    heads = re.findall(r"^(?!- )(.+)$", text, flags=re.MULTILINE)
    assert heads[0].startswith("Đã công bố số liệu tính đến 02/04/2026 01:00")
    assert heads[1:5] == [
        "Tệp không nạp được (1)",
        "Chỉ số mới chuyển sang chưa đạt (1)",
        "Dòng bị từ chối (1)",
        "Đến hạn",
    ]
    assert '- ho-so_2026-04-01.csv: 1 dòng ("status" 1)' in text and max(map(len, text.splitlines())) < 260
    assert "- Đến hết thứ Sáu 03/04/2026: 1 hồ sơ: H60.101-260301-0022" in text
    assert "Nguyễn" not in text and "Nguyễn" not in as_html(told, "vi")


def test_the_html_fetches_nothing_and_escapes_what_it_shows(second: Night) -> None:
    hostile = Label("<img src=x>&", "<img src=x>&")
    night = making.of_night(second.ws, second.summary)
    html = as_html(replace(night, problems=(hostile,), link="https://vi.du/?a=1&b=2"), "en")
    assert ">&lt;img src=x&gt;&amp;</li>" in html and 'href="https://vi.du/?a=1&amp;b=2"' in html
    assert not re.search(r"<(script|link|img|style)|src=\"|url\(|@import", html)


def test_the_document_has_the_keys_that_are_documented(second: Night) -> None:
    document = json.loads(json.dumps(as_document(made(second))))
    assert (document["schema"], document["version"]) == ("par-metrics/digest", 1)
    assert [*document] == [
        *("schema", "version", "unit_code", "unit_name", "run_id", "state", "as_of", "has_problems", "problems"),
        *("files", "newly_missed", "newly_met", "compared_with", "due", "notes", "link"),
    ]
    (file,) = (file for file in document["files"] if file["rejected"])
    assert file["reasons"] == [{"column": "status", "rule": "unknown_status", "rows": 1}]
    assert document["due"]["today"] == ["H60.101-260301-0021"] and document["newly_missed"][0]["value_after"] == 1


def test_nothing_is_published_yet(ws: Workspace) -> None:
    with pytest.raises(UsageError, match="nothing is published yet"):
        making.of_run(ws, None)
    assert not Layout(ws.root).told.exists()
