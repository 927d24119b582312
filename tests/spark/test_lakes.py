"""Lakes of every history and place give Spark the cells that DuckDB counts."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

import par_metrics as pm
from par_metrics.engines.spark import SparkEngine
from par_metrics.warehouse import lake, ledger
from schemas import KINDS, ValueType
from tests.spark.test_agrees_with_duckdb import AS_OF, UNIT, ask
from tests.support.random_loads import load_random
from tests.support.workspaces import csv_file, small_workspace

PAYMENTS = "transaction_code | receipt_number | dossier_code | unit_code | paid_at | method | amount_vnd | status"
ASKED: dict[str, Any] = {"period": "2026-Q1", "grain": "month", "by": ["unit_code"], "as_of": AS_OF}


def rewritten(root: Path, kind: str, reading: int, change: Callable[[pl.DataFrame], pl.DataFrame]) -> None:
    """The files of a kind as software of an earlier reading would have written them, and the warehouse of these."""
    for file in (root / "lake" / kind).glob("*.parquet"):
        line = json.loads(pl.read_parquet_metadata(file)["par_metrics"]) | {"reading": reading}
        change(pl.read_parquet(file)).write_parquet(file, metadata={"par_metrics": json.dumps(line)})


def by_reading_1(frame: pl.DataFrame) -> pl.DataFrame:
    """An empty cell of yes or no is null, a due day is its midnight, and nothing tells of cells not read."""
    fields = {f.name: f for kind in KINDS.values() for f in kind.stored if f.name in frame.columns}
    booleans = [pl.col(name).replace({False: None}) for name, f in fields.items() if f.type is ValueType.BOOLEAN]
    days = [pl.col(name).dt.truncate("1d") for name, f in fields.items() if f.type is ValueType.DUE]
    return frame.drop("unread", strict=False).with_columns(*booleans, *days)


def by_reading_2(frame: pl.DataFrame) -> pl.DataFrame:
    """The number of a receipt is the code of its payment; some are no receipts."""
    number = pl.int_range(pl.len()) + 100
    is_receipt = number % 4 != 0
    receipt = pl.when(is_receipt).then(number.cast(pl.String).str.zfill(7)).otherwise("receipt_number")
    code = pl.when(is_receipt).then(receipt).otherwise("transaction_code")
    return frame.with_columns(transaction_code=code, receipt_number=receipt)


def sealed_anew(ws: pm.Workspace) -> None:
    """A ledger of the files as they are now."""
    layout = ws.warehouse.layout
    old = lake.read_loads(layout)
    ledger.write(layout, [ledger.of_load(replace(load, files=lake.digests(layout, load))) for load in old])


@pytest.fixture(scope="module")
def of_old(tmp_path_factory: pytest.TempPathFactory) -> pm.Workspace:
    """Loads of the readings 1, 2 and today's, one after another, some full lists; one is withdrawn."""
    random, ws = Random(7), pm.Workspace.create(tmp_path_factory.mktemp("old") / "ws", unit=UNIT)
    loads: list[str] = []
    for reading in (1, 2, 3):
        if reading == 2:
            rewritten(ws.root, "dossiers", 1, by_reading_1)
            rewritten(ws.root, "procedures", 1, by_reading_1)
        if reading == 3:
            rewritten(ws.root, "payments", 2, by_reading_2)
        sealed_anew(ws)
        ws.rebuild()
        for kind in ("units", "procedures", "dossiers", "payments"):
            load = load_random(ws, kind, random, full_list=random.random() < 0.5)
            loads += [] if load is None else [load]
    ws.withdraw(loads[-1], "nhầm tệp")
    return ws


@pytest.mark.lacks("spark", reason="told by Sail")
@pytest.mark.parametrize("is_past", [False, True])
def test_files_of_earlier_readings_say_the_same(session: Any, of_old: pm.Workspace, is_past: bool) -> None:
    assert of_old.loads()["reading"].n_unique() == 3
    known_at = sorted(of_old.loads()["loaded_at"])[7] if is_past else None
    with of_old.snapshot(AS_OF, known_at) as duckdb, of_old.snapshot(AS_OF, known_at, spark=session) as spark:
        for kind in ("dossiers", "payments", "procedures", "units"):
            assert_frame_equal(spark.stored(kind), duckdb.stored(kind), check_row_order=False)
        found, expected = (ask(s.engine, AS_OF, ("unit_code",)) for s in (spark, duckdb))
    assert_frame_equal(found, expected, check_exact=True)


