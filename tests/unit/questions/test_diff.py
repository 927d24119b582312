"""What changed between two instants: which figures, by which records, of which loads, all accounted for."""

import shutil
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pytest

from par_metrics import UsageError, Workspace, catalogue
from par_metrics.cli.entry import run
from par_metrics.figures.snapshot import Snapshot
from par_metrics.indicators.base import Composite
from par_metrics.questions.diff.diff import Diff
from schemas import KINDS
from tests.support.random_loads import load_random
from tests.support.workspaces import DOSSIERS, UNITS, csv_file, load, small_workspace

AS_OF = datetime(2026, 4, 1)
HEADING = "dossier_code | unit_code | status | received_at | due_at | completed_at | channel"


def loaded_at(ws: Workspace) -> datetime:
    latest = ws.loads()["loaded_at"].max()
    assert isinstance(latest, datetime)
    return latest


def load_newer(ws: Workspace, kind: str, table: str, exported_at: str = "2026-04-02") -> str:
    path = csv_file(ws.root / f"{len(list(ws.root.glob('*.csv')))}-{kind}.csv", table)
    load_id = ws.ingest(path, kind=kind, exported_at=exported_at).load_id
    assert load_id is not None
    return load_id


def one(frame: pl.DataFrame, **equal: Any) -> dict[str, Any]:
    return frame.filter(*(pl.col(name).eq_missing(pl.lit(value)) for name, value in equal.items())).row(0, named=True)


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    return small_workspace(tmp_path)


def test_a_late_dossier_mended_and_a_new_one(ws):
    """H60.101 had 2 of 3 in March: the late one turns out to be on time, and one more comes, late: 3 of 4."""
    before = loaded_at(ws)
    mended = load_newer(
        ws,
        "dossiers",
        f"""{HEADING}
        H60.101-260301-0005 | H60.101 | 10 | 2026-03-02 08:00:00 | 2026-03-12 17:00:00 | 2026-03-11 08:00:00 | postal
        """,
    )
    new = load_newer(
        ws,
        "dossiers",
        f"""{HEADING}
        H60.101-260301-0009 | H60.101 | 10 | 2026-03-02 08:00:00 | 2026-03-12 17:00:00 | 2026-03-13 08:00:00 | online
        """,
    )
    found = ws.diff(before, period="2026-03", ids="on_time_rate", as_of=AS_OF)

    assert found.figures.select("unit_code", "numerator_before", "numerator_after").rows() == [
        ("H60.101", 2, 3),
        (None, 3, 4),
    ]
    figure = one(found.figures, unit_code="H60.101")
    assert (figure["denominator_before"], figure["denominator_after"]) == (3, 4)
    assert (figure["value_before"], figure["value_after"]) == (2 / 3, 3 / 4)
    assert figure["change"] == pytest.approx(1 / 12)

    columns = (
        "record",
        "counted_before",
        "counted_after",
        "numerator_change",
        "denominator_change",
        "cause",
        "changes",
    )
    assert found.records.filter(unit_code="H60.101").select(*columns, "load_id").rows() == [
        (
            "H60.101-260301-0005",
            "denominator",
            "numerator",
            1,
            0,
            "changed_record",
            "due_at: 2026-03-10 17:00:00 -> 2026-03-12 17:00:00",
            mended,
        ),
        ("H60.101-260301-0009", "not_counted", "denominator", 0, 1, "new_record", "", new),
    ]
    assert found.records.filter(unit_code="H60.101")["file"].to_list() == ["2-dossiers.csv", "3-dossiers.csv"]
    assert found.loads.select("load_id", "records", "figures").rows() == [(mended, 1, 2), (new, 1, 2)]


def test_what_did_not_change_is_not_there(ws):
    before = loaded_at(ws)
    load_newer(
        ws,
        "dossiers",
        """dossier_code | unit_code | status | received_at | channel
        H60.102-260301-0006 | H60.102 | 10 | 2026-03-02 08:00:00 | postal""",
    )
    found = ws.diff(before, period="2026-03", as_of=AS_OF)
    assert set(found.figures["indicator"]) == {"online_dossiers_rate"}
    assert set(found.figures["unit_code"]) == {"H60.102", None}
    assert found.records["changes"].unique().to_list() == ["channel: online -> postal"]


