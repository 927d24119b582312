"""`documents`: one official document (văn bản) handled."""

from schemas import fields as f
from schemas.kind import RecordKind
from schemas.labels import Label
from schemas.rules import UNIT_CODE_PATTERN, date_in_range, not_in_future, odd_code

DOCUMENTS = RecordKind(
    name="documents",
    label=Label("Văn bản đã xử lý", "An official document"),
    key=("document_code",),
    required=("document_code", "unit_code", "handled_on"),
    fields=(
        f.document_code,
        f.unit_code,
        f.unit_name_lookup,
        f.direction,
        f.handled_on,
        f.is_handled_online,
        f.is_exchanged_electronically,
        f.is_digitally_signed,
    ),
    events=("handled_on",),
    entry="handled_on",
    rules=(
        date_in_range(f.handled_on),
        odd_code(f.unit_code, UNIT_CODE_PATTERN),
        not_in_future(f.handled_on),
    ),
)
