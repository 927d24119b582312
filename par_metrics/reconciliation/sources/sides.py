"""From what a side is called to its records: a source or a load of the warehouse, or a file."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import polars as pl

from par_metrics import display
from par_metrics.domain.privacy import shown_file
from par_metrics.engines.base import LATEST, Engine
from par_metrics.errors import RefusedFileError, UsageError, nearest
from par_metrics.exports.export import read_and_normalise
from par_metrics.exports.profiles.library import own_profiles
from par_metrics.exports.rows.defects import REFUSED_SCHEMA
from par_metrics.figures.snapshot import Snapshot
from par_metrics.loading.context import context_of
from par_metrics.reconciliation.sources.side import LOAD, Side, side_of_export
from par_metrics.settings.settings import Settings
from par_metrics.warehouse import Warehouse
from par_metrics.warehouse.accepted import keep_newest
from par_metrics.warehouse.registers import Registers, Unit
from schemas import Label, Language, RecordKind

WAREHOUSE = "warehouse"
"""The one source of kinds whose records do not say which source they come from."""
_SHOWN_LOADS = 5


@dataclass(frozen=True)
class Shelf:
    """Where sides are taken from.

    Args:
        snapshot: the records known.
        warehouse: whose lake holds the rows of each load.
        settings: by which files are read.
    """

    snapshot: Snapshot
    warehouse: Warehouse
    settings: Settings

    def loads(self) -> pl.DataFrame:
        """Every load, also one later than what the snapshot knows: it is asked for by its id."""
        return self.snapshot.engine.at(LATEST).loads()


def side_of(shelf: Shelf, kind: RecordKind, given: str | Path) -> Side:
    """The side that `given` names: a source, else a load, else a file.

    Args:
        given: a source (`one_stop`, …; `warehouse` for kinds without), the id of a load, or the path of
            an export. Text with a path separator or an extension is always a path.
    Raises:
        UsageError: nothing is called so, or the source has no records.
        RefusedFileError: the file as a whole is refused.
    """
    name = str(given)
    if isinstance(given, Path) or Path(name).name != name or Path(name).suffix:
        return _of_file(shelf, kind, Path(given))
    if name in sources_of(kind):
        return _of_source(shelf.snapshot, kind, name)
    loads = shelf.loads()
    if name in loads["load_id"]:
        return _of_load(shelf.warehouse, kind, loads.filter(load_id=name))
    if Path(name).exists():
        return _of_file(shelf, kind, Path(name))
    own = loads.filter(kind=kind.name, state="loaded")["load_id"].to_list()
    raise _unknown(kind, name, own)


def sources_of(kind: RecordKind) -> tuple[str, ...]:
    """What the warehouse can be asked for: each source of dossiers, or all there is."""
    if "source" not in kind.key:
        return (WAREHOUSE,)
    return tuple(str(value) for value in kind.by_name["source"].values)


# --- a source ------------------------------------------------------------------------------


def _of_source(snapshot: Snapshot, kind: RecordKind, name: str) -> Side:
    """The records of a source that are there: what its newest full list lacks is on no side."""
    columns = [field.name for field in kind.stored]
    only = None if name == WAREHOUSE else {"source": [name]}
    records = snapshot.stored(kind.name, [*columns, "load_id"], only).rename({"load_id": LOAD})
    if records.is_empty():
        raise _empty(kind, name)
    vi, en = ("", "") if name == WAREHOUSE else (f"{_called(name, 'vi')} trong ", f"{_called(name, 'en')} in ")
    label = Label(f"{vi}kho dữ liệu", f"{en}the warehouse")
    return Side(name, label, kind, records, _providers(snapshot.engine, kind), pl.DataFrame(schema=REFUSED_SCHEMA))


def _called(source: str, language: Language) -> str:
    words = display.words(source, language)
    return source if words == source else f"{words} ({source})"


def _providers(engine: Engine, kind: RecordKind) -> dict[str, frozenset[str]]:
    """Column -> the loads of the kind whose exports have it."""
    found: dict[str, set[str]] = {}
    loaded = engine.loads().filter(kind=kind.name, state="loaded")
    for load_id, provided in loaded.select("load_id", "provided").iter_rows():
        for column in json.loads(provided):
            found.setdefault(column, set()).add(load_id)
    return {column: frozenset(load_ids) for column, load_ids in found.items()}


# --- a load --------------------------------------------------------------------------------


def _of_load(warehouse: Warehouse, kind: RecordKind, found: pl.DataFrame) -> Side:
    load = found.row(0, named=True)
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
    rows = warehouse.rows_of(load_id)
    exported_at = load["exported_at"]
    return side_of_export(
        load_id,
        Label(f"{file} (lần nạp {load_id})", f"{file} (load {load_id})"),
        kind,
        rows,
        json.loads(str(load["provided"])),
        refused=warehouse.refused_rows(found).select(*REFUSED_SCHEMA),
        duplicates=int(str(load["duplicates"])),
        exported_at=exported_at if isinstance(exported_at, datetime) else None,
    )


# --- a file --------------------------------------------------------------------------------


def _of_file(shelf: Shelf, kind: RecordKind, path: Path) -> Side:
    """A file read as a load would read it; nothing is loaded or kept."""
    file = shown_file(path)
    layout, settings = shelf.warehouse.layout, shelf.settings
    units, procedures = (
        tuple(shelf.snapshot.engine.stored(kind, columns).sort(columns, nulls_last=True).rows())
        for kind, columns in (
            ("units", Unit._fields),
            ("procedures", ("procedure_code", "procedure_name")),
        )
    )
    registers = Registers(tuple(Unit(*unit) for unit in units), procedures, settings.unit)
    try:
        whole = read_and_normalise(
            path,
            kind=kind.name,
            own=own_profiles(layout.profiles),
            context=context_of(layout.root, settings, registers, file),
        )
    except RefusedFileError as error:
        vi, en = (f"{file}: {text.removeprefix(f'{file}: ')}" for text in error.label)
        raise RefusedFileError(error.rule, Label(vi, en)) from None
    normalised = whole.normalised
    rows = keep_newest(normalised.frame, kind)
    return side_of_export(
        str(path),
        Label(f"tệp {file}", f"file {file}"),
        kind,
        rows,
        normalised.provided,
        refused=normalised.refused,
        duplicates=normalised.frame.height - rows.height,
        exported_at=whole.export.exported_at,
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
