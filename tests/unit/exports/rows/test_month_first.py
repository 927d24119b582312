"""Files whose dates have the month first are refused as a whole; a few wrong dates are not."""

import polars as pl
import pytest

from par_metrics.errors import RefusedFileError
from par_metrics.exports.rows.month_first import MonthFirst
from par_metrics.readers.facts import Facts, ReadAgainError
from schemas import KINDS

Row = tuple[str | None, str | None, str | None]


def rows(*cells: Row) -> pl.DataFrame:
    return pl.DataFrame(cells, schema=dict.fromkeys(("received_at", "due_at", "completed_at"), pl.String), orient="row")


def check(*parts: pl.DataFrame, counts_days: bool = False) -> None:
    """What all parts tell; those without rows are the ones in which nothing is doubtful."""
    dates = MonthFirst(Facts(counts_days=counts_days))
    for part in parts:
        dates.add(part, KINDS["dossiers"], pl.repeat(True, part.height, eager=True))
    dates.check()


AMERICAN: list[Row] = [
    ("03/13/2026", "03/20/2026 17:00", None),
    ("3-16-2026", None, "4/2/2026"),
    ("03/05/2026", "04/02/2026", "04/01/2026"),
]


@pytest.mark.parametrize("more", [[], [("13/03/2026", None, None)], [("2026-03-01", None, None)] * 9])
def test_most_rows_make_sense_only_month_first(more: list[Row]) -> None:
    with pytest.raises(RefusedFileError) as caught:
        check(rows(*AMERICAN, *more))
    assert caught.value.rule == "month_first_dates"
    assert "tháng/ngày/năm" in caught.value.label.vi and "month/day/year" in caught.value.label.en


@pytest.mark.parametrize(
    "cells",
    [
        [],
        [("13/03/2026", "20/03/2026", None)] * 3,
        [("05/03/2026", "10/03/2026", "11/03/2026")] * 3,
        [AMERICAN[0]],
        [*AMERICAN, *[("05/03/2026", "10/03/2026", None)] * 3],
        [("32/13/2026", None, None)] * 3,
        [("20/03/2026", None, "10/03/2026")] * 3,  # wrong either way
        [("13/03/2026", "03/20/2026", None)] * 3,  # both orders in one row
        [("không", None, "x")] * 3,
    ],
)
def test_rows_that_may_be_day_first_are_left_to_their_own_rules(cells: list[Row]) -> None:
    check(rows(*cells))


def test_the_days_of_all_parts_are_counted_before_a_file_is_refused() -> None:
    with pytest.raises(ReadAgainError) as again:
        check(rows(), rows(*AMERICAN))
    assert again.value.facts.counts_days
    with pytest.raises(RefusedFileError):
        check(rows(), *(rows(row) for row in AMERICAN), counts_days=True)