def test_nothing_loaded_nothing_changed(ws):
    found = ws.diff(loaded_at(ws), period="2026-03", as_of=AS_OF)
    assert (found.figures.height, found.records.height, found.loads.height) == (0, 0, 0)


def test_an_older_export_changes_nothing(ws):
    before = loaded_at(ws)
    load_newer(
        ws,
        "dossiers",
        f"""{HEADING}
        H60.101-260301-0005 | H60.101 | 4 | 2026-03-02 08:00:00 | 2026-03-10 17:00:00 |  | postal
        """,
        exported_at="2026-03-05",
    )
    assert ws.loads()["older"].to_list()[-1] == 1
    asked = ["on_time_rate", "results_published_rate", "online_dossiers_rate", "overdue_open_count"]
    assert ws.diff(before, period="2026-03", ids=asked, as_of=AS_OF).figures.is_empty()


def test_time_alone_changes_nothing(ws):
    """The dossier becomes overdue on 11/4, but both are seen at one instant."""
    load(ws, "dossiers", f"{HEADING}\nd9 | H60.101 | 4 | 2026-04-02 08:00:00 | 2026-04-10 17:00:00 | | online")
    found = ws.diff(loaded_at(ws), "2099-01-01", period="2026-04", ids="overdue_open_count")
    assert found.figures.is_empty()


def test_a_dossier_that_moves_to_another_unit_leaves_one_figure_and_enters_the_other(ws):
    before = loaded_at(ws)
    load_newer(
        ws,
        "dossiers",
        """dossier_code | unit_code | status | received_at | due_at | completed_at
        H60.102-260301-0006 | H60.101 | 10 | 2026-03-02 08:00:00 | 2026-03-10 17:00:00 | 2026-03-05 08:00:00""",
    )
    found = ws.diff(before, period="2026-03", ids="on_time_rate", as_of=AS_OF)
    assert found.figures["unit_code"].to_list() == ["H60.101", "H60.102"], "all together are as they were"
    rows = found.records.select("unit_code", "counted_before", "counted_after", "numerator_change", "changes").rows()
    assert rows == [
        ("H60.101", "not_counted", "numerator", 1, "unit_code: H60.102 -> H60.101"),
        ("H60.102", "numerator", "not_counted", -1, "unit_code: H60.102 -> H60.101"),
    ]


def test_an_exclusion_names_its_reason(ws):
    before = loaded_at(ws)
    load_newer(
        ws,
        "dossiers",
        """dossier_code | unit_code | status | received_at | due_at | completed_at
        H60.101-260301-0003 | H60.101 | 10 | 2026-03-02 08:00:00 | | 2026-03-09 08:00:00""",
    )
    found = ws.diff(before, period="2026-03", ids="on_time_rate", as_of=AS_OF, unit_code="H60.101")
    record = found.records.row(0, named=True)
    assert (record["counted_before"], record["reason_before"]) == ("numerator", "")
    assert (record["counted_after"], record["reason_after"]) == ("excluded", "no_due_date")
    assert (record["numerator_change"], record["denominator_change"]) == (-1, -1)
    assert record["changes"] == "due_at: 2026-03-10 17:00:00 -> —"
    assert found.figures["excluded_after"].to_list() == ['{"no_due_date": 1}']


PROCEDURES = "procedure_code | level | service_level\n1.000001 | commune | {}"
OF_A_PROCEDURE = """dossier_code | unit_code | status | received_at | procedure_code | channel
    d1 | H60.101 | 4 | 2026-03-02 08:00:00 | 1.000001 | online
    d2 | H60.101 | 4 | 2026-03-02 08:00:00 | 1.000001 | postal"""


def test_a_change_by_the_register_of_procedures_belongs_to_its_load(tmp_path):
    ws = Workspace.create(tmp_path, unit="H60.101")
    load(ws, "procedures", PROCEDURES.format("partial"))
    load(ws, "dossiers", OF_A_PROCEDURE)
    before = loaded_at(ws)
    reaching_back = "procedure_code | level | service_level | valid_from\n1.000001 | commune | full | 2026-01-01"
    register = load_newer(ws, "procedures", reaching_back)
    found = ws.diff(before, period="2026-03", ids="full_online_dossiers_rate", as_of=AS_OF, unit_code="H60.101")
    assert found.figures.select("numerator_before", "numerator_after", "denominator_after").rows() == [(0, 1, 2)]
    why = "procedures 1.000001: service_level: partial -> full; valid_from: — -> 2026-01-01"
    assert found.records.select("record", "counted_before", "counted_after", "cause", "changes", "load_id").rows() == [
        ("d1", "not_counted", "numerator", "register", why, register),
        (
            "d2",
            "not_counted",
            "denominator",
            "register",
            why,
            register,
        ),
    ]


