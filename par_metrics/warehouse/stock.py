"""Taking stock of a lake: what its books say was loaded, beside what lies there.

The books are the ledger, and the warehouse that was there so far. Each tells what the other lost.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb

from par_metrics.errors import ParMetricsError
from par_metrics.settings.layout import Layout
from par_metrics.warehouse import events, lake, ledger, loads
from par_metrics.warehouse.archive import digest_of
from par_metrics.warehouse.connect import read_only
from par_metrics.warehouse.events import Event
from par_metrics.warehouse.in_the_way import check_no_others, check_same_workspace
from par_metrics.warehouse.loads import Load
from par_metrics.warehouse.tables import check_not_newer
from schemas import Label

_NAMED = 5


@dataclass(frozen=True)
class Fault:
    """A file that is not what was written.

    Args:
        name: the file within the workspace.
        load_id: the load or event it is of.
        what: what it holds (`lake.files_of`).
        is_there: whether there is any file.
        holds: id of the load whose file it is in truth, if it was exchanged with another's.
    """

    name: str
    load_id: str
    what: str
    is_there: bool
    holds: str = ""

    @property
    def label(self) -> Label:
        if not self.is_there:
            return Label(f"{self.name}: mất tệp", f"{self.name}: the file is missing")
        if self.holds:
            return Label(
                f"{self.name}: là tệp của lần nạp khác ({self.holds})",
                f"{self.name}: it is the file of another load ({self.holds})",
            )
        return Label(f"{self.name}: tệp bị sửa hoặc hỏng", f"{self.name}: the file was changed or is damaged")


@dataclass
class Stock:
    """What belongs to a lake.

    Args:
        loads: every load and refused file, as it was before it was merged, by id.
        events: every withdrawal and restoration, by id.
        lost: loads that were given up.
        unsealed: ids of loads and events that the ledger does not have.
        unbooked: those of them that no book has at all.
        faults: the files that are not what was written, by load or event.
        trouble: why the ledger cannot be used.
        is_ledger_there: there was a ledger, and it was whole.
    """

    loads: dict[str, Load] = field(default_factory=dict)
    events: dict[str, Event] = field(default_factory=dict)
    lost: dict[str, str] = field(default_factory=dict)
    unsealed: list[str] = field(default_factory=list)
    unbooked: list[str] = field(default_factory=list)
    faults: dict[str, list[Fault]] = field(default_factory=dict)
    trouble: ParMetricsError | None = None
    is_ledger_there: bool = False
    is_warehouse_read: bool = False

    @property
    def all_faults(self) -> list[Fault]:
        return [fault for faults in self.faults.values() for fault in faults]


def take_stock(layout: Layout, *, needs_books: bool = True) -> Stock:
    """Read the books, and every file of the lake and its rejects; nothing is changed.

    Args:
        needs_books: where neither can be read, what lies in the lake is not taken for everything.
    Raises:
        WorkspaceBusyError: another process has the warehouse open for writing.
        ParMetricsError: neither book can be read; or later software wrote them.
        OSError: a file may not be read.
    """
    stock = Stock()
    _read_ledger(layout, stock)
    _read_warehouse(layout, stock)
    if needs_books and stock.trouble is not None and not stock.is_warehouse_read:
        raise stock.trouble
    _look_around(layout, stock, needs_books=needs_books)
    _check_files(layout, stock)
    return stock


def of_faults(faults: list[Fault]) -> Label:
    """The first of them in words."""
    more = len(faults) - _NAMED
    named = [fault.label for fault in faults[:_NAMED]]
    vi, en = "; ".join(label.vi for label in named), "; ".join(label.en for label in named)
    return Label(f"{vi}; và {more} tệp khác", f"{en}; and {more} more") if more > 0 else Label(vi, en)


def _read_ledger(layout: Layout, stock: Stock) -> None:
    try:
        known = ledger.read(layout)
    except ParMetricsError as error:
        if error.rule != "ledger_damaged":
            raise
        stock.trouble = error
        return
    if known is not None:
        stock.loads, stock.events, stock.lost = known.loads, known.events, known.lost
        stock.is_ledger_there = True


def _read_warehouse(layout: Layout, stock: Stock) -> None:
    """Add what only the former warehouse knows; one that cannot be read knows nothing."""
    if not layout.database.exists():
        return
    try:
        with read_only(layout.database) as connection:
            check_not_newer(connection)
            check_no_others(connection)
            known, taken_back = loads.every(connection), _events_of(connection)
    except duckdb.CatalogException:  # a writer that was stopped before it had made the tables
        return
    except ParMetricsError as error:
        if error.rule != "warehouse_damaged":
            raise
        return
    ids = {load.load_id for load in known} | {event.event_id for event in taken_back}
    check_same_workspace(ids, stock.loads.keys() | stock.events.keys() | stock.lost.keys() | lake.ids(layout))
    stock.is_warehouse_read = True
    for load in known:
        if load.load_id not in stock.loads and load.load_id not in stock.lost:
            stock.loads[load.load_id] = load.unmerged
            stock.unsealed.append(load.load_id)
    for event in taken_back:
        if event.event_id not in stock.events:
            stock.events[event.event_id] = event
            stock.unsealed.append(event.event_id)


def _events_of(connection: duckdb.DuckDBPyConnection) -> list[Event]:
    try:
        return events.all_events(connection)
    except duckdb.CatalogException:  # older software knew none
        return []


def _look_around(layout: Layout, stock: Stock, *, needs_books: bool) -> None:
    """Add what lies in the lake and is in no book: of earlier software, or of a process that died as it wrote it down.

    Raises:
        ParMetricsError: software that keeps a ledger wrote several of them, and there is neither book.
    """
    found: dict[str, Load | Event] = {}
    booked = {*stock.loads, *stock.lost}
    for file in [*layout.lake.glob("[!_]*/*.parquet"), *layout.refused_file("*").parent.glob("*.json")]:
        if file.stem not in booked:
            found[file.stem] = lake.read_load(layout, file)
    for file in layout.event_file("*").parent.glob("*.json"):
        if file.stem not in stock.events:
            found[file.stem] = lake.read_event(layout, file)
    of_today = [key for key, load in found.items() if isinstance(load, Load) and lake.has_ledger(layout, load)]
    if needs_books and len(of_today) > 1 and not stock.is_ledger_there and not stock.is_warehouse_read:
        raise _no_books(layout, len(found))
    for key, record in found.items():
        if isinstance(record, Load):
            stock.loads[key] = record
        else:
            stock.events[key] = record
    stock.unbooked = sorted(found)
    stock.unsealed += stock.unbooked


def _check_files(layout: Layout, stock: Stock) -> None:
    owners = {digest: load_id for load_id, load in stock.loads.items() for digest in load.files.values()}
    for load_id, load in stock.loads.items():
        if faults := list(_faults_of(layout, load, owners)):
            stock.faults[load_id] = faults
    for event_id, event in stock.events.items():
        file = layout.event_file(event_id)
        if not file.exists() or file.read_bytes() != event.to_json().encode():
            stock.faults[event_id] = [Fault(_name(layout, file), event_id, "event", file.exists())]


def _faults_of(layout: Layout, load: Load, owners: dict[str, str]) -> Iterator[Fault]:
    for what, file in lake.files_of(layout, load).items():
        expected, is_there = load.files.get(what), file.exists()
        if not load.files:
            # Nothing is known but what it says itself.
            if what in ("rows", "refusal") and (not is_there or not _says(layout, file, load)):
                yield Fault(_name(layout, file), load.load_id, what, is_there)
        elif expected is not None and not is_there:
            yield Fault(_name(layout, file), load.load_id, what, is_there=False)
        elif is_there:
            digest = digest_of(file)
            if digest != expected:
                holds = owners.get(digest, "")
                yield Fault(_name(layout, file), load.load_id, what, is_there=True, holds=holds)


def _says(layout: Layout, file: Path, load: Load) -> bool:
    try:
        return lake.read_load(layout, file).load_id == load.load_id
    except ParMetricsError as error:
        if error.rule != "lake_damaged":
            raise
        return False


def _name(layout: Layout, file: Path) -> str:
    return file.relative_to(layout.root).as_posix()


def _no_books(layout: Layout, count: int) -> ParMetricsError:
    name = layout.ledger.relative_to(layout.root).as_posix()
    return ParMetricsError(
        Label(
            f"Mất cả {name} lẫn warehouse.duckdb: không biết lake/ có đủ tệp không (đang có {count}). Lấy lại một "
            "trong hai từ bản sao lưu; nếu chắc chắn lake/ đủ thì chạy `par-metrics rebuild --accept LÝ_DO`.",
            f"Both {name} and warehouse.duckdb are lost: nobody knows whether lake/ is whole (it has {count} files). "
            "Take one of them from a backup; if you are sure that lake/ is whole, run "
            "`par-metrics rebuild --accept REASON`.",
        ),
        "no_books",
    )


def sealed(layout: Layout, load: Load) -> Load:
    """A load with the digests of its files, where it has none yet."""
    return load if load.files else replace(load, files=lake.digests(layout, load))


def as_written(load: Load) -> str:
    """The line of a refused file as its file in the lake has it."""
    return json.dumps(json.loads(load.to_json()) | {"files": {}}, ensure_ascii=False)
