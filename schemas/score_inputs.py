"""`score_inputs`: figures of a scoring portal, typed in where the records cannot give them."""

import polars as pl

from schemas.fields import registers, reporting
from schemas.kind import RecordKind
from schemas.labels import Label
from schemas.rule import Rule, Severity
from schemas.rules import UNIT_CODE_PATTERN, date_in_range, not_negative, odd_code

_NUMBER = Label("số", "number")

_NUMERATOR_ABOVE_DENOMINATOR = Rule(
    "numerator_above_denominator",
    Severity.WARN,
    "numerator",
    Label("tử số lớn hơn mẫu số; có thể hai ô bị đổi chỗ", "numerator above denominator; the two may be swapped"),
    lambda now: pl.col("numerator") > pl.col("denominator"),
    needs=("numerator", "denominator"),
)

SCORE_INPUTS = RecordKind(
    name="score_inputs",
    label=Label("Số liệu chấm điểm nhập tay", "A figure of a scoring portal"),
    key=("rules", "unit_code", "period", "input"),
    required=("rules", "unit_code", "period", "input", "numerator", "denominator"),
    fields=(
        reporting.rule_set,
        registers.unit_code,
        registers.unit_name_lookup,
        reporting.period,
        reporting.input_name,
        reporting.numerator,
        reporting.denominator,
        reporting.input_origin,
        reporting.reported_on,
    ),
    events=(),
    entry=None,
    rules=(
        not_negative(reporting.numerator, _NUMBER),
        not_negative(reporting.denominator, _NUMBER),
        date_in_range(reporting.reported_on),
        odd_code(registers.unit_code, UNIT_CODE_PATTERN),
        _NUMERATOR_ABOVE_DENOMINATOR,
    ),
    conflicts="refuse",
)
