import gzip

import polars as pl
import pytest

from par_metrics.publish.outputs.csv import csv_text, write_csv


def test_csv_opens_right_in_excel(tmp_path):
    path = tmp_path / "a.csv"
    write_csv(pl.DataFrame({"title": ["Thủ tục, hồ sơ"], "numerator": [2387.0], "value": [0.98812345678]}), path)
    assert (
        path.read_bytes() == b"\xef\xbb\xbf" + 'title,numerator,value\n"Thủ tục, hồ sơ",2387,0.98812345678\n'.encode()
    )


@pytest.mark.parametrize(
    ("number", "text"), [(0.0, "0"), (-3.0, "-3"), (0.1 + 0.2, "0.30000000000000004"), (1e20, "1e+20"), (None, "")]
)
def test_numbers_in_csv_are_whole_or_exact(number, text):
    csv = csv_text(pl.DataFrame({"a": [number], "b": [1]}, schema={"a": pl.Float64, "b": pl.Int64}))
    assert csv == f"a,b\n{text},1\n"


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "@sum", "-2+3"])
def test_text_of_an_export_is_never_run_as_a_formula(text):
    assert csv_text(pl.DataFrame({"value": [text], "b": [1]})) == f"value,b\n'{text},1\n"


@pytest.mark.parametrize(
    ("text", "written"), [(";=1+1", ";'=1+1"), ("a; @sum", "a;' @sum"), ("＝1+1", "'＝1+1"), ("a;b", "a;b")]
)
def test_nor_is_what_begins_a_cell_where_the_list_separator_is_a_semicolon(text, written):
    assert csv_text(pl.DataFrame({"value": [text], "b": [1]})) == f"value,b\n{written},1\n"


def test_a_negative_number_refused_stays_a_number():
    assert csv_text(pl.DataFrame({"value": ["-150000"], "b": [1]})) == "value,b\n-150000,1\n"


def test_what_no_spreadsheet_opens_is_compressed(tmp_path, monkeypatch):
    frame = pl.DataFrame({"title": ["Thủ tục"] * 100})
    write_csv(frame, tmp_path / "whole.csv")
    monkeypatch.setattr("par_metrics.publish.outputs.csv.MOST_BYTES", 500)
    for _ in range(2):
        write_csv(frame, tmp_path / "figures.csv")
    assert {path.name for path in tmp_path.iterdir()} == {"whole.csv", "figures.csv.gz"}
    assert gzip.decompress((tmp_path / "figures.csv.gz").read_bytes()) == (tmp_path / "whole.csv").read_bytes()
    assert pl.read_csv(tmp_path / "figures.csv.gz").equals(frame)
