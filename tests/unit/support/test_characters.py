"""What of a text is no character that anybody sees."""

import re
import xml.etree.ElementTree as ET

import pytest

from par_metrics.support.characters import in_one_line, visible_only

NO_CHARACTERS = [code for plane in range(17) for code in (plane << 16 | 0xFFFE, plane << 16 | 0xFFFF)]
TEXT = "Đã trả – 1.000 đ “x”…\n\té\u00a0\U0001f642"


@pytest.mark.parametrize("code", [*range(0xFDD0, 0xFDF0), *NO_CHARACTERS, 0xD800, 0xDFFF, 0x202E, 0x200B, 0x7F, 0x85])
def test_what_is_no_character_is_left_out(code: int) -> None:
    assert visible_only(f"An{chr(code)} Tường") == "An Tường"


def test_what_is_seen_stays() -> None:
    assert visible_only(TEXT) == TEXT
    assert visible_only("\ufdcf\ufdf0\ufffd") == "\ufdcf\ufdf0\ufffd", "beside what is no character"


def test_whatever_comes_is_xml() -> None:
    """Of every character of the first plane: what is left of it, XML can hold."""
    kept = visible_only("".join(map(chr, range(0x10000))))
    escaped = re.sub("[&<>]", " ", kept)
    assert ET.fromstring(f"<t>{escaped}</t>").text == escaped.replace("\r", "\n")


def test_a_line_has_no_break() -> None:
    assert in_one_line(" Xã\r\n An\t\u2028Tường\ufffe ") == "Xã An Tường"
