"""What was known at an instant of loads taken back, and of records that full lists no longer have.

Queries over the warehouse's tables of both, to be put into others: every instant is an SQL timestamp.
"""

from schemas import RecordKind


def withdrawn_loads(known_at: str) -> str:
    """SELECT of the `load_id` of each load that was withdrawn, and not restored, as known at an instant."""
    return (
        f"SELECT load_id FROM withdrawals WHERE withdrawn_at <= {known_at} "
        f"AND (restored_at IS NULL OR restored_at > {known_at})"
    )


def absent_records(kind: RecordKind, as_of: str, known_at: str) -> str:
    """SELECT of the `record` (its whole key by `schemas.kind.key_sql`) of each record absent upstream at `as_of`.

    That is what the export made last by then says of it: of full lists that lack it, and of exports that
    have it again.

    Args:
        as_of: exports made later are not looked at.
        known_at: nor those loaded later, or withdrawn by then.
    """
    return (
        f"SELECT record FROM absences WHERE kind = '{kind.name}' AND exported_at <= {as_of} "
        f"AND loaded_at <= {known_at} AND (superseded_at IS NULL OR superseded_at > {known_at}) "
        "GROUP BY record HAVING max_by(is_absent, row(exported_at, load_id))"
    )


def events_sql(known_at: str) -> str:
    """SELECT of `History.withdrawals`."""
    events = (("withdraw", "withdrawn_at"), ("restore", "restored_at"))
    each = (
        f"SELECT strftime({at}, '%Y%m%d-%H%M%S-%f-{action}') AS event_id, '{action}' AS action, {at} AS happened_at, "
        f"load_id FROM withdrawals WHERE {at} <= {known_at}"
        for action, at in events
    )
    return (
        f"SELECT e.*, l.file, l.kind, l.exported_at FROM ({' UNION ALL '.join(each)}) AS e "
        "JOIN loads AS l USING (load_id) ORDER BY happened_at"
    )
