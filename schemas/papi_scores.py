"""`papi_scores`: the score of one PAPI dimension of one place in one year."""

from schemas import fields as f
from schemas.kind import RecordKind
from schemas.labels import Label
from schemas.rules import UNIT_CODE_PATTERN, odd_code, within, year_in_range

PAPI_SCORES = RecordKind(
    name="papi_scores",
    label=Label("Điểm một nội dung PAPI", "The score of a PAPI dimension"),
    key=("place_code", "year", "dimension"),
    required=("place_code", "year", "dimension", "score"),
    fields=(f.place_code, f.year, f.dimension, f.score, f.score_origin),
    events=(),
    entry=None,
    rules=(
        year_in_range(f.year),
        within(f.dimension, 1, 8, "dimension_out_of_range", Label("chỉ số nội dung", "dimension")),
        within(f.score, 1, 10, "score_out_of_range", Label("điểm", "score")),
        odd_code(f.place_code, UNIT_CODE_PATTERN),
    ),
    conflicts="refuse",
)
