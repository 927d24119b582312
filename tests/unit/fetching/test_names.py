"""Whatever a source calls a file, it is a plain name within the inbox."""

import os
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from par_metrics.fetching.names import inbox_name
from par_metrics.support.names import is_unfinished


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("hồ sơ tháng 3.xlsx", "hồ sơ tháng 3.xlsx"),
        ("../../etc/passwd", "passwd"),
        ("/etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("C:\\x\\ho-so.csv", "ho-so.csv"),
        ("a\nb\x00c\x1b[31m.csv", "a_b_c_[31m.csv"),
        ("\u202egnp.csv", "_gnp.csv"),
        ('a<b>:"|?*.csv', "a_b______.csv"),
        ("refused", "_refused"),
        ("x" * 300 + ".xlsx", "x" * 200 + ".xlsx"),
        ("ế" * 150 + ".csv", "ế" * 66 + ".csv"),
        ("a.tmp.", "_a.tmp"),
        (".hidden.csv", None),
        ("..", None),
        ("a/", None),
        ("~$hoso.xlsx", None),
        ("hoso.csv.part", None),
        (" ", None),
    ],
)
def test_a_name_of_a_source(name: str, found: str | None) -> None:
    assert inbox_name(name) == found


@given(st.text(max_size=400))
def test_no_name_leaves_the_inbox_or_hides_there(name: str) -> None:
    found = inbox_name(name)
    if found is not None:
        assert Path(found).name == found and found not in (".", "..")
        assert len(os.fsencode(found)) < 240 and not is_unfinished(found)
        assert {unicodedata.category(letter) for letter in found}.isdisjoint({"Cc", "Cf", "Cs", "Zl", "Zp"})
