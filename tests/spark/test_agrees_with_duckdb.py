"""Spark counts in every cell what DuckDB counts, of loads that supersede one another, of full lists and withdrawals."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path
from random import Random
from tempfile import mkdtemp
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

import par_metrics as pm
from par_metrics.domain.period import Period
from par_metrics.engines.base import LATEST, Engine
from par_metrics.engines.duckdb import DuckDBEngine
from par_metrics.engines.spark import SparkEngine
from par_metrics.figures.compute import answer
from par_metrics.figures.question import Question, choose_indicators
from par_metrics.indicators.catalogue import catalogue
from par_metrics.indicators.targets import targets_with
from schemas import KINDS
from tests.support.random_loads import load_random

UNIT = "H60.101"
PERIODS = tuple(
    Period.parse(label)
    for label in ("2025-12", "2026-01", "2026-02", "2026-03", "2026-04", "2026-Q1", "2026-Q2", "2026")
)
AS_OF = datetime(2026, 4, 10, 9)


@cache
def workspace(seed: int) -> Path:
    """Loads of every kind, newer and older ones, some full lists, some with rows refused, some withdrawn."""
    random, root = Random(seed), Path(mkdtemp(prefix="spark-lake-"))
    ws = pm.Workspace.create(root, unit=UNIT)
    for _ in range(3):
        loads = [load_random(ws, kind, random, full_list=random.random() < 0.4) for kind in KINDS]
    for load_id in random.sample([load_id for load_id in loads if load_id], 3):
        ws.withdraw(load_id, "nhầm tệp")
    return root


@contextmanager
def in_zone(session: Any, zone: str) -> Iterator[None]:
    before = session.conf.get("spark.sql.session.timeZone")
    session.conf.set("spark.sql.session.timeZone", zone)
    yield
    session.conf.set("spark.sql.session.timeZone", before)


TOLD_BY_SAIL = pytest.mark.lacks("spark", reason="told by Sail, which is many times quicker")
ALL, EVEN, ODD, SOME = slice(None), slice(0, None, 2), slice(1, None, 2), slice(0, None, 6)


def ask(engine: Engine, as_of: datetime, by: tuple[str, ...], part: slice = ALL) -> pl.DataFrame:
    """Figures of a part of the catalogue: Spark itself plans all of it for half a minute."""
    ids = list(dict.fromkeys(definition.id for definition in choose_indicators(catalogue, None, by)))
    chosen = choose_indicators(catalogue, ids[part], by)
    question = Question(chosen, PERIODS, as_of, by, with_totals=True)
    return answer(engine, question, targets_with((), "test"), catalogue)


@pytest.mark.parametrize(
    ("seed", "zone", "by", "is_past", "part"),
    [
        (1, "Asia/Ho_Chi_Minh", ("unit_code",), False, ALL),
        pytest.param(2, "America/New_York", ("field",), False, EVEN, marks=TOLD_BY_SAIL),
        (2, "America/New_York", ("unit_code",), True, ODD),
        (2, "UTC", ("unit_code",), True, EVEN),
        pytest.param(1, "UTC", ("field",), False, ODD, marks=TOLD_BY_SAIL),
    ],
)
def test_every_cell_is_duckdbs(
    session: Any, seed: int, zone: str, by: tuple[str, ...], is_past: bool, part: slice
) -> None:
    ws = pm.Workspace(workspace(seed))
    known_at = sorted(ws.loads()["loaded_at"])[len(KINDS) * 3 // 2] if is_past else LATEST
    with ws.warehouse.reader() as connection:
        expected = ask(DuckDBEngine(connection, ws.calendar, UNIT, known_at), AS_OF, by, part)
    engine = SparkEngine(session, [ws.root], ws.calendar, UNIT, known_at)
    with in_zone(session, zone):
        assert_frame_equal(ask(engine, AS_OF, by, part), expected, check_exact=True)
    engine.close()


@TOLD_BY_SAIL
def test_the_records_behind_a_figure_are_duckdbs(session: Any) -> None:
    ws = pm.Workspace(workspace(1))
    with ws.snapshot("2026-04-10") as duckdb, ws.snapshot("2026-04-10", spark=session) as spark:
        for indicator in ("on_time_rate", "par_index", "staff_qualified_rate", "published_procedures_rate"):
            if indicator in catalogue:
                definition = catalogue[indicator]
                found, expected = (s.records(definition, Period.parse("2026")) for s in (spark, duckdb))
                assert_frame_equal(found, expected, check_row_order=False)
        for kind in KINDS:
            assert_frame_equal(spark.stored(kind), duckdb.stored(kind), check_row_order=False)
        assert spark.engine.newest_loads().drop("load_id").height == duckdb.engine.newest_loads().height
        assert_frame_equal(spark.engine.withdrawals(), duckdb.engine.withdrawals())
        assert_frame_equal(
            spark.engine.holdings().drop("loaded_at"), duckdb.engine.holdings().drop("loaded_at"), check_dtypes=False
        )


def test_a_scratch_folder_changes_nothing(session: Any, tmp_path: Path) -> None:
    ws = pm.Workspace(workspace(1))
    with ws.snapshot(AS_OF) as snapshot:
        expected = ask(snapshot.engine, AS_OF, ("field",), SOME)
    engine = SparkEngine(session, [ws.root], ws.calendar, UNIT, scratch=str(tmp_path))
    assert_frame_equal(ask(engine, AS_OF, ("field",), SOME), expected, check_exact=True)


def test_a_province_counts_what_its_communes_count(session: Any, tmp_path: Path) -> None:
    """Each unit has its own workspace; the same code of a dossier in two of them is two dossiers."""
    rows = "dossier_code,unit_code,status,received_at,completed_at,due_at\n"
    roots = []
    for unit, completed in (("H60.1", "2026-03-04 09:00:00"), ("H60.2", "2026-03-09 09:00:00")):
        ws = pm.Workspace.create(tmp_path / unit, unit=unit)
        (tmp_path / f"{unit}.csv").write_text(f"{rows}d1,{unit},10,2026-03-02 08:00:00,{completed},2026-03-05\n")
        (tmp_path / "units.csv").write_text(f"unit_code,unit_name,level\n{unit},{unit},commune\n")
        for kind, file in (("units", "units.csv"), ("dossiers", f"{unit}.csv")):
            assert not ws.ingest(tmp_path / file, kind=kind, exported_at="2026-04-01").refused
        roots.append(ws.root)
    found = pm.compute_over(
        roots, ["on_time_rate"], "2026-03", by=["unit_code"], session=session, as_of="2026-05-01", with_totals=True
    )
    assert found.select("unit_code", "numerator", "denominator").rows() == [
        ("H60.1", 1, 1),
        ("H60.2", 0, 1),
        (None, 1, 2),
    ]
    alone = pm.Workspace(roots[0]).compute(["on_time_rate"], "2026-03", as_of="2026-05-01", engine=session)
    assert alone.select("numerator", "denominator").rows() == [(1, 1)]


def views(session: Any) -> set[str]:
    return {row["tableName"] for row in session.sql("SHOW TABLES").toArrow().to_pylist()}


def test_what_the_session_has_is_left_as_it_was(session: Any) -> None:
    """A view of the caller's own called `calendar` or `periods` is neither read nor replaced; no view is left."""
    for name in ("calendar", "periods", "dossiers_known"):
        session.sql("SELECT 'mine' AS whose").createOrReplaceTempView(name)
    before = views(session)
    pm.Workspace(workspace(1)).compute(["on_time_rate"], "2026", as_of=AS_OF, engine=session)
    assert views(session) == before
    assert session.sql("SELECT whose FROM calendar").toArrow().to_pylist() == [{"whose": "mine"}]


def test_what_only_the_warehouse_knows_is_said(session: Any, tmp_path: Path) -> None:
    ws = pm.Workspace(workspace(1))
    with ws.snapshot(spark=session) as snapshot, pytest.raises(pm.UsageError, match="DuckDB") as refused:
        snapshot.engine.nearest("x", 1)
    assert "DuckDB" in refused.value.label.vi
    with pytest.raises(pm.UsageError, match="no folder lake/"):
        pm.compute_over([tmp_path], session=session)
    (tmp_path / "a[1]").mkdir()
    with pytest.raises(pm.UsageError, match="pattern"):
        pm.compute_over([tmp_path / "a[1]"], session=session)
