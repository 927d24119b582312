"""Taking a load back, and taking that back: from an instant on, as if the load had never been made.

So may a file that was refused as a whole be taken back, which was never an export: nothing of it was loaded, and from
then on it is named nowhere but in the history of loads.
"""

from datetime import datetime

import duckdb

from par_metrics.domain.privacy import impersonal_reason
from par_metrics.errors import UsageError, nearest
from par_metrics.settings.layout import Layout
from par_metrics.warehouse import events, loads
from par_metrics.warehouse.events import Action, Event
from par_metrics.warehouse.replay import recompute
from par_metrics.warehouse.tables import LOADS, WITHDRAWALS
from schemas import Label


def new_event(
    connection: duckdb.DuckDBPyConnection, load_id: str, action: Action, reason: str | None, now: datetime
) -> Event:
    """The event of withdrawing a load or a refused file, or of restoring it.

    Raises:
        UsageError: there is no such load; it is withdrawn already, or not withdrawn; a withdrawal without a
            reason; a reason that names a person.
    """
    known = [known_id for (known_id,) in connection.execute(f"SELECT load_id FROM {LOADS}").fetchall()]
    if load_id not in known:
        near = nearest(load_id, known)
        raise UsageError(
            Label(f'không có lần nạp "{load_id}".{near.vi}', f'there is no load "{load_id}".{near.en}'), "unknown_load"
        )
    open_since = _withdrawn_at(connection, load_id)
    if action == "withdraw" and open_since is not None:
        raise UsageError(
            Label(
                f"{load_id} đã được rút lại lúc {open_since:%d/%m/%Y %H:%M}. "
                f"Để dùng lại: par-metrics loads --restore {load_id}",
                f"{load_id} was withdrawn already, at {open_since:%Y-%m-%d %H:%M}. "
                f"To take it back: par-metrics loads --restore {load_id}",
            ),
            "already_withdrawn",
        )
    if action == "restore" and open_since is None:
        raise UsageError(
            Label(f"{load_id} không bị rút lại, không cần khôi phục", f"{load_id} is not withdrawn"), "not_withdrawn"
        )
    if action == "withdraw" and not (reason or "").strip():
        raise UsageError(Label("hãy ghi lý do rút lại", "say why it is withdrawn"), "no_reason")
    return Event(load_id, loads.after_all(connection, now), action, impersonal_reason(reason or "") or None)


def apply(connection: duckdb.DuckDBPyConnection, layout: Layout, event: Event) -> int:
    """Enter an event, and make the records what the loads that hold from then on say; the caller commits.

    Returns:
        How many records are otherwise than before.
    """
    events.record(connection, event)
    load = loads.find(connection, event.load_id)
    # The lake may have lost the load itself since; a refused file has no records.
    return 0 if load is None or load.state == "refused" else recompute(connection, layout, load, event.at)


def _withdrawn_at(connection: duckdb.DuckDBPyConnection, load_id: str) -> datetime | None:
    found = connection.execute(
        f"SELECT withdrawn_at FROM {WITHDRAWALS} WHERE load_id = ? AND restored_at IS NULL", [load_id]
    ).fetchall()
    return found[0][0] if found else None
