"""The oracle on tables small enough to work out by hand."""

from datetime import date, datetime, time
from typing import Any

import pytest

from tests.oracle.base import Figure, Records, deadline, is_working_day, working_days_between
from tests.oracle.compute import compute

LATER = datetime(2026, 10, 1)


def at(text: str) -> datetime:
    """`03-05 16` is 5 March 2026, 16:00; `03-05` the end of that day."""
    day, _, hour = text.partition(" ")
    moment = time(int(hour)) if hour else time.max
    return datetime.combine(date.fromisoformat(f"2026-{day}"), moment)


def dossier(
    code: str, status: int, received: str | None, due: str | None, end: str | None, **more: Any
) -> dict[str, Any]:
    """Of an export that has what decides most figures; an argument adds a column, `without` takes one away."""
    return {
        "dossier_code": code,
        "unit_code": "H60.101",
        "status": status,
        "received_at": at(received) if received else None,
        "due_at": at(due) if due else None,
        "completed_at": at(end) if end else None,
        "returned_at": None,
        "apology_sent_at": None,
        "is_apology_published": False,
        "is_result_published": False,
        **more,
    }


def without(record: dict[str, Any], *columns: str) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name not in columns}


def march(as_of: datetime = LATER, unit: str | None = None, **tables: Any) -> dict[str, Figure]:
    return compute(Records(**tables), datetime(2026, 3, 1), datetime(2026, 4, 1), as_of, unit)


def counts(figure: Figure) -> tuple[float | None, float | None, dict[str, int]]:
    return figure.numerator, figure.denominator, figure.excluded


ON_TIME = [
    dossier("on the day", 10, "03-02 8", "03-05", "03-05 16"),
    dossier("a day late", 10, "03-02 8", "03-05", "03-06 8"),
    dossier("late, once moved", 9, "03-02 8", "03-09", "03-06 8", original_due_at=at("03-05")),
    dossier("open", 4, "03-02 8", "03-05", None),
    dossier("withdrawn", 7, "03-02 8", "03-05", "03-03 8"),
    dossier("no due date", 10, "03-02 8", None, "03-05 16"),
    dossier("no end date", 10, "03-02 8", "03-05", None),
    dossier("ended in April", 10, "03-30 8", "04-03", "04-02 8"),
    dossier("never received", 3, None, None, None),
]


def test_on_time_counts_dossiers_that_ended_in_the_month() -> None:
    figures = march(dossiers=ON_TIME)
    excluded = {"no_end_date": 1, "no_due_date": 1}
    assert counts(figures["on_time_rate"]) == (2, 3, excluded)
    assert counts(figures["on_time_rate_original_due"]) == (1, 3, excluded)
    assert counts(figures["results_published_rate"]) == (0, 4, {"no_end_date": 1})


def test_on_time_of_dossiers_due_in_the_month_counts_open_ones_and_excludes_withdrawn_ones() -> None:
    # Due in March: on the day, a day late, late once moved, open, no end date; in time are the first and the third.
    assert counts(march(dossiers=ON_TIME)["on_time_rate_due"]) == (2, 5, {"withdrawn": 1})


def test_an_end_of_which_no_export_tells_is_not_known_to_be_late() -> None:
    no_end = dossier("no end date", 10, "03-02 8", "03-05", None)
    dossiers = [
        without(no_end, "completed_at", "returned_at"),
        without(no_end, "completed_at"),
        no_end | {"unread": ("returned_at",)},
        no_end,
        without(dossier("returned", 10, "03-02 8", "03-05", None, returned_at=at("03-05 8")), "completed_at"),
        without(dossier("open", 4, "03-02 8", "03-05", None), "completed_at", "returned_at"),
        # What ended in April was open in March, whatever else its export lacks.
        without(dossier("in April", 10, "03-02 8", "03-05", "04-02 8"), "returned_at"),
    ]
    figures = march(as_of=at("04-01 0"), dossiers=dossiers)
    assert counts(figures["on_time_rate_due"]) == (1, 4, {"not_known": 3})
    # A reason of its own goes first; and one that ended nobody knows when may have ended before March.
    assert counts(figures["on_time_rate"]) == (1, 1, {"no_end_date": 4})
    assert counts(figures["on_time_rate_qd766"]) == (1, 4, {"not_known": 3})


