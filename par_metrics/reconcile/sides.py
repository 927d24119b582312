"""From what a side is called to its records: a source or a load of the warehouse, or a file."""

import json
from datetime import datetime
from pathlib import Path

import duckdb
import polars as pl

from par_metrics.errors import ParMetricsError, RefusedFileError, UsageError
from par_metrics.exports import read_and_normalise
from par_metrics.exports.defects import REFUSED_SCHEMA
from par_metrics.exports.profiles import own_profiles
from par_metrics.loading_context import context_of
from par_metrics.nearest import nearest
from par_metrics.reconcile.side import LOAD, Side, side_of_export
from par_metrics.warehouse.accepted import keep_newest
from par_metrics.warehouse.layout import shown_name
from par_metrics.warehouse.registers import read_registers
from par_metrics.warehouse.tables import LOADS, quoted
from par_metrics.workspace_base import WorkspaceBase
from schemas import Label, RecordKind

WAREHOUSE = "warehouse"
"""The one source of kinds whose records do not say which source they come from."""
_SHOWN_LOADS = 5


def side_of(ws: WorkspaceBase, kind: RecordKind, given: str | Path, known_at: datetime | None = None) -> Side:
    """The side that `given` names: a source, else a load, else a file.

    Args:
        given: a source (`one_stop`, …; `warehouse` for kinds without), the id of a load, or the path of
            an export. Text with a path separator or an extension is always a path.
        known_at: of a source, the records as they were known then.
    Raises:
        UsageError: nothing is called so, or the source has no records.
        RefusedFileError: the file as a whole is refused.
    """
    name = str(given)
    if isinstance(given, Path) or Path(name).name != name or Path(name).suffix:
        return _of_file(ws, kind, Path(given))
    loads = ws.warehouse.loads()
    if name in sources_of(kind):
        return _of_source(ws, kind, name, known_at)
    if name in loads["load_id"]:
        return _of_load(ws, kind, loads.row(by_predicate=pl.col("load_id") == name, named=True))
    if Path(name).exists():
        return _of_file(ws, kind, Path(name))
    own = loads.filter(kind=kind.name, state="loaded")["load_id"].to_list()
    raise _unknown(kind, name, own)


def sources_of(kind: RecordKind) -> tuple[str, ...]:
    """What the warehouse can be asked for: each source of dossiers, or all there is."""
    if "source" not in kind.key:
        return (WAREHOUSE,)
    return tuple(str(value) for value in kind.by_name["source"].values)


# --- a source ------------------------------------------------------------------------------


def _of_source(ws: WorkspaceBase, kind: RecordKind, name: str, known_at: datetime | None) -> Side:
    listed = ", ".join(quoted(field.name) for field in kind.stored)
    of_source = "" if name == WAREHOUSE else f" WHERE source = '{name}'"
    with ws.engine(known_at) as engine:
        records = engine.query(f"SELECT {listed}, load_id AS {LOAD} FROM {engine.stored(kind.name)} k{of_source}")
        providers = _providers(engine.connection, kind)
    if records.is_empty():
        raise _empty(kind, name)
    vi, en = ("", "") if name == WAREHOUSE else (f"{name} trong ", f"{name} in ")
    label = Label(f"{vi}kho dữ liệu", f"{en}the warehouse")
    return Side(name, label, kind, records, providers, pl.DataFrame(schema=REFUSED_SCHEMA))


def _providers(connection: duckdb.DuckDBPyConnection, kind: RecordKind) -> dict[str, frozenset[str]]:
    """Column -> the loads of the kind whose exports have it."""
    found: dict[str, set[str]] = {}
    rows = connection.execute(
        f"SELECT load_id, provided FROM {LOADS} WHERE state = 'loaded' AND kind = $kind", {"kind": kind.name}
    ).fetchall()
    for load_id, provided in rows:
        for column in json.loads(provided):
            found.setdefault(column, set()).add(load_id)
    return {column: frozenset(load_ids) for column, load_ids in found.items()}


