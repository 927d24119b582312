"""Reading a table of criteria from a workbook, a CSV or a TOML file, cell by cell, as text."""

import csv
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from par_metrics.domain.limits import USUAL_LIMITS
from par_metrics.domain.privacy import shown_file
from par_metrics.errors import RefusedFileError, SettingsError
from par_metrics.indicators.catalogue import Catalogue
from par_metrics.readers.read import read_export
from par_metrics.readers.table import NOT_CALCULATED, RawTable, ReadOptions
from par_metrics.readers.text_parts import to_utf8
from par_metrics.readers.xlsx import read_grids
from par_metrics.support.folding import fold, fold_heading
from par_metrics.support.toml import read_toml
from schemas import Label
from schemas.fields import assessments as fields

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "criterion_code": (*fields.criterion_code.headings, "Mã"),
    "domain": fields.domain.headings,
    "title": ("Tiêu chí", "Tên tiêu chí", "Nội dung tiêu chí", "Tiêu chí thành phần", "Nội dung"),
    "max_points": fields.max_points.headings,
    "indicator": ("Chỉ số", "Mã chỉ số"),
    "rule": ("Cách chấm", "Cách tính", "Cách tính điểm", "Quy tắc"),
    "full_from": ("Đạt tối đa từ", "Điểm tối đa từ", "Tối đa từ"),
    "zero_below": ("0 điểm dưới", "Không điểm dưới"),
    "at_most": ("Không quá",),
    "bands": ("Các mức điểm", "Mức điểm", "Khung điểm", "Bậc điểm"),
    "empty": ("Khi không phát sinh", "Không phát sinh"),
    "year": fields.year.headings,
    "zero_from": ("0 điểm từ", "Không điểm từ"),
    "deduct": ("Điểm trừ", "Trừ mỗi lần"),
    "per": ("Trừ cho mỗi", "Cho mỗi"),
    "floor": ("Điểm thấp nhất", "Không thấp hơn"),
}
_TOTALS = {"tong", "tong cong", "tong so", "tong diem", "cong", "total"}


@dataclass(frozen=True)
class RawCriterion:
    """One row of the table: where it stands, and its filled cells by field."""

    row: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class CriteriaFile:
    """A table of criteria as it is written.

    Args:
        name: the file's, for messages.
        rows: the criteria, groups too.
        total: the text of the maximum in a row "Tổng" or "total", and where it stands.
        typed_numbers: numbers have a decimal point whatever the custom of the writer.
        catalogue: the indicators that its criteria may name.
    """

    name: str
    rows: tuple[RawCriterion, ...]
    total: RawCriterion | None
    typed_numbers: bool
    catalogue: Catalogue


def read_criteria_file(path: Path, catalogue: Catalogue) -> CriteriaFile:
    """The rows of a table of criteria, which may name the indicators of a catalogue.

    Raises:
        SettingsError: the file is missing, cannot be read, or has none of the headings.
    """
    if path.suffix.lower() == ".toml":
        return _from_toml(path, catalogue)
    known = {fold_heading(name): name for name in HEADINGS}
    known |= {fold_heading(heading): name for name, headings in HEADINGS.items() for heading in headings}
    try:
        tables = read_export(path, ReadOptions(), set(known))
    except RefusedFileError as error:
        raise _unusable(error.label) from None
    for table in tables:
        columns = _columns(table, known)
        if {"criterion_code", "max_points"} <= set(columns):
            rows = tuple(
                RawCriterion(row, cells)
                for row, cells in _rows(shown_file(path), table, columns)
                if not _is_total(cells)
            )
            return CriteriaFile(shown_file(path), rows, _total(path, table, columns), table.typed_numbers, catalogue)
    raise _unusable(
        Label(
            f'{shown_file(path)}: cần ít nhất hai cột "Mã tiêu chí" và "Điểm tối đa"',
            f'{shown_file(path)}: at least the columns "criterion_code" and "max_points" are needed',
        )
    )


def _columns(table: RawTable, known: Mapping[str, str]) -> dict[str, str]:
    """Field -> column of the table; the first column that can be one is."""
    found: dict[str, str] = {}
    for column in table.columns:
        for heading in column.headings:
            name = known.get(fold_heading(heading))
            if name is not None and name not in found:
                found[name] = column.name
                break
    return found


def _rows(file: str, table: RawTable, columns: Mapping[str, str]) -> Iterator[tuple[int, dict[str, str]]]:
    for record in table.rows.select("row", *columns.values()).iter_rows(named=True):
        row = int(record["row"])
        cells = {name: record[column] for name, column in columns.items() if record[column]}
        _check_calculated(file, row, cells.values())
        yield row, cells


def _check_calculated(file: str, row: int, cells: Iterable[str]) -> None:
    if NOT_CALCULATED in cells:
        raise _unusable(
            Label(
                f"{file}: dòng {row}: có ô công thức chưa được tính. Mở tệp bằng Excel rồi lưu lại",
                f"{file}: row {row}: a formula was never calculated. Open the file in Excel and save it",
            )
        )


def _is_total(cells: Mapping[str, str]) -> bool:
    return any(fold(text) in _TOTALS for text in cells.values())


def _total(path: Path, table: RawTable, columns: Mapping[str, str]) -> RawCriterion | None:
    """The row of the total, which the readers leave out as no record."""
    position = int(columns["max_points"].removeprefix("c"))
    for number, cells in enumerate(_grid(path, table), start=1):
        if any(fold(cell) in _TOTALS for cell in cells) and position < len(cells) and cells[position].strip():
            _check_calculated(shown_file(path), number, [cells[position]])
            return RawCriterion(number, {"max_points": cells[position].strip()})
    return None


def _grid(path: Path, table: RawTable) -> Iterator[list[str]]:
    if table.format == "xlsx" and table.sheet is not None:
        sheet = read_grids(path.read_bytes(), USUAL_LIMITS)[table.sheet]
        yield from ([cell or "" for cell in row] for row in sheet.iter_rows())
    elif table.format == "csv":
        text = to_utf8(path.read_bytes(), None).decode()
        yield from csv.reader(text.splitlines(), delimiter=max(",;\t", key=text.count))


def _from_toml(path: Path, catalogue: Catalogue) -> CriteriaFile:
    name = shown_file(path)
    try:
        values = read_toml(path.read_text(encoding="utf-8-sig"))
        entries = values["criteria"]
        rows = tuple(
            RawCriterion(number, {str(key): str(value) for key, value in entry.items()})
            for number, entry in enumerate(entries, start=1)
        )
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise _unusable(Label(f"{name}: không đọc được ({error})", f"{name}: cannot be read ({error})")) from None
    except (KeyError, TypeError, AttributeError):
        raise _unusable(
            Label(f"{name}: cần các bảng [[criteria]]", f"{name}: tables [[criteria]] are needed")
        ) from None
    total = RawCriterion(0, {"max_points": str(values["total"])}) if "total" in values else None
    return CriteriaFile(name, rows, total, typed_numbers=True, catalogue=catalogue)


def _unusable(label: Label) -> SettingsError:
    return SettingsError(
        Label(
            f"bảng tiêu chí PAR INDEX: {label.vi.rstrip('.')}. Sửa tệp, hoặc sửa [par_index] criteria trong "
            "par-metrics.toml",
            f"criteria table of the PAR INDEX: {label.en.rstrip('.')}. Correct the file, or [par_index] criteria in "
            "par-metrics.toml",
        ),
        "criteria_unreadable",
    )
