"""Papers that said a number where nobody knows one: totals of empty cells, lists of what was never loaded."""

import warnings
from collections.abc import Callable
from functools import partial
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from par_metrics import UsageError, Workspace
from par_metrics.documents.forms import Asked, make_form
from par_metrics.documents.forms.ii06a import form_ii06a
from par_metrics.documents.forms.kept import forms_of_year, paper_kept
from par_metrics.documents.forms.totals import totals_of
from par_metrics.documents.report import passages
from par_metrics.documents.report.appendices import form as form_blocks
from par_metrics.documents.report.appendices import late as late_blocks
from par_metrics.documents.report.blocks import Paragraph, Table
from par_metrics.documents.report.notes import in_full, in_short
from par_metrics.domain.period import Period
from par_metrics.errors import Notice
from tests.support.workspaces import DOSSIERS, UNITS, load

AS_OF, PERIOD = "2026-10-01", "2026-Q3"
PROVINCE = f"{UNITS.rstrip()}\n    H60 | Tỉnh | province"
# Of H60.101 everything is known; of H60.102 neither channels nor due dates.
KNOWN = """
    dossier_code | unit_code | status | received_at | due_at | completed_at | channel
    A-1 | H60.101 | 10 | 2026-07-02 08:00 | 2026-07-10 17:00 | 2026-07-09 08:00 | online
    A-2 | H60.101 | 4  | 2026-09-02 08:00 | 2026-10-10 17:00 |                  | postal
"""
BARE = """
    dossier_code | unit_code | status | received_at | completed_at
    B-1 | H60.102 | 10 | 2026-07-02 08:00 | 2026-07-09 08:00
    B-2 | H60.102 | 4  | 2026-09-02 08:00 |
"""
PROCEDURES = """
    procedure_code | procedure_name | level   | has_fee
    1.000001       | Khai sinh      | commune | true
"""


def workspace(root: Path, *tables: tuple[str, str]) -> Workspace:
    ws = Workspace.create(root)
    for kind, table in tables:
        load(ws, kind, table)
    return ws


