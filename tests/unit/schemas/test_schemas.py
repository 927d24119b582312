"""The record kinds: what each is made of, and which values its rules refuse or warn of."""

from datetime import date, datetime
from typing import Any

import polars as pl
import pytest

from schemas import KINDS, Field, RecordKind, Severity, ValueType
from schemas.model import model

NOW = datetime(2026, 10, 1, 7, 30)


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_a_kind_is_made_of_its_own_columns(kind: RecordKind) -> None:
    stored = {field.name for field in kind.stored}
    assert len(kind.fields) == len({field.name for field in kind.fields})
    assert {*kind.key, *kind.required, *kind.events} <= stored
    assert kind.entry is None or kind.entry in kind.events
    assert all(kind.by_name[event].is_time for event in kind.events)
    for rule in kind.rules:
        assert {rule.column, *rule.needs} <= stored
        assert rule.label.vi != rule.label.en
    # An undated register cannot know its newest row; one with dates can.
    assert kind.conflicts == "newest" or not kind.events


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_every_column_is_described_in_both_languages(kind: RecordKind) -> None:
    for field in kind.fields:
        assert field.doc and field.label.vi and field.label.en
        assert (field.type in (ValueType.CATEGORY, ValueType.STATUS)) == bool(field.values), field.name


def test_the_word_of_a_value_is_the_first_in_vietnamese_letters() -> None:
    method = KINDS["payments"].by_name["method"]
    assert method.word("online") == "Trực tuyến"  # not "truc-tuyen", which comes first
    assert KINDS["staff"].by_name["discipline"].word("reprimand") == "Khiển trách"
    unworded = Field("input", ValueType.CATEGORY, method.label, values={"digitisation_1": ()})
    assert unworded.word("digitisation_1") == "digitisation_1"


def test_only_respondents_are_pseudonyms() -> None:
    assert [(k.name, f.name) for k in KINDS.values() for f in k.fields if f.pseudonym] == [
        ("survey_answers", "respondent_code")
    ]
    assert "staff_name" not in {field.name for field in KINDS["staff"].stored}


RECORDS: dict[str, dict[str, Any]] = {
    "survey_answers": {
        "survey": "sipas", "respondent_code": "p", "unit_code": "H60.101", "answered_on": date(2026, 3, 5),
        "question_code": "C1", "criterion": 1, "answer": 5,
    },
    "staff": {"staff_code": "CB1", "unit_code": "H60.101", "as_of": date(2026, 6, 30), "discipline": "none"},
    "findings": {"finding_code": "F1", "unit_code": "H60.101", "kind": "finance_audit", "raised_on": date(2026, 3, 5)},
    "documents": {"document_code": "V1", "unit_code": "H60.101", "handled_on": date(2026, 3, 5)},
    "agency_reports": {"unit_code": "H60.101", "year": 2026, "duty": "budget_compliant", "is_fulfilled": True},
    "assessments": {
        "unit_code": "H60.101", "year": 2026, "criterion_code": "1", "max_points": 2.0, "self_points": 1.0,
        "appraised_points": 1.0,
    },
    "papi_scores": {"place_code": "H60", "year": 2026, "dimension": 1, "score": 5.0},
    "task_reports": {"plan_row": "A.I.1.1", "unit_code": "H60.101", "period": "2026", "state": "done"},
    "score_inputs": {
        "rules": "qd766", "unit_code": "H60.101", "period": "2026", "input": "progress", "numerator": 1.0,
        "denominator": 2.0,
    },
}  # fmt: skip


def broken(kind: str, **changed: Any) -> dict[str, Severity]:
    """The rules that a record breaks."""
    record = RECORDS[kind] | changed
    assert set(changed) <= set(KINDS[kind].by_name)
    frame = pl.DataFrame(
        [pl.Series(field.name, [record.get(field.name)], dtype=field.polars_type) for field in KINDS[kind].stored]
    )
    rules = KINDS[kind].rules
    return {r.id: r.severity for r in rules if frame.select(r.broken(NOW).fill_null(False).any()).item()}


@pytest.mark.parametrize("kind", RECORDS)
def test_a_good_record_breaks_no_rule(kind: str) -> None:
    assert broken(kind) == {}


