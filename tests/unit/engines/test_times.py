"""Periods of any kind, cut into atoms and spans, hold what they held."""

from datetime import datetime, timedelta

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from par_metrics.domain.period import Period
from par_metrics.engines.times import Times
from par_metrics.indicators.base import Indicator
from par_metrics.indicators.catalogue import catalogue

FIRST = datetime(2026, 1, 1)


def day(number: int) -> datetime:
    return FIRST + timedelta(days=number)


DAYS = st.integers(0, 40)
PERIODS = st.lists(
    st.tuples(DAYS, st.integers(1, 30)).map(lambda p: Period.between(day(p[0]), day(p[0] + p[1]))),
    min_size=1,
    max_size=8,
)
INSTANTS = st.integers(-5 * 24, 80 * 24).map(lambda hours: FIRST + timedelta(hours=hours))


def test_months_are_the_atoms_of_months_quarters_and_a_year() -> None:
    year = Period.parse("2026")
    months = year.split("month")
    times = Times((*months, *year.split("quarter"), year), day(0))
    assert times.atoms == tuple((month.start, month.end) for month in months)
    assert times.atom_periods.filter(pl.col("period_id") == 16)["place"].to_list() == list(range(12))


def test_days_outside_every_period_are_in_no_atom() -> None:
    times = Times((Period.parse("2026-03"), Period.parse("2026-01")), day(0))
    assert [start.month for start, _ in times.atoms] == [1, 3]
    assert set(times.relations()["atom_days"]["day"].dt.month()) == {1, 3}


@given(PERIODS)
def test_every_day_of_a_period_is_in_one_of_its_atoms_and_no_atom_reaches_beyond_it(periods: list[Period]) -> None:
    times = Times(tuple(periods), day(0))
    found = times.relations()["atom_days"].join(times.atom_periods, left_on="atom", right_on="place")
    for number, period in enumerate(periods):
        days = found.filter(pl.col("period_id") == number)["day"].to_list()
        assert sorted(days) == [(period.start + timedelta(n)).date() for n in range((period.end - period.start).days)]
    # No fewer atoms would do: two beside each other differ in some period.
    of_atom = [
        frozenset(rows["period_id"])
        for _, rows in times.atom_periods.sort("place").group_by("place", maintain_order=True)
    ]
    touching = [one[1] == other[0] for one, other in zip(times.atoms, times.atoms[1:], strict=False)]
    assert not any(t and a == b for t, a, b in zip(touching, of_atom, of_atom[1:], strict=False))


@given(PERIODS.filter(lambda periods: len(periods) > 2), INSTANTS, st.none() | INSTANTS, st.none() | INSTANTS)
def test_spans_lose_no_period_in_which_a_record_may_count(
    periods: list[Period], as_of: datetime, begins: datetime | None, ends: datetime | None
) -> None:
    times = Times(tuple(periods), as_of)
    assert times.mark_range is not None
    first, last = times.mark_range
    days = times.relations()["mark_days"]
    began = first if begins is None else min(max(begins.date(), first), last)
    ended = last if ends is None else min(max(ends.date(), first), last)
    marks = {"from_mark": began, "until_mark": ended}
    found = times.relations()["spans"]
    for name, on in marks.items():
        found = found.filter(pl.col(name) == days.filter(pl.col("day") == on)[name].item())
    met = found["period_id"].to_list()
    assert len(met) == len(set(met))
    for number, period in enumerate(periods):
        t = period.cut(as_of)
        if (begins is None or begins < t) and (ends is None or ends >= min(period.start, t)):
            assert number in met
        elif (begins is not None and begins >= t + timedelta(days=1)) or (
            ends is not None and ends < min(period.start, t) - timedelta(days=1)
        ):
            assert number not in met, "spans that tell nothing apart spare no work"


def test_very_many_periods_are_met_without_spans() -> None:
    """Các cặp mốc của 365 ngày nhiều hơn cả hồ sơ."""
    assert Times(tuple(Period.parse("2026").split("day")), day(400)).mark_range is None
    assert Times(tuple(Period.parse("2026").split("week")), day(400)).mark_range is not None


STAMPS = st.none() | st.integers(0, 60 * 24).map(lambda hours: FIRST + timedelta(hours=hours))
STOCKS = [d for d in catalogue.versions() if isinstance(d, Indicator) and d.window.begins]


@pytest.mark.parametrize("indicator", STOCKS, ids=lambda d: d.alias)
@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(STAMPS, STAMPS, STAMPS, STAMPS, st.integers(1, 10)), min_size=1, max_size=30), PERIODS, INSTANTS
)
def test_what_touches_a_period_has_begun_by_its_end_and_not_ended_before_it(
    indicator: Indicator, rows: list[tuple[object, ...]], periods: list[Period], as_of: datetime
) -> None:
    window = indicator.window
    columns = ("received_at", "due_at", "completed_at", "returned_at")
    schema = {**dict.fromkeys(columns, pl.Datetime("us")), "status": pl.Int32}
    with duckdb.connect() as connection:
        connection.register("records", pl.DataFrame(rows, schema=schema, orient="row").to_arrow())
        connection.register("periods", Times(tuple(periods), as_of).relations()["periods"].to_arrow())
        lost = connection.execute(
            f"SELECT * FROM records JOIN periods ON {window.touches} WHERE {window.begins} >= t "
            f"OR {window.ends} < least(period_start, t)"
        ).fetchall()
    assert lost == []
