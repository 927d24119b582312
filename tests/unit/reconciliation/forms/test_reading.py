"""Reading forms as offices really fill them in."""

from pathlib import Path

import pytest
import xlsxwriter  # type: ignore[import-untyped]

from par_metrics.errors import RefusedFileError
from par_metrics.reconciliation.forms.ii06a import BY_ID
from par_metrics.reconciliation.forms.reading import StatedForm, is_total, read_form, stated_form

_NUMBERS = [10, 6, 3, 1, 7, 4, 2, 1, 3, 2, 1]
_EXPECTED = dict(zip(BY_ID, _NUMBERS, strict=True))

# As circulars print it: groups over levels, blank where cells are merged.
_GROUPS = ("Số lượng hồ sơ tiếp nhận", "Số lượng hồ sơ đã giải quyết", "Số lượng hồ sơ đang giải quyết")
_OF_RECEIVED = ("Tổng số", "Trong kỳ", None, "Từ kỳ trước")
_OF_OTHERS = ("Tổng số", "Trước hạn", "Đúng hạn", "Quá hạn", "Tổng số", "Trong hạn", "Quá hạn")
_PRINTED = [
    ["STT", "Lĩnh vực giải quyết", *(cell for group in _GROUPS for cell in (group, None, None, None))],
    [None, None, *_OF_RECEIVED, *_OF_OTHERS],
    [None, None, None, "Trực tuyến", "Trực tiếp, dịch vụ bưu chính", *[None] * 8],
    ["(1)", "(2)", "(3)=(4)+(5)+(6)", *(f"({n})" for n in range(4, 14))],
]
_TITLES = [["UBND PHƯỜNG AN TƯỜNG"], ["Biểu số II.06a/VPCP/KSTT"], ["Kỳ báo cáo: Quý I năm 2026"], []]
_SIGNED = [[], [None, "NGƯỜI LẬP BIỂU", None, None, None, None, None, None, "CHỦ TỊCH"], [None, "(Ký, họ tên)"]]


def workbook(path: Path, rows: list) -> Path:  # type: ignore[type-arg]
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Biểu")
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if value is not None:
                    sheet.write(number, column, value)
    return path


def read(tmp_path: Path, *rows: list, above: list = _PRINTED) -> StatedForm:  # type: ignore[type-arg]
    return read_form(workbook(tmp_path / "bieu.xlsx", [*_TITLES, *above, *rows, *_SIGNED]))


def test_a_printed_form(tmp_path: Path) -> None:
    form = read(tmp_path, [1, "Hộ tịch", *_NUMBERS], [2, "Đất đai", *_NUMBERS], ["Tổng số", None, *_NUMBERS])
    assert form.by == "field"
    assert [(row.line, row.name, row.is_total) for row in form.rows] == [
        (9, "Hộ tịch", False),
        (10, "Đất đai", False),
        (11, "Tổng số", True),
    ]
    assert [row.cells for row in form.rows] == [_EXPECTED] * 3


def test_a_dash_is_nothing_and_an_empty_cell_not_known(tmp_path: Path) -> None:
    form = read(tmp_path, [1, "Hộ tịch", 10, 6, None, 1, 7, "-", 2, 1, 3, 2, "–"])
    assert form.rows[0].cells == {**_EXPECTED, "received_other": None, "early": 0, "overdue": 0}


def test_numbers_written_as_text(tmp_path: Path) -> None:
    form = read(tmp_path, [1, "Hộ tịch", "1.234.567", "12.345", *_NUMBERS[2:]])
    assert (form.rows[0].cells["received_total"], form.rows[0].cells["received_online"]) == (1234567, 12345)


def test_in_person_and_by_post_in_columns_of_their_own(tmp_path: Path) -> None:
    header = ["STT", "Đơn vị", "Tiếp nhận: Tổng số", "Tiếp nhận: Trực tuyến", "Tiếp nhận: Trực tiếp", "Tiếp nhận: BCCI"]
    form = read(tmp_path, [1, "UBND phường A", 10, 6, 3, 1], above=[header])
    assert form.by == "unit_code"
    assert form.rows[0].cells == {"received_total": 10, "received_online": 6, "received_other": 4}


