"""How many cells each row of a separated text has, and what rows that are too long, torn or cut off give away.

A parser fills short rows up and drops what is beyond the columns it was told of, so that nothing shows how long a row
was. A mark put behind the last cell of every row tells it.
"""

import polars as pl

from par_metrics.readers.table import refusal

MARK = "\x01"
"""A control character, which no cleaned text holds."""
_CODE_LIKE = r"^\S*\d\S*$"


def marked(data: bytes, separator: str) -> bytes:
    """The text with a mark as the last cell of every row."""
    end = f"{separator}{MARK}".encode()
    data = data.replace(b"\n", end + b"\n")
    return data if data.endswith(b"\n") or not data else data + end


def lengths(columns: list[str]) -> pl.Expr:
    """UInt32 `cells`: how many cells a row has; the number of `columns` where it has as many or more."""
    places = [pl.when(pl.col(name) == MARK).then(pl.lit(place, pl.UInt32)) for place, name in enumerate(columns)]
    return pl.coalesce(*places, pl.lit(len(columns), pl.UInt32))


def without_mark(cells: pl.Expr) -> pl.Expr:
    """Cells as they were, null where the mark stood."""
    return pl.when(cells != MARK).then(cells)


def without_marks_within(cells: pl.Expr, separator: str) -> pl.Expr:
    """Cells of several lines as they were."""
    return cells.str.replace_all(f"{separator}{MARK}\n", "\n", literal=True)


def is_filled(cell: pl.Expr) -> pl.Expr:
    """Boolean, true where the cell holds a text that is not the mark."""
    text = cell.str.strip_chars()
    return (text != "") & (text != MARK)


class RowLengths:
    """What the lengths of rows tell, of a table of which one part comes after another.

    Args:
        width: headed columns.
        known_width: columns up to the last that may be read.
        usual: so many cells a row may have without one of them having been shifted; None: as the header and the
            first records have.
    """

    def __init__(self, width: int, known_width: int, usual: int | None) -> None:
        self._width, self._known_width = width, known_width
        self._header_cells: int | None = None
        self._given_usual = usual
        self._last = (0, 0)  # of all rows: number and cells
        self._records = 0
        self._last_record = (0, 0)
        self._least = self._most = self._most_before = 0  # cells of records; before the last one
        self._short: list[pl.DataFrame] = []
        self._short_records: list[pl.Series] = []
        self._are_coded = True  # records of full length begin with a code or a number

    def add_header(self, rows: pl.DataFrame) -> None:
        """The rows of the header: their `cells`."""
        most = rows["cells"].max()
        if isinstance(most, int):
            self._header_cells = max(most, self._header_cells or 0)

    def add(self, rows: pl.DataFrame) -> None:
        """All rows below the header: `row`, `cells` and the headed columns."""
        if rows.is_empty():
            return
        self._last = rows["row"][-1], rows["cells"][-1]
        short = rows.filter(pl.col("cells") < self._width)
        self._short.append(short.select("row", "cells", _is_coded(short).fill_null(False).alias("is_coded")))

    def add_records(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Those of them that are records, `excess` set also where a row has more cells, though blank, than others.

        An unquoted separator in a cell shifts all cells behind it; if the last one is blank, nothing is filled
        there. Where every row ends in the same needless separators nothing has shifted; of one row nobody knows.
        """
        cells = rows["cells"]
        least, most = cells.to_physical().min(), cells.to_physical().max()
        assert isinstance(least, int) and isinstance(most, int)
        before = cells[:-1].max()
        self._most_before = max(self._most_before, self._most, before if isinstance(before, int) else 0)
        self._least = min(self._least, least) if self._records else least
        self._most = max(self._most, most)
        self._records += rows.height
        self._last_record = rows["row"][-1], cells[-1]
        if least < self._width:
            self._short_records.append(rows.filter(pl.col("cells") < self._width)["row"])
        full = rows if least >= self._width else rows.filter(pl.col("cells") >= self._width)
        self._are_coded = self._are_coded and bool(full.select(_is_coded(full).drop_nulls().all()).item())
        if self._given_usual is None:
            self._given_usual = self.usual_cells
        return rows.with_columns(pl.col("excess") | (pl.col("cells") > self._given_usual))

    @property
    def usual_cells(self) -> int:
        """How many cells a row may have, by all the records so far."""
        header = self._width if self._header_cells is None else self._header_cells
        return max(header, self._least) if self._records > 1 else header

    @property
    def is_contradicted(self) -> bool:
        """Records were judged by another length than all of them together tell."""
        used = self._given_usual
        return used is not None and used != self.usual_cells and self._most > min(used, self.usual_cells)

    def refuse_cut_off(self) -> None:
        """Refuse a text without a line end after its last row if that is a record, shorter than the header and others.

        Raises:
            RefusedFileError: `cut_off`.
        """
        row, cells = self._last_record
        # A program may leave out what no row has.
        whole = min(self._known_width, self._most_before) if self._records > 1 else self._known_width
        if self._records and row == self._last[0] and cells < whole:
            raise refusal(
                "cut_off",
                f"tệp bị cắt giữa dòng {row}, là dòng cuối: dòng đó thiếu ô và không có dấu xuống dòng, có thể còn mất "
                "cả những dòng sau. Xuất hoặc tải lại tệp; nếu tệp đủ thì thêm dấu xuống dòng vào cuối tệp.",
                f"the file is cut off in row {row}, its last: that row lacks cells and a line end, and rows after it "
                "may be missing. Export or download the file again; if it is whole, add a line end at its end.",
            )

    def torn_rows(self) -> frozenset[int]:
        """Numbers of the rows that are parts of one record, which an unquoted line end in a cell tore apart.

        Parts that follow each other have together as many cells as a record, and those behind the first do not
        begin as records do: with a code or a number.
        """
        short = pl.concat(self._short) if self._short else None
        if short is None or short.height < 2:
            return frozenset()
        kept = set(pl.concat(self._short_records)) if self._short_records else set()
        most = max(self._width, self._most)
        torn: set[int] = set()
        # The parts are the rows from `first` to `last`; those up to `told` are known to be torn. Of blank rows there
        # may be millions.
        first = last = told = total = 0
        # Of a row that follows no other short one nothing can be a part.
        beside = (pl.col("row").diff() == 1) | (pl.col("row").diff(-1) == -1)
        for row, cells, is_coded in short.filter(beside).iter_rows():
            is_new = is_coded and self._are_coded
            if last and row == last + 1 and not is_new and total + cells - 1 <= most:
                total += cells - 1
            else:
                first, total = row, cells
            last = row
            # Full records may have as many cells as they like; the first and the last part are rows of records.
            if last > first and total >= self._width and first in kept and row in kept:
                torn.update(range(max(first, told + 1), row + 1))
                told = row
        # Where records begin with any text only a file without other short rows tells parts from short records.
        is_told = self._are_coded or torn >= kept
        return frozenset(torn) if is_told else frozenset()


def _is_coded(rows: pl.DataFrame) -> pl.Expr:
    """Whether the first cell of a row looks like a code or a number; null where it is empty."""
    first = next(name for name in rows.columns if name.startswith("c") and name != "cells")
    return pl.col(first).str.contains(_CODE_LIKE)
