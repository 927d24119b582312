"""`feedback`: phản ánh, kiến nghị (PAKN) of citizens and organisations."""

from schemas.fields import dossiers, feedback, people, registers
from schemas.kind import RecordKind
from schemas.labels import Label
from schemas.rule import Severity
from schemas.rules import UNIT_CODE_PATTERN, date_in_range, not_before, not_negative, odd_code

_TIMES = (
    feedback.sent_at,
    feedback.transferred_at,
    feedback.feedback_supplement_requested_at,
    feedback.refused_at,
    feedback.processed_at,
    feedback.published_at,
)

_COUNT = Label("số lượt", "count")

FEEDBACK = RecordKind(
    name="feedback",
    label=Label("Phản ánh, kiến nghị", "A piece of feedback"),
    key=("feedback_code",),
    required=("feedback_code", "unit_code", "sent_at"),
    fields=(
        feedback.feedback_code,
        registers.unit_code,
        registers.unit_name_lookup,
        feedback.topic,
        feedback.is_within_competence,
        feedback.sent_at,
        feedback.transferred_at,
        feedback.feedback_supplement_requested_at,
        feedback.refused_at,
        feedback.processed_at,
        feedback.published_at,
        feedback.feedback_status,
        dossiers.raw_status,
        feedback.likes,
        feedback.dislikes,
        feedback.reminders,
        people.sender_name,
        people.sender_phone,
        people.content,
        people.answer,
    ),
    events=("sent_at", "transferred_at", "supplement_requested_at", "refused_at", "processed_at", "published_at"),
    outcomes=("processed_at", "published_at"),
    entry="sent_at",
    rules=(
        *(date_in_range(field) for field in _TIMES),
        *(not_negative(field, _COUNT) for field in (feedback.likes, feedback.dislikes, feedback.reminders)),
        odd_code(registers.unit_code, UNIT_CODE_PATTERN),
        not_before(
            feedback.sent_at,
            feedback.processed_at,
            "processed_before_sent",
            Label("ngày xử lý trước ngày gửi", "processed before it was sent"),
            Severity.WARN,
        ),
    ),
)
