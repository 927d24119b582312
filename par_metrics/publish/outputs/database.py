"""`metrics.duckdb`: every table in one file, for dashboards."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import duckdb
import polars as pl

from par_metrics.documents.forms.kept import KEPT
from par_metrics.publish.described.views import literal, quoted, views_of
from par_metrics.publish.outcome import MISSING_ROWS, Outcome
from par_metrics.publish.outputs.full_view import full_view
from par_metrics.publish.outputs.parquet import write_parquet

# Opened by every DuckDB from 1.0 on, so by the drivers of the dashboards too.
STORAGE_VERSION = "v1.0.0"
FULL = "indicators_full"
_FULL_ROWS = "Mọi dòng số liệu, kể cả của đơn vị và chỉ số chưa từng có bản ghi nào."


def write(outcome: Outcome, folder: Path) -> None:
    """`metrics.duckdb`, with every table of the run, and views of its figures.

    What `indicators` leaves out is in the view `indicators_full`.
    """
    tables = outcome.tables
    of_papers = {name for name in tables if name.startswith(KEPT)} | {MISSING_ROWS}
    stored = {name: frame for name, frame in tables.items() if name not in of_papers | {FULL}}
    full = (full_view(tables["indicators"], tables[FULL]), _FULL_ROWS)
    views = {FULL: full, **views_of(outcome.catalogue, (*stored, FULL))}
    write_database(stored, folder / "metrics.duckdb", views)


def write_database(
    tables: Mapping[str, pl.DataFrame], path: Path, views: Mapping[str, tuple[str, str]] = MappingProxyType({})
) -> None:
    """A DuckDB file of `tables`, read-only for everyone, readable by DuckDB 1.0 and later.

    Args:
        views: name -> SELECT over the tables, and a comment on what it gives.
    """
    with tempfile.TemporaryDirectory(dir=path.parent) as folder, duckdb.connect() as connection:
        # Rows that several threads write come in blocks half full, and in another order every time.
        connection.execute("SET threads = 1")
        connection.execute(f"ATTACH '{_quoted(path)}' AS published (STORAGE_VERSION '{STORAGE_VERSION}')")
        # In one transaction: after each the file would keep blocks that nothing is in.
        connection.execute("BEGIN")
        for name, frame in tables.items():
            part = Path(folder) / f"{name}.parquet"
            write_parquet(frame, part)
            connection.execute(f"CREATE TABLE published.{name} AS SELECT * FROM read_parquet('{_quoted(part)}')")
        # Views name their tables without the database, which everyone calls otherwise.
        connection.execute("USE published")
        for name, (select, comment) in views.items():
            connection.execute(f"CREATE VIEW {quoted(name)} AS {select}")
            connection.execute(f"COMMENT ON VIEW {quoted(name)} IS {literal(comment)}")
        connection.execute("COMMIT")
        connection.execute("USE memory")
        connection.execute("DETACH published")
    path.chmod(0o444)


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
