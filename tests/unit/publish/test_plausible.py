"""What a run may not look like after the runs before it, and what it may."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import polars as pl
import pytest

from par_metrics import catalogue
from par_metrics.domain.calendar import WorkingCalendar
from par_metrics.publish.gate import Gate
from par_metrics.publish.history import PastRun
from par_metrics.publish.plausible import plausible
from par_metrics.publish.present import Present

INDEX = dict(WorkingCalendar().table().select("day", "working_index").iter_rows())
TODAY = date(2026, 10, 30)
Shares = Mapping[tuple[str, str | None], tuple[int, int]]


def every(days: int, records: int, first: date, last: date) -> dict[date, int]:
    """So many records every so many days."""
    return {first + timedelta(days=n): records for n in range(0, (last - first).days + 1, days)}


def present(
    arrivals: Mapping[str, Mapping[date, int]], today: date = TODAY, closed: frozenset[str] = frozenset()
) -> Present:
    """Dossiers of units by day of entry."""
    rows = [("dossiers", unit, day, n) for unit, days in arrivals.items() for day, n in days.items()]
    frame = pl.DataFrame(
        rows, schema={"kind": pl.String, "unit_code": pl.String, "day": pl.Date, "records": pl.Int64}, orient="row"
    )
    return Present(datetime.combine(today, time(1)), frame, closed, INDEX)


def figures(
    shares: Shares, provisional: bool = False, excluded: int = 0, indicator: str = "on_time_rate"
) -> pl.DataFrame:
    """The share of one indicator by (period, unit)."""
    rows = [
        (indicator, catalogue[indicator].version, period, unit, provisional, float(x), float(n), f'{{"a": {excluded}}}')
        for (period, unit), (x, n) in shares.items()
    ]
    names = ("indicator", "version", "period", "unit_code", "provisional", "numerator", "denominator", "excluded")
    types = (pl.String, pl.Int32, pl.String, pl.String, pl.Boolean, pl.Float64, pl.Float64, pl.String)
    return pl.DataFrame(rows, schema=dict(zip(names, types, strict=True)), orient="row")


@pytest.fixture
def nights(tmp_path: Path):
    """Makes published runs of consecutive nights up to yesterday's, the latest first."""

    def make(was: Present | list[Present], shown: pl.DataFrame | list[pl.DataFrame], count: int = 5) -> list[PastRun]:
        runs = []
        for n in range(count):
            folder = tmp_path / f"run{n}"
            folder.mkdir()
            (shown[n] if isinstance(shown, list) else shown).write_parquet(folder / "indicators.parquet")
            records = (was[n] if isinstance(was, list) else was).records
            as_of = datetime.combine(TODAY, time(1)) - timedelta(days=n + 1)
            stated = {
                "as_of": as_of.isoformat(),
                "records": records.with_columns(pl.col("last").cast(pl.String)).to_dicts(),
            }
            runs.append(PastRun(folder, json.loads(json.dumps(stated))))
        return runs

    return make


def judge(now: Present, shown: pl.DataFrame, past: list[PastRun], clock: datetime | None = None) -> Gate:
    return plausible(now, shown, catalogue, past, clock or now.as_of)


START = date(2026, 6, 1)
STEADY = {"A": every(1, 2, START, TODAY), "B": every(1, 2, START, TODAY)}
SAME = figures({("2026-09", None): (180, 200), ("2026-09", "A"): (90, 100)})


# --- the instant of the figures -------------------------------------------------------------------


def test_an_instant_that_has_not_come_is_named_but_the_end_of_today_is_now(nights):
    tomorrow = present(STEADY, TODAY + timedelta(days=1))  # at one o'clock
    midnight = replace(tomorrow, as_of=datetime(2026, 10, 31))
    past = nights(present(STEADY), SAME, 1)
    assert judge(midnight, SAME, past, datetime(2026, 10, 30, 17)).passed
    assert judge(tomorrow, SAME, past, datetime(2026, 10, 31, 0, 30)).passed
    for instant, clock in (
        (midnight, datetime(2026, 10, 29, 23, 59)),
        (tomorrow, datetime(2026, 10, 30, 17)),
    ):
        gate = judge(instant, SAME, past, clock)
        assert gate.failures == ("as_of: 2026-10-31, not yet",)
    assert "thời điểm 31/10/2026 chưa đến" in gate.message.vi


