import dataclasses
from datetime import datetime

import polars as pl
import pytest

from par_metrics.errors import ParMetricsError, UsageError
from par_metrics.warehouse import lake
from tests.unit.warehouse.loader import Loader, place

JAN = datetime(2026, 1, 1)
UNIT = {"unit_code": "H60.101", "unit_name": "Phường An Tường"}
REFUSED = pl.DataFrame(
    {
        "row": [7],
        "sheet": ["S"],
        "column": ["Mã"],
        "field": ["unit_code"],
        "rule": ["empty_required"],
        "message_vi": ["trống"],
        "message_en": ["empty"],
        "value": [None],
        "also": [None],
    }
)


def test_the_lake_holds_the_provided_columns_and_where_each_row_stood(loader: Loader) -> None:
    load = loader.load("units", [UNIT], JAN)
    frame = pl.read_parquet(loader.warehouse.layout.lake_file("units", load.load_id))
    assert frame.columns == ["row", "sheet", "unread", "unit_code", "unit_name"]
    assert frame["row"].to_list() == [2]


def test_the_lake_alone_knows_the_loads_and_refusals_in_order(loader: Loader) -> None:
    first = loader.load("units", [UNIT], JAN)
    refused = loader.refuse("empty_file")
    second = loader.load("units", [UNIT], JAN)
    zero = {"inserted": 0, "unchanged": 0, "files": {}}
    found = lake.read_loads(loader.warehouse.layout)
    assert found == [dataclasses.replace(load, **zero) for load in (first, refused, second)]


def test_refused_rows_are_read_of_one_load_or_of_all(loader: Loader) -> None:
    load, other = (loader.load("units", [UNIT | {"unit_code": f"H60.{n}"}], JAN) for n in (1, 2))
    rows = pl.DataFrame({"row": [2], "sheet": ["S"], "unit_code": ["H60.1"]})
    place(loader.warehouse.layout, load, rows, REFUSED)
    assert loader.warehouse.rejects().select("load_id", "file", "kind", "row", "rule").rows() == [
        (load.load_id, "1.xlsx", "units", 7, "empty_required")
    ]
    assert loader.warehouse.rejects(load.load_id).height == 1
    assert loader.warehouse.rejects(other.load_id).is_empty()


def test_rejects_of_an_unknown_load_are_a_usage_error(loader: Loader) -> None:
    with pytest.raises(UsageError, match="there is no load"):
        loader.warehouse.rejects("20260101-000000-0000000000")


def test_what_a_crash_left_is_swept_and_nothing_else(loader: Loader) -> None:
    layout = loader.warehouse.layout
    kept = layout.lake_file("units", loader.load("units", [UNIT], JAN).load_id)
    archived = layout.archived("a" * 64, "export.tmp")
    leftovers = [
        layout.lake_file("units", "20300101-000000-0000000000"),
        layout.rejects_file("units", "20300101-000000-0000000000"),
        layout.lake / "units" / "half.parquet.tmp",
        layout.rejects / "units" / "half.parquet.tmp",
        layout.archive / "aa" / f"{'a' * 64}.tmp",
    ]
    for file in (*leftovers, archived):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"x")
    with loader.warehouse.exclusive():
        assert [file for file in leftovers if file.exists()] == []
    assert kept.exists() and archived.exists()


def test_rows_that_do_not_add_up_name_the_counts(loader: Loader) -> None:
    from par_metrics.warehouse.loads import check_accounting

    load = loader.load("units", [UNIT], JAN)
    for wrong in ({"rows_read": 2}, {"inserted": 0}, {"duplicates": 1}, {"older": 1}, {"rejected": 1}):
        with pytest.raises(ParMetricsError, match="rows do not add up") as caught:
            check_accounting(dataclasses.replace(load, **wrong))
        assert caught.value.rule == "accounting"
    check_accounting(load)


def test_a_damaged_file_of_the_lake_is_named(loader: Loader) -> None:
    file = loader.warehouse.layout.lake_file("units", loader.load("units", [UNIT], JAN).load_id)
    file.write_bytes(b"PAR1 damaged")
    with pytest.raises(ParMetricsError, match=f"lake/units/{file.name}") as caught:
        lake.read_loads(loader.warehouse.layout)
    assert caught.value.rule == "lake_damaged"
