"""The oracle of the inputs of the 766 score on tables small enough to work out by hand."""

from datetime import date, datetime, time
from typing import Any

import pytest

from tests.oracle.base import Figure, Records
from tests.oracle.compute import OF_RECORDS, compute

LATER = datetime(2026, 10, 1)
OF_THE_SCORE = {name: f for name, f in OF_RECORDS.items() if name.startswith("qd766_")}
UNITS = [
    {"unit_code": "P1", "level": "commune"},
    {"unit_code": "P2", "level": "commune"},
    {"unit_code": "S1", "level": "department"},
]


def at(text: str) -> datetime:
    """`03-05 16` is 5 March 2026, 16:00; `03-05` the end of that day."""
    day, _, hour = text.partition(" ")
    return datetime.combine(date.fromisoformat(f"2026-{day}"), time(int(hour)) if hour else time.max)


def day(text: str | None) -> date | None:
    return date.fromisoformat(f"2026-{text}") if text else None


def march(as_of: datetime = LATER, unit: str | None = None, **tables: Any) -> dict[str, Figure]:
    records = Records(units=UNITS, **tables)
    return compute(records, datetime(2026, 3, 1), datetime(2026, 4, 1), as_of, unit, OF_THE_SCORE)


def sides(figure: Figure) -> tuple[float | None, float | None, dict[str, int]]:
    return figure.numerator, figure.denominator, figure.excluded


def decided(on: str | None, published: str | None, is_published: bool = True) -> dict[str, Any]:
    dates = {"decision_on": day(on), "published_on": day(published)}
    return {"procedure_code": "any", "level": "commune", "is_published": is_published} | dates


def test_procedures_are_published_by_the_fifth_working_day_after_the_decision() -> None:
    # After Friday 6 March: 9, 10, 11, 12, 13 March.
    procedures = [
        decided("03-06", "03-13"),
        decided("03-06", "03-14"),
        decided("03-06", "03-06"),
        decided("03-06", "03-13", is_published=False),
        decided("03-06", None, is_published=False),
        decided("03-31", "04-07"),
        decided("02-28", "03-02"),
        decided("04-01", "04-02"),
        decided(None, "03-13"),
    ]
    procedures = [p | {"procedure_code": f"1.{n}"} for n, p in enumerate(procedures)]
    assert sides(march(procedures=procedures)["qd766_published_on_time_rate"]) == (3, 6, {})
    # At noon on the 13th the first has been published, the second and the fifth still have time.
    seen = march(as_of=at("03-13 12"), procedures=procedures)["qd766_published_on_time_rate"]
    assert sides(seen) == (2, 3, {"not_yet_due": 2})


def test_a_publication_of_which_no_register_tells_is_not_known_to_be_late() -> None:
    late, in_time = decided("03-06", "03-14"), decided("03-06", "03-13")
    procedures = [
        late,
        late | {"is_published": None},
        in_time | {"is_published": None},
        {name: value for name, value in late.items() if name != "published_on"},
        decided("03-06", None) | {"unread": ["published_on"]},
        decided("03-31", None) | {"unread": ["published_on"]},
        decided("03-31", None, is_published=False) | {"unread": ["published_on"]},
    ]
    procedures = [p | {"procedure_code": f"1.{n}"} for n, p in enumerate(procedures)]
    figure = march(as_of=at("04-01 0"), procedures=procedures)["qd766_published_on_time_rate"]
    assert sides(figure) == (0, 2, {"not_known": 4, "not_yet_due": 1})


PROCEDURES: list[dict[str, Any]] = [
    {"procedure_code": "full", "level": "commune", "service_level": "full", "has_fee": True},
    {"procedure_code": "partial", "level": "commune", "service_level": "partial", "has_fee": True},
    {"procedure_code": "told", "level": "commune", "service_level": "information", "has_fee": False},
    {"procedure_code": "unknown", "level": "commune", "service_level": None, "has_fee": None},
    {"procedure_code": "province", "level": "province", "service_level": "full", "has_fee": True},
]


def dossier(unit: str, procedure: str, channel: str, paid: str | None = None, **more: Any) -> dict[str, Any]:
    return {
        "unit_code": unit,
        "procedure_code": procedure,
        "channel": channel,
        "online_payment": paid,
        "received_at": at("03-02 8"),
        "status": 4,
    } | more


