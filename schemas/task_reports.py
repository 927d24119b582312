"""`task_reports`: how the work on one row of the plan stood in one period."""

from schemas.fields import assessments, registers, reporting
from schemas.kind import RecordKind
from schemas.labels import Label
from schemas.rules import UNIT_CODE_PATTERN, date_in_range, not_in_future, odd_code

TASK_REPORTS = RecordKind(
    name="task_reports",
    label=Label("Báo cáo nhiệm vụ của kế hoạch", "A report on a task of the plan"),
    key=("plan_row", "unit_code", "period"),
    required=("plan_row", "unit_code", "period", "state"),
    fields=(
        reporting.plan_row,
        registers.unit_code,
        registers.unit_name_lookup,
        reporting.period,
        reporting.task_state,
        assessments.evidence,
        reporting.reported_on,
    ),
    events=("reported_on",),
    entry="reported_on",
    rules=(
        date_in_range(reporting.reported_on),
        odd_code(registers.unit_code, UNIT_CODE_PATTERN),
        not_in_future(reporting.reported_on),
    ),
)
