"""The records: every field once, every kind of record, and what makes a row wrong.

`KINDS` needs no pandera; `schemas.model.model(kind, now)` makes the pandera model.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from schemas.labels import Label, Language

if TYPE_CHECKING:
    from schemas.field import Field, ValueType
    from schemas.kind import RecordKind
    from schemas.kinds import KINDS
    from schemas.rule import Rule, Severity

__all__ = ["KINDS", "Field", "Label", "Language", "RecordKind", "Rule", "Severity", "ValueType"]

# Labels are wanted everywhere; what else there is brings polars, and is loaded when it is first asked for.
_HOMES = {
    "KINDS": "schemas.kinds",
    "Field": "schemas.field",
    "RecordKind": "schemas.kind",
    "Rule": "schemas.rule",
    "Severity": "schemas.rule",
    "ValueType": "schemas.field",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(_HOMES[name]), name)
    return found
