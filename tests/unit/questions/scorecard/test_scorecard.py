from datetime import datetime

import polars as pl
import pytest

from par_metrics import UsageError, Workspace
from par_metrics.cli.entry import run
from par_metrics.domain.period import Period
from par_metrics.domain.plan import builtin_plan
from par_metrics.questions.scorecard.scorecard import COLUMNS, scorecards
from par_metrics.questions.scorecard.trends import compared
from tests.support.workspaces import load, small_workspace

AS_OF = datetime(2026, 4, 1)
INDEXES = ("PAPI", "SIPAS", "PAR INDEX", None)


@pytest.fixture(scope="module")
def ws(tmp_path_factory) -> Workspace:
    return small_workspace(tmp_path_factory.mktemp("scorecard"))


def row(card: pl.DataFrame, plan_row: str, indicator: str) -> dict[str, object]:
    return card.filter(plan_row=plan_row, indicator=indicator).row(0, named=True)


def test_every_row_of_the_plan_has_a_line_grouped_by_index(ws):
    card = ws.scorecard("2026-03", as_of=AS_OF)
    assert tuple(card.columns) == COLUMNS
    of_index = {name: [row.plan_row for row in builtin_plan().rows if row.index == name] for name in INDEXES}
    shown = card["plan_row"].unique(maintain_order=True).to_list()
    assert shown == [row for rows in of_index.values() for row in rows]
    assert card["index"].unique(maintain_order=True).to_list() == list(INDEXES)


def test_by_owner_a_row_of_two_owners_stands_under_each(ws):
    card = ws.scorecard("2026-03", as_of=AS_OF, by="owner")
    assert card["owner"].is_sorted()
    assert set(card.filter(plan_row="A.I.1.2")["owner"]) == {
        "Ủy ban Mặt trận Tổ quốc phường",
        "Trung tâm Dịch vụ công phường",
    }
    assert "Phòng Văn hóa - Xã hội" not in card["owner"], "named with and without its ward it is one agency"
    assert set(card.filter(plan_row="A.III.7")["owner"]) == {"Phòng Kinh tế, Hạ tầng và Đô thị phường"}
    assert set(card["plan_row"]) == {row.plan_row for row in builtin_plan().rows}


def test_a_row_without_a_figure_says_so(ws):
    card = ws.scorecard("2026-03", as_of=AS_OF).filter(plan_row="A.I.1.1")
    assert card.select("indicator", "value", "status", "state").rows() == [(None, None, None, "not_reported")]


def test_a_row_with_a_figure_has_it_as_compute_gives_it(ws):
    figure = ws.compute("on_time_rate", "2026-03", as_of=AS_OF).row(0, named=True)
    shown = row(ws.scorecard("2026-03", as_of=AS_OF), "A.III.3", "on_time_rate")
    assert (shown["numerator"], shown["denominator"]) == (3, 4)
    assert {k: shown[k] for k in ("value", "target", "status")} == {k: figure[k] for k in ("value", "target", "status")}
    assert shown["state"] is None
    assert shown["evidence"] == "on_time_rate@2 · resolved · 2026-04-01 00:00:00"


def test_the_trend_is_the_value_less_that_of_the_period_before(ws):
    card = ws.scorecard("2026-03", as_of=AS_OF)
    assert row(card, "A.III.3", "on_time_rate")["trend"] == pytest.approx(3 / 4 - 1 / 2)
    february = ws.scorecard("2026-02", as_of=AS_OF)
    assert row(february, "A.III.3", "on_time_rate")["trend"] is None, "nothing was resolved in January"


