"""The register of loads: one line for each file taken or refused."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Literal

import duckdb
import polars as pl

from par_metrics.errors import ParMetricsError
from par_metrics.warehouse.full_lists import FullList
from par_metrics.warehouse.newer import newer
from par_metrics.warehouse.tables import LOADS, LOADS_KNOWN, READING, WITHDRAWALS, load_columns, query, quoted
from schemas import Label

State = Literal["loaded", "refused"]
_JSON_COLUMNS = frozenset(
    {"warnings", "unknown_columns", "unknown_statuses", "provided", "hidden_sheets", "full_list", "notes", "files"}
)
_TIME_COLUMNS = frozenset({"exported_at", "loaded_at"})
_WITHDRAWN = f"SELECT load_id FROM {WITHDRAWALS} WHERE restored_at IS NULL"


@dataclass(frozen=True)
class MergeCounts:
    """What became of the accepted rows of a load; of those superseding, how many took back an end."""

    inserted: int = 0
    superseding: int = 0
    unchanged: int = 0
    older: int = 0
    reopened: int = 0

    @property
    def total(self) -> int:
        return self.inserted + self.superseding + self.unchanged + self.older


@dataclass(frozen=True)
class Load:
    """One line of `loads`: a file, what was made of it, and what it was read with.

    Args:
        profile: id of the profile, `name@version`, of a user's own with its digest.
        register_digest: digest of the units, procedures and own unit it was read with.
        unresolved: rows whose unit or procedure these did not give.
        hidden_sheets: names of hidden sheets of a workbook that were not read.
        request: digest of what was asked for (kind, profile), to know a repetition.
        reading: the rules of reading its lake file was written by (`warehouse.reading`).
        notes: what `warnings` are about, column by column: rule, field, column, count and the first few cells.
        exported_at_from: `export` where somebody or the export itself says when it was made, `file_time` where
            only the time the file was last written tells; empty for loads that did not keep it.
        full_list: what it covers, if it is everything of its kind.
        files: SHA-256 of its files by what they hold (`lake.files_of`); none in the lake file itself, nor of loads
            of earlier software before these are verified.
    """

    load_id: str
    file: str
    sha256: str
    kind: str | None
    profile: str | None
    state: State
    loaded_at: datetime
    request: str
    exported_at: datetime | None = None
    rule: str | None = None
    reason_vi: str | None = None
    reason_en: str | None = None
    rows_read: int = 0
    accepted: int = 0
    rejected: int = 0
    duplicates: int = 0
    inserted: int = 0
    superseding: int = 0
    unchanged: int = 0
    older: int = 0
    warnings: Mapping[str, int] = field(default_factory=dict)
    unknown_columns: tuple[str, ...] = ()
    unknown_statuses: Mapping[str, int] = field(default_factory=dict)
    provided: tuple[str, ...] = ()
    hidden_sheets: tuple[str, ...] = ()
    register_digest: str = ""
    unresolved: int = 0
    reading: int = 1
    notes: tuple[Mapping[str, Any], ...] = ()
    exported_at_from: str = ""
    full_list: FullList | None = None
    files: Mapping[str, str] = field(default_factory=dict)

    @property
    def kind_name(self) -> str:
        """The kind of its records; only a refused file may have none."""
        if self.kind is None:
            raise ValueError(f"{self.load_id} was refused")
        return self.kind

    def merged(self, counts: MergeCounts) -> "Load":
        merged = asdict(counts)
        reopened = merged.pop("reopened")
        warnings = {**self.warnings, "ended_reopened": reopened} if reopened else self.warnings
        return replace(self, **merged, warnings=dict(sorted(warnings.items())))

    @property
    def unmerged(self) -> "Load":
        """As it was before it was merged: so it is written in the lake."""
        warnings = {rule: count for rule, count in self.warnings.items() if rule != "ended_reopened"}
        return replace(self, inserted=0, superseding=0, unchanged=0, older=0, warnings=warnings)

    def to_json(self) -> str:
        values = self._as_values()
        for column in _TIME_COLUMNS:
            values[column] = None if values[column] is None else values[column].isoformat()
        return json.dumps(values, ensure_ascii=False)

    def _as_values(self) -> dict[str, Any]:
        # `asdict` would copy every note and heading, and takes longer than to write them.
        values = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return values | {"full_list": None if self.full_list is None else self.full_list.as_values()}

    @classmethod
    def from_json(cls, text: str) -> "Load":
        """The load of a line of the lake or its ledger.

        Raises:
            ParMetricsError: later software wrote the line (`newer_software`).
            ValueError, KeyError, TypeError: it is no such line.
        """
        values = json.loads(text)
        if values.keys() - cls.__dataclass_fields__.keys() or values.get("reading", 1) > READING:
            raise newer(f"lake/ ({values['load_id']})")
        for column in _TIME_COLUMNS:
            values[column] = None if values[column] is None else datetime.fromisoformat(values[column])
        return cls._from_values(values)

    @classmethod
    def _from_values(cls, values: dict[str, Any]) -> "Load":
        # Lines of earlier software lack the newer ones.
        names = ("unknown_columns", "provided", "hidden_sheets", "notes")
        lists = {name: tuple(values.get(name) or ()) for name in names}
        full_list = values.get("full_list")
        of_list = {"full_list": None if full_list is None else FullList.from_values(full_list)}
        return cls(**(values | lists | of_list | {"files": values.get("files") or {}}))


def check_accounting(load: Load) -> None:
    """Each row read is accounted for exactly once.

    Raises:
        ParMetricsError: the counts of the load do not add up; it must be rolled back.
    """
    merged = MergeCounts(load.inserted, load.superseding, load.unchanged, load.older)
    if (load.rows_read, load.accepted) == (load.accepted + load.rejected + load.duplicates, merged.total):
        return
    counts = (
        f"rows_read={load.rows_read}, accepted={load.accepted}, rejected={load.rejected}, "
        f"duplicates={load.duplicates}, inserted={load.inserted}, superseding={load.superseding}, "
        f"unchanged={load.unchanged}, older={load.older}"
    )
    raise ParMetricsError(
        Label(
            f"{load.file}: số dòng không khớp ({counts}). Tệp chưa được nạp; hãy báo lỗi này cho người phát triển.",
            f"{load.file}: the rows do not add up ({counts}). The file was not loaded; please report this.",
        ),
        "accounting",
    )


def record(connection: duckdb.DuckDBPyConnection, load: Load) -> None:
    """Add the load's line; the caller commits."""
    values = load._as_values()
    for column in _JSON_COLUMNS:
        values[column] = json.dumps(values[column], ensure_ascii=False)
    columns = load_columns()
    places = ", ".join(f"${column}" for column in columns)
    names = ", ".join(quoted(column) for column in columns)
    connection.execute(f"INSERT INTO {LOADS} ({names}) VALUES ({places})", {c: values[c] for c in columns}).fetchall()


