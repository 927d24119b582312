"""Columns half of whose days a spreadsheet swapped with their months.

Excel, set to write the month first, takes `03/04/2026` for the fourth of March, and leaves `17/03/2026` as text, for
there is no month 17. What it took is a real date and reads like any other; only beside the text can it be told.
"""

import polars as pl

from par_metrics.errors import RefusedFileError
from par_metrics.exports.rows.filling import Filled
from schemas import Label, RecordKind

_REAL = r"^\d{4}-\d{2}-(\d{2})(?:$|[T ])"
_WRITTEN = r"^(?<first>\d{1,2})[/.-](?<second>\d{1,2})[/.-]\d{4}\b"
_FEWEST = 3
_MONTHS = 12


def check_one_order(filled: Filled, kind: RecordKind) -> None:
    """Refuse a file with a column of real dates, none after the 12th, and of written ones that no month first can be.

    Args:
        filled: the text of the columns.
        kind: tells the columns of dates.
    Raises:
        RefusedFileError: `mixed_dates`.
    """
    dates = [field.name for field in kind.fields if field.is_time and not field.personal]
    for number, headings in enumerate(filled.headings):
        for name in dates:
            if name in filled.rows.columns and name in headings:
                cells = filled.rows.filter(pl.col("table") == number)[name]
                real = _real_days(cells)
                if real.len() < _FEWEST or (real > _MONTHS).any():
                    continue  # most columns: what is written need not be taken apart
                written = _greater_parts(cells)
                if written.len() >= _FEWEST and (written > _MONTHS).all():
                    raise _mixed(headings[name], real.len(), written.len())


def _real_days(cells: pl.Series) -> pl.Series:
    return cells.str.extract(_REAL, 1).drop_nulls().cast(pl.Int32)


def _greater_parts(cells: pl.Series) -> pl.Series:
    """Of day and month, whichever is written first, the greater."""
    parts = cells.str.extract_groups(_WRITTEN).struct.unnest().drop_nulls().cast(pl.Int32)
    return parts.select(pl.max_horizontal("first", "second")).to_series()


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
