"""Quotation marks of separated text: whether they mean something, and whether they pair up."""

import re

import polars as pl

from par_metrics.errors import RefusedFileError
from par_metrics.readers.table import refusal


def has_quotes(data: bytes, separator: str) -> bool:
    """A field begins with a quotation mark, so quotation marks mean something in this file."""
    mark = separator.encode()
    return b'"' in data and (data.startswith(b'"') or any(before + b'"' in data for before in (mark, b"\n", b"\r")))


def quotes_end(data: bytes, separator: str, *, is_last: bool) -> int:
    """The end of the last whole record in a text that begins with one; of a text that nothing follows, its length.

    It is less where a quotation mark does not pair up: then it is where.
    """
    end = _pairing_end(data, separator, line_ends=rb"\r\n")
    if is_last or (end == len(data) and data.endswith(b"\n")):
        return end
    # A line end up to there may lie within a cell.
    while end := data.rfind(b"\n", 0, end) + 1:
        pairing = _pairing_end(data[:end], separator, line_ends=rb"\r\n")
        if pairing == end:
            break
        end = pairing
    return end


def check_quotes(data: bytes, separator: str, lines: int) -> None:
    """Refuse a text whose quotation marks do not pair up field by field.

    A parser would read on to the next mark and lose the rows between.

    Args:
        lines: how many lines of the file come before the text.
    """
    end = _pairing_end(data, separator, line_ends=rb"\n")
    if end < len(data):
        raise broken_quote(lines + data.count(b"\n", 0, end) + 1)


def _pairing_end(data: bytes, separator: str, *, line_ends: bytes) -> int:
    """Up to where the quotation marks pair up."""
    if b'"' not in data:
        return len(data)
    mark = re.escape(separator.encode())
    quoted_field = rb"(?:(?<=[" + mark + line_ends + rb'])|\A)"(?:[^"]++|"")*+"(?=[' + mark + rb"\r\n]|\Z)"
    # Inside an unquoted field marks are plain text as long as they pair up.
    inside_field = rb"(?<![" + mark + line_ends + rb'])(?!\A)"[^"' + mark + rb'\n]*+"'
    match = re.match(rb'(?:[^"]*+(?:' + quoted_field + rb"|" + inside_field + rb'))*+[^"]*+', data)
    return match.end() if match else 0


def broken_quote(row: int) -> RefusedFileError:
    """The refusal of a file in which a quotation mark near a row is wrongly opened or closed."""
    return refusal(
        "broken_quote",
        f"dấu ngoặc kép mở hoặc đóng sai gần dòng {row}; đọc tiếp sẽ mất hồ sơ. Sửa dòng đó hoặc xuất lại tệp.",
        f"a quotation mark is wrongly opened or closed near row {row}; reading on would lose records. "
        "Correct that row or export the file again.",
    )


def check_swallowed(frame: pl.DataFrame, cells: list[str], separator: str, width: int) -> None:
    """Refuse a file in which a quoted cell holds the rest of one row and the beginning of another.

    Two stray marks, one opening in one row and one closing in a later row, pair up formally. The cell between
    them has as many separators before its first line end, and after its last, as the two cut rows lack.

    Args:
        frame: "row", "excess" and the headed columns `cells`.
        width: headed columns and those between them.
    """
    several = frame.filter(pl.any_horizontal(pl.col(cells).str.contains("\n", literal=True)))
    if several.is_empty():
        return
    suspects = several.select(pl.col(cells).str.contains("\n", literal=True).any()).row(0, named=True)
    swallowed = []
    for column in [name for name, found in suspects.items() if found]:
        place = int(column[1:])
        first = _separators(pl.col(column).str.extract(r"^([^\n]*)\n"), separator)
        last = _separators(pl.col(column).str.extract(r"\n([^\n]*)$"), separator)
        # Cut in one column the row has its full length; otherwise it is too long or too short.
        fits = (last == place) | ((last < place) & pl.col("excess"))
        if column != cells[-1]:
            fits = fits | ((last > place) & pl.col(cells[-1]).is_null())
        swallowed.append((first == width - 1 - place) & (first + last > 0) & fits)
    row = several.select(pl.col("row").filter(pl.any_horizontal(swallowed).fill_null(False)).min()).item()
    if row is not None:
        raise broken_quote(row)


def _separators(text: pl.Expr, separator: str) -> pl.Expr:
    """Number of separators in `text`; prose puts a blank after a comma, an export does not."""
    return text.str.count_matches(separator, literal=True) - text.str.count_matches(f"{separator} ", literal=True)
