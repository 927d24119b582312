"""The oracle of SIPAS, PAPI and PAR INDEX on tables small enough to work out by hand."""

from typing import Any

from tests.oracle.asking import counts, day, registers
from tests.oracle.base import Figure


def test_sipas_is_the_mean_of_the_criteria_that_have_answers() -> None:
    answers = [
        {"survey": survey, "unit_code": "U1", "answered_on": day(on), "criterion": criterion, "answer": answer}
        for survey, on, criterion, answer in (
            ("sipas", "2026-03-01", 1, 4),
            ("sipas", "2026-03-01", 1, 3),
            ("sipas", "2026-03-01", 1, None),
            ("sipas", "2026-03-01", 2, 5),
            ("sipas", "2026-03-31", 9, 1),
            ("sipas", "2026-04-01", 3, 5),
            ("papi_local", "2026-03-01", 3, 5),
        )
    ]
    figures = registers("2026-03-01", "2026-04-01", survey_answers=answers)
    assert figures["sipas_1"] == Figure(1, 2, {"no_answer": 1}, 0.5)
    lacking = {"no_figure_sipas_3": 1, "no_figure_sipas_4": 1}
    assert figures["sipas_policy"] == Figure(1.5, 2, lacking, 0.75, incomplete=True)
    assert counts(figures["sipas_service"]) == (0, 1, {f"no_figure_sipas_{n}": 1 for n in (5, 6, 7, 8)})
    assert figures["sipas"].value == 0.5
    assert figures["sipas"].denominator == 3
    assert figures["sipas_4"] == Figure(0, 0, {}, None)
    whole = [answers[0] | {"criterion": criterion} for criterion in range(1, 10)]
    figures = registers("2026-03-01", "2026-04-01", survey_answers=whole)
    assert figures["sipas"] == Figure(9, 9, {}, 1.0)
    assert not registers("2026-05-01", "2026-06-01", survey_answers=whole)["sipas"].incomplete


def scores(place: str, year: int, values: dict[int, float], origin: str | None = "published") -> list[dict[str, Any]]:
    return [
        {"place_code": place, "year": year, "dimension": dimension, "score": score, "origin": origin}
        for dimension, score in values.items()
    ]


FIVES = dict.fromkeys(range(1, 9), 5.0)
YEAR_2025 = ("2025-01-01", "2026-01-01")
YEAR_2026 = ("2026-01-01", "2027-01-01")


def test_papi_is_of_the_latest_year_and_its_total_of_the_latest_whole_one() -> None:
    rows = [*scores("U1", 2024, {1: 9.0}), *scores("U1", 2025, FIVES), *scores("U1", 2026, {1: 6.0, 2: 4.0})]
    # T is the first instant of 2026: the latest year is 2025.
    assert registers(*YEAR_2025, papi_scores=rows)["papi_1"] == Figure(5, 1, {}, 5)
    figures = registers(*YEAR_2026, papi_scores=rows)
    assert figures["papi_1"] == Figure(6, 1, {}, 6)
    assert figures["papi_3"] == Figure(5, 1, {}, 5)
    assert figures["papi"] == Figure(40, None, {}, 40)
    part = [*scores("U1", 2026, dict.fromkeys(range(1, 8), 6.0)), *scores("U1", 2025, {8: 6.0})]
    over_years = Figure(None, None, {"no_whole_year": 8}, None, incomplete=True)
    assert registers(*YEAR_2026, papi_scores=part)["papi"] == over_years
    lacking = Figure(None, None, {"no_whole_year": 7}, None, incomplete=True)
    assert registers(*YEAR_2026, papi_scores=part[:-1])["papi"] == lacking
    assert registers(*YEAR_2026, unit="U2", papi_scores=part)["papi"] == Figure(None, None, {}, None)


def test_papi_is_of_one_origin() -> None:
    survey = scores("U1", 2026, FIVES, origin=None)
    published = scores("U1", 2025, {1: 6.0})
    figures = registers(*YEAR_2026, papi_scores=[*survey, *published])
    assert figures["papi_1"] == Figure(6, 1, {}, 6)
    assert figures["papi_2"] == Figure(0, 0, {}, None)
    assert figures["papi"].incomplete
    # Published scores of a later year are not there yet.
    figures = registers(*YEAR_2026, papi_scores=[*survey, *scores("U1", 2027, {1: 6.0})])
    assert figures["papi"].value == 40


