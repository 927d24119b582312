"""A form against itself, and against our records."""

from pathlib import Path

import pytest

import par_metrics as pm
from par_metrics.errors import Notice, UsageError
from par_metrics.reconciliation.forms.identities import identities_of
from par_metrics.reconciliation.forms.ii06a import BY_ID
from par_metrics.reconciliation.forms.reading import stated_form
from tests.support.workspaces import UNITS, load

PROCEDURES = """
    procedure_code | procedure_name | field   | level
    1.000001       | Khai sinh      | Hộ tịch | commune
    1.000002       | Đất            | Đất đai | commune
"""
# H60.101 in March: received 5 (1 carried over), resolved 2 (early, late), in progress 2 (1 overdue), withdrawn 1.
RECORDS = """
    dossier_code | unit_code | procedure_code | status | channel | received_at | due_at | completed_at
    A-1 | H60.101 | 1.000001 | 10 | online | 2026-03-02 08:00 | 2026-03-10 17:00 | 2026-03-09 08:00
    A-2 | H60.101 | 1.000001 | 10 | postal | 2026-03-02 08:00 | 2026-03-10 17:00 | 2026-03-10 18:00
    A-3 | H60.101 | 1.000002 | 4 | online | 2026-03-20 08:00 | 2026-04-10 17:00 |
    A-4 | H60.101 | 1.000002 | 4 | in_person | 2026-02-20 08:00 | 2026-03-10 17:00 |
    A-5 | H60.101 | 1.000002 | 7 | in_person | 2026-03-20 08:00 | 2026-04-10 17:00 | 2026-03-21 08:00
    B-1 | H60.102 | 1.000001 | 10 | online | 2026-03-20 08:00 | 2026-04-10 17:00 | 2026-03-21 08:00
"""
# Not counted: the form is of the one-stop system.
ON_PAPER = """
    source         | dossier_code | unit_code | status | received_at
    paper_register | P-1          | H60.101   | 4      | 2026-03-02 08:00
"""
OURS = dict(zip(BY_ID, [5, 2, 2, 1, 2, 1, 0, 1, 2, 1, 1], strict=True))
OTHERS = dict(zip(BY_ID, [1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0], strict=True))
AS_OF = "2026-10-01"


@pytest.fixture(scope="module")
def ws(tmp_path_factory: pytest.TempPathFactory) -> pm.Workspace:
    ws = pm.Workspace.create(tmp_path_factory.mktemp("forms") / "ws", unit="H60.101")
    for kind, table in (("units", UNITS), ("procedures", PROCEDURES), ("dossiers", RECORDS), ("dossiers", ON_PAPER)):
        load(ws, kind, table)
    return ws


def test_the_form_by_unit(ws: pm.Workspace) -> None:
    frame = ws.form("II.06a", "2026-03", as_of=AS_OF)
    assert frame.to_dicts() == [
        {"unit_code": "H60.101", "unit_name": "Phường An Tường", **OURS, "other": 1},
        {"unit_code": "H60.102", "unit_name": "Phường Mỹ Lâm", **OTHERS, "other": 0},
    ]


def test_the_form_by_field(ws: pm.Workspace) -> None:
    frame = ws.form("II.06a", "2026-03", by="field", as_of=AS_OF)
    assert frame.select("field", "received_total", "resolved_total").rows() == [("Hộ tịch", 3, 3), ("Đất đai", 3, 0)]


def test_a_unit_without_dossiers_has_a_row_of_zeros_and_one_not_loaded_by_then_has_none(ws: pm.Workspace) -> None:
    cells = ("unit_code", "received_total", "in_progress_total")
    assert ws.form("II.06a", "2026-04", as_of=AS_OF).select(cells).rows()[1] == ("H60.102", 0, 0)
    with pytest.warns(Notice, match="No dossier is loaded"):
        assert ws.form("II.06a", "2025-03", as_of=AS_OF).is_empty()


def test_the_form_agrees_with_the_indicator(ws: pm.Workspace) -> None:
    """Early and on time are what `on_time_rate` counts as good, where every dossier has a due date."""
    totals = ws.form("II.06a", "2026-03", as_of=AS_OF).sum()
    figure = ws.compute("on_time_rate", period="2026-03", as_of=AS_OF).row(0, named=True)
    assert totals["early"].item() + totals["on_time"].item() == figure["numerator"]
    assert totals["resolved_total"].item() == figure["denominator"]


def test_our_own_form_is_read_back_without_a_difference(ws: pm.Workspace, tmp_path: Path) -> None:
    for by in ("unit_code", "field"):
        path = tmp_path / f"{by}.xlsx"
        ws.write_form(path, "II.06a", "2026-03", by=by, as_of=AS_OF)  # type: ignore[arg-type]
        check = ws.check_form(path, "2026-03", as_of=AS_OF)
        assert check.by == by
        assert check.cells.height == 3 * len(BY_ID)
        assert check.differing.is_empty() and check.unmatched.is_empty()
        assert check.failing["identity"].unique().to_list() == ["balance"]


