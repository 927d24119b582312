from datetime import date, datetime

import duckdb
import polars as pl
import pytest

from schemas import KINDS, RecordKind
from schemas.kind import key_expr, key_sql

VALUES = {
    pl.String(): "H60/1",
    pl.Date(): date(2026, 3, 1),
    pl.Datetime("us"): datetime(2026, 3, 1, 8),
    pl.Int32(): 7,
    pl.Int64(): 2026,
    pl.Int16(): 5,
}


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_key_is_the_same_text_in_frames_and_in_queries(kind: RecordKind) -> None:
    types = {name: kind.by_name[name].polars_type for name in kind.key}
    rows = pl.DataFrame({name: [VALUES[dtype]] for name, dtype in types.items()}, schema=types)
    connection = duckdb.connect()
    connection.register("rows_given", rows.to_arrow())
    columns = ", ".join(f"{name}::{kind.by_name[name].duckdb_type} AS {name}" for name in kind.key)
    sql = f"SELECT {key_sql(kind.key, 'i')} FROM (SELECT {columns} FROM rows_given) AS i"
    assert connection.execute(sql).fetchall() == [(rows.select(key_expr(kind.key)).item(),)]
