"""What a reader hands over: the record rows of one table, as text, and what stood around them."""

from dataclasses import dataclass
from typing import Literal

import polars as pl

FileFormat = Literal["csv", "xlsx", "json", "parquet"]


@dataclass(frozen=True)
class RawColumn:
    """One column of a table.

    Args:
        name: its name in `RawTable.rows`: `c0`, `c1`, ...
        headings: candidates as printed, best first; of a header of several rows the
            lowest cell, then top and lowest joined, then the top.
    """

    name: str
    headings: tuple[str, ...]


@dataclass(frozen=True)
class RawTable:
    """The record rows of one table, nothing read yet.

    Args:
        columns: the columns of `rows`, in order.
        rows: `row` UInt32 (row number in the file as Excel shows it; for JSON and Parquet the
            1-based element), `excess` Boolean (the CSV row has more cells than the header),
            then `c0`... String, trimmed, NFC, empty as null. Record rows only: no titles,
            numbering rows, footers, signatures, blank rows or repeated headers.
        titles: text of the rows above the header.
        sheet: name of the sheet, None where there are none.
        format: format of the file.
        typed_numbers: numbers come from typed cells, so `150.5` has a decimal point.
    """

    columns: tuple[RawColumn, ...]
    rows: pl.DataFrame
    titles: tuple[str, ...]
    sheet: str | None
    format: FileFormat
    typed_numbers: bool


@dataclass(frozen=True)
class ReadOptions:
    """How to read a file; None is detected."""

    format: FileFormat | None = None
    sheet: str | None = None
    header_row: int | None = None
    encoding: str | None = None
    separator: str | None = None
