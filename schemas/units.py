"""`units`: agencies (communes, departments, provinces)."""

from schemas import fields as f
from schemas.kind import RecordKind
from schemas.labels import Label
from schemas.rules import UNIT_CODE_PATTERN, odd_code

UNITS = RecordKind(
    name="units",
    label=Label("Đơn vị", "An agency"),
    key=("unit_code",),
    required=("unit_code", "unit_name"),
    fields=(f.unit_code, f.unit_name, f.unit_level, f.parent_code),
    events=(),
    entry=None,
    rules=(odd_code(f.unit_code, UNIT_CODE_PATTERN),),
)
