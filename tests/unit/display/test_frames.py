"""Results are polars frames in every way, and show themselves in the words of the workspace."""

import copy
import pickle
import re
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

import par_metrics as pm
from par_metrics.display.frames import Changes, Figures, Records, Result, Scorecard, Table, shown_in
from par_metrics.display.html import MOST_ROWS
from tests.support.workspaces import small_workspace

AS_OF = "2026-04-01"


@pytest.fixture(scope="module")
def ws(tmp_path_factory: pytest.TempPathFactory) -> pm.Workspace:
    return small_workspace(tmp_path_factory.mktemp("results"))


@pytest.fixture(scope="module")
def english(tmp_path_factory: pytest.TempPathFactory) -> pm.Workspace:
    root = tmp_path_factory.mktemp("english")
    (root / "par-metrics.toml").write_text('language = "en"\n', encoding="utf-8")
    return small_workspace(root)


def cells(html: str) -> list[list[str]]:
    """The texts of a table, row by row, headings first."""
    rows = re.findall(r"<tr>(.*?)</tr>", html)
    return [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in rows]


def test_every_result_is_a_frame(ws):
    figures = ws.compute("on_time_rate", "2026-03", as_of=AS_OF)
    records = ws.explain("on_time_rate", "2026-03", as_of=AS_OF)
    card = ws.scorecard("2026-03", as_of=AS_OF)
    assert (type(figures), type(records), type(card)) == (Figures, Records, Scorecard)
    assert all(isinstance(frame, pl.DataFrame) for frame in (figures, records, card))


def test_whose_figure_it_is_stands_before_it(ws):
    """Cột đơn vị từng đứng cuối bảng, khuất màn hình: ba dòng của ba đơn vị trông như một."""
    headings, *rows = cells(ws.compute("on_time_rate", "2026-03", by="unit_code", as_of=AS_OF)._repr_html_())
    assert headings[:3] == ["Chỉ số", "Kỳ", "Đơn vị"]
    assert "H60.101" in rows[0][2]


def test_a_result_equals_the_plain_frame_and_joins_with_it(ws):
    figures = ws.compute("on_time_rate", "2026-03", by="unit_code", as_of=AS_OF)
    plain = pl.DataFrame(figures)
    assert type(plain) is pl.DataFrame
    assert_frame_equal(figures, plain)
    assert_frame_equal(plain, figures)
    assert figures.to_dicts() == plain.to_dicts()
    assert pl.concat([figures, plain]).height == 2 * plain.height
    assert figures.join(plain.select("unit_code"), on="unit_code").height == plain.height
    assert figures.lazy().select("value").collect()["value"].to_list() == plain["value"].to_list()


@pytest.mark.parametrize(
    "choose",
    [
        lambda frame: frame.filter(pl.col("unit_code") == "H60.101"),
        lambda frame: frame.filter(unit_code="H60.101"),
        lambda frame: frame.sort("value", descending=True),
        lambda frame: frame.head(1),
        lambda frame: frame[:1],
        lambda frame: frame.clone(),
        copy.copy,
        copy.deepcopy,
        lambda frame: pickle.loads(pickle.dumps(frame)),
    ],
)
def test_choosing_rows_keeps_the_class_and_the_language(english, choose):
    figures = english.compute("on_time_rate", "2026-03", by="unit_code", as_of=AS_OF)
    chosen = choose(figures)
    assert type(chosen) is type(figures)
    assert "On-time rate of resolved dossiers" in chosen._repr_html_()


@pytest.mark.parametrize("kind", [Figures, Records, Scorecard, Changes, Table])
def test_a_pickle_keeps_kind_and_language(kind: type[Result]) -> None:
    for language in ("vi", "en"):
        frame = shown_in(kind, language, pl.DataFrame({"unit_code": ["H60.101"]}))
        again = pickle.loads(pickle.dumps(frame))
        assert type(again) is type(frame)
        assert isinstance(again, kind) and again.language == language
        assert again._repr_html_() == frame._repr_html_()


