"""How the facade is asked: one order of arguments, periods of several kinds, one unit; and how its reports show."""

import inspect
import re
from collections.abc import Callable
from datetime import date
from itertools import pairwise

import pytest

import par_metrics as pm
from par_metrics import UsageError, Workspace
from par_metrics.errors import Notice
from tests.support.workspaces import small_workspace

AS_OF = "2026-04-01"
ORDER = ("ids", "period", "unit_code", "as_of", "known_at")


@pytest.fixture(scope="module")
def ws(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return small_workspace(tmp_path_factory.mktemp("asking"))


def test_every_method_takes_what_all_take_in_one_order() -> None:
    for name, method in inspect.getmembers(Workspace, inspect.isfunction):
        taken = [p.name for p in inspect.signature(method).parameters.values() if p.kind is p.POSITIONAL_OR_KEYWORD]
        if name.startswith("_"):
            continue
        shared = [ORDER.index(parameter) for parameter in taken if parameter in ORDER]
        assert all(a < b for a, b in pairwise(shared)), name


@pytest.mark.parametrize("unit", ["H60.101", "Phường An Tường"])
def test_the_figures_of_one_unit_are_its_rows_of_all(ws: Workspace, unit: str) -> None:
    ids = ["on_time_rate", "online_dossiers_rate", "overdue_open_count"]
    alone = ws.compute(ids, "2026-Q1", unit, AS_OF, grain="month")
    of_all = ws.compute(ids, "2026-Q1", as_of=AS_OF, grain="month", by="unit_code").filter(unit_code="H60.101")
    assert alone.equals(of_all) and alone.height == 9


def test_groups_of_one_unit_come_after_it_and_their_total_is_its_own(ws: Workspace) -> None:
    found = ws.compute("online_dossiers_rate", "2026-03", "H60.101", AS_OF, by="channel", with_totals=True)
    assert found.columns[-3:] == ["unit_code", "channel", "is_total"]
    assert set(found["unit_code"]) == {"H60.101"}
    total = found.filter("is_total").row(0, named=True)
    own = ws.compute("online_dossiers_rate", "2026-03", "H60.101", AS_OF).row(0, named=True)
    assert (total["numerator"], total["denominator"], total["channel"]) == (own["numerator"], own["denominator"], None)
    assert found.filter(~found["is_total"])["denominator"].sum() == own["denominator"]


def test_an_unknown_unit_is_refused_and_a_grain_in_its_place_too(ws: Workspace) -> None:
    for wrong in ("H60.109", "month"):
        with pytest.raises(UsageError, match=wrong):
            ws.compute("on_time_rate", "2026-03", wrong, AS_OF)


@pytest.mark.parametrize("given", ["h60.101", " H60.101", "phường an tường", "PHUONG AN TUONG"])
@pytest.mark.parametrize(
    "ask",
    [
        lambda ws, unit: ws.compute("on_time_rate", "2026-Q1", unit, AS_OF),
        lambda ws, unit: ws.scorecard("2026-Q1", unit, AS_OF),
        lambda ws, unit: ws.explain("on_time_rate", "2026-Q1", unit, AS_OF),
        lambda ws, unit: ws.at_risk(unit_code=unit, as_of=AS_OF),
        lambda ws, unit: ws.pace("2026-Q1", unit, as_of=AS_OF),
        lambda ws, unit: ws.form("II.06a", "2026-Q1", unit, AS_OF),
        lambda ws, unit: ws.report("2026-Q1", unit, AS_OF),
    ],
    ids=["compute", "scorecard", "explain", "at_risk", "pace", "form", "report"],
)
def test_a_unit_in_another_spelling_is_answered_and_said(ws: Workspace, given: str, ask: Callable) -> None:
    with pytest.warns(Notice, match=re.escape(f'"{given}": answered for unit H60.101 (Phường An Tường).')):
        ask(ws, given)


@pytest.mark.parametrize("given", ["H60.10x1", "An Tường", "phuong an tuon"])
def test_what_names_no_unit_names_the_nearest(ws: Workspace, given: str) -> None:
    near = '"H60.101"' if given.startswith("H") else '"H60.101" (Phường An Tường)'
    with pytest.raises(UsageError, match=re.escape(f"The nearest is {near}.")):
        ws.compute("on_time_rate", "2026-Q1", given, AS_OF)


def test_a_group_that_is_none_names_the_nearest(ws: Workspace) -> None:
    with pytest.raises(UsageError, match=r'groups are unit_code, .*\. The nearest is "unit_code"\.'):
        ws.compute("on_time_rate", "2026-Q1", by="Unit_Codes", as_of=AS_OF)
    with pytest.raises(UsageError, match=r'\. The nearest is "procedure_code"\.'):
        ws.at_risk(by="procedure", as_of=AS_OF)


def test_a_period_may_be_a_text_itself_or_two_days(ws: Workspace) -> None:
    for march in (
        "2026-03",
        "3/2026",
        pm.Period.parse("2026-03"),
        ("1/3/2026", "2026-03-31"),
        (date(2026, 3, 1), date(2026, 3, 31)),
    ):
        assert ws.compute("on_time_rate", march, as_of=AS_OF)["period"].to_list() == ["2026-03"]
    assert ws.pace(("2026-01-01", "2026-03-31"), as_of=AS_OF)["period"].unique().to_list() == ["2026-Q1"]


@pytest.mark.parametrize(
    "wrong", [("2026-03-01",), ("a", "b"), ("2026-03-31", "2026-03-01"), ["2026-03-01", "2026-03-31"], 2026]
)
def test_another_period_is_refused_with_what_is_understood(ws: Workspace, wrong: object) -> None:
    with pytest.raises(UsageError, match="period"):
        ws.compute("on_time_rate", wrong, as_of=AS_OF)  # type: ignore[arg-type]


def test_reports_runs_and_definitions_show_themselves(tmp_path) -> None:
    ws = small_workspace(tmp_path / "ws")
    path = tmp_path / "don-vi&1.csv"
    path.write_text("unit_code,unit_name,level\nH60.101,Phường An Tường,commune\n", encoding="utf-8")
    report = ws.ingest(path, kind="units", exported_at="2026-05-01")
    assert str(report).startswith("don-vi&1.csv: Đơn vị") and "đọc 1 dòng" in repr(report)
    assert "don-vi&amp;1.csv" in report._repr_html_() and "don-vi&1" not in report._repr_html_()
    assert "language" not in report.as_dict()
    refused = ws.ingest(tmp_path / "none.csv")
    assert "không nạp" in str(refused) and "không nạp" in refused._repr_html_()
    run = ws.publish(AS_OF)
    assert "đã công bố" in str(run) and "số dòng khớp" in run._repr_html_() and run.run_id in repr(run)
    definition = pm.catalogue["on_time_rate"]
    assert str(definition) in repr(definition) and len(repr(definition)) < 200
    assert definition.formula.vi.split("(")[0] in definition._repr_html_()
    assert "overdue_open_count" in pm.catalogue._repr_html_()


@pytest.mark.parametrize("ask", ["compute", "explain"])
def test_a_notice_points_at_the_line_that_asked(ws: Workspace, ask: str) -> None:
    with pytest.warns(Notice) as noted:
        getattr(ws, ask)("on_time_rate", "2027-01", as_of=AS_OF)
    told = [warning.filename for warning in noted if "has not begun" in str(warning.message)]
    assert told == [__file__]
