"""The records of one dossier: which they are, which load they came from, and the nearest codes if there is none."""

import duckdb
import polars as pl

from par_metrics.engines.duckdb import DuckDBEngine
from par_metrics.errors import UsageError
from schemas import KINDS, Label, RecordKind

KEY = "dossier_code"
_NEAREST = 3

# The part of a code from its date on, the same in every form of codes known: `260301-0001` of
# `H60.101-260301-0001`, `000.00.01.H60-260301-0001` and `H60.101-20260301-0001`.
_TAIL = r"'-(?:20)?(\d{6}-[0-9A-Z]+)$'"
_NEAR_SQL = f"""
SELECT {KEY} FROM (
    SELECT DISTINCT {KEY}, jaro_winkler_similarity({KEY}, $code) AS likeness,
        coalesce(regexp_extract({KEY}, {_TAIL}, 1) = nullif(regexp_extract($code, {_TAIL}, 1), ''), FALSE) AS has_tail
    FROM dossiers_versions
)
WHERE has_tail OR likeness > 0.7 ORDER BY has_tail DESC, likeness DESC, {KEY} LIMIT {_NEAREST}
"""


def kinds_of_dossiers() -> tuple[RecordKind, ...]:
    """The kinds whose records name a dossier: the dossiers themselves, payments."""
    return tuple(kind for kind in KINDS.values() if KEY in kind.by_name)


def records_of(engine: DuckDBEngine, code: str) -> pl.DataFrame:
    """Every record of a dossier, in every source, and the load whose version of it is used.

    Returns:
        `kind, record` (the source of a dossier, the transaction of a payment),
        `unit_code, versions` (known so far), `load_id, file, exported_at, loaded_at`.
    Raises:
        UsageError: no dossier has this code; the nearest are named.
    """
    parts = [_of_kind(engine, kind, code) for kind in kinds_of_dossiers()]
    found = pl.concat(parts)
    if found.filter(pl.col("kind") == "dossiers").is_empty():
        raise _unknown(engine.connection, code)
    return found


def record_name(kind: RecordKind) -> str:
    """The column that tells the records of one dossier apart."""
    return next(name for name in kind.key if name != KEY)


def _of_kind(engine: DuckDBEngine, kind: RecordKind, code: str) -> pl.DataFrame:
    name = record_name(kind)
    known = "TRUE" if engine.known_at is None else f"loaded_at <= TIMESTAMP '{engine.known_at}'"
    sql = f"""
SELECT '{kind.name}' AS kind, v.{name} AS record, v.unit_code, n.versions,
    v.load_id, l.file, v.exported_at, v.loaded_at
FROM {engine.stored(kind.name)} v
JOIN (
    SELECT {name}, count(*) AS versions FROM {kind.name}_versions WHERE {KEY} = $code AND {known} GROUP BY ALL
) n ON n.{name} = v.{name}
LEFT JOIN loads l ON l.load_id = v.load_id
WHERE v.{KEY} = $code ORDER BY record
"""
    frame: pl.DataFrame = engine.connection.sql(sql, params={"code": code}).pl()
    return frame


def _unknown(connection: duckdb.DuckDBPyConnection, code: str) -> UsageError:
    first = connection.execute(f"SELECT min(loaded_at) FROM dossiers_versions WHERE {KEY} = ?", [code]).fetchall()[0][0]
    if first is not None:
        return UsageError(
            Label(
                f'hồ sơ "{code}" chưa được nạp vào lúc đó; lần nạp đầu: {first:%d/%m/%Y %H:%M}. Chọn --known-at sau đó',
                f'dossier "{code}" was not loaded by then, but first at {first:%Y-%m-%d %H:%M}. '
                "Choose a --known-at after that",
            ),
            "not_yet_loaded",
        )
    near = ", ".join(found for (found,) in connection.execute(_NEAR_SQL, {"code": code}).fetchall())
    vi, en = (f" Gần nhất: {near}.", f" The nearest are {near}.") if near else ("", "")
    return UsageError(
        Label(f'không có hồ sơ "{code}" đã nạp.{vi}', f'no dossier "{code}" is loaded.{en}'), "unknown_dossier"
    )
