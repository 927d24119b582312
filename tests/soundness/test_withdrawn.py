"""A wrong load taken back: figures are as if it had never been made, and what was known before stays known."""

import shutil
import warnings
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import polars as pl
import pytest

from par_metrics import Workspace
from par_metrics.display import cell
from par_metrics.documents.report.facts import gather
from par_metrics.domain.period import Period
from par_metrics.errors import UsageError
from par_metrics.figures.refused import refused_files
from par_metrics.operations import nightly
from par_metrics.settings.layout import Layout
from par_metrics.warehouse import Warehouse, ledger
from schemas import KINDS
from tests.support.random_loads import load_random
from tests.support.workspaces import csv_file, small_workspace

HEADING = "dossier_code | unit_code | status | received_at | due_at | completed_at"
AS_OF = datetime(2026, 10, 1)
# Of each way of counting some, over every kind that is loaded here.
IDS = [
    *("on_time_rate", "results_published_rate", "online_dossiers_rate", "full_online_dossiers_rate"),
    *("full_online_services_used_rate", "overdue_open_count", "processing_working_days_median"),
    *("one_stop_procedures_rate", "online_payment_rate", "cashless_payment_rate"),
]


def load(ws: Workspace, exported_at: str, *rows: str, heading: str = HEADING, kind: str = "dossiers", **more) -> str:
    path = csv_file(ws.root / f"{len(list(ws.root.glob('*.csv')))}.csv", "\n".join([heading, *rows]))
    report = ws.ingest(path, kind=kind, exported_at=exported_at, **more)
    assert report.load_id is not None and not report.refused
    return report.load_id


def known(ws: Workspace) -> dict[str, pl.DataFrame]:
    """All that decides figures from now on; not when it came to be known."""
    tables = {
        kind: ws.sql(f"SELECT * EXCLUDE loaded_at FROM {kind}_versions WHERE superseded_at IS NULL ORDER BY ALL")
        for kind in KINDS
    }
    marks = (
        "SELECT kind, record, load_id, exported_at, is_absent FROM absences WHERE superseded_at IS NULL ORDER BY ALL"
    )
    refused = (
        "SELECT kind, load_id, unit_code, key FROM refused_rows r ANTI JOIN withdrawals w ON w.load_id = r.load_id "
    )
    open_rows = refused + "AND w.restored_at IS NULL WHERE accepted_at IS NULL ORDER BY ALL"
    return tables | {"absences": ws.sql(marks), "refused": ws.sql(open_rows)}


def everything(ws: Workspace) -> dict[str, pl.DataFrame]:
    tables = [*(f"{kind}_versions" for kind in KINDS), "procedures_dated", "refused_rows"]
    return {
        name: ws.sql(f"SELECT * FROM {name} ORDER BY ALL") for name in (*tables, "absences", "withdrawals", "loads")
    }


def figures(ws: Workspace, known_at: datetime | None = None) -> dict[str, pl.DataFrame]:
    seen = {"as_of": AS_OF, "known_at": known_at}
    return {
        "by month": ws.compute(IDS, "2026-H1", grain="month", by="unit_code", with_totals=True, **seen),
        "explain": ws.explain("on_time_rate", "2026", **seen),
    }


def assert_same(first: dict[str, pl.DataFrame], second: dict[str, pl.DataFrame], about: object = "") -> None:
    for name, table in first.items():
        assert table.equals(second[name]), f"{name}, {about}:\n{table}\n{second[name]}"


def without(ws: Workspace, withdrawn: set[str], root: Path) -> Workspace:
    """A workspace in which the other loads alone were made, at their times."""
    shutil.copytree(ws.root, root)
    for file in [*root.glob("lake/*/*.parquet"), *root.glob("rejects/*/*.parquet")]:
        if file.stem in withdrawn:
            file.unlink()
    shutil.rmtree(root / "lake" / "_withdrawals", ignore_errors=True)
    (root / "warehouse.duckdb").unlink()
    written = ledger.read(Layout(root))
    assert written is not None
    ledger.write(Layout(root), [ledger.of_load(w) for key, w in written.loads.items() if key not in withdrawn])
    Warehouse(root).rebuild()
    return Workspace(root)


