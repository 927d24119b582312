"""Records of very many keys, read object by object.

DuckDB finds a pointer by going through the keys before it, so that looking up every key takes time by the square
of their number. Here each object is taken apart once.
"""

from collections.abc import Sequence

import duckdb
import polars as pl

from par_metrics.readers.json_sql import scalar, values_of

WIDE = 300
"""Number of pointers from which on this is the faster way."""


def read_wide(connection: duckdb.DuckDBPyConnection, pointers: Sequence[str]) -> pl.DataFrame:
    """Text of the value at each JSON pointer in each record of the table `element`.

    Returns:
        A String column for each pointer, in order, named by its number; a row for each record.
    """
    [(height,)] = connection.execute("SELECT count(*) FROM element").fetchall()
    columns: dict[int, pl.Series] = {}
    by_object: dict[str, dict[str, int]] = {}
    for number, pointer in enumerate(pointers):
        place, _, key = pointer.rpartition("/")
        by_object.setdefault(place, {})[key.replace("~1", "/").replace("~0", "~")] = number
    for place, numbers in by_object.items():
        columns |= _columns(connection, place, numbers, height)
    return pl.DataFrame([columns[number].alias(str(number)) for number in range(len(pointers))])


def _columns(
    connection: duckdb.DuckDBPyConnection, place: str, numbers: dict[str, int], height: int
) -> dict[int, pl.Series]:
    """Number -> the column of a key of the objects at one place."""
    found = connection.sql(f"SELECT n, key, {scalar('text', 'kind')} AS text FROM {values_of(place)}").pl()
    keys = pl.DataFrame({"key": list(numbers), "order": range(len(numbers))}, schema_overrides={"order": pl.Int64})
    # Of a key that an object has twice the first value counts, as everywhere.
    placed = found.join(keys, on="key", maintain_order="left").select(
        (pl.col("order") * height + pl.col("n") - 1).alias("position"), "text"
    )
    placed = placed.unique("position", keep="first", maintain_order=True)
    everywhere = pl.DataFrame({"position": pl.int_range(len(numbers) * height, eager=True)})
    texts = everywhere.join(placed, on="position", how="left", maintain_order="left")["text"]
    return {number: texts.slice(order * height, height) for order, number in enumerate(numbers.values())}
