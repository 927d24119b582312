"""The tables that loads of a kind are merged into: those of the warehouse, or of a replay beside them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from par_metrics.warehouse.lake_rows import lake_rows
from par_metrics.warehouse.loads import Load
from par_metrics.warehouse.tables import ABSENCES, dated_table, quoted, versions_table
from schemas import RecordKind


@dataclass(frozen=True)
class Book:
    """Names of tables.

    Args:
        versions: of the record versions.
        absences: of what loads say of records that full lists lack.
        dated: of what each load said, None for kinds whose rows hold from no day on.
        keys: of the keys of the only records that are merged; None: all are.
    """

    versions: str
    absences: str = ABSENCES
    dated: str | None = None
    keys: str | None = None

    @classmethod
    def of(cls, kind: RecordKind) -> Book:
        """The warehouse's own."""
        return cls(versions_table(kind), dated=dated_table(kind) if kind.is_dated else None)


@dataclass(frozen=True)
class Entry:
    """The rows of one load, to be merged into a book."""

    connection: duckdb.DuckDBPyConnection
    kind: RecordKind
    load: Load
    lake_file: Path
    book: Book

    @property
    def rows(self) -> str:
        """SELECT of the rows, for `run`; see `lake_rows`."""
        rows = lake_rows(self.kind, self.load)
        if self.book.keys is None:
            return rows
        return f"SELECT * FROM ({rows}) SEMI JOIN {self.book.keys} USING ({', '.join(map(quoted, self.kind.key))})"

    def run(self, sql: str, **further: object) -> list[Any]:
        """The rows a statement gives, which may name the lake file and the load's id and times as parameters."""
        known = {
            "lake_file": str(self.lake_file),
            "load_id": self.load.load_id,
            "exported_at": self.load.exported_at,
            "loaded_at": self.load.loaded_at,
            **further,
        }
        named = set(re.findall(r"\$(\w+)", sql))
        return self.connection.execute(sql, {name: known[name] for name in sorted(named)}).fetchall()
