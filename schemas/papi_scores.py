"""`papi_scores`: the score of one PAPI dimension of one place in one year."""

from schemas.fields import assessments, surveys
from schemas.kind import RecordKind
from schemas.labels import Label
from schemas.rules import UNIT_CODE_PATTERN, odd_code, within, year_in_range

PAPI_SCORES = RecordKind(
    name="papi_scores",
    label=Label("Điểm một nội dung PAPI", "The score of a PAPI dimension"),
    key=("place_code", "year", "dimension", "origin"),
    required=("place_code", "year", "dimension", "score"),
    fields=(surveys.place_code, assessments.year, surveys.dimension, surveys.score, surveys.score_origin),
    events=(),
    entry=None,
    rules=(
        year_in_range(assessments.year),
        within(surveys.dimension, 1, 8, "dimension_out_of_range", Label("chỉ số nội dung", "dimension")),
        within(surveys.score, 1, 10, "score_out_of_range", Label("điểm", "score")),
        odd_code(surveys.place_code, UNIT_CODE_PATTERN),
    ),
    conflicts="refuse",
)
