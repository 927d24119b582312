"""Reading a form somebody else made: a workbook or CSV with its merged header, numbers and total row.

A form has at most a few hundred rows; they are read one by one.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from par_metrics.domain.limits import USUAL_LIMITS
from par_metrics.domain.privacy import shown_cell, shown_file
from par_metrics.errors import RefusedFileError
from par_metrics.readers.compressed import is_workbook
from par_metrics.readers.header import Header, find_header, is_numbering
from par_metrics.readers.table import NOT_CALCULATED
from par_metrics.readers.text_parts import to_utf8
from par_metrics.readers.values import read_integers
from par_metrics.readers.xlsx import read_grids
from par_metrics.reconciliation.forms.ii06a import BY_ID, CELLS, ROWS, By
from par_metrics.support.folding import fold, fold_heading
from schemas import Label

Grid = list[list[str | None]]
_NOTHING = frozenset({"-", "–", "—"})
_TOTAL = re.compile(r"(tong so|tong cong)\b.*|tong|cong")
_NAMES: Mapping[By, tuple[str, ...]] = {"unit_code": ("don vi", "co quan", "unit"), "field": ("linh vuc", "field")}
# What the heads of such forms say beside the words of ours.
_WORDS = (
    *("TT", "STT", "Lĩnh vực, công việc giải quyết theo cấp", "unit_code", "unit_name"),
    *("Nhận giải quyết", "Số hồ sơ nhận giải quyết", "Số lượng hồ sơ tiếp nhận", "Đã giải quyết", "Đang giải quyết"),
    *("Trong kỳ", "Trực tiếp", "Trực tiếp, BCCI", "Trực tiếp/BCCI"),
)


@dataclass(frozen=True)
class StatedRow:
    """One row of a form: its number in the file (from 1), its name, its cells; None: nothing stands in it."""

    line: int
    name: str
    cells: Mapping[str, int | None]
    is_total: bool = False


@dataclass(frozen=True)
class StatedForm:
    """A form as somebody filled it in.

    Args:
        name: of the file, for messages.
        by: what its rows are; None where it does not say.
        cells: the cells that it has.
        rows: the total row among them.
    """

    name: str
    by: By | None
    cells: tuple[str, ...]
    rows: tuple[StatedRow, ...]


def read_form(path: Path) -> StatedForm:
    """The form in a file, XLSX or CSV; a dash is 0, an empty cell not known.

    Raises:
        RefusedFileError: the file cannot be read, is no Biểu II.06a, or holds a cell that is no number.
    """
    name = shown_file(path)
    grids, typed = _grids(path, name)
    for grid in grids:
        header = find_header(grid, _vocabulary())
        if header is not None and (places := _places(header, name)):
            return _form(grid, header, places, typed, name)
    raise _refusal(
        name,
        "unknown_form",
        "không nhận ra Biểu II.06a: cần cột Đơn vị hoặc Lĩnh vực và các cột Nhận giải quyết, Đã giải quyết, "
        "Đang giải quyết. Xem mẫu: par-metrics form II.06a --output bieu-06a.xlsx",
        "this is no form II.06a: it needs a column Đơn vị or Lĩnh vực and the columns Nhận giải quyết, "
        "Đã giải quyết, Đang giải quyết. For a model: par-metrics form II.06a --output bieu-06a.xlsx",
    )


def stated_form(rows: Mapping[str, Mapping[str, int]]) -> StatedForm:
    """A form given as row name -> cell -> number.

    Raises:
        RefusedFileError: there is no such cell.
    """
    cells = tuple(dict.fromkeys(cell for given in rows.values() for cell in given))
    unknown = [cell for cell in cells if cell not in BY_ID]
    if unknown:
        raise _refusal(
            "II.06a",
            "unknown_cell",
            f'không có ô "{unknown[0]}"; các ô: {", ".join(BY_ID)}',
            f'there is no cell "{unknown[0]}"; the cells are {", ".join(BY_ID)}',
        )
    stated = [
        StatedRow(number, name, {cell: given.get(cell) for cell in cells}, is_total(name))
        for number, (name, given) in enumerate(rows.items(), start=1)
    ]
    return StatedForm("II.06a", None, cells, tuple(stated))


def is_total(name: str) -> bool:
    """Whether a row of this name is the total."""
    return bool(_TOTAL.fullmatch(fold(name)))


# --- the file ------------------------------------------------------------------------------


def _grids(path: Path, name: str) -> tuple[list[Grid], bool]:
    """The cells of every sheet as text, and whether numbers come from typed cells."""
    try:
        data = path.read_bytes()
        is_book = is_workbook(io.BytesIO(data))
    except RefusedFileError as error:
        raise _refusal(name, error.rule, error.label.vi, error.label.en) from None
    except OSError:
        raise _refusal(
            name,
            "unreadable_file",
            "không mở được tệp. Kiểm tra tên và quyền đọc.",
            "the file cannot be opened. Check its name and its permissions.",
        ) from None
    if not is_book:
        return [_csv_grid(data, separator) for separator in (",", ";", "\t")], False
    try:
        sheets = read_grids(data, USUAL_LIMITS)
    except RefusedFileError as error:
        raise _refusal(name, error.rule, error.label.vi, error.label.en) from None
    return [[[_clean(cell) for cell in row] for row in sheet.rows()] for sheet in sheets.values()], True


def _csv_grid(data: bytes, separator: str) -> Grid:
    text = to_utf8(data, None).decode(errors="replace")
    return [[_clean(cell) for cell in row] for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator)]


def _clean(cell: str | None) -> str | None:
    text = unicodedata.normalize("NFC", cell or "").replace("\u00a0", " ").strip()
    return text or None


# --- the header ----------------------------------------------------------------------------


def _vocabulary() -> frozenset[str]:
    headings = [part for cell in CELLS for part in (*cell.heading, cell.id)]
    return frozenset(map(fold_heading, (*headings, *_WORDS, *(label.vi for label in ROWS.values()))))


def _places(header: Header, name: str) -> dict[str, list[int]] | None:
    """Cell, or kind of row, -> its columns; None where the header is not that of the form."""
    places: dict[str, list[int]] = {}
    for column, names in enumerate(header.columns):
        # Of its headings the longest has the words of all levels.
        meaning = _meaning(fold(max(names, key=len))) if names else None
        if meaning is not None:
            places.setdefault(meaning, []).append(column)
    has_rows = bool(set(ROWS) & set(places))
    if not has_rows or len(set(BY_ID) & set(places)) < 3:
        return None
    for cell, columns in places.items():
        # In person and by post may stand apart; nothing else may stand twice.
        if len(columns) > 1 and cell in BY_ID and cell != "received_other":
            heading = " / ".join(BY_ID[cell].heading)
            raise _refusal(
                name,
                "duplicate_headings",
                f'có {len(columns)} cột "{heading}". Bỏ bớt cột thừa.',
                f'there are {len(columns)} columns "{heading}". Remove the others.',
            )
    return places


def _meaning(heading: str) -> str | None:
    """The cell that a heading with all its levels means, or the kind of row it names."""
    if heading in BY_ID:
        return heading
    group = next((group for group, pattern in _GROUPS.items() if re.search(pattern, heading)), None)
    for cell, (of_group, pattern) in _LEAVES.items():
        is_own = group == of_group or (group is None and cell in _UNMISTAKABLE)
        if is_own and re.search(pattern, heading):
            return cell
    if group is None:
        return next((by for by, words in _NAMES.items() if any(heading.startswith(word) for word in words)), None)
    return None


_GROUPS = {
    "open": r"\bdang (giai quyet|xu ly)|\bchua giai quyet",
    "resolved": r"\bda (giai quyet|xu ly)",
    "received": r"\bnhan giai quyet|\btiep nhan",
}
_LEAVES = {
    "received_online": ("received", r"truc tuyen"),
    "received_other": ("received", r"truc tiep|bcci|buu chinh"),
    "carried_over": ("received", r"ky truoc"),
    "early": ("resolved", r"truoc han"),
    "on_time": ("resolved", r"dung han"),
    "late": ("resolved", r"qua han|tre han"),
    "in_time": ("open", r"trong han|chua den han"),
    "overdue": ("open", r"qua han|tre han"),
    "received_total": ("received", r"(?<!trong ky )\btong\b"),
    "resolved_total": ("resolved", r"\btong\b"),
    "in_progress_total": ("open", r"\btong\b"),
}
_UNMISTAKABLE = frozenset({"received_online", "received_other", "carried_over", "early", "on_time", "in_time"})


# --- the rows ------------------------------------------------------------------------------


def _form(grid: Grid, header: Header, places: Mapping[str, list[int]], typed: bool, name: str) -> StatedForm:
    by: By = "unit_code" if "unit_code" in places else "field"
    cells = tuple(cell for cell in BY_ID if cell in places)
    rows = []
    for line, row in enumerate(grid[header.body :], start=header.body + 1):
        if not any(row) or is_numbering(row):
            continue
        named = next((row[column] for column in places[by] if column < len(row) and row[column]), None)
        # The words of the total stand in the first cell where it is merged over the others.
        label = named or next((cell for cell in row[: min(places[cells[0]])] if cell), None)
        texts = {cell: [row[column] for column in places[cell] if column < len(row)] for cell in cells}
        numbers = {cell: _numbers(found, typed) for cell, found in texts.items()}
        if label is None or not _has_number(texts, numbers):
            continue
        for cell, found in numbers.items():
            if any(text is not None and number is None for text, number in zip(texts[cell], found, strict=True)):
                raise _not_a_number(name, line, cell, texts[cell])
        summed = {cell: _sum(found) for cell, found in numbers.items()}
        rows.append(StatedRow(line, label, summed, is_total(label)))
    return StatedForm(name, by, cells, tuple(rows))


def _sum(numbers: Sequence[int | None]) -> int | None:
    """Of the columns of a cell; not known where one of them is not, or where the row is too short to have them."""
    known = [number for number in numbers if number is not None]
    return sum(known) if known and len(known) == len(numbers) else None


def _has_number(texts: Mapping[str, Sequence[str | None]], numbers: Mapping[str, Sequence[int | None]]) -> bool:
    """Some filled cell holds a number: signatures and notes have only words."""
    return any(
        text == NOT_CALCULATED or (text is not None and number is not None)
        for cell in texts
        for text, number in zip(texts[cell], numbers[cell], strict=True)
    )


def _numbers(texts: Sequence[str | None], typed: bool) -> list[int | None]:
    """The numbers of a cell's columns: 0 for a dash, None where nothing stands or the text is no number."""
    given = pl.Series(["0" if text in _NOTHING else text for text in texts], dtype=pl.String)
    numbers = read_integers(given, typed_numbers=typed)
    # A count has no decimals: 12.345 in a cell of a workbook can only be meant as it is read here.
    numbers = numbers.zip_with(numbers.is_not_null(), read_integers(given, typed_numbers=False))
    return numbers.to_list()


def _not_a_number(name: str, line: int, cell: str, texts: Sequence[str | None]) -> RefusedFileError:
    heading, text = " / ".join(BY_ID[cell].heading), ", ".join(shown_cell(text, amount=True) for text in texts if text)
    if NOT_CALCULATED in texts:
        return _refusal(
            name,
            "formula_not_calculated",
            f'dòng {line}, cột "{heading}": công thức chưa được tính. Mở tệp bằng Excel, lưu lại rồi kiểm tra lại.',
            f'row {line}, column "{heading}": the formula was never calculated. Open it in Excel, save, check again.',
        )
    return _refusal(
        name,
        "unreadable_value",
        f'dòng {line}, cột "{heading}": "{text}" không phải số nguyên. Sửa ô đó rồi kiểm tra lại.',
        f'row {line}, column "{heading}": "{text}" is no whole number. Correct the cell and check again.',
    )


def _refusal(name: str, rule: str, vi: str, en: str) -> RefusedFileError:
    return RefusedFileError(rule, Label(f"{name}: {vi}", f"{name}: {en}"))
