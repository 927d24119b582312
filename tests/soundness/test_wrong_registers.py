"""Wrong figures that registers typed in by hand could give, and why they do not."""

from pathlib import Path

import duckdb
import polars as pl
import pytest

from par_metrics import Workspace
from par_metrics.operations.nightly import run
from tests.support.export_tables import REGISTERS

AS_OF = "2026-12-31"


@pytest.fixture
def ws(workspace: Workspace) -> Workspace:
    ingest(workspace, "units", "unit_code,unit_name,level", "H60.101,Phường An Tường,commune", "H60.102,Mỹ Lâm,commune")
    return workspace


def ingest(ws: Workspace, name: str, *lines: str, exported_at: str = "2026-12-01") -> None:
    path = ws.root / f"{name}.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    report = ws.ingest(path, exported_at=exported_at)
    assert not report.refused, report.refused_reason


def sides(ws: Workspace, indicator: str, period: str = "2026", **more: object) -> tuple[float, float]:
    figures = ws.compute([indicator], period=period, as_of=AS_OF, **more)  # type: ignore[arg-type]
    return figures["numerator"].item(), figures["denominator"].item()


ASSESSMENTS = "unit_code,year,criterion_code,max_points,self_points,appraised_points"


def test_two_assessments_of_one_criterion_do_not_count_twice_nor_does_one_of_them_win(ws: Workspace) -> None:
    """Criterion 1.1 with 2 and with 1 points: 3 of 4, or whichever came last, would both be made up."""
    rows = ("H60.101,2026,1.1,2,2,", "H60.101,2026,1.1,2,1,", "H60.101,2026,1.2,2,1,", "H60.101,2026,1.2,2,1,")
    ingest(ws, "a", ASSESSMENTS, *rows)
    assert sides(ws, "par_index") == (1, 2)


def test_points_above_the_maximum_do_not_lift_the_index(ws: Workspace) -> None:
    ingest(ws, "a", ASSESSMENTS, "H60.101,2026,1.1,2,20,", "H60.101,2026,1.2,2,1,")
    assert sides(ws, "par_index") == (1, 2)


def test_a_corrected_assessment_takes_the_place_of_the_old_one(ws: Workspace) -> None:
    ingest(ws, "a", ASSESSMENTS, "H60.101,2026,1.1,2,2,", exported_at="2026-11-01")
    ingest(ws, "b", ASSESSMENTS, "H60.101,2026,1.1,2,1,", exported_at="2026-12-01")
    assert sides(ws, "par_index") == (1, 2)


ANSWERS = "survey,respondent_code,unit_code,answered_on,question_code,criterion,answer"


def test_answers_off_the_scale_are_neither_satisfied_nor_counted(ws: Workspace) -> None:
    """An answer of 6 would be "4 and more"; one of 0 would be a dissatisfied one."""
    marks = ("5", "6", "0", "3", "", "3.5")
    ingest(ws, "a", ANSWERS, *(f"sipas,r{n},H60.101,2026-03-05,C1,1,{mark}" for n, mark in enumerate(marks)))
    assert sides(ws, "sipas_1") == (1, 2)


def test_forms_numbered_alike_in_two_units_or_years_do_not_replace_each_other(ws: Workspace) -> None:
    """Form 1 of one ward and form 1 of another, or of last year, are two people; one would be lost unseen."""
    ingest(ws, "a", ANSWERS, "sipas,1,H60.101,2026-03-05,C1,1,5", "sipas,1,H60.102,2026-03-05,C1,1,1")
    ingest(ws, "b", ANSWERS, "sipas,1,H60.101,2025-03-05,C1,1,1")
    assert sides(ws, "sipas_1") == (1, 2)
    assert sides(ws, "sipas_1", "2025") == (0, 1)


def test_a_corrected_answer_of_one_form_takes_the_place_of_the_old_one(ws: Workspace) -> None:
    ingest(ws, "a", ANSWERS, "sipas,1,H60.101,2026-03-05,C1,1,1", exported_at="2026-11-01")
    ingest(ws, "b", ANSWERS, "sipas,1,H60.101,2026-03-06,C1,1,5")
    assert sides(ws, "sipas_1") == (1, 1)


def test_a_unit_nobody_knows_does_not_become_the_own_unit(ws: Workspace) -> None:
    """Another ward's staff, under a name the register lacks, would count as the own ward's."""
    own = "staff_code,Đơn vị,as_of,is_qualified"
    ingest(ws, "a", own, "CB1,Phường Không Có,2026-06-30,Có", "CB2,Phường An Tường,2026-06-30,Không")
    assert sides(ws, "staff_qualified_rate") == (0, 1)
    assert ws.rejects()["rule"].to_list() == ["no_unit"]


def test_a_person_on_two_lists_is_one_person_and_the_older_list_still_tells_of_its_day(ws: Workspace) -> None:
    staff = ("staff_code,unit_code,as_of,is_qualified", "CB1,H60.101,2026-03-31,Không", "CB1,H60.101,2026-09-30,Có")
    ingest(ws, "a", *staff)
    assert sides(ws, "staff_qualified_rate") == (1, 1)
    assert sides(ws, "staff_qualified_rate", period="2026-H1") == (0, 1)


