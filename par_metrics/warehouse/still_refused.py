"""Which refused rows are still missing, and what became of the others: as relations for the questions of engines, and
row by row beside the reasons.

Of each file name (of one kind) the newest load counts: its file was sent again, corrected or not. A key that several of
these loads refused is that of one record: it counts where it was refused last.
"""

from collections.abc import Sequence

import duckdb
import polars as pl

from par_metrics.settings.layout import Layout
from par_metrics.warehouse import lake
from par_metrics.warehouse.archive import digest_of
from par_metrics.warehouse.tables import LOADS_KNOWN, REFUSED_ROWS, query

MISSING = "still_missing"
ACCEPTED, AGAIN, RESENT, WITHDRAWN = "accepted_later", "refused_again", "sent_again", "withdrawn"
STATE_COLUMNS: dict[str, type[pl.DataType]] = {"state": pl.String, "by_load": pl.String}
"""What became of a refused row, and by which load; none of rows still missing, nor where no load is known."""


def open_rows_sql(known: str) -> str:
    """The relations `newest` (loads), `listed` (their refused rows) and `last_refused` (those that count), for a WITH.

    Args:
        known: the instant of knowledge, as an SQL literal.
    """
    return f"""
    newest AS (
        SELECT * FROM {LOADS_KNOWN}({known}) WHERE state = 'loaded'
        QUALIFY row_number() OVER (PARTITION BY kind, file ORDER BY loaded_at DESC, load_id DESC) = 1
    ),
    listed AS (
        SELECT r.* FROM {REFUSED_ROWS} r SEMI JOIN newest n ON n.load_id = r.load_id WHERE r.loaded_at <= {known}
    ),
    still_refused AS (
        SELECT *, first_value(load_id) OVER (PARTITION BY kind, key ORDER BY load_id DESC) AS last_load
        FROM listed WHERE accepted_at IS NULL OR accepted_at > {known}
    ),
    last_refused AS (SELECT kind, load_id, unit_code FROM still_refused WHERE key IS NULL OR load_id = last_load)
    """


def with_states(
    connection: duckdb.DuckDBPyConnection, layout: Layout, loads: pl.DataFrame, rows: Sequence[pl.DataFrame]
) -> pl.DataFrame:
    """The refused rows of loads with `STATE_COLUMNS` behind their other columns, as known now.

    Args:
        loads: rows of `loads`, as known now.
        rows: the refused rows of each of them, with `load_id`.
    Raises:
        ParMetricsError: a file of them is missing or damaged; the message names it.
    """
    digest = pl.col("files").str.json_path_match("$.refused_rows")
    of_loads_kept = loads.select("load_id", digest).iter_rows()
    keys = [_keys(layout, load_id, kept, its.height) for (load_id, kept), its in zip(of_loads_kept, rows, strict=True)]
    told = pl.concat([its.with_columns(key) for its, key in zip(rows, keys, strict=True)])
    fates = query(connection, _FATES_SQL).join(loads, on="load_id", how="semi")
    of_loads = loads.select("load_id", is_withdrawn=pl.col("state") == "withdrawn").join(
        query(connection, _NEWEST_SQL), on="load_id", how="left"
    )
    found = told.join(of_loads, on="load_id", how="left", maintain_order="left").join(
        fates, on=["load_id", "key"], how="left", maintain_order="left"
    )
    is_resent = pl.col("newest").is_not_null() & (pl.col("newest") != pl.col("load_id"))
    is_again = pl.col("last_load").is_not_null() & (pl.col("last_load") != pl.col("load_id"))
    chosen = [
        (pl.col("is_withdrawn"), WITHDRAWN, pl.lit(None, pl.String)),
        (pl.col("is_accepted"), ACCEPTED, pl.col("accepted_by")),
        (is_resent, RESENT, pl.col("newest")),
        (is_again, AGAIN, pl.col("last_load")),
    ]
    state, by_load = pl.lit(MISSING), pl.lit(None, pl.String)
    for holds, code, load in reversed(chosen):
        state = pl.when(holds).then(pl.lit(code)).otherwise(state)
        by_load = pl.when(holds).then(load).otherwise(by_load)
    return found.select(*rows[0].columns, state=state, by_load=by_load)


def _keys(layout: Layout, load_id: str, digest: str | None, height: int) -> pl.Series:
    """The key of each refused row of a load, in their order; null where it was not kept.

    Raises:
        ParMetricsError: its file is missing or not what was written.
    """
    file = layout.refused_rows_file(load_id)
    if digest is not None and (not file.exists() or digest_of(file) != digest):
        raise lake.damaged(layout, file)
    kept = pl.read_parquet(file)["key"].cast(pl.String) if file.exists() else pl.Series("key", [], pl.String)
    return kept if kept.len() == height else pl.Series("key", [None] * height, pl.String)


_NOW = "TIMESTAMP 'infinity'"
_FATES_SQL = f"""
WITH {open_rows_sql(_NOW)}
SELECT r.load_id, r.key, bool_and(r.accepted_at IS NOT NULL) AS is_accepted, max(r.accepted_by) AS accepted_by,
    max(s.last_load) AS last_load
FROM {REFUSED_ROWS} r LEFT JOIN still_refused s ON s.load_id = r.load_id AND s.key = r.key AND s.kind = r.kind
WHERE r.key IS NOT NULL GROUP BY r.load_id, r.key
"""
_NEWEST_SQL = f"""
WITH {open_rows_sql(_NOW)}
SELECT l.load_id, n.load_id AS newest FROM {LOADS_KNOWN}({_NOW}) l JOIN newest n ON n.kind = l.kind AND n.file = l.file
"""