@pytest.mark.parametrize("seed", range(2))
def test_whatever_is_withdrawn_and_restored_it_is_as_if_the_others_alone_had_been_loaded(
    tmp_path: Path, seed: int
) -> None:
    random = Random(seed)
    ws = Workspace.create(tmp_path / "ws", unit="H60.101")
    holding: dict[str, bool] = {}
    answered: list[tuple[datetime, dict[str, pl.DataFrame]]] = []
    for _ in range(12):
        if holding and random.random() < 0.35:
            load_id = random.choice(list(holding))
            event = ws.restore(load_id) if not holding[load_id] else ws.withdraw(load_id, "sai tệp")
            holding[load_id] = not holding[load_id]
            answered.append((event.at, figures(ws)))
        else:
            kind = random.choice(["dossiers", "procedures", "units", "payments"])
            full_list = random.random() < 0.5
            new = load_random(ws, kind, random, rows=8, full_list=full_list)
            holding |= {new: True} if new else {}
    others = without(ws, {load_id for load_id, holds in holding.items() if not holds}, tmp_path / "others")
    assert_same(known(ws), known(others))
    assert_same(figures(ws), figures(others))
    for known_at, then in answered:
        assert_same(then, figures(ws, known_at), known_at)
    before = everything(ws)
    ws.rebuild()
    assert_same(before, everything(ws), "rebuilt")


def test_what_a_load_inserted_is_gone_and_what_it_superseded_is_back(tmp_path: Path) -> None:
    ws = small_workspace(tmp_path)
    before = figures(ws)
    wrong = load(
        ws,
        "2026-04-02",
        "H60.101-260301-0003 | H60.101 | 10 | 2026-03-02 08:00:00 | 2026-03-10 | 2026-03-20 08:00:00",
        "H60.101-260301-0099 | H60.101 | 10 | 2026-03-02 08:00:00 | 2026-03-10 | 2026-03-20 08:00:00",
    )
    after = figures(ws)
    assert not after["by month"].equals(before["by month"])
    done = ws.withdraw(wrong, "sai đơn vị")
    assert done.records == 2
    assert_same(before, figures(ws))
    assert_same(after, figures(ws, done.at - timedelta(microseconds=1)))
    again = ws.restore(wrong)
    assert again.records == 2
    assert_same(after, figures(ws))
    assert_same(before, figures(ws, done.at))


def test_a_later_load_that_said_the_same_or_carried_columns_stands_by_itself(tmp_path: Path) -> None:
    """The second export says what the wrong one said, the third takes over a column of it that it lacks itself."""
    ws = Workspace.create(tmp_path, unit="H60.101")
    heading = "dossier_code | unit_code | status | received_at | channel"
    load(ws, "2026-04-01", "d1 | H60.101 | 4 | 2026-03-02 | postal", heading=heading)
    wrong = load(
        ws,
        "2026-04-02",
        "d1 | H60.101 | 4 | 2026-03-02 | online",
        "d2 | H60.101 | 5 | 2026-03-02 | online",
        heading=heading,
    )
    short = "dossier_code | unit_code | status | received_at"
    same = load(ws, "2026-04-03", "d2 | H60.101 | 5 | 2026-03-02", heading=short)
    carried = load(ws, "2026-04-04", "d1 | H60.101 | 8 | 2026-03-02", heading=short)
    ws.withdraw(wrong, "sai")
    rows = ws.sql(
        "SELECT dossier_code, status, channel, load_id, exported_at FROM dossiers_versions "
        "WHERE superseded_at IS NULL ORDER BY 1"
    )
    assert rows.rows() == [
        ("d1", 8, "postal", carried, datetime(2026, 4, 4)),
        ("d2", 5, None, same, datetime(2026, 4, 3)),
    ]