# Two years of one unit: the first quarter of 2025 was bad, its rest good; 2026 has its first quarter.
TWO_YEARS = """
    dossier_code | unit_code | status | received_at         | due_at              | completed_at
    a1           | H60.101   | 10     | 2025-01-06 08:00:00 | 2025-01-10 17:00:00 | 2025-01-09 08:00:00
    a2           | H60.101   | 10     | 2025-02-03 08:00:00 | 2025-02-10 17:00:00 | 2025-02-20 08:00:00
    a3           | H60.101   | 10     | 2025-06-02 08:00:00 | 2025-06-10 17:00:00 | 2025-06-09 08:00:00
    a4           | H60.101   | 10     | 2025-09-01 08:00:00 | 2025-09-10 17:00:00 | 2025-09-09 08:00:00
    b1           | H60.101   | 10     | 2026-01-05 08:00:00 | 2026-01-10 17:00:00 | 2026-01-09 08:00:00
    b2           | H60.101   | 10     | 2026-02-02 08:00:00 | 2026-02-10 17:00:00 | 2026-02-09 08:00:00
    b3           | H60.101   | 10     | 2026-02-03 08:00:00 | 2026-02-10 17:00:00 | 2026-02-19 08:00:00
"""


@pytest.fixture(scope="module")
def two_years(tmp_path_factory) -> Workspace:
    ws = Workspace.create(tmp_path_factory.mktemp("two-years"), unit="H60.101")
    load(ws, "dossiers", TWO_YEARS)
    return ws


@pytest.mark.parametrize(
    ("period", "as_of", "trend", "basis"),
    [
        # 2 of 3 in 2026 up to 1/4; in 2025 1 of 2 up to 1/4, and 3 of 4 in the whole year.
        ("2026", "2026-04-01", 2 / 3 - 1 / 2, "same_days_of_year_before"),
        ("2026", "2026-02-15", 1 - 1, "same_days_of_year_before"),
        ("2026", "2027-01-01", 2 / 3 - 3 / 4, "previous_period"),
        ("2026-Q1", "2026-02-25", None, "before_no_population"),
        ("2026-H1", "2026-03-15", 2 / 3 - 1, "same_days_before"),
        ("2026-02", "2026-02-20", 1 / 2 - 1, "same_days_before"),
        ("2026-02", "2026-02-08", None, "now_no_population"),
        ("2026-02", "2026-03-01", 1 / 2 - 1, "previous_period"),
        ("2027", "2026-04-01", None, "now_no_population"),
    ],
)
def test_an_open_period_is_compared_with_the_same_days_before(two_years, period, as_of, trend, basis):
    """Năm đang mở so với cùng kỳ năm trước, không so năm tháng với cả năm."""
    shown = row(two_years.scorecard(period, as_of=as_of), "A.III.3", "on_time_rate")
    assert (shown["trend"], shown["trend_basis"]) == (None if trend is None else pytest.approx(trend), basis)


def test_what_was_then_open_is_open_in_the_comparison_too(two_years):
    """On 8/2/2025 a2 was open and in time; that it ended late is not held against those days."""
    shown = row(two_years.scorecard("2026", as_of="2026-02-15"), "A.III.3", "overdue_open_count")
    assert (shown["value"], shown["trend"]) == (1, 1 - 1), "b3 today, a2 on 15/2/2025"


@pytest.mark.parametrize(("left_out", "compared"), [(1, True), (2, True), (3, False)])
@pytest.mark.parametrize(("month", "when"), [("02", "before"), ("03", "now")])
def test_no_trend_where_most_records_are_excluded(tmp_path, left_out, compared, month, when):
    """Hai hồ sơ tính được: loại một hoặc hai thì còn so sánh, loại ba thì không."""
    ws = small_workspace(tmp_path)
    heading = "dossier_code | unit_code | status | received_at | due_at | completed_at"
    rows = [f"x{n} | H60.102 | 10 | 2026-{month}-02 08:00:00 | | 2026-{month}-05 08:00:00" for n in range(left_out)]
    both = [
        f"y{m}{n} | H60.102 | 10 | 2026-{m}-02 08:00:00 | 2026-{m}-09 | 2026-{m}-05 08:00:00"
        for m, numbers in (("02", (1, 2)), ("03", (1,)))
        for n in numbers
    ]
    load(ws, "dossiers", "\n".join([heading, *rows, *both]))
    card = ws.scorecard("2026-03", unit_code="H60.102", as_of=AS_OF)
    shown = row(card, "A.III.3", "on_time_rate")
    assert shown["trend"] == (0 if compared else None)
    assert shown["trend_basis"] == ("previous_period" if compared else f"{when}_mostly_excluded")
    words = {"now": "kỳ này phần lớn không tính được", "before": "kỳ trước phần lớn không tính được"}
    assert (words[when] in card._repr_html_()) is not compared


