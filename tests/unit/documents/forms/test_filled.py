"""Each figure of the official forms, on a few dossiers; and where an indicator says the same, the same figure."""

import json
import warnings

import polars as pl
import pytest

import par_metrics as pm
from par_metrics.documents.forms import FORMS, find_form
from par_metrics.errors import Notice, UsageError
from tests.support.workspaces import UNITS, load

PROCEDURES = """
    procedure_code | procedure_name | field   | level   | has_fee | returns_document | statutory_working_days
    1.000001       | Khai sinh      | Hộ tịch | commune | true    | true             | 5
    1.000002       | Đất            | Đất đai | commune | true    | false            | 5
    1.000003       | Chứng thực     | Tư pháp | commune | false   | true             | 5
"""
# In March, of H60.101: A-1 early, A-2 late, A-3 open, A-4 open and overdue since before, A-5 withdrawn, A-6 on its day,
# A-7 waits for papers, A-8 without a due date, A-9 without an end date. H60.102: B-1 early, of an unknown channel.
_HEAD = (
    "dossier_code | unit_code | procedure_code | status | channel | received_at | due_at | completed_at | returned_at"
    " | supplement_requested_at | fee_vnd | online_payment | has_digital_components"
    " | has_reused_components | has_digital_result | apology_sent_at | is_apology_published"
)
DOSSIERS = f"""
    {_HEAD}
    A-1|H60.101|1.000001|10|online|2026-03-02 08:00|2026-03-10 17:00|2026-03-09 08:00|||8000|national|x|x|x||
    A-2|H60.101|1.000001|10|postal|2026-03-02 08:00|2026-03-10 17:00|2026-03-12 08:00|||8000|none|x||||
    A-3|H60.101|1.000002|4|online|2026-03-20 08:00|2026-04-10 17:00||||8000|provincial|||||
    A-4|H60.101|1.000002|4|in_person|2026-02-20 08:00|2026-03-10 17:00||||8000|none||||2026-03-20 08:00|
    A-5|H60.101|1.000002|7|in_person|2026-03-20 08:00|2026-04-10 17:00|2026-03-21 08:00|||0|none|x||||
    A-6|H60.101|1.000003|9|in_person|2026-03-01 00:00|2026-03-10 17:00|2026-03-10 09:00|||0|none|||x||
    A-7|H60.101|1.000003|5|online|2026-03-02 08:00|2026-03-10 17:00|||2026-03-04 08:00|0|none|x|x|||
    A-8|H60.101|1.000002|10|online|2026-03-02 08:00||2026-03-03 08:00|||8000|none|x||||
    A-9|H60.101|1.000001|9|online|2026-03-02 08:00|2026-03-10 17:00||||8000|none|x||||
    B-1|H60.102|1.000001|10||2026-03-20 08:00|2026-04-10 17:00|2026-03-21 08:00|||8000|national|x||x||
"""
PAYMENTS = """
    transaction_code | unit_code | dossier_code | procedure_code | amount_vnd | method | status | paid_at
    T-1 | H60.101 | A-2 |          | 8000 | cash   | paid   | 2026-03-12 08:00
    T-2 | H60.101 | A-4 | 1.000002 | 8000 | cash   | paid   | 2026-02-20 08:00
    T-3 | H60.101 | X-9 |          | 8000 | cash   | paid   | 2026-03-12 08:00
"""
AS_OF, PERIOD = "2026-04-01", "2026-03"
Figures = dict[tuple[str, str | None], dict[str, object]]


@pytest.fixture(scope="module")
def ws(tmp_path_factory: pytest.TempPathFactory) -> pm.Workspace:
    ws = pm.Workspace.create(tmp_path_factory.mktemp("forms") / "ws", unit="H60.101")
    tables = {"units": UNITS, "procedures": PROCEDURES, "dossiers": DOSSIERS, "payments": PAYMENTS}
    for kind, table in tables.items():
        load(ws, kind, table)
    return ws


@pytest.fixture(scope="module")
def figures(ws: pm.Workspace) -> Figures:
    """Every figure of March, by indicator and unit; None for all units."""
    by_unit = ws.compute(period=PERIOD, by="unit_code", as_of=AS_OF)
    whole = ws.compute(period=PERIOD, as_of=AS_OF).with_columns(unit_code=pl.lit(None, pl.String))
    rows = pl.concat([by_unit, whole.select(by_unit.columns)]).iter_rows(named=True)
    return {(row["indicator"], row["unit_code"]): row for row in rows}