def test_an_instant_before_the_run_published_last_is_named(nights):
    past = nights(present(STEADY), SAME, 1)
    gate = judge(present(STEADY, TODAY - timedelta(days=2)), SAME, past)
    assert gate.failures == ("as_of: 2026-10-29 -> 2026-10-28",)
    assert "before that of the run published last (2026-10-29)" in gate.message.en
    assert judge(present(STEADY, TODAY - timedelta(days=1)), SAME, past).passed


def test_a_first_run_before_every_record_is_named():
    gate = judge(present(STEADY, START - timedelta(days=1)), SAME, [])
    assert gate.failures == ("as_of: 2026-05-31, no record",)
    assert judge(present(STEADY, START), SAME, []).passed
    assert judge(present({}), SAME, []).passed  # nothing is loaded at all


# --- records that are gone ----------------------------------------------------------------------


def test_records_never_go(nights):
    fewer = {"A": STEADY["A"], "B": every(1, 2, START + timedelta(days=1), TODAY)}
    gate = judge(present(fewer), SAME, nights(present(STEADY), SAME, 1))
    assert gate.failures == ("dossiers: 608 -> 606",)
    assert "608 bản ghi, nay còn 606" in gate.message.vi and "--accept" in gate.message.vi


def test_a_unit_that_lost_many_records_to_another_is_named_unless_it_was_closed(nights):
    moved = {"B": dict.fromkeys(STEADY["B"], 4)}
    past = nights(present(STEADY), SAME, 1)
    assert judge(present(moved), SAME, past).failures == ("dossiers A: 304 -> 0",)
    assert judge(present(moved, closed=frozenset("A")), SAME, past).passed


def test_a_new_workspace_new_units_and_a_backfill_are_nothing_odd(nights):
    assert judge(present(STEADY), SAME, []).passed
    grown = STEADY | {"C": every(1, 9, date(2024, 1, 1), date(2024, 12, 31))}
    assert judge(present(grown), SAME, nights(present(STEADY), SAME)).passed


def test_runs_of_a_version_that_kept_no_counts_are_compared_with_nothing(nights):
    (run,) = nights(present(STEADY), SAME, 1)
    assert judge(present({}), SAME, [PastRun(run.folder, {"as_of": run.stated["as_of"]})]).passed


# --- units that stopped reporting ---------------------------------------------------------------


FRIDAY = date(2026, 6, 5)


def stopped(last: date, days: int = 1, records: int = 2) -> dict[str, dict[date, int]]:
    """B reports every so many days up to one, A every day to the end."""
    return {"A": STEADY["A"], "B": every(days, records, FRIDAY, last)}


def yesterday(arrivals: Mapping[str, Mapping[date, int]], n: int = 1) -> Present:
    """What was known n nights ago."""
    day = TODAY - timedelta(days=n)
    known = {unit: {d: r for d, r in days.items() if d <= day} for unit, days in arrivals.items()}
    return present(known, day)


def history(nights, arrivals, count: int = 5):
    return nights([yesterday(arrivals, n + 1) for n in range(count)], SAME, count)


def test_a_unit_that_stopped_reporting_is_named_once(nights):
    """Friday 23/10 was its last day; on Friday 30/10 five working days have passed without any record."""
    silent = stopped(date(2026, 10, 23))
    gate = judge(present(silent), SAME, history(nights, silent))
    assert gate.failures == ("dossiers B: 2026-10-23",)
    assert "không có bản ghi nào từ sau 23/10/2026" in gate.message.vi


