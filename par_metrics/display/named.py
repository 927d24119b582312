"""Codes with the names of what they stand for: an indicator, a unit, a procedure, a rule set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from par_metrics.indicators.met import definition_of, definitions_met
from par_metrics.indicators.rulesets import rules as rule_sets
from schemas import Language

Names = Mapping[str, Mapping[str, str]]
"""Column -> code -> name, as the registers of a workspace have them."""

INDICATORS = ("indicator", "component")
_RULES = ("rules", "rule", "rule_a", "rule_b")
_ALSO: Mapping[str, str] = {"original_unit_code": "unit_code"}


@dataclass(frozen=True)
class Named:
    """What stands in a cell.

    Args:
        text: what is read first.
        key: the id or code of it; empty where the text is all there is.
        is_beneath: the key has a line of its own, for its name fills one.
    """

    text: str
    key: str = ""
    is_beneath: bool = False

    @property
    def in_a_line(self) -> str:
        return f"{self.text} ({self.key})" if self.key else self.text


def names_of_indicators(language: Language) -> Names:
    """The names of all indicators, for the columns that have their ids."""
    labels = {definition.id: definition.label.in_language(language) for definition in definitions_met()}
    return dict.fromkeys(INDICATORS, labels)


def named(column: str, code: str, names: Names, language: Language) -> Named | None:
    """The name of a code, and the code; None where nobody knows a name."""
    if column in INDICATORS:
        definition = definition_of(code)
        return None if definition is None else Named(definition.label.in_language(language), code, is_beneath=True)
    if column in _RULES:
        return Named(rule_sets[code].label.in_language(language), code) if code in rule_sets else None
    name = names.get(_ALSO.get(column, column), {}).get(code)
    return Named(name, code) if name else None
