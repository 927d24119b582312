from datetime import datetime
from pathlib import Path

import duckdb
import polars as pl
import pyarrow.parquet as pq

from par_metrics.support.parquet import add_metadata

ROWS = pl.DataFrame(
    {"a": range(1000), "b": ["đ"] * 1000, "c": [["x"], None] * 500, "d": [datetime(2026, 1, 1), None] * 500}
)


def test_metadata_is_added_and_the_rows_stay_as_they_are(tmp_path: Path) -> None:
    path, table = tmp_path / "x.parquet", ROWS.to_arrow(compat_level=pl.CompatLevel.oldest())
    with pq.ParquetWriter(path, table.schema, compression="zstd") as writer:
        for _ in range(3):
            writer.write_table(table)
    before = pl.read_parquet(path)
    add_metadata(path, {"par_metrics": '{"file": "hồ sơ.csv"}'})
    assert pl.read_parquet_metadata(path)["par_metrics"] == '{"file": "hồ sơ.csv"}'
    assert pl.read_parquet(path).equals(before) and before.height == 3000
    assert pq.read_metadata(path).num_row_groups == 3 and pq.read_schema(path).equals(table.schema)
    assert duckdb.sql(f"SELECT count(*), max(a), count(d) FROM '{path}'").fetchall() == [(3000, 999, 1500)]


def test_a_file_without_rows_has_metadata_too(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    pq.write_table(ROWS.clear().to_arrow(), path)
    add_metadata(path, {"long": "x" * 100_000})
    assert pl.read_parquet(path).is_empty() and len(pl.read_parquet_metadata(path)["long"]) == 100_000
