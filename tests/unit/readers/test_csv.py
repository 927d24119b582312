import unicodedata
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from par_metrics.readers import csv, text_parts
from tests.support.read_files import cells, headings, numbers, read, read_bytes, refusal_of

HEADER = "Mã hồ sơ,Chủ hồ sơ,Ngày tiếp nhận,Ngày hẹn trả,Trạng thái"
TEXT = f"{HEADER}\nH60-1,Nguyễn Thị Ổn,01/03/2026,05/03/2026,Đã trả\nH60-2,Trần Đức,02/03/2026,,Đang xử lý\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_encodings_separators_and_line_ends(tmp_path: Path, encoding: str, separator: str, line_end: str) -> None:
    data = TEXT.replace(",", separator).replace("\n", line_end).encode(encoding)
    table = read_bytes(tmp_path, data)
    assert headings(table) == HEADER.split(",")
    assert numbers(table) == [2, 3]
    assert cells(table)[0] == ("H60-1", "Nguyễn Thị Ổn", "01/03/2026", "05/03/2026", "Đã trả")
    assert not table.typed_numbers and table.format == "csv" and table.sheet is None


def _windows_1258(text: str) -> bytes:
    """windows-1258 has no letter with both a shape and a tone: the tone follows as a mark of its own."""
    result = b""
    for letter in text:
        try:
            result += letter.encode("cp1258")
            continue
        except UnicodeEncodeError:
            decomposed = unicodedata.normalize("NFD", letter)
        tone = next(mark for mark in decomposed if mark in "\u0300\u0301\u0303\u0309\u0323")
        result += unicodedata.normalize("NFC", decomposed.replace(tone, "")).encode("cp1258") + tone.encode("cp1258")
    return result


def test_windows_1258_is_read_and_composed(tmp_path: Path) -> None:
    table = read_bytes(tmp_path, _windows_1258(TEXT))
    assert cells(table)[0][1] == "Nguyễn Thị Ổn"
    assert headings(table) == HEADER.split(",")


def test_windows_1258_that_begins_as_plain_ascii(tmp_path: Path) -> None:
    data = b"MaHoSo,TrangThai\n" + b"H60-1,x\n" * 50_000 + _windows_1258("H60-2,Đã trả\n")
    assert cells(read_bytes(tmp_path, data))[-1] == ("H60-2", "Đã trả")


def test_utf8_with_a_wrong_byte_is_refused_not_garbled(tmp_path: Path) -> None:
    assert refusal_of(tmp_path, TEXT.encode() + "Ổ".encode()[:-1] + b",\n").rule == "unreadable_file"


def test_decomposed_text_and_odd_blanks(tmp_path: Path) -> None:
    text = unicodedata.normalize("NFD", TEXT).replace("H60-1", "\u00a0H60-1\u200b \t".replace("\t", " "))
    assert cells(read_bytes(tmp_path, text.encode()))[0][:2] == ("H60-1", "Nguyễn Thị Ổn")


@pytest.mark.parametrize("record", ["H60-1,a,,,x", 'H60-1,"a\n\n\nb",,,x', 'H60-1,"' + "\n" * 40 + '",,,x'])
def test_a_part_has_few_lines_however_short_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, record: str
) -> None:
    """An empty line is one byte of a part, and a row of all its columns once it is read."""
    text = f"{HEADER}\n{record}\n" + "\n" * 100 + f"{record}\n" + " \n" * 50 + f"{record}\n\n\n"
    whole = read_bytes(tmp_path, text.encode())
    heights = []
    monkeypatch.setattr(text_parts, "MOST_LINES", 16)
    parsed = csv._parse

    def parse(*arguments: Any) -> pl.DataFrame:
        frame = parsed(*arguments)
        heights.append(frame.height)
        return frame

    monkeypatch.setattr(csv, "_parse", parse)
    parts = read_bytes(tmp_path, text.encode())
    assert numbers(parts) == numbers(whole) and cells(parts) == cells(whole) and len(numbers(parts)) == 3
    assert max(heights) < 64 and len(heights) > 5


def test_row_numbers_count_titles_blank_lines_and_quoted_line_ends_as_excel_does(tmp_path: Path) -> None:
    text = f'\nDANH SÁCH HỒ SƠ\n\n{HEADER}\n\na,"Thôn 1\nxã B",,,x\n\n\n,,,,\nb,,,,y\n'
    table = read_bytes(tmp_path, text.encode())
    assert numbers(table) == [6, 10]
    assert cells(table)[0][1] == "Thôn 1\nxã B"
    assert table.titles == ("DANH SÁCH HỒ SƠ",)


def test_short_rows_are_filled_and_long_rows_are_marked(tmp_path: Path) -> None:
    text = f"{HEADER}\na\nb,,,,x,\nc,,,,x,z\nd,,,,x{',' * 30}z\n{',' * 40}z\ne,,,,x{',' * 40}\n"
    table = read_bytes(tmp_path, text.encode())
    assert table.rows.select("row", "excess", "c0").rows() == [
        (2, False, "a"),
        (3, True, "b"),
        (4, True, "c"),
        (5, True, "d"),
        (6, True, None),
        (7, True, "e"),
    ]


