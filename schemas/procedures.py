"""`procedures`: administrative procedures (TTHC) as offered by a level of agency."""

from schemas import fields as f
from schemas.kind import RecordKind
from schemas.labels import Label
from schemas.rules import PROCEDURE_CODE_PATTERN, date_in_range, odd_code

PROCEDURES = RecordKind(
    name="procedures",
    label=Label("Thủ tục hành chính", "An administrative procedure"),
    key=("procedure_code",),
    required=("procedure_code",),
    fields=(
        f.procedure_code,
        f.procedure_name,
        f.field_of_work,
        f.procedure_level,
        f.service_level,
        f.is_eligible_full_online,
        f.has_fee,
        f.is_eligible_online_payment,
        f.is_online_payment_enabled,
        f.is_published,
        f.published_on,
        f.decision_on,
        f.is_one_stop,
        f.returns_document,
        f.statutory_working_days,
    ),
    events=("published_on",),
    entry=None,
    rules=(
        date_in_range(f.published_on),
        date_in_range(f.decision_on),
        odd_code(f.procedure_code, PROCEDURE_CODE_PATTERN),
    ),
)