def test_what_was_silent_when_the_last_run_was_published_is_known(nights):
    silent = stopped(date(2026, 10, 20))
    assert judge(present(silent), SAME, history(nights, silent)).passed


@pytest.mark.parametrize(
    "silent",
    [
        pytest.param(stopped(date(2026, 10, 26)), id="four working days"),
        pytest.param(stopped(date(2026, 10, 23), days=7, records=1), id="a small unit"),
        pytest.param(stopped(date(2026, 10, 23), days=14, records=30), id="not in each week"),
        pytest.param({"A": every(1, 2, START, date(2026, 10, 23))}, id="nights without exports"),
        pytest.param({"A": STEADY["A"], "B": every(1, 2, date(2026, 9, 20), date(2026, 10, 23))}, id="a new unit"),
    ],
)
def test_a_short_silence_or_one_by_chance_is_none(nights, silent):
    assert judge(present(silent), SAME, history(nights, silent)).passed


def test_the_first_nights_only_build_up_the_history(nights):
    silent = stopped(date(2026, 10, 23))
    assert judge(present(silent), SAME, history(nights, silent, 2)).passed


def test_a_unit_that_is_closed_does_not_stop(nights):
    silent = stopped(date(2026, 10, 23))
    assert judge(present(silent, closed=frozenset("B")), SAME, history(nights, silent)).passed


def test_a_unit_that_always_comes_late_is_not_silent(nights):
    """Its list comes once in three weeks: it was further behind before."""
    silent = stopped(date(2026, 10, 23))
    past = history(nights, silent)
    late = PastRun(
        past[-1].folder,
        past[-1].stated
        | {
            "records": [
                {"kind": "dossiers", "unit_code": "A", "records": 200, "last": "2026-10-20"},
                {"kind": "dossiers", "unit_code": "B", "records": 100, "last": "2026-09-25"},
            ]
        },
    )
    assert judge(present(silent), SAME, [*past[:-1], late]).passed


def test_a_week_of_holidays_is_no_silence(nights):
    """Tết 2026 is 16-20 February: between the 13th and the 23rd there is no working day for anybody."""
    last = date(2026, 2, 13)
    days = every(1, 2, date(2025, 10, 1), last)
    today = date(2026, 2, 24)
    arrivals = {"A": days | {date(2026, 2, 23): 4}, "B": days}
    past = [
        PastRun(run.folder, run.stated | {"as_of": (datetime(2026, 2, 23) - timedelta(days=n)).isoformat()})
        for n, run in enumerate(nights(present({"A": days, "B": days}, last), SAME))
    ]
    assert judge(present(arrivals, today), SAME, past).passed


def test_a_week_of_holidays_does_not_hide_a_silence_after_it(nights):
    workdays = {
        day: n
        for day, n in every(1, 2, date(2025, 12, 1), date(2026, 3, 27)).items()
        if INDEX[day] > INDEX[day - timedelta(days=1)]
    }
    arrivals = {"A": workdays, "B": {day: n for day, n in workdays.items() if day <= date(2026, 3, 20)}}
    assert not [day for day in workdays if date(2026, 2, 14) <= day <= date(2026, 2, 20)]
    past = [
        PastRun(
            run.folder,
            run.stated
            | {
                "as_of": datetime(2026, 3, 26 - n).isoformat(),
                "records": [
                    {
                        "kind": "dossiers",
                        "unit_code": unit,
                        "records": 1,
                        "last": str(min(max(days), date(2026, 3, 26 - n))),
                    }
                    for unit, days in arrivals.items()
                ],
            },
        )
        for n, run in enumerate(nights(present({}), SAME, 4))
    ]
    assert judge(present(arrivals, date(2026, 3, 27)), SAME, past).failures == ("dossiers B: 2026-03-20",)


# --- shares that jump ---------------------------------------------------------------------------


def of(x: int, n: int, **more) -> pl.DataFrame:
    return figures({("2026-09", "A"): (x, n)}, **more)


