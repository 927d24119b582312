"""Queries of the rows that loads refused and that no later load accepted.

Which count is said in `warehouse.still_refused`. Loads of a time before refused rows were kept one by one have only
their number: such rows are of no known unit or key. A withdrawn load counts for nothing; a row that it alone had
accepted is entered once more, as of its withdrawal.
"""

from par_metrics.warehouse.still_refused import open_rows_sql


def refused_sql(known: str) -> str:
    """SELECT of `Holding.refused`; `known` is the instant of knowledge, as an SQL literal."""
    return f"{_open(known)} SELECT kind, unit_code, sum(rows)::BIGINT AS rows FROM still_open GROUP BY ALL ORDER BY ALL"


def newest_loads_sql(known: str) -> str:
    """SELECT of `Holding.newest_loads`."""
    return f"""{_open(known)}
    SELECT n.load_id, n.file, n.kind, n.rows_read, n.accepted, coalesce(sum(o.rows), 0)::BIGINT AS refused
    FROM newest n LEFT JOIN still_open o USING (load_id)
    GROUP BY ALL ORDER BY load_id
    """


def _open(known: str) -> str:
    """The relations `newest` (loads) and `still_open` (`kind, load_id, unit_code, rows`)."""
    return f"""
    WITH {open_rows_sql(known)},
    unlisted AS (
        SELECT n.kind, n.load_id, n.rejected - count(r.load_id) AS rows
        FROM newest n LEFT JOIN listed r ON r.load_id = n.load_id AND r.loaded_at = n.loaded_at
        GROUP BY n.kind, n.load_id, n.rejected
    ),
    still_open AS (
        SELECT kind, load_id, unit_code, count(*) AS rows FROM last_refused GROUP BY ALL
        UNION ALL SELECT kind, load_id, NULL, rows FROM unlisted WHERE rows > 0
    )
    """