DOSSIERS = [
    dossier("P1", "full", "online", "national"),
    dossier("P1", "full", "online", "provincial"),
    dossier("P1", "partial", "postal", "none"),
    dossier("P2", "partial", "online", "none"),
    dossier("P2", "unknown", "online", "national"),
    dossier("P2", "full", "online", "national", status=3),
    dossier("P2", "full", "online", "national", source="national_portal"),
    dossier("P2", "full", "online", "national", received_at=at("04-01 0")),
    # Handed in at a commune, and not of its level.
    dossier("P1", "province", "online", "national"),
]


@pytest.mark.parametrize(
    ("unit", "offered", "used_online", "paid", "used"),
    [
        ("P1", (2, 3), (1, 2), (1, 2), (2, 2)),
        ("P2", (2, 3), (1, 2), (0, 2), (1, 2)),
        (None, (3, 4), (2, 3), (1, 3), (2, 3)),
    ],
)
def test_services_are_those_of_the_units_level_and_count_once_in_total(
    unit: str | None,
    offered: tuple[int, int],
    used_online: tuple[int, int],
    paid: tuple[int, int],
    used: tuple[int, int],
) -> None:
    figures = march(unit=unit, procedures=PROCEDURES, dossiers=DOSSIERS)
    # Of the procedure of which nothing is known.
    excluded = {"not_known": 1}
    assert sides(figures["qd766_online_services_rate"]) == (*offered, excluded)
    assert sides(figures["qd766_online_services_used_rate"]) == (*used_online, excluded)
    assert sides(figures["qd766_procedures_paid_online_rate"]) == (*paid, excluded)
    assert sides(figures["qd766_fee_procedures_used_rate"]) == (*used, excluded)


def test_use_is_unknown_where_no_dossier_is_loaded_or_none_tells() -> None:
    figures = march(unit="S1", procedures=PROCEDURES, dossiers=DOSSIERS)
    assert figures["qd766_online_services_rate"] == Figure(1, 1, {}, 1.0)
    assert figures["qd766_fee_procedures_used_rate"] == Figure(0, 1, {}, None)
    of_april = dossier("S1", "province", "online", received_at=at("04-02 8"))
    assert march(unit="S1", procedures=PROCEDURES, dossiers=[of_april])["qd766_fee_procedures_used_rate"].value is None
    of_february = of_april | {"received_at": at("02-02 8")}
    used = march(unit="S1", procedures=PROCEDURES, dossiers=[of_february])["qd766_fee_procedures_used_rate"]
    assert used == Figure(0, 1, {}, 0.0)
    untold = [dossier("P1", "full", "postal"), dossier("P1", "full", "postal") | {"channel": None}]
    figures = march(unit="P1", procedures=PROCEDURES, dossiers=untold)
    assert sides(figures["qd766_online_services_used_rate"]) == (0, 1, {"not_known": 2})
    assert sides(figures["qd766_fee_procedures_used_rate"]) == (1, 2, {"not_known": 1})


def test_dossiers_are_digitised_with_their_papers_and_their_result() -> None:
    def resolved(
        procedure: str | None, components: bool | None, result: bool | None, end: str | None = "03-05 8"
    ) -> dict[str, Any]:
        return dossier(
            "P1",
            str(procedure),
            "online",
            status=10,
            completed_at=at(end) if end else None,
            returned_at=None,
            has_digital_components=components,
            has_digital_result=result,
        )

    dossiers = [
        resolved("permit", True, True),
        resolved("permit", True, False),
        resolved("permit", None, True),
        resolved("permit", None, False),
        resolved("advice", True, True),
        resolved("untold", True, True),
        resolved("untold", False, True),
        resolved("never heard of", True, True),
        resolved("permit", True, True, end=None),
        resolved("permit", True, True, end="04-02 8"),
    ]
    procedures = [
        {"procedure_code": "permit", "returns_document": True},
        {"procedure_code": "advice", "returns_document": False},
        {"procedure_code": "untold"},
    ]
    figure = march(procedures=procedures, dossiers=dossiers)["qd766_digitised_dossiers_rate"]
    assert sides(figure) == (1, 3, {"unknown_procedure": 1, "no_end_date": 1, "not_known": 3})


