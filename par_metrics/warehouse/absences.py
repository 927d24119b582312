"""Which records full lists no longer have, and which exports have these again.

Each load says so for itself, at its time of export; what holds at an instant is said by the load
exported last by then. Like versions the lines are never changed, only closed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from par_metrics.warehouse.book import Entry
from par_metrics.warehouse.covers import Cover, cover_of
from par_metrics.warehouse.full_lists import scope_text
from par_metrics.warehouse.loads import Load, full_lists
from par_metrics.warehouse.tables import ABSENCES, REFUSED_ROWS, quoted
from schemas import RecordKind
from schemas.kind import key_sql

_NAMED = 5


def mark(entry: Entry, lists: Sequence[Load]) -> None:
    """Write what a load says of absence; the caller has merged it and entered its refused rows.

    Args:
        lists: the full lists of the kind that were loaded before it and hold.
    """
    kind, load, absences = entry.kind, entry.load, entry.book.absences
    if entry.connection.execute(f"SELECT 1 FROM {absences} WHERE kind = ? LIMIT 1", [kind.name]).fetchall():
        entry.run(_insert(entry, _returned(entry), is_absent=False))
    if load.full_list is None or (cover := cover_of(kind, load, lists)) is None:
        return
    entry.run(
        _insert(entry, _missing(entry), is_absent=True),
        scopes=sorted(cover.scopes),
        start=cover.start,
        end=cover.end,
    )


@dataclass(frozen=True)
class Absent:
    """What a full list came to.

    Args:
        cover: what it may say is absent; None for nothing.
        count: how many records it should have and lacks.
        first: the first few of them.
    """

    cover: Cover | None
    count: int
    first: list[str]


def absent_of(connection: duckdb.DuckDBPyConnection, kind: RecordKind, load: Load) -> Absent:
    """What a full list that was just merged came to."""
    said = f"FROM {ABSENCES} WHERE load_id = ? AND is_absent AND superseded_at IS NULL"
    count: int = connection.execute(f"SELECT count(*) {said}", [load.load_id]).fetchall()[0][0]
    first = connection.execute(f"SELECT record {said} ORDER BY record LIMIT {_NAMED}", [load.load_id]).fetchall()
    before = [other for other in full_lists(connection, kind.name) if other.loaded_at < load.loaded_at]
    return Absent(cover_of(kind, load, before), count, [record for (record,) in first])


def _missing(entry: Entry) -> str:
    """The records of its cover that were on an earlier full list, were not seen since, and are not on this one.

    One whose row was refused is on it all the same.
    """
    kind = entry.kind
    key = " AND ".join(f"i.{quoted(name)} = c.{quoted(name)}" for name in kind.key)
    within = "TRUE" if kind.entry is None else f"CAST(c.{quoted(kind.entry)} AS DATE) BETWEEN $start AND $end"
    return f"""
        SELECT {key_sql(kind.key, "c")} AS record FROM {entry.book.versions} AS c
        WHERE c.superseded_at IS NULL AND c.listed_at <= $exported_at AND c.confirmed_at <= $exported_at
            AND {scope_text(kind, "c")} IN (SELECT unnest($scopes::VARCHAR[])) AND {within}
            AND NOT EXISTS (SELECT 1 FROM ({entry.rows}) AS i WHERE {key})
            AND {key_sql(kind.key, "c")} NOT IN (
                SELECT key FROM {REFUSED_ROWS} WHERE kind = '{kind.name}' AND load_id = $load_id AND key IS NOT NULL
            )
    """


def _returned(entry: Entry) -> str:
    """The records of a load that were absent until it was exported."""
    kind = entry.kind
    return f"""
        SELECT a.record FROM (
            SELECT record FROM {entry.book.absences}
            WHERE kind = '{kind.name}' AND superseded_at IS NULL AND exported_at <= $exported_at
            GROUP BY record HAVING max_by(is_absent, row(exported_at, load_id))
        ) AS a
        JOIN (SELECT {key_sql(kind.key, "i")} AS record FROM ({entry.rows}) AS i) USING (record)
    """


def _insert(entry: Entry, records: str, *, is_absent: bool) -> str:
    return f"""
        INSERT INTO {entry.book.absences} (kind, record, load_id, exported_at, loaded_at, is_absent)
        SELECT '{entry.kind.name}', record, $load_id, $exported_at, $loaded_at, {is_absent} FROM ({records})
    """
