"""What the registers of units and procedures say, for reading other exports."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

import duckdb

from par_metrics.support.folding import fold

REGISTERS = ("units", "procedures")
"""The kinds that tell how other exports are read."""
LARGEST_REGISTER_BYTES = 32 * 2**20
"""A register of units or procedures is small; what is larger is none."""


class Unit(NamedTuple):
    """A line of the register of units: its names, those before separated by `;`, and its life."""

    unit_code: str
    unit_name: str | None = None
    former_names: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Every name the unit bears or bore."""
        names = (self.unit_name or "", *(self.former_names or "").split(";"))
        return tuple(name for name in names if name.strip())


@dataclass(frozen=True)
class Registers:
    """The units and procedures known now, the fields of these, and the workspace's own unit."""

    units: tuple[Unit, ...]
    procedures: tuple[tuple[str, str | None], ...]
    own_unit: str | None
    fields: tuple[str, ...] = ()

    @cached_property
    def digest(self) -> str:
        """Changes where a row that could not be resolved before might be now."""
        text = json.dumps([self.units, self.procedures, self.own_unit], ensure_ascii=False, default=str)
        return hashlib.sha256(text.encode()).hexdigest()


def read_registers(connection: duckdb.DuckDBPyConnection, own_unit: str | None) -> Registers:
    """The current registers."""
    units = connection.execute(f"SELECT {', '.join(Unit._fields)} FROM units ORDER BY ALL").fetchall()
    procedures = connection.execute("SELECT procedure_code, procedure_name FROM procedures ORDER BY ALL").fetchall()
    fields = connection.execute("SELECT DISTINCT field FROM procedures WHERE field IS NOT NULL ORDER BY 1").fetchall()
    return Registers(
        tuple(Unit(*unit) for unit in units), tuple(procedures), own_unit, tuple(field for (field,) in fields)
    )


def units_by_name(units: Iterable[Unit]) -> dict[str, list[tuple[Unit, str]]]:
    """Folded name, in force or former -> the units that bear it, each with the name as it is spelt."""
    bearers: dict[str, list[tuple[Unit, str]]] = {}
    for unit in units:
        for name in unit.names:
            bearers.setdefault(fold(name), []).append((unit, name))
    return bearers


def code_by_name(entries: Iterable[tuple[str, str | None]]) -> dict[str, str]:
    """Folded name -> code; a name that several codes bear names none of them."""
    codes: dict[str, set[str]] = {}
    for code, name in entries:
        if name:
            codes.setdefault(fold(name), set()).add(code)
    return {name: next(iter(bearers)) for name, bearers in codes.items() if len(bearers) == 1}
