"""Finding the unit and the procedure of a record that an export only names, or leaves out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import polars as pl

from par_metrics.readers.values import map_unique
from par_metrics.support.folding import fold

# The unit's part of a dossier code: before the day, which has 6 or 8 digits.
_UNIT_OF_DOSSIER = r"^([0-9A-Za-z]+(?:\.[0-9A-Za-z]+)*)-(?:\d{6}|\d{8})-"


@dataclass(frozen=True)
class References:
    """What the registers of a workspace say.

    Args:
        unit_codes: codes of all known units.
        unit_code_by_name: folded name -> code; names that several units share are left out.
        procedure_codes: codes of all known procedures.
        procedure_code_by_name: folded name -> code; names that several share are left out.
        own_unit: the workspace's own unit from the settings.
    """

    unit_codes: frozenset[str] = frozenset()
    unit_code_by_name: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    procedure_codes: frozenset[str] = frozenset()
    procedure_code_by_name: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    own_unit: str | None = None


@dataclass(frozen=True)
class Resolved:
    """Codes found, and for each way of finding one (a warning's id) the rows it served."""

    code: pl.Series
    ways: Mapping[str, pl.Series]


def resolve_units(
    code: pl.Series,
    name: pl.Series,
    dossier_code: pl.Series,
    references: References,
    *,
    own_unit_for_unknown_names: bool,
) -> Resolved:
    """The unit of each row: its code, else its name, else its dossier code's prefix, else the own unit.

    Args:
        code, name, dossier_code: String, null where the export says nothing.
        references: the registers and the own unit.
        own_unit_for_unknown_names: whether the own unit is also taken where a name is given that no unit bears.
    Returns:
        Codes, in the register's spelling where it knows them; null where no way led to one.
    """
    by_code = {known.upper(): known for known in references.unit_codes}

    def spelt(text: str) -> str:
        return by_code.get(text.upper(), text)

    def from_name(text: str) -> str | None:
        # A code may stand where the name belongs.
        return references.unit_code_by_name.get(fold(text)) or by_code.get(text.upper())

    given = map_unique(code, spelt, pl.String())
    named = map_unique(name, from_name, pl.String())
    prefix = map_unique(dossier_code.str.extract(_UNIT_OF_DOSSIER, 1).str.to_uppercase(), spelt, pl.String())
    ways = {"": given, "unit_from_name": named, "unit_from_dossier_code": prefix}
    if references.own_unit:
        own = pl.repeat(references.own_unit, code.len(), dtype=pl.String, eager=True)
        nothing = own.clear(code.len())
        ways["unit_from_settings"] = own if own_unit_for_unknown_names else own.zip_with(name.is_null(), nothing)
    return _first_of(ways)


def resolve_procedures(code: pl.Series, name: pl.Series, references: References) -> Resolved:
    """The procedure of each row: its code, else its name; `procedure_not_found` where a name led nowhere."""
    named = map_unique(name, lambda text: references.procedure_code_by_name.get(fold(text)), pl.String())
    found = _first_of({"": code, "procedure_from_name": named})
    not_found = name.is_not_null() & found.code.is_null()
    return Resolved(found.code, {**found.ways, "procedure_not_found": not_found})


def _first_of(ways: Mapping[str, pl.Series]) -> Resolved:
    found = next(iter(ways.values())).clear(next(iter(ways.values())).len())
    used: dict[str, pl.Series] = {}
    for way, codes in ways.items():
        used[way] = found.is_null() & codes.is_not_null()
        found = found.zip_with(found.is_not_null(), codes)
    used.pop("")
    return Resolved(found, used)
