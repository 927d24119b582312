"""One dossier in every indicator: how it counts, which values decide, and always as `explain` has it."""

import json
import random
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from par_metrics import UsageError, Workspace, catalogue
from par_metrics.cli.entry import run
from par_metrics.domain.period import Period
from par_metrics.indicators.base import Indicator
from par_metrics.questions.why import Why, looking_at_dossiers, why
from par_metrics.testing import Tables
from tests.support.workspaces import csv_file, load, small_workspace
from tests.test_engine_agrees_with_oracle import Chance, dossier, payment, procedure

MARCH = "2026-03"
AS_OF = "2026-04-01"
LATE = "H60.101-260301-0005"
OPEN = "H60.101-260301-0007"

PROCEDURES = """
    procedure_code | level   | service_level
    1.000001       | commune | full
"""
DOSSIERS = """
    dossier_code        | unit_code | status | received_at         | due_at              | completed_at        | channel   | procedure_code
    H60.101-260301-0007 | H60.101   | 4      | 2026-03-20 08:00:00 | 2026-04-10 17:00:00 |                     | online    | 1.000001
    H60.101-260301-0008 | H60.101   | 10     | 2026-03-02 08:00:00 |                     | 2026-03-09 08:00:00 | in_person | 1.000001
"""  # noqa: E501
OTHER_SOURCE = """
    source          | dossier_code        | unit_code | status | received_at
    national_portal | H60.101-260301-0007 | H60.101   | 2      | 2026-03-21 08:00:00
    national_portal | H60.101-260301-0009 | H60.101   | 2      | 2026-03-21 08:00:00
    national_portal | H60.101-260201-0001 | H60.101   | 2      | 2026-03-21 08:00:00
"""
PAYMENTS = """
    transaction_code | dossier_code        | unit_code | amount_vnd | method | status | paid_at
    t1               | H60.101-260301-0005 | H60.101   | 5000       | online | paid   | 2026-03-02 08:00:00
    t2               | H60.101-260301-0005 | H60.101   | 5000       | cash   | paid   | 2026-02-02 08:00:00
"""


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    ws = small_workspace(tmp_path_factory.mktemp("why") / "ws")
    for kind, table in (
        ("procedures", PROCEDURES),
        ("dossiers", DOSSIERS),
        ("dossiers", OTHER_SOURCE),
        ("payments", PAYMENTS),
    ):
        load(ws, kind, table)
    return ws


def told(found: Why, indicator: str) -> tuple[str, str, str]:
    """`counted_as`, `reason` and the words of one indicator's only row."""
    return found.rows.filter(pl.col("indicator") == indicator).select("counted_as", "reason", "reason_en").row(0)


def test_the_values_that_decide_are_named(workspace: Workspace) -> None:
    found = workspace.why(LATE, MARCH, AS_OF)
    assert told(found, "on_time_rate") == (
        "denominator",
        "numerator_fails",
        "ended_at = 2026-03-11 08:00 > due_at = 2026-03-10 17:00",
    )
    assert told(found, "online_dossiers_rate") == ("denominator", "numerator_fails", "channel = postal, not online")
    assert told(found, "overdue_open_count")[:2] == ("not_counted", "not_in_population")
    row = found.rows.filter(pl.col("indicator") == "on_time_rate").row(0, named=True)
    assert row["reason_vi"] == "ended_at = 11/03/2026 08:00 > due_at = 10/03/2026 17:00"
    facts = json.loads(row["facts"])
    assert facts["ended_at"] == "2026-03-11 08:00:00" and facts["status"] == 10


def test_what_keeps_it_out_is_named(workspace: Workspace) -> None:
    found = workspace.why(OPEN, MARCH, AS_OF)
    assert told(found, "on_time_rate") == ("not_counted", "not_in_population", "status = 4, not one of (9, 10)")
    assert told(found, "on_time_rate_due") == (
        "not_counted",
        "outside_period",
        "due_at = 2026-04-10 17:00, outside 2026-03",
    )
    assert told(found, "on_time_rate_qd766")[:2] == ("numerator", "numerator_holds")
    earlier = workspace.why(LATE, "2026-02", AS_OF)
    assert told(earlier, "on_time_rate") == (
        "not_counted",
        "outside_period",
        "ended_at = 2026-03-11 08:00, outside 2026-02",
    )