def test_a_change_by_the_register_of_units_is_named_for_all_units_together_too(tmp_path):
    """A province's procedures are no commune's: a unit that turns out to be a department takes them over."""
    ws = Workspace.create(tmp_path, unit="H60.101")
    units = "unit_code | unit_name | level\nH60.101 | An Tường | {}"
    load(ws, "units", units.format("department"))
    load(ws, "procedures", "procedure_code | level | is_one_stop\n1.000001 | commune | true")
    before = loaded_at(ws)
    load_newer(ws, "units", units.format("commune"))
    found = ws.diff(before, period="2026-03", ids="one_stop_procedures_rate", as_of=AS_OF)
    assert found.records.select("unit_code", "record", "cause", "changes").rows() == [
        ("H60.101", "1.000001", "register", "units H60.101: level: department -> commune"),
        (None, "1.000001", "register", "units H60.101: level: department -> commune"),
    ]


def test_records_counted_once_per_procedure_name_the_dossiers_behind(tmp_path):
    ws = Workspace.create(tmp_path, unit="H60.101")
    load(ws, "procedures", PROCEDURES.format("full"))
    before = loaded_at(ws)
    load_newer(ws, "dossiers", OF_A_PROCEDURE)
    found = ws.diff(before, period="2026-03", ids="full_online_services_used_rate", as_of=AS_OF, unit_code="H60.101")
    record = found.records.row(0, named=True)
    assert (record["record"], record["counted_after"], record["cause"]) == ("1.000001", "numerator", "new_record")
    assert record["changes"] == "one_stop/d1, one_stop/d2"


def test_a_record_that_came_back_to_where_it_was_is_not_listed(ws):
    """Between the two instants it was late for a while; another dossier made the figure change."""
    before = loaded_at(ws)
    row = "H60.101-260301-0003 | H60.101 | 10 | 2026-03-02 08:00:00 | {} | 2026-03-09 08:00:00 | online"
    new = (
        "H60.101-260301-0010 | H60.101 | 10 | 2026-03-02 08:00:00 | 2026-03-12 17:00:00 | 2026-03-11 08:00:00 | online"
    )
    load_newer(ws, "dossiers", f"{HEADING}\n{row.format('2026-03-08 17:00:00')}\n{new}", "2026-04-02")
    load_newer(ws, "dossiers", f"{HEADING}\n{row.format('2026-03-10 17:00:00')}", "2026-04-03")
    found = ws.diff(before, period="2026-03", ids="on_time_rate", as_of=AS_OF, unit_code="H60.101")
    assert found.records["record"].to_list() == ["H60.101-260301-0010"]


def test_changes_that_cancel_out_are_listed_beside_a_figure_that_is_as_it_was(ws, capsys):
    """In H60.101 one dossier turns late and another on time: 2 of 3 as before; H60.102 has one more."""
    before = loaded_at(ws)
    load_newer(
        ws,
        "dossiers",
        f"""{HEADING}
        H60.101-260301-0003 | H60.101 | 10 | 2026-03-02 08:00:00 | 2026-03-08 17:00:00 | 2026-03-09 08:00:00 | online
        H60.101-260301-0005 | H60.101 | 10 | 2026-03-02 08:00:00 | 2026-03-12 17:00:00 | 2026-03-11 08:00:00 | postal
        H60.102-260301-0007 | H60.102 | 10 | 2026-03-02 08:00:00 | 2026-03-12 17:00:00 | 2026-03-11 08:00:00 | online
        """,
    )
    found = ws.diff(before, period="2026-03", ids="on_time_rate", as_of=AS_OF)
    assert found.figures["unit_code"].to_list() == ["H60.102", None]
    in_unit = found.records.filter(unit_code="H60.101")
    assert in_unit.select("record", "counted_before", "counted_after", "numerator_change").rows() == [
        ("H60.101-260301-0003", "numerator", "denominator", -1),
        ("H60.101-260301-0005", "denominator", "numerator", 1),
    ]
    together = found.records.filter(pl.col("unit_code").is_null())
    assert together["numerator_change"].to_list() == [-1, 1, 1], "all units together have changed, by all three"
    asked = ["--workspace", str(ws.root), "--lang", "en", "diff", "on_time_rate", "--known-at", str(before)]
    assert run([*asked, "--period", "2026-03", "--as-of", "2026-04-01"]) == 0
    assert "2 figures changed, by 3 records of 1 loads" in (said := capsys.readouterr().err)
    assert "In 1 other figures changes cancel out" in said


