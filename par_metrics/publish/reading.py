"""A run that is written, published or held back for inspection, read back."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from par_metrics.errors import ParMetricsError
from par_metrics.publish.manifest import MANIFEST
from schemas import Label


def rows_of(published: Path, run_id: str, sql: str) -> list[dict[str, Any]]:
    """What a query over the tables of a run gives.

    Raises:
        ParMetricsError: its database is gone or damaged.
    """
    return _read(published, run_id, lambda connection: connection.sql(sql))


def table_of(published: Path, run_id: str, name: str) -> list[dict[str, Any]]:
    """The rows of a table of a run.

    Raises:
        ParMetricsError: its database is gone or damaged, or has no such table.
    """
    return _read(published, run_id, lambda connection: connection.table(name))


def _read(
    published: Path, run_id: str, ask: Callable[[duckdb.DuckDBPyConnection], duckdb.DuckDBPyRelation]
) -> list[dict[str, Any]]:
    try:
        with duckdb.connect(str(published / run_id / "metrics.duckdb"), read_only=True) as connection:
            table: pl.DataFrame = ask(connection).pl()
    except duckdb.Error:
        raise ParMetricsError(
            Label(
                f"published/{run_id}/metrics.duckdb: tệp bị mất hoặc hỏng. Chạy `par-metrics publish` để công bố lại.",
                f"published/{run_id}/metrics.duckdb: the file is gone or damaged. Run `par-metrics publish` to publish "
                "again.",
            ),
            "run_damaged",
        ) from None
    return table.to_dicts()


def manifest_of(published: Path, run_id: str) -> dict[str, Any] | None:
    """What the manifest of a run states; None where there is no such run."""
    if Path(run_id).name != run_id:
        return None
    try:
        stated: dict[str, Any] = json.loads((published / run_id / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return stated