def test_an_exclusion_says_which_and_by_what(workspace: Workspace) -> None:
    found = workspace.why("H60.101-260301-0008", MARCH, AS_OF)
    assert told(found, "on_time_rate") == ("excluded", "no_due_date", "no due date: due_at is empty")


def test_nothing_after_as_of_has_happened(workspace: Workspace) -> None:
    found = workspace.why(LATE, "2026-03", "2026-03-05")
    assert told(found, "on_time_rate") == ("not_counted", "not_in_population", "status = 4, not one of (9, 10)")
    unborn = workspace.why(LATE, "2026-03", "2026-02-05")
    assert told(unborn, "on_time_rate") == (
        "not_counted",
        "not_yet",
        "received_at = 2026-03-02 08:00 > as_of = 2026-02-05 00:00",
    )
    at_t = workspace.why(LATE, "2026-02", AS_OF)
    assert told(at_t, "on_time_rate_qd766")[1:] == ("not_yet", "received_at = 2026-03-02 08:00 > T = 2026-03-01 00:00")


def test_each_source_is_named_and_the_one_that_counts(workspace: Workspace) -> None:
    found = workspace.why(OPEN, MARCH, AS_OF)
    assert found.records["record"].to_list() == ["national_portal", "one_stop"]
    sources = dict(found.rows.select("indicator", "record").rows())
    assert sources["online_dossiers_rate"] == "one_stop"
    # Received in February at the one-stop, in March by the portal: in March it is the portal's record that counts.
    later = workspace.why("H60.101-260201-0001", MARCH, AS_OF)
    row = later.rows.filter(pl.col("indicator") == "dossiers_on_system_rate").row(0, named=True)
    assert (row["record"], row["counted_as"]) == ("national_portal", "numerator")
    elsewhere = workspace.why("H60.101-260301-0009", MARCH, AS_OF)
    assert told(elsewhere, "online_dossiers_rate")[:2] == ("not_counted", "not_in_table")
    assert "source = national_portal" in told(elsewhere, "online_dossiers_rate")[2]
    assert told(elsewhere, "dossiers_on_system_rate") == (
        "denominator",
        "numerator_fails",
        "is_in_one_stop = no",
    )


def test_a_procedure_that_counts_once_may_count_by_another_dossier(workspace: Workspace) -> None:
    mine = workspace.why(OPEN, MARCH, AS_OF)
    assert told(mine, "full_online_services_used_rate")[:2] == ("numerator", "numerator_holds")
    other = workspace.why("H60.101-260301-0008", MARCH, AS_OF)
    assert told(other, "full_online_services_used_rate") == (
        "numerator",
        "counted_by_another_record",
        "procedure_code = 1.000001 counts once, by another dossier; channel = in_person, not online",
    )


def test_payments_of_the_dossier_are_told_one_by_one(workspace: Workspace) -> None:
    rows = workspace.why(LATE, MARCH, AS_OF).rows.filter(pl.col("indicator") == "online_payment_rate")
    assert rows.select("record", "counted_as", "reason").rows() == [
        ("t1", "numerator", "numerator_holds"),
        ("t2", "not_counted", "outside_period"),
    ]
    assert told(workspace.why(OPEN, MARCH, AS_OF), "online_payment_rate")[:2] == ("not_counted", "no_record")