def test_of_a_median_that_stayed_nothing_is_said_to_cancel_out(ws, capsys):
    """Trung vị không phải tổng: bản ghi thay đổi, giá trị vẫn như cũ, không có gì bù trừ."""
    row = "H60.101-260301-002{} | H60.101 | 10 | 2026-03-02 08:00:00 | 2026-03-20 17:00:00 | {} | online"
    ends = ("2026-03-03 08:00:00", "2026-03-05 08:00:00", "2026-03-09 08:00:00")
    lines = [row.format(n, end) for n, end in enumerate(ends * 3)]
    load_newer(ws, "dossiers", "\n".join([HEADING, *lines]))
    before = loaded_at(ws)
    load_newer(ws, "dossiers", f"{HEADING}\n{row.format(2, '2026-03-10 08:00:00')}", "2026-04-03")
    asked = ["--workspace", str(ws.root), "--lang", "vi", "diff", "processing_working_days_median"]
    shown = [*asked, "--known-at", str(before), "--period", "2026-03", "--as-of", "2026-04-04", "--unit", "H60.101"]
    assert run([*shown, "--table", "records"]) == 0
    out, said = capsys.readouterr()
    assert "Ở 1 số liệu khác, có bản ghi thay đổi mà giá trị (như trung vị) vẫn như cũ." in said
    assert "bù trừ" not in said
    assert "Ngày kết thúc xử lý: 09/03/2026 08:00 -> 10/03/2026 08:00" in out and "completed_at" not in out
    assert run([*shown, "--table", "records", "--format", "csv"]) == 0
    assert "completed_at: 2026-03-09 08:00:00 -> 2026-03-10 08:00:00" in capsys.readouterr().out


def test_a_unit_in_which_changes_cancel_out_is_told_though_nothing_else_changed(ws):
    before = loaded_at(ws)
    turned = load_newer(
        ws,
        "dossiers",
        f"""{HEADING}
        H60.101-260301-0003 | H60.101 | 10 | 2026-03-02 08:00:00 | 2026-03-08 17:00:00 | 2026-03-09 08:00:00 | online
        H60.101-260301-0005 | H60.101 | 10 | 2026-03-02 08:00:00 | 2026-03-12 17:00:00 | 2026-03-11 08:00:00 | postal
        """,
    )
    found = ws.diff(before, period="2026-03", ids="on_time_rate", as_of=AS_OF, unit_code="H60.101")
    assert found.figures.is_empty()
    assert found.records["numerator_change"].to_list() == [-1, 1]
    assert found.loads.select("load_id", "records", "figures").rows() == [(turned, 2, 1)]


def test_a_unit_that_was_not_known_before_had_nothing(ws):
    before = loaded_at(ws)
    load_newer(ws, "dossiers", DOSSIERS.replace("H60.102", "H60.103"))
    found = ws.diff(before, period="2026-03", ids=["on_time_rate", "overdue_open_count"], as_of=AS_OF)
    figure = one(found.figures, unit_code="H60.103", indicator="on_time_rate")
    assert (figure["numerator_before"], figure["denominator_before"], figure["value_before"]) == (0, 0, None)
    assert (figure["numerator_after"], figure["denominator_after"], figure["value_after"]) == (1, 1, 1)
    assert found.figures.filter(indicator="overdue_open_count").is_empty(), "none before, none after"


