"""The lake that loading would have written of literal tables, for engines that read lakes."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pyarrow.parquet as pq

from par_metrics.settings.layout import Layout
from par_metrics.warehouse.lake import METADATA_KEY
from par_metrics.warehouse.lake_rows import UNREAD
from par_metrics.warehouse.loads import Load
from par_metrics.warehouse.tables import READING, dated_table, versions_table
from schemas import KINDS, RecordKind
from schemas.kind import known_column

_TIMES = ("exported_at", "loaded_at")


def write_lake(connection: duckdb.DuckDBPyConnection, root: Path) -> Path:
    """Write what `Tables` hold as loads of a lake: rows of the same columns and times together; returns `root`."""
    layout = Layout(root)
    layout.lake.mkdir(parents=True)
    for kind in KINDS.values():
        for number, rows in enumerate(_exports(connection, kind)):
            _write(layout, kind, f"{int(rows[0]['load_id']):06}-{number}", rows)
    _write_refusals(connection, layout)
    return root


def _exports(connection: duckdb.DuckDBPyConnection, kind: RecordKind) -> Iterator[list[dict[str, Any]]]:
    """The rows of a kind, those of one export together: the same columns, the same times, each key once."""
    table = dated_table(kind) if kind.is_dated else versions_table(kind)
    rows = connection.sql(
        f"SELECT v.*, l.provided FROM {table} v JOIN loads l USING (load_id) ORDER BY v.load_id::INT"
    ).pl()
    exports: dict[tuple[object, ...], list[dict[str, Any]]] = {}
    for row in rows.iter_rows(named=True):
        said = json.loads(row["provided"])
        row["provided"] = tuple(f.name for f in kind.stored if f.name in said or row[f.name] is not None)
        origin = (row["provided"], *(row[name] for name in _TIMES))
        key, place = tuple(row[name] for name in kind.key), 0
        while any(key == tuple(o[name] for name in kind.key) for o in exports.get((*origin, place), [])):
            place += 1
        exports.setdefault((*origin, place), []).append(row)
    yield from exports.values()


def _write(layout: Layout, kind: RecordKind, load_id: str, rows: list[dict[str, Any]]) -> None:
    provided = rows[0]["provided"]
    types = {field.name: field.polars_type for field in kind.stored if field.name in provided}
    frame = pl.DataFrame([{name: row[name] for name in types} for row in rows], schema=types)
    outcomes = [outcome for outcome in kind.outcomes if outcome in provided]
    unread = [[outcome for outcome in outcomes if not row[known_column(outcome)]] for row in rows]
    frame = frame.with_columns(pl.Series(UNREAD, unread, dtype=pl.List(pl.String)))
    load = _load(
        load_id, kind.name, rows[0]["exported_at"], rows[0]["loaded_at"], accepted=len(rows), provided=provided
    )
    _write_rows(layout, load, frame)


def _write_refusals(connection: duckdb.DuckDBPyConnection, layout: Layout) -> None:
    """The loads that refused all of their rows."""
    refusing = connection.sql("SELECT * FROM loads WHERE rejected > 0").pl()
    for number, line in enumerate(refusing.iter_rows(named=True)):
        load_id = f"refusing-{number}"
        kind = KINDS[line["kind"]]
        times = (line["exported_at"], line["loaded_at"])
        load = _load(load_id, kind.name, *times, line["file"], rejected=line["rejected"], provided=kind.key)
        types = {name: kind.by_name[name].polars_type for name in kind.key}
        _write_rows(layout, load, pl.DataFrame(schema=types))
        asked = "SELECT unit_code, key FROM refused_rows WHERE load_id = $load"
        rows = connection.sql(asked, params={"load": line["load_id"]}).pl()
        layout.refused_rows_file(load_id).parent.mkdir(exist_ok=True)
        rows.write_parquet(layout.refused_rows_file(load_id))


def _load(
    load_id: str, kind: str, exported_at: datetime, loaded_at: datetime, file: str | None = None, **counts: Any
) -> Load:
    return Load(
        load_id,
        file=file or load_id,
        sha256=load_id,
        kind=kind,
        profile=None,
        state="loaded",
        loaded_at=loaded_at,
        request="",
        exported_at=exported_at,
        rows_read=counts.get("accepted", 0) + counts.get("rejected", 0),
        reading=READING,
        **counts,
    )


def _write_rows(layout: Layout, load: Load, frame: pl.DataFrame) -> None:
    file = layout.lake_file(load.kind_name, load.load_id)
    file.parent.mkdir(exist_ok=True)
    table = frame.to_arrow(compat_level=pl.CompatLevel.oldest())
    pq.write_table(table.replace_schema_metadata({METADATA_KEY: load.to_json()}), file)