def test_an_export_that_only_a_withdrawn_load_made_old_is_news_again(tmp_path: Path) -> None:
    """Seen unchanged in June, a record is not changed by an export of May; without that sight of it, it is."""
    ws = Workspace.create(tmp_path, unit="H60.101")
    load(ws, "2026-04-01", "d1 | H60.101 | 4 | 2026-03-02 | |")
    june = load(ws, "2026-06-01", "d1 | H60.101 | 4 | 2026-03-02 | |", "d2 | H60.101 | 4 | 2026-03-02 | |")
    load(ws, "2026-05-01", "d1 | H60.101 | 5 | 2026-03-02 | |")
    assert ws.sql("SELECT status FROM dossiers WHERE dossier_code = 'd1'").item() == 4
    ws.withdraw(june, "sai ngày xuất")
    assert ws.sql("SELECT status FROM dossiers").item() == 5
    load(ws, "2026-05-15", "d1 | H60.101 | 8 | 2026-03-02 | |")
    assert ws.sql("SELECT status FROM dossiers").item() == 8


def test_the_register_of_a_withdrawn_load_no_longer_says_what_procedures_are(tmp_path: Path) -> None:
    ws = Workspace.create(tmp_path, unit="H60.101")
    load(
        ws,
        "2026-04-01",
        "d1 | H60.101 | 4 | 2026-03-02 | 1.000001 | online",
        heading="dossier_code | unit_code | status | received_at | procedure_code | channel",
    )
    register = "procedure_code | level | service_level | valid_from"
    load(ws, "2026-01-01", "1.000001 | commune | full | 2026-01-01", heading=register, kind="procedures")
    asked = {"ids": "full_online_dossiers_rate", "period": "2026-03", "as_of": AS_OF}
    before = ws.compute(**asked)
    assert before["denominator"].item() == 1
    wrong = load(ws, "2026-02-01", "1.000001 | commune | partial | 2026-01-01", heading=register, kind="procedures")
    assert ws.compute(**asked)["denominator"].item() == 0
    ws.withdraw(wrong, "danh mục sai")
    assert ws.compute(**asked).equals(before)


def test_rows_that_a_withdrawn_load_refused_or_had_mended_count_as_without_it(tmp_path: Path) -> None:
    ws = Workspace.create(tmp_path, unit="H60.101")
    heading = "dossier_code | unit_code | status | received_at"
    good, bad = "d1 | H60.101 | 4 | 2026-03-02", "d2 | H60.101 | không rõ | 2026-03-02"

    def refused(known_at: datetime | None = None) -> int:
        return int(ws.compute("online_dossiers_rate", "2026-03", as_of=AS_OF, known_at=known_at)["refused"].item())

    load(ws, "2026-04-01", good, bad, heading=heading)
    mended = load(ws, "2026-04-02", "d2 | H60.101 | 4 | 2026-03-02", heading=heading)
    assert refused() == 0
    done = ws.withdraw(mended, "sai")
    assert refused() == 1
    assert refused(done.at - timedelta(microseconds=1)) == 0
    ws.restore(mended)
    assert (refused(), refused(done.at)) == (0, 1)
    worse = load(ws, "2026-04-03", good, "d3 | H60.101 | không rõ | 2026-03-02", heading=heading)
    assert refused() == 1
    ws.withdraw(worse, "sai")
    assert refused() == 0
    assert ws.rejects()["load_id"].unique().to_list() != [worse]
    assert ws.rejects(worse).height == 1


def test_refused_rows_of_one_key_count_again_each_by_itself(tmp_path: Path) -> None:
    """Two rows of one dossier were refused; taken back what had accepted it, only one of them counted again."""
    ws = Workspace.create(tmp_path, unit="H60.101")
    heading = "dossier_code | unit_code | status | received_at"
    rows = [f"{code} | H60.101 | không rõ | 2026-03-0{day}" for code in ("d2", "d3") for day in (2, 3, 4)]

    def refused(known_at: datetime | None = None) -> int:
        with ws.snapshot(known_at=known_at) as snapshot:
            counts = snapshot.engine.refused()["rows"]
            assert counts.sum() == snapshot.engine.newest_loads()["refused"].sum()
            return int(counts.sum())

    load(ws, "2026-04-01", "d1 | H60.101 | 4 | 2026-03-02", *rows, heading=heading)
    assert refused() == 6
    mended = load(ws, "2026-04-02", "d2 | H60.101 | 4 | 2026-03-02", heading=heading)
    assert refused() == 3
    for _ in range(2):
        done = ws.withdraw(mended, "sai")
        assert (refused(), refused(done.at - timedelta(microseconds=1))) == (6, 3)
        ws.restore(mended)
        assert (refused(), refused(done.at)) == (3, 6)
    ws.withdraw(mended, "sai")
    ws.rebuild()
    assert refused() == 6
    load(ws, "2026-04-03", "d2 | H60.101 | 4 | 2026-03-02 ", heading=heading)
    assert refused() == 3