@pytest.mark.lacks("spark", reason="told by Sail")
def test_refused_files_and_rows_are_said_as_by_duckdb(session: Any, tmp_path: Path) -> None:
    """A file is refused as a whole, rows of another; the lake has no record of most kinds."""
    ws = small_workspace(tmp_path / "ws")
    heading = "dossier_code | unit_code | status | received_at"
    bad = "d8 | H60.101 | ? | 2026-03-0"
    for name, table in {
        "whole": "nothing | of | ours\n1 | 2 | 3",
        "rows": f"{heading}\n{bad}2\n{bad}3\nd9 | H60.102 | 4 | 2026-03-02",
        "mended": f"{heading}\nd8 | H60.101 | 4 | 2026-03-02",
    }.items():
        ws.ingest(csv_file(tmp_path / f"{name}.csv", table), kind="dossiers", exported_at="2026-04-02")
        expected, found = ws.compute(**ASKED), ws.compute(**ASKED, engine=session)
        assert_frame_equal(pl.DataFrame(found), pl.DataFrame(expected), check_exact=True)
    ws.withdraw(str(ws.loads().filter(file="mended.csv")["load_id"].item()), "sai")
    expected, found = (
        ws.compute("online_dossiers_rate", **ASKED),
        ws.compute("online_dossiers_rate", **ASKED, engine=session),
    )
    assert_frame_equal(pl.DataFrame(found), pl.DataFrame(expected), check_exact=True)
    assert expected["refused"].max() == 2


@pytest.mark.lacks("spark", reason="told by Sail")
def test_lakes_of_other_kinds_are_counted_side_by_side(session: Any, tmp_path: Path) -> None:
    """One commune has dossiers, one payments, one nothing at all: each figure is that of its own workspace."""
    dossiers = small_workspace(tmp_path / "a")
    payments = pm.Workspace.create(tmp_path / "b", unit="H60.103")
    rows = (
        "p1 | | d1 | H60.103 | 2026-03-02 | online | 10 | paid",
        "p2 | | d2 | H60.103 | 2026-03-02 | cash | 10 | paid",
    )
    report = payments.ingest(csv_file(tmp_path / "p.csv", "\n".join((PAYMENTS, *rows))), kind="payments")
    assert report.accepted == 2
    nothing = pm.Workspace.create(tmp_path / "c", unit="H60.104")
    roots = [ws.root for ws in (dossiers, payments, nothing)]
    over = pm.compute_over(roots, ["on_time_rate", "online_payment_rate"], session=session, **ASKED)
    sides = ["indicator", "period", "numerator", "denominator", "excluded"]
    for ws, indicator in ((dossiers, "on_time_rate"), (payments, "online_payment_rate")):
        own = ws.compute(indicator, **ASKED).filter(pl.col("denominator") > 0)
        same = over.filter(pl.col("indicator") == indicator, pl.col("denominator") > 0)
        assert own.height and same.select("unit_code", *sides).sort(pl.all()).equals(
            own.select("unit_code", *sides).sort(pl.all())
        )


def test_rows_that_are_not_what_was_written_are_not_counted(session: Any, tmp_path: Path) -> None:
    """Two files of a lake are exchanged, and read well: the figures would be of other records than those known."""
    ws = small_workspace(tmp_path / "ws")
    table = (
        "dossier_code | unit_code | status | received_at | due_at | completed_at\nd9 | H60.101 | 10 | 2026-03-02 | |"
    )
    ws.ingest(csv_file(tmp_path / "more.csv", table), kind="dossiers", exported_at="2026-04-02")
    one, other = sorted(ws.root.glob("lake/dossiers/*.parquet"))
    read, others = one.read_bytes(), other.read_bytes()
    one.write_bytes(others)
    other.write_bytes(read)
    for question in (
        lambda: ws.compute("on_time_rate", **ASKED, engine=session),
        lambda: pm.compute_over([ws.root], "on_time_rate", session=session, own_unit=UNIT, **ASKED),
    ):
        with pytest.raises(pm.ParMetricsError, match="rebuild --restore") as caught:
            question()
        assert caught.value.rule == "lake_damaged" and one.name in str(caught.value)


def test_a_lake_is_named_by_its_uri_too(session: Any, tmp_path: Path) -> None:
    ws = small_workspace(tmp_path / "ws")
    over, by_uri = (
        pm.compute_over([root], "on_time_rate", session=session, own_unit=UNIT, **ASKED)
        for root in (ws.root, f"{ws.root.as_uri()}/")
    )
    assert over.equals(by_uri) and over["denominator"].sum() > 0


@pytest.mark.parametrize(
    ("address", "vi", "en"),
    [
        ("memory://lake", "không đọc được lake qua memory:", "lakes are not read by memory:"),
        ("ftp://host/lake", "không đọc được lake qua ftp:", "lakes are not read by ftp:"),
        ("hdfs://", "không mở được nơi lưu trữ", "storage cannot be opened"),
        ("file://elsewhere/lake", "không mở được nơi lưu trữ", "storage cannot be opened"),
        ("no/such/folder", "không có thư mục lake/", "there is no folder lake/"),
        ("s3a://bucket/{a,b}", "là mẫu tên", "for a pattern"),
    ],
)
def test_an_address_of_no_use_is_told(session: Any, address: str, vi: str, en: str) -> None:
    with pytest.raises(pm.ParMetricsError) as told:
        SparkEngine(session, [address]).loads()
    assert vi in told.value.label.vi and en in told.value.label.en and address.rstrip("/") in str(told.value)
