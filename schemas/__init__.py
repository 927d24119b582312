"""The records: every field once, every kind of record, and what makes a row wrong.

`KINDS` needs no pandera; `schemas.model.model(kind, now)` makes the pandera model.
"""

from schemas.dossiers import DOSSIERS
from schemas.feedback import FEEDBACK
from schemas.field import Field, ValueType
from schemas.kind import RecordKind
from schemas.labels import Label, Language
from schemas.payments import PAYMENTS
from schemas.procedures import PROCEDURES
from schemas.rule import Rule, Severity
from schemas.units import UNITS

# Registers first: the others look up units and procedures in them.
KINDS: dict[str, RecordKind] = {kind.name: kind for kind in (UNITS, PROCEDURES, DOSSIERS, PAYMENTS, FEEDBACK)}

__all__ = ["KINDS", "Field", "Label", "Language", "RecordKind", "Rule", "Severity", "ValueType"]