def test_every_indicator_of_dossiers_has_its_row(workspace: Workspace) -> None:
    rows = workspace.why(OPEN, MARCH, AS_OF).rows
    expected = {d.id for d in catalogue.values() if isinstance(d, Indicator) and d.table in _DOSSIER_TABLES}
    assert set(rows["indicator"]) == expected
    assert rows.height == len(expected) > 20
    only = workspace.why(OPEN, MARCH, AS_OF, indicator="on_time_rate").rows
    assert only["indicator"].to_list() == ["on_time_rate"]
    with pytest.raises(UsageError, match="not counted from dossiers"):
        workspace.why(OPEN, MARCH, indicator="feedback_on_time_rate")


_DOSSIER_TABLES = ("dossiers", "dossiers_of_any_source", "qd766_dossiers", "payments")


def test_a_reason_is_read_in_the_language_of_the_workspace(workspace: Workspace) -> None:
    """Từng có "status = 10" và "Mức độ DVC trực tuyến = partial" trong câu tiếng Việt."""
    found = workspace.why(OPEN, MARCH, AS_OF)
    shown = dict(found.in_words().select("indicator", "reason_vi").iter_rows())
    assert "Trạng thái hồ sơ = Đang xử lý (4), không thuộc (Đã xử lý xong (9)," in shown["processing_working_days"]
    assert "Hình thức nộp = trực tuyến (online)" in shown["online_dossiers_rate"]
    assert not [text for text in shown.values() if "CASE" in text or "một điều kiện về (" in text]
    assert shown["apology_rate"].startswith("Trạng thái hồ sơ = Đang xử lý (4)")
    assert "status = 4, not one of (9, 10)" in told(found, "processing_working_days")[2], "machine formats keep ids"
    everything = " ".join(shown.values())
    assert not [name for name in ("processing_working_days", "has_ended", ":t ", "period_start") if name in everything]


def test_it_says_which_file_and_load_a_record_came_from(workspace: Workspace) -> None:
    found = workspace.why(LATE, MARCH, AS_OF)
    record = found.records.row(0, named=True)
    loads = workspace.loads().filter(pl.col("load_id") == record["load_id"])
    assert record["file"] == loads["file"].item() == "1-dossiers.csv"
    assert record["versions"] == 1
    assert "1-dossiers.csv" in repr(found) and "1-dossiers.csv" in found._repr_html_()


@pytest.mark.parametrize(
    ("asked", "nearest"),
    [
        ("H60.101-20260301-0005", "H60.101-260301-0005"),
        ("000.00.01.H60-260301-0005", "H60.101-260301-0005"),
        ("H60.101-260301-0O05", "H60.101-260301-0005"),
    ],
)
def test_an_unknown_code_is_answered_with_the_nearest(workspace: Workspace, asked: str, nearest: str) -> None:
    with pytest.raises(UsageError, match=f'no dossier "{asked}" is loaded. The nearest are {nearest}'):
        workspace.why(asked, MARCH)
    with pytest.raises(UsageError) as error:
        workspace.why("xyz", MARCH)
    assert "nearest" not in str(error.value)


def test_a_dossier_not_loaded_by_then_is_said_to_be(workspace: Workspace) -> None:
    with pytest.raises(UsageError, match="was not loaded by then"):
        workspace.why(LATE, MARCH, known_at="2020-01-01")


def test_known_at_takes_the_version_of_then(tmp_path: Path) -> None:
    ws = small_workspace(tmp_path / "ws")
    then = ws.loads()["loaded_at"].max()
    later = csv_file(
        tmp_path / "later.csv",
        """
        dossier_code        | unit_code | status | received_at         | due_at              | completed_at
        H60.101-260301-0005 | H60.101   | 10     | 2026-03-02 08:00:00 | 2026-03-10 17:00:00 | 2026-03-09 08:00:00
        """,
    )
    ws.ingest(later, kind="dossiers", exported_at="2026-04-02")
    now, before = ws.why(LATE, MARCH, AS_OF), ws.why(LATE, MARCH, AS_OF, known_at=then)
    assert (told(now, "on_time_rate")[0], told(before, "on_time_rate")[0]) == ("numerator", "denominator")
    assert (now.records["file"].item(), before.records["file"].item()) == ("later.csv", "1-dossiers.csv")
    assert (now.records["versions"].item(), before.records["versions"].item()) == (2, 1)


