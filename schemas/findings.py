"""`findings`: one finding or recommendation of an inspection or audit."""

from schemas import fields as f
from schemas.kind import RecordKind
from schemas.labels import Label
from schemas.rule import Severity
from schemas.rules import UNIT_CODE_PATTERN, date_in_range, not_before, odd_code

FINDINGS = RecordKind(
    name="findings",
    label=Label("Tồn tại, kiến nghị sau kiểm tra", "A finding"),
    key=("finding_code",),
    required=("finding_code", "unit_code", "kind", "raised_on"),
    fields=(
        f.finding_code,
        f.unit_code,
        f.unit_name_lookup,
        f.finding_kind,
        f.raised_on,
        f.due_on,
        f.remedied_on,
        f.report_filed_on,
    ),
    events=("raised_on", "remedied_on", "report_filed_on"),
    entry="raised_on",
    rules=(
        *(date_in_range(field) for field in (f.raised_on, f.due_on, f.remedied_on, f.report_filed_on)),
        odd_code(f.unit_code, UNIT_CODE_PATTERN),
        not_before(
            f.raised_on,
            f.due_on,
            "due_before_raised",
            Label("hạn khắc phục trước ngày kết luận", "due before it was raised"),
            Severity.WARN,
        ),
        not_before(
            f.raised_on,
            f.remedied_on,
            "remedied_before_raised",
            Label("ngày khắc phục trước ngày kết luận", "remedied before it was raised"),
            Severity.WARN,
        ),
        not_before(
            f.raised_on,
            f.report_filed_on,
            "reported_before_raised",
            Label("ngày báo cáo khắc phục trước ngày kết luận", "the remedy was reported before it was raised"),
            Severity.WARN,
        ),
    ),
)
