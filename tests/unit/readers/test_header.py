"""Headers, footers and everything else that must not become a record, on small sheets."""

import polars as pl
import pytest

from par_metrics.readers.header import Header, find_header, is_numbering
from par_metrics.readers.record_rows import keep_records
from tests.support.read_files import VOCABULARY

Cells = tuple[str | None, ...]
HEADER: Cells = ("STT", "Mã hồ sơ", "Tên TTHC", "Chủ hồ sơ", "Ngày tiếp nhận", "Trạng thái", "Phí (VNĐ)")


def record(n: int, name: str = "Cấp giấy phép", applicant: str | None = "Trần Đức") -> Cells:
    return (str(n), f"H60-{n}", name, applicant, f"{n % 28 + 1:02}/03/2026", "Đã trả", "8.000")


def only(column: int, text: str, width: int = 7) -> Cells:
    return tuple(text if i == column else None for i in range(width))


def kept(*body: Cells, header: tuple[Cells, ...] = (HEADER,)) -> list[int]:
    """Positions in `body` of the rows taken for records."""
    sheet = [*header, *body]
    found = find_header(sheet, VOCABULARY)
    assert found and found.last == len(header) - 1
    return [number - len(header) for number in _records(sheet, found)]


def _records(sheet: list[Cells], header: Header) -> list[int]:
    names = [column.name for column in header.raw_columns]
    frame = pl.DataFrame(
        [row[: len(header.columns)] for row in sheet[header.body :]],
        schema={f"c{i}": pl.String for i in range(len(header.columns))},
        orient="row",
    )
    rows = frame.with_row_index("row", offset=header.body).select("row", pl.lit(False).alias("excess"), *names)
    return keep_records(rows, header).get_column("row").to_list()


def test_titles_are_above_the_header() -> None:
    header = find_header([only(2, "UBND PHƯỜNG AN TƯỜNG"), only(0, ""), HEADER, record(1)], VOCABULARY)
    assert header and (header.first, header.last) == (2, 2)
    assert header.title_texts == ("UBND PHƯỜNG AN TƯỜNG",)
    assert [names[0] for names in header.columns] == list(HEADER)


def test_a_merged_header_of_two_rows() -> None:
    top = ("Mã hồ sơ", "Chủ hồ sơ", "Ngày", None, None, "Trạng thái")
    low = (None, None, "tiếp nhận", "hẹn trả", "trả", None)
    header = find_header([("TIÊU ĐỀ",), top, low, ("a", "b", "1/2/2026", None, None, "x")], VOCABULARY)
    assert header and (header.first, header.last) == (1, 2)
    assert header.columns[0] == ("Mã hồ sơ",)
    assert header.columns[2] == ("tiếp nhận", "Ngày tiếp nhận", "Ngày")
    assert header.columns[4] == ("trả", "Ngày trả", "Ngày")
    assert header.columns[5] == ("Trạng thái",)


def test_a_merged_header_of_three_rows() -> None:
    rows = [
        ("Chủ hồ sơ", "Thông tin hồ sơ", None, None, None),
        (None, "Mã hồ sơ", "Ngày", None, "Trạng thái"),
        (None, None, "tiếp nhận", "hẹn trả", None),
        ("(1)", "(2)", "(3)", "(4)", "(5)"),
        ("1", "a", "1/2/2026", None, "x"),
    ]
    header = find_header(rows, VOCABULARY)
    assert header and (header.first, header.last) == (0, 2)
    assert header.columns[0] == ("Chủ hồ sơ",)
    assert header.columns[2][:3] == ("tiếp nhận", "Thông tin hồ sơ Ngày tiếp nhận", "Ngày tiếp nhận")
    assert _records(rows, header) == [4]


def test_unknown_parts_of_a_known_group_belong_to_the_header() -> None:
    top = ("Mã hồ sơ", "Trạng thái", "Phí (VNĐ)", None, "Chủ hồ sơ")
    low = (None, None, "Mức", "Ghi chú thêm", None)
    header = find_header([top, low, ("a", "b", "1", "2", "c")], VOCABULARY)
    assert header and header.last == 1


