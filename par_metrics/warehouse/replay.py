"""What is known if other loads hold than did: merged again beside the warehouse, and written where it differs.

The records that a load spoke of are merged from the lake files of all loads that hold, in the order these
came, into temporary tables. What differs from the current state is written as of the instant of the
change: nothing that was known before is touched.
"""

from dataclasses import dataclass
from datetime import datetime

import duckdb

from par_metrics.settings.layout import Layout
from par_metrics.warehouse import lake, loads, refused, versions
from par_metrics.warehouse.book import Book
from par_metrics.warehouse.lake_rows import lake_rows
from par_metrics.warehouse.loads import Load
from par_metrics.warehouse.tables import REFUSED_ROWS, quoted
from schemas import KINDS, RecordKind
from schemas.kind import key_sql, known_column

_VERSIONS, _ABSENCES, _KEYS, _CHANGES = "replay_versions", "replay_absences", "replay_keys", "replay_changes"
_ACCEPTED = "replay_accepted"


def recompute(connection: duckdb.DuckDBPyConnection, layout: Layout, load: Load, at: datetime) -> int:
    """Make the records of a load what the loads that hold now say; the caller commits.

    Args:
        load: the load that holds no more, or again.
        at: the instant from which on this is known; later than everything known so far.
    Returns:
        How many records are otherwise than before.
    """
    kind = KINDS[str(load.kind)]
    replay = _Replay(connection, layout, kind, at, Book(_VERSIONS, _ABSENCES, keys=_replayed_keys(load)))
    replay.prepare(load)
    replay.merge()
    replay.write_versions()
    replay.write_absences()
    refused.reopen(connection, kind, _ACCEPTED, at)
    replay.clear()
    return replay.changed()


def _replayed_keys(load: Load) -> str | None:
    """The records of the load alone; but a full list also decides what others say of records it lacks."""
    return _KEYS if load.full_list is None else None