@pytest.fixture(scope="module")
def half(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    root = tmp_path_factory.mktemp("half") / "ws"
    return workspace(root, ("units", PROVINCE), ("dossiers", KNOWN), ("dossiers", BARE))


def test_a_total_of_what_one_unit_knows_is_no_total_of_all(half: Workspace) -> None:
    """It was the number of the one unit that knew; of none that did, it was 0."""
    _, table, *notes = form_blocks(half.report(PERIOD, as_of=AS_OF).facts)
    assert isinstance(table, Table)
    assert list(table.rows[-1])[1:] == ["Tổng số", "4", "—", "—", "0", "2", "—", "—", "—", "2", "—", "—"]
    assert any("dòng Tổng số" in note.text for note in notes if isinstance(note, Paragraph))


def test_an_empty_cell_of_our_own_form_differs_from_nothing(half: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "f.xlsx"
    half.write_form(path, "II.06a", PERIOD, as_of=AS_OF)
    check = half.check_form(path, PERIOD, as_of=AS_OF)
    assert check.cells.height == 3 * 11, "both units and the total: the province handles nothing and has no row"
    assert check.differing.is_empty() and check.failing.is_empty()


@pytest.fixture(scope="module")
def registers(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Units and procedures, and no dossier."""
    return workspace(tmp_path_factory.mktemp("registers") / "ws", ("units", UNITS), ("procedures", PROCEDURES))


def test_where_no_dossier_is_loaded_no_procedure_is_unused(registers: Workspace) -> None:
    with pytest.warns(Notice, match="The columns of dossiers of .* are empty: no dossier is loaded"):
        frame = registers.form("766-thanh-toan", PERIOD, as_of=AS_OF)
    assert frame.rows()[0][2:] == (1, None, None, None, None, None)


def late_texts(ws: Workspace, **asked: str) -> list[str]:
    facts = ws.report(PERIOD, as_of=AS_OF, **asked).facts  # type: ignore[arg-type]
    return [block.text for block in (*passages.late(facts), *late_blocks(facts)) if isinstance(block, Paragraph)]


def test_what_has_no_due_date_is_not_known_to_be_in_time(half: Workspace) -> None:
    """It said "quá hạn: 0" although of half of them nobody knows when they were due."""
    passage, unknown = late_texts(half)
    assert passage.startswith("Hồ sơ đang giải quyết quá hạn: chưa xác định được (thiếu ngày hẹn trả của 1 hồ sơ); ")
    assert "trong kỳ quá hạn: chưa xác định được" in passage
    assert unknown.startswith("Chưa xác định được có quá hạn hay không: 2 hồ sơ thiếu ngày hẹn trả")
    assert "quá hạn: 0, đạt chỉ tiêu 0; " in late_texts(half, unit_code="H60.101")[0]


def test_what_was_never_loaded_is_not_late_either(registers: Workspace) -> None:
    assert late_texts(registers) == ["Chưa nạp hồ sơ nào."] * 2


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A dossier of a unit that is not registered, which holds a run back, and a file that nobody can read."""
    stranger = KNOWN.replace("A-2 | H60.101", "A-2 | H99.1")
    ws = workspace(tmp_path_factory.mktemp("held") / "ws", ("units", UNITS), ("dossiers", stranger))
    file = ws.root / "hỏng.xlsx"
    file.write_bytes(b"PK\x03\x04")
    assert ws.ingest(file).refused
    return ws


def test_a_file_of_which_nothing_counts_is_named_on_every_paper(held: Workspace) -> None:
    """Only the page named it: the papers beside it read as if it had never been sent."""
    facts = held.report(PERIOD, "H60.101", as_of=AS_OF).facts
    for blocks in (in_short(facts), in_full(facts)):
        assert any("hỏng.xlsx" in block.text for block in blocks if isinstance(block, Paragraph))
    with pytest.warns(Notice, match=r"Nothing is counted of files that were refused as a whole: hỏng\.xlsx"):
        held.form("II.06a", PERIOD, as_of=AS_OF)


def test_what_is_held_back_says_so_in_every_workbook(held: Workspace) -> None:
    result = held.publish(AS_OF)
    assert not result.published
    explained = [row[0] for row in openpyxl.load_workbook(result.folder / "bang-diem.xlsx")["Giải thích"].values]
    assert str(explained[0]).startswith("CHƯA CÔNG BỐ")
    assert "Chưa tính gì của tệp bị từ chối cả tệp: hỏng.xlsx." in explained
    files = [*(result.folder / "forms").iterdir(), result.folder / "bang-diem.xlsx"]
    for file in files:
        texts = [str(text) for sheet in openpyxl.load_workbook(file) for row in sheet.values for text in row if text]
        assert any("CHƯA CÔNG BỐ" in text for text in texts), file.name
        assert any("hỏng.xlsx" in text for text in texts), file.name


def test_nobody_is_early_on_a_day_that_was_never_promised(tmp_path: Path) -> None:
    """Judged by the time that the law allows they were all in time, and none of them early: 0."""
    law = PROCEDURES.replace("has_fee", "statutory_working_days").replace("true", "20")
    lines = BARE.replace("B-1 |", "B-1 | 1.000001 |").replace("B-2 |", "B-2 | 1.000001 |")
    table = lines.replace("dossier_code |", "dossier_code | procedure_code |")
    ws = workspace(tmp_path / "ws", ("units", UNITS), ("procedures", law), ("dossiers", table))
    with pytest.warns(Notice, match="all lack a due date: 1 were judged by the time limit"):
        frame = ws.form("766-tien-do", PERIOD, "H60.102", as_of=AS_OF)
    cells = ("handled_total", "handled_early", "handled_in_time", "handled_late")
    assert frame.select(cells).row(0) == (1, None, None, 0)


def test_a_list_of_what_was_never_loaded_or_has_no_due_date_is_not_empty_of_late_ones(
    registers: Workspace, half: Workspace, tmp_path: Path
) -> None:
    """They said "no dossier", and 0 in all."""
    for form in ("qua-han", "xin-loi"):
        with pytest.warns(Notice) as told:
            assert registers.form(form, PERIOD, as_of=AS_OF).is_empty()
        assert [str(notice.message) for notice in told if notice.category is Notice] == ["No dossier is loaded."]
    with pytest.warns(Notice, match="Nobody knows whether 1 resolved dossiers without a due date were late"):
        half.write_form(tmp_path / "f.xlsx", "qua-han", PERIOD, as_of=AS_OF)
    texts = [text for row in openpyxl.load_workbook(tmp_path / "f.xlsx").worksheets[0].values for text in row if text]
    assert "Chưa xác định được hồ sơ nào, xem ghi chú" in texts
    assert not any("Tổng số: 0" in str(text) or text == "Không có hồ sơ nào" for text in texts)
    with pytest.warns(Notice, match="no dossier is loaded"):
        registers.at_risk(as_of=AS_OF)
    with pytest.warns(Notice, match="nobody knows when 1 open dossiers are due"):
        half.at_risk(as_of=AS_OF)


@pytest.mark.parametrize("make", [Workspace.form, partial(Workspace.write_form, path="f.xlsx")])
def test_no_form_of_a_period_that_has_not_begun(half: Workspace, make: Callable[..., object]) -> None:
    """Its cells were 0; the report refused. What it lacks would be a notice of a form that there is not."""
    refused = pytest.raises(UsageError, match="2026 has not begun as of 2026-01-01 00:00")
    with warnings.catch_warnings(action="error"), refused:
        make(half, form="II.06a", period="2026", as_of="2026-01-01")


def test_a_run_of_the_first_instant_of_a_year_is_of_the_year_that_is_over(tmp_path: Path) -> None:
    """Its scorecard judged 2026, of which nothing was over, its figures were of 2025, and its forms of neither."""
    ws = workspace(tmp_path / "ws", ("units", UNITS), ("dossiers", DOSSIERS.replace("2026-", "2025-")))
    folder = ws.publish("2026-01-01").folder
    card, figures = (pl.read_csv(folder / f"{name}.csv", infer_schema=False) for name in ("scorecard", "indicators"))
    assert card["period"].unique().to_list() == ["2025"]
    whole = figures.filter(indicator="on_time_rate", period="2025", is_total="true")
    assert whole["denominator"].item() == "6" and whole["provisional"].item() == "false"
    with ws.snapshot("2026-01-01") as snapshot:
        papers = {name: paper_kept(make(snapshot)) for name, make in forms_of_year(ws.settings.office).items()}
    assert {paper.period.label for paper in papers.values()} == {"2025"}
    assert not papers["form/II.06a-don-vi"].filled.frame.is_empty()


def test_the_form_has_the_same_totals_by_unit_and_by_field(tmp_path: Path) -> None:
    """A unit whose exports say no channel emptied the total by unit; by field its dossiers were counted as in person."""
    head = "dossier_code | unit_code | field | status | received_at | due_at | completed_at | channel"
    rows = (
        "A-1 | H60.101 | Hộ tịch | 10 | 2026-03-02 | 2026-03-10 | 2026-03-09 | online",
        "A-2 | H60.101 | Đất đai | 10 | 2026-03-02 |            | 2026-03-09 | online",
        "B-1 | H60.102 | Hộ tịch | 10 | 2026-03-02 | 2026-03-10 | 2026-03-09 |",
    )
    ws = workspace(tmp_path / "ws", ("units", UNITS), ("dossiers", "\n".join([head, *rows])))
    totals = {}
    for by in ("unit_code", "field"):
        with ws.snapshot(AS_OF) as snapshot:
            asked = Asked(snapshot, Period.parse("2026-03"), by=by)  # type: ignore[arg-type]
            totals[by] = totals_of(form_ii06a, make_form(form_ii06a, asked))
    assert totals["unit_code"] == totals["field"]
    assert totals["field"]["received_online"] is None, "of all dossiers of a unit nobody knows"
    assert totals["field"]["on_time"] == 1, "one dossier without a due date empties no column: the note says so"
