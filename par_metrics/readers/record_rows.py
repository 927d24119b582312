"""Which rows of a sheet are records: all but blanks, repeated headers, numbering, totals and signatures.

Two errors are possible and both are wrong: losing a record, and counting a footer as one. A row is left out
only on positive evidence; a doubtful row stays and gets its reason later.
"""

import polars as pl

from par_metrics.readers.header import Header, code_columns, serial_columns
from par_metrics.readers.repeated_headers import RepeatedHeaders
from par_metrics.readers.signatures import SignatureBlocks
from par_metrics.readers.totals import section_rows, total_rows


class RecordRows:
    """Takes the record rows below a header out of a table, of which one part comes after another.

    Args:
        header: as found by `find_header`.
        repeats_header: it is known that the header is printed again further down, see `RepeatedHeaders`.
    """

    def __init__(self, header: Header, *, repeats_header: bool = False) -> None:
        self._cells = [column.name for column in header.raw_columns]
        serials = serial_columns(header)
        self._data = [name for name in self._cells if name not in serials] or self._cells
        self._codes = code_columns(header)
        self._signatures = SignatureBlocks(self._data)
        self.headers = RepeatedHeaders(header, self._cells, is_repeated=repeats_header)

    def add(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The record rows of a part, but for the last ones, of which only the next part tells.

        Args:
            rows: "row", "excess" and the headed columns c0.., cleaned, from below the header on.
        Returns:
            The same columns, fewer rows.
        Raises:
            RefusedFileError: `another_header`.
        """
        is_blank = pl.all_horizontal(pl.col(self._data).is_null()) & ~pl.col("excess").fill_null(value=False)
        rows = _without(rows, rows.filter(is_blank).get_column("row"))
        headers, repeated = self.headers.find(rows)
        rows = _without(rows, repeated)
        totals = total_rows(rows, self._cells, self._codes)
        rows = _without(rows, totals)
        rows = _without(rows, section_rows(rows, self._cells))
        return self._signatures.add(rows, totals, headers)

    def rest(self) -> pl.DataFrame | None:
        """The record rows that were kept back, once the table has ended; None if it had no part.

        Raises:
            RefusedFileError: `another_header`.
        """
        self.headers.check()
        return self._signatures.rest()


def keep_records(rows: pl.DataFrame, header: Header) -> pl.DataFrame:
    """The record rows of a whole table; see `RecordRows`."""
    table = RecordRows(header)
    records, rest = table.add(rows), table.rest()
    return records if rest is None else pl.concat([records, rest])


def _without(rows: pl.DataFrame, left_out: pl.Series) -> pl.DataFrame:
    return rows if left_out.is_empty() else rows.filter(~pl.col("row").is_in(left_out.implode()))
