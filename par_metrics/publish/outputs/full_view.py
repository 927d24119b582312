"""The view that gives the rows of `indicators` that are not in the table, too: it holds in itself what they say."""

from datetime import datetime
from typing import Any

import polars as pl

_OF_PERIOD = ("period_start", "period_end")


def full_view(kept: pl.DataFrame, full: pl.DataFrame) -> str:
    """SELECT of the rows of `full`, from a table `indicators` that has those of `kept`.

    What was left out says the same of many units and periods; each such saying is one row of VALUES, with a list of
    the units and one of the periods.

    Args:
        kept: part of `full`; it has every period.
    """
    columns = full.columns
    left = full.join(kept, on=columns, how="anti", nulls_equal=True, maintain_order="left")
    if left.is_empty():
        return "SELECT * FROM indicators"
    said = [name for name in columns if name not in ("unit_code", "period", *_OF_PERIOD)]
    by_unit = left.group_by(*said, "unit_code", maintain_order=True).agg("period")
    sayings = by_unit.group_by(*said, "period", maintain_order=True).agg("unit_code")
    names = (*said, "periods", "units")
    values = ",\n".join(f"({', '.join(_literal(cell) for cell in row)})" for row in sayings.rows())
    wanted = ", ".join(f"p.{name}" if name in _OF_PERIOD else name for name in columns)
    return (
        "SELECT * FROM indicators UNION ALL\n"
        f"SELECT {wanted} FROM (\n"
        "    SELECT * EXCLUDE (units), unnest(units) AS unit_code FROM (\n"
        "        SELECT * EXCLUDE (periods), unnest(periods) AS period\n"
        f"        FROM (VALUES {values}) AS said ({', '.join(names)})\n"
        "    )\n"
        f") JOIN (SELECT DISTINCT period, {', '.join(_OF_PERIOD)} FROM indicators) AS p USING (period)"
    )


def _literal(cell: Any) -> str:
    if isinstance(cell, list):
        return f"[{', '.join(_literal(part) for part in cell)}]"
    if isinstance(cell, datetime):
        return f"TIMESTAMP '{cell}'"
    if isinstance(cell, str):
        return "'" + cell.replace("'", "''") + "'"
    return "NULL" if cell is None else str(cell)