def test_the_command(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["--workspace", str(workspace.root), "--lang", "en", "explain"]
    question = [*command, "--why", LATE, "-p", MARCH, "--as-of", AS_OF]
    assert run(question) == 0
    shown = capsys.readouterr()
    assert "Ended at = 2026-03-11 08:00 > Due date = 2026-03-10 17:00" in shown.out
    assert "1-dossiers.csv" in shown.err
    assert run([*question, "on_time_rate", "--format", "json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["indicator"], row["counted_as"]) == ("on_time_rate", "denominator")
    assert run(command) == 2
    assert "name an indicator" in capsys.readouterr().err
    assert run([*question, "--unit", "H60.101"]) == 2


# --- always as `explain` has it ------------------------------------------------------------


def agrees(found: Why, explained: dict[str, pl.DataFrame]) -> None:
    """Every row says what `explain` says of the record, and nothing where it is not among the explained."""
    rows = found.rows
    for column in ("counted_as", "reason", "reason_vi", "reason_en"):
        assert not rows[column].is_null().any() and (rows[column] != "").all(), column
    for row in rows.iter_rows(named=True):
        definition, records = catalogue[row["indicator"]], explained[row["indicator"]]
        assert isinstance(definition, Indicator)
        name = (found.dossier_code, row["indicator"], row["reason_en"])
        if definition.distinct == "procedure_code":
            own_procedure = pl.lit(json.loads(row["facts"])["procedure_code"], pl.String)
            mine = records.filter(pl.col("procedure_code").eq_missing(own_procedure))
            # A procedure may count by other dossiers while this one is not looked at.
            expected = row["counted_as"] if row["counted_as"] == "not_counted" else mine["counted_as"].item()
            assert row["counted_as"] == expected, name
            continue
        key, own = ("transaction_code", row["record"]) if definition.table == "payments" else ("dossier_code", None)
        mine = records.filter(pl.col(key) == (own or found.dossier_code))
        assert row["counted_as"] == (mine["counted_as"].item() if mine.height else "not_counted"), name
        if row["counted_as"] == "excluded":
            assert row["reason"] == mine["reason"].item(), name


@pytest.fixture
def tables() -> Iterator[Tables]:
    with Tables() as found:
        yield found


@pytest.mark.parametrize("seed", range(2))
def test_odd_dossiers_count_as_explain_has_it(tables: Tables, seed: int) -> None:
    chance = Chance(seed)
    for record in [procedure(chance, number) for number in range(1, 6)]:
        tables.insert("procedures", record)
    codes = {(d["source"], d["dossier_code"]): d for d in (dossier(chance, n) for n in range(120))}
    for record in codes.values():
        tables.insert("dossiers", record)
    for number in range(60):
        tables.insert("payments", payment(chance, number) | {"dossier_code": f"d{number % 40}"})
    looking = looking_at_dossiers(catalogue.values())
    for period, as_of in (("2026-02", datetime(2026, 4, 1)), ("2026-Q1", datetime(2026, 2, 14, 10, 30))):
        explained = {i.id: tables.explain(i.id, period, as_of) for i in looking}
        for code in sorted({code for _, code in codes})[seed::20]:
            agrees(why(tables.snapshot(as_of), code, Period.parse(period), language="en"), explained)


def test_dossiers_of_the_sample_count_as_explain_has_it(sample: Workspace) -> None:
    codes = sample.sql("SELECT DISTINCT dossier_code FROM dossiers ORDER BY 1")["dossier_code"].to_list()
    looking = looking_at_dossiers(catalogue.values())
    explained = {i.id: sample.explain(i.id, "2026-Q3", as_of="2026-10-01") for i in looking}
    for code in random.Random(3).sample(codes, 8):
        agrees(sample.why(code, "2026-Q3", as_of="2026-10-01"), explained)