def filled(ws: pm.Workspace, form: str, **asked: str) -> tuple[pl.DataFrame, list[str]]:
    """The form of March, and its notes."""
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        frame = ws.form(form, **{"period": PERIOD, "as_of": AS_OF} | asked)  # type: ignore[arg-type]
    return frame, [str(warning.message) for warning in told if warning.category is Notice]


def test_progress_by_the_rule_of_766(ws: pm.Workspace, figures: Figures) -> None:
    frame, notes = filled(ws, "766-tien-do")
    cells = [column.id for column in FORMS["766-tien-do"].columns]
    assert frame.columns == ["unit_code", "unit_name", *cells]
    # Handled: early in time by the law, A-6 on its day; late, which never ended. Open: A-3,
    # A-7 in time, since its clock stands, and A-4 late.
    assert frame.row(0)[2:] == (9, 1, 8, 5, 2, 1, 6, 2, 2, 2, 3, 2, 1)
    assert frame.row(1)[2:] == (1, 0, 1, None, None, None, 1, 1, 0, 0, 0, 0, 0)
    for code in ("H60.101", "H60.102"):
        row, rate = frame.row(by_predicate=pl.col("unit_code") == code, named=True), figures["on_time_rate_qd766", code]
        assert row["received_total"] == row["handled_total"] + row["open_total"] == rate["denominator"]
        assert row["handled_early"] + row["handled_in_time"] + row["open_in_time"] == rate["numerator"]
    # A-8 has no due date to be early on.
    undated = (
        "Handled in time includes 1 dossiers without a due date, judged by the time limit of the law; whether they "
        "were early is not known."
    )
    assert [note for note in notes if note.startswith("Handled")] == [
        "Handled includes 1 withdrawn or stopped dossiers, judged by when they ended.",
        "Handled includes 1 dossiers without an end date, judged at the end of the period.",
        undated,
    ]
    assert "Being handled includes 1 dossiers that wait for papers, judged up to the request." in notes
    assert any("1 dossiers of an unknown channel" in note for note in notes)


def test_forms_laid_side_by_side_say_where_they_differ_and_why(ws: pm.Workspace) -> None:
    """Each on its own paper; the numbers are those of the cells, and the reasons come to the difference."""
    form, notes = filled(ws, "II.06a")
    progress, others = filled(ws, "766-tien-do")
    differ = [note for note in notes if note.startswith("Differs from 766-tien-do")]
    assert differ == [
        (
            "Differs from 766-tien-do, resolved: 5 here, 7 there; "
            "dossiers only there: 1 withdrawn, 1 done without an end date."
        ),
        "Differs from 766-tien-do, resolved late: 1 here, 2 there; dossiers only there: 1 done without an end date.",
        "Differs from 766-tien-do, in progress, overdue: 2 here, 1 there; dossiers only here: 1 waiting for papers.",
    ]
    assert [note for note in others if note.startswith("Differs from II.06a")] == [
        "Differs from II.06a, resolved: 7 here, 5 there; dossiers only here: 1 withdrawn, 1 done without an end date.",
        "Differs from II.06a, resolved late: 2 here, 1 there; dossiers only here: 1 done without an end date.",
        "Differs from II.06a, in progress, overdue: 1 here, 2 there; dossiers only there: 1 waiting for papers.",
    ]
    assert (form["resolved_total"].sum(), progress["handled_total"].sum()) == (5, 7)
    assert (form["overdue"].sum(), progress["open_late"].sum()) == (2, 1)
    _, digital = filled(ws, "766-so-hoa")
    assert "Received are those of the period: without the 1 dossiers carried over that II.06a counts." in digital


def test_an_overdue_dossier_without_a_due_date_is_a_note_of_both_forms(workspace: pm.Workspace) -> None:
    """The law gave it 5 working days; II.06a knows of no day it was due."""
    load(workspace, "procedures", PROCEDURES)
    row = "D-1 | H60.101 | 1.000001 | 4 | 2026-03-02 08:00 | "
    load(workspace, "dossiers", f"dossier_code | unit_code | procedure_code | status | received_at | due_at\n{row}")
    why = "1 without a due date (766 goes by the time limit of the law)."
    assert (
        f"Differs from 766-tien-do, in progress, overdue: 0 here, 1 there; dossiers only there: {why}"
        in filled(workspace, "II.06a")[1]
    )
    assert (
        f"Differs from II.06a, in progress, overdue: 1 here, 0 there; dossiers only here: {why}"
        in filled(workspace, "766-tien-do")[1]
    )


