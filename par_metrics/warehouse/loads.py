"""The register of loads: one line for each file taken or refused."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

import duckdb
import polars as pl

from par_metrics.errors import ParMetricsError
from par_metrics.warehouse.full_lists import FullList
from par_metrics.warehouse.tables import LOADS, load_columns, query, quoted
from schemas import Label

State = Literal["loaded", "refused"]
_JSON_COLUMNS = frozenset({"warnings", "unknown_columns", "unknown_statuses", "provided", "hidden_sheets", "full_list"})
_TIME_COLUMNS = frozenset({"exported_at", "loaded_at"})


@dataclass(frozen=True)
class MergeCounts:
    """What became of the accepted rows of a load."""

    inserted: int = 0
    superseding: int = 0
    unchanged: int = 0
    older: int = 0

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
        full_list: what it covers, if it is everything of its kind.
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
    full_list: FullList | None = None

    def merged(self, counts: MergeCounts) -> "Load":
        return replace(self, **asdict(counts))

    def to_json(self) -> str:
        values = self._as_values()
        for column in _TIME_COLUMNS:
            values[column] = None if values[column] is None else values[column].isoformat()
        return json.dumps(values, ensure_ascii=False)

    def _as_values(self) -> dict[str, Any]:
        return asdict(self) | {"full_list": None if self.full_list is None else self.full_list.as_values()}

    @classmethod
    def from_json(cls, text: str) -> "Load":
        values = json.loads(text)
        for column in _TIME_COLUMNS:
            values[column] = None if values[column] is None else datetime.fromisoformat(values[column])
        return cls._from_values(values)

    @classmethod
    def _from_values(cls, values: dict[str, Any]) -> "Load":
        # Lines of earlier software lack the newer ones.
        lists = {name: tuple(values.get(name) or ()) for name in ("unknown_columns", "provided", "hidden_sheets")}
        full_list = values.get("full_list")
        of_list = {"full_list": None if full_list is None else FullList.from_values(full_list)}
        return cls(**(values | lists | of_list))


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


def refusal(connection: duckdb.DuckDBPyConnection, sha256: str, rule: str, reason_en: str) -> Load | None:
    """The latest refusal of a file of these bytes for this reason."""
    found = _select(connection, {"state": "refused", "sha256": sha256, "rule": rule, "reason_en": reason_en})
    return next(iter(found), None)


def last_loaded_at(connection: duckdb.DuckDBPyConnection) -> datetime | None:
    """Time of the latest load or refusal."""
    latest: datetime | None = connection.execute(f"SELECT max(loaded_at) FROM {LOADS}").fetchall()[0][0]
    return latest


def all_loads(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Every line, oldest first."""
    return query(connection, f"SELECT * FROM {LOADS} ORDER BY loaded_at, load_id")


def _select(connection: duckdb.DuckDBPyConnection, equal: Mapping[str, str]) -> list[Load]:
    """The lines whose columns equal the given values, the latest first."""
    conditions = " AND ".join(f"{quoted(column)} = ${column}" for column in equal)
    rows = connection.execute(
        f"SELECT {', '.join(map(quoted, load_columns()))} FROM {LOADS} WHERE {conditions} ORDER BY loaded_at DESC",
        dict(equal),
    ).fetchall()
    lines = (dict(zip(load_columns(), row, strict=True)) for row in rows)
    return [Load._from_values(line | {column: json.loads(line[column]) for column in _JSON_COLUMNS}) for line in lines]
