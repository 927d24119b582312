"""The blocks of notes, dates, offices and names at the end of a list, which are no records."""

import re
from collections.abc import Sequence

import polars as pl

from par_metrics.readers.table import NOT_CALCULATED
from par_metrics.readers.totals import NARROW, filled
from par_metrics.support.folding import fold

# Rows at the end in which a signature block is looked for.
_TAIL_ROWS = 80

# On folded text. Strong: nothing but the end of a form says this; weak: also a name of an office or a procedure.
_SIGNED = re.compile(
    r"^\W*(da )?ky(\W*$|\s*[,;)]|\s+(va|ten|ghi|dong dau)\b)|ghi ro ho,? ?ten|\bky ten\b|^noi nhan\b"
    r"|\bngay\s*[\d.…_]*\s*thang\s*[\d.…_]*\s*nam\b"
    r"|^(nguoi|can bo|cong chuc) (lap|tong hop|bao cao|in|xuat)\b|^thu truong\b"
    r"|^(tm|kt|tl|tuq|q)\s*[./]\s*(uy ban|ubnd|chu tich|chanh|giam doc|truong|thu truong|pho)"
    r"|^xac nhan cua\b|^xac nhan$"
)
_OFFICE = re.compile(
    r"^(pho )?(chu tich|ke toan|giam doc|truong phong|chanh van phong|phu trach|truong ban|cong chuc|bi thu"
    r"|lanh dao|van thu|thu quy|ubnd|uy ban nhan dan)\b"
)
_NOTE = re.compile(
    r"^\W*(ghi chu|luu y|nguon|((tong )?so tien |tong tien )?(viet )?bang chu|trong do|ngay (in|xuat|lap)|gio in)\b"
    r"|^(danh sach|bang)( nay)? (co|gom)\b|^trang \d|^\(?\d+ rows?( affected)?\)?$"
)


class SignatureBlocks:
    """Leaves out the blocks at the end of each list of a table, of which one part comes after another.

    What may yet turn out to be the beginning of a block is kept back until the rows below it are known.

    Args:
        cells: the columns that make a row a record.
    """

    def __init__(self, cells: list[str]) -> None:
        self._cells = cells
        self._most = _most_footer_cells(len(cells))
        self._held: pl.DataFrame | None = None
        self._total: int | None = None  # the last row of sums of the list that has not ended

    def add(self, rows: pl.DataFrame, totals: pl.Series, headers: pl.Series) -> pl.DataFrame:
        """The rows known to be in no block, of those kept back and of these.

        Args:
            rows: "row" and the columns.
            totals: the numbers of the rows of sums among them, which `rows` lacks.
            headers: those of the repeated headers, each of which ends a list.
        """
        rows = rows if self._held is None or self._held.is_empty() else pl.concat([self._held, rows])
        if headers.is_empty():
            return self._settled_of(rows, totals)
        breaks = headers.unique().sort()
        lists = rows.with_columns(pl.lit(breaks.search_sorted(rows["row"])).alias("list"))
        open_list = rows.filter(lists["list"] == breaks.len())
        closed = self._without_blocks(lists.filter(pl.col("list") < breaks.len()), totals, breaks)
        self._total = None
        return pl.concat(
            [closed, self._settled_of(open_list, totals.filter(breaks.search_sorted(totals) == breaks.len()))]
        )

    def _settled_of(self, rows: pl.DataFrame, totals: pl.Series) -> pl.DataFrame:
        """Of the list that has not ended the rows known to be in no block; the others are kept back."""
        last = totals.max()
        self._total = last if isinstance(last, int) else self._total
        settled = self._settled(rows)
        self._held = rows[settled:]
        return rows[:settled]

    def rest(self) -> pl.DataFrame | None:
        """What was kept back, once the table has ended; None where there were no rows at all."""
        if self._held is None:
            return None
        rows, self._held = self._held, None
        return _without(rows, self._block(rows, self._total))

    def _without_blocks(self, lists: pl.DataFrame, totals: pl.Series, breaks: pl.Series) -> pl.DataFrame:
        ends = lists.group_by("list").last().filter(filled(self._cells) <= self._most)
        blocks = []
        for number in ends["list"]:
            above = totals.filter(breaks.search_sorted(totals) == number).max()
            above = self._total if above is None and number == 0 else above
            blocks.append(self._block(lists.filter(pl.col("list") == number), above))
        rows = lists.drop("list")
        return _without(rows, pl.concat(blocks)) if blocks else rows

    def _settled(self, rows: pl.DataFrame) -> int:
        """How many of the rows are in no block, whatever follows: a block has no row that can only be a record."""
        tail = rows.select(self._cells).tail(_TAIL_ROWS).rows()
        after = next((place for place, row in enumerate(reversed(tail)) if self._is_surely_record(row)), len(tail))
        return rows.height - after

    def _is_surely_record(self, values: Sequence[str | None]) -> bool:
        texts = [fold(value) for value in values if value]
        return NOT_CALCULATED in values or not texts or not _may_be_footer(texts, len(self._cells))

    def _block(self, rows: pl.DataFrame, last_total: object) -> pl.Series:
        """Numbers of the rows of the block at the end of a list.

        Args:
            last_total: the number of the last row of sums of the list; None without any.
        """
        tail = rows.tail(_TAIL_ROWS)
        start: int | None = None
        # The tail is at most 80 rows, read upwards until a row that can only be a record.
        for row, *values in reversed(tail.select("row", *self._cells).rows()):
            if self._is_surely_record(values):
                break
            texts = [fold(value) for value in values if value]
            partial = len(texts) < len(self._cells)
            after_total = isinstance(last_total, int) and row > last_total and partial
            offices = start is not None and partial and all(_is_footer_text(text) for text in texts)
            if after_total or offices or _begins_footer(texts, len(self._cells)):
                start = row
        return tail.filter(pl.lit(start is not None) & (pl.col("row") >= (start or 0))).get_column("row")


def _without(rows: pl.DataFrame, left_out: pl.Series) -> pl.DataFrame:
    return rows if left_out.is_empty() else rows.filter(~pl.col("row").is_in(left_out.implode()))


def _may_be_footer(texts: list[str], width: int) -> bool:
    """A few cells, none of which looks like a code, a date or an amount unless the words say so."""
    few = len(texts) <= _most_footer_cells(width)
    return few and all(_is_footer_text(text) or not re.search(r"\d", text) for text in texts)


def _most_footer_cells(width: int) -> int:
    return width if width <= NARROW else min(4, width - 1)


def _is_footer_text(text: str) -> bool:
    return bool(_SIGNED.search(text) or _OFFICE.search(text) or _NOTE.search(text))


def _begins_footer(texts: list[str], width: int) -> bool:
    """The row opens a signature block: in a narrow table all its cells must say so."""
    strong = [bool(_SIGNED.search(text)) for text in texts]
    if width <= NARROW:
        return all(strong) or (len(texts) == 1 < width and bool(_NOTE.search(texts[0])))
    note = len(texts) == 1 and bool(_NOTE.search(texts[0]))
    return any(strong) or note
