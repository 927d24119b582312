"""A record that the office deleted upstream goes on counting, unless an export says that it is everything there is."""

import json
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from openpyxl import Workbook

from par_metrics import Workspace
from par_metrics.cli.entry import run
from tests.support.workspaces import UNITS, csv_file, load

HEADING = "dossier_code | unit_code | status | received_at | channel"
A, B, C = (f"H60.101-260301-000{n} | H60.101 | 4 | 2026-03-0{n} | online" for n in (1, 2, 3))
OTHER_UNIT = "H60.102-260301-0009 | H60.102 | 4 | 2026-03-09 | online"
JAN, FEB, MAR, APR, MAY = (f"2026-{month:02}-28" for month in (4, 5, 6, 7, 8))
"""Days of export, in their order; all after the records."""
LATER = datetime(2026, 12, 1)


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    ws = Workspace.create(tmp_path / "ws", unit="H60.101")
    load(ws, "units", UNITS)
    return ws


def take(ws: Workspace, exported_at: str, *rows: str, full_list=True, heading: str = HEADING, kind: str = "dossiers"):
    path = csv_file(ws.root / f"{len(list(ws.root.glob('*.csv')))}.csv", "\n".join([heading, *rows]))
    report = ws.ingest(path, kind=kind, exported_at=exported_at, full_list=full_list)
    assert not report.refused
    return report


def counted(ws: Workspace, as_of: datetime | str = LATER, known_at=None) -> tuple[float, dict[str, int]]:
    figure = ws.compute("online_dossiers_rate", "2026", as_of=as_of, known_at=known_at)
    return figure["denominator"].item(), json.loads(figure["excluded"].item())


def absent(ws: Workspace, kind: str = "dossiers") -> list[str]:
    """The records of a kind that are absent now."""
    state = "SELECT record, max_by(is_absent, row(exported_at, load_id)) AS gone FROM absences"
    found = ws.sql(
        f"SELECT record FROM ({state} WHERE kind = '{kind}' AND superseded_at IS NULL GROUP BY 1) WHERE gone"
    )
    return sorted(found["record"].to_list())


# --- what is absent ------------------------------------------------------------------


def test_a_record_that_the_next_full_list_lacks_is_excluded_from_then_on(ws):
    take(ws, JAN, A, B, C)
    before = ws.loads()["loaded_at"].max()
    report = take(ws, FEB, A, C)
    assert (report.absent, report.absent_records) == (1, ["one_stop/H60.101-260301-0002"])
    assert report.covers == "2026-03-01/2026-03-03"
    assert counted(ws) == (2, {"absent_upstream": 1})
    assert counted(ws, as_of="2026-05-27") == (3, {}), "before the list was made it was there"
    assert counted(ws, as_of="2026-05-28") == (2, {"absent_upstream": 1})
    assert counted(ws, known_at=before) == (3, {}), "before the list was loaded nobody knew"
    explained = ws.explain("online_dossiers_rate", "2026", as_of=LATER).filter(reason="absent_upstream")
    assert explained["dossier_code"].to_list() == ["H60.101-260301-0002"]


def test_an_export_that_does_not_say_it_is_everything_marks_nothing(ws):
    take(ws, JAN, A, B, C)
    assert take(ws, FEB, A, full_list=None).absent == 0
    assert take(ws, MAR, B, full_list=False).absent == 0
    assert counted(ws) == (3, {})


def test_only_records_of_earlier_full_lists_can_be_missing(ws):
    """B came by an export of one day's work; nobody said that lists have it."""
    take(ws, JAN, A, C)
    take(ws, FEB, B, full_list=False)
    assert take(ws, MAR, A, C).absent == 0
    assert counted(ws) == (3, {})


def test_a_record_seen_in_a_newer_export_is_not_missing_from_an_older_list(ws):
    take(ws, JAN, A, B, C)
    take(ws, MAR, B.replace("| 4 |", "| 5 |"), full_list=False)
    assert take(ws, FEB, A, C).absent == 0
    assert counted(ws) == (3, {})


def test_an_older_full_list_loaded_later_marks_nothing(ws):
    take(ws, JAN, A, B)
    take(ws, MAR, A, B, C)
    report = take(ws, FEB, A)
    assert (report.absent, report.covers) == (0, None)
    assert counted(ws) == (3, {})
    take(ws, APR, A, C)
    assert take(ws, FEB, A, "H60.101-260301-0007 | H60.101 | 4 | 2026-03-02 | online").absent == 0
    assert absent(ws) == ["one_stop/H60.101-260301-0002"]


