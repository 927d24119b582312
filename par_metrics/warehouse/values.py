"""Which values the records of some kinds have in a column."""

from collections.abc import Iterable

import duckdb

from schemas import KINDS


def values_of(connection: duckdb.DuckDBPyConnection, kinds: Iterable[str], column: str) -> set[str]:
    """Every value that a record ever had, as text; kinds that do not store the column have none."""
    values = set[str]()
    for kind in kinds:
        if any(field.name == column for field in KINDS[kind].stored):
            found = connection.execute(f"SELECT DISTINCT CAST({column} AS VARCHAR) FROM {kind}_versions")
            values |= {value for (value,) in found.fetchall() if value is not None}
    return values
