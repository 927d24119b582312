"""`feedback`: phản ánh, kiến nghị (PAKN) of citizens and organisations."""

from schemas import fields as f
from schemas.kind import RecordKind
from schemas.labels import Label
from schemas.rule import Severity
from schemas.rules import UNIT_CODE_PATTERN, date_in_range, not_before, odd_code

_TIMES = (
    f.sent_at,
    f.transferred_at,
    f.feedback_supplement_requested_at,
    f.refused_at,
    f.processed_at,
    f.published_at,
)

FEEDBACK = RecordKind(
    name="feedback",
    label=Label("Phản ánh, kiến nghị", "A piece of feedback"),
    key=("feedback_code",),
    required=("feedback_code", "unit_code", "sent_at"),
    fields=(
        f.feedback_code,
        f.unit_code,
        f.unit_name_lookup,
        f.topic,
        f.is_within_competence,
        f.sent_at,
        f.transferred_at,
        f.feedback_supplement_requested_at,
        f.refused_at,
        f.processed_at,
        f.published_at,
        f.feedback_status,
        f.raw_status,
        f.likes,
        f.dislikes,
        f.reminders,
        f.sender_name,
        f.sender_phone,
        f.content,
        f.answer,
    ),
    events=("sent_at", "transferred_at", "supplement_requested_at", "refused_at", "processed_at", "published_at"),
    entry="sent_at",
    rules=(
        *(date_in_range(field) for field in _TIMES),
        odd_code(f.unit_code, UNIT_CODE_PATTERN),
        not_before(
            f.sent_at,
            f.processed_at,
            "processed_before_sent",
            Label("ngày xử lý trước ngày gửi", "processed before it was sent"),
            Severity.WARN,
        ),
    ),
    own_unit_for_unknown_names=True,
)
