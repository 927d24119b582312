"""What was known at an instant: versions of records, loads taken back, and what full lists no longer have.

Queries over the warehouse's tables, to be put into others: every instant is an SQL timestamp.
"""

from schemas import RecordKind


def known_versions(kind: str, known_at: str) -> str:
    """Subquery of the record versions known at an instant."""
    return (
        f"(SELECT * FROM {kind}_versions "
        f"WHERE loaded_at <= {known_at} AND (superseded_at IS NULL OR superseded_at > {known_at}))"
    )


def units_and_own(units: str, own: str | None) -> str:
    """Subquery of the lives of the units, and of the workspace's own where no register has it.

    Args:
        units: subquery of the units known.
        own: an SQL literal.
    """
    registered = f"SELECT unit_code, level, valid_from, valid_to FROM {units}"
    if own is None:
        return f"({registered})"
    return (
        f"({registered} UNION ALL SELECT {own}, NULL, NULL, NULL "
        f"WHERE NOT EXISTS (SELECT 1 FROM {units} u WHERE u.unit_code = {own}))"
    )


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


REGISTERS_CHANGED_SQL = """
SELECT DISTINCT instant FROM (
    SELECT unnest([loaded_at, superseded_at]) AS instant FROM units_versions
    UNION ALL SELECT loaded_at FROM procedures_dated
    UNION ALL SELECT unnest([withdrawn_at, restored_at]) FROM withdrawals
) WHERE instant IS NOT NULL ORDER BY instant
"""
"""The instants at which what is known of units and procedures may have changed."""