def test_what_ends_after_as_of_is_still_open() -> None:
    figures = march(as_of=at("03-06 0"), dossiers=ON_TIME)
    assert counts(figures["on_time_rate"]) == (1, 1, {"no_end_date": 1, "no_due_date": 1})
    # Past their due day and open at 6 March 0:00: a day late, open. The one without a due date ended in time.
    assert counts(figures["overdue_open_count"]) == (2, None, {"no_end_date": 1})


def test_an_open_dossier_without_a_due_date_is_not_known_to_be_overdue() -> None:
    dossiers = [
        dossier("due in April", 4, "03-02 8", "04-05", None),
        dossier("no due date", 4, "03-02 8", None, None),
        dossier("received in April", 4, "04-02 8", None, None),
        dossier("received nobody knows when", 4, None, "03-05", None),
        dossier("no date at all", 8, "03-02 8", None, None),
    ]
    figure = march(dossiers=dossiers)["overdue_open_count"]
    assert figure == Figure(0, None, {"not_known": 2, "no_end_date": 1}, 0, incomplete=True)
    overdue = [dossier(f"overdue {n}", 4, "03-02 8", "03-05", None) for n in range(2)]
    assert not march(dossiers=[*dossiers, *overdue])["overdue_open_count"].incomplete


def test_nothing_loaded_is_no_count() -> None:
    of_the_portal = dossier("d", 4, "03-02 8", "04-05", None, source="national_portal")
    nothing = Figure(None, None, {}, None)
    assert march()["overdue_open_count"] == nothing
    assert march(dossiers=[of_the_portal])["overdue_open_count"] == nothing
    in_april = dossier("d", 4, "04-01 0", "04-05", None)
    assert march(dossiers=[in_april])["overdue_open_count"] == nothing
    in_march = dossier("d", 4, "03-31", "04-05", None)
    assert march(dossiers=[in_march])["overdue_open_count"] == Figure(0, None, {}, 0)
    assert march(unit="H60.102", dossiers=[in_march])["overdue_open_count"] == nothing


def test_overdue_is_a_stock_at_the_end_of_the_month_whatever_was_done_later() -> None:
    cleared = dossier("cleared in April", 10, "02-02 8", "02-20", "04-10 8")
    assert march(dossiers=[cleared])["overdue_open_count"].numerator == 1


def test_qd766_counts_carried_over_and_open_dossiers() -> None:
    dossiers = [
        dossier("carried over, in time", 10, "02-25 8", "03-05", "03-04 8"),
        dossier("ended before", 10, "02-02 8", "02-05", "02-04 8"),
        dossier("open, not due", 4, "03-30 8", "04-05", None),
        dossier("open, overdue", 4, "03-02 8", "03-05", None),
        dossier("asked twice", 10, "03-02 8", "03-05", "03-04 8", supplement_count=2),
        dossier("clock stopped", 5, "03-02 8", "03-05", None, supplement_requested_at=at("03-04 8")),
        dossier(
            "saved by the supplement",
            10,
            "03-02 8",
            "03-05",
            "03-09 8",
            supplement_requested_at=at("03-03 8"),
            supplemented_at=at("03-08 8"),
        ),
        dossier("no due date at all", 4, "03-02 8", None, None),
        dossier("within the law's limit", 10, "03-02 8", None, "03-04 8", procedure_code="1.000001"),
    ]
    procedures = [{"procedure_code": "1.000001", "statutory_working_days": 2}]
    figures = march(dossiers=dossiers, procedures=procedures)
    # In time: carried over, open not due, clock stopped, saved, within the limit; late: overdue, asked twice.
    assert counts(figures["on_time_rate_qd766"]) == (5, 7, {"no_due_date": 1})


