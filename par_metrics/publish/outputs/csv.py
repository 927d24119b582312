"""CSV that Excel opens right, for people."""

import gzip
from pathlib import Path

import polars as pl

from par_metrics.publish.described.columns import TABLES
from par_metrics.publish.outcome import Outcome
from par_metrics.support.characters import INVISIBLE, class_of

MOST_BYTES = 3_000_000
"""More is of a province, and read by programs: people have it in the workbook. Every run that is kept would hold it."""

_NO_TEXT = class_of(INVISIBLE)


def write(outcome: Outcome, folder: Path) -> None:
    """A file for each of `TABLES`."""
    for name in TABLES:
        write_csv(outcome.tables[name], folder / f"{name}.csv")


def write_csv(frame: pl.DataFrame, path: Path) -> None:
    """CSV in UTF-8 with a byte order mark: without it Excel garbles Vietnamese.

    Where it were larger than `MOST_BYTES` there is a file of its name and `.gz` instead.
    """
    content = csv_text(frame).encode("utf-8-sig")
    if len(content) <= MOST_BYTES:
        path.write_bytes(content)
    else:
        path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(content, compresslevel=6, mtime=0))


def csv_text(frame: pl.DataFrame) -> str:
    """CSV: whole numbers without `.0`, other values unrounded, no cell that a spreadsheet would run."""
    return frame.select(_cell(name, dtype) for name, dtype in frame.schema.items()).write_csv(
        datetime_format="%Y-%m-%d %H:%M:%S"
    )


def _cell(name: str, dtype: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if dtype.is_float():
        is_whole = (column == column.floor()) & (column.abs() < 2**53)
        return (
            pl.when(is_whole)
            .then(column.cast(pl.Int64, strict=False).cast(pl.String))
            .otherwise(column.cast(pl.String))
        )
    if dtype == pl.String:
        # Text from an export that starts like a formula would be run by Excel; a negative number is none. Where the
        # list separator is a semicolon or a tab, as in Việt Nam, a cell begins behind each, quoted or not, and behind
        # the end of a line within a cell: there the quotes are no longer at the beginning of one.
        # First goes what no reader saw, such as a name loaded before readers took it out.
        text = column.str.replace_all(_NO_TEXT, "")
        runs = text.str.contains(r"^\s*[=+\-@\t\r＝＋－＠]") & text.cast(pl.Float64, strict=False).is_null()
        apart = text.str.replace_all(r"([;\t\r\n])([ \u{a0}\"]*[=+\-@＝＋－＠])", "$1'$2")
        return pl.when(runs).then("'" + apart).otherwise(apart).alias(name)
    return column