def sent(on: str = "03-02 8", **more: Any) -> dict[str, Any]:
    """Sent on Monday 2 March: 2 working days end on the 4th, 5 on the 9th, 15 on the 23rd."""
    times = {name: at(value) if name.endswith("_at") else value for name, value in more.items()}
    seen = {"likes": 0, "dislikes": 0, "reminders": 0, "processed_at": None, "published_at": None}
    return {"unit_code": "P1", "sent_at": at(on)} | seen | times


@pytest.mark.parametrize(
    ("feedback", "in_time"),
    [
        (sent(processed_at="03-23"), True),
        (sent(processed_at="03-24 0"), False),
        (sent(processed_at="03-24 0", transferred_at="03-03 8"), True),
        (sent(processed_at="03-24 0", transferred_at="02-28 8"), False),
        (sent(refused_at="03-04"), True),
        (sent(refused_at="03-05 0"), False),
        (sent(supplement_requested_at="03-09"), True),
        (sent(supplement_requested_at="03-10 0"), False),
        (sent(supplement_requested_at="03-10 0", processed_at="03-12 8"), False),
        (sent(supplement_requested_at="03-09", processed_at="03-24 0"), False),
        # Two working days after Friday 6 March end on Tuesday the 10th.
        (sent(processed_at="03-06 8", published_at="03-10"), True),
        (sent(processed_at="03-06 8", published_at="03-11 0"), False),
        (sent(processed_at="03-06 8"), True),
        # Unanswered: the fifteenth working day after the 10th is the 31st, at whose end the month stands.
        (sent(), False),
        (sent("03-10 8"), False),
        (sent("03-11 8"), True),
        # What came in April has not happened at the end of March.
        (sent("03-11 8", processed_at="04-20 8"), True),
        (sent("03-02 8", processed_at="03-12 8", published_at="04-20 8"), True),
        (sent("03-02 8", topic="conduct", processed_at="03-12 8"), True),
    ],
)
def test_each_step_of_feedback_has_its_limit(feedback: dict[str, Any], in_time: bool) -> None:
    figures = march(feedback=[feedback])
    assert sides(figures["qd766_feedback_on_time_rate"]) == (int(in_time), 1, {})
    assert sides(figures["qd766_feedback_handling_rate"]) == (int(in_time), 1, {})


def test_feedback_is_well_handled_without_reminders_and_dislikes() -> None:
    done = sent(processed_at="03-12 8")
    feedback = [
        done,
        done | {"likes": 2, "dislikes": 2, "reminders": 0},
        done | {"dislikes": 1},
        done | {"reminders": 1},
        sent(processed_at="03-24 0"),
    ]
    figures = march(feedback=feedback)
    assert sides(figures["qd766_feedback_on_time_rate"]) == (4, 5, {})
    assert sides(figures["qd766_feedback_handling_rate"]) == (2, 5, {})


def test_steps_of_feedback_of_which_no_export_tells() -> None:
    answered = sent(processed_at="03-12 8")
    late = sent(processed_at="03-24 0")
    feedback = [
        answered | {"reminders": None},
        answered | {"likes": None},
        answered | {"dislikes": None},
        answered | {"likes": None, "dislikes": 1},
        late | {"likes": None},
        {name: value for name, value in answered.items() if name != "published_at"},
        {name: value for name, value in late.items() if name != "published_at"},
        {name: value for name, value in sent().items() if name != "processed_at"},
        answered | {"is_within_competence": None},
    ]
    figures = march(feedback=feedback)
    assert sides(figures["qd766_feedback_on_time_rate"]) == (4, 6, {"not_known": 3})
    # An empty count is 0.
    assert sides(figures["qd766_feedback_handling_rate"]) == (3, 6, {"not_known": 3})


def test_feedback_refused_on_an_unknown_day_is_left_out_as_is_that_of_others() -> None:
    feedback = [
        sent(status="refused"),
        sent(status="refused", refused_at="03-03 8"),
        sent(is_within_competence=False),
        sent("04-01 0"),
    ]
    for name in ("qd766_feedback_on_time_rate", "qd766_feedback_handling_rate"):
        assert sides(march(feedback=feedback)[name]) == (1, 1, {"no_refusal_date": 1})


def test_nothing_counted_is_no_value() -> None:
    figures = march(unit="S1")
    assert figures["qd766_online_services_rate"] == Figure(0, 0, {}, None)
    assert figures["qd766_feedback_handling_rate"] == Figure(0, 0, {}, None)