def test_without_an_instant_the_latest_published_run_is_compared_with(ws, small_published, tmp_path):
    with pytest.raises(UsageError, match="nothing is published"):
        ws.diff()
    ws = Workspace(shutil.copytree(small_published.root, tmp_path / "run" / "ws", symlinks=True))
    known = loaded_at(ws)
    load(ws, "procedures", "procedure_code | level\n1.000001 | commune")
    load_newer(ws, "dossiers", OF_A_PROCEDURE)
    found = ws.diff(period="2026-03", ids="online_dossiers_rate", as_of=AS_OF)
    assert found.known_a == known
    assert set(found.records["record"]) >= {"d1", "d2"}


def test_instants_the_wrong_way_round_and_unknown_units_are_refused(ws):
    with pytest.raises(UsageError, match="exchange them"):
        ws.diff("2026-04-02", "2026-04-01")
    with pytest.raises(UsageError, match=r'nearest is "H60.10[12]"'):
        ws.diff("2026-04-01", unit_code="H60.10")


def test_more_changes_than_can_be_listed_are_refused(ws, monkeypatch):
    """Against nothing, the 4 dossiers resolved in March are 8 changes: each for its unit and for all together."""
    monkeypatch.setattr("par_metrics.questions.diff.diff.MOST_CHANGES", 8)
    before = datetime(2000, 1, 1)
    assert ws.diff(before, period="2026-03", ids="on_time_rate", as_of=AS_OF).records.height == 8
    with pytest.raises(UsageError, match="more than 8 changes"):
        ws.diff(before, period="2026-Q1", ids="on_time_rate", as_of=AS_OF)
    with pytest.raises(UsageError, match="--unit"):
        ws.diff(before, period="2026-03", ids=["on_time_rate", "processing_working_days"], as_of=AS_OF)
    of_unit = ws.diff(before, period="2026-Q1", unit_code="H60.102", ids="on_time_rate", as_of=AS_OF)
    assert of_unit.records.height == 1


def test_as_of_is_the_later_instant_unless_given(ws):
    found = ws.diff("2026-01-01", "2026-04-05")
    assert (found.as_of, found.period.label) == (datetime(2026, 4, 5), "2026")


def test_a_composite_changes_with_its_components(tmp_path):
    ws = Workspace.create(tmp_path, unit="H60.101")
    load(ws, "units", UNITS)
    before = loaded_at(ws)
    answers = "survey | respondent_code | unit_code | answered_on | question_code | criterion | answer"
    load_newer(ws, "survey_answers", f"{answers}\nsipas | r1 | H60.101 | 2026-03-02 | q1 | 1 | 5")
    found = ws.diff(before, period="2026-03", ids="sipas", as_of=AS_OF, unit_code="H60.101")
    assert set(found.figures["indicator"]) >= {"sipas", "sipas_1"}
    assert set(found.records["indicator"]) == {"sipas_1"}


def test_a_record_that_only_another_indicator_looks_at_is_not_listed(tmp_path):
    """d1 is of a full-online service and d3 is not: to the rate of the former d3 is nothing, asked alone or beside."""
    ws = Workspace.create(tmp_path, unit="H60.101")
    load(
        ws,
        "procedures",
        "procedure_code | level | service_level\n1.000001 | commune | full\n2.000002 | commune | partial",
    )
    before = loaded_at(ws)
    load_newer(ws, "dossiers", OF_A_PROCEDURE + "\nd3 | H60.101 | 4 | 2026-03-02 08:00:00 | 2.000002 | online")
    asked: dict[str, Any] = {"period": "2026-03", "as_of": AS_OF, "unit_code": "H60.101"}
    alone = ws.diff(before, ids="full_online_dossiers_rate", **asked).records
    assert alone["record"].to_list() == ["d1", "d2"]
    beside = ws.diff(before, ids=["full_online_dossiers_rate", "online_dossiers_rate"], **asked).records
    assert beside.filter(indicator="full_online_dossiers_rate").rows() == alone.rows()
    assert beside.filter(indicator="online_dossiers_rate")["record"].to_list() == ["d1", "d2", "d3"]


