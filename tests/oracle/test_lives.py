"""The oracle of units that are closed: their records count for who succeeds them."""

from datetime import date, datetime
from typing import Any

import pytest

from tests.oracle.asking import counts, registers
from tests.oracle.base import Figure, Records
from tests.oracle.compute import compute
from tests.oracle.test_compute import LATER, at, dossier

# U1 and U2 became U3 on 1 March, and U3 became U4 on 1 June; G was closed for good; R1 and R2 succeed each other.
UNITS: list[dict[str, Any]] = [
    {"unit_code": "U1", "valid_to": date(2026, 2, 28), "successor_code": "U3"},
    {"unit_code": "U2", "valid_to": date(2026, 2, 28), "successor_code": "U3"},
    {"unit_code": "U3", "valid_from": date(2026, 3, 1), "valid_to": date(2026, 5, 31), "successor_code": "U4"},
    {"unit_code": "U4", "valid_from": date(2026, 6, 1)},
    {"unit_code": "G", "valid_to": date(2026, 2, 28)},
    {"unit_code": "R1", "valid_to": date(2026, 2, 28), "successor_code": "R2"},
    {"unit_code": "R2", "valid_to": date(2026, 2, 28), "successor_code": "R1"},
]
DOSSIERS = [
    dossier(unit, 4, received, "12-05", None, channel="online") | {"unit_code": unit}
    for unit, received in (("U1", "01-05 8"), ("U2", "02-05 8"), ("U3", "04-05 8"), ("G", "01-05 8"), ("R1", "01-05 8"))
]


@pytest.mark.parametrize(
    ("end", "as_of", "expected"),
    [
        # At the end of February both are still themselves: T is the end of their last day, not later.
        ("03-01 0", LATER, {"U1": 1, "U2": 1, "U3": 0, "G": 1, "R1": 1}),
        ("03-02 0", LATER, {"U1": 0, "U2": 0, "U3": 2, "G": 1, "R1": 1, "R2": 0}),
        ("06-01 0", LATER, {"U1": 0, "U3": 3, "U4": 0}),
        ("07-01 0", LATER, {"U1": 0, "U3": 0, "U4": 3, None: 5}),
        # Seen in April the year is U3's.
        ("12-31 0", at("04-20 8"), {"U1": 0, "U3": 3, "U4": 0, None: 5}),
    ],
)
def test_dossiers_count_for_the_unit_alive_at_the_end(
    end: str, as_of: datetime, expected: dict[str | None, int]
) -> None:
    records = Records(dossiers=DOSSIERS, units=UNITS)
    found = {
        unit: compute(records, datetime(2026, 1, 1), at(end), as_of, unit)["online_dossiers_rate"].denominator
        for unit in expected
    }
    assert found == expected


def test_overdue_ones_count_for_the_successor_too() -> None:
    records = Records(dossiers=[d | {"due_at": at("01-20")} for d in DOSSIERS], units=UNITS)
    june = {
        unit: compute(records, datetime(2026, 6, 1), datetime(2026, 7, 1), LATER, unit)["overdue_open_count"].value
        for unit in ("U1", "U4", "G", None)
    }
    assert june == {"U1": None, "U4": 3, "G": 1, None: 5}


def row(staff: str, unit: str, as_of: str, **more: Any) -> dict[str, Any]:
    named = {"staff_code": staff, "unit_code": unit, "as_of": date.fromisoformat(f"2026-{as_of}")}
    return named | {"is_qualified": True, "discipline": "none", "disciplined_on": None} | more


def qualified(staff: list[dict[str, Any]], end: str, unit: str | None) -> Figure:
    return registers("2026-01-01", f"2026-{end}", unit=unit, units=UNITS, staff=staff)["staff_qualified_rate"]


def test_each_unit_keeps_its_own_list_of_staff_until_the_successor_has_one() -> None:
    staff = [
        row("s1", "U1", "01-01"),
        row("s2", "U1", "02-01"),
        row("s3", "U2", "01-15", is_qualified=False),
    ]
    # s1 is on no newer list of U1, and has left.
    assert counts(qualified(staff, "03-01", "U1")) == (1, 1, {})
    assert counts(qualified(staff, "04-01", "U3")) == (1, 2, {})
    assert counts(qualified(staff, "07-01", "U4")) == (1, 2, {})
    # A list of U3 from before the others were closed cannot hold their staff.
    earlier = [*staff, row("s4", "U3", "02-10")]
    assert counts(qualified(earlier, "04-01", "U3")) == (2, 3, {})
    newer = [*staff, row("s3", "U3", "03-10"), row("s4", "U3", "03-10")]
    assert counts(qualified(newer, "03-05", "U3")) == (1, 2, {})
    assert counts(qualified(newer, "04-01", "U3")) == (2, 2, {})
    assert counts(qualified(newer, "07-01", "U4")) == (2, 2, {})


def test_discipline_counts_for_the_successor_of_the_unit_of_its_day() -> None:
    warned = {"discipline": "warning", "disciplined_on": date(2026, 2, 10)}
    staff = [row("s1", "U1", "01-01"), row("s1", "G", "02-20", **warned)]
    figures = {
        unit: registers("2026-01-01", "2026-07-01", unit=unit, units=UNITS, staff=staff)["staff_disciplined_count"]
        for unit in ("U1", "U4", "G")
    }
    assert {unit: figure.value for unit, figure in figures.items()} == {"U1": None, "U4": 1, "G": 0}


def test_yearly_reports_points_and_scores_stay_with_their_unit() -> None:
    tables: dict[str, Any] = {
        "agency_reports": [{"unit_code": "U1", "year": 2026, "duty": "budget_compliant", "is_fulfilled": True}],
        "assessments": [{"unit_code": "U1", "year": 2026, "criterion_code": "1", "max_points": 100, "self_points": 90}],
        "papi_scores": [{"place_code": "U1", "year": 2026, "dimension": 1, "score": 6.0}],
        "units": UNITS,
    }
    old, new = (registers("2026-01-01", "2026-07-01", unit=unit, **tables) for unit in ("U1", "U4"))
    for name in ("budget_compliant_units_rate", "par_index", "papi_1"):
        assert (old[name].denominator, new[name].denominator) in ((1, 0), (100, 0))
    documents = [
        {"unit_code": "U1", "handled_on": date(2026, 1, 5), "is_digitally_signed": True},
        {"unit_code": "U4", "handled_on": date(2026, 6, 5), "is_digitally_signed": False},
    ]
    signed = registers("2026-01-01", "2026-07-01", unit="U4", units=UNITS, documents=documents)
    assert counts(signed["digitally_signed_rate"]) == (1, 2, {})
