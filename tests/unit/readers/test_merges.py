from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from tests.support.raw_workbooks import raw_workbook, texts
from tests.support.read_files import Row, cells, headings, numbers, read, refusal_of

HEADER = ["Mã hồ sơ", "Mã đơn vị", "Ngày tiếp nhận", "Ngày hẹn trả", "Trạng thái"]


def merged(
    path: Path, rows: Sequence[Sequence[object]], areas: Sequence[str], corner: tuple[int, int] = (1, 1)
) -> tuple[list[str], list[int], list[Row]]:
    """Headings, row numbers and cells of a sheet whose first cell is at `corner`."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for down, row in enumerate(rows):
        for right, value in enumerate(row):
            if value is not None:
                sheet.cell(corner[0] + down, corner[1] + right, value)
    for area in areas:
        sheet.merge_cells(area)
    book.save(path / "a.xlsx")
    [table] = read(path / "a.xlsx")
    return headings(table), numbers(table), cells(table)


def test_a_text_is_in_every_cell_of_its_area(tmp_path: Path) -> None:
    rows = [HEADER, ["h1", "u", "1/3/2026", None, "x"], ["h2", None, None, None, "y"], ["h3", "v", None, None, "z"]]
    _, _, found = merged(tmp_path, rows, ["B2:B3", "C2:D4"])
    assert found == [
        ("h1", "u", "1/3/2026", "1/3/2026", "x"),
        ("h2", "u", "1/3/2026", "1/3/2026", "y"),
        ("h3", "v", "1/3/2026", "1/3/2026", "z"),
    ]


@pytest.mark.parametrize("corner", [(1, 1), (1, 3), (4, 2)])
def test_wherever_the_table_begins(tmp_path: Path, corner: tuple[int, int]) -> None:
    down, right = corner
    column = openpyxl.utils.get_column_letter(right + 1)
    rows = [HEADER, ["h1", "u", None, None, "x"], ["h2", None, None, None, "y"]]
    area = f"{column}{down + 1}:{column}{down + 2}"
    assert merged(tmp_path, rows, [area], corner)[2] == [("h1", "u", None, None, "x"), ("h2", "u", None, None, "y")]


def test_an_area_that_reaches_below_and_beside_the_table(tmp_path: Path) -> None:
    rows = [HEADER[:2] + HEADER[4:], ["h1", "u", "x"], ["h2", None, "y"]]
    _, found, values = merged(tmp_path, rows, ["B2:B60", "C3:F3"])
    assert (found, values) == ([2, 3], [("h1", "u", "x"), ("h2", "u", "y")])


def test_a_blank_area_empties_nothing_else(tmp_path: Path) -> None:
    rows = [HEADER, ["h1", None, None, None, "x"], ["h2", None, None, None, "y"]]
    assert merged(tmp_path, rows, ["B2:C3"])[2] == [("h1", None, None, None, "x"), ("h2", None, None, None, "y")]


def test_headings_merged_over_two_rows(tmp_path: Path) -> None:
    areas = [f"{column}1:{column}2" for column in "ABCDE"]
    assert merged(tmp_path, [HEADER, [], ["h1", "u", None, None, "x"]], areas)[:2] == (HEADER, [3])


def test_a_heading_and_its_cells_merged_over_two_columns_are_one_column(tmp_path: Path) -> None:
    rows = [["Mã hồ sơ", None, "Trạng thái"], ["h1", None, "x"], ["h2", None, "y"]]
    found = merged(tmp_path, rows, ["A1:B1", "A2:B2", "A3:B3"])
    assert found == (["Mã hồ sơ", "Trạng thái"], [2, 3], [("h1", "x"), ("h2", "y")])


def test_a_heading_merged_over_two_columns_of_cells_names_both(tmp_path: Path) -> None:
    rows = [["Mã hồ sơ", "Ngày tiếp nhận", None, "Trạng thái"], ["h1", "01/03/2026", "08:00", "x"]]
    assert merged(tmp_path, rows, ["B1:C1"])[0] == ["Mã hồ sơ", "Ngày tiếp nhận", "Ngày tiếp nhận", "Trạng thái"]


def test_groups_of_headings_and_their_repetition_at_a_page_break(tmp_path: Path) -> None:
    top, low = ["STT", "Mã hồ sơ", "Ngày", None, "Trạng thái"], [None, None, "tiếp nhận", "hẹn trả", None]
    rows = [
        *[top, low, ["(1)", "(2)", "(3)", "(4)", "(5)"]],
        *[[1, "h1", "a", "b", "x"], [2, "h2", None, "b", "x"]],
        *[top, low, [3, "h3", "a", "b", "x"]],
    ]
    areas = [f"{column}{row}:{column}{row + 1}" for column in "ABE" for row in (1, 6)] + ["C1:D1", "C6:D6", "C4:C5"]
    found = merged(tmp_path, rows, areas)
    assert found[0] == ["STT", "Mã hồ sơ", "tiếp nhận", "hẹn trả", "Trạng thái"]
    assert found[1] == [4, 5, 8] and found[2][1] == ("2", "h2", "a", "b", "x")


def test_a_label_merged_down_beside_the_table_takes_no_record_into_the_header(tmp_path: Path) -> None:
    rows: list[list[object]] = [[*HEADER, "Ghi chú"], ["h1", "u", None, None, "x"], ["h2", "u", None, None, "y"]]
    assert merged(tmp_path, rows, ["F1:F3"])[1] == [2, 3]


def test_areas_that_overlap_are_damage(tmp_path: Path) -> None:
    areas = "<mergeCells>" + '<mergeCell ref="A1:XFD1048576"/>' * 3 + "</mergeCells>"
    rows = texts(1, *HEADER) + texts(2, "h1", "u", "", "", "x")
    data = raw_workbook(tmp_path / "a.xlsx", rows, after=areas).read_bytes()
    assert refusal_of(tmp_path, data, "b.xlsx").rule == "unreadable_file"
