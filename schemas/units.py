"""`units`: agencies (communes, departments, provinces)."""

from schemas.fields import registers
from schemas.kind import RecordKind
from schemas.labels import Label
from schemas.rules import UNIT_CODE_PATTERN, date_in_range, odd_code

UNITS = RecordKind(
    name="units",
    label=Label("Đơn vị", "An agency"),
    key=("unit_code",),
    required=("unit_code", "unit_name"),
    fields=(
        registers.unit_code,
        registers.unit_name,
        registers.unit_level,
        registers.parent_code,
        registers.valid_from,
        registers.valid_to,
        registers.successor_code,
        registers.former_names,
    ),
    events=(),
    entry=None,
    rules=(
        date_in_range(registers.valid_from),
        date_in_range(registers.valid_to),
        odd_code(registers.unit_code, UNIT_CODE_PATTERN),
    ),
)