def test_other_columns_give_a_plain_frame(ws):
    figures = ws.compute("on_time_rate", "2026-03", as_of=AS_OF)
    assert type(figures.select("value")) is pl.DataFrame
    assert type(figures.with_columns(more=1)) is pl.DataFrame


def test_figures_are_shown_with_both_sides_percent_and_words(ws):
    html = ws.compute(["on_time_rate", "overdue_open_count"], "2026-03", as_of=AS_OF)._repr_html_()
    assert "Tính đến 01/04/2026 00:00" in html
    assert cells(html) == [
        ["Chỉ số", "Kỳ", "Tạm tính", "Tử/Mẫu", "Giá trị", "Loại ra", "Chỉ tiêu", "Kết quả", "Dòng bị từ chối"],
        ["Tỷ lệ hồ sơ giải quyết đúng hạn", "2026-03", "không", "3/4", "75,00 %", "—", "—", "theo dõi", "0"],
        ["Số hồ sơ đang giải quyết quá hạn", "2026-03", "không", "0", "0", "—", "0", "đạt", "0"],
    ]


def test_english_is_the_language_of_an_english_workspace(english):
    html = english.compute("on_time_rate", "2026-03", by="unit_code", as_of=AS_OF, with_totals=True)._repr_html_()
    assert "As of 2026-04-01 00:00" in html
    heading, *rows = cells(html)
    assert heading == [
        "Indicator",
        "Period",
        "Unit",
        "Provisional",
        "n/d",
        "Value",
        "Excluded",
        "Target",
        "Status",
        "Rows refused",
    ]
    assert [(row[4], row[5], row[2]) for row in rows] == [
        ("2/3", "66.67%", "Phường An Tường (H60.101)"),
        ("1/1", "100.00%", "Phường Mỹ Lâm (H60.102)"),
        ("3/4", "75.00%", "all"),
    ]


def test_a_value_is_rounded_half_up_and_has_its_unit():
    values = pl.DataFrame(
        {
            "indicator": ["on_time_rate", "processing_working_days"],
            "period": ["2026", "2026"],
            "value": [0.28005, 12.345],
        }
    )
    shown = cells(shown_in(Figures, "vi", values)._repr_html_())
    assert [row[2] for row in shown[1:]] == ["28,01 %", "12,35 ngày làm việc"]


def test_what_was_left_out_is_said_in_words():
    values = pl.DataFrame({"indicator": ["on_time_rate"], "excluded": ['{"no_due_date": 1200, "no_end_date": 2}']})
    shown = cells(shown_in(Figures, "vi", values)._repr_html_())
    assert shown[1][1] == "không có ngày hẹn trả: 1.200, không có ngày kết thúc: 2"


def test_status_has_a_colour_besides_its_word(ws):
    html = ws.compute("overdue_open_count", "2026-03", as_of=AS_OF)._repr_html_()
    assert re.search(r"color:#1a7f37[^>]*>đạt<", html)


def test_what_stands_in_records_is_escaped():
    hostile = pl.DataFrame({"dossier_code": ["<script>alert(1)</script>"], "counted_as": ["numerator"], "<b>": [1]})
    html = shown_in(Records, "vi", hostile)._repr_html_()
    assert "<script>" not in html and "&lt;script&gt;" in html
    assert "<b>" not in html


def test_a_long_frame_is_cut_and_says_so():
    many = pl.DataFrame({"dossier_code": [f"d{n}" for n in range(1234)]})
    html = shown_in(Records, "vi", many)._repr_html_()
    assert len(cells(html)) == 1 + MOST_ROWS
    assert f"Hiện {MOST_ROWS} trong 1.234 dòng." in html
    exact = shown_in(Records, "en", many.head(MOST_ROWS))._repr_html_()
    assert "rows are shown" not in exact


def test_an_empty_frame_says_so():
    assert "No rows." in shown_in(Records, "en", pl.DataFrame({"dossier_code": []}))._repr_html_()


