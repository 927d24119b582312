"""Columns that hold what belongs under another heading: the cells of a file that moved by one.

A status that reads `Nguyễn Văn A` in one row is that row's mistake. Where most rows have such cells the columns have
moved, and then nothing in the file stands under its heading: no row of it is taken, and none is quoted.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from par_metrics.domain.privacy import is_code, is_date, may_name_somebody
from par_metrics.errors import RefusedFileError
from par_metrics.exports.rows.defects import Defect, heading_of
from par_metrics.exports.rows.filling import Filled
from par_metrics.readers.values import map_unique
from schemas import Label, ValueType

_FEWEST = 3
_MOST_NAMED = 3
_UNREAD = ("unreadable_value", "unknown_status", "unknown_plan_row")
# A cell of such a rule holds somebody's name or number.
_NAMED = ("not_a_code",)
_Test = Callable[[str], bool]


@dataclass
class _Column:
    heading: str
    foreign: int = 0
    rows: int = 0


class Shifted:
    """Counts the cells that belong elsewhere, of a file of which one part comes after another."""

    def __init__(self) -> None:
        self._columns: dict[tuple[int, str], _Column] = {}

    def add(self, defects: Iterable[Defect], filled: Filled) -> None:
        """Looks at a part: at the cells that could not be read, and at how many rows there are."""
        found: dict[str, pl.Series] = {}
        for defect in defects:
            foreign = _foreign(defect)
            if foreign is not None and defect.field is not None and defect.place in filled.rows.columns:
                found[defect.place] = found.get(defect.place, foreign & False) | foreign
                self._open(defect, filled.headings)
        for (table, place), column in self._columns.items():
            if place in filled.rows.columns:
                rows = filled.rows["table"] == table
                column.rows += int(rows.sum())
                if place in found:
                    column.foreign += int((found[place] & rows).sum())

    def _open(self, defect: Defect, headings: Iterable[Mapping[str, str]]) -> None:
        for table, printed in enumerate(headings):
            heading = heading_of(defect, printed.get(defect.place)) or defect.place
            self._columns.setdefault((table, defect.place), _Column(heading))

    def check(self) -> None:
        """Refuse a file of which most rows have a cell in a column that belongs under another heading.

        Raises:
            RefusedFileError: `shifted_columns`.
        """
        moved = [c for c in self._columns.values() if c.foreign >= _FEWEST and c.foreign * 2 > c.rows]
        if moved:
            raise _shifted(moved)


def _foreign(defect: Defect) -> pl.Series | None:
    """The rows of a defect of which the cell has the shape of another column; None where no cell tells."""
    if defect.rule in _NAMED:
        return defect.broken
    if defect.rule not in _UNREAD or defect.cell is None or defect.field is None:
        return None
    is_elsewhere = _of_other_columns(defect.field.is_time, defect.field.type)
    cells = pl.select(pl.when(defect.broken).then(defect.cell)).to_series()
    return map_unique(cells, is_elsewhere, pl.Boolean()).fill_null(False)


def _of_other_columns(is_time: bool, type_: ValueType) -> _Test:
    """A name or a number of somebody belongs in none of these columns; a day, or a code, only in its own."""

    def is_elsewhere(text: str) -> bool:
        is_day = not is_time and type_ is not ValueType.PERIOD and is_date(text)
        return is_day or may_name_somebody(text) or (is_code(text) and any(map(str.isalpha, text)) and "-" in text)

    return is_elsewhere


def _shifted(moved: list[_Column]) -> RefusedFileError:
    vi = "; ".join(f'cột "{c.heading}" ở {c.foreign} trên {c.rows} dòng' for c in moved[:_MOST_NAMED])
    en = "; ".join(f'column "{c.heading}" in {c.foreign} of {c.rows} rows' for c in moved[:_MOST_NAMED])
    return RefusedFileError(
        "shifted_columns",
        Label(
            f"các ô đã lệch cột: {vi} chứa tên, số cá nhân, ngày hoặc mã thuộc về cột khác. Không dòng nào được nạp. "
            "Mở tệp, đặt lại dòng tiêu đề cho khớp với các ô bên dưới (thường là thừa hoặc thiếu một tên cột), hoặc "
            "xuất lại từ hệ thống gốc, rồi nạp lại",
            f"the cells have moved: {en} hold names, personal numbers, days or codes that belong to another column. No "
            "row was loaded. Open the file, make the header line match the cells below it (often one heading too many "
            "or too few), or export it again, then load it again",
        ),
    )