def test_papi_over_places_is_the_mean_of_places_that_are_alike() -> None:
    units = [{"unit_code": "U1", "level": "commune"}, {"unit_code": "U2", "level": None}]
    better = {n: score + 1 for n, score in FIVES.items()}
    rows = [*scores("U1", 2026, FIVES), *scores("U2", 2026, better)]
    figures = registers(*YEAR_2026, papi_scores=rows, units=units)
    assert figures["papi_1"] == Figure(11, 2, {}, 5.5)
    assert figures["papi"] == Figure(44, None, {}, 44)
    different = {"different_places": 1}
    for other in (scores("T", 2026, better), scores("U2", 2025, better), scores("U2", 2026, better, "local_survey")):
        figures = registers(*YEAR_2026, papi_scores=[*scores("U1", 2026, FIVES), *other], units=units)
        assert figures["papi_1"] == Figure(11, 2, different, None)
        assert figures["papi"] == Figure(None, None, different, None)
    part = [*scores("U1", 2026, FIVES), *scores("U2", 2026, {1: 6.0})]
    of_one = Figure(40, None, {"no_whole_year": 1}, 40, incomplete=True)
    assert registers(*YEAR_2026, papi_scores=part, units=units)["papi"] == of_one


ASSESSED = (
    ("U1", 2026, "1", 50.0, 0.1, None),
    ("U1", 2026, "2", 50.0, 0.9, 0.2),
    ("U1", 2026, "3", 8.0, None, None),
    ("U2", 2026, "1", 100.0, 0.3, None),
    ("U3", 2026, "1", 100.0, 1.0, 0.0),
    ("U4", 2026, "1", 100.0, None, None),
    ("U5", 2026, "1", 100.0, 1.0, None),
    ("U5", 2025, "1", 100.0, 0.0, None),
    ("U6", 2026, "1", 99.5, 99.0, None),
    ("D1", 2026, "1", 100.0, 100.0, None),
)


def assessed(unit: str | None, **more: Any) -> dict[str, Figure]:
    names = ("unit_code", "year", "criterion_code", "max_points", "self_points", "appraised_points")
    rows = [dict(zip(names, row, strict=True)) for row in ASSESSED]
    units = [{"unit_code": "D1", "level": "department"}, {"unit_code": "U1", "level": None}]
    return registers(*YEAR_2026, unit=unit, assessments=rows, units=units, **more)


def test_par_index_is_incomplete_below_the_points_of_the_table() -> None:
    assert assessed("U1")["par_index"] == Figure(0.3, 100, {"not_assessed": 1}, 0.003)
    assert assessed("U4")["par_index"] == Figure(0, 0, {"not_assessed": 1}, None, incomplete=True)
    assert assessed("U6")["par_index"] == Figure(99, 99.5, {}, 99 / 99.5, incomplete=True)
    assert not assessed("U6", par_index_total=99.5)["par_index"].incomplete
    together = assessed(None)["par_index"]
    assert counts(together) == (200.6, 599.5, {"not_assessed": 2})
    assert together.incomplete


def test_ranks_are_of_units_of_the_own_level_with_a_complete_index() -> None:
    # 0.1 + 0.2 and 0.3 are a tie, though not in binary; U5 leads, U4 and U6 are not complete, D1 is no commune.
    ranks = {unit: assessed(unit)["par_index_rank"].value for unit in ("U5", "U1", "U2", "U3", "U4", "U6", "D1", None)}
    assert ranks == {"U5": 1, "U1": 2, "U2": 2, "U3": 4, "U4": None, "U6": None, "D1": None, None: None}
    assert assessed("U3")["par_index_rank"] == Figure(4, 4, {}, 4, incomplete=True), "of 124 it may still fall"
    assert assessed("U6")["par_index_rank"] == Figure(None, 4, {}, None, incomplete=True)
    assert assessed("D1", own_unit="D1")["par_index_rank"] == Figure(1, 1, {}, 1, incomplete=True)
    assert assessed("U3", own_unit="D1")["par_index_rank"] == Figure(None, None, {}, None)
