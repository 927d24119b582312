"""`documents`: one official document (văn bản) handled."""

from schemas.fields import findings, registers
from schemas.kind import RecordKind
from schemas.labels import Label
from schemas.rules import UNIT_CODE_PATTERN, date_in_range, not_in_future, odd_code

DOCUMENTS = RecordKind(
    name="documents",
    label=Label("Văn bản đã xử lý", "An official document"),
    key=("document_code",),
    required=("document_code", "unit_code", "handled_on"),
    fields=(
        findings.document_code,
        registers.unit_code,
        registers.unit_name_lookup,
        findings.direction,
        findings.handled_on,
        findings.is_handled_online,
        findings.is_exchanged_electronically,
        findings.is_digitally_signed,
    ),
    events=("handled_on",),
    entry="handled_on",
    rules=(
        date_in_range(findings.handled_on),
        odd_code(registers.unit_code, UNIT_CODE_PATTERN),
        not_in_future(findings.handled_on),
    ),
)
