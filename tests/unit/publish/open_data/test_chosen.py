import polars as pl

from par_metrics import catalogue
from par_metrics.indicators.base import Indicator
from par_metrics.publish.open_data.chosen import KEPT_BACK, OPEN, SAME_POPULATION, WITHIN
from par_metrics.publish.open_data.terms import thresholds_of


def test_every_indicator_is_open_or_has_a_reason_why_not() -> None:
    assert sorted([*OPEN, *KEPT_BACK]) == sorted(catalogue)


def test_what_is_open_is_counted_and_adds_up() -> None:
    for id, scope in OPEN.items():
        definition = catalogue[id]
        assert isinstance(definition, Indicator) and definition.statistic in ("share", "count")
        assert scope == "everywhere" or definition.distinct is None
        # What is looked at period by period is no sum of months.
        assert scope != "units_and_months" or definition.window.event is not None


def test_nothing_of_staff_and_findings_is_open() -> None:
    kinds = {definition.table for definition in map(catalogue.__getitem__, OPEN) if isinstance(definition, Indicator)}
    assert not kinds & {"staff", "staff_disciplined", "findings"}


def test_what_is_said_of_indicators_is_of_open_ones() -> None:
    assert {name for group in SAME_POPULATION for name in group} <= set(OPEN)
    assert {name for part, whole, _ in WITHIN for name in (part, whole)} <= set(OPEN)


def test_open_indicators_of_one_population_are_known_to_tell_of_each_other() -> None:
    """A new indicator whose population another has already must be entered, or its denominator is told by that."""
    of: dict[tuple[str, ...], set[str]] = {}
    for id in OPEN:
        i = catalogue[id]
        assert isinstance(i, Indicator)
        of.setdefault((i.table, str(i.window), i.population, OPEN[id]), set()).add(id)
    groups = [set(group) for group in SAME_POPULATION]
    alone = [ids for ids in of.values() if len(ids) > 1 and not any(ids <= group for group in groups)]
    assert alone == []


def test_of_a_survey_the_threshold_is_of_people_not_of_answers() -> None:
    answers = pl.DataFrame(
        {"survey": ["sipas", "sipas", "sipas", "papi_local"], "criterion": [1, 1, 2, 3], "question_code": [*"abac"]}
    )
    thresholds = thresholds_of(answers, 5)
    assert (thresholds["sipas_1"], thresholds["sipas_2"], thresholds["sipas_3"]) == (10, 5, 5)
    assert thresholds["on_time_rate"] == 5