def test_a_dossier_of_a_unit_that_turns_out_to_be_merged_moves_to_its_successor(tmp_path):
    """Each instant has its own register of units: only by the later one is H60.101 closed."""
    ws = Workspace.create(tmp_path, unit="H60.102")
    units = "unit_code | unit_name | level | valid_to | successor_code\nH60.102 | Mỹ Lâm | commune | |\n"
    load(ws, "units", units + "H60.101 | An Tường | commune | |")
    load(ws, "dossiers", DOSSIERS.replace("H60.102", "H60.101"))
    before = loaded_at(ws)
    load_newer(ws, "units", units + "H60.101 | An Tường | commune | 2026-03-15 | H60.102")
    found = ws.diff(before, period="2026-03", ids="on_time_rate", as_of=AS_OF)
    sides = found.figures.select("unit_code", "numerator_before", "numerator_after").rows()
    assert sides == [("H60.101", 3, 0), ("H60.102", 0, 3)]
    assert found.records["numerator_change"].to_list() == pytest.approx([-1, -1, 0, -1, 1, 1, 0, 1])
    assert set(found.records["cause"]) == {"register"}
    assert {text.split(":")[0] for text in found.records["changes"]} == {"units H60.101"}


# --- the account ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Three rounds of random loads of every kind."""
    random = Random(11)
    ws = Workspace.create(tmp_path_factory.mktemp("busy"), unit="H60.101")
    for _ in range(3):
        kinds = list(KINDS)
        random.shuffle(kinds)
        for kind in kinds:
            load_random(ws, kind, random)
    return ws


ASKED: dict[str, Any] = {"period": "2026", "as_of": datetime(2026, 7, 1)}


@pytest.fixture(scope="module")
def whole(busy: Workspace) -> Diff:
    """All that the loads after the first one changed."""
    return busy.diff(busy.loads()["loaded_at"].min(), **ASKED)


def in_order(records: pl.DataFrame) -> list[tuple[Any, ...]]:
    return sorted(records.rows(), key=repr)


def test_each_indicator_has_the_same_records_whatever_is_asked_beside(busy, whole):
    """Records that went and came back in between are told the same way too."""
    known = busy.loads()["loaded_at"].min()
    assert whole.records["indicator"].n_unique() > 30
    for name in ("results_published_rate", "full_online_services_used_rate"):
        alone = whole.records.filter(indicator=name)
        assert in_order(busy.diff(known, ids=name, **ASKED).records) == in_order(alone), name
        unit = alone["unit_code"].drop_nulls().first()
        of_unit = busy.diff(known, ids=name, unit_code=unit, **ASKED).records
        assert in_order(of_unit) == in_order(alone.filter(unit_code=unit)), name


def test_how_many_loads_are_looked_at_in_one_query_changes_nothing(busy, whole, monkeypatch):
    monkeypatch.setattr("par_metrics.questions.diff.records._AT_ONCE", 5)
    some = sorted(set(whole.records["indicator"]))[::5]
    found = busy.diff(busy.loads()["loaded_at"].min(), ids=some, **ASKED)
    assert set(found.records["indicator"]) >= set(some)
    expected = whole.records.filter(pl.col("indicator").is_in(set(found.records["indicator"])))
    assert in_order(found.records) == in_order(expected)


def test_only_the_figures_that_loads_touched_are_asked_for(ws, monkeypatch):
    """A load of staff changes no figure of dossiers; a register of units may change any."""
    ids = ["on_time_rate", "staff_qualified_rate", "staff_disciplined_count"]
    asked: list[set[str]] = []
    answer = Snapshot.figures

    def noted(self, definitions, *rest, **named):
        asked.append({definition.id for definition in definitions})
        return answer(self, definitions, *rest, **named)

    before = loaded_at(ws)
    load_newer(ws, "staff", "staff_code | unit_code | as_of\n s1 | H60.101 | 2026-03-01")
    monkeypatch.setattr(Snapshot, "figures", noted)
    ws.diff(before, period="2026", ids=ids, as_of=AS_OF)
    assert asked[0] == asked[1]
    assert asked[0]
    assert "on_time_rate" not in asked[0]
    load_newer(ws, "units", UNITS.replace("Mỹ Lâm", "Mỹ Lâm 2"))
    asked.clear()
    ws.diff(before, period="2026", ids=ids, as_of=AS_OF)
    assert "on_time_rate" in asked[0]


def test_only_records_that_count_otherwise_are_listed(whole):
    found = whole.records
    same = (
        (pl.col("counted_before") == pl.col("counted_after"))
        & (pl.col("reason_before") == pl.col("reason_after"))
        & (pl.col("numerator_change").fill_null(0) == 0)
        & (pl.col("denominator_change").fill_null(0) == 0)
    )
    quantiles = [i.id for i in catalogue.values() if i.statistic in ("median", "p90")]
    assert found.filter(same, ~pl.col("indicator").is_in(quantiles)).is_empty()
    assert found.filter(pl.col("counted_before") == "not_counted", pl.col("counted_after") == "not_counted").is_empty()