def test_a_label_beside_a_value_above_the_header_is_a_title() -> None:
    header = find_header([("Tên đơn vị", "Phường A"), (None,), HEADER, record(1)], VOCABULARY)
    assert header and header.first == 2
    directly = find_header([("Tên đơn vị", "Phường A"), HEADER, record(1)], VOCABULARY)
    assert directly and directly.first == 1 and directly.columns[0] == ("STT",)


def test_prose_with_a_known_word_is_no_header() -> None:
    assert find_header([("Ghi chú", "Trạng thái", "x", "y"), ("a",)], VOCABULARY) is None
    assert find_header([("a", "b"), (None,)], VOCABULARY) is None


def test_a_forced_header_row_is_taken() -> None:
    header = find_header([HEADER, ("x", "y"), ("1", "2")], VOCABULARY, forced=1)
    assert header and header.first == 1 and header.columns == (("x",), ("y",))


@pytest.mark.parametrize(
    "row",
    [
        ("(1)", "(2)", "(3)"),
        ("1", "2", "3", "4"),
        ("A", "B", "1", "2", "3"),
        ("(1)", "(2)", "(3)=(1)+(2)"),
        (None, "(1)", "(2)"),
        ("[1]", "[2]"),
    ],
)
def test_numbering_rows(row: Cells) -> None:
    assert is_numbering(row)


@pytest.mark.parametrize("row", [("1", "2"), ("1", "a", "b"), ("1", "2", "4"), ("2026", "1", "2"), ("a", "b", "c"), ()])
def test_rows_that_are_no_numbering(row: Cells) -> None:
    assert not is_numbering(row)


def test_numbering_and_headers_repeated_at_a_page_break() -> None:
    numbering = tuple(str(i + 1) for i in range(7))
    title = only(1, "SỔ THEO DÕI HỒ SƠ")
    body = (numbering, record(1), title, HEADER, numbering, record(2), only(0, ""), HEADER, record(3))
    sheet = [title, HEADER, *body]
    header = find_header(sheet, VOCABULARY)
    assert header and header.numbering == numbering
    cleaned = [tuple(cell or None for cell in row) for row in sheet]
    assert _records(cleaned, header) == [3, 7, 10]


def test_a_merged_header_repeated_row_by_row() -> None:
    top: Cells = ("Mã hồ sơ", "Chủ hồ sơ", "Ngày", None, "Trạng thái")
    low: Cells = (None, None, "tiếp nhận", "hẹn trả", None)
    rows: tuple[Cells, ...] = (("a", "b", "1/2/2026", None, "x"), top, low, ("c", "d", "2/2/2026", None, "x"))
    assert kept(*rows, header=(top, low)) == [0, 3]


def test_a_record_that_counts_like_a_numbering_row_stays() -> None:
    header: Cells = ("Mã đơn vị", "Cấp", "Trạng thái")
    assert kept(("4", "5", "6"), ("1", "2", "3"), header=(header,)) == [0, 1]


@pytest.mark.parametrize(
    "total",
    [
        (None, "Tổng cộng", None, None, None, None, "16.000"),
        ("Tổng số: 2 hồ sơ", None, None, None, None, None, None),
        (None, None, None, "CỘNG", None, "2", "16.000"),
        ("Cộng:", None, None, None, None, None, "16.000 đ"),
        ("TONG CONG", None, None, None, None, None, "16000"),
        ("Tổng cộng (I+II)", "2", "2", None, None, None, None),
        (None, None, "Cộng phường An Tường", None, None, None, "16.000"),
        (None, None, "Tổng", None, None, None, "1.234.567"),
    ],
)
def test_totals_at_the_end_and_between(total: Cells) -> None:
    assert kept(record(1), total, record(2), total) == [0, 2]


@pytest.mark.parametrize(
    "row",
    [
        (None, None, "Tổng hợp số liệu", None, "01/03/2026", "x", None),
        (None, None, "Cộng hòa", "Trần Đức", None, None, None),
        (None, None, None, "Tống Thị Cộng", None, None, "8.000"),
        (None, "1.014390", "Tổng số hóa hồ sơ", None, None, None, None),
        (None, "H60-9", "Tổng cộng", None, None, None, "5"),
        ("3", "Cộng đồng dân cư", None, None, None, None, "8.000"),
        ("3", None, "Tổng công ty A xin phép", None, None, None, "8.000"),
    ],
)
def test_records_that_begin_like_a_total(row: Cells) -> None:
    assert kept(record(1), row, record(2), row) == [0, 1, 2, 3]


