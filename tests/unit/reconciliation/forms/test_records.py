"""Where a dossier counts in Biểu II.06a."""

from datetime import datetime, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from par_metrics.domain.period import Period
from par_metrics.reconciliation.forms.records import Window, counted
from tests.unit.reconciliation.forms.tables import MARCH, cells, dossiers


@pytest.mark.parametrize(
    ("end", "due", "cell"),
    [
        ("2026-03-04 16:00", "2026-03-05 17:00", "early"),
        ("2026-03-05 08:00", "2026-03-05 17:00", "on_time"),
        ("2026-03-05 17:00", "2026-03-05 17:00", "on_time"),
        ("2026-03-05 17:01", "2026-03-05 17:00", "late"),
        ("2026-03-05 17:01", "2026-03-05", "on_time"),
        ("2026-03-06 08:00", "2026-03-05", "late"),
        ("2026-03-06 08:00", "", "on_time"),
    ],
)
def test_resolved(end: str, due: str, cell: str) -> None:
    frame = dossiers(f"dossier_code | received_at | due_at | completed_at\nA-1 | 2026-03-02 08:00 | {due} | {end}")
    assert cells(frame) == {"received_total": 1, "received_other": 1, "resolved_total": 1, cell: 1}


def test_no_due_date_is_flagged() -> None:
    frame = dossiers("dossier_code | received_at | completed_at\nA-1 | 2026-03-02 08:00 | 2026-03-03 08:00")
    assert counted(frame, MARCH)["note"].to_list() == ["no_due_date"]


def test_channels() -> None:
    frame = dossiers("""
        dossier_code | received_at      | channel   | completed_at
        A-1          | 2026-03-02 08:00 | online    | 2026-03-03 08:00
        A-2          | 2026-03-02 08:00 | in_person | 2026-03-03 08:00
        A-3          | 2026-03-02 08:00 | postal    | 2026-03-03 08:00
        A-4          | 2026-03-02 08:00 |           | 2026-03-03 08:00
    """)
    found = cells(frame)
    assert (found["received_total"], found["received_online"], found["received_other"]) == (4, 1, 3)


@pytest.mark.parametrize(("status", "received"), [("1", 0), ("3", 0), ("2", 1), ("4", 1), ("5", 1), ("6", 1)])
def test_what_is_not_received_is_not_counted(status: str, received: int) -> None:
    frame = dossiers(f"dossier_code | received_at | status\nA-1 | 2026-03-02 08:00 | {status}")
    assert cells(frame).get("received_total", 0) == received


def test_edges_of_the_period() -> None:
    frame = dossiers("""
        dossier_code | received_at         | completed_at
        A-1          | 2026-02-28 23:59:59 | 2026-02-28 23:59:59
        A-2          | 2026-02-28 23:59:59 | 2026-03-01 00:00:00
        A-3          | 2026-03-01 00:00:00 | 2026-03-31 23:59:59
        A-4          | 2026-03-31 23:59:59 | 2026-04-01 00:00:00
        A-5          | 2026-04-01 00:00:00 | 2026-04-01 00:00:00
    """)
    found = counted(frame, MARCH).select("dossier_code", "arrival", "outcome").rows()
    assert found == [
        ("A-2", "carried_over", "on_time"),
        ("A-3", "other_channel", "on_time"),
        ("A-4", "other_channel", "in_time"),
    ]


@pytest.mark.parametrize(
    ("due", "cell"), [("2026-03-31 23:59:59", "overdue"), ("2026-04-01 00:00", "in_time"), ("", "in_time")]
)
def test_in_progress_at_the_end_of_the_period(due: str, cell: str) -> None:
    """Ended in April: in progress at the end of March, whatever it is now."""
    frame = dossiers(
        f"dossier_code | received_at | due_at | completed_at\nA-1 | 2026-02-02 08:00 | {due} | 2026-04-02 08:00"
    )
    assert cells(frame) == {"received_total": 1, "carried_over": 1, "in_progress_total": 1, cell: 1}


