"""Sheets of a workbook that are no tables known to us: notes, lists of something else, or records without a header."""

from collections.abc import Sequence
from dataclasses import dataclass

from par_metrics.domain.privacy import shown_names
from par_metrics.readers.misread_head import UnknownHeadingsError, is_record
from par_metrics.readers.table import RawTable, refusal

LOOKED_AT = 1000
"""Rows in which a sheet shows whether it holds records."""
_Row = Sequence[str | None]


@dataclass(frozen=True)
class UnreadSheet:
    """A sheet without known headings: what was said of it, its first rows, cleaned, and a formula without a value."""

    name: str
    error: UnknownHeadingsError
    rows: Sequence[_Row]
    formula: str | None = None

    def continues(self, table: RawTable) -> bool:
        """The rows look like records of a table, and nothing above them says what their columns are."""
        widest = max(map(_filled, self.rows), default=0)
        first = next((row for row in self.rows if _filled(row) * 5 >= widest * 3 > 0), ())
        return is_record(first) and widest * 2 >= len(table.columns)

    @property
    def is_list(self) -> bool:
        """Most rows below the first look like records."""
        return _are_records([row for row in self.rows if _filled(row) > 1][1:])


def holds_records(table: RawTable) -> bool:
    """Most of its first rows look like records, of whatever kind."""
    return _are_records(_rows(table))


def _are_records(rows: Sequence[_Row]) -> bool:
    """At least half of some rows look like records; instructions may have an example in a few."""
    return sum(map(is_record, rows)) * 2 >= len(rows) > 0


def names_of_unread(real: Sequence[RawTable], other: Sequence[RawTable], unknown: Sequence[UnreadSheet]) -> list[str]:
    """The names of the sheets that hold more than notes, and are not read.

    Args:
        real: the tables that are read.
        other: tables with too few known headings to be some.
        unknown: the sheets without any.
    Raises:
        RefusedFileError: `sheet_without_header`.
    """
    for sheet in unknown:
        if any(map(sheet.continues, real)):
            named = shown([sheet.name])
            raise refusal(
                "sheet_without_header",
                f"trang tính {named} có hồ sơ nhưng không có dòng tiêu đề, đọc tiếp sẽ mất các hồ sơ đó. "
                "Chép dòng tiêu đề của trang trước lên đầu trang này, hoặc dồn các dòng vào một trang, rồi nạp lại.",
                f"the sheet {named} holds records and no header line, so that reading on would lose them. Copy the "
                "header line of the other sheet to its top, or put the rows into one sheet, and load the file again.",
            )
    tables = [str(table.sheet) for table in other if any(map(is_record, _rows(table)))]
    return tables + [sheet.name for sheet in unknown if sheet.is_list]


def shown(names: Sequence[str]) -> str:
    """Names of sheets as a message may show them: a sheet may be named after a person."""
    return ", ".join(f'"{name}"' for name in shown_names(names))


def _rows(table: RawTable) -> list[_Row]:
    return [row[2:] for row in table.rows.head(LOOKED_AT).rows()]


def _filled(row: _Row) -> int:
    return sum(1 for cell in row if cell)