def test_the_same_file_is_not_loaded_again_unless_it_is_restored(tmp_path: Path) -> None:
    ws = small_workspace(tmp_path / "ws")
    path = csv_file(tmp_path / "hoso.csv", f"{HEADING}\nd1 | H60.101 | 4 | 2026-03-02 | |")
    first = ws.ingest(path, kind="dossiers", exported_at="2026-04-02")
    ws.withdraw(str(first.load_id), "sai tệp")
    for asked in ({}, {"exported_at": "2026-04-02"}, {"kind": "dossiers"}):
        again = ws.ingest(path, **asked)
        assert again.refused and again.refused_rule == "withdrawn" and again.load_id == first.load_id
        assert again.refused_reason is not None
        for text in again.refused_reason:
            assert "hoso.csv" in text and "sai tệp" in text and f"--restore {first.load_id}" in text
    assert "d1" not in ws.sql("SELECT dossier_code FROM dossiers")["dossier_code"]
    assert ws.loads().filter(load_id=first.load_id)["state"].item() == "withdrawn"
    shutil.copy(path, ws.root / "inbox")
    (outcome,) = nightly.load_inbox(ws.root)
    assert outcome.problem is not None and "--restore" in outcome.problem.vi
    assert (ws.root / "inbox" / "refused" / "hoso.csv").exists()
    assert ws.restore(str(first.load_id)).records == 1
    assert ws.ingest(path).already_loaded


def test_what_was_withdrawn_for_its_time_of_export_is_loaded_with_another(tmp_path: Path) -> None:
    ws = small_workspace(tmp_path / "ws")
    path = csv_file(tmp_path / "hoso.csv", f"{HEADING}\nd1 | H60.101 | 4 | 2026-03-02 | |")
    wrong = ws.ingest(path, kind="dossiers", exported_at="2027-04-02")
    ws.withdraw(str(wrong.load_id), "sai năm")
    right = ws.ingest(path, kind="dossiers", exported_at="2026-04-02")
    assert (right.inserted, right.refused) == (1, False)
    assert ws.ingest(path, kind="dossiers").load_id == right.load_id


def test_diff_and_why_name_the_withdrawal(tmp_path: Path) -> None:
    ws = small_workspace(tmp_path)
    wrong = load(ws, "2026-04-02", "d9 | H60.101 | 10 | 2026-03-02 | 2026-03-10 | 2026-03-20 08:00:00")
    before = ws.loads()["loaded_at"].max()
    done = ws.withdraw(wrong, "sai")
    with pytest.raises(UsageError, match=wrong):
        ws.why("d9", "2026-03")
    asked = {"period": "2026-03", "ids": "on_time_rate", "as_of": AS_OF}
    found = ws.diff(before, **asked)
    assert set(found.records["cause"]) == {"withdrawal"}
    assert found.loads.select("file", "loaded_at", "records").rows() == [("2.csv", done.at, 1)]
    assert found.records.filter(unit_code="H60.101")["denominator_change"].to_list() == [-1]
    ws.restore(wrong)
    assert set(ws.diff(done.at, **asked).records["cause"]) == {"restoration"}
    assert ws.diff(before, **asked).figures.is_empty()


def test_a_run_published_after_a_withdrawal_knows_it(tmp_path: Path) -> None:
    ws = small_workspace(tmp_path)
    wrong = load(ws, "2026-04-02", "d9 | H60.101 | 10 | 2026-03-02 | 2026-03-10 | 2026-03-20 08:00:00")
    ws.withdraw(wrong, "sai")
    assert ws.publish(AS_OF).published
    assert ws.diff(period="2026-03", ids="on_time_rate").figures.is_empty()