def test_a_dossier_that_the_rule_of_766_cannot_judge_is_not_said_to_be_judged(workspace: pm.Workspace) -> None:
    """Neither a due date nor a limit by law: in II.06a alone. Beside it one that the law's limit tells of."""
    load(workspace, "procedures", PROCEDURES)
    rows = (
        "D-1 | H60.101 | 1.000001 | 10 | 2026-03-02 08:00 | | 2026-03-27 08:00\n"
        "D-2 | H60.101 | 9.999999 | 10 | 2026-03-02 08:00 | | 2026-03-27 08:00\n"
    )
    head = "dossier_code | unit_code | procedure_code | status | received_at | due_at | completed_at\n"
    load(workspace, "dossiers", head + rows)
    notes = filled(workspace, "II.06a")[1]
    unjudged = "1 without a due date or a known time limit of the law (766 does not judge them)."
    assert f"Differs from 766-tien-do, resolved: 2 here, 1 there; dossiers only here: {unjudged}" in notes
    by_law = "1 without a due date (766 goes by the time limit of the law)."
    assert f"Differs from 766-tien-do, resolved late: 0 here, 1 there; dossiers only there: {by_law}" in notes


def test_a_dossier_that_waits_since_before_the_period_is_a_note(ws: pm.Workspace) -> None:
    frame, notes = filled(ws, "766-tien-do", period="2026-04", as_of="2026-05-01")
    assert frame["received_total"].to_list() == [3, 0]
    assert "Not in the form: 1 dossiers that have waited for papers since before the period." in notes


def test_payments(ws: pm.Workspace, figures: Figures) -> None:
    """In March both procedures with a fee had a dossier and were paid online; one dossier has no fee to pay."""
    frame, notes = filled(ws, "766-thanh-toan")
    assert frame.rows() == [
        ("H60.101", "Phường An Tường", 2, 2, 2, 2, 5, 2),
        ("H60.102", "Phường Mỹ Lâm", 2, 1, None, 1, 1, 1),
    ]
    for row in frame.iter_rows(named=True):
        unit = row["unit_code"]
        used, paid = figures["qd766_fee_procedures_used_rate", unit], figures["qd766_procedures_paid_online_rate", unit]
        dossiers = figures["online_payment_dossiers_rate", unit]
        assert (used["denominator"], used["numerator"]) == (row["fee_procedures"], row["used"])
        assert (paid["denominator"], paid["numerator"]) == (row["fee_procedures"], row["paid_online"])
        assert (dossiers["denominator"], dossiers["numerator"]) == (row["fee_dossiers"], row["dossiers_paid_online"])
    assert "Not in the form: 1 payments of which nobody knows for what procedure." in notes
    assert any("left empty where no payment of the unit is loaded" in note for note in notes)


def test_a_procedure_of_two_units_is_one_in_the_total(ws: pm.Workspace, figures: Figures) -> None:
    from par_metrics.documents.forms import Asked, make_form
    from par_metrics.domain.period import Period

    with ws.snapshot(AS_OF) as snapshot:
        totals = make_form(FORMS["766-thanh-toan"], Asked(snapshot, Period.parse(PERIOD))).totals
    assert totals == {"fee_procedures": 2, "used": 2, "paid": None, "paid_online": 2}, "of one unit nobody knows"
    assert totals["fee_procedures"] == figures["qd766_fee_procedures_used_rate", None]["denominator"]


def test_digitisation(ws: pm.Workspace, figures: Figures) -> None:
    frame, notes = filled(ws, "766-so-hoa")
    # Of 8 received 6 with digital papers; of 4 resolved 3 return a document, 2 of them digitised.
    assert frame.rows() == [
        ("H60.101", "Phường An Tường", 8, 2, 6, 2, 0.75, 4, 1, 2, 2 / 3),
        ("H60.102", "Phường Mỹ Lâm", 1, 0, 1, 0, 1.0, 1, 0, 1, 1.0),
    ]
    for row in frame.iter_rows(named=True):
        papers = figures["digital_components_rate", row["unit_code"]]
        results = figures["digital_result_rate", row["unit_code"]]
        reused = figures["reused_components_rate", row["unit_code"]]
        assert (papers["denominator"], papers["numerator"]) == (row["not_digital"] + row["digital"], row["digital"])
        assert results["numerator"] == row["digital_result"]
        assert results["denominator"] == row["no_digital_result"] + row["digital_result"]
        assert (papers["value"], results["value"]) == (row["components_share"], row["results_share"])
        assert reused["numerator"] == row["reused"]
    assert any(note.startswith("Resolved includes 1 dossiers whose procedure returns no document") for note in notes)


