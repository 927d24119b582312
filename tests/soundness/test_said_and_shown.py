"""Answers that looked right and were not: what had closed, what had not begun, what nobody knows."""

import json
from pathlib import Path

import polars as pl
import pytest

from par_metrics import UsageError, Workspace
from par_metrics.cli.entry import run
from par_metrics.errors import Notice, SettingsError
from par_metrics.operations import nightly
from tests.soundness.test_gates import dossiers, drop, refused

LIVES = """unit_code,unit_name,level,valid_to,successor_code
H60.101,An Tường,commune,,
H60.102,Nông Tiến,commune,2026-03-31,H60.101
"""
OPEN = "dossier_code,unit_code,status,received_at,due_at\n"


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    return Workspace.create(tmp_path / "w", unit="H60.101")


def criteria(ws: Workspace) -> None:
    (ws.root / "criteria.toml").write_text(
        '[[criteria]]\ncriterion_code = "1.1"\nmax_points = 6\nindicator = "on_time_rate"\n'
        'rule = "proportional"\nfull_from = "1"\nzero_below = "0"\nempty = "full"\n',
        encoding="utf-8",
    )
    with (ws.root / "par-metrics.toml").open("a", encoding="utf-8") as file:
        file.write('[par_index]\ncriteria = "criteria.toml"\n')


def test_a_unit_that_another_took_over_from_is_neither_scored_nor_ranked(ws: Workspace) -> None:
    """It had the points of an empty population, and stood before the one that had its dossiers."""
    drop(ws, "units.csv", LIVES)
    drop(ws, "d.csv", dossiers(("H60.102-260302-0001", "09/03/2026"), ("H60.101-260302-0001", "12/03/2026")))
    criteria(ws)
    for period, units in (("2026-03", ["H60.101", "H60.102"]), ("2026-Q2", ["H60.101"])):
        index = Workspace(ws.root).par_index(period, as_of="2026-07-01")
        assert index["unit_code"].unique().sort().to_list() == units
        assert ws.score(period=period, as_of="2026-07-01")["unit_code"].unique().sort().to_list() == units


def test_an_assessed_criterion_that_the_table_lacks_is_told(ws: Workspace) -> None:
    criteria(ws)
    heading = "unit_code,year,criterion_code,max_points,self_points,appraised_points\n"
    drop(ws, "a.csv", heading + "H60.101,2026,1.1,6,5,\nH60.101,2026,9.9,2,1,\n")
    with pytest.warns(Notice, match=r"table of criteria lacks are not added up: 9\.9"):
        Workspace(ws.root).par_index("2026", as_of="2026-07-01")


def test_a_period_that_has_not_begun_is_told(ws: Workspace) -> None:
    drop(ws, "d.csv", OPEN + "D1,H60.101,4,2026-03-02,2026-03-04\n")
    with pytest.warns(Notice, match="2026-Q4 has not begun as of 2026-05-01"):
        figure = ws.compute("overdue_open_count", "2026-Q4", as_of="2026-05-01")
    assert figure["numerator"].item() == 1, "as the definition has it: judged at the earlier of both instants"


def test_pace_of_what_nobody_knows_is_on_no_course(ws: Workspace) -> None:
    """Nothing loaded read as nothing wrong: a count of 0 on course, a share of 100 %."""
    for id in ("staff_disciplined_count", "feedback_resolved_rate"):
        assert ws.pace(id, period="2026", as_of="2026-05-01").select("forecast", "status").row(0) == (None, "no_volume")
    drop(ws, "d.csv", dossiers(*((f"H60.101-2603{day:02}-0001", "09/03/2026") for day in range(1, 9))))
    # Of one source nobody knows what the other has: 8 of 8 are no share.
    row = ws.pace("dossiers_on_system_rate", period="2026", as_of="2026-05-01").row(0, named=True)
    assert (row["numerator"], row["value"], row["forecast"], row["status"]) == (8, None, None, "no_volume")


