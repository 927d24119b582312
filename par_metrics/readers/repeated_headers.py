"""Header rows below the header: the same one printed again at a page break, or that of another list."""

from collections.abc import Iterable

import polars as pl

from par_metrics.errors import RefusedFileError
from par_metrics.readers.header import SERIAL_HEADINGS, Header
from par_metrics.readers.table import refusal
from par_metrics.readers.totals import rows_of
from par_metrics.support.folding import fold_heading

# What no heading holds: a number of several digits, a day, a code.
_VALUE = r"\d{3,}|\d[/.\-]\d"
_NOT_ALPHANUMERIC = r"[\p{M}\W_]+"
_Row = tuple[str | None, ...]


class RepeatedHeaders:
    """Finds the header rows printed again at page breaks, in a table of which one part comes after another.

    A row repeats the header if its cells are the headings of their own columns, however they are written.

    Args:
        header: the header.
        cells: the names of the headed columns.
        is_repeated: it is known that the header is printed again somewhere: rows that equal one of its levels, or a
            title above it, are then left out too. Else they are from the first repeated header on.
    """

    def __init__(self, header: Header, cells: list[str], *, is_repeated: bool = False) -> None:
        self._header, self._cells = header, cells
        self._levels = [level for level in header.levels if any(level)]
        self._printed = {name: _names_of(header, self._levels, name) for name in cells}
        self._is_known = is_repeated
        self._is_seen = False
        self._previous: tuple[int, bool] | None = None  # the last row of the part before, and whether it is a header
        self._undecided = False
        self._other: int | None = None  # the header of another list, unless the header is repeated

    @property
    def is_contradicted(self) -> bool:
        """A repeated header came up below rows that are left out only where there is one."""
        return self._is_seen and self._undecided and not self._is_known

    def find(self, rows: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
        """Header rows printed again in a part; and these with the numbering and title rows beside them.

        Args:
            rows: "row", "excess" and the headed columns, from below the header on.
        Raises:
            RefusedFileError: `another_header`: the rows below it would be read in the wrong columns.
        """
        cells, levels = self._cells, self._levels
        suspects = _suspects(rows, levels, cells)
        folded = suspects if suspects.is_empty() else _folded(suspects, cells)
        main = self._repeats(folded).get_column("row")
        found = [pl.Series("row", [], dtype=pl.UInt32), main]
        if numbering := self._header.numbering:
            same = _same(rows, numbering, cells)
            found.append(same if _is_bracketed(numbering) else self._just_below(rows, same, main))
        if len(cells) == 1 and levels:
            found.append(_same(rows, levels[-1], cells))
        beside = [_same(rows, level, cells) for level in levels if _count(level, cells) == 1]
        beside += [_same(rows, title, cells) for title in self._header.titles]
        doubtful = pl.concat([pl.Series("row", [], dtype=pl.UInt32), *beside])
        self._is_seen = self._is_seen or not main.is_empty()
        if self._is_seen or self._is_known:
            found.append(doubtful)
        else:
            self._undecided = self._undecided or not doubtful.is_empty()
        if not rows.is_empty():
            last = rows["row"][-1]
            self._previous = last, last in main
        left_out = pl.concat(found).unique()
        self._refuse_others(folded.filter(~pl.col("row").is_in(left_out.implode())), doubtful)
        return main, left_out

    def _repeats(self, folded: pl.DataFrame) -> pl.DataFrame:
        alike = [_alike(level, self._cells) for level in self._levels if _count(level, self._cells) > 1]
        if not alike or folded.is_empty():
            return folded.clear()
        in_place = (pl.col(n).is_null() | pl.col(n).is_in(list(own)) for n, own in self._printed.items())
        return folded.filter(pl.all_horizontal(in_place), pl.any_horizontal(alike), ~pl.col("excess"))

    def check(self) -> None:
        """Raises what depends on the header not being repeated, once the table has ended."""
        if self._other is not None and not self._is_seen and not self._is_known:
            raise _another_header(self._other)

    def _refuse_others(self, folded: pl.DataFrame, doubtful: pl.Series) -> None:
        if folded.is_empty():
            return
        others = _others(folded, self._printed, self._header.known)
        sure = others.filter(~others.is_in(doubtful.implode()))
        if not sure.is_empty():
            raise _another_header(sure[0])
        if not others.is_empty() and self._other is None:
            self._other = others[0]

    def _just_below(self, rows: pl.DataFrame, numbering: pl.Series, main: pl.Series) -> pl.Series:
        """Of the rows equal to the numbering row, those right below a header: the first one, or a repeated one."""
        previous, was_header = self._previous or (None, True)
        above = pl.col("row").shift(1, fill_value=pl.lit(previous, pl.UInt32))
        order = rows.select("row", above=above)
        is_first = pl.col("above").is_null() | (pl.lit(was_header) & pl.col("above").eq_missing(pl.lit(previous)))
        return order.filter(
            pl.col("row").is_in(numbering.implode()) & (is_first | pl.col("above").is_in(main.implode()))
        ).get_column("row")


def _suspects(rows: pl.DataFrame, levels: list[_Row], cells: list[str]) -> pl.DataFrame:
    """Rows that may be a header: of words alone, or with a heading in its own column."""
    words = rows_of(rows, cells, lambda cell: cell.str.contains(r"\p{L}") & ~cell.str.contains(_VALUE))
    equal = [pl.col(name) == text for level in levels for name in cells if (text := _cell(level, name))]
    return pl.concat([words, rows.filter(pl.any_horizontal(equal))]).unique("row", maintain_order=True)


def _folded(rows: pl.DataFrame, cells: list[str]) -> pl.DataFrame:
    return rows.with_columns(folded_text(pl.col(cells)))


def folded_text(cell: pl.Expr) -> pl.Expr:
    """Cells in the form in which headings are compared, see `fold_heading`."""
    text = cell.str.normalize("NFKD").str.to_lowercase()
    return text.str.replace_all(_NOT_ALPHANUMERIC, "").str.replace_all("đ", "d", literal=True)


def _names_of(header: Header, levels: Iterable[_Row], name: str) -> set[str]:
    """The headings of a column, folded: of each level, and joined."""
    printed = [cell for level in levels if (cell := _cell(level, name))]
    return {fold_heading(text) for text in (*printed, *header.columns[int(name[1:])])}


def _alike(level: _Row, cells: list[str]) -> pl.Expr:
    """Most cells of a header row are there, each in its own column."""
    equal = [pl.col(name).eq_missing(fold_heading(cell)) for name in cells if (cell := _cell(level, name))]
    least = len(equal) if len(equal) < 3 else max(2, -(-len(equal) * 6 // 10))
    return pl.sum_horizontal(same.cast(pl.UInt32) for same in equal) >= least


def _others(folded: pl.DataFrame, printed: dict[str, set[str]], known: frozenset[str]) -> pl.Series:
    """The numbers of rows of headings that are not those of their columns, in order."""
    own = set().union(*printed.values()) - SERIAL_HEADINGS

    def count(names: set[str] | frozenset[str]) -> pl.Expr:
        return pl.sum_horizontal(pl.col(list(printed)).is_in(list(names)).cast(pl.UInt32))

    filled = pl.sum_horizontal((~pl.col(list(printed)).is_in(list(SERIAL_HEADINGS))).fill_null(False).cast(pl.UInt32))
    is_header = ((count(own) >= 2) & (count(own) * 5 >= filled * 3)) | (
        (count(own | known) >= 3) & (count(own | known) * 5 >= filled * 3)
    )
    return folded.filter(is_header).get_column("row").sort()


def _another_header(row: int) -> RefusedFileError:
    return refusal(
        "another_header",
        f"dòng {row} là dòng tiêu đề của một danh sách khác: tên cột hoặc thứ tự cột không giống dòng tiêu đề ở "
        "trên, nên các dòng dưới đó sẽ bị đọc lệch cột. Tách mỗi danh sách thành một tệp hay một trang tính riêng "
        "rồi nạp lại.",
        f"row {row} is the header line of another list: its column names or their order differ from the header "
        "line above, so that the rows below would be read in the wrong columns. Put each list into a file or a "
        "sheet of its own and load again.",
    )


def _cell(row: _Row, name: str) -> str | None:
    position = int(name[1:])
    return row[position] if position < len(row) else None


def _count(row: _Row, cells: list[str]) -> int:
    return sum(1 for name in cells if _cell(row, name))


def _same(rows: pl.DataFrame, other: _Row, cells: list[str]) -> pl.Series:
    """Rows that are exactly `other`."""
    wanted = {name: _cell(other, name) for name in cells}
    if not any(wanted.values()):
        return pl.Series("row", [], dtype=pl.UInt32)
    first = next(name for name, cell in wanted.items() if cell)
    suspects = rows.filter(pl.col(first) == wanted[first])
    return suspects.filter(
        pl.all_horizontal(pl.col(name).eq_missing(pl.lit(cell, pl.String)) for name, cell in wanted.items())
    ).get_column("row")


def _is_bracketed(numbering: _Row) -> bool:
    return all(cell.startswith(("(", "[")) for cell in numbering if cell)
