"""Files that would be read better now than when they were loaded, read again from the archive.

Rows found no unit or procedure that a later register names; or they were refused by rules of reading that
have changed. Reading again is a load of its own: what was known before stays as it was known.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from par_metrics.loading.job import Asked
from par_metrics.settings.settings import Settings
from par_metrics.warehouse import Warehouse, archive, loads
from par_metrics.warehouse.loads import Load
from par_metrics.warehouse.registers import read_registers
from par_metrics.warehouse.tables import READING


@dataclass(frozen=True)
class Outdated:
    """A load that would come out otherwise today.

    Args:
        load: the newest of its file name and kind.
        reason: `register`: rows it could not place, and the registers have changed since; `reading`: rows
            were refused by older rules of reading.
        archived: its bytes; None where the archive has them no more.
    """

    load: Load
    reason: Literal["register", "reading"]
    archived: Path | None

    @property
    def asked(self) -> Asked | None:
        """The bytes once more, as the same kind, by the same profile, exported at the same time."""
        load = self.load
        profile = (load.profile or "").partition("@")[0] or None
        return None if self.archived is None else Asked(self.archived, load.kind, profile, load.exported_at)


def outdated(root: Path, settings: Settings) -> Sequence[Outdated]:
    """The newest loads of their file names that are worth reading again, oldest first."""
    warehouse = Warehouse(root)
    with warehouse.reader() as connection:
        digest = read_registers(connection, settings.unit).digest
        newest = loads.newest(connection)
    found = []
    for load in newest:
        if load.unresolved and load.register_digest != digest:
            found.append(Outdated(load, "register", archive.find(warehouse.layout, load.sha256)))
        elif load.rejected and load.reading < READING:
            found.append(Outdated(load, "reading", archive.find(warehouse.layout, load.sha256)))
    return found
