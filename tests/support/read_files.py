"""What the tests of the readers share: a vocabulary, and writing and reading a file in one go."""

from pathlib import Path

import pytest
import xlsxwriter

from par_metrics.errors import RefusedFileError
from par_metrics.readers.read import read_export
from par_metrics.readers.table import RawTable, ReadOptions
from par_metrics.support.folding import fold_heading

HEADINGS = (
    "Mã hồ sơ",
    "Tên TTHC",
    "Chủ hồ sơ",
    "Ngày tiếp nhận",
    "Ngày hẹn trả",
    "Ngày trả",
    "Trạng thái",
    "Mã đơn vị",
    "Tên đơn vị",
    "Cấp",
    "Phí (VNĐ)",
    "DanhSachLePhi.SoTien:sum",
    "DanhSachLePhi.Ngay:first",
    "DanhSachLePhi.Ngay:last",
    "DanhSachLePhi.DaNop:any",
)
VOCABULARY = frozenset(fold_heading(heading) for heading in HEADINGS)

Row = tuple[object, ...]


def read(path: Path, **options: object) -> list[RawTable]:
    return read_export(path, ReadOptions(**options), VOCABULARY)  # type: ignore[arg-type]


def read_bytes(tmp_path: Path, data: bytes, name: str = "export.bin", **options: object) -> RawTable:
    path = tmp_path / name
    path.write_bytes(data)
    [table] = read(path, **options)
    return table


def refusal_of(tmp_path: Path, data: bytes, name: str = "export.bin") -> RefusedFileError:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(RefusedFileError) as caught:
        read(path)
    assert name in caught.value.label.vi and name in caught.value.label.en
    assert caught.value.label.vi != caught.value.label.en
    return caught.value


def workbook(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    """A real XLSX file; None leaves a cell out."""
    book = xlsxwriter.Workbook(path)
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                if value is not None:
                    sheet.write(r, c, value)
    book.close()
    return path


def cells(table: RawTable) -> list[Row]:
    """The record rows without row number and excess mark."""
    return [row[2:] for row in table.rows.rows()]


def numbers(table: RawTable) -> list[int]:
    return table.rows.get_column("row").to_list()


def headings(table: RawTable) -> list[str]:
    return [column.headings[0] for column in table.columns]
