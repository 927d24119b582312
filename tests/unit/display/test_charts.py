"""Charts: what is drawn, on which axis, beside which target."""

import sys
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import altair as alt
import polars as pl
import pytest

import par_metrics as pm
from par_metrics.errors import ParMetricsError
from tests.support.workspaces import load, small_workspace

AS_OF = "2026-03-20"


@pytest.fixture(scope="module")
def ws(tmp_path_factory: pytest.TempPathFactory) -> pm.Workspace:
    return small_workspace(tmp_path_factory.mktemp("charts"))


def figures(**columns: list[object]) -> pl.DataFrame:
    """Figures of `full_online_dossiers_rate`, a share with the target 80 %, unless columns say otherwise."""
    height = len(next(iter(columns.values())))
    usual: dict[str, list[object]] = {
        "indicator": ["full_online_dossiers_rate"] * height,
        "version": [1] * height,
        "period": ["2026-03"] * height,
        "provisional": [False] * height,
        "numerator": [1.0] * height,
        "denominator": [2.0] * height,
        "value": [0.5] * height,
        "target": [0.8] * height,
        "status": ["missed"] * height,
    }
    return pl.DataFrame(usual | columns, schema_overrides={"value": pl.Float64, "target": pl.Float64})


def drawn(chart: alt.TopLevelMixin) -> dict[str, Any]:
    """The Vega-Lite specification, each part with its own rows."""
    with alt.data_transformers.enable(consolidate_datasets=False):
        return chart.to_dict()


def mark(layer: dict[str, Any]) -> str:
    return layer["mark"]["type"] if isinstance(layer["mark"], dict) else layer["mark"]


