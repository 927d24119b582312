"""What the page says, before anyone opens it."""

import gzip
import json
import re
from base64 import b64decode
from dataclasses import replace
from datetime import datetime

import polars as pl
import pytest

from par_metrics import Workspace
from par_metrics.display.words import words
from par_metrics.publish.gate import Gate
from par_metrics.publish.outputs.page.actions import action_of
from par_metrics.publish.outputs.page.drawing import chart, nice, spark
from par_metrics.publish.outputs.page.render import page_of
from par_metrics.publish.outputs.page.spans import Spans
from schemas import Label
from tests.support.pages import outcome_of, without_targets
from tests.support.workspaces import load

AS_OF = datetime(2026, 4, 1)


@pytest.fixture(scope="module")
def run(small_published: Workspace):
    return small_published.root / "published" / "r1"


def text_of(page: str) -> str:
    """What is read in Vietnamese."""
    body = re.sub(r'<span lang="en">.*?</span>|<script.*?</script>|<style>.*?</style>', "", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


def test_the_page_of_a_run_lies_beside_its_tables_and_the_manifest_vouches_for_it(run):
    page = (run / "scorecard.html").read_text(encoding="utf-8")
    assert page == page_of(replace(outcome_of(run, "H60.101"), compared_with=None))
    stated = json.loads((run / "manifest.json").read_text(encoding="utf-8"))["files"]
    assert "scorecard.html" in {file["name"] for file in stated}


@pytest.mark.parametrize("unit", [None, "H60.101", "H60.102"])
def test_the_legend_counts_every_figure_as_the_terminal_does(small_published, run, unit):
    """Those without a figure were left out: 62 on paper, 63 on the screen."""
    page = page_of(outcome_of(run, unit))
    legend = text_of(page.partition('<p class="legend">')[2].partition("</p>")[0]).lower()
    on_page = {word: int(number) for word, number in re.findall(r"(\D+?) (\d+) ", f"{legend.strip()} ")}
    card = small_published.scorecard("2026", unit, AS_OF)
    statuses = card.drop_nulls("indicator").unique("indicator")["status"]
    on_screen = {words(status, "vi"): statuses.to_list().count(status) for status in statuses.unique()}
    assert "chưa có số liệu" in on_screen
    assert {word.strip(): number for word, number in on_page.items() if number} == on_screen


def test_points_that_are_not_known_say_what_lacks(run):
    page = page_of(outcome_of(run, "H60.101"))
    head = text_of(page.partition('id="head-766"')[2].partition("</section>")[0])
    assert re.search(r"— chưa tính được, thiếu \d+ số liệu đầu vào", head)
    blocks = page.partition('<table class="blocks">')[2].partition("</table>")[0]
    rows = [text_of(row) for row in blocks.split("<tr")[2:] if "<b>—</b>" in row]
    assert rows and all("thiếu" in row for row in rows)


def test_a_mean_says_its_unit_and_why_is_told_only_of_what_changed(run):
    outcome = outcome_of(run, "H60.101")
    assert re.search(r'</b><small><span lang="vi">ngày làm việc</span>', page_of(outcome))
    unchanged = {**outcome.tables, "changes": outcome.tables["changes"].clear()}
    assert "par-metrics diff" not in page_of(replace(outcome, tables=unchanged))


def test_the_first_month_of_a_chart_does_not_lie_on_its_lowest_tick():
    drawn = str(chart([1.0] * 13, None, [f"2026-{month:02d}" for month in range(1, 14)], "number"))
    assert re.findall(r'y="166" text-anchor="(\w+)"', drawn) == ["start", "middle", "middle", "middle", "end"]


def test_the_same_run_gives_the_same_page(run):
    outcome = outcome_of(run, "H60.101")
    assert page_of(outcome) == page_of(outcome)


def test_a_workspace_without_a_single_load_has_a_page_that_says_so(tmp_path):
    folder = Workspace.create(tmp_path / "empty").publish(AS_OF).folder
    text = text_of((folder / "scorecard.html").read_text(encoding="utf-8"))
    assert "Chưa có số liệu nào để so với chỉ tiêu." in text and "Chưa có hồ sơ nào được nạp." in text
    assert "0 chưa đạt" not in text and "0 hồ sơ" not in text and "0/0" not in text  # nothing loaded is not zero
    assert "Chưa nạp tệp nào." in text
    assert "Chưa có lần công bố nào trước đó" in text
    assert "So sánh đơn vị" not in text


def test_a_unit_without_a_figure_to_judge_is_not_said_to_meet_none_of_none(run):
    """Its dossiers are told of all the same."""
    text = text_of(page_of(without_targets(outcome_of(run, "H60.101"), "H60.101")))
    assert "0/0" not in text and "0 chưa đạt" not in text
    assert re.search(r"Chưa có số liệu nào để so với chỉ tiêu\. \d+ hồ sơ đang quá hạn ?, \d+ hồ sơ đến hạn", text)


def test_a_workspace_in_english_has_a_page_in_english_first(run):
    page = page_of(outcome_of(run, "H60.101", "en"))
    assert '<html lang="en">' in page and 'id="lang-en" checked' in page
    assert "<title>Scorecard 2026 · Phường An Tường</title>" in page


def test_one_dossier_is_one_of_one(tmp_path):
    ws = Workspace.create(tmp_path / "one", unit="H60.101")
    dossier = """
        dossier_code        | unit_code | status | received_at      | due_at     | completed_at
        H60.101-260301-0001 | H60.101   | 10     | 2026-03-02 08:00 | 2026-03-10 | 2026-03-09 08:00
    """
    load(ws, "dossiers", dossier)
    page = (ws.publish(AS_OF).folder / "scorecard.html").read_text(encoding="utf-8")
    row = re.search(r'<details class="row" id="i-on_time_rate".*?</summary>', page, re.DOTALL)
    assert row is not None
    assert "100,00 % 1/1" in text_of(row[0])
    assert "<circle" in row[0]  # a month alone is a dot


def test_a_run_that_a_gate_holds_back_says_so_on_its_page(run):
    gate = Gate("units_known", ("H99.1",), Label("đơn vị lạ", "an unknown unit"))
    held = replace(outcome_of(run, "H60.101"), gates=(gate,))
    assert held.is_held
    assert "CHƯA CÔNG BỐ" in text_of(page_of(held))
    assert "CHƯA CÔNG BỐ" not in text_of(page_of(outcome_of(run, "H60.101")))


def test_the_facts_of_every_unit_are_packed_only_where_there_are_several(run):
    packed = re.compile(r'id="data">([^<]+)<')
    found = packed.search(page_of(outcome_of(run, "H60.101")))
    assert found is not None
    facts = json.loads(gzip.decompress(b64decode(found[1])))
    assert facts.keys() == {"", "H60.101", "H60.102"}
    assert facts["H60.102"]["f"]["on_time_rate"]["n"] == 1
    outcome = outcome_of(run, "H60.101")
    alone = {
        name: table.filter(pl.col("unit_code") != "H60.102") if "unit_code" in table.columns else table
        for name, table in outcome.tables.items()
    }
    assert packed.search(page_of(replace(outcome, tables=alone))) is None


@pytest.mark.parametrize(
    ("pace", "action"),
    [
        ({"status": "at_risk", "to_mend": 52, "needed_rate": 2.3}, ("mend", 52)),
        # 0.92345… is said as 92.35: what is said must be enough.
        ({"status": "at_risk", "to_mend": 0, "needed_rate": 0.923451}, ("rate", 92.35)),
        ({"status": "at_risk", "to_mend": 0, "needed_rate": 0.9}, ("rate", 90.0)),
        ({"status": "out_of_reach", "to_mend": 227, "needed_rate": 1.8}, ("out", 0)),
        ({"status": "not_forecast", "to_mend": None, "needed_rate": None}, None),
        (None, None),
    ],
)
def test_what_can_still_be_done(pace, action):
    assert action_of(pace) == action


def test_a_month_without_records_is_a_gap_and_a_lone_one_a_dot():
    line = str(spark([1, 2, None, 3, None, 4, 5], None))
    path = re.search(r'<path d="([^"]*)"', line)
    assert path is not None
    assert [move.count("L") for move in path[1].split("M")[1:]] == [1, 0, 1]
    assert line.count("<circle") == 2  # the lone one, and the last
    assert str(spark([None, None], 5)) == "" and str(chart([None], 5, ["2026-01"], "share")) == ""


@pytest.mark.parametrize(
    ("low", "high", "unit", "ticks"),
    [
        (92.3, 100, "share", [92, 96, 100]),
        (43, 100, "share", [40, 70, 100]),
        (0, 0, "count", [0, 0.25, 0.5]),
        (20, 20, "number", [19.5, 19.75, 20]),
        (100, 100, "share", [99.5, 99.75, 100]),
        (3.6, 7.2, "points", [3, 5.5, 8]),
    ],
)
def test_ticks_are_round_and_lie_around_the_values(low, high, unit, ticks):
    assert nice(low, high, unit) == ticks


def test_the_months_are_the_last_thirteen_that_were_published():
    months = [f"{year}-{month:02}" for year in (2025, 2026) for month in range(1, 13)][:21]
    spans = Spans.of(pl.DataFrame({"period": [*months, "2026-Q3", "2026"]}), datetime(2026, 10, 1))
    assert (spans.months[0], spans.months[-1], len(spans.months)) == ("2025-09", "2026-09", 13)
    assert (spans.year, spans.quarters) == ("2026", ("2026-Q3",))


def test_units_of_one_name_are_told_apart_by_their_codes(run):
    outcome = outcome_of(run, "H60.101")
    same = outcome.tables["units"].with_columns(unit_name=pl.lit("Phường Trùng Tên"))
    page = page_of(replace(outcome, tables={**outcome.tables, "units": same}))
    assert "Phường Trùng Tên (H60.101)" in page and "Phường Trùng Tên (H60.102)" in page


def test_a_province_opens_with_all_its_units(run):
    outcome = outcome_of(run, "H60.101")
    level = pl.when(unit_code="H60.101").then(pl.lit("province")).otherwise("level")
    page = page_of(
        replace(outcome, tables={**outcome.tables, "units": outcome.tables["units"].with_columns(level=level)})
    )
    assert '<b data-c="unit-name"><span lang="vi">Tất cả đơn vị</span>' in page


def test_records_that_give_no_value_are_not_said_to_be_none(run):
    """Dossiers that one source alone tells of are no share of any: nobody knows, which is not that there are none."""
    outcome = outcome_of(run, "H60.101")
    card = outcome.tables["scorecard"]
    is_one = pl.col("indicator") == "on_time_rate"
    unknown = card.with_columns(
        value=pl.when(is_one).then(None).otherwise("value"),
        status=pl.when(is_one).then(pl.lit("no_population")).otherwise("status"),
    )
    page = page_of(replace(outcome, tables={**outcome.tables, "scorecard": unknown}))
    row = re.search(r'<details class="row" id="i-on_time_rate".*?</summary>', page, re.DOTALL)
    assert row is not None
    assert "Chưa có số liệu" in text_of(row[0]) and "/5" not in text_of(row[0])


def test_how_old_each_feed_is_stands_on_the_page_those_too_old_first(run):
    """With a shape and a word beside the colour, the limit and where it comes from."""
    outcome = outcome_of(run, "H60.101")
    row = outcome.tables["freshness"].row(0, named=True)
    day = datetime(2026, 3, 30, 17)
    late = {"newest_export": day, "age_working_days": 9, "limit_working_days": 3, "limit_from": "set", "is_old": True}
    never = dict.fromkeys(late) | {"limit_working_days": 20, "limit_from": "set", "is_old": True}
    fresh = late | {"age_working_days": 1, "limit_from": "learned", "is_old": False, "exported_at_from": "file_time"}
    feeds = [
        row | fresh | {"kind": "feedback", "source": None},
        row | late | {"kind": "dossiers", "source": "paper_register"},
        row | never | {"kind": "staff", "source": None},
        row | dict.fromkeys(late) | {"newest_export": day, "age_working_days": 0, "kind": "payments", "source": None},
    ]
    table = pl.DataFrame(feeds, schema=outcome.tables["freshness"].schema)
    page = page_of(replace(outcome, tables={**outcome.tables, "freshness": table}))
    found = re.findall(r'<tr data-state="(\w+)">(.*?)</tr>', page)
    assert [(state, *re.findall(r'href="#i-(\w+)"', cells), text_of(cells).strip()) for state, cells in found] == [
        ("old", "triangle", "Hồ sơ TTHC (sổ giấy) Quá cũ 30/03/2026 9 3 theo cài đặt"),
        ("never", "dashed", "Cán bộ, công chức tại một thời điểm Chưa nạp lần nào — — 20 theo cài đặt"),
        (
            "fresh",
            "disc",
            "Phản ánh, kiến nghị Đủ mới 30/03/2026 theo thời gian của tệp 1 3 theo nhịp xuất trước nay",
        ),
        ("no_limit", "ring", "Giao dịch thanh toán Chưa rõ nhịp xuất 30/03/2026 0 —"),
    ]