def test_a_scorecard_shows_state_where_there_is_no_figure(ws):
    shown = cells(ws.scorecard("2026-03", as_of=AS_OF)._repr_html_())
    assert shown[0] == [
        "Mục",
        "Nội dung",
        "Chỉ số",
        "Chủ trì",
        "Tử/Mẫu",
        "Giá trị",
        "Chỉ tiêu",
        "Kết quả",
        "Dòng bị từ chối",
        "So kỳ trước",
    ]
    by_row = {row[0]: row for row in shown[1:]}
    assert by_row["A.I.1.1"][7] == "chưa có báo cáo"
    on_time = next(row for row in shown if row[2] == "Tỷ lệ hồ sơ giải quyết đúng hạn")
    assert (on_time[4], on_time[5], on_time[9]) == ("3/4", "75,00 %", "+25,00 điểm %")


def test_a_reported_state_stands_where_there_is_no_figure():
    card = pl.DataFrame(
        {
            "plan_row": ["A.I.1.1", "A.III.9", "A.III.3"],
            "indicator": [None, "full_online_dossiers_rate", "on_time_rate"],
            "value": [None, None, 0.5],
            "status": [None, "no_population", "no_target"],
            "state": ["done", "not_reported", "behind"],
            "evidence": ["reported on <1/3>", "e2", "e3"],
        }
    )
    html = shown_in(Scorecard, "en", card)._repr_html_()
    assert [row[3] for row in cells(html)] == ["Status", "done", "no figure", "no target"]
    assert 'title="reported on &lt;1/3&gt;"' in html


def test_marimo_is_given_the_table_as_html(ws):
    """Its own table of raw numbers would come before `_repr_html_`; `_display_` comes before that."""
    figures = ws.compute("on_time_rate", "2026-03", as_of=AS_OF)
    assert figures._display_()._repr_html_() == figures._repr_html_()


def test_a_workspace_shows_what_it_holds(ws):
    html = ws._repr_html_()
    assert "Đơn vị: H60.101 · đã nạp 2 tệp, không nạp 0 · công bố gần nhất: chưa có" in html
    rows = {row[0]: row[1:4] for row in cells(html)[1:]}
    assert rows == {"Đơn vị": ["2", "—", "—"], "Hồ sơ TTHC": ["6", "02/02/2026", "02/03/2026"]}


def test_an_empty_workspace_shows_itself(workspace):
    assert "Không có dòng nào." in workspace._repr_html_()


def test_a_workspace_names_its_latest_run(small_published):
    assert "công bố gần nhất: r1" in small_published._repr_html_()


def test_completion_offers_what_is_public():
    assert dir(pm) == sorted(pm.__all__)
    assert pm.catalogue._ipython_key_completions_() == list(pm.catalogue)


def test_altair_is_loaded_only_when_a_chart_is_drawn():
    code = "import sys, par_metrics; from par_metrics.display.frames import Figures; print('altair' in sys.modules)"
    root = Path(__file__).parents[3]
    printed = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True).stdout
    assert printed.strip() == "False"


def test_a_workspace_opens_in_jupyter_without_ipywidgets(ws):
    """DuckDB refuses to turn off a progress bar there that it cannot show."""
    code = """
import sys, types
sys.modules["ipywidgets"] = None
sys.modules["IPython"] = types.ModuleType("IPython")
sys.modules["IPython"].get_ipython = lambda: types.SimpleNamespace(config={"IPKernelApp": {}})
import par_metrics as pm
print(pm.Workspace(sys.argv[1]).loads().height)
"""
    command = [sys.executable, "-c", code, str(ws.root)]
    root = Path(__file__).parents[3]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "2", done.stderr


def test_points_stakes_pace_and_what_falls_due_show_themselves_too(tmp_path: Path) -> None:
    ws = small_workspace(tmp_path / "tables")
    when = {"period": "2026-03", "as_of": "2026-04-01"}
    tables = [ws.score(**when), ws.stakes(**when), ws.pace(**when), ws.at_risk(as_of="2026-04-01"), ws.form(**when)]
    for table in tables:
        assert isinstance(table, Table)
        assert "<table" in table._repr_html_() and "unit_code" not in table._repr_html_()