@dataclass(frozen=True)
class _Replay:
    connection: duckdb.DuckDBPyConnection
    layout: Layout
    kind: RecordKind
    at: datetime
    book: Book

    def prepare(self, load: Load) -> None:
        """Make the tables; what refused rows the load itself accepted is looked at in any case."""
        own = Book.of(self.kind)
        for fresh, table in ((_VERSIONS, own.versions), (_ABSENCES, own.absences)):
            self._run(f"CREATE OR REPLACE TEMPORARY TABLE {fresh} AS SELECT * FROM {table} LIMIT 0")
        if self.book.keys is not None:
            key = ", ".join(map(quoted, self.kind.key))
            self._run(
                f"CREATE OR REPLACE TEMPORARY TABLE {_KEYS} AS SELECT {key} FROM ({lake_rows(self.kind, load)})",
                lake_file=str(lake.checked(self.layout, load, "rows")),
            )
        self._run(f"CREATE OR REPLACE TEMPORARY TABLE {_ACCEPTED} (record VARCHAR, loaded_at TIMESTAMP)")
        self._note_accepted(load, "NULL")

    def merge(self) -> None:
        """Merge the loads that hold."""
        lists: list[Load] = []
        for load in loads.holding(self.connection, self.kind.name):
            lake_file = lake.checked(self.layout, load, "rows")
            versions.merge(self.connection, self.kind, load, lake_file, self.book, lists)
            self._note_accepted(load, f"TIMESTAMP '{load.loaded_at}'")
            if load.full_list is not None:
                lists.append(load)

    def _note_accepted(self, load: Load, loaded_at: str) -> None:
        lake_file = self.layout.lake_file(self.kind.name, load.load_id)
        self._run(
            f"INSERT INTO {_ACCEPTED} SELECT {key_sql(self.kind.key, 'i')} AS record, {loaded_at} "
            f"FROM ({lake_rows(self.kind, load)}) AS i "
            f"WHERE record IN (SELECT key FROM {REFUSED_ROWS} WHERE kind = $kind)",
            lake_file=str(lake_file),
            kind=self.kind.name,
        )

    def write_versions(self) -> None:
        """Supersede the current versions that are otherwise now, and append those that are right."""
        table = Book.of(self.kind).versions
        names = [field.name for field in self.kind.stored]
        names += [*map(known_column, self.kind.outcomes), "load_id", "exported_at"]
        same = " AND ".join(f"c.{quoted(name)} IS NOT DISTINCT FROM r.{quoted(name)}" for name in names)
        key = " AND ".join(f"c.{quoted(name)} = r.{quoted(name)}" for name in self.kind.key)
        kept = "" if self.book.keys is None else f"SEMI JOIN {_KEYS} USING ({', '.join(map(quoted, self.kind.key))})"
        self._run(
            f"""
            CREATE OR REPLACE TEMPORARY TABLE {_CHANGES} AS
            SELECT c.version, r.replayed, c.version IS NOT NULL AND r.replayed IS NOT NULL AND {same} AS is_same
            FROM (SELECT v.rowid AS version, v.* FROM {table} AS v {kept} WHERE superseded_at IS NULL) AS c
            FULL JOIN (SELECT rowid AS replayed, * FROM {_VERSIONS} WHERE superseded_at IS NULL) AS r ON {key}
            """
        )
        self._run(
            f"UPDATE {table} SET superseded_at = $at "
            f"WHERE rowid IN (SELECT version FROM {_CHANGES} WHERE NOT is_same AND version IS NOT NULL)",
            at=self.at,
        )
        self._run(
            f"""
            UPDATE {table} SET confirmed_at = n.confirmed_at, listed_at = n.listed_at
            FROM (
                SELECT m.version, r.confirmed_at, r.listed_at
                FROM {_CHANGES} AS m JOIN {_VERSIONS} AS r ON r.rowid = m.replayed WHERE m.is_same
            ) AS n
            WHERE {table}.rowid = n.version AND ({table}.confirmed_at IS DISTINCT FROM n.confirmed_at
                OR {table}.listed_at IS DISTINCT FROM n.listed_at)
            """
        )
        listed = ", ".join(map(quoted, [*names, "confirmed_at", "listed_at"]))
        self._run(
            f"INSERT INTO {table} ({listed}, loaded_at) SELECT {listed}, $at FROM {_VERSIONS} "
            f"WHERE rowid IN (SELECT replayed FROM {_CHANGES} WHERE NOT is_same AND replayed IS NOT NULL)",
            at=self.at,
        )

    def write_absences(self) -> None:
        """The same for what loads say of absence."""
        table = Book.of(self.kind).absences
        columns = ("kind", "record", "load_id", "exported_at", "is_absent")
        same = " AND ".join(f"c.{name} = r.{name}" for name in columns)
        kept = (
            ""
            if self.book.keys is None
            else (f"AND c.record IN (SELECT {key_sql(self.kind.key, 'k')} FROM {_KEYS} AS k)")
        )
        self._run(
            f"UPDATE {table} AS c SET superseded_at = $at WHERE c.kind = $kind AND c.superseded_at IS NULL {kept} "
            f"AND NOT EXISTS (SELECT 1 FROM {_ABSENCES} AS r WHERE {same})",
            at=self.at,
            kind=self.kind.name,
        )
        listed = ", ".join(columns)
        self._run(
            f"INSERT INTO {table} ({listed}, loaded_at) SELECT {listed}, $at FROM {_ABSENCES} AS r "
            f"WHERE NOT EXISTS (SELECT 1 FROM {table} AS c WHERE {same} AND c.superseded_at IS NULL)",
            at=self.at,
        )

    def changed(self) -> int:
        """How many records are otherwise, now that all is written."""
        own, then = Book.of(self.kind), "$at IN (loaded_at, superseded_at)"
        return self._run(
            f"SELECT count(*) FROM (SELECT {key_sql(self.kind.key, 'v')} FROM {own.versions} AS v WHERE {then} "
            f"UNION SELECT record FROM {own.absences} WHERE kind = $kind AND {then})",
            at=self.at,
            kind=self.kind.name,
        )[0][0]

    def clear(self) -> None:
        for table in (_VERSIONS, _ABSENCES, _CHANGES, _KEYS, _ACCEPTED):
            self._run(f"DROP TABLE IF EXISTS {table}")

    def _run(self, sql: str, **parameters: object) -> list[tuple[int, ...]]:
        return self.connection.execute(sql, parameters).fetchall()
