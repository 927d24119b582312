"""Reading `plan.xlsx`, the plan typed by the template: what is wrong is told by sheet, row and column."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from par_metrics.domain.limits import USUAL_LIMITS
from par_metrics.domain.plan import BUILT_IN
from par_metrics.errors import RefusedFileError, nearest, reason_of
from par_metrics.loading.plan.written import WrittenPlan, WrittenTarget, rows_written, told, unusable
from par_metrics.readers.table import NOT_CALCULATED
from par_metrics.readers.xlsx import read_grids
from par_metrics.readers.yes_no import yes_or_no
from par_metrics.support.folding import fold_heading
from schemas import KINDS, Label

ROWS, TARGETS, ABOUT = "Kế hoạch", "Chỉ tiêu", "Chung"
"""The sheets of the workbook."""
ROW_HEADINGS: Mapping[str, str] = {
    "plan_row": "Mã mục",
    "index": "Bộ chỉ số",
    "title": "Nội dung",
    "title_en": "Nội dung (tiếng Anh)",
    "owner": "Chủ trì",
    "coordinating": "Phối hợp",
    "deadline": "Thời hạn",
    "indicators": "Chỉ số",
    "heading": "Phần của báo cáo",
}
TARGET_HEADINGS: Mapping[str, str] = {
    "indicator": "Chỉ số",
    "value": "Giá trị",
    "first_year": "Từ năm",
    "last_year": "Đến năm",
    "better": "Chiều",
    "among": "Trong số đơn vị",
    "level": "Cấp",
    "unit": "Đơn vị",
}
ABOUT_HEADINGS: Mapping[str, str] = {
    "name": "Tên kế hoạch",
    "extends": "Giữ các mục có sẵn",
    "note": "Ghi chú về mã mục",
    "agencies": "Cơ quan chủ trì",
}
"""What stands in the first column of the sheet `ABOUT`, the value beside it; an agency a row."""
BETTER: Mapping[str, str] = {"higher": "Từ mức này trở lên", "lower": "Từ mức này trở xuống"}
LEVELS: Mapping[str, str] = {str(level): ways[0] for level, ways in KINDS["units"].by_name["level"].values.items()}
"""Level -> as the workbook says it."""
_NEEDED = {ROWS: ("plan_row", "title"), TARGETS: ("indicator", "value", "first_year", "last_year")}
_COLUMN_OF = {"years": "first_year"}
_HEAD_WITHIN = 20
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")
_ONE_GROUP = re.compile(r"-?[1-9]\d{0,2}[.,]\d{3}")


@dataclass(frozen=True)
class _CellPlace:
    """A row of a sheet."""

    file: str
    sheet: str
    row: int
    headings: Mapping[str, str]

    def at(self, key: str, word: str = "") -> Label:  # noqa: ARG002  # a cell is short enough to find a word in
        """`plan.xlsx, sheet "Kế hoạch", row 5, column "Chủ trì"`."""
        heading = self.headings.get(_COLUMN_OF.get(key, key))
        vi, en = (f', cột "{heading}"', f', column "{heading}"') if heading else ("", "")
        return Label(
            f'{self.file}, trang "{self.sheet}", dòng {self.row}{vi}',
            f'{self.file}, sheet "{self.sheet}", row {self.row}{en}',
        )


def read_plan_xlsx(path: Path) -> WrittenPlan:
    """The plan of a workbook.

    Raises:
        SettingsError: it cannot be read, or lacks the sheet or a column that the rows stand in.
    """
    name = path.name
    try:
        sheets = read_grids(path.read_bytes(), USUAL_LIMITS)
    except OSError as error:
        reason = reason_of(error)
        raise unusable(Label(f"{name}: không đọc được: {reason.vi}", f"{name}: cannot be read: {reason.en}")) from None
    except RefusedFileError as error:
        raise unusable(Label(f"{name}: {error.label.vi}", f"{name}: {error.label.en}")) from None
    if ROWS not in sheets:
        raise unusable(Label(f'{name}: không có trang "{ROWS}"', f'{name}: there is no sheet "{ROWS}"'))
    about = _about(name, sheets.get(ABOUT))
    tables = [(_row_table(cells), place) for cells, place in _records(name, ROWS, sheets[ROWS], ROW_HEADINGS)]
    rows, problems = rows_written(tables)
    if not rows and not about["extends"]:
        raise unusable(problems[0] if problems else Label(f"{name}: chưa có mục nào", f"{name}: has no row"))
    targets: list[WrittenTarget] = []
    for cells, place in _records(name, TARGETS, sheets[TARGETS], TARGET_HEADINGS) if TARGETS in sheets else ():
        read = _target_table(cells, place)
        if isinstance(read, Label):
            problems.append(read)
        else:
            targets.append(WrittenTarget(read, place))
    return WrittenPlan(
        file=name,
        name=about["name"] or name.removesuffix(".xlsx"),
        extends=about["extends"],
        rows=tuple(rows),
        targets=tuple(targets),
        agencies=about["agencies"],
        note=about["note"],
        problems=tuple(problems),
    )


def _records(
    file: str, sheet: str, grid: pl.DataFrame, headings: Mapping[str, str]
) -> Iterator[tuple[dict[str, str], _CellPlace]]:
    """The filled rows under the headings of a sheet, their cells by key."""
    known = {fold_heading(text): key for key, text in headings.items()} | {fold_heading(key): key for key in headings}
    lines = [[(cell or "").strip() for cell in line] for line in grid.iter_rows()]
    bound = [[known.get(fold_heading(cell)) if cell else None for cell in line] for line in lines[:_HEAD_WITHIN]]
    number = next((n for n, columns in enumerate(bound) if set(_NEEDED[sheet]) <= set(columns)), None)
    if number is None:
        needed = ", ".join(f'"{headings[key]}"' for key in _NEEDED[sheet])
        raise unusable(
            Label(
                f'{file}, trang "{sheet}": cần một dòng tiêu đề có các cột {needed}',
                f'{file}, sheet "{sheet}": a row of headings is needed with the columns {needed}',
            )
        )
    columns = bound[number]
    for cell, column in zip(lines[number], columns, strict=True):
        if cell and column is None:
            near = nearest(cell, headings.values())
            where = _CellPlace(file, sheet, number + 1, {cell: cell})
            raise unusable(told(where, cell, Label(f"không có cột này.{near.vi}", f"no such column.{near.en}")))
    for row, cells in enumerate(lines[number + 1 :], start=number + 2):
        filled = {key: cell for key, cell in zip(columns, cells, strict=True) if key is not None and cell}
        if filled:
            yield filled, _CellPlace(file, sheet, row, headings)


def _row_table(cells: Mapping[str, str]) -> dict[str, Any]:
    table: dict[str, Any] = dict(cells)
    if "indicators" in table:
        table["indicators"] = [part.strip() for part in re.split(r"[,;\n]", table["indicators"]) if part.strip()]
    return table


def _target_table(cells: Mapping[str, str], place: _CellPlace) -> dict[str, Any] | Label:
    """A target as its table in TOML would be, or what is wrong with a cell."""
    for key in _NEEDED[TARGETS]:
        if key not in cells:
            return told(place, key, Label("thiếu", "is missing"))
        if cells[key] == NOT_CALCULATED:
            return told(
                place,
                key,
                Label(
                    "công thức chưa được tính; mở bằng Excel rồi lưu lại",
                    "a formula was never calculated; open the file in Excel and save it",
                ),
            )
    numbers = {key: _number(cells[key]) for key in ("value", "first_year", "last_year", "among") if key in cells}
    for key, number in numbers.items():
        if number is None or (key != "value" and number != int(number)):
            return told(
                place,
                key,
                Label(f'"{cells[key]}" không đọc được là số', f'"{cells[key]}" cannot be read as a number'),
            )
    table: dict[str, Any] = {"indicator": cells["indicator"], "value": numbers["value"]}
    table["years"] = [int(numbers["first_year"] or 0), int(numbers["last_year"] or 0)]
    if "unit" in cells:
        table["unit"] = cells["unit"]
    if "among" in numbers:
        table["among"] = int(numbers["among"] or 0)
    for key, known in (("better", BETTER), ("level", LEVELS)):
        if key not in cells:
            continue
        said = _chosen(cells[key], known)
        if said is None:
            listed = "; ".join(known.values())
            what = Label(f'"{cells[key]}": chọn một trong: {listed}', f'"{cells[key]}": choose one of {listed}')
            return told(place, key, what)
        table[key] = said
    return table


def _chosen(cell: str, known: Mapping[str, str]) -> str | None:
    """What a cell of a list names: in the words of the template, or as the key itself; a level also in others."""
    words = {fold_heading(text): key for key, text in known.items()} | {fold_heading(key): key for key in known}
    if known is LEVELS:
        ways = KINDS["units"].by_name["level"].values
        words |= {fold_heading(way): key for key in LEVELS for way in ways[key]}
    return words.get(fold_heading(cell))


def _number(text: str) -> float | None:
    """A number; `1.500` may be one and a half or fifteen hundred, and is none."""
    bare = text.removesuffix("%").strip()
    if not _NUMBER.fullmatch(bare) or _ONE_GROUP.fullmatch(bare):
        return None
    number = float(bare.replace(",", "."))
    return number / 100 if text.endswith("%") else number


def _about(file: str, grid: pl.DataFrame | None) -> dict[str, Any]:
    """`name`, `extends`, `note` and `agencies` of the sheet that says them."""
    found: dict[str, Any] = {"name": "", "extends": False, "note": None, "agencies": ()}
    known = {fold_heading(text): key for key, text in ABOUT_HEADINGS.items()}
    lines = [] if grid is None else [[(cell or "").strip() for cell in line] for line in grid.iter_rows()]
    for number, line in enumerate(lines, start=1):
        said, *values = (*line, "")
        value = values[0]
        if not said or not value:
            continue
        key = known.get(fold_heading(said))
        if key is None:
            near = nearest(said, ABOUT_HEADINGS.values())
            where = _CellPlace(file, ABOUT, number, {})
            raise unusable(told(where, said, Label(f'không có "{said}".{near.vi}', f'there is no "{said}".{near.en}')))
        if key == "agencies":
            found[key] = (*found[key], value)
        elif key in ("name", "note"):
            found[key] = value
        else:
            answer = True if value == BUILT_IN else yes_or_no(value)
            if answer is None:
                what = Label(f'"{value}": ghi Có hoặc Không', f'"{value}": write Có (yes) or Không (no)')
                raise unusable(told(_CellPlace(file, ABOUT, number, {}), key, what))
            found[key] = answer
    return found