def test_the_late_dossiers_are_those_of_the_figures_and_of_the_form(ws: pm.Workspace, figures: Figures) -> None:
    frame, notes = filled(ws, "qua-han")
    assert frame.select("dossier_code", "state", "working_days_late", "unit_name").rows() == [
        ("A-2", "late", 2, "Phường An Tường"),
        ("A-4", "overdue", 15, "Phường An Tường"),
        ("A-7", "overdue", 15, "Phường An Tường"),
    ]
    assert frame["ended_at"].is_null().to_list() == [False, True, True]
    form, _ = filled(ws, "II.06a")
    for state, cell in (("late", "late"), ("overdue", "overdue")):
        assert frame.filter(state=state).height == form[cell].sum()
    resolved = figures["on_time_rate", None]
    assert frame.filter(state="late").height == resolved["denominator"] - resolved["numerator"]  # type: ignore[operator]
    assert frame.filter(state="overdue").height == figures["overdue_open_count", None]["value"]
    assert notes[0] == "In all 3 dossiers: 1 resolved late in the period, 2 open and overdue."
    assert "Nobody knows whether 1 resolved dossiers without a due date were late." in notes
    assert "Nobody knows whether 1 dossiers that are done without an end date were late." in notes


def test_letters_are_what_the_apology_rate_misses(ws: pm.Workspace, figures: Figures) -> None:
    """A-4 has its letter, and lacks only that it is published: a second letter would be one too many."""
    frame, notes = filled(ws, "xin-loi")
    assert frame.select("dossier_code", "procedure_name", "cause").rows() == [
        ("A-2", "Khai sinh", "late"),
        ("A-7", "Chứng thực", "overdue"),
    ]
    assert frame["new_due_at"].null_count() == 2
    assert notes[0] == "The records have a first due date of no dossier: that column has the date in force."
    assert "Not listed: 1 dossiers whose letter was sent and is still to be published." in notes
    assert "The new due date of 1 dossiers that are still open is to be filled in before letters are made." in notes
    rate = figures["apology_rate", None]
    assert frame.height + 1 == rate["denominator"] - rate["numerator"]  # type: ignore[operator]
    unknown = json.loads(str(rate["excluded"]))["not_known"]
    assert any(f"{unknown} dossiers of which nobody knows whether they are late" in note for note in notes)


def test_a_letter_has_the_date_first_promised_and_the_later_one(workspace: pm.Workspace) -> None:
    head = "dossier_code | unit_code | status | received_at | original_due_at | due_at | completed_at | apology_sent_at"
    rows = """
        D-1 | H60.101 | 10 | 2026-03-02 | 2026-03-05 | 2026-03-10 | 2026-03-12 |
        D-2 | H60.101 | 10 | 2026-03-02 |            | 2026-03-06 | 2026-03-12 |
    """
    load(workspace, "dossiers", head + rows)
    letters, notes = filled(workspace, "xin-loi")
    days = letters.select(pl.col("promised_at", "extended_due_at", "new_due_at").dt.day())
    assert days.rows() == [(5, 10, None), (6, None, None)]
    assert not any("first due date" in note for note in notes)


def test_a_dossier_still_worked_on_is_overdue_whatever_date_of_its_end_is_written(workspace: pm.Workspace) -> None:
    """A letter once told a citizen that an officer's mistake was the reason, which no record said."""
    head = "dossier_code | unit_code | status | received_at | due_at | completed_at | apology_sent_at"
    rows = """
        D-1 | H60.101 | 4  | 2026-03-02 | 2026-03-10 | 2026-03-05 |
        D-2 | H60.101 | 10 | 2026-03-02 | 2026-03-10 | 2026-04-05 |
    """
    load(workspace, "dossiers", head + rows)
    letters, notes = filled(workspace, "xin-loi")
    assert letters.select("dossier_code", "ended_at", "cause").rows() == [
        ("D-1", None, "overdue"),
        ("D-2", None, "overdue"),
    ]
    assert "The new due date of 2 dossiers that are still open is to be filled in before letters are made." in notes
    late, _ = filled(workspace, "qua-han")
    assert late["state"].to_list() == ["overdue", "overdue"]