def test_a_record_without_a_key_is_a_record() -> None:
    assert kept(record(1), (None, None, None, "Trần Đức", "01/03/2026", None, None)) == [0, 1]
    assert kept(record(1), only(3, "Trần Đức")) == [0, 1]


def test_blank_and_merely_numbered_rows_are_not() -> None:
    assert kept(record(1), only(0, "2"), (None,) * 7, record(3)) == [0, 3]


def test_section_rows_name_the_rows_below() -> None:
    section = ("I", "Lĩnh vực đất đai", None, None, None, None, None)
    assert kept(only(0, "I. Lĩnh vực đất đai"), record(1), only(1, "Lĩnh vực: Hộ tịch"), section, record(2)) == [1, 4]


SIGNATURES: tuple[Cells, ...] = (
    only(4, "An Tường, ngày 31 tháng 3 năm 2026"),
    (None, "NGƯỜI LẬP BIỂU", None, "KẾ TOÁN", None, "CHỦ TỊCH", None),
    (None, "(Ký, ghi rõ họ tên)", None, "(Ký, họ tên)", None, "(Ký tên, đóng dấu)", None),
    (None,) * 7,
    (None, "Nguyễn Thị Ổn", None, "Tống Văn A", None, "Trần B", None),
)


@pytest.mark.parametrize("first", range(3))
def test_signature_blocks(first: int) -> None:
    assert kept(record(1), record(2), *SIGNATURES[first:]) == [0, 1]


def test_signature_blocks_of_several_lists_below_each_other() -> None:
    total = only(1, "Tổng số")
    listed = (record(1), total, *SIGNATURES, HEADER)
    assert kept(*listed, record(2), *SIGNATURES[2:], HEADER, record(3, applicant=None)) == [0, 8, 13]
    nameless = (None, None, None, "Nguyễn Thị Ổn", None, None, None)
    assert kept(*listed, nameless, HEADER, record(2)) == [0, 8, 10], "after another list's total it may be a record"


def test_offices_above_the_word_that_gives_them_away() -> None:
    assert kept(record(1), (None, "Kế toán", None, None, None, "Giám đốc", None), SIGNATURES[2]) == [0]


def test_notes_after_a_total() -> None:
    total = only(1, "Tổng số")
    assert kept(record(1), total, only(1, "Trong đó: 1 hồ sơ quá hạn"), only(5, "Nguyễn Văn A")) == [0]


@pytest.mark.parametrize(
    "row",
    [
        record(2, name="Xác nhận tình trạng hôn nhân"),
        record(2, applicant="Ký Văn Lập"),
        (None, None, "Xác nhận tình trạng hôn nhân", "Trần Đức", None, None, None),
        (None, None, None, "Chủ tịch hội A", "01/03/2026", None, None),
        (None, "H60-7", None, None, None, None, None),
    ],
)
def test_records_that_read_like_a_signature(row: Cells) -> None:
    assert kept(record(1), row) == [0, 1]
    assert kept(record(1), row, *SIGNATURES) == [0, 1]


UNITS: Cells = ("Mã đơn vị", "Tên đơn vị", "Cấp")


def test_narrow_tables_lose_no_record() -> None:
    units: tuple[Cells, ...] = (
        ("VP", "Văn phòng", "department"),
        ("KT", "Phòng Kế toán", "department"),
        ("GD", "Giám đốc Sở", None),
        (None, "Phụ trách chung", "department"),
        ("TC", "Tổng cục Thuế", None),
        ("CD", "Cộng đồng A", None),
        ("1", "2", "3"),
    )
    assert kept(*units, header=(UNITS,)) == list(range(len(units)))


def test_narrow_tables_have_footers_too() -> None:
    footers: tuple[Cells, ...] = (("Tổng cộng", "2", None), ("Người lập", None, "Thủ trưởng"), ("Trần A", None, "Lê B"))
    assert kept(("A", "Phường A", "x"), ("B", "Phường B", "x"), *footers, header=(UNITS,)) == [0, 1]
    assert kept(("A", "Phường A"), ("Tổng số", "1"), header=(UNITS[:2],)) == [0]
