"""Withdrawals of loads, and their restorations, as events: each a small file of the lake, never changed."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal

import duckdb

from par_metrics.warehouse.tables import WITHDRAWALS

Action = Literal["withdraw", "restore"]


@dataclass(frozen=True)
class Event:
    """A load taken back, or this taken back.

    Args:
        at: naive local; no load and no other event is of the same instant.
        reason: why, as whoever did it says.
    """

    load_id: str
    at: datetime
    action: Action
    reason: str | None

    @property
    def event_id(self) -> str:
        """Name of its file; sortable by time."""
        return f"{self.at:%Y%m%d-%H%M%S-%f}-{self.action}"

    def to_json(self) -> str:
        return json.dumps(asdict(self) | {"at": self.at.isoformat()}, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Event:
        values = json.loads(text)
        return cls(**(values | {"at": datetime.fromisoformat(values["at"])}))


def record(connection: duckdb.DuckDBPyConnection, event: Event) -> None:
    """Enter an event into the register of withdrawals; the caller commits."""
    if event.action == "withdraw":
        sql = f"INSERT INTO {WITHDRAWALS} (load_id, withdrawn_at, reason) VALUES ($load_id, $at, $reason)"
    else:
        sql = (
            f"UPDATE {WITHDRAWALS} SET restored_at = $at, restored_reason = $reason "
            "WHERE load_id = $load_id AND restored_at IS NULL"
        )
    values = {"load_id": event.load_id, "at": event.at, "reason": event.reason}
    connection.execute(sql, values).fetchall()


def all_events(connection: duckdb.DuckDBPyConnection) -> list[Event]:
    """Every event that was committed, oldest first."""
    rows = connection.execute(
        f"SELECT load_id, withdrawn_at, 'withdraw', reason FROM {WITHDRAWALS} UNION ALL "
        f"SELECT load_id, restored_at, 'restore', restored_reason FROM {WITHDRAWALS} WHERE restored_at IS NOT NULL "
        "ORDER BY 2"
    ).fetchall()
    return [Event(*row) for row in rows]
