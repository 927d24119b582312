"""Wrong answers of a reconciliation that must not come back."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from par_metrics.reconciliation.sources.matching import match, ways_of
from schemas import KINDS
from tests.support.sides import differing, reconciled

_CODES = st.sampled_from(
    ["H60.12-250115-0001", "000.00.12.H60-250115-0001", "h60.12-20250115-1", "H60.12-250115-0002", "X-1", "x-1", "Y"]
)
_TIMES = st.sampled_from(
    [None, "2026-03-02 00:00:00", "2026-03-02 08:00:00", "2026-03-02 08:00:30", "2026-03-03 09:00"]
)
_RECORDS = st.lists(st.tuples(_CODES, _TIMES), max_size=7)


@given(_RECORDS, _RECORDS)
def test_no_dossier_is_matched_twice_and_none_is_lost(left: list, right: list) -> None:  # type: ignore[type-arg]
    """A dossier of one side was the pair of two of the other, and the sides no longer added up."""
    frames = [_frame(records) for records in (left, right)]
    matching = match(*frames, ways_of(KINDS["dossiers"]))
    for side, frame in zip(("left", "right"), frames, strict=True):
        places = matching.pairs[side].to_list() + matching.ambiguous.filter(side=side)["_id"].to_list()
        assert len(places) == len(set(places))
        assert set(places) <= set(range(frame.height))
    groups = matching.ambiguous.group_by("group").agg(pl.col("side").n_unique())
    assert groups["side"].to_list() == [2] * groups.height, "an ambiguous record has candidates on the other side"


@given(_RECORDS, _RECORDS)
def test_sides_can_be_exchanged(left: list, right: list) -> None:  # type: ignore[type-arg]
    """Which side was named first decided who was matched with whom."""
    one, other = _frame(left), _frame(right)
    there = match(one, other, ways_of(KINDS["dossiers"])).pairs.select("left", "right", "matched_by")
    back = match(other, one, ways_of(KINDS["dossiers"])).pairs.select("right", "left", "matched_by")
    assert sorted(there.rows()) == sorted(back.rows())


def test_null_equals_null() -> None:
    """Two dossiers without a due date were said to differ in it."""
    table = "dossier_code | due_at | channel | completed_at\nA-1 | | |"
    assert differing(table, table) == []


def test_a_column_not_provided_is_no_difference() -> None:
    """Every dossier of a list without a column of channels was said to differ in its channel."""
    left = "dossier_code | channel | fee_vnd\nA-1 | online | 20000"
    assert differing(left, "dossier_code\nA-1") == []
    assert differing("dossier_code\nA-1", left) == []


def test_a_column_provided_and_empty_is_a_difference() -> None:
    left = "dossier_code | channel\nA-1 | online"
    assert len(differing(left, "dossier_code | channel\nA-1 |")) == 1


def test_a_missing_code_matches_no_other_missing_code() -> None:
    """Payments without the code of their dossier are not one payment."""
    left = "transaction_code | dossier_code | amount_vnd | paid_at\nT1 | | 20000 | 2026-03-02 08:00"
    right = "transaction_code | dossier_code | amount_vnd | paid_at\nX9 | | 20000 | 2026-03-02 08:00"
    assert reconciled(left, right, "payments").matched.is_empty()


def test_sub_second_precision_is_no_difference() -> None:
    """The synchronisation format has whole seconds: every time of it differed."""
    left = "dossier_code | received_at\nA-1 | 2026-03-02 08:00:30.250"
    assert differing(left, "dossier_code | received_at\nA-1 | 2026-03-02 08:00:30") == []


def _frame(records: list) -> pl.DataFrame:  # type: ignore[type-arg]
    return pl.DataFrame(
        {
            "dossier_code": pl.Series([code for code, _ in records], dtype=pl.String),
            "unit_code": pl.Series(["H60.12"] * len(records), dtype=pl.String),
            "procedure_code": pl.Series(["1.014390"] * len(records), dtype=pl.String),
            "received_at": pl.Series([time for _, time in records], dtype=pl.String).str.to_datetime(
                "%Y-%m-%d %H:%M:%S", strict=False, time_unit="us"
            ),
        }
    )