@pytest.mark.parametrize("ends", [("", ","), ("", ",,,"), (",,", ",,"), (",,", ""), (",", ",,"), (",,", ",")])
def test_needless_separators_at_the_end_of_every_row_are_nothing(tmp_path: Path, ends: tuple[str, str]) -> None:
    head, end = ends
    table = read_bytes(tmp_path, f"{HEADER}{head}\na,b,c,d,e{end}\na,b,c,d,{end}\nTổng số,,,2,\n".encode())
    assert table.rows.select("row", "excess").rows() == [(2, False), (3, False)]


def test_a_value_shifted_under_a_blank_heading_is_excess(tmp_path: Path) -> None:
    table = read_bytes(tmp_path, f"{HEADER},\na,b,c,d,e,\na,b,c,d,e,f\n".encode())
    assert table.rows.get_column("excess").to_list() == [False, True]


def test_quoted_separators_marks_and_empty_fields(tmp_path: Path) -> None:
    text = f'{HEADER}\n"a,1","Ông ""Ba""",",x,","",y\n"""q""",b,"""",c,d\n'
    assert cells(read_bytes(tmp_path, text.encode())) == [
        ("a,1", 'Ông "Ba"', ",x,", None, "y"),
        ('"q"', "b", '"', "c", "d"),
    ]


def test_marks_inside_unquoted_text_are_text(tmp_path: Path) -> None:
    text = TEXT.replace("Trần Đức", 'Quán 5" lớn').replace(",", "\t")
    assert cells(read_bytes(tmp_path, text.encode()))[1][1] == 'Quán 5" lớn'
    both = f'{HEADER}\n"a",Quán "Hoa" nhỏ,c,d,e\n'
    assert cells(read_bytes(tmp_path, both.encode()))[0][1] == 'Quán "Hoa" nhỏ'


LINES = [f"k{i},tên {i},01/03/2026,05/03/2026,x" for i in range(10)]


@pytest.mark.parametrize(
    "broken",
    [
        {3: 'k3,"tên,01/03/2026,05/03/2026,x'},
        {3: 'k3,"tên,01/03/2026,05/03/2026,x', 7: 'k7,"tên,01/03/2026,05/03/2026,x'},
        {3: 'k3,"tên "x,01/03/2026,05/03/2026,x'},
        {9: 'k9,"tên,01/03/2026,05/03/2026,x'},
        # One opening and one closing mark pair up formally, and swallow the rows between.
        {3: 'k3,"tên,01/03/2026,05/03/2026,x', 7: 'k7,tên",01/03/2026,05/03/2026,x'},
        {3: 'k3,"tên,01/03/2026,05/03/2026,x', 4: 'k4,tên",01/03/2026,05/03/2026,x'},
        {3: 'k3,"tên,01/03/2026,05/03/2026,x', 7: 'k7,tên,01/03/2026",05/03/2026,x'},
        {3: 'k3,tên,"01/03/2026,05/03/2026,x', 7: 'k7,tên",01/03/2026,05/03/2026,x'},
        {3: 'k3,tên,01/03/2026,05/03/2026,"x', 7: 'k7,tên,01/03/2026,05/03/2026,x"'},
    ],
)
def test_a_broken_quote_refuses_the_file_and_names_the_row(tmp_path: Path, broken: dict[int, str]) -> None:
    lines = [broken.get(i, line) for i, line in enumerate(LINES)]
    error = refusal_of(tmp_path, "\n".join([HEADER, *lines, ""]).encode())
    assert error.rule == "broken_quote"
    assert f"row {min(broken) + 2}" in str(error)


def test_addresses_of_several_lines_are_no_broken_quotes(tmp_path: Path) -> None:
    address = '"Số 1, ngõ 2,\ntổ 3, phường An Tường, Tuyên Quang"'
    text = f"{HEADER}\na,{address},c,d,e\na,b,c,d,{address}\n{address},b,c,d,e\na,b,{address},d,e\n"
    assert len(cells(read_bytes(tmp_path, text.encode()))) == 4


def test_options_are_obeyed(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("x|y\nm|n\nd|e\n".encode("utf-16-le"))
    [table] = read(path, separator="|", encoding="utf-16-le", header_row=2)
    assert headings(table) == ["m", "n"]
    assert numbers(table) == [3]


def test_a_file_of_one_column(tmp_path: Path) -> None:
    table = read_bytes(tmp_path, "Mã hồ sơ\na\n\nb\n".encode())
    assert list(zip(numbers(table), cells(table), strict=True)) == [(2, ("a",)), (4, ("b",))]


def test_the_end_mark_of_old_systems_is_no_row(tmp_path: Path) -> None:
    assert numbers(read_bytes(tmp_path, TEXT.encode() + b"\x1a")) == [2, 3]


def test_footers_of_a_csv_file(tmp_path: Path) -> None:
    text = f'{HEADER}\na,b,01/03/2026,,x\nTổng cộng,,,1,\n,,,"An Tường, ngày 31 tháng 3 năm 2026",\n,,,Người lập,\n'
    assert numbers(read_bytes(tmp_path, text.encode())) == [2]