def test_a_record_that_returns_is_back_from_its_return_on(ws):
    take(ws, JAN, A, B, C)
    take(ws, FEB, A, C)
    take(ws, MAR, B, full_list=False)
    assert counted(ws) == (3, {})
    assert counted(ws, as_of="2026-06-27") == (2, {"absent_upstream": 1}), "it was away in between"
    assert take(ws, APR, A, C).absent == 1
    assert counted(ws) == (2, {"absent_upstream": 1})


def test_an_export_of_before_the_list_does_not_bring_a_record_back(ws):
    take(ws, JAN, A, B, C)
    take(ws, MAR, A, C)
    take(ws, FEB, B, full_list=False)
    assert counted(ws) == (2, {"absent_upstream": 1})


def test_a_record_back_between_two_lists_that_lack_it_is_away_again(ws):
    take(ws, JAN, A, B, C)
    take(ws, FEB, A, C)
    take(ws, APR, A, C, "H60.101-260301-0004 | H60.101 | 4 | 2026-03-02 | online")
    take(ws, MAR, B, full_list=False)
    assert counted(ws, as_of="2026-07-01") == (4, {})
    assert counted(ws) == (3, {"absent_upstream": 1})


def test_the_very_list_of_before_says_again_what_is_there(ws):
    """The same bytes, made at another time: no load of before can stand for it."""
    take(ws, JAN, A, B)
    take(ws, FEB, A)
    take(ws, MAR, A, B)
    assert counted(ws) == (2, {})
    take(ws, APR, A)
    assert counted(ws) == (1, {"absent_upstream": 1})
    assert take(ws, MAR, A, B).already_loaded and take(ws, APR, A).already_loaded


# --- what a list is of ---------------------------------------------------------------


def test_a_list_says_nothing_of_units_and_sources_that_it_does_not_name(ws):
    heading = "source | dossier_code | unit_code | status | received_at | channel"
    rows = [f"one_stop | {row}" for row in (A, B, OTHER_UNIT)] + [f"paper_register | {B}"]
    take(ws, JAN, *rows, heading=heading)
    report = take(ws, FEB, f"one_stop | {A}", f"one_stop | {C}", heading=heading)
    assert report.absent_records == ["one_stop/H60.101-260301-0002"]


def test_without_dates_a_list_is_of_those_from_its_first_to_its_last_and_of_the_list_before(ws):
    february, april = (
        f"H60.101-26-{n} | H60.101 | 4 | 2026-{month}-15 | online" for n, month in ((7, "02"), (8, "04"))
    )
    take(ws, JAN, february, A, april)
    assert take(ws, FEB, A, B).absent == 2
    # The list before this one had nothing of February and April any more.
    report = take(ws, MAR, C)
    assert report.covers == "2026-03-01/2026-03-03"
    assert report.absent_records == ["one_stop/H60.101-260301-0001", "one_stop/H60.101-260301-0002"]


def test_of_the_dates_given_alone_records_are_missing(ws):
    take(ws, JAN, A, B, C)
    report = take(ws, FEB, OTHER_UNIT.replace("102", "101"), full_list="2026-03-02/2026-03-31")
    assert report.covers == "2026-03-02/2026-03-31"
    assert absent(ws) == ["one_stop/H60.101-260301-0002", "one_stop/H60.101-260301-0003"]


@pytest.mark.parametrize(
    ("form", "title"),
    [
        ("csv", ["Từ ngày 02/03/2026 đến ngày 31/03/2026"]),
        ("xlsx", ["Từ ngày 02/03/2026 đến ngày 31/03/2026"]),
        ("csv", ["Từ ngày", "02/03/2026", "Đến ngày", "31/03/2026"]),
        ("xlsx", ["Từ ngày", "02/03/2026", "Đến ngày", "31/03/2026"]),
        ("csv", ["(Từ 02/03 đến hết ngày 31/3/2026)"]),
        ("xlsx", ["TỪ NGÀY 02 THÁNG 03 NĂM 2026 ĐẾN NGÀY 31 THÁNG 03 NĂM 2026"]),
        ("csv", ["Kỳ báo cáo: từ 00:00 ngày 2-3-2026 - đến 23:59 ngày 31-3-2026"]),
    ],
)
def test_the_title_says_of_which_dates_a_list_is(ws, tmp_path, form, title):
    take(ws, JAN, A, B, C)
    row = [cell.strip() for cell in A.replace("0001", "0005").replace("2026-03-01", "2026-03-20").split("|")]
    table = [["Danh sách hồ sơ"], title, [name.strip() for name in HEADING.split("|")], row]
    path = tmp_path / f"list.{form}"
    if form == "csv":
        width = max(map(len, table))
        path.write_text("".join(";".join(line + [""] * (width - len(line))) + "\n" for line in table), "utf-8")
    else:
        book = Workbook()
        for line in table:
            book.active.append(line)
        book.save(path)
    report = ws.ingest(path, kind="dossiers", exported_at=FEB, full_list=True)
    assert report.covers == "2026-03-02/2026-03-31"
    assert absent(ws) == ["one_stop/H60.101-260301-0002", "one_stop/H60.101-260301-0003"]