def loaded(connection: duckdb.DuckDBPyConnection, sha256: str) -> list[Load]:
    """The loads of a file of these bytes, the latest first; none that were refused."""
    return _select(connection, {"state": "loaded", "sha256": sha256})


def every(connection: duckdb.DuckDBPyConnection) -> list[Load]:
    """Every load and refused file, as they came, also of a database that older software made."""
    there = [name for (name, *_) in connection.execute(f"DESCRIBE {LOADS}").fetchall()]
    columns = [column for column in load_columns() if column in there]
    rows = connection.execute(
        f"SELECT {', '.join(map(quoted, columns))} FROM {LOADS} ORDER BY loaded_at, load_id"
    ).fetchall()
    return [_of_row(row, columns) for row in rows]


def digests(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """SHA-256 of every file that was taken or refused."""
    return {sha256 for (sha256,) in connection.execute(f"SELECT DISTINCT sha256 FROM {LOADS}").fetchall()}


def newest(connection: duckdb.DuckDBPyConnection) -> list[Load]:
    """The newest load of each file name and kind, oldest first; none that were refused or withdrawn."""
    rows = connection.execute(
        f"SELECT {', '.join(map(quoted, load_columns()))} FROM {LOADS} "
        f"WHERE state = 'loaded' AND load_id NOT IN ({_WITHDRAWN}) "
        "QUALIFY row_number() OVER (PARTITION BY kind, file ORDER BY loaded_at DESC) = 1 ORDER BY loaded_at"
    ).fetchall()
    return [_of_row(row) for row in rows]


def find(connection: duckdb.DuckDBPyConnection, load_id: str) -> Load | None:
    """The line of one load."""
    return next(iter(_select(connection, {"load_id": load_id})), None)


def holding(connection: duckdb.DuckDBPyConnection, kind: str) -> list[Load]:
    """The loads of a kind that are not withdrawn, in the order they came."""
    return _select(connection, {"state": "loaded", "kind": kind}, f"load_id NOT IN ({_WITHDRAWN})")[::-1]


def full_lists(connection: duckdb.DuckDBPyConnection, kind: str) -> list[Load]:
    """Those of them that are everything of their kind."""
    is_full = f"load_id NOT IN ({_WITHDRAWN}) AND full_list <> 'null'"
    return _select(connection, {"state": "loaded", "kind": kind}, is_full)[::-1]


def withdrawn(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[datetime, str | None]]:
    """The loads that are withdrawn now: since when, and why."""
    rows = connection.execute(
        f"SELECT load_id, withdrawn_at, reason FROM {WITHDRAWALS} WHERE restored_at IS NULL"
    ).fetchall()
    return {load_id: (at, reason) for load_id, at, reason in rows}


def refusal(connection: duckdb.DuckDBPyConnection, sha256: str, rule: str, reason_en: str) -> Load | None:
    """The latest refusal of a file of these bytes for this reason."""
    found = _select(connection, {"state": "refused", "sha256": sha256, "rule": rule, "reason_en": reason_en})
    return next(iter(found), None)


def withdrawn_refusal(connection: duckdb.DuckDBPyConnection, sha256: str) -> Load | None:
    """The latest refusal of a file of these bytes, for whatever reason, that is withdrawn now."""
    found = _select(connection, {"state": "refused", "sha256": sha256}, f"load_id IN ({_WITHDRAWN})")
    return next(iter(found), None)


def last_change(connection: duckdb.DuckDBPyConnection) -> datetime | None:
    """Time of the latest load, refusal, withdrawal or restoration."""
    latest: datetime | None = connection.execute(
        f"SELECT greatest(max(loaded_at), (SELECT greatest(max(withdrawn_at), max(restored_at)) FROM {WITHDRAWALS})) "
        f"FROM {LOADS}"
    ).fetchall()[0][0]
    return latest


def after_all(connection: duckdb.DuckDBPyConnection, now: datetime) -> datetime:
    """An instant for what is written now: later than every other, even if the clock was set back."""
    last = last_change(connection)
    return now if last is None else max(now, last + timedelta(microseconds=1))


def all_loads(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Every line, oldest first, with the withdrawals that hold."""
    return query(connection, f"SELECT * FROM {LOADS_KNOWN}(TIMESTAMP 'infinity') ORDER BY loaded_at, load_id")


def _select(connection: duckdb.DuckDBPyConnection, equal: Mapping[str, str], further: str = "TRUE") -> list[Load]:
    """The lines whose columns equal the given values, the latest first."""
    conditions = " AND ".join([*(f"{quoted(column)} = ${column}" for column in equal), further])
    rows = connection.execute(
        f"SELECT {', '.join(map(quoted, load_columns()))} FROM {LOADS} WHERE {conditions} ORDER BY loaded_at DESC",
        dict(equal),
    ).fetchall()
    return [_of_row(row) for row in rows]


def _of_row(row: tuple[Any, ...], columns: Sequence[str] | None = None) -> Load:
    line = dict(zip(columns or load_columns(), row, strict=True))
    return Load._from_values(line | {name: json.loads(line[name]) for name in _JSON_COLUMNS & line.keys()})
