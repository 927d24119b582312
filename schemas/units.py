"""`units`: agencies (communes, departments, provinces)."""

import polars as pl

from schemas.fields import registers
from schemas.kind import RecordKind
from schemas.labels import Label
from schemas.rule import Rule, Severity
from schemas.rules import UNIT_CODE_PATTERN, closed_before_opened, date_in_range, odd_code

_SUCCESSOR, _CODE = registers.successor_code.name, registers.unit_code.name

_OWN_SUCCESSOR = Rule(
    "own_successor",
    Severity.EMPTY,
    _SUCCESSOR,
    Label(
        'đơn vị kế thừa "{value}" là chính đơn vị đó. Ghi mã của đơn vị mới, hoặc để trống nếu đơn vị vẫn hoạt động',
        'the successor "{value}" is the unit itself. Put the new unit\'s code, or nothing where the unit goes on',
    ),
    lambda now: pl.col(_SUCCESSOR) == pl.col(_CODE),
    needs=(_SUCCESSOR, _CODE),
)

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
        closed_before_opened(registers.valid_from, registers.valid_to),
        _OWN_SUCCESSOR,
        odd_code(registers.unit_code, UNIT_CODE_PATTERN),
    ),
)