def test_kinds_without_an_entry_date_are_compared_whole(ws):
    heading = "procedure_code | level"
    take(ws, JAN, "1.000001 | commune", "1.000002 | commune", heading=heading, kind="procedures")
    report = take(ws, FEB, "1.000002 | commune", heading=heading, kind="procedures")
    assert (report.covers, report.absent_records) == ("all", ["1.000001"])
    take(ws, JAN, "H60.101 | An Tường", "H60.102 | Mỹ Lâm", heading="unit_code | unit_name", kind="units")
    assert take(ws, FEB, "H60.101 | An Tường", heading="unit_code | unit_name", kind="units").absent_records == [
        "H60.102"
    ]


def test_a_list_of_one_year_says_nothing_of_another(ws):
    heading = "unit_code | year | criterion_code | max_points"
    take(ws, JAN, "H60.101 | 2025 | 1.1 | 2", "H60.101 | 2026 | 1.1 | 2", heading=heading, kind="assessments")
    report = take(ws, FEB, "H60.101 | 2026 | 1.2 | 2", heading=heading, kind="assessments")
    assert report.absent_records == ["H60.101/2026/1.1"]


def test_a_list_of_staff_of_another_day_is_another_list(ws):
    heading = "staff_code | unit_code | as_of"
    take(ws, JAN, "s1 | H60.101 | 2026-03-31", "s2 | H60.101 | 2026-03-31", heading=heading, kind="staff")
    assert take(ws, FEB, "s1 | H60.101 | 2026-06-30", heading=heading, kind="staff").absent == 0
    assert take(ws, MAR, "s1 | H60.101 | 2026-03-31", heading=heading, kind="staff").absent_records == ["s2/2026-03-31"]


def test_a_record_whose_row_was_refused_is_on_the_list_all_the_same(ws):
    take(ws, JAN, A, B, C)
    report = take(ws, FEB, A, B.replace("| 4 |", "| không rõ |"))
    assert report.rejected == 1
    assert report.absent_records == ["one_stop/H60.101-260301-0003"]


def test_the_profile_says_that_its_exports_are_full_lists(ws, tmp_path):
    ws.root.joinpath("profiles").mkdir(exist_ok=True)
    columns = "\n".join(f'{name.strip()} = "{name.strip().upper()}"' for name in HEADING.split("|"))
    ws.root.joinpath("profiles", "ours.toml").write_text(
        f'name = "ours"\nversion = 1\nkind = "dossiers"\n[read]\nfull_list = true\n[columns]\n{columns}\n', "utf-8"
    )
    for number, (day, rows) in enumerate(((JAN, (A, B)), (FEB, (A,)))):
        path = csv_file(tmp_path / f"{number}.csv", "\n".join([HEADING.upper(), *rows]))
        report = ws.ingest(path, exported_at=day)
    assert (report.full_list, report.absent) == (True, 1)
    path = csv_file(tmp_path / "2.csv", f"{HEADING.upper()}\n{C}")
    assert not ws.ingest(path, exported_at=MAR, full_list=False).full_list


# --- taking back, and making again ---------------------------------------------------


def test_a_withdrawn_list_takes_its_marks_back(ws):
    take(ws, JAN, A, B, C)
    wrong = take(ws, FEB, A, C)
    done = ws.withdraw(wrong.load_id, "lọc thiếu")
    assert done.records >= 1
    assert counted(ws) == (3, {})
    assert counted(ws, known_at=done.at - timedelta(microseconds=1)) == (2, {"absent_upstream": 1})
    ws.restore(wrong.load_id)
    assert counted(ws) == (2, {"absent_upstream": 1})
    assert counted(ws, known_at=done.at) == (3, {})