@pytest.mark.parametrize(
    ("kind", "changed", "rule"),
    [
        ("survey_answers", {"answer": 0}, "answer_out_of_range"),
        ("survey_answers", {"answer": 6}, "answer_out_of_range"),
        ("survey_answers", {"answer": -1}, "answer_out_of_range"),
        ("survey_answers", {"criterion": 0}, "criterion_out_of_range"),
        ("survey_answers", {"criterion": 10}, "criterion_out_of_range"),
        ("survey_answers", {"survey": "papi_local", "criterion": 9}, "criterion_out_of_range"),
        ("survey_answers", {"answered_on": date(1999, 12, 31)}, "date_out_of_range"),
        ("staff", {"as_of": date(2101, 1, 1)}, "date_out_of_range"),
        ("staff", {"disciplined_on": date(1926, 1, 1)}, "date_out_of_range"),
        ("findings", {"due_on": date(1926, 3, 5)}, "date_out_of_range"),
        ("findings", {"remedied_on": date(1999, 3, 5)}, "date_out_of_range"),
        ("findings", {"report_filed_on": date(2101, 3, 5)}, "date_out_of_range"),
        ("documents", {"handled_on": date(2101, 3, 5)}, "date_out_of_range"),
        ("task_reports", {"reported_on": date(2101, 3, 5)}, "date_out_of_range"),
        ("score_inputs", {"reported_on": date(2101, 3, 5)}, "date_out_of_range"),
        ("agency_reports", {"year": 1999}, "year_out_of_range"),
        ("assessments", {"year": 2101}, "year_out_of_range"),
        ("papi_scores", {"year": 26}, "year_out_of_range"),
        ("assessments", {"self_points": 2.01}, "points_above_maximum"),
        ("assessments", {"appraised_points": 3.0}, "points_above_maximum"),
        ("assessments", {"self_points": -0.5}, "negative_amount"),
        ("assessments", {"appraised_points": -0.5}, "negative_amount"),
        ("assessments", {"max_points": 0.0, "self_points": 0.0, "appraised_points": None}, "maximum_not_positive"),
        ("papi_scores", {"dimension": 0}, "dimension_out_of_range"),
        ("papi_scores", {"dimension": 9}, "dimension_out_of_range"),
        ("papi_scores", {"score": 0.9}, "score_out_of_range"),
        ("papi_scores", {"score": 10.1}, "score_out_of_range"),
        ("score_inputs", {"numerator": -1.0}, "negative_amount"),
        ("score_inputs", {"numerator": None, "denominator": -1.0}, "negative_amount"),
    ],
)
def test_what_refuses_a_record(kind: str, changed: dict[str, Any], rule: str) -> None:
    """The reader refuses it, and so does the contract of what is stored."""
    found = broken(kind, **changed)
    assert {r: s for r, s in found.items() if s is Severity.REFUSE} == {rule: Severity.REFUSE}
    frame = pl.DataFrame(
        [
            pl.Series(field.name, [(RECORDS[kind] | changed).get(field.name)], dtype=field.polars_type)
            for field in KINDS[kind].stored
        ]
    )
    from pandera.errors import SchemaErrors

    with pytest.raises(SchemaErrors):
        model(KINDS[kind], NOW).validate(frame, lazy=True)


@pytest.mark.parametrize(
    ("kind", "changed"),
    [
        ("survey_answers", {"answer": None}),
        ("survey_answers", {"answer": 1, "criterion": 9}),
        ("survey_answers", {"survey": "papi_local", "criterion": 8}),
        ("assessments", {"self_points": 2.0, "appraised_points": 0.0}),
        ("papi_scores", {"score": 10.0, "dimension": 8, "year": 2100}),
        ("papi_scores", {"score": 1.0, "year": 2000}),
        ("score_inputs", {"numerator": 0.0, "denominator": 0.0}),
        ("staff", {"discipline": "warning", "disciplined_on": date(2026, 5, 5)}),
        (
            "findings",
            {"due_on": date(2026, 3, 5), "remedied_on": date(2026, 3, 5), "report_filed_on": date(2026, 3, 5)},
        ),
    ],
)
def test_the_ends_of_a_range_are_within_it(kind: str, changed: dict[str, Any]) -> None:
    assert broken(kind, **changed) == {}


@pytest.mark.parametrize(
    ("kind", "changed", "rule"),
    [
        ("survey_answers", {"answered_on": date(2026, 10, 2)}, "date_in_future"),
        ("staff", {"discipline": "reprimand"}, "discipline_without_date"),
        ("findings", {"due_on": date(2026, 3, 4)}, "due_before_raised"),
        ("findings", {"remedied_on": date(2026, 3, 4)}, "remedied_before_raised"),
        ("findings", {"report_filed_on": date(2026, 3, 4)}, "reported_before_raised"),
        ("assessments", {"self_points": None, "appraised_points": None}, "no_points"),
        ("papi_scores", {"place_code": "Tuyên Quang"}, "odd_code"),
        ("score_inputs", {"numerator": 3.0}, "numerator_above_denominator"),
    ],
)
def test_what_only_warns(kind: str, changed: dict[str, Any], rule: str) -> None:
    assert broken(kind, **changed) == {rule: Severity.WARN}
