"""`findings`: one finding or recommendation of an inspection or audit."""

from schemas.fields import findings, registers
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
        findings.finding_code,
        registers.unit_code,
        registers.unit_name_lookup,
        findings.finding_kind,
        findings.raised_on,
        findings.due_on,
        findings.remedied_on,
        findings.report_filed_on,
    ),
    events=("raised_on", "remedied_on", "report_filed_on"),
    outcomes=("remedied_on", "report_filed_on"),
    entry="raised_on",
    rules=(
        *(
            date_in_range(field)
            for field in (findings.raised_on, findings.due_on, findings.remedied_on, findings.report_filed_on)
        ),
        odd_code(registers.unit_code, UNIT_CODE_PATTERN),
        not_before(
            findings.raised_on,
            findings.due_on,
            "due_before_raised",
            Label("hạn khắc phục trước ngày kết luận", "due before it was raised"),
            Severity.WARN,
        ),
        not_before(
            findings.raised_on,
            findings.remedied_on,
            "remedied_before_raised",
            Label("ngày khắc phục trước ngày kết luận", "remedied before it was raised"),
            Severity.WARN,
        ),
        not_before(
            findings.raised_on,
            findings.report_filed_on,
            "reported_before_raised",
            Label("ngày báo cáo khắc phục trước ngày kết luận", "the remedy was reported before it was raised"),
            Severity.WARN,
        ),
    ),
)
