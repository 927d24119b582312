"""Refusing what asks for more than the limits allow, by the name of the limit."""

from par_metrics.domain.limits import Limits
from par_metrics.errors import RefusedFileError
from par_metrics.readers.table import refusal

# Below so many bytes any file unpacks without harm, whatever its share.
HARMLESS_BYTES = 64 << 20
# Bytes of text in a cell, on average over a table.
_USUAL_TEXT = 64


def over_limit(limit: str, vi: str, en: str) -> RefusedFileError:
    """The refusal of a file that asks for too much.

    Args:
        limit: the field of `Limits`.
        vi, en: what it asks for, as in "the sheet has 70,000,000 cells".
    """
    return refusal(
        "over_limit",
        f"{vi}, quá giới hạn {limit}. Xuất lại tệp chỉ gồm bảng cần nạp, hoặc chia nhỏ tệp; nếu tệp đúng là lớn như "
        f"vậy thì nâng {limit} trong mục [limits] của par-metrics.toml.",
        f"{en}, over the limit {limit}. Export only the table to load, or split the file; if it is meant to be so "
        f"large, raise {limit} under [limits] in par-metrics.toml.",
    )


def check_unpacked(unpacked: int, packed: int, limits: Limits) -> None:
    """Refuse what unpacks to too much, for its own size or at all.

    Args:
        unpacked: bytes so far, or as the archive says.
        packed: bytes that it unpacks from.
    """
    if unpacked > limits.unpacked_bytes:
        raise over_limit(
            "unpacked_gb",
            f"tệp nén hoặc tệp Excel bung ra trên {limits.unpacked_gb:g} GB",
            f"the archive or workbook unpacks to more than {limits.unpacked_gb:g} GB",
        )
    if unpacked > HARMLESS_BYTES + packed * limits.times_packed:
        raise over_limit(
            "times_packed",
            f"tệp nén hoặc tệp Excel bung ra gấp trên {limits.times_packed} lần, không phải một bản xuất dữ liệu",
            f"the archive or workbook unpacks to more than {limits.times_packed} times its size, as no export does",
        )


def check_cells(rows: int, columns: int, limits: Limits) -> None:
    """Refuse a table of too many cells."""
    if rows * columns > limits.cells:
        raise over_limit(
            "cells",
            f"bảng có {rows:,} dòng x {columns:,} cột".replace(",", "."),
            f"the table has {rows:,} rows by {columns:,} columns",
        )


def check_columns(columns: int, limits: Limits) -> None:
    """Refuse a table of too many columns."""
    if columns > limits.columns:
        raise over_limit(
            "columns", f"bảng có trên {limits.columns} cột", f"the table has more than {limits.columns} columns"
        )


def check_text(size: int, cells: int, packed: int, limits: Limits) -> None:
    """Refuse a table of which a few long texts, which the file holds once, stand in many cells.

    Args:
        size: bytes of text in all cells.
        cells: how many there are.
        packed: bytes of the file.
    """
    if size > cells * _USUAL_TEXT:
        check_unpacked(size, packed, limits)


def cell_too_long(limits: Limits) -> RefusedFileError:
    """The refusal of a file with a cell, or a line, of so much text that it is none of a record."""
    return over_limit(
        "cell_mb",
        f"có một ô hay một dòng dài trên {limits.cell_mb:g} MB",
        f"a cell or a line is longer than {limits.cell_mb:g} MB",
    )
