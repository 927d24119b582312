"""`staff`: one person (cán bộ, công chức) as listed on one day."""

import polars as pl

from schemas.fields import registers, staff
from schemas.kind import RecordKind
from schemas.labels import Label
from schemas.rule import Rule, Severity
from schemas.rules import UNIT_CODE_PATTERN, date_in_range, not_in_future, odd_code

_DISCIPLINE_WITHOUT_DATE = Rule(
    "discipline_without_date",
    Severity.WARN,
    "disciplined_on",
    Label(
        "có hình thức kỷ luật nhưng không có ngày kỷ luật nên không thuộc kỳ nào",
        "disciplined without a day, so it counts in no period",
    ),
    lambda now: (pl.col("discipline") != "none") & pl.col("disciplined_on").is_null(),
    needs=("discipline",),
)

STAFF = RecordKind(
    name="staff",
    label=Label("Cán bộ, công chức tại một thời điểm", "A member of staff at a date"),
    # A person has a row for each day the list was drawn up: docs/adr/0010-staff-rows-are-dated.md.
    key=("staff_code", "as_of"),
    required=("staff_code", "unit_code", "as_of"),
    fields=(
        staff.staff_code,
        registers.unit_code,
        registers.unit_name_lookup,
        staff.as_of,
        staff.is_qualified,
        staff.discipline,
        staff.disciplined_on,
        staff.staff_name,
    ),
    events=("as_of", "disciplined_on"),
    entry="as_of",
    rules=(
        date_in_range(staff.as_of),
        date_in_range(staff.disciplined_on),
        odd_code(registers.unit_code, UNIT_CODE_PATTERN),
        not_in_future(staff.as_of),
        _DISCIPLINE_WITHOUT_DATE,
    ),
)