def test_judged_at_as_of_within_the_period() -> None:
    frame = dossiers("""
        dossier_code | received_at      | due_at           | status
        A-1          | 2026-03-02 08:00 | 2026-03-10 17:00 | 4
        A-2          | 2026-03-20 08:00 | 2026-03-25 17:00 | 4
    """)
    middle = Window.of(Period.parse("2026-03"), datetime(2026, 3, 15))
    assert cells(frame, middle) == {"received_total": 1, "received_other": 1, "in_progress_total": 1, "overdue": 1}


@pytest.mark.parametrize(
    ("received", "status", "end", "note"),
    [
        ("2026-03-02 08:00", "7", "2026-03-03 08:00", "withdrawn"),
        ("2026-02-02 08:00", "8", "2026-03-03 08:00", "stopped"),
        ("2026-03-02 08:00", "10", "", "no_end_date"),
        ("2026-03-01 00:10", "10", "2026-02-28 23:50", "ended_before_period"),
    ],
)
def test_neither_resolved_nor_in_progress(received: str, status: str, end: str, note: str) -> None:
    frame = dossiers(f"dossier_code | received_at | status | completed_at\nA-1 | {received} | {status} | {end}")
    place = counted(frame, MARCH)
    assert place.select("outcome", "note").rows() == [("other", note)]


def test_done_long_ago_without_an_end_date_is_not_carried_over() -> None:
    frame = dossiers("dossier_code | received_at | status\nA-1 | 2025-02-02 08:00 | 10")
    assert cells(frame) == {}


_DAYS = st.none() | st.integers(-40, 75)
_DOSSIERS = st.lists(st.tuples(st.integers(1, 10), _DAYS, _DAYS, _DAYS, st.sampled_from(["online", "postal", None])))


@given(_DOSSIERS, st.integers(1, 60))
def test_received_is_resolved_in_progress_or_other(records: list, as_of_day: int) -> None:  # type: ignore[type-arg]
    """The identities of the form hold on any records, and each cell is what its words say."""
    start, end = datetime(2026, 3, 1), datetime(2026, 4, 1)
    as_of = start + timedelta(days=as_of_day)
    window = Window(start, end, min(end, as_of))

    def at(day: int | None) -> datetime | None:
        return None if day is None else start + timedelta(days=day, hours=day % 3)

    rows = [(f"A-{n}", s, at(r), at(d), at(e), c) for n, (s, r, d, e, c) in enumerate(records)]
    schema = {
        "dossier_code": pl.String,
        "status": pl.Int8,
        "received_at": pl.Datetime("us"),
        "due_at": pl.Datetime("us"),
        "ended_at": pl.Datetime("us"),
        "channel": pl.String,
    }
    frame = pl.DataFrame(rows, schema=schema, orient="row").with_columns(unit_code=pl.lit("U"), field=pl.lit("F"))
    found = {**dict.fromkeys(_ALL, 0), **cells(frame, window)}
    assert found["received_total"] == found["received_online"] + found["received_other"] + found["carried_over"]
    assert found["resolved_total"] == found["early"] + found["on_time"] + found["late"]
    assert found["in_progress_total"] == found["in_time"] + found["overdue"]
    assert found["received_total"] == found["resolved_total"] + found["in_progress_total"] + found["other"]
    assert found["late"] == sum(
        s in (9, 10) and r is not None and e is not None and d is not None and r < window.t
        and start <= e < window.t and e > d and e.date() >= d.date()
        for _, s, r, d, e, _ in rows
    )  # fmt: skip
    assert found["overdue"] == sum(
        s not in (1, 3) and r is not None and r < window.t and d is not None and d < window.t
        and (s not in (7, 8, 9, 10) or (e is not None and e >= window.t))
        for _, s, r, d, e, _ in rows
    )  # fmt: skip


_ALL = (
    "received_total",
    "received_online",
    "received_other",
    "carried_over",
    "resolved_total",
    "early",
    "on_time",
    "late",
    "in_progress_total",
    "in_time",
    "overdue",
    "other",
)
