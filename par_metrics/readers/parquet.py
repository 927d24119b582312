"""Parquet exports: typed columns become text in the forms the other readers give."""

import io
from collections.abc import Collection

import polars as pl

from par_metrics.readers.json import flatten
from par_metrics.readers.misread_head import unknown_headings
from par_metrics.readers.table import (
    MORE_THAN_15_DIGITS,
    SHORTENED_IF_GENERAL,
    SHOWN_DIGITS,
    RawTable,
    named_columns,
    numbered,
    refusal,
    scientific_text,
    whole_number_text,
)
from par_metrics.support.folding import fold_heading


def read_parquet(data: bytes, vocabulary: Collection[str]) -> RawTable:
    """The table of a Parquet file.

    Dates become `2026-03-05`, timestamps `2026-03-05T08:00:00[.ffffff]` with their offset if they have one.
    Lists and structures are treated as in JSON.

    Raises:
        RefusedFileError: `unreadable_file`, `unknown_layout`.
    """
    try:
        frame = pl.read_parquet(io.BytesIO(data))
    except (pl.exceptions.PolarsError, OSError):
        raise refusal(
            "unreadable_file",
            "tệp Parquet bị hỏng hoặc tải về chưa hết. Tải hoặc xuất lại tệp.",
            "the Parquet file is damaged or was cut short. Download or export it again.",
        ) from None
    del data
    nested = [name for name, dtype in frame.schema.items() if dtype.is_nested()]
    headings: list[tuple[str, ...]] = [(name,) for name in frame.columns if name not in nested]
    plain = frame.select(_as_text(name, dtype) for name, dtype in frame.schema.items() if name not in nested)
    if nested and frame.height:
        inner, names = flatten(_as_json(frame.select(nested)), vocabulary)
        inner.columns = [f"nested {i}" for i in range(inner.width)]
        plain, headings = pl.concat([plain, inner], how="horizontal"), headings + names
    if not any(fold_heading(name) in vocabulary for names in headings for name in names):
        raise unknown_headings([[names[0] for names in headings]])
    columns = named_columns(headings)
    plain.columns = [column.name for column in columns]
    return RawTable(columns, numbered(plain), (), None, "parquet", typed_numbers=True)


def _as_text(name: str, dtype: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if isinstance(dtype, pl.Datetime):
        return column.dt.to_string("%Y-%m-%dT%H:%M:%S%.f%:z" if dtype.time_zone else "%Y-%m-%d %H:%M:%S%.f")
    if dtype == pl.Binary:
        return column.cast(pl.String, strict=False)
    if dtype.is_float():
        # Through Decimal where it fits, so that no amount is written with an exponent. From 16 digits on a double
        # does not keep them all, and 2.02603E+14 was a longer code: it must be seen to be damaged.
        shortened = (column.abs() >= SHORTENED_IF_GENERAL) & (column.round_sig_figs(SHOWN_DIGITS) == column)
        damaged = column.is_finite() & (shortened | (column.abs() >= MORE_THAN_15_DIGITS))
        long = pl.when(damaged).then(column).cast(pl.Float64).map_elements(scientific_text, return_dtype=pl.String)
        exact = column.cast(pl.Decimal(38, 6), strict=False)
        text = exact.cast(pl.String).str.replace(r"(\.\d*?)0+$", "$1").str.strip_suffix(".")
        plain = pl.when(exact.cast(pl.Float64) == column).then(text).otherwise(column.cast(pl.String))
        whole = pl.when(column == column.round()).then(column.cast(pl.Int64, strict=False).cast(pl.String))
        return pl.when(column.is_not_nan()).then(pl.coalesce(long, whole, plain)).alias(name)
    return whole_number_text(column.cast(pl.String)) if dtype.is_decimal() else column.cast(pl.String)


def _as_json(nested: pl.DataFrame) -> pl.Series:
    return nested.select(pl.struct(pl.all()).struct.json_encode()).to_series()
