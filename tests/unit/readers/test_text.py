"""What of a text is no text: the same for a cell, a heading and the bytes of a file."""

import polars as pl
import pytest

from par_metrics.readers.text import usual_separators, visible, visible_bytes, visible_text, with_plain_line_ends

SEEN = "Đã trả – 1.000 đ “x”…\n\té"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (SEEN, SEEN),
        ("a\x00\x08\x0b\x0c\x0e\x1f\x7f\x80\x9fb", "ab"),
        ("a\u00ad\u061c\u200b\u200f\u202a\u202e\u2060\u2066\u2069\ufeffb", "ab"),
        ("a\u00a0\u2007\u2009\u2028\u202f\u205f\u3000b", "a       b"),
        ("a\r\nb\nc", "a\nb\nc"),
        ("\ufeff", ""),
    ],
)
def test_a_text_its_bytes_and_a_column_of_it_show_the_same(text: str, shown: str) -> None:
    assert visible_text(text) == shown
    assert visible_bytes(text.encode()).decode() == shown
    assert pl.select(visible(pl.lit(text))).item() == shown


@pytest.mark.parametrize(
    "char", [chr(code) for code in (*range(0x20), *range(0x7F, 0xA1), 0xAD, *range(0x2000, 0x2070))]
)
def test_bytes_and_text_agree_on_every_character(char: str) -> None:
    text = f"Â{char}á\n"
    if char != "\r":
        assert visible_bytes(text.encode()).decode() == visible_text(text)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("a,b\r1,2\n3,4", "a,b\n1,2\n3,4"),
        ("a,b,c\n1,x\ry,3\n4,5,6\n", "a,b,c\n1,x y,3\n4,5,6\n"),
        ("a,b,c\n1,x\ry\rz,3\n4,5,6\n", "a,b,c\n1,x y z,3\n4,5,6\n"),
        ("TITLE\ra,b,c\r1,2,3\n4,5,6", "TITLE\na,b,c\n1,2,3\n4,5,6"),
        ("a,b,c\n1,2,3\r4,5,6\r7,8,9\n", "a,b,c\n1,2,3\n4,5,6\n7,8,9\n"),
        ("a\r1\n2", "a\n1\n2"),
        ('a,b\r"1\r,\r2",3\n"4",5', 'a,b\n"1\n,\n2",3\n"4",5'),
        ('a,b\n"4","a\rz, y"\r"5",\r"6","a\nz"\n', 'a,b\n"4","a\nz, y"\n"5",\n"6","a\nz"\n'),
        ("a,b\n\r1,2\n\r3,4", "a,b\n\n1,2\n\n3,4"),
    ],
)
def test_a_carriage_return_ends_a_record_unless_it_broke_one(text: str, plain: str) -> None:
    data, quoted = text.encode(), '"' in text
    usual = usual_separators(data, ",", quoted=quoted)
    assert with_plain_line_ends(data, ",", quoted=quoted, usual=usual).decode() == plain