def test_working_days_skip_tet_and_count_the_make_up_saturday() -> None:
    assert working_days_between(datetime(2026, 2, 13, 8), datetime(2026, 2, 24, 8)) == 2
    assert is_working_day(date(2026, 8, 22))
    assert not is_working_day(date(2026, 8, 31))
    assert deadline(datetime(2026, 8, 20, 8), 2) == datetime(2026, 8, 22, 23, 59, 59, 999999)


def test_processing_days() -> None:
    dossiers = [
        dossier("1", 10, "03-02 8", "03-05", "03-03 8"),
        dossier("2", 10, "03-02 8", "03-05", "03-04 8"),
        dossier("9", 10, "03-02 8", "03-05", "03-13 8"),
        dossier("9 - 3", 10, "03-02 8", "03-05", "03-13 8", suspended_working_days=3.0),
    ]
    figures = march(dossiers=dossiers)
    assert counts(figures["processing_working_days"]) == (18, 4, {})
    assert figures["processing_working_days_median"].value == 4.0
    # Sorted 1, 2, 6, 9: place 2.7 lies at 6 + 0.7 x 3.
    assert figures["processing_working_days_p90"].value == pytest.approx(8.1)


def test_apologies_are_owed_for_late_overdue_and_faulty_ones_once_each() -> None:
    sent = {"apology_sent_at": at("03-20 8"), "is_apology_published": True}
    fault = {"supplement_by_officer_fault": True, "supplement_requested_at": at("03-03 8")}
    dossiers = [
        dossier("late and at fault", 10, "03-02 8", "03-05", "03-06 8", **sent, **fault),
        dossier("overdue", 4, "03-02 8", "03-05", None),
        dossier("at fault", 4, "03-02 8", "05-05", None, **fault, **(sent | {"is_apology_published": False})),
        dossier("in time", 10, "03-02 8", "03-05", "03-04 8", **sent),
    ]
    assert counts(march(dossiers=dossiers)["apology_rate"]) == (1, 3, {})


def test_an_apology_of_which_no_export_tells_is_not_known() -> None:
    late = dossier("late", 10, "03-02 8", "03-05", "03-06 8")
    sent = {"apology_sent_at": at("03-20 8")}
    dossiers = [
        late,
        late | sent | {"is_apology_published": None, "dossier_code": "unreadable"},
        without(late | {"dossier_code": "not published"}, "apology_sent_at"),
        without(late | {"dossier_code": "nothing known"}, "apology_sent_at", "is_apology_published"),
        late
        | {"dossier_code": "sent on an unreadable day", "is_apology_published": True, "unread": ["apology_sent_at"]},
        # Whether it is overdue, or ended late, is not known.
        dossier("no due date", 4, "03-02 8", None, None),
        dossier("ended, no due date", 10, "03-02 8", None, "03-06 8"),
        without(dossier("no end", 10, "03-02 8", "03-05", None), "completed_at"),
        dossier("not ended", 10, "03-02 8", "03-05", None),
    ]
    assert counts(march(dossiers=dossiers)["apology_rate"]) == (0, 2, {"not_known": 6})


def test_a_share_with_more_unknown_than_known_is_incomplete() -> None:
    known = dossier("known", 10, "03-02 8", "03-05", "03-05 8", is_result_published=True)
    unknown = [without(known | {"dossier_code": f"d{n}"}, "is_result_published") for n in range(2)]
    figure = march(dossiers=[known, *unknown[:1]])["results_published_rate"]
    assert figure == Figure(1, 1, {"not_known": 1}, 1.0)
    assert march(dossiers=[known, *unknown])["results_published_rate"].incomplete
    # Nothing known at all is no figure, and not for want of records.
    nothing = Figure(0, 0, {"not_known": 2}, None, incomplete=True)
    assert march(dossiers=unknown)["results_published_rate"] == nothing


def test_nothing_counted_is_no_value() -> None:
    figures = march(unit="H60.102", dossiers=ON_TIME)
    assert figures["on_time_rate"] == Figure(0, 0, {}, None)
    assert figures["processing_working_days_median"] == Figure(None, 0, {}, None)
    assert figures["overdue_open_count"] == Figure(None, None, {}, None)
