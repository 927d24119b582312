"""The oracle of what registers say of procedures, each of its time."""

from datetime import date, datetime
from typing import Any

import pytest

from tests.oracle.base import Figure, Records
from tests.oracle.compute import compute
from tests.oracle.test_compute import LATER, at, counts, dossier

UNITS = [{"unit_code": "H60.101", "level": "commune"}]
JANUARY, JULY, AUGUST = (datetime(2026, month, 10, 9) for month in (1, 7, 8))


def entry(exported_at: datetime, service_level: str, **more: Any) -> dict[str, Any]:
    named = {"procedure_code": "1.000001", "exported_at": exported_at, "service_level": service_level}
    dates = {name: date.fromisoformat(f"2026-{value}") for name, value in more.items() if name.startswith("valid")}
    return named | more | dates


def share_of_online_services(procedures: list[dict[str, Any]], end: datetime, as_of: datetime = LATER) -> Figure:
    records = Records(procedures=procedures, units=UNITS)
    return compute(records, datetime(2026, 1, 1), end, as_of)["qd766_online_services_rate"]


@pytest.mark.parametrize(
    ("registers", "received", "is_full"),
    [
        # A register of July does not change what held in January.
        ([entry(JANUARY, "full"), entry(JULY, "partial")], "07-09 8", True),
        ([entry(JANUARY, "full"), entry(JULY, "partial")], "07-11 8", False),
        # What was received before any register is of the first.
        ([entry(JANUARY, "full"), entry(JULY, "partial")], "01-02 8", True),
        # One that says from when it holds reaches back, and holds from that midnight.
        ([entry(JANUARY, "full"), entry(JULY, "partial", valid_from="03-01")], "03-01 0", False),
        ([entry(JANUARY, "full"), entry(JULY, "partial", valid_from="03-01")], "02-28", True),
        ([entry(JANUARY, "full"), entry(JULY, "partial", valid_from="01-01")], "01-02 8", False),
        # Of those that hold, the one exported last, whichever began last.
        ([entry(JANUARY, "full", valid_from="03-01"), entry(JULY, "partial", valid_from="02-01")], "04-01 8", False),
        # Loaded in any order.
        ([entry(JULY, "partial"), entry(JANUARY, "full")], "07-09 8", True),
        ([entry(JULY, "partial", loaded_at=AUGUST), entry(JULY, "full", loaded_at=JULY)], "08-01 8", False),
        # After its last day a procedure keeps the facts it had.
        ([entry(JANUARY, "full", valid_to="02-01")], "03-01 8", True),
        # One that begins later than it was received, for want of another.
        ([entry(JANUARY, "partial", valid_from="06-01"), entry(JULY, "full", valid_from="05-01")], "03-01 8", True),
        ([entry(JANUARY, "partial", valid_from="05-01"), entry(JULY, "full", valid_from="05-01")], "03-01 8", True),
    ],
)
def test_a_dossier_has_the_facts_of_its_time(registers: list[dict[str, Any]], received: str, is_full: bool) -> None:
    dossiers = [dossier("d", 4, received, None, None, procedure_code="1.000001", channel="online")]
    records = Records(dossiers=dossiers, procedures=registers)
    figures = compute(records, datetime(2026, 1, 1), datetime(2027, 1, 1), LATER)
    assert counts(figures["full_online_dossiers_rate"]) == (is_full, is_full, {})
    assert counts(figures["full_online_services_used_rate"]) == (is_full, is_full, {})


def test_a_dossier_received_nobody_knows_when_has_the_first_facts() -> None:
    registers = [entry(JANUARY, "full", returns_document=False), entry(JULY, "full", returns_document=True)]
    resolved = dossier("d", 10, None, None, "07-20 8", procedure_code="1.000001", has_digital_result=True)
    records = Records(dossiers=[resolved], procedures=registers)
    figures = compute(records, datetime(2026, 1, 1), datetime(2027, 1, 1), LATER)
    assert counts(figures["digital_result_rate"]) == (0, 0, {})


