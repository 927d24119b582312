"""`procedures`: administrative procedures (TTHC) as offered by a level of agency."""

from schemas.fields import registers
from schemas.kind import RecordKind
from schemas.labels import Label
from schemas.rules import PROCEDURE_CODE_PATTERN, closed_before_opened, date_in_range, not_negative, odd_code

PROCEDURES = RecordKind(
    name="procedures",
    label=Label("Thủ tục hành chính", "An administrative procedure"),
    key=("procedure_code",),
    required=("procedure_code",),
    fields=(
        registers.procedure_code,
        registers.procedure_name,
        registers.field_of_work,
        registers.procedure_level,
        registers.service_level,
        registers.is_eligible_full_online,
        registers.has_fee,
        registers.is_eligible_online_payment,
        registers.is_online_payment_enabled,
        registers.is_published,
        registers.published_on,
        registers.decision_on,
        registers.is_one_stop,
        registers.returns_document,
        registers.statutory_working_days,
        registers.valid_from,
        registers.valid_to,
    ),
    events=("published_on",),
    outcomes=("published_on",),
    is_dated=True,
    entry=None,
    rules=(
        date_in_range(registers.published_on),
        date_in_range(registers.decision_on),
        date_in_range(registers.valid_from),
        date_in_range(registers.valid_to),
        closed_before_opened(registers.valid_from, registers.valid_to),
        not_negative(registers.statutory_working_days, Label("thời hạn giải quyết", "statutory limit")),
        odd_code(registers.procedure_code, PROCEDURE_CODE_PATTERN),
    ),
)
