"""Columns half of whose days a spreadsheet swapped with their months.

Excel, set to write the month first, takes `03/04/2026` for the fourth of March, and leaves `17/03/2026` as text, for
there is no month 17. What it took is a real date and reads like any other; only beside the text can it be told.
"""

from dataclasses import dataclass

import polars as pl

from par_metrics.errors import RefusedFileError
from par_metrics.exports.rows.filling import Filled
from schemas import Label, RecordKind

_REAL = r"^\d{4}-\d{2}-(\d{2})(?:$|[T ])"
_WRITTEN = r"^(?<first>\d{1,2})[/.-](?<second>\d{1,2})[/.-]\d{4}\b"
_FEWEST = 3
_FEW = 1000
_MONTHS = 12


class WrittenBesideReal:
    """Counts real and written days, of a file of which one part comes after another."""

    def __init__(self) -> None:
        self._columns: dict[tuple[int, str], _Days] = {}

    def add(self, filled: Filled, kind: RecordKind) -> None:
        """Looks at a part.

        Args:
            filled: the text of the columns.
            kind: tells the columns of dates.
        """
        dates = [field.name for field in kind.fields if field.is_time and not field.personal]
        for number, headings in enumerate(filled.headings):
            printed = [name for name in dates if name in filled.rows.columns and name in headings]
            cells = filled.rows.filter(pl.col("table") == number).select(printed)
            for name in printed:
                self._columns.setdefault((number, name), _Days(headings[name])).add(cells[name])

    def check(self) -> None:
        """Refuse a file with a column of real dates, none after the 12th, and written ones that no month first can be.

        Raises:
            RefusedFileError: `mixed_dates`.
        """
        for column in self._columns.values():
            if not column.is_settled and min(column.real, column.written) >= _FEWEST:
                raise _mixed(column.heading, column.real, column.written)


@dataclass
class _Days:
    """The days of a column: how many are real, how many written; settled once they cannot have been swapped."""

    heading: str
    real: int = 0
    written: int = 0
    is_settled: bool = False

    def add(self, cells: pl.Series) -> None:
        # Most columns are settled by a few of their cells.
        if cells.len() > _FEW and not self.is_settled:
            self._look(cells.head(_FEW))
        if not self.is_settled:
            real, written = self._look(cells)
            self.real, self.written = self.real + real, self.written + written

    def _look(self, cells: pl.Series) -> tuple[int, int]:
        parts = pl.col("cell").str.extract_groups(_WRITTEN).struct
        # Of day and month, whichever is written first, the greater.
        real = pl.col("cell").str.extract(_REAL, 1).cast(pl.Int32)
        written = pl.max_horizontal(parts.field("first").cast(pl.Int32), parts.field("second").cast(pl.Int32))
        found = (
            cells.alias("cell")
            .to_frame()
            .select(
                real=real.count(), written=written.count(), settled=(real > _MONTHS).any() | (written <= _MONTHS).any()
            )
        )
        reals, others, self.is_settled = found.row(0)
        return reals, others


def _mixed(heading: str, real: int, written: int) -> RefusedFileError:
    return RefusedFileError(
        "mixed_dates",
        Label(
            f'cột "{heading}": {real} ô là ngày của Excel và không ô nào sau ngày 12, còn {written} ô là chữ và đều có '
            "ngày sau 12. Khi mở tệp, Excel đã đổi ngày thành tháng ở các ô có ngày từ 1 đến 12. Xuất lại từ hệ thống "
            "gốc và nạp tệp đó mà không mở bằng Excel, hoặc khi mở thì chọn Dữ liệu > Từ văn bản, cột này kiểu "
            "Ngày DMY. Nếu các ngày vẫn đúng, định dạng cả cột là ngày rồi lưu lại",
            f'column "{heading}": {real} cells are dates of Excel, none after the 12th, and {written} are text, all '
            "with a day after the 12th. Opening the file, Excel took the days 1 to 12 for months. Export again from "
            "the system itself and load that file without opening it in Excel, or open it by Data > From text with "
            "this column as a date DMY. If the dates are right after all, make the whole column dates and save",
        ),
    )
