"""Codes that differ from another's in writing alone: two records to us, one to whoever typed them.

Nothing is merged: whether `h60.101-...` is the dossier `H60.101-...` is for the officer to say.
"""

import unicodedata

import duckdb
import polars as pl

from par_metrics.warehouse.staged import Staged
from par_metrics.warehouse.tables import current_sql, query, quoted
from schemas import RecordKind

# Letters of other alphabets that nobody tells from a Latin one on paper.
_LATIN = str.maketrans("АВЕКМНОРСТХУІЈЅΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEKMHOPCTXYIJSABEZHIKMNOPTYX")
_USUAL = r"[0-9A-Z]([0-9A-Z._/-]*[0-9A-Z])?"
_NONE = pl.DataFrame(schema={"row": pl.UInt32, "sheet": pl.String, "code": pl.String})


def written_alike(
    connection: duckdb.DuckDBPyConnection, kind: RecordKind, rows: Staged, dropped: pl.Series
) -> pl.DataFrame:
    """The rows of a load whose code another record of it, or of those known now, has too, but for its writing.

    Looked for among codes of unusual writing: lower case, full width, letters of other alphabets, blanks, a dot at
    the end. Of two records it is the one written so that is named.

    Args:
        connection: the warehouse, before the load is merged.
        rows: those of the load.
        dropped: positions of those that are left out.
    Returns:
        `row`, `sheet` and `code`, a line for each such row.
    """
    code = kind.key[-1]
    if not code.endswith("_code"):
        return _NONE
    odd = rows.keys(connection, kind, f"NOT regexp_full_match({quoted(code)}, '{_USUAL}')", dropped)
    if odd.is_empty():
        return _NONE
    usual = {text: _usual(text) for text in odd[code].unique()}
    odd = odd.with_columns(usual=pl.col(code).replace_strict(usual, return_dtype=pl.String))
    codes = sorted(set(usual.values()))
    known = query(
        connection,
        f"SELECT {', '.join(map(quoted, kind.key))} FROM ({current_sql(kind)}) "
        f"WHERE {quoted(code)} IN (SELECT unnest($codes))",
        {"codes": codes},
    )
    same = [*kind.key[:-1], "usual"]
    beside = rows.keys(connection, kind, f"{quoted(code)} IN (SELECT unnest($codes))", dropped, {"codes": codes})
    as_written = pl.concat([known, beside.select(kind.key)]).with_columns(usual=pl.col(code))
    others = pl.concat([frame.select(*same, other=code) for frame in (as_written, odd)])
    found = odd.join(others, on=same, maintain_order="left").filter(pl.col(code) != pl.col("other"))
    return found.unique(["row", "sheet"], maintain_order=True).select("row", "sheet", code=code)


def _usual(code: str) -> str:
    """The code as its system would write it."""
    plain = unicodedata.normalize("NFKC", code).upper().translate(_LATIN)
    return "".join(plain.split()).rstrip(".,;_-")
