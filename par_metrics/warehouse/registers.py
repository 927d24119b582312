"""What the registers of units and procedures say, for reading other exports."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

import duckdb

from par_metrics.support.folding import fold


@dataclass(frozen=True)
class Registers:
    """Codes and names of the units and procedures known now, and the workspace's own unit."""

    units: tuple[tuple[str, str | None], ...]
    procedures: tuple[tuple[str, str | None], ...]
    own_unit: str | None

    @property
    def digest(self) -> str:
        """Changes where a row that could not be resolved before might be now."""
        text = json.dumps([self.units, self.procedures, self.own_unit], ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


def read_registers(connection: duckdb.DuckDBPyConnection, own_unit: str | None) -> Registers:
    """The current registers."""
    units = connection.execute("SELECT unit_code, unit_name FROM units ORDER BY ALL").fetchall()
    procedures = connection.execute("SELECT procedure_code, procedure_name FROM procedures ORDER BY ALL").fetchall()
    return Registers(tuple(units), tuple(procedures), own_unit)


def code_by_name(entries: Iterable[tuple[str, str | None]]) -> dict[str, str]:
    """Folded name -> code; a name that several codes bear names none of them."""
    codes: dict[str, set[str]] = {}
    for code, name in entries:
        if name:
            codes.setdefault(fold(name), set()).add(code)
    return {name: next(iter(bearers)) for name, bearers in codes.items() if len(bearers) == 1}
