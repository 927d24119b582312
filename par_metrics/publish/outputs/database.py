"""`metrics.duckdb`: every table in one file, for dashboards."""

import tempfile
from collections.abc import Mapping
from pathlib import Path

import duckdb
import polars as pl

from par_metrics.publish.outputs.parquet import write_parquet

# Opened by every DuckDB from 1.0 on, so by the drivers of the dashboards too.
STORAGE_VERSION = "v1.0.0"


def write(tables: Mapping[str, pl.DataFrame], folder: Path) -> None:
    """`metrics.duckdb`, with every table of the run."""
    write_database(tables, folder / "metrics.duckdb")


def write_database(tables: Mapping[str, pl.DataFrame], path: Path) -> None:
    """A DuckDB file of `tables`, read-only for everyone, readable by DuckDB 1.0 and later."""
    with tempfile.TemporaryDirectory(dir=path.parent) as folder, duckdb.connect() as connection:
        connection.execute(f"ATTACH '{_quoted(path)}' AS published (STORAGE_VERSION '{STORAGE_VERSION}')")
        for name, frame in tables.items():
            part = Path(folder) / f"{name}.parquet"
            write_parquet(frame, part)
            connection.execute(f"CREATE TABLE published.{name} AS SELECT * FROM read_parquet('{_quoted(part)}')")
        connection.execute("DETACH published")
    path.chmod(0o444)


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
