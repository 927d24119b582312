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


def test_columns_of_any_type_are_read_or_left_empty(tmp_path: Path) -> None:
    """A duration, or bytes that are no text, stopped the whole program, even in a column that nobody reads."""
    frame = pl.DataFrame(
        {
            "Mã hồ sơ": pl.Series([b"a", b"b"]),
            "duration": pl.Series([dt.timedelta(days=1, hours=8), None]),
            "time": [dt.time(8, 5), None],
            "bytes": pl.Series([b"x", b"\xff\xfe"]),
            "enum": pl.Series(["x", None], dtype=pl.Enum(["x"])),
            "category": pl.Series(["x", None], dtype=pl.Categorical),
            "thirds": [Decimal("1.500"), Decimal("2.125")],
            "nothing": pl.Series([None, None], dtype=pl.Null),
            "128": pl.Series([10**30, None], dtype=pl.Int128),
            "o": [{"bytes": b"y", "span": dt.timedelta(minutes=1), "l": [{"z": b"z"}]}, None],
            "damaged": [{"bytes": b"\xff", "l": [b"\xff"]}, None],
            "array": pl.Series([[1, 2], None], dtype=pl.Array(pl.Int64, 2)),
            "list": pl.Series([[None], None], dtype=pl.List(pl.Null)),
        }
    )
    table = read_bytes(tmp_path, parquet(frame))
    first, second = (dict(zip(headings(table), row, strict=True)) for row in cells(table))
    assert first == {
        "Mã hồ sơ": "a",
        "duration": "P1DT8H",
        "time": "08:05:00",
        "bytes": "x",
        "enum": "x",
        "category": "x",
        "thirds": "1.50",
        "nothing": None,
        "128": str(10**30),
        "o.bytes": "y",
        "o.span": "PT60S",
        "o.l:count": "1",
        "damaged": None,
        "array:count": "2",
        "list:count": "0",
    }
    assert second == dict.fromkeys(first) | {"Mã hồ sơ": "b", "thirds": "2.125"}


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
