"""How many cells each row of a separated text has, and what rows that are too long, torn or cut off give away.

A parser fills short rows up and drops what is beyond the columns it was told of, so that nothing shows how long a row
was. A mark put behind the last cell of every row tells it.
"""

import polars as pl

from par_metrics.readers.table import refusal

_MARK = "\x01"
"""A control character, which no cleaned text holds."""
_CODE_LIKE = r"^\S*\d\S*$"


def marked(data: bytes, separator: str) -> bytes:
    """The text with a mark as the last cell of every row."""
    end = f"{separator}{_MARK}".encode()
    data = data.replace(b"\n", end + b"\n")
    return data if data.endswith(b"\n") or not data else data + end


def lengths(columns: list[str]) -> pl.Expr:
    """UInt32 `cells`: how many cells a row has; the number of `columns` where it has as many or more."""
    places = [pl.when(pl.col(name) == _MARK).then(pl.lit(place, pl.UInt32)) for place, name in enumerate(columns)]
    return pl.coalesce(*places, pl.lit(len(columns), pl.UInt32)).alias("cells")


def without_mark(cells: pl.Expr, separator: str, *, breaks: bool) -> pl.Expr:
    """Cells as they were; `breaks`: some hold line ends."""
    if breaks:
        cells = cells.str.replace_all(f"{separator}{_MARK}\n", "\n", literal=True)
    return pl.when(cells != _MARK).then(cells)


def is_filled(cell: pl.Expr) -> pl.Expr:
    """Boolean, true where the cell holds a text that is not the mark."""
    text = cell.str.strip_chars()
    return (text != "") & (text != _MARK)


def refuse_cut_off(body: pl.DataFrame, records: pl.DataFrame, width: int) -> None:
    """Refuse a text without a line end after its last row if that is a record, shorter than the header and others.

    Args:
        body: `row` and `cells` of all rows below the header.
        records: those of them that are records.
        width: columns up to the last that may be read.
    Raises:
        RefusedFileError: `cut_off`.
    """
    others = records["cells"][:-1].max()
    whole = min(width, others) if isinstance(others, int) else width  # a program may leave out what no row has
    last = records.tail(1).filter(pl.col("row").is_in(body["row"].tail(1).implode()) & (pl.col("cells") < whole))
    if not last.is_empty():
        row = last["row"][0]
        raise refusal(
            "cut_off",
            f"tệp bị cắt giữa dòng {row}, là dòng cuối: dòng đó thiếu ô và không có dấu xuống dòng, có thể còn mất cả "
            "những dòng sau. Xuất hoặc tải lại tệp; nếu tệp đủ thì thêm dấu xuống dòng vào cuối tệp.",
            f"the file is cut off in row {row}, its last: that row lacks cells and a line end, and rows after it may "
            "be missing. Export or download the file again; if it is whole, add a line end at its end.",
        )


def too_long(records: pl.DataFrame, header_cells: int) -> pl.DataFrame:
    """`records` with `excess` also where a row has more cells, though blank, than the header and other rows have.

    An unquoted separator in a cell shifts all cells behind it; if the last one is blank, nothing is filled there.
    Where every row ends in the same needless separators nothing has shifted; of a single row nobody knows.
    """
    least = records["cells"].min() if records.height > 1 else None
    usual = max(header_cells, least) if isinstance(least, int) else header_cells
    return records.with_columns(pl.col("excess") | (pl.col("cells") > usual))


def torn_rows(body: pl.DataFrame, records: pl.DataFrame, width: int) -> frozenset[int]:
    """Numbers of the rows that are parts of one record, which an unquoted line end in a cell tore apart.

    Parts that follow each other have together as many cells as a record, and those behind the first do not begin
    as records do: with a code or a number.

    Args:
        body: `row`, `cells` and the cells of all rows below the header.
        records: those of them that are records.
        width: headed columns.
    """
    short = body.filter(pl.col("cells") < width)
    full = records.filter(pl.col("cells") >= width)
    if short.height < 2:
        return frozenset()
    first = pl.col(next(name for name in body.columns if name.startswith("c") and name != "cells"))
    is_coded = bool(full.select(first.drop_nulls().str.contains(_CODE_LIKE).all()).item())
    begins = short.select("row", "cells", first.str.contains(_CODE_LIKE).fill_null(False) & is_coded)
    most = max(width, full.select(pl.col("cells").max()).item() or 0)
    kept = set(records["row"])
    torn: set[int] = set()
    parts: list[int] = []
    total = 0
    for row, cells, is_new in begins.iter_rows():
        if parts and row == parts[-1] + 1 and not is_new and total + cells - 1 <= most:
            parts, total = [*parts, row], total + cells - 1
        else:
            parts, total = [row], cells
        if len(parts) > 1 and total >= width and parts[0] in kept and row in kept:
            torn.update(parts)
    # Where records begin with any text only a file without other short rows tells parts from short records.
    return frozenset(torn) if is_coded or torn >= kept.intersection(short["row"]) else frozenset()
