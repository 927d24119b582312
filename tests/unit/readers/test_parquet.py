import datetime as dt
import io
from decimal import Decimal
from pathlib import Path

import polars as pl

from tests.support.read_files import cells, headings, numbers, read_bytes, refusal_of


def parquet(frame: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.write_parquet(buffer)
    return buffer.getvalue()


def test_typed_columns_become_text(tmp_path: Path) -> None:
    moment = dt.datetime(2026, 3, 5, 8, 0, 0, 250000)
    frame = pl.DataFrame(
        {
            "Mã hồ sơ": ["  a\u0301 ", None],
            "day": [dt.date(2026, 3, 5), None],
            "at": [moment, dt.datetime(2026, 3, 5)],
            "zoned": pl.Series([moment, None]).dt.replace_time_zone("Asia/Ho_Chi_Minh"),
            "float": [150.0, 0.1],
            "big": [123456789012.0, 1e30],
            "nan": [float("nan"), 2.5],
            "int": [7, None],
            "bool": [True, False],
            "decimal": [Decimal("1.50"), Decimal("2.00")],
        }
    )
    table = read_bytes(tmp_path, parquet(frame))
    first, second = cells(table)
    assert first == (
        "á",
        "2026-03-05",
        "2026-03-05 08:00:00.250",
        "2026-03-05T08:00:00.250+07:00",
        "150",
        "123456789012",
        None,
        "7",
        "true",
        "1.50",
    )
    assert second[:4] == (None, None, "2026-03-05 00:00:00", None)
    assert second[4] == "0.1" and second[6] == "2.5" and second[8] == "false" and second[9] == "2"
    assert numbers(table) == [1, 2] and table.format == "parquet" and table.typed_numbers


def test_nested_columns_are_read_as_in_json(tmp_path: Path) -> None:
    fees = [[{"SoTien": 1000}, {"SoTien": 500}], []]
    frame = pl.DataFrame({"MaHoSo": ["a", "b"], "DanhSachLePhi": fees, "o": [{"x": "p"}, {"x": None}]})
    table = read_bytes(tmp_path, parquet(frame))
    assert headings(table) == ["MaHoSo", "DanhSachLePhi:count", "DanhSachLePhi.SoTien:sum", "o.x"]
    assert cells(table) == [("a", "2", "1500", "p"), ("b", "0", "0", None)]


def test_refusals(tmp_path: Path) -> None:
    data = parquet(pl.DataFrame({"Mã hồ sơ": ["a"] * 1000}))
    assert refusal_of(tmp_path, data[:-20]).rule == "unreadable_file"
    assert refusal_of(tmp_path, parquet(pl.DataFrame({"x": ["a"]}))).rule == "unknown_layout"
    assert refusal_of(tmp_path, parquet(pl.DataFrame({"Mã hồ sơ": pl.Series([], dtype=pl.String)}))).rule == "no_rows"
