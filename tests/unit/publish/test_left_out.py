"""Of a unit and an indicator that never had any record no row is published; none is lost by that."""

import json
from datetime import datetime
from pathlib import Path

import duckdb
import polars as pl
import pytest

from par_metrics import Workspace
from par_metrics.publish.left_out import without_unused
from par_metrics.publish.outputs.full_view import full_view
from tests.support.published import figures_of

AS_OF = datetime(2026, 4, 1)
PAYMENTS = """
    transaction_code | unit_code | procedure_code | amount | method | paid_at             | status
    t1               | H60.101   | 1.000001       | 1000   | online | 2026-03-02 08:00:00 | succeeded
"""


@pytest.fixture(scope="module")
def ws(small_published: Workspace) -> Workspace:
    return small_published


@pytest.fixture(scope="module")
def folder(small_published: Workspace) -> Path:
    return small_published.root / "published" / "r1"


def in_order(figures: pl.DataFrame) -> pl.DataFrame:
    return figures.sort(figures.columns, nulls_last=True)


def test_the_view_gives_every_figure_and_the_table_those_that_say_anything(ws, folder):
    figures = figures_of(ws, AS_OF)
    with duckdb.connect(folder / "metrics.duckdb", read_only=True) as connection:
        full = connection.sql("FROM indicators_full").pl()
        stored = connection.sql("FROM indicators").pl()
    assert full.columns == figures.columns
    assert in_order(full).equals(in_order(figures))
    assert 0 < stored.height < full.height
    assert stored.equals(pl.read_parquet(folder / "indicators.parquet"))
    lacking = full.join(stored, on=full.columns, how="anti", nulls_equal=True)
    assert set(lacking["status"]) == {"no_population"}
    assert set(lacking["value"]) == {None}
    assert None not in lacking["unit_code"]


def test_the_view_is_there_under_whatever_name_the_file_is_opened(folder):
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{folder / 'metrics.duckdb'}' AS board (READ_ONLY)")
        counts = [
            connection.execute(f"SELECT count(*) FROM board.{name}").fetchall()[0][0]
            for name in ("indicators", "indicators_full")
        ]
    assert counts[0] < counts[1]


def test_the_manifest_says_what_is_left_out(folder):
    stated = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["left_out"]
    with duckdb.connect(folder / "metrics.duckdb", read_only=True) as connection:
        full, stored = (
            connection.execute(f"SELECT count(*) FROM {name}").fetchall()[0][0]
            for name in ("indicators_full", "indicators")
        )
    assert stated["table"] == "indicators"
    assert stated["rows"] == full - stored
    assert "indicators_full" in stated["message_vi"]
    assert "indicators_full" in stated["message_en"]


def test_one_record_keeps_all_periods_of_its_unit_and_indicator(folder):
    """H60.102 resolved a dossier in March: its months without any stay; what it never had is not there."""
    published = pl.read_parquet(folder / "indicators.parquet").filter(unit_code="H60.102")
    on_time = published.filter(indicator="on_time_rate")
    assert set(on_time["period"]) == {"2026-01", "2026-02", "2026-03", "2026-Q1", "2026-H1", "2026"}
    assert "no_population" in on_time["status"]
    assert published.filter(indicator="online_payment_rate").is_empty()


FIGURE = {
    "indicator": "i", "version": 1, "period": "2026", "period_start": datetime(2026, 1, 1),
    "period_end": datetime(2027, 1, 1), "numerator": 0.0, "denominator": 0.0, "value": None, "excluded": "{}",
    "target": None, "status": "no_population", "refused": 0, "unit_code": "H60.101", "is_total": False,
}  # fmt: skip
TOTAL = FIGURE | {"unit_code": None, "is_total": True}


def figures(*changes: dict[str, object]) -> pl.DataFrame:
    return pl.DataFrame([TOTAL, *(FIGURE | change for change in changes)], infer_schema_length=None)


@pytest.mark.parametrize(
    "said",
    [
        {"denominator": 1.0},
        {"refused": 2},
        {"excluded": '{"no_due_date": 1}'},
        {"value": 0.0, "status": "no_target"},
        {"status": "incomplete"},
        {"status": "suppressed"},
    ],
)
def test_whatever_a_row_says_keeps_it(said):
    assert without_unused(figures(said)).height == 2
    assert without_unused(figures(said | {"period": "2026-01"}, {"period": "2026-02"})).height == 3


def test_a_row_that_says_nothing_goes_and_that_of_all_units_stays():
    assert without_unused(figures({}, {"numerator": None, "denominator": None, "refused": None})).height == 1


def test_codes_of_any_kind_are_found_again():
    full = figures(
        {"unit_code": "it's; DROP"}, {"unit_code": 'Xã "A"\n'}, {"unit_code": "it's; DROP", "target": 0.123456789012345}
    )
    with duckdb.connect() as connection:
        connection.register("arrow", without_unused(full).to_arrow())
        connection.execute("CREATE TABLE indicators AS FROM arrow")
        found = connection.sql(full_view(without_unused(full), full)).pl()
    assert in_order(found.select(full.columns).cast(full.schema)).equals(in_order(full))