def test_csv_with_canonical_headings(tmp_path: Path) -> None:
    path = tmp_path / "form.csv"
    header, cells = ",".join(["unit_code", "unit_name", *BY_ID]), ",".join(map(str, _NUMBERS))
    path.write_text(f"{header}\nH60.101,UBND phường An Tường,{cells}\n", encoding="utf-8-sig")
    form = read_form(path)
    assert (form.by, form.rows[0].name, form.rows[0].cells) == ("unit_code", "H60.101", _EXPECTED)


def test_csv_with_semicolons(tmp_path: Path) -> None:
    path = tmp_path / "form.csv"
    rows = [*_PRINTED, [1, "Hộ tịch", *_NUMBERS]]
    text = "\n".join(";".join("" if cell is None else str(cell) for cell in row) for row in rows)
    path.write_text(text, encoding="utf-8")
    assert read_form(path).rows[0].cells == _EXPECTED


def test_a_cell_that_is_no_number_is_named(tmp_path: Path) -> None:
    with pytest.raises(RefusedFileError) as caught:
        read(tmp_path, [1, "Hộ tịch", *_NUMBERS[:-1], "hai"])
    assert caught.value.rule == "unreadable_value"
    assert 'row 9, column "Số lượng hồ sơ đang giải quyết / Quá hạn": "hai"' in caught.value.label.en
    assert 'dòng 9, cột "Số lượng hồ sơ đang giải quyết / Quá hạn": "hai"' in caught.value.label.vi


def test_what_is_no_form(tmp_path: Path) -> None:
    path = tmp_path / "hoso.csv"
    path.write_text("Mã hồ sơ,Trạng thái\nH60.101-260301-0001,Đang xử lý\n", encoding="utf-8")
    with pytest.raises(RefusedFileError) as caught:
        read_form(path)
    assert caught.value.rule == "unknown_form"
    with pytest.raises(RefusedFileError) as caught:
        read_form(tmp_path / "nothing.xlsx")
    assert caught.value.rule == "unreadable_file"
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04 cut short")
    with pytest.raises(RefusedFileError):
        read_form(tmp_path / "broken.xlsx")


def test_a_cell_that_stands_twice_is_refused(tmp_path: Path) -> None:
    header = ["STT", "Đơn vị", "Đã giải quyết: Trước hạn", "Đã giải quyết: Đúng hạn", "Trước hạn", "Trong hạn"]
    with pytest.raises(RefusedFileError) as caught:
        read(tmp_path, [1, "UBND phường A", 10, 6, 3, 1], above=[header])
    assert caught.value.rule == "duplicate_headings"


@pytest.mark.parametrize("name", ["Tổng số", "TỔNG CỘNG", "Cộng", "Tổng số (I+II)", "tổng"])
def test_total_rows(name: str) -> None:
    assert is_total(name)


@pytest.mark.parametrize("name", ["Tổng cục Thuế", "Công an phường", "Hộ tịch"])
def test_other_rows(name: str) -> None:
    assert not is_total(name)


def test_a_form_given_as_numbers() -> None:
    form = stated_form({"Hộ tịch": {"early": 3}, "Tổng số": {"early": 3, "late": 1}})
    assert form.cells == ("early", "late")
    assert form.rows[0].cells == {"early": 3, "late": None} and form.rows[1].is_total
    with pytest.raises(RefusedFileError) as caught:
        stated_form({"Hộ tịch": {"earli": 3}})
    assert '"earli"' in caught.value.label.en


@pytest.mark.parametrize("place", [0, 10])
def test_a_formula_without_a_value_is_no_nought(tmp_path: Path, place: int) -> None:
    """An empty cell is 0; one whose sum nobody has calculated is not."""
    numbers = [*_NUMBERS[:place], "=1+1", *_NUMBERS[place + 1 :]]
    with pytest.raises(RefusedFileError, match=r"row 10, column .* never calculated. Open it in Excel"):
        read(tmp_path, [1, "Hộ tịch", *_NUMBERS], [2, "Đất đai", *numbers])


def test_a_hidden_sheet_is_no_form(tmp_path: Path) -> None:
    path = tmp_path / "bieu.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name, number in (("cũ", 9), ("mới", 10)):
            sheet = book.add_worksheet(name)
            for line, row in enumerate([*_PRINTED, [1, "Hộ tịch", number, *_NUMBERS[1:]]]):
                sheet.write_row(line, 0, ["" if value is None else value for value in row])
        book.get_worksheet_by_name("mới").activate()
        book.get_worksheet_by_name("cũ").hide()
    assert read_form(path).rows[0].cells["received_total"] == 10
