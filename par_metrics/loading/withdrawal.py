"""Taking a load back, or taking that back: all of it or nothing."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from par_metrics.domain import clock
from par_metrics.settings.settings import Settings
from par_metrics.warehouse import Warehouse, lake, ledger, loads, withdrawals
from par_metrics.warehouse.events import Action


@dataclass(frozen=True)
class Withdrawal:
    """What withdrawing or restoring a load did.

    Args:
        at: from then on it is known; naive local.
        records: how many records are otherwise than before.
        is_of_refused: it was no load but a file refused as a whole.
    """

    load_id: str
    file: str
    action: Action
    at: datetime
    reason: str | None
    records: int
    is_of_refused: bool = False


def take_back(root: Path, settings: Settings, load_id: str, action: Action, reason: str | None) -> Withdrawal:
    """Withdraw a load or a refused file, or restore one that was withdrawn.

    Raises:
        UsageError: there is no such load, or nothing to withdraw or restore; see `withdrawals.new_event`.
        WorkspaceBusyError: another process is writing, or readers keep the database open.
    """
    warehouse = Warehouse(root)
    with warehouse.writer() as connection:
        event = withdrawals.new_event(connection, load_id, action, reason, clock.now(settings.timezone))
        lake.write_event(warehouse.layout, event)
        connection.begin()
        try:
            records = withdrawals.apply(connection, warehouse.layout, event)
        except Exception:
            connection.rollback()
            lake.discard_event(warehouse.layout, event)
            raise
        connection.commit()
        ledger.append(warehouse.layout, ledger.of_event(event))
        load = loads.find(connection, load_id)
    file, is_of_refused = ("", False) if load is None else (load.file, load.state == "refused")
    return Withdrawal(load_id, file, action, event.at, event.reason, records, is_of_refused)