@pytest.mark.parametrize("status", ["incomplete", "suppressed", "something_new"])
@pytest.mark.parametrize("when", ["now", "before"])
def test_a_figure_that_is_not_whole_is_compared_with_none(ws, status, when):
    with ws.snapshot(AS_OF) as snapshot:
        asked = snapshot.choose(["online_dossiers_rate"], ("unit_code",))
        both = snapshot.figures(asked, [Period.parse("2026-03")], ("unit_code",), with_totals=True)
    odd = both.with_columns(status=pl.lit(status))
    now, before = (odd, both) if when == "now" else (both, odd)
    found = compared(now, before, "previous_period")
    known = "not_comparable" if status == "something_new" else status
    assert found["trend"].to_list() == [None] * 3
    assert found["trend_basis"].to_list() == [f"{when}_{known}"] * 3


def test_the_trend_says_in_words_what_it_compares_with(two_years, capsys):
    card = two_years.scorecard("2026", as_of="2026-04-01")
    assert "(cùng kỳ năm trước)" in card._repr_html_()
    asked = ["--workspace", str(two_years.root), "scorecard", "--period", "2026", "--as-of", "2026-04-01"]
    assert run([*asked[:2], "--lang", "en", *asked[2:]]) == 0
    assert "same days of the year before" in capsys.readouterr().out
    assert run([*asked[:2], "--lang", "vi", *asked[2:]]) == 0
    assert "cùng kỳ năm trước" in capsys.readouterr().out


def test_one_unit_alone(ws):
    card = ws.scorecard("2026-03", unit_code="H60.101", as_of=AS_OF)
    shown = row(card, "A.III.3", "on_time_rate")
    assert (shown["numerator"], shown["denominator"]) == (2, 3)
    assert card.height == ws.scorecard("2026-03", as_of=AS_OF).height


def test_a_unit_that_does_not_exist_is_named_with_the_nearest(ws):
    with pytest.raises(UsageError, match=r'"H60.10".*nearest is "H60.10[12]"'):
        ws.scorecard("2026-03", unit_code="H60.10", as_of=AS_OF)


def test_an_indicator_of_two_rows_has_the_owner_of_each(ws):
    card = ws.scorecard("2026-03", as_of=AS_OF)
    assert row(card, "A.II.2.4", "feedback_resolved_rate")["owner"] == "Văn phòng HĐND và UBND phường"
    assert row(card, "A.III.4", "feedback_resolved_rate")["owner"] == "Trung tâm Phục vụ hành chính công phường"


def test_scorecards_hold_one_of_each_unit_and_the_total(ws):
    with ws.snapshot(AS_OF) as snapshot:
        cards = scorecards(snapshot, Period.parse("2026-03"))
    sizes = cards.group_by("unit_code").len()["len"].unique().to_list()
    assert set(cards["unit_code"]) == {"H60.101", "H60.102", None}
    assert len(sizes) == 1


REPORTS = """plan_row,unit_code,period,state,evidence,reported_on
A.I.1.1,H60.101,2026-Q1,behind,,2026-03-09
A.I.1.1,H60.101,2026-Q1,on_track,KH 12,2026-03-20
A.I.1.1,H60.102,2026-Q1,done,,2026-03-10
A.I.1.2,H60.102,2026-Q1,done,,2026-03-10
A.I.1.3,H60.101,2026-Q2,done,,2026-03-25
A.III.3,H60.101,2026-Q1,on_track,,2026-03-09
A.I.1.4,H60.101,2026-Q1,done,,2026-04-02
"""


