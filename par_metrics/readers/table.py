"""What the readers hand on: the record rows of one table of an export, still as text."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Literal
from unicodedata import normalize

import polars as pl

from par_metrics.domain.limits import USUAL_LIMITS, Limits
from par_metrics.errors import RefusedFileError
from par_metrics.readers.text import visible, visible_text
from par_metrics.support.folding import fold_heading
from schemas import Label

Format = Literal["csv", "xlsx", "json", "parquet"]
HiddenSheets = Literal["skip", "read"]

# Stands in a cell whose formula no program has calculated: it is not empty, and nobody knows its value. A character
# for private use, which no keyboard types.
NOT_CALCULATED = "\ue000"

# From here on a number has more digits than Excel keeps.
MORE_THAN_15_DIGITS = 1e15
# From here on Excel shortens what it shows, to so many digits, and a program that copies what is shown loses the rest.
SHORTENED_IF_GENERAL, SHOWN_DIGITS = 1e11, 6

# What Excel shows, and saves as CSV, where a formula failed.
FORMULA_ERROR = r"^#(?:N/A|(?:REF|VALUE|DIV/0|NUM|NULL|SPILL|CALC|FIELD|BLOCKED|BUSY|CONNECT|UNKNOWN|PYTHON)!|NAME\?)$"


@dataclass(frozen=True)
class RawColumn:
    """A column of a table.

    `name` is the column in `RawTable.rows`; `headings` are its candidate headings as printed, best first
    (under a merged header: the lowest cell, all levels joined, the upper levels).
    """

    name: str
    headings: tuple[str, ...]

    @property
    def place(self) -> int:
        """Its position in the file, from 1."""
        return int(self.name.removeprefix("c")) + 1


@dataclass(frozen=True)
class Book:
    """What holds for all tables of a workbook.

    `hidden_sheets` are the names of hidden sheets that were not read; `other_sheets` those of visible ones that are no
    tables known to us, and more than notes; `counts_days_from_1904`: serial numbers in columns of days count from
    1904, where others count from 1900.
    """

    hidden_sheets: tuple[str, ...] = ()
    other_sheets: tuple[str, ...] = ()
    counts_days_from_1904: bool = False


@dataclass(frozen=True)
class RawTable:
    """One table of an export.

    `rows` has "row" UInt32 (row number as Excel shows it; for JSON and Parquet the element, from 1),
    "excess" Boolean (the row has filled cells beyond the last heading) and one String column per
    `RawColumn`: trimmed, NFC, null where empty, `NOT_CALCULATED` where nobody knows. It holds record rows only.
    `titles` are the texts above the header. `typed_numbers`: numbers come from typed cells, so "150.5"
    has a decimal point whatever the custom of the writer. `hidden_rows` of the record rows are hidden or
    filtered out in Excel; `torn_rows` are the numbers of those that are parts of a record which a line end tore apart.
    `filled` are the columns that hold anything in the file, of which `rows` may be a part; None: in `rows`.
    """

    columns: tuple[RawColumn, ...]
    rows: pl.DataFrame
    titles: tuple[str, ...]
    sheet: str | None
    format: Format
    typed_numbers: bool
    hidden_rows: int = 0
    torn_rows: frozenset[int] = frozenset()
    filled: frozenset[str] | None = None
    book: Book = Book()

    @cached_property
    def filled_columns(self) -> frozenset[str]:
        """The columns that hold anything in the file."""
        if self.filled is not None:
            return self.filled
        size = self.rows.height
        return frozenset(c.name for c in self.columns if self.rows[c.name].null_count() < size)

    @cached_property
    def heading_keys(self) -> tuple[tuple[str, ...], ...]:
        """The headings of each column in the form in which they are compared."""
        return tuple(tuple(map(fold_heading, column.headings)) for column in self.columns)


@dataclass(frozen=True)
class ReadOptions:
    """How to read a file, and what it may ask for; what is None is detected.

    `header_row` counts from 1; hidden sheets are skipped.
    """

    format: Format | None = None
    sheet: str | None = None
    header_row: int | None = None
    encoding: str | None = None
    separator: str | None = None
    hidden_sheets: HiddenSheets | None = None
    limits: Limits = USUAL_LIMITS


def refusal(rule: str, vi: str, en: str) -> RefusedFileError:
    """The error that refuses a whole file, with its text in both languages."""
    return RefusedFileError(rule, Label(vi, en))


def not_calculated(text: pl.Series) -> pl.Series:
    """Boolean, true for the cells whose formula no program has calculated."""
    return text.eq_missing(NOT_CALCULATED)


def named_columns(headings: Iterable[tuple[str, ...]]) -> tuple[RawColumn, ...]:
    """The columns c0, c1, ... of a table whose headings are the names of keys."""
    cleaned = [tuple(normalize("NFC", visible_text(name)).strip() for name in names) for names in headings]
    return tuple(RawColumn(f"c{i}", names) for i, names in enumerate(cleaned))


def clean_text(column: pl.Expr) -> pl.Expr:
    """Text as stored: NFC, nothing invisible, plain blanks, trimmed, null where empty."""
    return blank_to_null(visible(column).str.normalize("NFC").str.strip_chars())


def blank_to_null(column: pl.Expr) -> pl.Expr:
    """Empty text as null."""
    return pl.when(column != "").then(column)


def scientific_text(number: float) -> str:
    """A number as Excel shows a long one, with all the digits that it has: `2.02603E+14`."""
    return f"{Decimal(repr(number)).normalize():E}"


def whole_number_text(column: pl.Expr) -> pl.Expr:
    """Text of numbers without a needless fraction: "12.0" as "12"."""
    return column.str.replace(r"^(-?\d+)\.0+$", "$1")


def numbered(cells: pl.DataFrame) -> pl.DataFrame:
    """Rows with their number from 1 and the `excess` mark, cleaned; rows without any value left out."""
    return (
        cells.with_row_index("row", offset=1)
        .select(pl.col("row").cast(pl.UInt32), pl.lit(value=False).alias("excess"), clean_text(pl.col(cells.columns)))
        .filter(pl.any_horizontal(pl.col(cells.columns).is_not_null()))
    )
