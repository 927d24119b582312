"""`assessments`: one criterion's points of one unit in one year (PAR INDEX)."""

import polars as pl

from schemas.field import Field
from schemas.fields import assessments, registers
from schemas.kind import RecordKind
from schemas.labels import Label
from schemas.rule import Rule, Severity
from schemas.rules import UNIT_CODE_PATTERN, not_negative, odd_code, year_in_range

_POINTS = Label("số điểm", "number of points")


def _above_maximum(points: Field) -> Rule:
    return Rule(
        "points_above_maximum",
        Severity.REFUSE,
        points.name,
        Label(
            'số điểm "{value}" lớn hơn điểm tối đa của tiêu chí. Kiểm tra hai ô rồi nạp lại',
            '"{value}" is more than the criterion\'s maximum points. Check both cells and load the file again',
        ),
        lambda now: pl.col(points.name) > pl.col("max_points"),
        needs=(points.name, "max_points"),
    )


_MAXIMUM_NOT_POSITIVE = Rule(
    "maximum_not_positive",
    Severity.REFUSE,
    "max_points",
    Label(
        'điểm tối đa "{value}" phải lớn hơn 0. Sửa ô đó theo bảng tiêu chí rồi nạp lại',
        'the maximum "{value}" must be more than 0. Correct it by the criteria table and load the file again',
    ),
    lambda now: pl.col("max_points") <= 0,
    needs=("max_points",),
)

_NO_POINTS = Rule(
    "no_points",
    Severity.WARN,
    "self_points",
    Label(
        "tiêu chí chưa có điểm tự chấm và điểm thẩm định",
        "the criterion has neither self-assessed nor appraised points",
    ),
    lambda now: pl.col("self_points").is_null() & pl.col("appraised_points").is_null(),
)

ASSESSMENTS = RecordKind(
    name="assessments",
    label=Label("Điểm đánh giá một tiêu chí", "An assessed criterion"),
    key=("unit_code", "year", "criterion_code"),
    required=("unit_code", "year", "criterion_code", "max_points"),
    fields=(
        registers.unit_code,
        registers.unit_name_lookup,
        assessments.year,
        assessments.criterion_code,
        assessments.domain,
        assessments.max_points,
        assessments.self_points,
        assessments.appraised_points,
        assessments.evidence,
    ),
    events=(),
    entry=None,
    rules=(
        year_in_range(assessments.year),
        _MAXIMUM_NOT_POSITIVE,
        not_negative(assessments.self_points, _POINTS),
        not_negative(assessments.appraised_points, _POINTS),
        _above_maximum(assessments.self_points),
        _above_maximum(assessments.appraised_points),
        odd_code(registers.unit_code, UNIT_CODE_PATTERN),
        _NO_POINTS,
    ),
    conflicts="refuse",
)