def test_a_register_keeps_what_it_has_no_column_for() -> None:
    unread = {"has_fee": None, "published_on": None, "unread": ["published_on"]}
    registers = [entry(JANUARY, "full", is_one_stop=True, valid_to="06-30") | unread]
    later = {"procedure_code": "1.000001", "exported_at": JULY, "valid_to": None, "is_published": True}
    records = Records(procedures=[*registers, later], units=UNITS)
    figures = compute(records, datetime(2026, 1, 1), datetime(2026, 9, 1), LATER)
    assert counts(figures["qd766_online_services_rate"]) == (1, 1, {})
    assert counts(figures["one_stop_procedures_rate"]) == (1, 1, {})
    # A cell that could not be read is not read because a later register lacks its column.
    assert counts(figures["procedures_published_rate"]) == (0, 0, {"not_known": 1})
    corrected = later | {"published_on": date(2026, 3, 1), "exported_at": AUGUST}
    records = Records(procedures=[*registers, later, corrected], units=UNITS)
    figures = compute(records, datetime(2026, 1, 1), datetime(2026, 9, 1), LATER)
    assert counts(figures["procedures_published_rate"]) == (1, 1, {})
    emptied = corrected | {"published_on": None}
    records = Records(procedures=[*registers, later, emptied], units=UNITS)
    figures = compute(records, datetime(2026, 1, 1), datetime(2026, 9, 1), LATER)
    assert counts(figures["procedures_published_rate"]) == (0, 1, {})


def test_a_day_from_which_facts_hold_is_of_its_own_register() -> None:
    registers = [entry(JANUARY, "partial", valid_from="01-01"), entry(JULY, "information")]
    assert share_of_online_services(registers, datetime(2026, 7, 1)).numerator == 1
    assert share_of_online_services(registers, datetime(2026, 8, 1)).numerator == 0


@pytest.mark.parametrize(
    ("registers", "end", "offered"),
    [
        # The workspace's first register reaches back.
        ([entry(JULY, "full")], "02-01", (1, 1)),
        ([entry(JANUARY, "full"), entry(JULY, "full", procedure_code="1.000002")], "07-01", (1, 1)),
        ([entry(JANUARY, "full"), entry(JULY, "full", procedure_code="1.000002")], "08-01", (2, 2)),
        ([entry(JANUARY, "full"), entry(JULY, "full", procedure_code="1.000002", valid_from="03-01")], "04-01", (2, 2)),
        # The end of the period is not in it.
        ([entry(JANUARY, "full", valid_from="03-01")], "03-01", (0, 0)),
        ([entry(JANUARY, "full", valid_from="02-28")], "03-01", (1, 1)),
        # Its last day is.
        ([entry(JANUARY, "full", valid_to="02-28")], "03-01", (1, 1)),
        ([entry(JANUARY, "full", valid_to="02-27")], "03-01", (0, 0)),
        ([entry(JANUARY, "full"), entry(JULY, "partial", valid_from="02-01", valid_to="02-27")], "03-01", (0, 0)),
        ([entry(JANUARY, "full"), entry(JULY, "information", valid_from="02-01")], "03-01", (0, 1)),
    ],
)
def test_procedures_count_as_they_stand_at_the_end(
    registers: list[dict[str, Any]], end: str, offered: tuple[int, int]
) -> None:
    figure = share_of_online_services(registers, at(f"{end} 0"))
    assert (figure.numerator, figure.denominator) == offered


def test_procedures_seen_in_the_midst_of_a_period_count_as_of_that_instant() -> None:
    registers = [entry(JANUARY, "full", valid_from="03-01")]
    assert share_of_online_services(registers, LATER, datetime(2026, 2, 28, 23, 59)).denominator == 0
    assert share_of_online_services(registers, LATER, datetime(2026, 3, 1)).denominator == 1


@pytest.mark.parametrize(
    ("units", "own_unit", "unit", "offered"),
    [
        ([{"unit_code": "U1", "level": "commune", "valid_to": date(2026, 2, 28)}], None, None, 1),
        ([{"unit_code": "U1", "level": "commune", "valid_to": date(2026, 2, 27)}], None, None, 0),
        ([{"unit_code": "U1", "level": "commune", "valid_from": date(2026, 3, 1)}], None, "U1", 0),
        ([{"unit_code": "U1", "level": "province"}], None, None, 0),
        ([{"unit_code": "U1", "level": "province"}], "U2", "U1", 0),
        # Of no known level: both are kept together.
        ([{"unit_code": "U1", "level": "province"}], "U2", "U2", 1),
        ([], None, None, 1),
        ([], None, "U1", 0),
        ([], "U1", "U1", 1),
    ],
)
def test_procedures_are_those_of_living_units(
    units: list[dict[str, Any]], own_unit: str | None, unit: str | None, offered: int
) -> None:
    procedures = [entry(JANUARY, "full", level="commune")]
    records = Records(procedures=procedures, units=units, own_unit=own_unit)
    figures = compute(records, datetime(2026, 1, 1), datetime(2026, 3, 1), LATER, unit)
    assert figures["qd766_online_services_rate"].denominator == offered
