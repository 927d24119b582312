"""The figures as Parquet, for machines."""

from pathlib import Path

import polars as pl

from par_metrics.publish.outcome import Outcome


def write(outcome: Outcome, folder: Path) -> None:
    """`indicators.parquet`."""
    write_parquet(outcome.tables["indicators"], folder / "indicators.parquet")


def write_parquet(frame: pl.DataFrame, path: Path) -> None:
    """One table, compressed."""
    frame.write_parquet(path, compression="zstd")