def test_a_balance_that_withdrawn_dossiers_break(ws: pm.Workspace) -> None:
    check = ws.check_form({"Phường An Tường": OURS}, "2026-03", as_of=AS_OF)
    assert check.failing.select("row", "identity", "cell", "stated", "expected", "difference", "other").rows() == [
        ("Phường An Tường", "balance", "received_total", 5, 4, 1, 1)
    ]


def test_a_difference_explained_in_full(ws: pm.Workspace) -> None:
    """By date A-2 is on time; nobody says that this is why."""
    stated = {**OURS, "on_time": 1, "late": 0}
    check = ws.check_form({"H60.101": stated}, "2026-03", as_of=AS_OF)
    assert check.differing.select("cell", "form", "ours", "difference").rows() == [
        ("on_time", 1, 0, 1),
        ("late", 0, 1, -1),
    ]
    found = check.explanations.select("cell", "reason", "effect", "in_full").rows()
    assert found == [("late", "by_date", -1, True), ("on_time", "by_date", 1, True)]
    assert check.candidates.select("cell", "reason", "dossier_code", "effect").rows() == [
        ("late", "by_date", "A-2", -1),
        ("on_time", "by_date", "A-2", 1),
    ]
    assert check.summary["explained_in_full"] == 2


def test_a_difference_that_is_not_explained(ws: pm.Workspace) -> None:
    check = ws.check_form({"H60.101": {**OURS, "resolved_total": 9}}, "2026-03", as_of=AS_OF)
    assert check.differing["difference"].to_list() == [7]
    assert not check.explanations["in_full"].any()
    assert set(check.explanations["reason"]) == {"withdrawn_as_resolved"}


def test_the_total_row_is_compared_with_all_our_rows(ws: pm.Workspace) -> None:
    total = {cell: OURS[cell] + OTHERS[cell] for cell in BY_ID}
    rows = {"H60.101": OURS, "H60.102": OTHERS, "Tổng số": total | {"early": 5}}
    check = ws.check_form(rows, "2026-03", as_of=AS_OF)
    assert check.differing.select("row", "cell", "form", "ours").rows() == [("Tổng số", "early", 5, 2)]
    wrong = check.failing.filter(identity="total_row")
    assert wrong.select("cell", "stated", "expected", "difference").rows() == [("early", 5, 2, 3)]


def test_rows_on_one_side_only(ws: pm.Workspace) -> None:
    check = ws.check_form({"H60.101": OURS, "Phường Lạ": OTHERS}, "2026-03", as_of=AS_OF)
    assert check.unmatched.rows() == [("Phường Lạ", "form", 1), ("H60.102", "ours", 1)]
    assert check.cells.filter(name="Phường Lạ")["ours"].null_count() == len(BY_ID)


def test_one_unit_alone(ws: pm.Workspace) -> None:
    check = ws.check_form({"Hộ tịch": {"resolved_total": 2}}, "2026-03", unit_code="H60.101", as_of=AS_OF)
    assert check.by == "field"
    assert check.differing.is_empty()


def test_the_dossiers_of_a_cell(ws: pm.Workspace) -> None:
    check = ws.check_form({"H60.101": OURS}, "2026-03", as_of=AS_OF)
    assert check.dossiers("overdue", "H60.101")["dossier_code"].to_list() == ["A-4"]
    assert check.dossiers("resolved_total")["dossier_code"].to_list() == ["A-1", "A-2", "B-1"]
    assert check.dossiers("other").select("dossier_code", "note").rows() == [("A-5", "withdrawn")]
    with pytest.raises(UsageError, match='The nearest is "overdue"'):
        check.dossiers("overdu")


def test_what_was_known_then(ws: pm.Workspace) -> None:
    assert ws.form("II.06a", "2026-03", as_of=AS_OF, known_at="2020-01-01")["received_total"].sum() == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"form": "II.07b"}, 'there is no form "II.07b"'),
        ({"by": "channel"}, 'no form II.06a by "channel"'),
        ({"unit_code": "H60.10"}, 'no unit "H60.10"'),
    ],
)
def test_what_does_not_exist(ws: pm.Workspace, arguments: dict[str, str], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        ws.form(**{"period": "2026-03", "as_of": AS_OF, **arguments})  # type: ignore[arg-type]


def test_identities_need_their_cells() -> None:
    form = stated_form({"Hộ tịch": {"resolved_total": 3, "early": 1, "on_time": 1, "late": 2}})
    found = identities_of(form).select("identity", "cell", "stated", "expected", "difference", "holds").rows()
    assert found == [("sum_of_parts", "resolved_total", 3, 4, -1, False)]


def test_it_shows_itself(ws: pm.Workspace) -> None:
    check = ws.check_form({"H60.101": {**OURS, "late": 0}}, "2026-03", as_of=AS_OF)
    assert "differing=1" in repr(check)
    assert "quá hạn" in check._repr_html_()