def test_what_later_lists_said_by_a_withdrawn_one_is_gone_with_it(ws):
    """B was known from the first list alone; without that no list ever had it, and none can lack it."""
    take(ws, JAN, A, C)
    first = take(ws, FEB, A, B, C)
    take(ws, MAR, B.replace("| 4 |", "| 5 |"), full_list=False)
    take(ws, APR, A, C)
    assert counted(ws) == (2, {"absent_upstream": 1})
    ws.withdraw(first.load_id, "sai")
    assert counted(ws) == (3, {})


def test_the_lake_alone_makes_the_marks_again(ws, tmp_path):
    take(ws, JAN, A, B, C)
    take(ws, FEB, A, C.replace("| 4 |", "| không rõ |"))
    take(ws, MAR, B, full_list=False)
    wrong = take(ws, APR, A)
    ws.withdraw(wrong.load_id, "sai")
    copy = Workspace.create(tmp_path / "copy", unit="H60.101")
    shutil.copytree(ws.root / "lake", copy.root / "lake", dirs_exist_ok=True)
    copy.rebuild()
    for table in ("absences", "dossiers_versions", "refused_rows", "withdrawals", "loads"):
        asked = f"SELECT * FROM {table} ORDER BY ALL"
        assert ws.sql(asked).equals(copy.sql(asked)), table


def test_a_diff_names_the_list(ws):
    take(ws, JAN, A, B, C)
    before = ws.loads()["loaded_at"].max()
    lacking = take(ws, FEB, A, C)
    asked = {"period": "2026-03", "ids": "online_dossiers_rate", "as_of": LATER}
    found = ws.diff(before, **asked).records.filter(pl.col("unit_code").is_null())
    assert found.select("record", "cause", "reason_after", "load_id").rows() == [
        ("H60.101-260301-0002", "full_list", "absent_upstream", lacking.load_id)
    ]
    back = take(ws, MAR, B, full_list=False)
    found = ws.diff(ws.loads()["loaded_at"][-2], **asked).records
    assert set(found["cause"]) == {"full_list"} and set(found["load_id"]) == {back.load_id}


# --- saying so -----------------------------------------------------------------------


def test_a_file_loaded_before_is_read_as_a_full_list_where_that_is_asked(ws, tmp_path):
    take(ws, JAN, A, B)
    path = csv_file(tmp_path / "list.csv", f"{HEADING}\n{A}")
    assert ws.ingest(path, kind="dossiers", exported_at=FEB).absent == 0
    assert ws.ingest(path, kind="dossiers").already_loaded
    report = ws.ingest(path, kind="dossiers", full_list=True)
    assert (report.already_loaded, report.absent, report.unchanged) == (False, 1, 1)
    assert ws.ingest(path, kind="dossiers", full_list=True).already_loaded
    assert ws.ingest(path, kind="dossiers").already_loaded


@pytest.mark.parametrize(
    "words",
    [
        ["ingest", "--full-list", "FILE", "--kind", "dossiers"],
        ["ingest", "FILE", "--kind", "dossiers", "--full-list"],
        ["ingest", "FILE", "--full-list", "--kind", "dossiers"],
        ["ingest", "--full-list", "2026-03-01/2026-03-31", "FILE", "--kind", "dossiers"],
        ["ingest", "--full-list=2026-03", "--kind", "dossiers", "FILE"],
        ["ingest", "FILE", "--kind", "dossiers", "--full-list", "2026-Q1"],
    ],
)
def test_the_command_line_tells_what_is_gone(ws, tmp_path, capsys, words):
    take(ws, JAN, A, B, C)
    path = csv_file(tmp_path / "2026.csv", f"{HEADING}\n{A}\n{C}")
    options = [str(path) if word == "FILE" else word for word in words]
    assert run(["--workspace", str(ws.root), "--lang", "vi", *options, "--exported-at", FEB]) == 0
    told = capsys.readouterr().err
    assert "absent_upstream" in told and "H60.101-260301-0002" in told
    assert counted(ws) == (2, {"absent_upstream": 1})


# --- wherever records are shown --------------------------------------------------------

DUE = "dossier_code | unit_code | status | received_at | due_at"