def test_one_unit_alone(ws: pm.Workspace) -> None:
    for form in FORMS:
        frame, _ = filled(ws, form, unit_code="H60.102")
        assert set(frame["unit_code"]) <= {"H60.102"}
    assert filled(ws, "766-tien-do", unit_code="H60.102")[0]["received_total"].to_list() == [1]


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> pm.Workspace:
    """Dossiers of an export that says nothing of channels, due dates, papers, payments and apologies."""
    ws = pm.Workspace.create(tmp_path_factory.mktemp("bare") / "ws", unit="H60.101")
    load(ws, "units", UNITS)
    rows = "D-1 | H60.101 | 10 | 2026-03-02 08:00 | 2026-03-03 08:00\nD-2 | H60.101 | 4 | 2026-03-02 08:00 |"
    load(ws, "dossiers", f"dossier_code | unit_code | status | received_at | completed_at\n{rows}")
    return ws


def test_what_no_column_says_is_empty_and_not_nought(bare: pm.Workspace) -> None:
    form, notes = filled(bare, "II.06a")
    row = form.row(0, named=True)
    assert (row["received_total"], row["resolved_total"], row["in_progress_total"]) == (2, 1, 1)
    assert {row[cell] for cell in ("received_online", "received_other", "early", "on_time", "late", "overdue")} == {
        None
    }
    assert any(note.startswith("Cells are empty where exports say nothing") for note in notes)
    digital, _ = filled(bare, "766-so-hoa")
    assert digital.row(0)[2:] == (2, None, None, None, None, 1, 0, 0, None)
    paid, _ = filled(bare, "766-thanh-toan")
    assert set(paid.row(0)[2:]) == {None}, "neither dossiers with a fee nor without one: nobody knows"
    progress, notes = filled(bare, "766-tien-do")
    assert progress["received_total"].to_list() == [0]
    assert any(note.startswith("Not in the form: 2 dossiers without a due date") for note in notes)
    letters, notes = filled(bare, "xin-loi")
    assert letters.is_empty()
    assert "Not listed: 2 dossiers of which nobody knows whether a letter was sent (no export has the column)." in notes


def test_a_letter_that_may_have_been_sent_is_not_written_again(workspace: pm.Workspace) -> None:
    """That nothing was published is known, and makes it a miss; whether a letter was sent is not."""
    late = "D-1 | H60.101 | 10 | 2026-03-02 | 2026-03-03 | 2026-03-10 |"
    head = "dossier_code | unit_code | status | received_at | due_at | completed_at | is_apology_published"
    load(workspace, "dossiers", f"{head}\n{late}")
    assert workspace.compute("apology_rate", period=PERIOD, as_of=AS_OF)["denominator"].to_list() == [1]
    letters, notes = filled(workspace, "xin-loi")
    assert letters.is_empty()
    assert "Not listed: 1 dossiers of which nobody knows whether a letter was sent (no export has the column)." in notes


def test_a_unit_of_which_nothing_is_loaded_has_no_row_and_is_named(bare: pm.Workspace) -> None:
    """With an empty one no total would be known."""
    for form in ("II.06a", "766-tien-do", "766-thanh-toan", "766-so-hoa"):
        frame, notes = filled(bare, form)
        assert frame["unit_code"].to_list() == ["H60.101"]
        assert "There is no row of Phường Mỹ Lâm, and the total leaves them out: no dossier is loaded." in notes


def test_a_form_is_found_in_any_case_and_the_nearest_is_named() -> None:
    assert find_form("ii.06A").id == "II.06a"
    with pytest.raises(UsageError, match='The nearest is "766-tien-do"'):
        find_form("766-tiendo")


def test_notes_are_notices_in_both_languages(ws: pm.Workspace) -> None:
    with pytest.warns(Notice) as told:
        ws.form("qua-han", PERIOD, as_of=AS_OF)
    notice = next(warning.message for warning in told if str(warning.message).startswith("In all"))
    assert isinstance(notice, Notice)
    assert notice.label.vi.startswith("Tổng số: 3 hồ sơ")
