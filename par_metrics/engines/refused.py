"""Queries of the rows that loads refused and that no later load accepted.

Of each file name (of one kind) the newest load counts: its file was sent again, corrected or not. Loads of a
time before refused rows were kept one by one have only their number: such rows are of no known unit or key.
A withdrawn load counts for nothing; a row that it alone had accepted is entered once more, as of its withdrawal.
"""



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
    """The relations `newest` (loads) and `still_open` (`kind, load_id, unit_code, rows`).

    A key that several of the loads refused is that of one record: it counts where it was refused last.
    """
    return f"""
    WITH newest AS (
        SELECT * FROM loads_known({known}) WHERE state = 'loaded'
        QUALIFY row_number() OVER (PARTITION BY kind, file ORDER BY loaded_at DESC, load_id DESC) = 1
    ),
    listed AS (
        SELECT r.* FROM refused_rows r SEMI JOIN newest n ON n.load_id = r.load_id WHERE r.loaded_at <= {known}
    ),
    last_refused AS (
        SELECT kind, load_id, unit_code FROM listed WHERE accepted_at IS NULL OR accepted_at > {known}
        QUALIFY key IS NULL OR load_id = first_value(load_id) OVER (PARTITION BY kind, key ORDER BY load_id DESC)
    ),
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