def layers(spec: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [layer for layer in spec["layer"] if mark(layer) == kind]


def rows(spec: dict[str, Any]) -> list[dict[str, Any]]:
    return spec["data"]["values"]


def test_one_indicator_over_months_is_a_line_with_its_target(ws):
    chart = ws.compute("overdue_open_count", "2026-Q1", grain="month", as_of=AS_OF).chart()
    spec = drawn(chart)
    (line,), (points,), (rule,) = layers(spec, "line"), layers(spec, "point"), layers(spec, "rule")
    assert line["encoding"]["x"]["field"] == "period"
    assert line["encoding"]["x"]["scale"]["domain"] == ["2026-01", "2026-02", "2026-03"]
    assert line["encoding"]["y"]["field"] == "value"
    assert rule["data"]["values"] == [{"target": 0.0, "target_text": "0"}]
    assert rule["encoding"]["y"]["field"] == "target"
    assert [row["value"] for row in rows(spec)] == [None, 0, 0], "nothing was received by the end of January"
    hints = [hint["field"] for hint in points["encoding"]["tooltip"]]
    assert hints == [
        "period",
        "numerator_text",
        "denominator_text",
        "value_text",
        "target_text",
        "status_text",
        "finality",
    ]
    assert spec["title"]["text"] == "Số hồ sơ đang giải quyết quá hạn"


def test_the_tooltip_reads_as_every_table_does():
    spec = drawn(pm.chart(figures(period=["2026-03", "2026-04"], numerator=[1234.0, 2.0], value=[0.28005, 0.5])))
    first = rows(spec)[0]
    assert (first["numerator_text"], first["value_text"], first["target_text"]) == ("1.234", "28,01 %", "80,00 %")
    assert first["status_text"] == "chưa đạt"


def test_a_period_without_records_is_a_gap_and_not_a_zero():
    spec = drawn(
        pm.chart(
            figures(
                period=["2026-01", "2026-02", "2026-03"], value=[0.5, None, 0.7], status=["met", "no_population", "met"]
            )
        )
    )
    assert [row["value"] for row in rows(spec)] == [0.5, None, 0.7]
    (line,), (points,) = layers(spec, "line"), layers(spec, "point")
    assert line["mark"]["invalid"].startswith("break-paths")
    assert points["transform"] == [{"filter": "isValid(datum.value)"}]
    assert line["encoding"]["x"]["scale"]["domain"] == ["2026-01", "2026-02", "2026-03"], "the gap keeps its place"


def test_provisional_figures_are_pale_and_say_so():
    spec = drawn(pm.chart(figures(period=["2026-01", "2026-02"], provisional=[False, True]), language="en"))
    assert [row["finality"] for row in rows(spec)] == ["complete period", "provisional"]
    opacity = layers(spec, "point")[0]["encoding"]["opacity"]
    assert opacity["field"] == "finality"
    assert opacity["scale"] == {"domain": ["complete period", "provisional"], "range": [1, 0.45]}


def test_units_in_one_period_are_bars_the_highest_on_top():
    spec = drawn(
        pm.chart(
            figures(
                unit_code=["U1", "U2", "U3", None],
                value=[0.3, None, 0.9, 0.5],
                status=["missed", "no_population", "met", "missed"],
            )
        )
    )
    (bar,), (text,), (rule,) = layers(spec, "bar"), layers(spec, "text"), layers(spec, "rule")
    assert bar["encoding"]["y"]["scale"]["domain"] == ["U3", "tất cả", "U1", "U2"]
    assert bar["encoding"]["x"]["field"] == "value"
    assert bar["encoding"]["x"]["scale"]["zero"] is True
    assert [hint["field"] for hint in bar["encoding"]["tooltip"]][:4] == [
        "group",
        "period",
        "numerator_text",
        "denominator_text",
    ]
    assert bar["transform"] == [{"filter": "isValid(datum.value)"}]
    assert text["transform"] == [{"filter": "!isValid(datum.value)"}], "in words where there is no bar"
    assert rule["encoding"]["x"]["field"] == "target"


def test_units_over_several_periods_are_lines_of_their_own_colour():
    spec = drawn(pm.chart(figures(period=["2026-01", "2026-01", "2026-02", "2026-02"], unit_code=["U1", "U2"] * 2)))
    (line,) = layers(spec, "line")
    assert line["encoding"]["color"]["field"] == "group"
    assert line["encoding"]["color"]["sort"] == ["U1", "U2"]


def several(**further: list[object]) -> pl.DataFrame:
    """Two units by two channels, one of them not known, and the total."""
    usual: dict[str, list[object]] = {
        "unit_code": ["U1", "U1", "U2", "U2", None],
        "channel": ["online", None, "online", None, None],
        "is_total": [False, False, False, False, True],
        "value": [0.1, 0.2, 0.3, 0.4, 0.5],
    }
    return figures(**(usual | further))


def test_two_groups_are_a_panel_for_each_of_the_one_on_a_scale_of_all():
    spec = drawn(pm.chart(several()))
    assert [panel["title"]["text"] for panel in spec["vconcat"]] == ["trực tuyến", "không rõ", "tất cả"]
    assert [[(row["group"], row["value"]) for row in rows(panel)] for panel in spec["vconcat"]] == [
        [("U2", 0.3), ("U1", 0.1)],
        [("U2", 0.4), ("U1", 0.2)],
        [("tất cả", 0.5)],
    ]
    assert spec["resolve"] == {"scale": {"x": "shared"}}
    assert spec["title"]["text"] == "Tỷ lệ hồ sơ DVC trực tuyến toàn trình nộp trực tuyến"


def test_two_groups_over_periods_are_panels_of_lines_of_the_same_colours():
    parts = [several(period=[period] * 5) for period in ("2026-01", "2026-02")]
    spec = drawn(pm.chart(pl.concat(parts).filter(pl.col("channel").is_not_null() | (pl.col("unit_code") == "U1"))))
    assert [panel["title"]["text"] for panel in spec["concat"]] == ["trực tuyến", "không rõ"]
    colours = [layers(panel, "line")[0]["encoding"]["color"]["scale"]["domain"] for panel in spec["concat"]]
    assert colours == [["U1", "U2"], ["U1", "U2"]], "also where a panel has one of them alone"
    assert spec["resolve"] == {"scale": {"y": "shared"}}


def test_a_column_of_one_group_is_no_second_group():
    spec = drawn(pm.chart(several().filter(pl.col("unit_code") == "U1")))
    assert [row["group"] for row in rows(spec)] == ["không rõ", "trực tuyến"]
    assert spec["title"]["subtitle"] == "U1"


def test_a_line_alone_says_of_which_unit_it_is():
    frame = figures(period=["2026-01", "2026-02"], unit_code=["U1", "U1"])
    assert drawn(pm.chart(frame, unit_names={"U1": "An Tường"}))["title"]["subtitle"] == "An Tường"
    assert "subtitle" not in drawn(pm.chart(figures(period=["2026-01", "2026-02"])))["title"]


def test_three_groups_and_panels_without_end_are_refused():
    three = several(procedure_code=["1", "2", "1", "2", None])
    with pytest.raises(pm.UsageError, match=r"by 3 groups at once \(unit_code, procedure_code, channel\)"):
        pm.chart(three)
    units, fields = [f"U{n}" for n in range(25)], [f"F{n}" for n in range(25)]
    with pytest.raises(pm.UsageError, match="25 panels, 24 at most"):
        pm.chart(figures(unit_code=[u for u in units for _ in range(25)], field=fields * 25))


@pytest.mark.parametrize(
    ("column", "is_total", "called"),
    [
        ("unit_code", None, "tất cả"),
        ("unit_code", True, "tất cả"),
        ("unit_code", False, "không rõ"),
        ("channel", None, "không rõ"),
        ("channel", True, "tất cả"),
        ("channel", False, "không rõ"),
        ("direction", None, "không rõ"),
    ],
)
def test_what_is_not_known_is_never_called_all(column: str, is_total: bool | None, called: str):
    known = {} if is_total is None else {"is_total": [False, is_total]}
    spec = drawn(pm.chart(figures(**{column: ["a", None]}, value=[0.9, 0.1], **known)))
    assert [row["group"] for row in rows(spec)] == ["a", called]


def test_the_total_and_what_is_not_known_stand_apart(tmp_path: Path):
    ws = small_workspace(tmp_path)
    load(ws, "dossiers", "dossier_code | unit_code | status | received_at | channel\nd9 | H60.101 | 4 | 2026-03-02 |")
    found = ws.compute("online_dossiers_rate", "2026-03", by="channel", with_totals=True, as_of=AS_OF)
    assert found.columns[-2:] == ["channel", "is_total"]
    assert sorted(row["group"] for row in rows(drawn(found.chart()))) == [
        "bưu chính", "không rõ", "trực tuyến", "tất cả",
    ]  # fmt: skip
    assert "is_total" not in ws.compute("online_dossiers_rate", "2026-03", by="channel", as_of=AS_OF).columns


def test_several_figures_of_one_place_are_refused_instead_of_added_up():
    with pytest.raises(pm.UsageError, match="several figures of one period and group"):
        pm.chart(several().drop("channel"))


def test_units_have_their_name_beside_their_code(ws):
    by_unit = ws.compute("on_time_rate", "2026-03", by="unit_code", as_of=AS_OF, with_totals=True)
    named = {"Phường An Tường", "Phường Mỹ Lâm", "tất cả"}
    assert {row["group"] for row in rows(drawn(by_unit.sort("value").chart()))} == named
    assert {row["group"] for row in rows(drawn(by_unit.filter(unit_code="H60.101").chart()))} < named
    plain = pl.DataFrame(by_unit.head(1))
    assert [row["group"] for row in rows(drawn(pm.chart(plain)))] == ["H60.101"]
    assert [row["group"] for row in rows(drawn(pm.chart(plain, unit_names={"H60.101": "A"})))] == ["A"]


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb` (WCAG)."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def seen_without_red(colour: str) -> tuple[float, float]:
    """What a deuteranope tells a colour by: blue against yellow, and brightness."""
    red, green, blue = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    return blue - (red + green) / 2, luminance(colour)


def test_met_and_missed_are_told_apart_without_red_and_green(ws):
    spec = drawn(ws.scorecard("2026-03", as_of=AS_OF).chart())
    met, missed, no_target = layers(spec["vconcat"][0], "bar")[0]["encoding"]["color"]["scale"]["range"]
    for one, other in ((met, missed), (met, no_target), (missed, no_target)):
        (hue, light), (other_hue, other_light) = seen_without_red(one), seen_without_red(other)
        assert abs(hue - other_hue) > 0.3 or abs(light - other_light) > 0.3, (one, other)


def test_every_line_of_many_looks_otherwise():
    units = [f"U{n:02}" for n in range(20)]
    spec = drawn(pm.chart(figures(period=["2026-01"] * 20 + ["2026-02"] * 20, unit_code=units * 2)))
    encoding = layers(spec, "line")[0]["encoding"]
    colours, dashes = encoding["color"]["scale"]["range"], encoding["strokeDash"]["scale"]["range"]
    assert len({(colour, tuple(dash)) for colour, dash in zip(colours, dashes, strict=True)}) == 20


@pytest.mark.parametrize("kind", ["figures", "panels", "scorecard", "records"])
def test_a_saved_page_loads_nothing_from_the_network(ws, tmp_path: Path, kind: str):
    charts: dict[str, Callable[[], alt.TopLevelMixin]] = {
        "figures": lambda: ws.compute("on_time_rate", "2026-03", by="unit_code", as_of=AS_OF).chart(),
        "panels": lambda: pm.chart(several()),
        "scorecard": lambda: ws.scorecard("2026-03", as_of=AS_OF).chart(),
        "records": lambda: ws.explain("on_time_rate", "2026-03", as_of=AS_OF).chart(),
    }
    path = tmp_path / "chart.html"
    charts[kind]().save(path)
    page = path.read_text("utf-8")
    assert loaded_by(page) == []
    assert "vegaEmbed" in page and len(page) > 500_000, "the scripts are in the page"


def test_a_page_may_be_told_to_load_its_scripts(tmp_path: Path):
    pm.chart(several()).save(tmp_path / "chart.html", inline=False)
    assert any("vega" in address for address in loaded_by((tmp_path / "chart.html").read_text("utf-8")))


def loaded_by(page: str) -> list[str]:
    """The addresses that a page loads something from."""
    found: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.extend(address for name, address in attrs if name in ("src", "href") and address)

    Reader().feed(page)
    return found


def test_periods_stand_in_time_however_the_frame_is_sorted(ws):
    months = ws.compute("on_time_rate", "2026-Q1", grain="month", as_of=AS_OF).sort("value", nulls_last=True)
    assert months["period"].to_list() == ["2026-02", "2026-03", "2026-01"]
    spec = drawn(months.chart())
    assert layers(spec, "line")[0]["encoding"]["x"]["scale"]["domain"] == ["2026-01", "2026-02", "2026-03"]


def test_each_target_in_force_has_its_rule():
    spec = drawn(pm.chart(figures(unit_code=["U1", "U2", "U3"], target=[0.8, 1.0, None])))
    assert [rule["data"]["values"][0]["target"] for rule in layers(spec, "rule")] == [0.8, 1.0]


@pytest.mark.parametrize(
    ("indicator", "form", "step"),
    [
        ("full_online_dossiers_rate", ".1~%", None),
        ("overdue_open_count", ",d", 1),
        ("processing_working_days", ",.1~f", None),
        ("papi_1", ",.2~f", None),
        ("par_index_rank", ",d", 1),
    ],
)
def test_each_unit_of_measure_has_its_axis(indicator, form, step):
    frame = figures(indicator=[indicator] * 2, period=["2026-01", "2026-02"], target=[None, None])
    axis = layers(drawn(pm.chart(frame)), "line")[0]["encoding"]["y"]["axis"]
    assert axis["format"] == form
    assert axis.get("tickMinStep") == step


def test_the_best_rank_is_on_top():
    frame = figures(indicator=["par_index_rank"] * 2, unit_code=["U1", "U2"], value=[2.0, 1.0], target=[None, None])
    (bar,) = layers(drawn(pm.chart(frame)), "bar")
    assert bar["encoding"]["y"]["scale"]["domain"] == ["U2", "U1"]


def test_several_indicators_are_a_chart_each_with_its_own_axis():
    frame = figures(
        indicator=["full_online_dossiers_rate", "overdue_open_count"] * 2,
        period=["2026-01", "2026-01", "2026-02", "2026-02"],
    )
    spec = drawn(pm.chart(frame))
    assert [part["title"]["text"] for part in spec["concat"]] == [
        "Tỷ lệ hồ sơ DVC trực tuyến toàn trình nộp trực tuyến",
        "Số hồ sơ đang giải quyết quá hạn",
    ]
    assert [layers(part, "line")[0]["encoding"]["y"]["axis"]["format"] for part in spec["concat"]] == [".1~%", ",d"]
    assert spec["columns"] == 2


def test_two_versions_of_a_definition_are_a_chart_each():
    frame = figures(version=[1, 2, 1, 2], period=["2026-01", "2026-01", "2026-02", "2026-02"])
    assert len(drawn(pm.chart(frame))["concat"]) == 2


def test_vietnamese_axes_write_a_decimal_comma():
    assert drawn(pm.chart(figures(value=[0.5])))["config"]["locale"]["number"]["decimal"] == ","
    assert "locale" not in drawn(pm.chart(figures(value=[0.5]), language="en"))["config"]


def test_a_scorecard_has_a_bar_for_each_row_with_a_figure(ws):
    card = ws.scorecard("2026-03", as_of=AS_OF)
    spec = drawn(card.chart())
    names = [row["row"] for panel in spec["vconcat"] for row in rows(panel)]
    assert len(names) == card["value"].count()
    assert "A.III.3 · Tỷ lệ hồ sơ giải quyết đúng hạn" in names
    shares = next(panel for panel in spec["vconcat"] if rows(panel)[0]["unit"] == "share")
    (bar,), (tick,) = layers(shares, "bar"), layers(shares, "tick")
    assert (bar["encoding"]["x"]["field"], tick["encoding"]["x"]["field"]) == ("value", "target")
    assert bar["encoding"]["color"]["scale"]["domain"] == ["đạt", "chưa đạt", "theo dõi"]
    units = [{row["unit"] for row in rows(panel)} for panel in spec["vconcat"]]
    assert all(len(of_panel) == 1 for of_panel in units), "shares and counts never share an axis"


def test_records_are_counted_by_how_they_count(ws):
    spec = drawn(ws.explain("on_time_rate", "2026-03", as_of=AS_OF).chart())
    counted = {row["counted"]: row["records"] for row in rows(spec)}
    assert counted == {"tử số": 3, "chỉ mẫu số": 1}


def test_a_frame_that_lost_its_class_is_drawn_all_the_same(ws):
    found = ws.compute("on_time_rate", "2026-Q1", grain="month", as_of=AS_OF)
    plain = found.with_columns(pl.col("value") * 1).select("indicator", "period", "value")
    assert type(plain) is pl.DataFrame
    spec = drawn(pm.chart(plain, language="en"))
    assert [row["value"] for row in rows(spec)] == [None, 0.5, 0.75]
    assert layers(spec, "rule") == []


def test_what_cannot_be_drawn_says_what_it_needs():
    with pytest.raises(pm.UsageError, match=r"needs indicator, period and value.*it has value"):
        pm.chart(pl.DataFrame({"value": [1]}))
    with pytest.raises(pm.UsageError, match="no rows to draw"):
        pm.chart(figures(value=[0.5]).clear())


def test_an_indicator_the_catalogue_does_not_know_is_called_by_its_id():
    frame = figures(indicator=["ours"] * 2, period=["2026-01", "2026-02"])
    assert drawn(pm.chart(frame))["title"]["text"] == "ours"


def test_a_page_for_no_network_says_which_package_it_needs(
    ws: pm.Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chart = ws.compute("overdue_open_count", "2026-Q1", grain="month", as_of=AS_OF).chart()
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    with pytest.raises(ParMetricsError, match=r"par-metrics\[charts\]"):
        chart.save(tmp_path / "chart.html")
    chart.save(tmp_path / "chart.html", inline=False)
    assert (tmp_path / "chart.html").exists()
