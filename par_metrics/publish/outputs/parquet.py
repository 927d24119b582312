"""The figures as Parquet, for machines."""

from collections.abc import Mapping
from pathlib import Path

import polars as pl


def write(tables: Mapping[str, pl.DataFrame], folder: Path) -> None:
    """`indicators.parquet`."""
    write_parquet(tables["indicators"], folder / "indicators.parquet")


def write_parquet(frame: pl.DataFrame, path: Path) -> None:
    """One table, compressed."""
    frame.write_parquet(path, compression="zstd")
