import hashlib
import stat

import duckdb
import polars as pl
import pytest

from par_metrics.publish.outputs import files


def test_csv_opens_right_in_excel(tmp_path):
    path = tmp_path / "a.csv"
    files.write_csv(pl.DataFrame({"title": ["Thủ tục, hồ sơ"], "numerator": [2387.0], "value": [0.98812345678]}), path)
    assert (
        path.read_bytes() == b"\xef\xbb\xbf" + 'title,numerator,value\n"Thủ tục, hồ sơ",2387,0.98812345678\n'.encode()
    )


@pytest.mark.parametrize(
    ("number", "text"), [(0.0, "0"), (-3.0, "-3"), (0.1 + 0.2, "0.30000000000000004"), (1e20, "1e+20"), (None, "")]
)
def test_numbers_in_csv_are_whole_or_exact(number, text):
    csv = files.csv_text(pl.DataFrame({"a": [number], "b": [1]}, schema={"a": pl.Float64, "b": pl.Int64}))
    assert csv == f"a,b\n{text},1\n"


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "@sum", "-2+3"])
def test_text_of_an_export_is_never_run_as_a_formula(text):
    assert files.csv_text(pl.DataFrame({"value": [text], "b": [1]})) == f"value,b\n'{text},1\n"


def test_a_negative_number_refused_stays_a_number():
    assert files.csv_text(pl.DataFrame({"value": ["-150000"], "b": [1]})) == "value,b\n-150000,1\n"


def test_the_database_is_of_the_old_storage_and_read_only(tmp_path):
    path = tmp_path / "it's metrics.duckdb"
    frame = pl.DataFrame(
        {"indicator": ["on_time_rate"], "value": [None]}, schema={"indicator": pl.String, "value": pl.Float64}
    )
    files.write_database({"indicators": frame, "empty": frame.clear()}, path)
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


def test_a_fingerprint_is_the_sha256_of_the_bytes(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"abc")
    assert files.fingerprint(path) == {"name": "a.csv", "bytes": 3, "sha256": hashlib.sha256(b"abc").hexdigest()}