def test_a_share_of_a_closed_month_that_jumps_is_named(nights):
    gate = judge(present(STEADY), of(40, 100), nights(present(STEADY), of(90, 100)))
    assert gate.failures == ("on_time_rate 2026-09, A: 90.00% (90/100) -> 40.00% (40/100)",)
    assert "(2026-09, A): 90,00 % (90/100), nay 40,00 % (40/100)" in gate.message.vi


def test_of_all_units_and_one_the_first_is_named(nights):
    before = figures({("2026-09", None): (900, 1000), ("2026-09", "A"): (900, 1000)})
    after = figures({("2026-09", None): (400, 1000), ("2026-09", "A"): (400, 1000)})
    assert len(judge(present(STEADY), after, nights(present(STEADY), before)).failures) == 1


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(of(40, 45), of(10, 45), id="few records"),
        pytest.param(of(9000, 10000), of(8000, 10000), id="a small step"),
        pytest.param(of(60, 100), of(42, 100), id="within chance"),
        pytest.param(of(900, 1000), of(950, 1400), id="a backfill explains it"),
        pytest.param(of(50, 55), of(300, 900), id="a first big backfill"),
        pytest.param(
            of(50, 55, provisional=True), of(300, 900, provisional=True), id="a first big backfill of the open month"
        ),
        pytest.param(of(90, 100), of(30, 35), id="fewer candidates, none left out"),
        pytest.param(of(0, 0), of(300, 900), id="a register loaded the first time"),
        pytest.param(
            of(90, 100, indicator="on_time_rate_qd766", provisional=True),
            of(40, 100, indicator="on_time_rate_qd766", provisional=True),
            id="a stock of the open period",
        ),
    ],
)
def test_a_share_may_move_for_a_cause(nights, before, after):
    assert judge(present(STEADY), after, nights(present(STEADY), before)).passed


def test_a_share_of_the_open_month_that_the_new_records_turn_round_is_named(nights):
    before, after = of(380, 400, provisional=True), of(385, 520, provisional=True)
    assert len(judge(present(STEADY), after, nights(present(STEADY), before)).failures) == 1


def test_after_a_long_pause_the_open_month_may_be_another(nights):
    before, after = of(380, 400, provisional=True), of(385, 520)
    past = [
        PastRun(run.folder, run.stated | {"as_of": (run.as_of - timedelta(days=20)).isoformat()})
        for run in nights(present(STEADY), before)
    ]
    assert judge(present(STEADY), after, past).passed


def test_a_share_that_always_swings_may_swing(nights):
    swings = [of(90, 100), of(40, 100), of(90, 100), of(40, 100), of(90, 100)]
    assert judge(present(STEADY), of(40, 100), nights(present(STEADY), swings)).passed


def test_a_column_that_came_empty_leaves_most_records_out(nights):
    gate = judge(present(STEADY), of(0, 0, excluded=100), nights(present(STEADY), of(90, 100)))
    assert gate.failures == ("on_time_rate 2026-09, A: 90.00% (90/100) -> 0/0",)


def test_another_version_of_a_definition_is_another_share(nights):
    changed = of(40, 100).with_columns(version=pl.lit(99, pl.Int32))
    assert judge(present(STEADY), changed, nights(present(STEADY), of(90, 100))).passed


def test_an_earlier_instant_is_not_compared(nights):
    earlier = present(STEADY, TODAY - timedelta(days=40))
    gate = judge(earlier, of(40, 100), nights(present(STEADY), of(90, 100)))
    assert gate.failures == ("as_of: 2026-10-29 -> 2026-09-20",)  # and nothing of shares or silence


def test_the_turn_of_the_year_is_an_ordinary_night(nights):
    before = figures({("2026-12", "A"): (95, 100), ("2026", "A"): (950, 1000)}, provisional=True)
    after = figures({("2026-12", "A"): (96, 101), ("2026", "A"): (951, 1001), ("2027-01", "A"): (0, 1)})
    assert judge(present(STEADY), after, nights(present(STEADY), before)).passed
