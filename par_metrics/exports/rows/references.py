"""Finding the unit and the procedure of a record that an export only names, or leaves out."""

from collections.abc import Mapping
from dataclasses import astuple, dataclass, field
from datetime import date
from types import MappingProxyType

import polars as pl

from par_metrics.readers.values import map_unique
from par_metrics.support.folding import fold, spelling

# The unit's part of a dossier code: before the day, which has 6 or 8 digits.
_UNIT_OF_DOSSIER = r"^([0-9A-Za-z]+(?:\.[0-9A-Za-z]+)*)-(?:\d{6}|\d{8})-"


UNKNOWN_NAME = "unknown_unit_name"
"""The rows whose unit's name nobody bears, and whose dossier code begins with the code of a known unit."""
SHARED_NAME = "shared_unit_name"
"""The rows without a unit because several bear the name; they are refused."""
_LIFE = ("valid_from", "valid_to")
Days = tuple[pl.Series, pl.Series]
"""For each row the first and the last day, Date, on which its record may have come to exist; null for unknown."""


@dataclass(frozen=True)
class Bearer:
    """A unit that bears, or bore, a name, spelt so (`folding.spelling`), and its life, both days included."""

    code: str
    spelling: str
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True)
class References:
    """What the registers of a workspace say, and its plan.

    Args:
        unit_codes: codes of all known units.
        unit_code_by_name: folded name, in force or former -> code, where one unit alone bears it.
        units_by_shared_name: folded name -> the units that bear it, where several do.
        procedure_codes: codes of all known procedures.
        procedure_code_by_name: folded name -> code; names that several share are left out.
        procedure_fields: folded fields of all known procedures.
        own_unit: the workspace's own unit from the settings.
        plan_rows: the addresses of the workspace's own plan, none where it cannot be read; None: it has none.
    """

    unit_codes: frozenset[str] = frozenset()
    unit_code_by_name: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    units_by_shared_name: Mapping[str, tuple[Bearer, ...]] = field(default_factory=lambda: MappingProxyType({}))
    procedure_codes: frozenset[str] = frozenset()
    procedure_code_by_name: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    procedure_fields: frozenset[str] = frozenset()
    own_unit: str | None = None
    plan_rows: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Resolved:
    """Codes found, and for each way of finding one (a warning's id) the rows it served."""

    code: pl.Series
    ways: Mapping[str, pl.Series]


def resolve_units(
    code: pl.Series, name: pl.Series, dossier_code: pl.Series, days: Days, references: References
) -> Resolved:
    """The unit of each row: its code, else its name, else its dossier code's prefix, else the own unit.

    Beside a name that tells nothing only the prefix of a known unit is believed, and the own unit
    is nobody's but of rows that give neither code nor name.

    Args:
        code, name, dossier_code: String, null where the export says nothing.
        days: when each record came to exist; of several units of one name it is the one alive then.
        references: the registers and the own unit.
    Returns:
        Codes, in the register's spelling where it knows them; null where no way led to one.
    """
    known = references.unit_codes | ({references.own_unit} if references.own_unit else set())
    by_code = {unit.upper(): unit for unit in known}

    def spelt(text: str) -> str:
        return by_code.get(text.upper(), text)

    def from_name(text: str) -> str | None:
        # A code may stand where the name belongs.
        return references.unit_code_by_name.get(fold(text)) or by_code.get(text.upper())

    nothing = code.clear(code.len())
    given = map_unique(code, spelt, pl.String())
    named = map_unique(name, from_name, pl.String())
    is_shared = map_unique(name, lambda text: fold(text) in references.units_by_shared_name, pl.Boolean())
    named = named.zip_with(named.is_not_null(), _alive_bearer(name, days, references.units_by_shared_name))
    # Few rows are without both, and the prefix differs in every row.
    is_open = given.is_null() & named.is_null()
    coded = pl.select(pl.when(is_open).then(dossier_code)).to_series()
    prefix = map_unique(coded.str.extract(_UNIT_OF_DOSSIER, 1).str.to_uppercase(), spelt, pl.String())
    prefix = prefix.zip_with(name.is_null() | prefix.is_in(list(known)).fill_null(False), nothing)
    ways = {"": given, "unit_from_name": named, "unit_from_dossier_code": prefix}
    if references.own_unit:
        own = pl.repeat(references.own_unit, code.len(), dtype=pl.String, eager=True)
        ways["unit_from_settings"] = own.zip_with(name.is_null(), nothing)
    found = _first_of(ways)
    doubtful = found.ways["unit_from_dossier_code"] & name.is_not_null()
    shared = is_shared.fill_null(False) & found.code.is_null()
    return Resolved(found.code, {**found.ways, UNKNOWN_NAME: doubtful, SHARED_NAME: shared})


def _alive_bearer(name: pl.Series, days: Days, shared: Mapping[str, tuple[Bearer, ...]]) -> pl.Series:
    """Of the units that share a name the one that was alive when the record came to exist; null if several were.

    Of several the one whose name is spelt so: "Tân Thanh" and "Tân Thành" are told apart where an export can.
    """
    if not shared:
        return name.clear(name.len())
    folded, spelt = map_unique(name, fold, pl.String()), map_unique(name, spelling, pl.String())
    rows = pl.DataFrame({"name": folded, "spelt": spelt, "first": days[0], "last": days[1]})
    bearers = pl.DataFrame(
        [(shared_name, *astuple(unit)) for shared_name, units in shared.items() for unit in units],
        schema=dict.fromkeys(("name", "code", "spelling"), pl.String) | dict.fromkeys(_LIFE, pl.Date),
        orient="row",
    )
    is_spelt_so = pl.col("spelling") == pl.col("spelt")
    alive = (
        rows.with_row_index("index")
        .join(bearers, on="name")
        .filter(
            (pl.col("valid_from") <= pl.col("last")).fill_null(True),
            (pl.col("valid_to") >= pl.col("first")).fill_null(True),
        )
        .filter(is_spelt_so | ~is_spelt_so.any().over("index"))
        .group_by("index")
        .agg(pl.col("code").unique())
        .filter(pl.col("code").list.len() == 1)
        .select("index", pl.col("code").list.first())
    )
    return rows.with_row_index("index").join(alive, on="index", how="left", maintain_order="left")["code"]


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
        if codes.null_count() < codes.len():
            found = found.zip_with(found.is_not_null(), codes)
    used.pop("")
    return Resolved(found, used)