def test_agencies_that_the_register_lacks_do_not_become_the_office_itself(ws: Workspace) -> None:
    """Three agencies that all fulfilled their duty would be one report of H60.101."""
    rows = (
        "Phòng A,2026,budget_compliant,Có",
        "Phòng B,2026,budget_compliant,Có",
        "Mỹ Lâm,2026,budget_compliant,Không",
    )
    ingest(ws, "a", "unit_name,year,duty,is_fulfilled", *rows)
    assert sides(ws, "budget_compliant_units_rate") == (0, 1)
    assert ws.rejects()["rule"].to_list() == ["no_unit"] * 2


def test_a_task_reported_under_an_unfinished_address_is_not_filed_under_a_guess(ws: Workspace) -> None:
    rows = ("I.1.1,H60.101,2026,Hoàn thành,2026-03-05", "A.I.1.2,H60.101,2026,Chậm tiến độ,2026-03-05")
    ingest(ws, "a", "plan_row,unit_code,period,state,reported_on", *rows)
    assert ws.sql("SELECT plan_row, state FROM task_reports").rows() == [("A.I.1.2", "behind")]


def test_points_with_three_decimals_are_not_read_as_thousands(ws: Workspace) -> None:
    """0.125 of a point would be 125, were the dot taken for one of thousands."""
    ingest(ws, "a", ASSESSMENTS, "H60.101,2026,1.1,0.500,0.125,")
    assert sides(ws, "par_index") == (0.125, 0.5)


def test_a_night_with_every_register_loads_rebuilds_and_publishes_the_same(ws: Workspace) -> None:
    for kind, (headings, cells) in REGISTERS.items():
        text = f"{','.join(headings)}\n{','.join(cells)}\n"
        (ws.root / "inbox" / f"{kind}.csv").write_text(text, encoding="utf-8")
    # Read last by its name, but first as a register: the others look its units up.
    (ws.root / "inbox" / "zz.csv").write_text("Mã đơn vị,Tên đơn vị\nH60.103,Phường Mới\n", encoding="utf-8")
    (ws.root / "inbox" / "aa.csv").write_text(
        "Cơ quan,Năm,Nghĩa vụ,Đã thực hiện\nPhường Mới,2026,documents_online,Có\n"
    )
    summary = run(ws.root, "2026-11-01")
    assert summary.ok, summary.text("en")
    before = {kind: ws.sql(f"SELECT * FROM {kind} ORDER BY ALL") for kind in REGISTERS}
    assert {kind: frame.height for kind, frame in before.items()} == dict.fromkeys(REGISTERS, 1) | {"agency_reports": 2}
    ws.rebuild()
    assert all(ws.sql(f"SELECT * FROM {kind} ORDER BY ALL").equals(frame) for kind, frame in before.items())
    published = Path(ws.root) / "published" / "latest" / "metrics.duckdb"
    with duckdb.connect(str(published), read_only=True) as connection:
        figures: pl.DataFrame = connection.sql("SELECT DISTINCT indicator FROM indicators").pl()
    assert {"par_index", "sipas_1", "papi_8"} <= set(figures["indicator"])


@pytest.mark.parametrize(
    ("row", "warning"),
    [
        ("H60.103,Nông Tiến,2026-07-01,2026-06-30,", "closed_before_opened"),
        ("H60.103,Nông Tiến,,2026-06-30,H60.103", "own_successor"),
        ("H60.103,Nông Tiến,,2026-06-30,H60.999", "unknown_successor"),
    ],
)
def test_a_life_that_cannot_be_is_told(ws: Workspace, row: str, warning: str) -> None:
    """Its own successor stopped every figure; an unknown one took the records where nobody looks."""
    path = ws.root / "lives.csv"
    path.write_text(f"unit_code,unit_name,valid_from,valid_to,successor_code\n{row}\n", encoding="utf-8")
    report = ws.ingest(path, exported_at="2026-12-01")
    assert (report.accepted, report.warnings.get(warning)) == (1, 1)
    assert ws.compute(["on_time_rate"], period="2026", by=["unit_code"], as_of=AS_OF).height >= 2


def test_a_successor_of_the_same_list_or_of_the_register_is_known(ws: Workspace) -> None:
    lives = "unit_code,unit_name,valid_from,valid_to,successor_code"
    path = ws.root / "lives.csv"
    rows = ("H60.103,Nông Tiến,,2026-06-30,H60.104", "H60.104,Tân Quang,2026-07-01,,", "H60.105,x,,2026-06-30,H60.101")
    path.write_text("\n".join((lives, *rows)) + "\n", encoding="utf-8")
    assert "unknown_successor" not in ws.ingest(path, exported_at="2026-12-01").warnings


def test_a_form_counts_dossiers_where_their_unit_went_and_has_no_row_for_one_not_open(ws: Workspace) -> None:
    """The old unit's dossiers were in a row of their own, beside figures that count them for its successor."""
    lives = "unit_code,unit_name,valid_from,valid_to,successor_code"
    rows = ("H60.103,Nông Tiến,,2026-06-30,H60.101", "H60.104,Tân Quang,2027-01-01,,", "H60.105,Cũ,,2026-06-30,")
    ingest(ws, "lives", lives, *rows)
    dossiers = ("D1,H60.103,4,2026-05-04", "D2,H60.101,4,2026-07-06")
    ingest(ws, "dossiers", "dossier_code,unit_code,status,received_at", *dossiers)
    form = ws.form(period="2026-Q3", as_of=AS_OF)
    assert form.select("unit_code", "received_total", "carried_over").rows() == [("H60.101", 2, 1)]
    before = ws.form(period="2026-Q2", as_of=AS_OF)
    assert before.select("unit_code", "received_total").rows()[0] == ("H60.103", 1)