def test_what_a_full_list_lacks_is_neither_at_risk_nor_in_a_form(ws):
    """It counted in no figure, and stood among the overdue ones all the same."""
    open_dossiers = [f"H60.101-260301-000{n} | H60.101 | 4 | 2026-03-02 | 2026-03-04" for n in (1, 2)]
    take(ws, JAN, *open_dossiers, heading=DUE)
    take(ws, FEB, open_dossiers[0], heading=DUE)
    assert ws.compute("overdue_open_count", "2026", as_of=LATER)["value"].item() == 1
    assert ws.at_risk(as_of=LATER)["dossier_code"].to_list() == ["H60.101-260301-0001"]
    assert ws.at_risk(as_of=LATER, by="unit_code")["open"].item() == 1
    assert ws.form(period="2026", as_of=LATER)["overdue"].to_list() == [1]
    assert ws.form(period="2026", as_of="2026-05-27")["overdue"].to_list() == [2], "it was listed then"


def test_why_says_that_it_is_gone_and_nothing_false_of_it(ws):
    take(ws, JAN, A, B, C)
    take(ws, FEB, A, C)
    rows = ws.why("H60.101-260301-0002", "2026-04", as_of=LATER).rows
    told = rows.filter(counted_as="not_counted", reason="absent_upstream")
    assert told.height > 5 and told["reason_en"].unique().to_list() == ["no longer in the full list"]
    assert not rows.filter(pl.col("reason_en").str.contains("in (1, 3)", literal=True)).height


def test_the_latest_year_is_that_of_the_scores_that_are_there(ws):
    """63 points of seven dimensions were stretched to 72; the year before has all eight."""
    heading = "place_code | year | dimension | score | origin"
    both = [
        f"H60.101 | {year} | {n} | {score} | published" for year, score in ((2025, 5), (2026, 9)) for n in range(1, 9)
    ]
    take(ws, JAN, *both, heading=heading, kind="papi_scores")
    take(ws, FEB, *both[:-1], heading=heading, kind="papi_scores")
    figures = ws.compute(["papi", "papi_8"], "2026", as_of=LATER)
    assert figures["value"].to_list() == [40, 5]
    gone = ws.explain("papi_8", "2026", as_of=LATER).filter(reason="absent_upstream")
    assert gone.height == 1, "and what is gone is named"


def test_the_latest_row_of_a_person_is_one_that_is_there(ws):
    heading = "staff_code | unit_code | as_of | is_qualified | discipline | disciplined_on"
    first, second = "S1 | H60.101 | 2026-01-31 | 1 | reprimand | 2026-01-20", "S1 | H60.101 | 2026-03-30 | 0 | none |"
    other = "S2 | H60.101 | 2026-03-30 | 1 | none |"
    take(ws, JAN, first, second, other, heading=heading, kind="staff")
    assert ws.compute("staff_disciplined_count", "2026", as_of=LATER)["numerator"].item() == 0
    take(ws, FEB, first, other, heading=heading, kind="staff")
    assert ws.compute("staff_disciplined_count", "2026", as_of=LATER)["numerator"].item() == 1


def test_the_state_of_a_row_of_the_plan_is_that_of_a_report_that_is_there(ws):
    heading = "plan_row | unit_code | period | state | reported_on"
    first, second = (
        "A.I.1.1 | H60.101 | 2026-Q1 | behind | 2026-03-20",
        "A.I.1.1 | H60.101 | 2026-Q2 | done | 2026-04-20",
    )
    take(ws, JAN, first, second, heading=heading, kind="task_reports")
    take(ws, FEB, first, heading=heading, kind="task_reports")
    card = ws.scorecard("2026", "H60.101", as_of=LATER)
    assert card.filter(plan_row="A.I.1.1")["state"].unique().to_list() == ["behind"]
    figure = ws.compute("plan_rows_on_track_rate", "2026", as_of=LATER)
    assert (figure["numerator"].item(), figure["denominator"].item()) == (0, 1)


def test_assessments_that_are_gone_give_no_points(ws):
    heading = "unit_code | year | criterion_code | max_points | self_points"
    first, second = "H60.101 | 2026 | 1.1 | 50 | 30", "H60.101 | 2026 | 1.2 | 50 | 50"
    take(ws, JAN, first, second, heading=heading, kind="assessments")
    take(ws, FEB, first, heading=heading, kind="assessments")
    total = ws.par_index("2026", "H60.101", as_of=LATER).filter(level="total")
    assert (total["self_points"].item(), total["max_points"].item()) == (30, 50)
