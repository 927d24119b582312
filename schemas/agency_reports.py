"""`agency_reports`: whether an agency fulfilled one of its yearly duties."""

from schemas.fields import assessments, registers
from schemas.kind import RecordKind
from schemas.labels import Label
from schemas.rules import UNIT_CODE_PATTERN, odd_code, year_in_range

AGENCY_REPORTS = RecordKind(
    name="agency_reports",
    label=Label("Nghĩa vụ hằng năm của cơ quan", "A yearly duty of an agency"),
    key=("unit_code", "year", "duty"),
    required=("unit_code", "year", "duty", "is_fulfilled"),
    fields=(
        registers.unit_code,
        registers.unit_name_lookup,
        assessments.year,
        assessments.duty,
        assessments.is_fulfilled,
    ),
    events=(),
    entry=None,
    rules=(year_in_range(assessments.year), odd_code(registers.unit_code, UNIT_CODE_PATTERN)),
    conflicts="refuse",
)
