import stat

import duckdb
import polars as pl

from par_metrics.publish.outputs.database import write_database


def test_the_database_is_of_the_old_storage_and_read_only(tmp_path):
    path = tmp_path / "it's metrics.duckdb"
    frame = pl.DataFrame(
        {"indicator": ["on_time_rate"], "value": [None]}, schema={"indicator": pl.String, "value": pl.Float64}
    )
    write_database({"indicators": frame, "empty": frame.clear()}, path)
    # The header of a DuckDB file: checksum, "DUCK", then the number of the storage format; 64 is that of 1.0.
    header = path.read_bytes()[8:20]
    assert (header[:4], int.from_bytes(header[4:], "little")) == (b"DUCK", 64)
    assert stat.S_IMODE(path.stat().st_mode) == 0o444
    assert [p.name for p in tmp_path.iterdir()] == [path.name]
    with duckdb.connect(path, read_only=True) as connection:
        assert connection.execute("FROM indicators").fetchall() == [("on_time_rate", None)]
        assert connection.execute("SELECT count(*) FROM empty").fetchall() == [(0,)]
        tags = dict(connection.execute("SELECT database_name, tags FROM duckdb_databases()").fetchall())
        assert tags[path.stem]["storage_version"].startswith("v1.0.0")
