"""What a query of an officer may do: read the tables, and nothing else."""

from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from par_metrics.errors import UsageError
from tests.unit.warehouse.loader import Loader

UNIT = {"unit_code": "H60.101", "unit_name": "Phường An Tường"}


@pytest.fixture
def loaded(loader: Loader) -> Loader:
    loader.load("units", [UNIT], datetime(2026, 1, 1))
    return loader


@pytest.mark.parametrize(
    "query",
    [
        "SELECT unit_code FROM units",
        "FROM units SELECT unit_code",
        "WITH a AS (SELECT unit_code FROM units) SELECT * FROM a",
        "SELECT unit_code FROM units_versions WHERE superseded_at IS NULL; -- the versions too",
        "SELECT key FROM (PIVOT units ON level USING count(*) GROUP BY unit_code) AS p(key)",
    ],
)
def test_one_select_is_answered(loaded: Loader, query: str) -> None:
    assert loaded.warehouse.sql(query).rows() == [("H60.101",)]


def test_a_pivot_is_answered(loaded: Loader) -> None:
    assert loaded.warehouse.sql("PIVOT units ON unit_code USING count(*)").columns[-1] == "H60.101"


@pytest.mark.parametrize(
    "query",
    [
        "INSERT INTO units_versions (unit_code) VALUES ('H60.102')",
        "COPY units TO '{folder}/units.csv'",
        "EXPORT DATABASE '{folder}/units'",
        "ATTACH '{folder}/other.duckdb'",
        "CREATE TEMPORARY TABLE t AS SELECT 1",
        "SET memory_limit = '1GB'",
        "CHECKPOINT",
        "EXPLAIN ANALYZE COPY units TO '{folder}/units.csv'",
        "INSTALL httpfs",
        "SELECT 1; COPY units TO '{folder}/units.csv'",
        "SELECT 1; SELECT 2",
        "",
        "-- nothing",
    ],
)
def test_anything_else_is_refused_and_writes_no_file(loaded: Loader, tmp_path: Path, query: str) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    with pytest.raises(UsageError, match="one SELECT"):
        loaded.warehouse.sql(query.format(folder=folder))
    assert list(folder.iterdir()) == []
    assert loaded.warehouse.sql("SELECT count(*) FROM units_versions").item() == 1


@pytest.mark.parametrize("query", ["SELECT * FROM read_text('{file}')", "SELECT * FROM '{file}'"])
def test_no_file_is_read(loaded: Loader, tmp_path: Path, query: str) -> None:
    file = tmp_path / "other.csv"
    file.write_text("a\n1\n")
    with pytest.raises(UsageError):
        loaded.warehouse.sql(query.format(file=file))


def test_a_notebook_that_opened_the_database_itself_is_not_in_the_way(loaded: Loader) -> None:
    with duckdb.connect(str(loaded.warehouse.layout.database), read_only=True) as own:
        assert (
            loaded.warehouse.sql("SELECT unit_code FROM units").rows()
            == own.sql("SELECT unit_code FROM units").fetchall()
        )
        with pytest.raises(UsageError, match="one SELECT"):
            loaded.warehouse.sql("COPY units TO '/dev/null'")