@pytest.mark.parametrize("loads", [None, (14, 28)], ids=["all loads", "some in between"])
def test_the_records_account_for_every_change_of_every_figure(busy, whole, loads):
    instants = busy.loads()["loaded_at"].to_list()
    found = whole if loads is None else busy.diff(*(instants[place] for place in loads), **ASKED)
    assert found.figures.height > 30
    for figure in found.figures.iter_rows(named=True):
        records = found.records.filter(
            pl.col("indicator") == figure["indicator"], pl.col("unit_code").eq_missing(pl.lit(figure["unit_code"]))
        )
        name = (figure["indicator"], figure["unit_code"])
        if isinstance(catalogue[figure["indicator"]], Composite):
            continue  # its components account for it
        if {figure["numerator_before"], figure["numerator_after"]} == {None, 0}:
            continue  # a count of nothing, of which nothing was known at one of the instants
        assert not records.is_empty(), name
        for side in ("numerator", "denominator"):
            before, after = figure[f"{side}_before"], figure[f"{side}_after"]
            if before is not None and after is not None:
                assert records[f"{side}_change"].sum() == pytest.approx(after - before), (name, side)


def test_the_figures_are_those_that_compute_gives_at_both_instants(busy):
    as_of = datetime(2026, 7, 1)
    instants = busy.loads()["loaded_at"].to_list()
    first, last = instants[17], instants[33]
    found = busy.diff(first, last, period="2026", as_of=as_of)
    sides = ["numerator", "denominator", "value", "excluded", "status"]
    key = ["indicator", "version", "unit_code"]
    asked = {"period": "2026", "by": "unit_code", "as_of": as_of, "with_totals": True}
    before, after = (busy.compute(known_at=known_at, **asked).select(*key, *sides) for known_at in (first, last))
    both = before.join(after, on=key, nulls_equal=True, suffix="_after")
    differs = pl.any_horizontal(pl.col(s).ne_missing(pl.col(f"{s}_after")) for s in sides if s != "status")
    expected = both.filter(differs)
    # A unit is there as long as it is alive, or has records.
    reported = found.figures.join(both.select(key), on=key, how="semi", nulls_equal=True)
    renamed = reported.select(*key, *(pl.col(f"{s}_before").alias(s) for s in sides), *(f"{s}_after" for s in sides))
    assert sorted(renamed.rows(), key=str) == sorted(expected.rows(), key=str)


# --- showing it ----------------------------------------------------------------------


def test_a_difference_shows_itself(ws):
    before = loaded_at(ws)
    load_newer(ws, "dossiers", f"{HEADING}\nd<9 | H60.101 | 4 | 2026-03-02 08:00:00 | 2026-03-10 17:00:00 | | online")
    found = ws.diff(before, period="2026-03", ids="overdue_open_count", as_of=AS_OF)
    html = found._repr_html_()
    assert "d&lt;9" in html and "d<9" not in html
    assert "bản ghi mới" in html
    assert "2 figures, 2 changes of records, 1 loads" in repr(found)


def test_the_command_says_what_changed(ws, capsys):
    before = loaded_at(ws)
    load_newer(ws, "dossiers", f"{HEADING}\nd9 | H60.101 | 4 | 2026-03-02 08:00:00 | 2026-03-10 17:00:00 | | online")
    asked = ["--workspace", str(ws.root), "--lang", "en", "diff", "overdue_open_count", "--known-at", str(before)]
    asked += ["--period", "2026-03", "--as-of", "2026-04-01", "--unit", "H60.101"]
    assert run([*asked, "--format", "csv"]) == 0
    printed = capsys.readouterr()
    assert printed.out.splitlines()[1].startswith("overdue_open_count,2,H60.101,0")
    assert "1 figures changed, by 1 records of 1 loads" in printed.err
    assert run([*asked, "--table", "records"]) == 0
    assert "not counted" in capsys.readouterr().out
    assert run([*asked, "--known-at", "2099-01-01", "--known-at", "2099-01-02"]) == 2
    assert "two instants are compared, 3 were given" in capsys.readouterr().err