def test_a_share_as_target_is_no_percentage(ws: Workspace) -> None:
    """85 for 0.85 stood on the scorecard as 8.500 %, missed."""
    with (ws.root / "par-metrics.toml").open("a", encoding="utf-8") as file:
        file.write('[[targets]]\nindicator = "on_time_rate"\nvalue = 85\nyears = [2026, 2026]\n')
    with pytest.raises(SettingsError, match=r"is a share, written 0 to 1 \(such as value = 0\.85\), not 85"):
        Workspace(ws.root).scorecard("2026")


def test_a_span_in_words_is_no_file(ws: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    """The list was loaded as one of another span before anybody missed the file "tháng 3/2026"."""
    file = ws.root / "d.csv"
    file.write_text(OPEN + "D1,H60.101,4,2026-03-02,2026-03-04\n", encoding="utf-8")
    arguments = ["--workspace", str(ws.root), "ingest", str(file), "--full-list", "tháng 3/2026"]
    assert run([*arguments, "--exported-at", "2026-04-01"]) == 0
    said = json.loads(ws.loads()["full_list"].item())
    assert (said["start"], said["end"]) == ("2026-03-01", "2026-03-31")
    assert "không có tệp" not in capsys.readouterr().err


def test_what_was_accepted_meanwhile_is_not_refused_by_reading_an_old_file_again(ws: Workspace) -> None:
    """A new former name in the register has the night read the older export again, whose damaged row was mended."""
    drop(ws, "units.csv", "unit_code,unit_name,former_names\nH60.101,An Tường,\n", "2026-03-01")
    heading = "Mã hồ sơ,Đơn vị,Ngày tiếp nhận,Ngày hẹn trả,Ngày kết thúc xử lý,Trạng thái\n"
    first = "A-1,Xã Cũ,02/03/2026,10/03/2026,09/03/2026,10\nA-2,An Tường,02/03/2026,10/03/2026,32/03/2026,10\n"
    drop(ws, "d_04-30.csv", heading + first, "2026-04-30")
    drop(ws, "d_05-05.csv", heading + "A-2,An Tường,02/03/2026,10/03/2026,09/03/2026,10\n", "2026-05-05")
    drop(ws, "units.csv", "unit_code,unit_name,former_names\nH60.101,An Tường,Xã Cũ\n", "2026-05-06")
    assert refused(ws) == [("dossiers", None, 1)]
    outcomes = nightly.run(ws.root, "2026-05-07").outcomes
    assert [(outcome.file, outcome.is_reread) for outcome in outcomes] == [("d_04-30.csv", True)]
    assert refused(ws) == []
    before = ws.sql("SELECT * FROM refused_rows ORDER BY ALL")
    ws.rebuild()
    assert ws.sql("SELECT * FROM refused_rows ORDER BY ALL").equals(before)
    assert ws.rejects()["row"].to_list() == [3]


def test_pace_of_a_part_is_on_no_course(ws: Workspace) -> None:
    """60 dossiers without a due date: 0 overdue, of which nobody knows, was on course."""
    rows = "".join(f"H60.101-2603{n % 28 + 1:02}-{n:04},H60.101,4,2026-03-02,\n" for n in range(60))
    drop(ws, "d.csv", OPEN + rows)
    row = ws.pace("overdue_open_count", period="2026", as_of="2026-05-01").row(0, named=True)
    assert (row["status"], row["forecast"]) == ("incomplete", None)


def test_nothing_more_is_expected_of_a_unit_that_has_closed(ws: Workspace) -> None:
    drop(ws, "units.csv", LIVES.replace(",H60.101\n", ",\n"))
    rows = "".join(f"T{day},H60.102,10,paid,online,2026-03-{day:02}\n" for day in range(1, 29))
    drop(ws, "p.csv", f"transaction_code,unit_code,amount_vnd,status,method,paid_at\n{rows}")
    paces = ws.pace("online_payment_rate", period="2026", as_of="2026-05-01", by="unit_code")
    assert paces["expected_remaining"].to_list() == [0, 0, 0]


def test_feedback_of_which_nobody_knows_is_not_overdue(ws: Workspace) -> None:
    heading = "feedback_code,unit_code,topic,sent_at"
    drop(ws, "f.csv", f"{heading}\nP1,H60.101,procedure,2026-03-01\n")
    drop(ws, "g.csv", f"{heading},processed_at\nP2,H60.101,procedure,2026-03-01,\n")
    with pytest.warns(Notice, match="nobody knows of 1 records whether they are done"):
        assert ws.at_risk(kind="feedback", as_of="2026-07-01")["feedback_code"].to_list() == ["P2"]
    assert ws.at_risk(as_of="1995-07-01").is_empty(), "before the calendar begins"


def test_a_unit_without_a_dossier_has_no_points_for_dossiers(ws: Workspace) -> None:
    """It had two points for services that were offered, and stood first of one."""
    drop(ws, "units.csv", LIVES)
    drop(ws, "p.csv", "procedure_code,level,service_level,is_eligible_full_online,has_fee\n1.004269,commune,full,1,1\n")
    drop(ws, "d.csv", dossiers(("H60.101-260302-0001", "09/03/2026")))
    inputs = ws.score_inputs(period="2026-03", unit_code="H60.102", as_of="2026-04-01")
    of_dossiers = inputs.filter(pl.col("input").str.starts_with("progress") | (pl.col("input") == "online_b"))
    assert of_dossiers.height and of_dossiers["note"].unique().to_list() == ["no_records"]
    assert of_dossiers["points"].null_count() == of_dossiers.height


def test_a_unit_of_which_nobody_says_is_ranked_as_a_commune(ws: Workspace) -> None:
    drop(ws, "units.csv", LIVES.replace("2026-03-31,H60.101", ",") + "H60,Tỉnh,province,,\n")
    heading = "unit_code,year,criterion_code,max_points,self_points\n"
    drop(ws, "a.csv", heading + "H60,2026,1.1,10,9\nH60.101,2026,1.1,10,7\nH60.109,2026,1.1,10,8\n")
    ranks = ws.par_index("2026", as_of="2026-12-31").filter(level="total").select("unit_code", "self_rank").rows()
    assert dict(ranks) == {"H60": 1, "H60.101": 2, "H60.102": None, "H60.109": 1}


def test_papi_opens_in_words(ws: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    """It is the name of a rule set too, whose table has other columns."""
    assert run(["--workspace", str(ws.root), "explain", "papi", "--period", "2026"]) == 0


def test_a_unit_that_had_not_opened_is_known_and_said_so(ws: Workspace) -> None:
    drop(ws, "units.csv", "unit_code,unit_name,valid_from\nH60.101,An Tường,\nH60.103,Tân Quang,2026-07-01\n")
    with pytest.raises(UsageError, match="no figure of 2026-Q2: it had not opened"):
        ws.scorecard("2026-Q2", "H60.103", as_of="2026-12-31")


def test_what_counts_in_no_period_is_told(ws: Workspace) -> None:
    path = ws.root / "p.csv"
    path.write_text("transaction_code,unit_code,amount_vnd,status\nT1,H60.101,10,paid\n", encoding="utf-8")
    assert ws.ingest(path, exported_at="2026-04-01").warnings["paid_without_date"] == 1
    path.write_text("dossier_code,unit_code,status\nD1,H60.101,4\nD2,H60.101,1\n", encoding="utf-8")
    assert ws.ingest(path, exported_at="2026-04-01").warnings["received_without_date"] == 1


def test_a_unit_is_reconciled_with_the_dossiers_it_took_over(ws: Workspace) -> None:
    drop(ws, "units.csv", LIVES)
    heading = "dossier_code,unit_code,status,received_at,source\n"
    rows = ("H60.102-260302-0001,H60.102", "H60.101-260302-0002,H60.101")
    drop(ws, "a.csv", heading + "".join(f"{row},4,2026-03-02,one_stop\n" for row in rows))
    drop(ws, "b.csv", heading + "H60.101-260302-0002,H60.101,4,2026-03-02,paper_register\n")
    found = ws.reconcile("dossiers", "one_stop", "paper_register", unit_code="H60.101", as_of="2026-12-31")
    assert (found.only_left.height, found.matched.height) == (1, 1)
