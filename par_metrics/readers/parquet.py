"""Parquet exports: typed columns become text in the forms the other readers give."""

import io
from collections.abc import Collection

import polars as pl
from polars._typing import PolarsDataType

from par_metrics.domain.limits import Limits
from par_metrics.readers.json import flatten
from par_metrics.readers.limits import check_cells, check_columns, check_text, check_unpacked, over_limit
from par_metrics.readers.misread_head import unknown_headings
from par_metrics.readers.parquet_size import ParquetSize, size_of
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

# Values of lists and structures go through JSON, which takes as much more.
_WEIGHT_OF_NESTED = 10


def read_parquet(data: bytes, vocabulary: Collection[str], limits: Limits) -> RawTable:
    """The table of a Parquet file.

    Dates become `2026-03-05`, timestamps `2026-03-05T08:00:00[.ffffff]` with their offset if they have one, durations
    `P1DT8H`. Lists and structures are treated as in JSON; bytes that are no text are empty.

    Raises:
        RefusedFileError: `unreadable_file`, `unknown_layout`, `over_limit`.
    """
    packed = len(data)
    try:
        if (size := size_of(io.BytesIO(data))) is not None:
            _check_size(size, packed, limits)
        frame = pl.read_parquet(io.BytesIO(data))
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, ValueError, OSError):
        raise refusal(
            "unreadable_file",
            "tệp Parquet bị hỏng hoặc tải về chưa hết. Tải hoặc xuất lại tệp.",
            "the Parquet file is damaged or was cut short. Download or export it again.",
        ) from None
    del data
    check_text(_text_bytes(frame), frame.height * frame.width, packed, limits)
    frame = _with_readable_bytes(frame)
    nested = [name for name, dtype in frame.schema.items() if dtype.is_nested()]
    headings: list[tuple[str, ...]] = [(name,) for name in frame.columns if name not in nested]
    plain = frame.select(_as_text(name, dtype) for name, dtype in frame.schema.items() if name not in nested)
    if nested and frame.height:
        inner, names = flatten(_as_json(frame.select(nested)), vocabulary, limits)
        inner.columns = [f"nested {i}" for i in range(inner.width)]
        plain, headings = pl.concat([plain, inner], how="horizontal"), headings + names
    if not any(fold_heading(name) in vocabulary for names in headings for name in names):
        raise unknown_headings([[names[0] for names in headings]])
    columns = named_columns(headings)
    plain.columns = [column.name for column in columns]
    return RawTable(columns, numbered(plain), (), None, "parquet", typed_numbers=True)


def _check_size(size: ParquetSize, packed: int, limits: Limits) -> None:
    """Refuse, before anything is read, what would come to too much."""
    check_columns(size.columns, limits)
    check_unpacked(size.unpacked, packed, limits)
    check_cells(size.rows, size.columns, limits)
    if size.in_lists * _WEIGHT_OF_NESTED > limits.cells:
        raise over_limit(
            "cells",
            f"các danh sách trong bảng có {size.in_lists} giá trị",
            f"the lists in the table hold {size.in_lists} values",
        )


def _text_bytes(frame: pl.DataFrame) -> int:
    sizes = frame.select(
        pl.col(pl.String).str.len_bytes(),
        pl.col(pl.Binary).bin.size(),
        pl.col(pl.Categorical, pl.Enum).cat.len_bytes(),
    )
    return sum(int(column.cast(pl.UInt64).sum() or 0) for column in sizes)


def _with_readable_bytes(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame without bytes: some programs write texts so; a list or structure with other bytes is left empty."""
    for name, dtype in frame.schema.items():
        if (readable := _without_bytes(dtype)) != dtype:
            try:
                column = frame[name].cast(readable)
            except pl.exceptions.PolarsError:
                column = (
                    frame[name].map_elements(_text_of, return_dtype=pl.String)
                    if dtype == pl.Binary
                    else pl.repeat(None, frame.height, dtype=pl.String, eager=True)
                )
            frame = frame.with_columns(column.alias(name))
    return frame


def _without_bytes(dtype: PolarsDataType) -> PolarsDataType:
    """The type with text in place of bytes, however deep."""
    if isinstance(dtype, pl.Struct):
        return pl.Struct({field.name: _without_bytes(field.dtype) for field in dtype.fields})
    if isinstance(dtype, (pl.List, pl.Array)):
        inner = _without_bytes(dtype.inner)
        return dtype if inner == dtype.inner else pl.List(inner)
    return pl.String() if dtype == pl.Binary else dtype


def _text_of(raw: bytes) -> str | None:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return None


def _as_text(name: str, dtype: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if isinstance(dtype, pl.Datetime):
        return column.dt.to_string("%Y-%m-%dT%H:%M:%S%.f%:z" if dtype.time_zone else "%Y-%m-%d %H:%M:%S%.f")
    if isinstance(dtype, pl.Duration):
        return column.dt.to_string("iso")
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
    if dtype.is_decimal():
        # With the zeros of its type one and a half, `1.500`, would look like fifteen hundred.
        return whole_number_text(column.cast(pl.String)).str.replace(r"(\.\d{2,}?)0+$", "$1")
    return column.cast(pl.String)


def _as_json(nested: pl.DataFrame) -> pl.Series:
    return nested.select(pl.struct(pl.all()).struct.json_encode()).to_series()
