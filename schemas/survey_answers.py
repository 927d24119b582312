"""`survey_answers`: one respondent's answer to one question."""

import polars as pl

from schemas.fields import registers, surveys
from schemas.kind import RecordKind
from schemas.labels import Label
from schemas.rule import Rule, Severity
from schemas.rules import UNIT_CODE_PATTERN, date_in_range, not_in_future, odd_code, within

_CRITERIA = {"sipas": 9, "papi_local": 8}


def _criterion_of(survey: str, criteria: int) -> Rule:
    return Rule(
        "criterion_out_of_range",
        Severity.REFUSE,
        "criterion",
        Label(
            f'khảo sát {survey} chỉ có tiêu chí 1-{criteria}, không có "{{value}}". Sửa ô đó rồi nạp lại',
            f'the survey {survey} has criteria 1-{criteria}, not "{{value}}". Correct the cell and load the file again',
        ),
        lambda now: (pl.col("survey") == survey) & ~pl.col("criterion").is_between(1, criteria),
        needs=("survey", "criterion"),
        bounds=(1, criteria),
    )


SURVEY_ANSWERS = RecordKind(
    name="survey_answers",
    label=Label("Câu trả lời khảo sát", "A survey answer"),
    key=("survey", "respondent_code", "question_code"),
    required=("survey", "respondent_code", "unit_code", "answered_on", "question_code", "criterion"),
    fields=(
        surveys.survey,
        surveys.respondent_code,
        registers.unit_code,
        registers.unit_name_lookup,
        surveys.answered_on,
        surveys.question_code,
        surveys.criterion,
        surveys.survey_answer,
    ),
    events=("answered_on",),
    entry="answered_on",
    rules=(
        date_in_range(surveys.answered_on),
        *(_criterion_of(survey, criteria) for survey, criteria in _CRITERIA.items()),
        within(surveys.survey_answer, 1, 5, "answer_out_of_range", Label("mức trả lời", "answer")),
        odd_code(registers.unit_code, UNIT_CODE_PATTERN),
        not_in_future(surveys.answered_on),
    ),
)