@pytest.fixture(scope="module")
def reported(tmp_path_factory) -> Workspace:
    """Loaded in two exports: one record of a row, unit and period in each."""
    ws = small_workspace(tmp_path_factory.mktemp("reported"))
    first, *rows = REPORTS.strip().splitlines()
    for name, kept, day in (("a", rows[:1], "2026-03-10"), ("b", rows[1:], "2026-04-02")):
        path = ws.root / f"bao-cao-{name}.csv"
        path.write_text("\n".join([first, *kept]), encoding="utf-8")
        report = ws.ingest(path, kind="task_reports", exported_at=day)
        assert (report.accepted, report.rejected) == (len(kept), 0)
    return ws


def state(card: pl.DataFrame, plan_row: str) -> tuple[object, object]:
    return card.filter(plan_row=plan_row).select("state", "evidence").row(0)


def test_a_row_of_work_shows_its_latest_reported_state_and_evidence(reported):
    card = reported.scorecard("2026-Q1", unit_code="H60.101", as_of=AS_OF)
    assert state(card, "A.I.1.1") == ("on_track", "2026-Q1 (20/03/2026): KH 12")
    assert state(card, "A.I.1.2") == ("not_reported", None)


def test_of_several_units_the_slowest_is_shown(reported):
    card = reported.scorecard("2026-Q1", as_of=AS_OF)
    assert state(card, "A.I.1.1") == ("on_track", "báo cáo của 2 đơn vị")
    assert state(card, "A.I.1.2") == ("done", "2026-Q1 (10/03/2026)")


def test_a_report_made_later_or_about_a_later_period_is_not_known_yet(reported):
    card = reported.scorecard("2026-Q1", as_of=AS_OF)
    assert state(card, "A.I.1.3") == ("not_reported", None), "it is about the second quarter"
    assert state(card, "A.I.1.4") == ("not_reported", None), "it was made on 2 April"
    assert state(reported.scorecard("2026-Q2", as_of="2026-04-03"), "A.I.1.3")[0] == "done"


def test_a_row_with_a_figure_keeps_it_beside_the_state(reported):
    shown = row(reported.scorecard("2026-Q1", unit_code="H60.101", as_of=AS_OF), "A.III.3", "on_time_rate")
    assert (shown["numerator"], shown["denominator"], shown["state"]) == (3, 5, "on_track")
    assert shown["evidence"] == "on_time_rate@2 · resolved · 2026-04-01 00:00:00 · 2026-Q1 (09/03/2026)"


def test_a_papi_figure_from_a_local_survey_says_so(tmp_path):
    """PAPI không công bố điểm cấp xã: điểm khảo sát địa phương phải được nêu rõ."""
    ws = small_workspace(tmp_path / "papi")
    scores = [f"H60,2025,{n},5,published" for n in range(1, 9)]
    scores += [f"H60.101,2025,{n},6,local_survey" for n in range(1, 9)]
    path = tmp_path / "papi.csv"
    path.write_text("\n".join(["place_code,year,dimension,score,origin", *scores]), encoding="utf-8")
    assert ws.ingest(path, exported_at="2026-01-10").accepted == 16
    card = ws.scorecard("2026-03", unit_code="H60.101", as_of=AS_OF)
    assert row(card, "P.II.2.2", "papi")["value"] == 48
    told = {id: "khảo sát địa phương" in (row(card, "P.II.2.2", id)["evidence"]) for id in ("papi", "papi_3", "papi_4")}
    assert told == {"papi": True, "papi_3": True, "papi_4": True}
    published = ws.scorecard("2026-03", unit_code="H60", as_of=AS_OF)
    assert row(published, "P.II.2.2", "papi")["evidence"] == "papi@2 · papi · 2026-04-01 00:00:00"


def test_a_grouping_that_does_not_exist_is_refused(ws):
    with pytest.raises(UsageError, match='"colour"; by one of index, owner'):
        ws.scorecard("2026-03", by="colour")
