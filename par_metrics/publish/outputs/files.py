"""Files of a run: Parquet and the DuckDB file for machines, CSV that Excel opens right for people."""

import hashlib
import tempfile
from collections.abc import Mapping
from pathlib import Path

import duckdb
import polars as pl

# Opened by every DuckDB from 1.0 on, so by the drivers of the dashboards too.
STORAGE_VERSION = "v1.0.0"


def write_parquet(frame: pl.DataFrame, path: Path) -> None:
    frame.write_parquet(path, compression="zstd")


def write_csv(frame: pl.DataFrame, path: Path) -> None:
    """CSV in UTF-8 with a byte order mark: without it Excel garbles Vietnamese."""
    path.write_bytes(csv_text(frame).encode("utf-8-sig"))


def csv_text(frame: pl.DataFrame) -> str:
    """CSV: whole numbers without `.0`, other values unrounded, no cell that a spreadsheet would run."""
    return frame.select(_cell(name, dtype) for name, dtype in frame.schema.items()).write_csv(
        datetime_format="%Y-%m-%d %H:%M:%S"
    )


def _cell(name: str, dtype: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if dtype.is_float():
        is_whole = (column == column.floor()) & (column.abs() < 2**53)
        return (
            pl.when(is_whole)
            .then(column.cast(pl.Int64, strict=False).cast(pl.String))
            .otherwise(column.cast(pl.String))
        )
    if dtype == pl.String:
        # Text from an export that starts like a formula would be run by Excel; a negative number is none.
        runs = column.str.contains(r"^[=+\-@\t\r]") & column.cast(pl.Float64, strict=False).is_null()
        return pl.when(runs).then("'" + column).otherwise(column).alias(name)
    return column


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


def fingerprint(path: Path) -> dict[str, object]:
    """Name, size and SHA-256 of a file, as the manifest states them."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
    return {"name": path.name, "bytes": path.stat().st_size, "sha256": digest.hexdigest()}


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
