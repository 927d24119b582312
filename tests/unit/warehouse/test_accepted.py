from datetime import datetime

import polars as pl
import pytest

from par_metrics.errors import ParMetricsError
from par_metrics.warehouse.accepted import check_contract, keep_newest
from schemas import KINDS

DOSSIERS = KINDS["dossiers"]
NOW = datetime(2026, 6, 1)


def dossiers(*rows: tuple[str, datetime | None, datetime | None]) -> pl.DataFrame:
    schema = {"dossier_code": pl.String, "received_at": pl.Datetime("us"), "completed_at": pl.Datetime("us")}
    frame = pl.DataFrame(rows, schema=schema, orient="row").with_row_index("row", offset=2)
    return frame.with_columns(source=pl.lit("one_stop"), unit_code=pl.lit("H60.101"), status=pl.lit(9, pl.Int8))


def day(number: int) -> datetime:
    return datetime(2026, 1, number)


def test_of_one_key_the_row_with_the_newest_event_is_kept() -> None:
    frame = dossiers(("a", day(1), day(9)), ("b", day(1), None), ("a", day(5), None), ("a", None, None))
    assert keep_newest(frame, DOSSIERS)["row"].to_list() == [2, 3]


def test_among_equals_the_last_row_is_kept() -> None:
    frame = dossiers(("a", day(1), day(9)), ("a", day(9), None), ("b", None, None), ("b", None, None))
    assert keep_newest(frame, DOSSIERS)["row"].to_list() == [3, 5]


def test_rows_of_different_keys_keep_their_order() -> None:
    frame = dossiers(("c", day(3), None), ("a", day(1), None), ("b", day(2), None))
    assert keep_newest(frame, DOSSIERS).equals(frame)


def test_a_kind_without_events_keeps_the_last_row() -> None:
    frame = pl.DataFrame({"row": [2, 3], "unit_code": ["H60.1", "H60.1"], "unit_name": ["A", "B"]})
    assert keep_newest(frame, KINDS["units"])["unit_name"].to_list() == ["B"]


def test_rows_true_to_the_contract_pass_without_the_columns_they_lack() -> None:
    check_contract(dossiers(("a", day(1), day(2))), DOSSIERS, NOW)


@pytest.mark.parametrize(
    ("frame", "named"),
    [
        (dossiers(("Trần Thị B", day(9), day(1))), "ends_before_received"),
        (dossiers(("Trần Thị B", None, None)).with_columns(unit_code=pl.lit(None, pl.String)), "unit_code"),
        (dossiers(("Trần Thị B", None, None)).with_columns(status=pl.lit("9")), "status"),
    ],
)
def test_a_broken_contract_names_the_rule_and_no_value(frame: pl.DataFrame, named: str) -> None:
    with pytest.raises(ParMetricsError) as caught:
        check_contract(frame, DOSSIERS, NOW)
    assert caught.value.rule == "contract"
    assert named in str(caught.value)
    assert "Trần" not in f"{caught.value.label}" and caught.value.__cause__ is None
