"""Made-up exports to measure with, written in a process of its own: what a process has used counts for its children.

    python -m benchmarks.exports dossiers ROWS UNITS FOLDER     one CSV, with both registers
    python -m benchmarks.exports changes ROWS OF UNITS NIGHT FOLDER     of so many dossiers some, changed
    python -m benchmarks.exports workbook ROWS CSV FILE         its first rows as XLSX
    python -m benchmarks.exports small FILES ROWS CSV FOLDER    cut into files of so many rows, every other one XLSX
    python -m benchmarks.exports mixed ROWS UNITS FOLDER        every kind, as offices send them

All are the same whenever they are written, and but for the workbooks none is held in memory as a whole.
"""

import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter  # type: ignore[import-untyped]

from par_metrics.sample import bulk, mixed, registers, write_sample
from par_metrics.sample.dossiers import DossierMaker

SEED = 1
_BLOCK = 1000
_MOMENTS = ("%d/%m/%Y %H:%M:%S", "%d/%m/%Y")


class _ChangedMaker(DossierMaker):
    """Some of the first `of` dossiers, in blocks spread over all of them, each with another fee than before."""

    def __init__(self, rows: int, of: int, units: int, night: int) -> None:
        super().__init__(registers.units(units), registers.procedures(SEED), SEED)
        block = min(_BLOCK, rows)
        apart = of // (rows // block)
        self._blocks = [(start, start + block) for start in range(0, apart * (rows // block), apart)]
        self._night = night

    def make(self, start: int, stop: int) -> pl.DataFrame:
        blocks = pl.concat([super(_ChangedMaker, self).make(*block) for block in self._blocks])
        return blocks.with_columns(fee_vnd=pl.col("fee_vnd").fill_null(0) + 1000 * self._night)


def changes(rows: int, of: int, units: int, night: int, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    at = mixed.EXPORT_DAYS[-1]
    bulk.write_dossiers(_ChangedMaker(rows, of, units, night), rows, at, folder / f"thay-doi-{night}.csv")


def workbook(rows: int, csv: Path, file: Path) -> None:
    """Days and numbers as Excel has them, under a title."""
    _write_workbook(pl.read_csv(csv, separator=";", infer_schema=False, n_rows=rows), file)


def small(files: int, rows: int, csv: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with csv.open(encoding="utf-8-sig") as lines:
        header = next(lines)
        for number in range(files):
            stem = folder / f"danh-sach-ho-so_{number + 1:04}_2026-09-30"
            text = header + "".join(islice(lines, rows))
            if number % 2:
                _write_workbook(
                    pl.read_csv(text.encode(), separator=";", infer_schema=False), stem.with_suffix(".xlsx")
                )
            else:
                stem.with_suffix(".csv").write_text(text, encoding="utf-8-sig")


def _write_workbook(table: pl.DataFrame, file: Path) -> None:
    with xlsxwriter.Workbook(file, {"constant_memory": True, "default_date_format": "dd/mm/yyyy hh:mm:ss"}) as book:
        sheet = book.add_worksheet("Hồ sơ")
        sheet.write_string(0, 0, "DANH SÁCH HỒ SƠ")
        sheet.write_row(2, 0, table.columns)
        for line, row in enumerate(_cells(table), 3):
            sheet.write_row(line, 0, row)


def _cells(table: pl.DataFrame) -> Iterator[tuple[Any, ...]]:
    columns = []
    for column in table.iter_columns():
        if column.name.startswith("Ngày "):
            first, second = (column.str.to_datetime(form, strict=False) for form in _MOMENTS)
            columns.append(first.fill_null(second))
        else:
            # Codes with leading zeros or dots stay text.
            whole = column.name in ("Số lần bổ sung", "Tổng phí lệ phí")
            columns.append(column.cast(pl.Int64, strict=False) if whole else column)
    return pl.DataFrame(columns).iter_rows()


def main() -> None:
    """Write what is asked for."""
    match sys.argv[1:]:
        case ["dossiers", rows, units, folder]:
            write_sample(int(rows), int(units), SEED, Path(folder), "csv")
        case ["changes", rows, of, units, night, folder]:
            changes(int(rows), int(of), int(units), int(night), Path(folder))
        case ["workbook", rows, csv, file]:
            workbook(int(rows), Path(csv), Path(file))
        case ["small", files, rows, csv, folder]:
            small(int(files), int(rows), Path(csv), Path(folder))
        case ["mixed", rows, units, folder]:
            write_sample(int(rows), int(units), SEED, Path(folder))
        case _:
            raise SystemExit(__doc__)


if __name__ == "__main__":
    main()