# --- a load --------------------------------------------------------------------------------


def _of_load(ws: WorkspaceBase, kind: RecordKind, load: dict[str, object]) -> Side:
    load_id, file = str(load["load_id"]), str(load["file"])
    if load["state"] != "loaded" or load["kind"] != kind.name:
        raise UsageError(
            Label(
                f'lần nạp "{load_id}" ({file}) không có bản ghi {kind.name}: '
                f"{load['kind'] or 'tệp bị từ chối'}. Chọn lần nạp khác, xem par-metrics loads",
                f'the load "{load_id}" ({file}) has no {kind.name}: '
                f"{load['kind'] or 'its file was refused'}. Choose another, see par-metrics loads",
            ),
            "wrong_load",
        )
    stored = ws.warehouse.layout.lake_file(kind.name, load_id)
    try:
        rows = pl.read_parquet(stored)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise ParMetricsError(
            Label(
                f"không đọc được {stored.name} trong lake/{kind.name}. Lấy lại tệp từ bản sao lưu",
                f"{stored.name} in lake/{kind.name} cannot be read. Restore it from a backup",
            ),
            "lake_damaged",
        ) from error
    exported_at = load["exported_at"]
    return side_of_export(
        load_id,
        Label(f"{file} (lần nạp {load_id})", f"{file} (load {load_id})"),
        kind,
        rows,
        json.loads(str(load["provided"])),
        refused=ws.warehouse.rejects(load_id).select(*REFUSED_SCHEMA),
        duplicates=int(str(load["duplicates"])),
        exported_at=exported_at if isinstance(exported_at, datetime) else None,
    )


# --- a file --------------------------------------------------------------------------------


def _of_file(ws: WorkspaceBase, kind: RecordKind, path: Path) -> Side:
    """A file read as a load would read it; nothing is loaded or kept."""
    file = shown_name(path)
    with ws.warehouse.reader() as connection:
        registers = read_registers(connection, ws.settings.unit)
    try:
        prepared = read_and_normalise(
            path,
            kind=kind.name,
            own=own_profiles(ws.warehouse.layout.profiles),
            context=context_of(ws.root, ws.settings, registers, file),
        )
    except RefusedFileError as error:
        vi, en = (f"{file}: {text.removeprefix(f'{path.name}: ')}" for text in error.label)
        raise RefusedFileError(error.rule, Label(vi, en)) from None
    normalised = prepared.normalised
    rows = keep_newest(normalised.frame, kind)
    return side_of_export(
        str(path),
        Label(f"tệp {file}", f"file {file}"),
        kind,
        rows,
        normalised.provided,
        refused=normalised.refused,
        duplicates=normalised.frame.height - rows.height,
        exported_at=prepared.exported_at,
    )


# --- what is not there ---------------------------------------------------------------------


def _unknown(kind: RecordKind, name: str, loads: list[str]) -> UsageError:
    sources = sources_of(kind)
    meant = nearest(name, [*sources, *loads])
    recent = ", ".join(loads[-_SHOWN_LOADS:])
    loaded = Label(f"; lần nạp gần nhất: {recent}", f"; last loads: {recent}") if loads else Label("", "")
    return UsageError(
        Label(
            f'không có nguồn, lần nạp hay tệp nào tên "{name}".{meant.vi} '
            f"Nguồn của {kind.name}: {', '.join(sources)}{loaded.vi}",
            f'no source, load or file is called "{name}".{meant.en} '
            f"Sources of {kind.name}: {', '.join(sources)}{loaded.en}",
        ),
        "unknown_side",
    )


def _empty(kind: RecordKind, name: str) -> UsageError:
    return UsageError(
        Label(
            f"kho dữ liệu chưa có {kind.name} nào từ {name}. Nạp tệp của nguồn đó, hoặc đưa thẳng đường dẫn tệp",
            f"the warehouse has no {kind.name} of {name}. Load its export, or give the path of the file instead",
        ),
        "empty_side",
    )