@pytest.mark.parametrize(
    ("act", "rule"),
    [
        (lambda ws, load_id: ws.withdraw(load_id[:-1] + "x", "sai"), "unknown_load"),
        (lambda ws, load_id: ws.restore(load_id), "not_withdrawn"),
        (lambda ws, load_id: ws.withdraw(load_id, "  "), "no_reason"),
        (lambda ws, load_id: ws.withdraw(load_id, "Theo bà Nguyễn Thị Bưởi, tệp sai"), "personal_reason"),
        (lambda ws, load_id: ws.withdraw(load_id, "gọi số 0912 345 678, tệp sai"), "personal_reason"),
        (lambda ws, load_id: [ws.withdraw(load_id, "sai"), ws.restore(load_id, "Trần Văn Bảy")], "personal_reason"),
        (lambda ws, load_id: [ws.withdraw(load_id, "sai") for _ in range(2)], "already_withdrawn"),
    ],
)
def test_what_cannot_be_taken_back_is_told(tmp_path: Path, act, rule: str) -> None:
    ws = small_workspace(tmp_path)
    load_id = ws.loads()["load_id"].to_list()[0]
    with pytest.raises(UsageError) as raised:
        act(ws, load_id)
    assert raised.value.rule == rule
    if rule == "unknown_load":
        assert load_id in raised.value.label.vi and load_id in raised.value.label.en


def test_a_load_taken_back_is_no_dossier_that_a_citizen_withdrew() -> None:
    assert cell("state", "withdrawn", "", "vi") == "đã rút lại"
    assert cell("reason", "withdrawn", "", "vi") == "công dân rút hồ sơ"


def test_a_refused_file_that_was_never_an_export_is_named_no_more_and_its_refusal_is_kept(tmp_path: Path) -> None:
    ws = small_workspace(tmp_path)
    junk = tmp_path / "ghi-chu.txt"
    junk.write_text("ghi chép buổi họp giao ban\n", encoding="utf-8")
    refused = ws.ingest(junk)
    assert refused.refused_rule == "unknown_layout"
    assert refused.load_id is not None
    before = figures(ws)
    assert naming(ws, junk.name) == {"form", "report", "page", "workbook"}
    done = ws.withdraw(refused.load_id, "không phải tệp xuất")
    then = done.at - timedelta(microseconds=1)
    assert (done.file, done.records, done.is_of_refused) == (junk.name, 0, True)
    assert naming(ws, junk.name) == set()
    with ws.snapshot(known_at=then) as snapshot:
        assert refused_files(snapshot.engine.loads(), KINDS)["file"].to_list() == [junk.name]
    assert_same(before, figures(ws))
    line = ws.loads().row(by_predicate=pl.col("load_id") == refused.load_id, named=True)
    assert (line["state"], line["withdrawn_at"], line["rule"]) == ("withdrawn", done.at, "unknown_layout")
    assert ws.diff(then, period="2026", ids=IDS, as_of=AS_OF).loads.is_empty()
    assert ws.rejects(refused.load_id).is_empty()
    again = ws.ingest(junk)
    assert (again.load_id, again.refused_rule) == (refused.load_id, "withdrawn")
    kept = everything(ws)
    ws.rebuild()
    assert_same(kept, everything(ws), "rebuilt")
    ws.restore(refused.load_id)
    assert junk.name in told_with_a_form(ws)


def told_with_a_form(ws: Workspace) -> str:
    with warnings.catch_warnings(record=True) as notices:
        warnings.simplefilter("always")
        ws.form("II.06a", "2026", as_of=AS_OF)
    return str([str(notice.message) for notice in notices])


def naming(ws: Workspace, file: str) -> set[str]:
    """Which papers name a file as refused."""
    with ws.snapshot(as_of=AS_OF) as snapshot:
        of_report = gather(snapshot, Period.parse("2026"), "H60.101", ws.settings.office).refused_files
    published = ws.publish(AS_OF, accept="thử").folder
    book = pl.read_excel(published / "bang-diem.xlsx", sheet_name="Giải thích", has_header=False)
    said = {
        "form": told_with_a_form(ws),
        "report": str(of_report["file"].to_list()),
        "page": (published / "scorecard.html").read_text(encoding="utf-8"),
        "workbook": str(book.rows()),
    }
    return {paper for paper, text in said.items() if file in text}
